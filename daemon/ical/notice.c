/* Master and overrides of one UID into a notice with its instances.
 *
 * Exactly one VEVENT has no RECURRENCE-ID: the master. Overrides are sorted by it and merged with
 * the ascending starts of the rule in one pass; an override that meets no start is refused, because
 * it would be an activity that no rule announces. Instances are sorted again by their real start,
 * since an override may move past its neighbours. All must be of one party, kind, leg and chain: a
 * chain is judged as one unit.
 *
 * Cancelled instances are left out, so a wholly cancelled notice has none; SEQUENCE and DTSTAMP are
 * the largest of all components. */
#include "jarak/ical/notice.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"

static enum jk_status refuse(const struct jk_ical_draft *draft, struct jk_error *err,
                             enum jk_status status, const struct jk_text *text, const char *field)
{
    const struct jk_ical_prop *id = draft->props.recurrence_id;
    struct jk_span v = id ? id->value : jk_span_of(draft->uid);

    return jk_fail_at(err, status, text, (struct jk_at){ id ? id->line : draft->comp->line, field },
                      "%.*s", v.len < JK_ERROR_VALUE_MAX ? (int)v.len : JK_ERROR_VALUE_MAX, v.at);
}

/* One UID while it is put together. */
struct maker {
    struct jk_arena *arena;
    const struct jk_ical_group *group;
    struct jk_error *err;
    const struct jk_ical_draft *master;
    const struct jk_ical_draft **overrides; /* by RECURRENCE-ID */
    size_t override_count;
    struct jk_ical_starts starts;
};

static enum jk_status find_master(struct maker *m)
{
    const struct jk_ical_group *group = m->group;

    for (size_t i = 0; i < group->count; i++) {
        if (group->drafts[i]->times.is_override)
            continue;
        if (m->master)
            return refuse(group->drafts[i], m->err, JK_INVALID, JK_TEXT_ICAL_MASTER_TWICE, "UID");
        m->master = group->drafts[i];
    }
    if (!m->master)
        return refuse(group->drafts[0], m->err, JK_INVALID, JK_TEXT_ICAL_NO_MASTER,
                      "RECURRENCE-ID");
    return JK_OK;
}

/* An instance that is called off need not say whose it was, but may not say that it was another's.
 */
static bool may_be_of(const struct jk_ical_draft *master, const struct jk_ical_draft *off)
{
    const struct jk_party *x = &master->facts.party, *y = &off->facts.party;

    return (!off->has_kind || master->facts.kind == off->facts.kind) &&
           (!y->contest[0] || strcmp(x->contest, y->contest) == 0) &&
           (!y->count || (x->count == y->count &&
                          memcmp(x->paslon, y->paslon, x->count * sizeof *x->paslon) == 0)) &&
           (off->facts.leg == JK_LEG_MAIN || master->facts.leg == off->facts.leg) &&
           (!off->parent || strcmp(master->parent ? master->parent : "", off->parent) == 0);
}

/* A chain is judged as one unit: no instance may belong to another party, part or chain. */
static bool same_affiliation(const struct jk_ical_draft *a, const struct jk_ical_draft *b)
{
    const struct jk_party *x = &a->facts.party, *y = &b->facts.party;

    if (b->facts.cancelled)
        return may_be_of(a, b);
    return a->facts.leg == b->facts.leg && a->facts.kind == b->facts.kind &&
           strcmp(x->contest, y->contest) == 0 && x->count == y->count &&
           memcmp(x->paslon, y->paslon, x->count * sizeof *x->paslon) == 0 &&
           strcmp(a->parent ? a->parent : "", b->parent ? b->parent : "") == 0;
}

static int compare_overrides(const void *a, const void *b)
{
    const struct jk_ical_draft *x = *(const struct jk_ical_draft *const *)a;
    const struct jk_ical_draft *y = *(const struct jk_ical_draft *const *)b;

    if (x->times.recurrence_s != y->times.recurrence_s)
        return x->times.recurrence_s < y->times.recurrence_s ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* All drafts of the group but the master; the bound keeps sorting and merging small. */
static enum jk_status collect_overrides(struct maker *m)
{
    const struct jk_ical_group *group = m->group;

    if (group->count - 1 > JK_ICAL_OVERRIDES_MAX)
        return refuse(group->drafts[JK_ICAL_OVERRIDES_MAX + 1], m->err, JK_TOO_MANY,
                      JK_TEXT_ICAL_OVERRIDES, "RECURRENCE-ID");
    if (!(m->overrides = jk_arena_array(m->arena, group->count, sizeof *m->overrides)))
        return refuse(m->master, m->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "VEVENT");
    for (size_t i = 0; i < group->count; i++) {
        if (group->drafts[i] == m->master)
            continue;
        if (!same_affiliation(m->master, group->drafts[i]))
            return refuse(group->drafts[i], m->err, JK_INVALID, JK_TEXT_ICAL_OVERRIDE_DIFFERS,
                          "RECURRENCE-ID");
        m->overrides[m->override_count++] = group->drafts[i];
    }
    return JK_OK;
}

static enum jk_status sort_overrides(struct maker *m)
{
    if (m->override_count > 1)
        qsort(m->overrides, m->override_count, sizeof *m->overrides, compare_overrides);
    for (size_t i = 1; i < m->override_count; i++) {
        if (m->overrides[i]->times.recurrence_s == m->overrides[i - 1]->times.recurrence_s)
            return refuse(m->overrides[i], m->err, JK_INVALID, JK_TEXT_ICAL_OVERRIDE_TWICE,
                          "RECURRENCE-ID");
    }
    return JK_OK;
}

static int compare_instances(const void *a, const void *b)
{
    const struct jk_instance *x = a, *y = b;

    if (x->start_s != y->start_s)
        return x->start_s < y->start_s ? -1 : 1;
    return x->recurrence_s < y->recurrence_s ? -1 : x->recurrence_s > y->recurrence_s;
}

/* Merges two ascending lists, the starts by the rule and the overrides, into the instances. */
static enum jk_status merge(const struct maker *m, struct jk_notice *out)
{
    struct jk_instance *list = jk_arena_array(m->arena, m->starts.count, sizeof *list);
    int64_t length_s = m->master->times.end_s - m->master->times.start.utc_s;
    size_t next = 0;

    if (!list)
        return refuse(m->master, m->err, JK_MEMORY, JK_TEXT_NO_MEMORY, "VEVENT");
    for (size_t i = 0; i < m->starts.count; i++) {
        int64_t start_s = m->starts.at[i];
        struct jk_instance one = { start_s, start_s + length_s, start_s, &out->facts };

        if (next < m->override_count && m->overrides[next]->times.recurrence_s == start_s) {
            const struct jk_ical_draft *override = m->overrides[next++];

            one.start_s = override->times.start.utc_s;
            one.end_s = override->times.end_s;
            one.facts = &override->facts;
        }
        if (!one.facts->cancelled && !out->facts.cancelled)
            list[out->instance_count++] = one;
    }
    if (next < m->override_count)
        return refuse(m->overrides[next], m->err, JK_RANGE, JK_TEXT_ICAL_OVERRIDE_LOOSE,
                      "RECURRENCE-ID");
    if (out->instance_count > 1)
        qsort(list, out->instance_count, sizeof *list, compare_instances);
    out->instances = list;
    return JK_OK;
}

static void fill_notice(const struct jk_ical_group *group, const struct jk_ical_draft *master,
                        struct jk_notice *out)
{
    *out = (struct jk_notice){ .uid = master->uid,
                               .parent = master->parent,
                               .first_start_s = master->times.start.utc_s,
                               .tz = master->times.start.tz.fixed,
                               .facts = master->facts };
    /* A client that changes one instance raises only that one's SEQUENCE. */
    for (size_t i = 0; i < group->count; i++) {
        if (group->drafts[i]->sequence > out->sequence)
            out->sequence = group->drafts[i]->sequence;
        if (i == 0 || group->drafts[i]->dtstamp_s > out->dtstamp_s)
            out->dtstamp_s = group->drafts[i]->dtstamp_s;
    }
}

enum jk_status jk_ical_notice_make(struct jk_arena *arena, const struct jk_ical_group *group,
                                   const struct jk_ical_context *context, struct jk_notice *out,
                                   struct jk_error *err)
{
    JK_ASSERT(group->drafts != NULL && group->count > 0);
    JK_ASSERT(context->window_from_s < context->window_to_s);

    struct maker m = { .arena = arena, .group = group, .err = err };
    enum jk_status rc;

    if ((rc = find_master(&m)) != JK_OK || (rc = collect_overrides(&m)) != JK_OK ||
        (rc = sort_overrides(&m)) != JK_OK ||
        (rc = jk_ical_times_expand(arena, &m.master->times, context, &m.starts, err)) != JK_OK)
        return rc;
    fill_notice(group, m.master, out);
    return merge(&m, out);
}
