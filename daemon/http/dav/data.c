/* <calendar-data> of RFC 4791 section 9.6 as a wish (jarak/feed/calendar/subset.h). */
#include <string.h>
#include "daemon/http/dav/dav.h"

static enum jk_status read_comp(struct jk_arena *arena, const struct dav_node *node,
                                struct jk_subset_comp **out);

static enum jk_status read_prop(struct jk_arena *arena, const struct dav_node *node,
                                struct jk_subset_prop **out)
{
    const char *name = dav_attr(node, "name"), *no_value = dav_attr(node, "novalue");

    if (!name)
        return JK_INVALID;
    if (!(*out = jk_arena_take(arena, sizeof **out)))
        return JK_MEMORY;
    (*out)->name = name;
    (*out)->no_value = no_value && strcmp(no_value, "yes") == 0;
    return JK_OK;
}

/* One element below a <comp>; lists are appended to in the order sent. */
static enum jk_status read_part(struct jk_arena *arena, const struct dav_node *n,
                                struct jk_subset_comp *comp, struct jk_subset_prop ***props,
                                struct jk_subset_comp ***comps)
{
    enum jk_status rc = JK_OK;

    if (dav_is(n, CALDAV_NS, "allprop")) {
        comp->all_props = true;
    } else if (dav_is(n, CALDAV_NS, "allcomp")) {
        comp->all_comps = true;
    } else if (dav_is(n, CALDAV_NS, "prop")) {
        rc = read_prop(arena, n, *props);
        *props = rc == JK_OK ? &(**props)->next : *props;
    } else if (dav_is(n, CALDAV_NS, "comp")) {
        rc = read_comp(arena, n, *comps); /* as deep as the body, DAV_DEPTH_MAX */
        *comps = rc == JK_OK ? &(**comps)->next : *comps;
    }
    return rc;
}

/* A <comp> that names nothing stands for all of it, as in the RFC's own example (7.8.1). */
static enum jk_status read_comp(struct jk_arena *arena, const struct dav_node *node,
                                struct jk_subset_comp **out)
{
    struct jk_subset_comp *comp = jk_arena_take(arena, sizeof *comp), **comps;
    struct jk_subset_prop **props;
    enum jk_status rc = JK_OK;

    if (!comp)
        return JK_MEMORY;
    comp->name = dav_attr(node, "name");
    comp->all_props = comp->all_comps = !node->children;
    props = &comp->props;
    comps = &comp->comps;
    for (const struct dav_node *n = node->children; n && rc == JK_OK; n = n->next)
        rc = read_part(arena, n, comp, &props, &comps);
    *out = comp;
    return comp->name ? rc : JK_INVALID;
}

static enum jk_status read_span(const struct dav_node *node, enum jk_subset_form form,
                                struct jk_subset *out)
{
    if (!node)
        return JK_OK;
    out->form = form;
    if (!dav_range_read(node, &out->from_s, &out->to_s) || out->from_s == INT64_MIN ||
        out->to_s == INT64_MAX)
        return JK_INVALID; /* both ends are required (RFC 4791 9.6.5, 9.6.6) */
    return JK_OK;
}

static bool is_text(const char *value, const char *wanted)
{
    return !value || strcmp(value, wanted) == 0;
}

enum jk_status dav_data_read(struct jk_arena *arena, const struct dav_node *data,
                             const struct jk_subset **out)
{
    struct jk_subset *subset = jk_arena_take(arena, sizeof *subset);
    const struct dav_node *outer = dav_child(data, CALDAV_NS, "comp");
    struct jk_subset_comp *comp = NULL;
    enum jk_status rc;

    *out = NULL;
    if (!subset)
        return JK_MEMORY;
    if (!is_text(dav_attr(data, "content-type"), "text/calendar") ||
        !is_text(dav_attr(data, "version"), "2.0"))
        return JK_TYPE;
    if (!data->children)
        return JK_OK;
    if (outer && (rc = read_comp(arena, outer, &comp)) != JK_OK)
        return rc;
    subset->comp = comp;
    subset->instances_max = DAV_ANSWER_MAX;
    if ((rc = read_span(dav_child(data, CALDAV_NS, "expand"), JK_SUBSET_EXPAND, subset)) != JK_OK ||
        (rc = read_span(dav_child(data, CALDAV_NS, "limit-recurrence-set"), JK_SUBSET_LIMIT,
                        subset)) != JK_OK)
        return rc;
    if (comp && strcmp(comp->name, "VCALENDAR") != 0)
        return JK_INVALID;
    *out = subset;
    return JK_OK;
}
