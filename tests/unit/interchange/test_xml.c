/* XML from strangers: what is told, what is refused, and the bounds to the element and the byte. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/interchange/xml.h"

/* Everything told, in one line. */
struct told {
    struct jk_buf text;
    const char *stop_at; /* an element whose opening ends the reading */
};

static enum jk_status tell_open(void *ctx, const struct jk_xml_tag *tag)
{
    struct told *t = ctx;

    jk_buf_fmt(&t->text, "<%s|%s", tag->ns, tag->name);
    for (size_t i = 0; i < tag->attr_count; i++) {
        struct jk_span value;
        const char *name;

        if (jk_xml_attr(tag, i, &name, &value))
            jk_buf_fmt(&t->text, " %s=%.*s", name, (int)value.len, value.at);
    }
    jk_buf_char(&t->text, '>');
    return t->stop_at && strcmp(t->stop_at, tag->name) == 0 ? JK_STATE : JK_OK;
}

static enum jk_status tell_close(void *ctx, struct jk_span text)
{
    struct told *t = ctx;

    jk_buf_fmt(&t->text, "[%.*s]", (int)text.len, text.at);
    return JK_OK;
}

static const struct jk_xml_reader reader = { tell_open, tell_close, 4, 6, 10 };

static enum jk_status walk(struct told *t, const char *xml)
{
    jk_buf_reset(&t->text);
    return jk_xml_walk(jk_span_of(xml), &reader, t);
}

Test(xml, elements_attributes_and_texts_are_told_as_they_come)
{
    static const struct {
        const char *xml, *told;
    } cases[] = {
        { "<a/>", "<|a>[]" },
        { "<a> x y </a>", "<|a>[x y]" },
        { "<a xmlns='DAV:'><b>1</b>2</a>", "<DAV:|a><DAV:|b>[1][2]" },
        { "<a lat='0.5' lon=\"117\"/>", "<|a lat=0.5 lon=117>[]" },
        { "<a xmlns:x='u' x:n='1' n='2'/>",
          "<|a n=2>[]" }, /* one with a namespace is none of ours */
        { "<a>&lt;&amp;&#65;</a>", "<|a>[<&A]" },
        { "<a><![CDATA[<b>]]></a>", "<|a>[<b>]" },
        { "<?xml version='1.0' encoding='UTF-8'?><a><!-- c --></a>", "<|a>[]" },
    };
    struct told t = { .stop_at = NULL };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(walk(&t, cases[i].xml) == JK_OK, "%s", cases[i].xml);
        cr_assert_str_eq(t.text.at, cases[i].told);
    }
    jk_buf_clear(&t.text);
}

Test(xml, what_is_not_well_formed_or_has_a_document_type_is_refused)
{
    static const char *const wrong[] = {
        "",
        " ",
        "x",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a b/>",
        "<a b='1' b='2'/>",
        "<a>&x;</a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<a>\xff</a>",
        "<a>\x01</a>",
        "<x:a/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>",
    };
    struct told t = { .stop_at = NULL };

    for (size_t i = 0; i + 2 < sizeof wrong / sizeof *wrong; i++)
        cr_assert(walk(&t, wrong[i]) == JK_UNDECODED, "%s", wrong[i]);
    jk_buf_clear(&t.text);
}

Test(xml, depth_elements_and_texts_end_at_their_bounds)
{
    static const struct {
        const char *xml;
        enum jk_status want;
    } cases[] = {
        { "<a><b><c><d/></c></b></a>", JK_OK },
        { "<a><b><c><d><e/></d></c></b></a>", JK_TOO_MANY },
        { "<a><b/><b/><b/><b/><b/></a>", JK_OK },
        { "<a><b/><b/><b/><b/><b/><b/></a>", JK_TOO_MANY },
        { "<a>0123456789</a>", JK_OK },
        { "<a>0123456789x</a>", JK_TOO_MANY },
        { "<a>01234<b/>56789x</a>", JK_OK }, /* bytes since the last tag */
    };
    struct told t = { .stop_at = NULL };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert(walk(&t, cases[i].xml) == cases[i].want, "%s", cases[i].xml);
    jk_buf_clear(&t.text);
}

Test(xml, who_is_told_may_end_the_reading)
{
    struct told t = { .stop_at = "b" };

    cr_assert(walk(&t, "<a><b/><c/></a>") == JK_STATE);
    cr_assert_str_eq(t.text.at, "<|a><|b>");
    jk_buf_clear(&t.text);
}
