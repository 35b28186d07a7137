/* A SAX walk over XML from strangers, with every size bounded.
 *
 * libxml2 is driven by callbacks and builds no tree, so memory is one element's text. A document
 * type is refused when it begins, before a single declaration is read: entities are the door to
 * expansion attacks and to files. The bytes must be valid UTF-8 without NUL before libxml2 sees
 * them; network access is off. Depth, number of elements and text have limits of the caller's. The
 * first fault stops the parser and is kept. */
#include "jarak/interchange/xml.h"

#include <stdint.h>
#include <string.h>
#include <libxml/parser.h>

/* A document being read. */
struct reading {
    const struct jk_xml_reader *reader;
    void *ctx;
    xmlParserCtxtPtr parser;
    struct jk_buf text; /* since the last tag */
    size_t depth, count;
    enum jk_status status;
};

static void stop(struct reading *r, enum jk_status status)
{
    if (r->status == JK_OK && status != JK_OK) {
        r->status = status;
        xmlStopParser(r->parser);
    }
}

/* libxml2 gives five pointers an attribute: name, prefix, namespace, value, its end. */
bool jk_xml_attr(const struct jk_xml_tag *tag, size_t i, const char **name, struct jk_span *value)
{
    const xmlChar *const *a = (const xmlChar *const *)tag->raw + 5 * i;

    *name = (const char *)a[0];
    *value = (struct jk_span){ (const char *)a[3], (size_t)(a[4] - a[3]) };
    return a[2] == NULL;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns,
                     int ns_count, const xmlChar **namespaces, int attr_count, int defaulted,
                     const xmlChar **attrs)
{
    struct reading *r = ctx;
    struct jk_xml_tag tag = { .ns = ns ? (const char *)ns : "",
                              .name = (const char *)name,
                              .raw = attrs,
                              .attr_count = (size_t)attr_count };

    (void)prefix;
    (void)ns_count;
    (void)namespaces;
    (void)defaulted;
    if (r->status != JK_OK)
        return;
    if (++r->depth > r->reader->depth_max || ++r->count > r->reader->elements_max) {
        stop(r, JK_TOO_MANY);
        return;
    }
    jk_buf_reset(&r->text);
    stop(r, r->reader->open(r->ctx, &tag));
}

static struct jk_span trim(struct jk_span text)
{
    while (text.len && strchr(" \t\r\n", text.at[0]))
        text = (struct jk_span){ text.at + 1, text.len - 1 };
    while (text.len && strchr(" \t\r\n", text.at[text.len - 1]))
        text.len--;
    return text;
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
    struct reading *r = ctx;

    (void)name;
    (void)prefix;
    (void)ns;
    if (r->status != JK_OK)
        return;
    r->depth--;
    stop(r,
         jk_buf_ok(&r->text) ? r->reader->close(r->ctx, trim(jk_buf_view(&r->text))) : JK_MEMORY);
    jk_buf_reset(&r->text);
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;

    if (r->status != JK_OK)
        return;
    if (r->text.len + (size_t)len > r->reader->text_max)
        stop(r, JK_TOO_MANY);
    else
        jk_buf_add(&r->text, text, (size_t)len);
}

/* Stops at <!DOCTYPE, before a single declaration is read. */
static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    (void)name;
    (void)id;
    (void)system;
    stop(ctx, JK_UNDECODED);
}

/* libxml2 tells what it had no memory for like any other fault, and without a listener prints it.
 */
static void on_fault(void *ctx, xmlErrorPtr fault)
{
    struct reading *r = ctx;

    if (r->status == JK_OK && fault->code == XML_ERR_NO_MEMORY)
        r->status = JK_MEMORY;
}

static void on_words(void *ctx, const char *format, ...)
{
    (void)ctx;
    (void)format;
}

static enum jk_status parse(struct reading *r, struct jk_span bytes)
{
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = on_start,
                          .endElementNs = on_end,
                          .characters = on_text,
                          .cdataBlock = on_text,
                          .internalSubset = on_doctype,
                          .serror = on_fault };
    int rc;

    xmlSetGenericErrorFunc(NULL, on_words); /* before there is a parser nobody else listens */
    r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!r->parser)
        return JK_MEMORY;
    /* NOENT: "&amp;" in an attribute is "&". Without a document type there are no other entities.
     */
    xmlCtxtUseOptions(r->parser,
                      XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    rc = xmlParseChunk(r->parser, bytes.at, (int)bytes.len, 1);
    if (r->status == JK_OK && (rc != 0 || !r->parser->wellFormed))
        r->status = JK_UNDECODED;
    xmlFreeParserCtxt(r->parser);
    return r->status;
}

enum jk_status jk_xml_walk(struct jk_span bytes, const struct jk_xml_reader *reader, void *ctx)
{
    struct reading r = { .reader = reader, .ctx = ctx };
    enum jk_status rc = JK_UNDECODED;

    if (bytes.len > 0 && bytes.len <= INT32_MAX && jk_utf8_valid(bytes) &&
        !memchr(bytes.at, '\0', bytes.len))
        rc = parse(&r, bytes);
    jk_buf_clear(&r.text);
    return rc;
}
