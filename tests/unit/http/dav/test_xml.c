/* Bodies of WebDAV requests as trees (daemon/http/dav/xml.h). */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/http/dav/xml.h"

static enum jk_status read_text(struct jk_arena *arena, const char *text, struct dav_node **root)
{
    struct jk_error err;

    return dav_xml_read(arena, jk_span_of(text), root, &err);
}

static void is_refused(const char *text, enum jk_status want)
{
    struct jk_arena arena = { 0 };
    struct dav_node *root;

    cr_assert(read_text(&arena, text, &root) == want, "%.80s", text);
    jk_arena_clear(&arena);
}

Test(dav_xml, names_texts_and_attributes_are_kept_whatever_the_prefix)
{
    struct jk_arena arena = { 0 };
    const struct dav_node *href;
    struct dav_node *root;

    cr_assert(
        read_text(&arena,
                  "<x:a xmlns:x='DAV:' n='1 &amp; 2' x:m='3'>\n <x:href> /a&amp;<![CDATA[b]]> "
                  "</x:href>\n <href>c</href></x:a>",
                  &root) == JK_OK);
    cr_assert(dav_is(root, DAV_NS, "a") && root->attr_count == 1);
    cr_assert(strcmp(dav_attr(root, "n"), "1 & 2") == 0 && !dav_attr(root, "m"));
    href = dav_child(root, DAV_NS, "href");
    cr_assert(strcmp(href->text, "/a&b") == 0, "%s", href->text);
    cr_assert(strcmp(dav_child(root, "", "href")->text, "c") == 0);
    cr_assert(dav_child(root, DAV_NS, "b") == NULL && dav_child(NULL, DAV_NS, "b") == NULL);
    jk_arena_clear(&arena);
}

Test(dav_xml, a_document_type_ends_it)
{
    is_refused("<!DOCTYPE a><a/>", JK_UNDECODED);
    is_refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", JK_UNDECODED);
    is_refused("<a>&b;</a>", JK_UNDECODED);
}

Test(dav_xml, what_is_not_well_formed_is_refused)
{
    static const char *const bad[] = { "",         "x",     "<a>",        "<a></b>",
                                       "<a/><b/>", "<a b>", "<x:a/>\x01", "<a>\xff</a>" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        is_refused(bad[i], JK_UNDECODED);
}

Test(dav_xml, depth_attributes_and_texts_have_their_limits)
{
    struct jk_arena arena = { 0 };
    struct jk_buf text = { 0 };
    struct dav_node *root;

    for (int depth = DAV_DEPTH_MAX; depth <= DAV_DEPTH_MAX + 1; depth++) {
        jk_buf_reset(&text);
        for (int i = 0; i < depth; i++)
            jk_buf_str(&text, "<a>");
        for (int i = 0; i < depth; i++)
            jk_buf_str(&text, "</a>");
        jk_buf_char(&text, '\0');
        cr_assert(read_text(&arena, text.at, &root) ==
                  (depth > DAV_DEPTH_MAX ? JK_TOO_MANY : JK_OK));
    }
    is_refused("<a a1='' a2='' a3='' a4='' a5='' a6='' a7='' a8='' a9=''/>", JK_TOO_MANY);
    jk_buf_reset(&text);
    jk_buf_str(&text, "<a>");
    for (int i = 0; i <= DAV_TEXT_MAX; i++)
        jk_buf_char(&text, 'x');
    jk_buf_str(&text, "</a>");
    jk_buf_char(&text, '\0');
    cr_assert(read_text(&arena, text.at, &root) == JK_TOO_MANY);
    jk_buf_clear(&text);
    jk_arena_clear(&arena);
}
