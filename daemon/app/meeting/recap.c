/* The search behind a digest: the journal is read forward from one entry to the last one, and then
 * backward from the first for what those conflicts had been that were there already.
 *
 * Both stop as soon as they can: forward at the newest entry, whatever came meanwhile; backward
 * when the last conflict was met, and each has an entry that opened it. Within a slice entries come
 * newest first, so nothing here rests on their order. */
#include "daemon/app/meeting/room.h"
#include "jarak/policy/edition.h"
#include "daemon/app/conflicts/about.h"
#include "daemon/app/registry/rows.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/app/registry/registry.h"
#include "jarak/app/registry/walk.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/feed/json/seen.h"
#include "jarak/model/texts.h"
#include "jarak/store/trail.h"

#define WEEK_S         (INT64_C(7) * 86400)
#define UNITS_CHAIN    UINT64_C(5) /* an entry of the region is looked at, several times */
#define UNITS_CONFLICT UINT64_C(8) /* a conflict is gathered, sorted and told */

static bool is_meeting(const struct jk_chain *chain)
{
    const struct jk_entry *main = jk_chain_main(chain);

    return main && main->current->notice->facts.kind == JK_KIND_RAKOR && jk_chain_is_neutral(chain);
}

static enum jk_status copy_meeting(struct jk_arena *arena, const struct jk_chain *chain,
                                   const struct jk_instance *instance, struct jk_recap_meeting *out)
{
    const struct jk_facts *f = instance->facts;

    *out = (struct jk_recap_meeting){ .uid = chain->id,
                                      .title = jk_arena_copy(arena, jk_span_of(f->summary)),
                                      .place = jk_arena_copy(arena, jk_span_of(f->location)),
                                      .start_s = instance->start_s,
                                      .end_s = instance->end_s };
    return out->title && out->place ? JK_OK : JK_MEMORY;
}

/* What is in force of a meeting that was called and not said to have failed. */
static const struct jk_notice *called(const struct jk_chain *chain)
{
    const struct jk_version *version = registry_entry_in_force(jk_chain_main(chain));
    const bool stands = chain->state == JK_STATE_APPROVED || chain->state == JK_STATE_DONE;

    return stands && version ? version->notice : NULL;
}

/* Is this one nearer to now? Alike ones are told apart by their UID, so that it is always the same.
 */
static bool is_nearer(const struct jk_recap_meeting *best, int64_t best_s, int64_t s,
                      const char *uid, bool later)
{
    if (!best->uid || s != best_s)
        return !best->uid || (later ? s > best_s : s < best_s);
    return strcmp(uid, best->uid) < 0;
}

/* Which meeting is looked for, and the best so far. */
struct finding {
    struct jk_arena *arena;
    int64_t now_s;
    bool held; /* the last one that was; else the next */
    struct jk_recap_meeting *out;
};

static enum jk_status look_at(const struct finding *f, const struct jk_chain *chain)
{
    const struct jk_notice *notice = is_meeting(chain) ? called(chain) : NULL;
    struct jk_recap_meeting *out = f->out;
    enum jk_status rc = JK_OK;

    for (size_t k = 0; notice && k < notice->instance_count && rc == JK_OK; k++) {
        const struct jk_instance *x = &notice->instances[k];
        const int64_t best_s = f->held ? out->end_s : out->start_s;
        const int64_t x_s = f->held ? x->end_s : x->start_s;

        if (!x->facts->cancelled && (f->held ? x_s <= f->now_s : x_s > f->now_s) &&
            is_nearer(out, best_s, x_s, chain->id, f->held))
            rc = copy_meeting(f->arena, chain, x, out);
    }
    return rc;
}

/* Of whose office it is counts, and not where its room lies: a province meets in one of its towns.
 */
static enum jk_status find_meeting(const struct jk_app *app, const char *region,
                                   const struct finding *f)
{
    enum jk_status rc = JK_OK;

    *f->out = (struct jk_recap_meeting){ .uid = NULL };
    for (size_t i = 0; i < jk_accounts_count(app->accounts); i++) {
        const struct jk_account *account = jk_accounts_at(app->accounts, i);
        const uint32_t *chains;
        size_t count = strcmp(account->region, region) == 0
                           ? jk_registry_owned(app->registry, account->name, &chains)
                           : 0;

        for (size_t k = 0; k < count && rc == JK_OK; k++)
            rc = look_at(f, jk_registry_chain_at(app->registry, chains[k]));
    }
    return rc;
}

enum jk_status meeting_find_last(const struct jk_app *app, struct jk_arena *arena,
                                 const char *region, int64_t now_s, struct jk_recap_meeting *out)
{
    return find_meeting(app, region, &(struct finding){ arena, now_s, true, out });
}

enum jk_status meeting_find_next(const struct jk_app *app, struct jk_arena *arena,
                                 const char *region, int64_t now_s, struct jk_recap_meeting *out)
{
    return find_meeting(app, region, &(struct finding){ arena, now_s, false, out });
}

/* The last entry that is not after a time. */
static enum jk_status entry_at(struct jk_recap_search *s, int64_t time_s, uint64_t *seq,
                               struct jk_error *err)
{
    enum jk_status rc = jk_store_trail_after(s->app->store, time_s, seq, err);

    if (rc == JK_OK)
        --*seq;
    return rc;
}

enum jk_status meeting_newest(const struct jk_recap_search *s, int64_t *newest_s,
                              struct jk_error *err)
{
    return jk_store_trail_time(s->app->store, jk_store_last_entry(s->app->store), newest_s, err);
}

static enum jk_status begin_at(struct jk_recap_search *s, uint64_t from, struct jk_error *err)
{
    int64_t now_s = 0;
    struct jk_recap_meeting last;
    enum jk_status rc = meeting_newest(s, &now_s, err);

    if (rc != JK_OK)
        return rc;
    s->from = from;
    if (from == 0) {
        if (meeting_find_last(s->app, &s->arena, s->region, now_s, &last) != JK_OK)
            return jk_no_memory(err);
        rc = entry_at(s, last.uid ? last.end_s : now_s - WEEK_S, &s->from, err);
        if (rc != JK_OK)
            return rc;
    }
    if (s->from > jk_store_last_entry(s->app->store))
        return jk_fail(err, JK_RANGE, JK_TEXT_RECAP_FROM, "from", "%llu",
                       (unsigned long long)s->from);
    s->at = s->from;
    s->back = s->from + 1;
    /* Before the first entry there is nothing: then all of the journal is told. */
    rc = jk_store_trail_time(s->app->store, s->from ? s->from : 1, &s->from_s, err);
    s->from_s -= s->from == 0;
    return rc;
}

enum jk_status meeting_since(struct jk_recap_search *s, const struct jk_recap_meeting *last,
                             bool *since_meeting, int64_t *from_s)
{
    uint64_t end = 0;
    struct jk_error ignored;
    enum jk_status rc = last->uid ? entry_at(s, last->end_s, &end, &ignored) : JK_OK;

    *since_meeting = last->uid && end == s->from;
    *from_s = *since_meeting ? last->end_s : s->from_s;
    return rc;
}

enum jk_status jk_app_recap_begin(struct jk_app *app, const struct jk_recap_ask *ask,
                                  struct jk_recap_search **out, struct jk_error *err)
{
    struct jk_recap_search *s = jk_heap_zeroed(1, sizeof *s);
    enum jk_status rc;

    if (!s)
        return jk_no_memory(err);
    s->app = app;
    s->reader = jk_arena_copy(&s->arena, jk_span_of(ask->actor->name));
    s->region = jk_arena_copy(&s->arena, jk_span_of(ask->region));
    if (!s->reader || !s->region)
        rc = jk_no_memory(err);
    else if (!jk_pack_region(app->pack, ask->region))
        rc = jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "region", "%s", ask->region);
    else
        rc = begin_at(s, ask->from, err);
    if (rc == JK_OK)
        *out = s;
    else
        jk_recap_drop(s);
    return rc;
}

uint64_t jk_recap_weight(const struct jk_app *app, const char *region)
{
    const struct jk_walk chains = jk_registry_walk(app->registry, region);
    struct conflict_walk conflicts = conflicts_walk(app, region);
    uint64_t units = UNITS_CHAIN * jk_walk_most(&chains);

    while (conflicts_walk_next(&conflicts))
        units += UNITS_CONFLICT;
    return units;
}

uint64_t jk_recap_work(const struct jk_recap_search *s)
{
    return jk_store_last_entry(s->app->store) - s->from + jk_recap_weight(s->app, s->region);
}

static struct meeting_traced *trace(struct jk_recap_search *s, const char *id)
{
    struct meeting_traced *t = jk_name_table_find(&s->traced, id), **grown;

    if (t)
        return t;
    t = jk_name_table_make(&s->traced, id, sizeof *t);
    grown = t ? jk_arena_grow(&s->arena, s->list, s->traced_count, &s->traced_cap, sizeof *grown)
              : NULL;
    if (!grown)
        return NULL;
    s->list = grown;
    s->list[s->traced_count++] = t;
    s->unknown++;
    return t;
}

static void know(struct jk_recap_search *s, struct meeting_traced *t, bool open,
                 enum jk_level level)
{
    s->unknown -= !t->known;
    t->known = true;
    t->was_open = open;
    t->before = open ? level : JK_LEVEL_NONE;
}

static enum jk_status take_conflict(struct jk_recap_search *s, const struct jk_trail_entry *entry)
{
    const struct jk_conflict_row *row = &entry->row.conflict;
    struct meeting_traced *t = trace(s, row->id);

    if (!t)
        return JK_MEMORY;
    if (t->first_seq == 0 || entry->seq < t->first_seq)
        t->first_seq = entry->seq;
    if (row->open && entry->seq > t->open_seq) {
        t->open_seq = entry->seq;
        t->last_opened = (enum jk_level)row->level;
    }
    if (row->revision == 1) /* before that there was none */
        know(s, t, false, JK_LEVEL_NONE);
    return JK_OK;
}

static size_t count_seen(const char *kept)
{
    json_t *list = jk_seen_json(kept);
    size_t count = list ? json_array_size(list) : 0;

    json_decref(list);
    return count;
}

static enum jk_status add_act(struct jk_recap_search *s, const struct jk_recap_act *act,
                              const char *chain_id)
{
    const struct jk_chain *chain = jk_registry_chain(s->app->registry, chain_id);
    struct jk_recap_act *grown, copy = *act;

    if (!chain || !jk_region_covers(s->region, chain->region->code))
        return JK_OK;
    grown = jk_arena_grow(&s->arena, s->acts, s->act_count, &s->act_cap, sizeof *grown);
    copy.act = jk_arena_copy(&s->arena, jk_span_of(act->act));
    copy.actor = jk_arena_copy(&s->arena, jk_span_of(act->actor));
    copy.role = jk_arena_copy(&s->arena, jk_span_of(act->role));
    copy.reason = jk_arena_copy(&s->arena, jk_span_of(act->reason));
    copy.uid = jk_arena_copy(&s->arena, jk_span_of(chain_id));
    if (!grown || !copy.act || !copy.actor || !copy.role || !copy.reason || !copy.uid)
        return JK_MEMORY;
    s->acts = grown;
    s->acts[s->act_count++] = copy;
    return JK_OK;
}

static enum jk_status note(struct jk_recap_search *s, struct jk_name_table *table, const char *name)
{
    const char *kept;

    if (jk_name_table_find(table, name))
        return JK_OK;
    kept = jk_arena_copy(&s->arena, jk_span_of(name));
    return kept && jk_name_table_add(table, kept, s) ? JK_OK : JK_MEMORY;
}

static enum jk_status take_decision(struct jk_recap_search *s, const struct jk_trail_entry *entry)
{
    const struct jk_decision_row *row = &entry->row.decision;
    const char *why = row->reason[0] ? row->reason : row->basis;

    /* That something was filed or changed is no decision. A chain comes leg by leg. */
    if (strcmp(row->act, "change") == 0)
        return JK_OK;
    if (strcmp(row->act, "file") == 0)
        return row->chain_revision == 0 ? note(s, &s->filed, row->chain) : JK_OK;
    return add_act(s,
                   &(struct jk_recap_act){ .seq = entry->seq,
                                           .time_s = row->time_s,
                                           .act = row->act,
                                           .actor = row->actor,
                                           .role = row->role,
                                           .reason = why,
                                           .seen = count_seen(row->seen) },
                   row->chain);
}

static enum jk_status take_retime(struct jk_recap_search *s, const struct jk_trail_entry *entry)
{
    const struct jk_retime_row *row = &entry->row.retime;

    return add_act(s,
                   &(struct jk_recap_act){ .seq = entry->seq,
                                           .time_s = row->time_s,
                                           .act = row->act,
                                           .actor = row->actor,
                                           .role = row->role,
                                           .reason = row->reason },
                   row->chain);
}

/* Whose territory an edition is for: of a contest's policy that of the contest. */
static const char *region_of(const struct jk_app *app, const struct jk_edition_row *row)
{
    const struct jk_contest *contest = jk_pack_contest(app->pack, row->contest);

    return row->region[0] ? row->region : contest ? contest->region : "";
}

/* Entries of a slice come newest first, and slices oldest first: each goes to its place by time. */
static enum jk_status take_edition(struct jk_recap_search *s, const struct jk_trail_entry *entry)
{
    const struct jk_edition_row *row = &entry->row.edition;
    struct jk_recap_edition told = {
        .time_s = row->time_s,
        .part = jk_arena_copy(&s->arena, jk_span_of(row->part)),
        .scope = jk_arena_copy(&s->arena, jk_span_of(row->contest[0] ? row->contest : row->region)),
        .number = row->number,
        .taken_back = strcmp(row->state, "taken_back") == 0,
        .basis = jk_arena_copy(&s->arena, jk_span_of(row->basis)),
        .actor = jk_arena_copy(&s->arena, jk_span_of(row->actor)),
        .role = jk_arena_copy(&s->arena, jk_span_of(row->role))
    };
    size_t at = 0;

    if (!told.part || !told.scope || !told.basis || !told.actor || !told.role)
        return JK_MEMORY;
    if (!jk_region_covers(s->region, region_of(s->app, row)))
        return JK_OK;
    /* A digest is read by every agency, and at the table: officers are the police's own. */
    if (jk_edition_part_of(row->part) == JK_EDITION_PERSONNEL)
        return JK_OK;
    s->editions_all++;
    while (at < s->edition_count && s->edition_seq[at] > entry->seq)
        at++;
    if (at == JK_RECAP_EDITIONS)
        return JK_OK;
    s->edition_count += s->edition_count < JK_RECAP_EDITIONS;
    for (size_t i = s->edition_count - 1; i > at; i--) {
        s->editions[i] = s->editions[i - 1];
        s->edition_seq[i] = s->edition_seq[i - 1];
    }
    s->editions[at] = told;
    s->edition_seq[at] = entry->seq;
    return JK_OK;
}

static enum jk_status take_forward(void *ctx, const struct jk_trail_entry *entry)
{
    struct jk_recap_search *s = ctx;

    switch (entry->kind) {
    case JK_ENTRY_CONFLICT:
        return take_conflict(s, entry);
    case JK_ENTRY_DECISION:
        return take_decision(s, entry);
    case JK_ENTRY_RETIME:
        return take_retime(s, entry);
    case JK_ENTRY_EDITION:
        return take_edition(s, entry);
    case JK_ENTRY_REPORT:
        return note(s, &s->touched, entry->row.report.id);
    case JK_ENTRY_MATTER_ACT:
        return note(s, &s->touched, entry->row.matter_act.matter);
    default:
        return JK_OK;
    }
}

/* Newest first: the first that is met of a conflict is what it was. */
static enum jk_status take_back(void *ctx, const struct jk_trail_entry *entry)
{
    struct jk_recap_search *s = ctx;
    const struct jk_conflict_row *row = &entry->row.conflict;
    struct meeting_traced *t = jk_name_table_find(&s->traced, row->id);

    if (!t || t->known)
        return JK_OK;
    know(s, t, row->open, (enum jk_level)row->level);
    if (row->open && t->open_seq == 0) {
        t->open_seq = entry->seq;
        t->last_opened = (enum jk_level)row->level;
    }
    return JK_OK;
}

static enum jk_status step_forward(struct jk_recap_search *s, uint64_t last, struct jk_error *err)
{
    const uint64_t count = last - s->at < JK_TRAIL_SLICE ? last - s->at : JK_TRAIL_SLICE;
    const struct jk_trail_slice slice = {
        .before = s->at + count + 1,
        .count = count,
        .kinds = JK_TRAIL_KIND(JK_ENTRY_CONFLICT) | JK_TRAIL_KIND(JK_ENTRY_DECISION) |
                 JK_TRAIL_KIND(JK_ENTRY_RETIME) | JK_TRAIL_KIND(JK_ENTRY_EDITION) |
                 JK_TRAIL_KIND(JK_ENTRY_REPORT) | JK_TRAIL_KIND(JK_ENTRY_MATTER_ACT)
    };
    enum jk_status rc = jk_store_each_trail(s->app->store, &slice, take_forward, s, err);

    s->at += count;
    return rc;
}

static enum jk_status step_back(struct jk_recap_search *s, struct jk_error *err)
{
    const struct jk_trail_slice slice = { .before = s->back,
                                          .count = JK_TRAIL_SLICE,
                                          .kinds = JK_TRAIL_KIND(JK_ENTRY_CONFLICT) };

    s->back = s->back > JK_TRAIL_SLICE ? s->back - JK_TRAIL_SLICE : 1;
    return jk_store_each_trail(s->app->store, &slice, take_back, s, err);
}

enum jk_status jk_app_recap_step(struct jk_recap_search *s, bool *done, struct jk_error *err)
{
    const uint64_t last = jk_store_last_entry(s->app->store);
    enum jk_status rc = JK_OK;

    if (s->at < last) {
        size_t before = s->traced_count;

        rc = step_forward(s, last, err);
        if (s->traced_count > before) /* those that are new here were not looked for */
            s->back = s->from + 1;
    } else if (s->unknown && s->back > 1) {
        rc = step_back(s, err);
    }
    *done = rc != JK_OK || (s->at == last && (s->unknown == 0 || s->back <= 1));
    return rc;
}

void jk_recap_drop(struct jk_recap_search *s)
{
    if (!s)
        return;
    jk_name_table_free(&s->traced, NULL);
    jk_name_table_clear(&s->filed);
    jk_name_table_clear(&s->touched);
    jk_arena_clear(&s->arena);
    free(s);
}
