#include "daemon/http/dav_xml.h"

#include <string.h>
#include <libxml/parser.h>

/* A body being read. */
struct reading {
    struct jk_arena *arena;
    xmlParserCtxtPtr parser;
    struct dav_node *root, *open;
    struct jk_buf text; /* since the last tag */
    size_t depth, count;
    enum jk_status status;
};

static void stop(struct reading *r, enum jk_status status)
{
    if (r->status == JK_OK)
        r->status = status;
    xmlStopParser(r->parser);
}

static const char *keep(struct reading *r, const xmlChar *text, size_t len)
{
    const char *kept =
        jk_arena_copy(r->arena, (struct jk_span){ text ? (const char *)text : "", len });

    if (!kept)
        stop(r, JK_MEMORY);
    return kept ? kept : "";
}

/* libxml2 gives five pointers an attribute: name, prefix, namespace, value, its end. */
static void keep_attrs(struct reading *r, struct dav_node *node, int count, const xmlChar **attrs)
{
    for (int i = 0; i < count; i++) {
        const xmlChar **a = attrs + 5 * (size_t)i;

        if (a[2])
            continue;
        if (node->attr_count == DAV_ATTRS_MAX) {
            stop(r, JK_TOO_MANY);
            return;
        }
        node->attrs[node->attr_count++] =
            (struct dav_attr){ keep(r, a[0], strlen((const char *)a[0])),
                               keep(r, a[3], (size_t)(a[4] - a[3])) };
    }
}

static void link_node(struct reading *r, struct dav_node *node)
{
    struct dav_node *parent = r->open;

    node->parent = parent;
    if (!parent)
        r->root = node;
    else if (parent->last)
        parent->last->next = node;
    else
        parent->children = node;
    if (parent)
        parent->last = node;
    r->open = node;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns,
                     int ns_count, const xmlChar **namespaces, int attr_count, int defaulted,
                     const xmlChar **attrs)
{
    struct reading *r = ctx;
    struct dav_node *node;

    (void)prefix;
    (void)ns_count;
    (void)namespaces;
    (void)defaulted;
    if (r->status != JK_OK)
        return;
    if (++r->depth > DAV_DEPTH_MAX || ++r->count > DAV_NODES_MAX) {
        stop(r, JK_TOO_MANY);
        return;
    }
    node = jk_arena_take(r->arena, sizeof *node);
    if (!node) {
        stop(r, JK_MEMORY);
        return;
    }
    node->ns = keep(r, ns, ns ? strlen((const char *)ns) : 0);
    node->name = keep(r, name, strlen((const char *)name));
    node->text = "";
    keep_attrs(r, node, attr_count, attrs);
    link_node(r, node);
    jk_buf_reset(&r->text);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
    struct reading *r = ctx;
    struct jk_span text = jk_buf_view(&r->text);

    (void)name;
    (void)prefix;
    (void)ns;
    if (r->status != JK_OK || !r->open)
        return;
    while (text.len && strchr(" \t\r\n", text.at[0]))
        text = (struct jk_span){ text.at + 1, text.len - 1 };
    while (text.len && strchr(" \t\r\n", text.at[text.len - 1]))
        text.len--;
    if (!r->open->children && text.len)
        r->open->text = keep(r, (const xmlChar *)text.at, text.len);
    jk_buf_reset(&r->text);
    r->open = r->open->parent;
    r->depth--;
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;

    if (r->status != JK_OK)
        return;
    if (r->text.len + (size_t)len > DAV_TEXT_MAX)
        stop(r, JK_TOO_MANY);
    else
        jk_buf_add(&r->text, text, (size_t)len);
}

/* <!DOCTYPE: before a single declaration was read. */
static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    (void)name;
    (void)id;
    (void)system;
    stop(ctx, JK_UNDECODED);
}

static enum jk_status parse(struct reading *r, struct jk_span body)
{
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = on_start,
                          .endElementNs = on_end,
                          .characters = on_text,
                          .cdataBlock = on_text,
                          .internalSubset = on_doctype };
    int rc;

    r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!r->parser)
        return JK_MEMORY;
    /* NOENT: "&amp;" in an attribute is "&". Without a document type there are no other entities.
     */
    xmlCtxtUseOptions(r->parser,
                      XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    rc = xmlParseChunk(r->parser, body.at, (int)body.len, 1);
    if (r->status == JK_OK && (rc != 0 || !r->parser->wellFormed))
        r->status = JK_UNDECODED;
    xmlFreeParserCtxt(r->parser);
    return r->status;
}

enum jk_status dav_xml_read(struct jk_arena *arena, struct jk_span body, struct dav_node **out,
                            struct jk_error *err)
{
    struct reading r = { .arena = arena };
    enum jk_status rc = JK_UNDECODED;

    if (body.len > 0 && body.len <= INT32_MAX && jk_utf8_valid(body) &&
        !memchr(body.at, '\0', body.len))
        rc = parse(&r, body);
    if (rc == JK_OK && !jk_buf_ok(&r.text))
        rc = JK_MEMORY;
    jk_buf_clear(&r.text);
    if (rc != JK_OK)
        return jk_fail(err, rc, rc == JK_MEMORY ? JK_TEXT_NO_MEMORY : JK_TEXT_DAV_XML, "", "%s",
                       "");
    *out = r.root;
    return JK_OK;
}

bool dav_is(const struct dav_node *node, const char *ns, const char *name)
{
    return strcmp(node->ns, ns) == 0 && strcmp(node->name, name) == 0;
}

const struct dav_node *dav_child(const struct dav_node *node, const char *ns, const char *name)
{
    const struct dav_node *child = node ? node->children : NULL;

    while (child && !dav_is(child, ns, name))
        child = child->next;
    return child;
}

const char *dav_attr(const struct dav_node *node, const char *name)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        if (strcmp(node->attrs[i].name, name) == 0)
            return node->attrs[i].value;
    }
    return NULL;
}
