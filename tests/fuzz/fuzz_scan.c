/* The content-line scanner: no crash, bounded work, and a tree that keeps the header's promises:
 * ranges lie in the bytes and in each other, lines ascend, text is UTF-8, and what is called
 * strict has no controls. */
#include <stdint.h>
#include <stdlib.h>
#include "jarak/ical/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static bool lies_in(struct jk_span inner, struct jk_span outer)
{
    return inner.at >= outer.at && inner.at + inner.len <= outer.at + outer.len;
}

static void check_text(struct jk_span text, bool strict)
{
    must(jk_utf8_valid(text));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        must(c != 0 && c != '\r');
        must(!strict || ((c >= 0x20 || c == '\t') && c != 0x7f));
    }
}

static void check_prop(const struct jk_ical_prop *prop, struct jk_span comp, unsigned *line)
{
    struct jk_error err = { .status = JK_OK };
    bool strict = jk_ical_strict(prop, JK_ICAL_LINE_MAX, "X", &err) == JK_OK;

    must(prop->name.len > 0 && lies_in(prop->bytes, comp));
    must(prop->line > *line && (strict || err.line == prop->line));
    *line = prop->line;
    check_text(prop->value, strict);
    must(!strict || prop->value.len <= JK_ICAL_LINE_MAX);
    for (size_t i = 0; i < prop->param_count; i++) {
        must(!strict || prop->params[i].name.len > 0);
        check_text(prop->params[i].value, false);
    }
}

static void check_comp(const struct jk_ical_comp *comp, struct jk_span outer, unsigned depth)
{
    unsigned line = comp->line;

    must(depth <= JK_ICAL_DEPTH_MAX && lies_in(comp->bytes, outer));
    must(lies_in(comp->begin, comp->bytes) && comp->begin.at == comp->bytes.at);
    must(comp->end.at + comp->end.len == comp->bytes.at + comp->bytes.len);
    for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next)
        check_prop(prop, comp->bytes, &line);
    for (const struct jk_ical_comp *child = comp->children; child; child = child->next)
        check_comp(child, comp->bytes, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_span text = { (const char *)bytes, len };
    const struct jk_ical_comp *comp = NULL;
    struct jk_arena arena = { 0 };
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = jk_ical_scan(&arena, text, JK_ICAL_LINES_MAX, &comp, &err);

    if (rc == JK_OK)
        check_comp(comp, text, 1);
    else
        must(err.status == rc && err.line > 0 && err.line <= JK_ICAL_LINES_MAX + 1);
    jk_arena_clear(&arena);
    return 0;
}
