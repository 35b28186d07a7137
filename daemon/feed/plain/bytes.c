/* The bytes of a plain event, with what is ours put in or taken out: all other lines stay as they
 * were sent.
 *
 * Lines that were read carry a parameter of ours and go as a whole. Of DESCRIPTION only the value
 * changes; its line is folded anew, for a fold may stand anywhere in it. A DESCRIPTION of which
 * nothing is left was ours. */
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/feed/plain/block.h"
#include "jarak/ical/write.h"

/* The line up to its colon, unfolded: name and parameters. Null: memory is out. */
static const char *head_of(struct jk_arena *arena, const struct jk_ical_prop *prop)
{
    struct jk_buf head = { 0 };
    const char *kept;

    jk_buf_span(&head, prop->name);
    for (size_t i = 0; i < prop->param_count; i++) {
        const struct jk_ical_param *param = &prop->params[i];
        bool quoted = memchr(param->value.at, ':', param->value.len) ||
                      memchr(param->value.at, ';', param->value.len) ||
                      memchr(param->value.at, ',', param->value.len);

        jk_buf_char(&head, ';');
        jk_buf_span(&head, param->name);
        jk_buf_str(&head, quoted ? "=\"" : "=");
        jk_buf_span(&head, param->value);
        jk_buf_str(&head, quoted ? "\"" : "");
    }
    kept = jk_buf_ok(&head) ? jk_arena_copy(arena, jk_buf_view(&head)) : NULL;
    jk_buf_clear(&head);
    return kept;
}

static void copy_to(struct jk_buf *out, struct jk_span bytes, size_t *from, const char *to)
{
    jk_buf_add(out, bytes.at + *from, (size_t)(to - bytes.at) - *from);
    *from = (size_t)(to - bytes.at);
}

static void skip(struct jk_span bytes, size_t *from, const struct jk_ical_prop *prop)
{
    *from = (size_t)(prop->bytes.at - bytes.at) + prop->bytes.len;
}

/* All blocks of a value: a client may have joined two texts. @return false: it holds none */
static bool strip_value(struct jk_buf *out, struct jk_span value)
{
    struct jk_buf rest = { 0 };
    bool any = jk_plain_block_strip(out, value);

    for (bool more = any; more && jk_buf_ok(out);) {
        jk_buf_reset(&rest);
        more = jk_plain_block_strip(&rest, jk_buf_view(out));
        if (more) {
            jk_buf_reset(out);
            jk_buf_span(out, jk_buf_view(&rest));
        }
    }
    out->failed = out->failed || rest.failed;
    jk_buf_clear(&rest);
    return any;
}

static void strip_prop(struct jk_buf *out, struct jk_arena *arena, struct jk_span bytes,
                       size_t *from, const struct jk_ical_prop *prop)
{
    struct jk_buf value = { 0 };
    const char *head;

    if (jk_ical_param(prop, PLAIN_MARK).at) {
        copy_to(out, bytes, from, prop->bytes.at);
        skip(bytes, from, prop);
    } else if (jk_ical_is(prop->name, "DESCRIPTION") && strip_value(&value, prop->value)) {
        copy_to(out, bytes, from, prop->bytes.at);
        skip(bytes, from, prop);
        head = value.len ? head_of(arena, prop) : "";
        if (head && head[0])
            jk_ical_value(out, head, jk_buf_view(&value));
        out->failed = out->failed || !head;
    }
    out->failed = out->failed || value.failed;
    jk_buf_clear(&value);
}

/* Copies what was written into the arena. */
static enum jk_status keep(struct jk_arena *arena, struct jk_buf *buf, struct jk_span *out,
                           struct jk_error *err)
{
    const char *kept = jk_buf_ok(buf) ? jk_arena_copy(arena, jk_buf_view(buf)) : NULL;

    *out = (struct jk_span){ kept, buf->len };
    jk_buf_clear(buf);
    return kept ? JK_OK : jk_no_memory(err);
}

enum jk_status jk_plain_strip(struct jk_arena *arena, struct jk_span bytes, struct jk_span *out,
                              struct jk_error *err)
{
    const struct jk_ical_comp *calendar;
    struct jk_buf text = { 0 };
    size_t from = 0;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VEVENT"))
            continue;
        for (const struct jk_ical_prop *prop = comp->props; prop; prop = prop->next)
            strip_prop(&text, arena, bytes, &from, prop);
    }
    jk_buf_add(&text, bytes.at + from, bytes.len - from);
    return keep(arena, &text, out, err);
}

/* The event that is shown with the block: the first that changes no instance. */
static const struct jk_ical_comp *shown(const struct jk_ical_comp *calendar)
{
    const struct jk_ical_comp *first = NULL;

    for (const struct jk_ical_comp *comp = calendar->children; comp; comp = comp->next) {
        if (!jk_ical_is(comp->name, "VEVENT"))
            continue;
        if (!jk_ical_find(comp, "RECURRENCE-ID"))
            return comp;
        first = first ? first : comp;
    }
    return first;
}

enum jk_status jk_plain_show(struct jk_buf *out, struct jk_arena *arena, struct jk_span bytes,
                             struct jk_span note, struct jk_error *err)
{
    const struct jk_ical_comp *calendar, *event;
    const struct jk_ical_prop *prop, *last;
    struct jk_buf value = { 0 };
    const char *head;
    size_t from = 0;
    enum jk_status rc = jk_ical_scan(arena, bytes, JK_ICAL_IMPORT_LINES_MAX, &calendar, err);

    if (rc != JK_OK)
        return rc;
    if (!(event = shown(calendar)) || !event->props) {
        jk_buf_span(out, bytes);
        return jk_buf_ok(out) ? JK_OK : jk_no_memory(err);
    }
    prop = jk_ical_find(event, "DESCRIPTION");
    for (last = prop ? prop : event->props; !prop && last->next;)
        last = last->next;
    head = prop ? head_of(arena, prop) : "DESCRIPTION";
    copy_to(out, bytes, &from, prop ? prop->bytes.at : last->bytes.at + last->bytes.len);
    if (prop)
        skip(bytes, &from, prop);
    jk_plain_block_append(&value, prop ? prop->value : JK_SPAN(""), note);
    if (head && jk_buf_ok(&value))
        jk_ical_value(out, head, jk_buf_view(&value));
    jk_buf_add(out, bytes.at + from, bytes.len - from);
    out->failed = out->failed || value.failed || !head;
    jk_buf_clear(&value);
    return jk_buf_ok(out) ? JK_OK : jk_no_memory(err);
}

/* The next logical line of a component tree's bytes: physical lines joined over folds. */
static bool next_line(struct jk_span *rest, struct jk_buf *line)
{
    struct jk_span part;

    jk_buf_reset(line);
    while (rest->at && rest->len && jk_span_cut(rest, '\n', &part)) {
        if (part.len && part.at[part.len - 1] == '\r')
            part.len--;
        if (line->len && part.len && (part.at[0] == ' ' || part.at[0] == '\t'))
            part = (struct jk_span){ part.at + 1, part.len - 1 };
        jk_buf_span(line, part);
        if (!rest->at || !rest->len || (rest->at[0] != ' ' && rest->at[0] != '\t'))
            break;
    }
    return line->len > 0;
}

bool jk_plain_same(struct jk_span a, struct jk_span b)
{
    struct jk_buf x = { 0 }, y = { 0 };
    bool more_a, more_b, same;

    do {
        more_a = next_line(&a, &x);
        more_b = next_line(&b, &y);
        same = more_a == more_b && jk_span_eq(jk_buf_view(&x), jk_buf_view(&y)) && jk_buf_ok(&x) &&
               jk_buf_ok(&y);
    } while (same && more_a);
    jk_buf_clear(&x);
    jk_buf_clear(&y);
    return same;
}
