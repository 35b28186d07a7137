/* The body of a DAV request as a tree of nodes in the call's arena, its sizes bounded.
 *
 * interchange/xml.c walks the text; here nodes are linked as they open and get their text when they
 * close. Only elements without children keep text. */
#include "daemon/http/dav/xml.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"

#include <string.h>
#include "jarak/interchange/xml.h"

/* A body being read. */
struct reading {
    struct jk_arena *arena;
    struct dav_node *root, *open;
};

static bool keep_attrs(struct reading *r, struct dav_node *node, const struct jk_xml_tag *tag,
                       enum jk_status *status)
{
    for (size_t i = 0; i < tag->attr_count; i++) {
        struct dav_attr *attr = &node->attrs[node->attr_count];
        struct jk_span value;
        const char *name;

        if (!jk_xml_attr(tag, i, &name, &value))
            continue;
        *status = node->attr_count == DAV_ATTRS_MAX ? JK_TOO_MANY : JK_MEMORY;
        if (*status == JK_TOO_MANY || !(attr->name = jk_arena_copy(r->arena, jk_span_of(name))) ||
            !(attr->value = jk_arena_copy(r->arena, value)))
            return false;
        node->attr_count++;
    }
    return true;
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

static enum jk_status open_node(void *ctx, const struct jk_xml_tag *tag)
{
    struct reading *r = ctx;
    struct dav_node *node = jk_arena_take(r->arena, sizeof *node);
    enum jk_status status = JK_MEMORY;

    if (!node)
        return JK_MEMORY;
    node->ns = jk_arena_copy(r->arena, jk_span_of(tag->ns));
    node->name = jk_arena_copy(r->arena, jk_span_of(tag->name));
    node->text = "";
    if (!node->ns || !node->name || !keep_attrs(r, node, tag, &status))
        return status;
    link_node(r, node);
    return JK_OK;
}

static enum jk_status close_node(void *ctx, struct jk_span text)
{
    struct reading *r = ctx;
    struct dav_node *node = r->open;

    r->open = node->parent;
    if (!node->children && text.len)
        node->text = jk_arena_copy(r->arena, text);
    return node->text ? JK_OK : JK_MEMORY;
}

enum jk_status dav_xml_read(struct jk_arena *arena, struct jk_span body, struct dav_node **out,
                            struct jk_error *err)
{
    static const struct jk_xml_reader reader = { .open = open_node,
                                                 .close = close_node,
                                                 .depth_max = DAV_DEPTH_MAX,
                                                 .elements_max = DAV_NODES_MAX,
                                                 .text_max = DAV_TEXT_MAX };
    struct reading r = { .arena = arena };
    enum jk_status rc = jk_xml_walk(body, &reader, &r);

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
