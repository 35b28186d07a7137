/* Reads <filter> of RFC 4791 section 9.7: whatever we cannot filter by is refused, never passed
 * over.
 *
 * A condition that is dropped makes a query match more than it asks for, and the client keeps the
 * result as the truth. So an unknown element is JK_RANGE (supported-filter), an unknown collation
 * JK_TYPE (supported-collation), and a malformed one JK_INVALID (valid-filter). */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/http/server/call.h"
#include "jarak/base/decimal.h"

#define FIRST_S                                                                               \
    (-2208988800LL)         /* 1900-01-01 and the end of 2199: what base/civil knows, and all \
                             */
#define LAST_S 7258118399LL /* that a notice may state */

/* A year outside of ours is before everything, or behind: clients ask for all time so. Its day must
 * still be one. */
static bool read_far(const char *text, char iso[21], int64_t *utc_s)
{
    bool leap;
    int64_t ignored;
    int year = 0;

    for (int i = 0; i < 4; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        year = 10 * year + (text[i] - '0');
    }
    if (year >= 1900 && year <= 2199)
        return false;
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    memcpy(iso, leap ? "2000" : "2001", 4);
    *utc_s = year < 1900 ? FIRST_S : LAST_S;
    return jk_iso_parse(jk_span_of(iso), &ignored);
}

/* YYYYMMDDTHHMMSSZ, in UTC as the RFC wants it. */
static bool read_utc(const char *text, int64_t *utc_s)
{
    char iso[21];

    if (strlen(text) != 16 || text[8] != 'T' || text[15] != 'Z')
        return false;
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 9,
             text + 11, text + 13);
    return jk_iso_parse(jk_span_of(iso), utc_s) || read_far(text, iso, utc_s);
}

bool dav_range_read(const struct dav_node *node, int64_t *from_s, int64_t *to_s)
{
    const char *from = dav_attr(node, "start"), *to = dav_attr(node, "end");

    *from_s = INT64_MIN;
    *to_s = INT64_MAX;
    return (from || to) && (!from || read_utc(from, from_s)) && (!to || read_utc(to, to_s)) &&
           *from_s < *to_s;
}

static enum jk_status read_text(const struct dav_node *node, struct jk_query_text *out)
{
    const char *collation = dav_attr(node, "collation"),
               *negate = dav_attr(node, "negate-condition");

    if (strlen(node->text) > JK_QUERY_TEXT_MAX)
        return JK_RANGE;
    out->text = node->text;
    out->byte = collation && strcmp(collation, "i;octet") == 0;
    out->negate = negate && strcmp(negate, "yes") == 0;
    if (collation && !out->byte && strcmp(collation, "i;ascii-casemap") != 0 &&
        strcmp(collation, "default") != 0)
        return JK_TYPE;
    return JK_OK;
}

static enum jk_status read_param(struct jk_arena *arena, const struct dav_node *node,
                                 struct jk_query_param **out)
{
    struct jk_query_param *param = jk_arena_take(arena, sizeof *param);
    const struct dav_node *text = dav_child(node, CALDAV_NS, "text-match");

    if (!param)
        return JK_MEMORY;
    param->name = dav_attr(node, "name");
    param->absent = dav_child(node, CALDAV_NS, "is-not-defined") != NULL;
    *out = param;
    if (!param->name)
        return JK_INVALID;
    return text ? read_text(text, &param->text) : JK_OK;
}

static enum jk_status read_prop(struct jk_arena *arena, const struct dav_node *node,
                                struct jk_query_prop **out)
{
    struct jk_query_prop *prop = jk_arena_take(arena, sizeof *prop);
    struct jk_query_param **last;
    enum jk_status rc = JK_OK;

    if (!prop)
        return JK_MEMORY;
    *out = prop;
    prop->name = dav_attr(node, "name");
    last = &prop->params;
    for (const struct dav_node *n = node->children; n && rc == JK_OK; n = n->next) {
        if (dav_is(n, CALDAV_NS, "is-not-defined")) {
            prop->absent = true;
        } else if (dav_is(n, CALDAV_NS, "text-match")) {
            rc = read_text(n, &prop->text);
        } else if (dav_is(n, CALDAV_NS, "param-filter")) {
            rc = read_param(arena, n, last);
            last = rc == JK_OK ? &(*last)->next : last;
        } else {
            rc = JK_RANGE; /* time-range of a property among others */
        }
    }
    return prop->name ? rc : JK_INVALID;
}

static enum jk_status read_comp(struct jk_arena *arena, const struct dav_node *node,
                                struct jk_query_comp **out);

static enum jk_status read_part(struct jk_arena *arena, const struct dav_node *n,
                                struct jk_query_comp *comp, struct jk_query_prop ***props,
                                struct jk_query_comp ***comps)
{
    enum jk_status rc;

    if (dav_is(n, CALDAV_NS, "is-not-defined")) {
        comp->absent = true;
        return JK_OK;
    }
    if (dav_is(n, CALDAV_NS, "time-range")) {
        comp->has_range = true;
        if (!dav_range_read(n, &comp->from_s, &comp->to_s))
            return JK_INVALID;
        return comp->name &&
                       (strcmp(comp->name, "VEVENT") == 0 || strcmp(comp->name, "VTODO") == 0 ||
                        strcmp(comp->name, "VJOURNAL") == 0)
                   ? JK_OK
                   : JK_RANGE;
    }
    if (dav_is(n, CALDAV_NS, "prop-filter")) {
        rc = read_prop(arena, n, *props);
        *props = rc == JK_OK ? &(**props)->next : *props;
        return rc;
    }
    if (!dav_is(n, CALDAV_NS, "comp-filter"))
        return JK_RANGE;
    rc = read_comp(arena, n, *comps); /* as deep as the body, DAV_DEPTH_MAX */
    *comps = rc == JK_OK ? &(**comps)->next : *comps;
    return rc;
}

static enum jk_status read_comp(struct jk_arena *arena, const struct dav_node *node,
                                struct jk_query_comp **out)
{
    struct jk_query_comp *comp = jk_arena_take(arena, sizeof *comp), **comps;
    struct jk_query_prop **props;
    enum jk_status rc = JK_OK;

    if (!comp)
        return JK_MEMORY;
    *out = comp;
    comp->name = dav_attr(node, "name");
    props = &comp->props;
    comps = &comp->comps;
    for (const struct dav_node *n = node->children; n && rc == JK_OK; n = n->next)
        rc = read_part(arena, n, comp, &props, &comps);
    return comp->name ? rc : JK_INVALID;
}

enum jk_status dav_filter_read(struct jk_arena *arena, const struct dav_node *filter,
                               const struct jk_query_comp **out)
{
    const struct dav_node *outer = dav_child(filter, CALDAV_NS, "comp-filter");
    struct jk_query_comp *comp = NULL;
    enum jk_status rc;

    if (!outer || outer->next)
        return JK_INVALID;
    rc = read_comp(arena, outer, &comp);
    *out = comp;
    if (rc == JK_OK && strcmp(comp->name, "VCALENDAR") != 0)
        return JK_INVALID;
    return rc;
}
