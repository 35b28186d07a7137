/* Filing: a stream of notices is checked, judged and kept as one command (SPEC 5).
 *
 * Order of tests: what each notice may be stated by (paslon, owner, region) before anything is
 * computed of any; the same bytes again change nothing; then preconditions, SEQUENCE and state. All
 * notices are put into the registry first, for they are judged together and legs may
 * come before their main; one that fails takes all back, in reverse. A check (store = false) stops
 * after judging and takes everything back; a strict filing does so when it finds a conflict.
 *
 * Keeping is one group: revisions and owners, recorded STTP numbers, rows of entries, rows of
 * chains, conflicts and alerts, resource names. Chains are written before any conflict is updated,
 * since a conflict names two of them. A failure inside the group breaks it (app_break): memory was
 * changed already, so the application must not answer from it.
 */
#include "daemon/app/notices/room.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/contests/struck.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/name_table.h"
#include "jarak/base/control_chars.h"
#include "jarak/model/address.h"
#include "jarak/policy/occupancy.h"
#include "jarak/model/texts.h"
#include "daemon/app/notices/filing.h"
#include "daemon/app/notices/history.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/notices/stated.h"
#include "daemon/app/conflicts/conflicts.h"
#include "daemon/app/conflicts/opinions.h"
#include "daemon/app/conflicts/view.h"
#include "daemon/app/notices/verdict.h"
#include "daemon/app/registry/rows.h"
#include "daemon/app/registry/sttp_numbers.h"
#include "daemon/app/notices/resource_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum jk_status refuse(struct jk_error *err, enum jk_status status,
                             const struct jk_text *text, const char *field, const char *value)
{
    return jk_fail(err, status, text, field, "%s", value);
}

/* Step 1 of SPEC 5: the same bytes again change nothing and are answered the same. In an import the
 * same facts do, for what comes out of a register and goes in again has another frame around it; a
 * higher SEQUENCE means a new version whatever it says. */
static bool is_same(const struct filing *f, const struct jk_entry *entry,
                    const struct jk_notice *notice)
{
    if (!entry || !entry->current)
        return false;
    if (jk_version_has(entry->current, notice->bytes))
        return true;
    return f->rq->batch && notice->sequence <= entry->sequence &&
           jk_notice_same(entry->current->notice, notice);
}

/* Step 2: checks what the client says it knows. */
static enum jk_status check_precondition(const struct jk_precondition *when,
                                         const struct jk_entry *entry, struct jk_error *err)
{
    bool exists = entry && entry->current;

    if (when->if_none_match_any && exists)
        return refuse(err, JK_STALE, JK_TEXT_ALREADY_THERE, "If-None-Match", entry->uid);
    if (when->if_match_any && !exists)
        return refuse(err, JK_STALE, JK_TEXT_NOT_THERE, "If-Match", "*");
    if (when->if_match && (!exists || strcmp(entry->etag, when->if_match) != 0))
        return refuse(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "If-Match", "");
    return JK_OK;
}

/* Steps 3 and 4: an older SEQUENCE, or the same one with other content, needs a matching If-Match.
 * A calendar client that states no condition means to overwrite: it may leave SEQUENCE as it was.
 */
static enum jk_status check_sequence(const struct filing *f, const struct jk_entry *entry,
                                     const struct jk_notice *notice, struct jk_error *err)
{
    const struct jk_precondition *when = &f->rq->when;
    bool named = f->rq->name != NULL;
    bool is_late = f->rq->message && entry && entry->deleted;

    if (!entry || (!entry->current && !is_late) || when->if_match || when->if_match_any ||
        notice->sequence > entry->sequence || (named && notice->sequence == entry->sequence))
        return JK_OK;
    return jk_fail_at(err, JK_EXISTS, JK_TEXT_SEQUENCE_OLD,
                      (struct jk_at){ notice->facts.line, "SEQUENCE" }, "%u", notice->sequence);
}

/* A check asks what would be: it takes nothing from anybody. */
static enum jk_status check_owner(const struct filing *f, const struct jk_entry *entry,
                                  const struct jk_notice *notice, struct jk_error *err)
{
    const struct jk_submission *rq = f->rq;

    if (!rq->store || rq->by_office || !entry ||
        (rq->team ? notices_may_replace(f->app, rq->team, rq->actor, entry)
                  : notices_may_change(f->app, rq->actor, entry)))
        return JK_OK;
    return jk_fail_at(err, JK_DENIED, JK_TEXT_NOT_OWN, (struct jk_at){ notice->facts.line, "UID" },
                      "%s", notice->uid);
}

/* Are contest and paslon known? Only then it is known whose ground and whose notice it is. */
static enum jk_status check_known(const struct filing *f, const struct jk_notice *notice,
                                  struct jk_error *err)
{
    const struct jk_facts *facts = &notice->facts;
    const struct jk_contest *contest = jk_pack_contest(f->app->pack, facts->party.contest);

    if (facts->party.contest[0] && !contest)
        return jk_fail_at(err, JK_INVALID, JK_TEXT_UNKNOWN_CONTEST,
                          (struct jk_at){ facts->line, "X-JARAK-CONTEST" }, "%s",
                          facts->party.contest);
    for (unsigned i = 0; i < facts->party.count; i++) {
        size_t k = 0;

        while (contest && k < contest->paslon_count &&
               contest->paslon[k].number != facts->party.paslon[i])
            k++;
        if (!contest || k == contest->paslon_count)
            return jk_fail_at(err, JK_INVALID, JK_TEXT_UNKNOWN_PASLON,
                              (struct jk_at){ facts->line, "X-JARAK-PASLON" }, "%u",
                              facts->party.paslon[i]);
    }
    return JK_OK;
}

/* A team states what is its own and of a kind that teams hold; nobody asks for others here. */
static enum jk_status check_own(const struct filing *f, const struct jk_notice *notice,
                                struct jk_error *err)
{
    const struct jk_account *team = f->rq->own;

    if (!team || notices_is_own(team, &notice->facts))
        return JK_OK;
    return jk_fail_at(err, JK_DENIED, JK_TEXT_TEAM_OTHER,
                      (struct jk_at){ notice->facts.line, "X-JARAK-PASLON" }, "%s %u",
                      team->contest, team->paslon);
}

static enum jk_status check_notice(const struct filing *f, const struct jk_notice *notice,
                                   struct jk_error *err)
{
    const struct jk_entry *entry = jk_registry_entry(f->app->registry, notice->uid);
    const struct jk_facts *facts = &notice->facts;
    enum jk_status rc;

    if (!jk_is_one_line(jk_span_of(facts->sttp)))
        return jk_fail_at(err, JK_INVALID, JK_TEXT_ONE_LINE,
                          (struct jk_at){ facts->line, "X-JARAK-STTP" }, "%s", "");
    if (strlen(facts->sttp) > JK_STTP_MAX)
        return jk_fail_at(err, JK_RANGE, JK_TEXT_ACT_STTP,
                          (struct jk_at){ facts->line, "X-JARAK-STTP" }, "%s", facts->sttp);
    if ((rc = notices_check_party(entry, notice, err)) != JK_OK ||
        (rc = check_precondition(&f->rq->when, entry, err)) != JK_OK)
        return rc;
    return check_sequence(f, entry, notice, err);
}

/* The region a notice falls to: its chain's, which is that of the first notice filed of it. `new`
 * holds the chains that this stream begins. */
static const struct jk_region *region_of(const struct filing *f, const struct jk_notice *notice,
                                         struct jk_name_table *new, struct jk_error *err)
{
    const char *id = jk_notice_chain(notice);
    const struct jk_chain *chain = jk_registry_chain(f->app->registry, id);
    const struct jk_region *region = chain ? chain->region : jk_name_table_find(new, id);

    if (region)
        return region;
    region = jk_occupancy_region(f->app->pack, &notice->facts);
    if (jk_name_table_add(new, id, (void *)(uintptr_t)region))
        return region;
    jk_no_memory(err);
    return NULL;
}

/* Checks the region, also for bytes that are there already: their answer tells the chain's
 * conflicts. */
static enum jk_status check_region(const struct filing *f, const struct jk_notice *notice,
                                   struct jk_name_table *new, struct jk_error *err)
{
    const char *covers = f->rq->region ? f->rq->region : f->rq->actor->region;
    const struct jk_region *region = region_of(f, notice, new, err);

    if (!region)
        return JK_MEMORY;
    if (jk_region_covers(covers, region->code))
        return JK_OK;
    return jk_fail_at(err, JK_DENIED, JK_TEXT_OTHER_REGION,
                      (struct jk_at){ notice->facts.line, "X-JARAK-CONTEST" }, "%s", region->code);
}

/* A paslon that was struck out holds nothing from then on. What took place before may still be
 * entered, and what is called off may be said. */
static enum jk_status check_struck(const struct filing *f, const struct jk_notice *notice,
                                   struct jk_error *err)
{
    const struct jk_party *party = &notice->facts.party;

    for (unsigned i = 0; i < party->count; i++) {
        const struct jk_struck *s = jk_app_struck(f->app, party->contest, party->paslon[i]);

        if (s && s->struck && notice->instance_count &&
            (f->app->pack->simulation ||
             notice->instances[notice->instance_count - 1].end_s > s->time_s))
            return jk_fail_at(err, JK_STATE, JK_TEXT_PASLON_STRUCK,
                              (struct jk_at){ notice->facts.line, "X-JARAK-PASLON" }, "%u",
                              party->paslon[i]);
    }
    return JK_OK;
}

/* Rights before cost (SPEC 5): of every notice of the stream, before a body is made of any. */
static enum jk_status check_rights(const struct filing *f, struct jk_error *err)
{
    struct jk_name_table new = { 0 };
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < f->item_count && rc == JK_OK; i++) {
        const struct jk_notice *notice = f->items[i].notice;
        const struct jk_entry *entry = jk_registry_entry(f->app->registry, notice->uid);

        if ((rc = check_known(f, notice, err)) != JK_OK ||
            (rc = check_own(f, notice, err)) != JK_OK)
            break;
        if (!is_same(f, entry, notice) && (rc = check_struck(f, notice, err)) == JK_OK)
            rc = check_owner(f, entry, notice, err);
        if (rc == JK_OK)
            rc = check_region(f, notice, &new, err);
    }
    jk_name_table_clear(&new);
    return rc;
}

static enum jk_status check_state(const struct filing *f, const struct jk_chain *chain,
                                  const struct jk_notice *notice, struct jk_error *err)
{
    if (f->rq->store && chain->revision > 0 &&
        (chain->state == JK_STATE_REFUSED || chain->state == JK_STATE_WITHDRAWN ||
         chain->state == JK_STATE_DONE || chain->state == JK_STATE_NOT_HELD))
        return jk_fail_at(err, JK_STATE, JK_TEXT_CHAIN_FINAL,
                          (struct jk_at){ notice->facts.line, "UID" }, "%s",
                          jk_state_word(chain->state));
    return JK_OK;
}

static void touch_chain(struct filing *f, struct jk_chain *chain)
{
    for (size_t i = 0; i < f->chain_count; i++) {
        if (f->chains[i] == chain)
            return;
    }
    f->chains[f->chain_count++] = chain;
}

enum jk_status notices_filing_apply(struct filing *f, struct jk_error *err)
{
    enum jk_status rc = check_rights(f, err);

    if (rc == JK_OK)
        rc = app_afford(f->app, JK_WORK_MAKE_NODE * notices_filing_vertices(f), err);
    if (rc != JK_OK)
        return rc;
    f->changes = jk_arena_array(f->arena, f->item_count, sizeof *f->changes);
    f->chains = jk_arena_array(f->arena, f->item_count, sizeof(struct jk_chain *));
    if (!f->changes || !f->chains)
        return jk_no_memory(err);
    for (size_t i = 0; i < f->item_count; i++) {
        const struct jk_notice *notice = f->items[i].notice;
        struct jk_entry *entry = jk_registry_entry(f->app->registry, notice->uid);

        if (!is_same(f, entry, notice)) {
            if ((rc = check_notice(f, notice, err)) != JK_OK)
                return rc;
            rc = jk_registry_put(f->app->registry, f->items[i].reading, notice,
                                 &f->changes[f->change_count], err);
            if (rc != JK_OK)
                return rc;
            entry = f->changes[f->change_count++].entry;
            if ((rc = check_state(f, entry->chain, notice, err)) != JK_OK)
                return rc;
        }
        touch_chain(f, entry->chain);
    }
    return JK_OK;
}

void notices_filing_take_back(struct filing *f)
{
    while (f->change_count > 0)
        jk_registry_revert(f->app->registry, &f->changes[--f->change_count]);
}

/* The verdicts of the items in their order. */
static enum jk_status answer_filing(struct filing *f, bool fresh, struct jk_outcome *out)
{
    struct jk_verdict_view *verdicts = jk_arena_array(f->arena, f->item_count, sizeof *verdicts);
    const struct telling told = { f->app, f->arena, f->rq->now_s, jk_sees_personnel(f->rq->actor) };
    enum jk_status rc = verdicts ? JK_OK : JK_MEMORY;

    for (size_t i = 0; i < f->item_count && rc == JK_OK; i++)
        rc = notices_tell(&told, jk_registry_entry(f->app->registry, f->items[i].notice->uid),
                          fresh, &verdicts[i], out);
    if (rc != JK_OK)
        return rc;
    out->verdicts = verdicts;
    out->count = f->item_count;
    return JK_OK;
}

/* Applies what a change means for entry and chain: numbers, owner, a pending revision, back to
 * submitted. */
static enum jk_status note_change(struct filing *f, struct jk_change *change, struct jk_error *err)
{
    struct jk_entry *entry = change->entry;

    if (entry->revision == 0) {
        entry->created_s = f->rq->now_s;
        if (!registry_own(f->app->registry, entry,
                          f->rq->team ? f->rq->team->name : f->rq->actor->name))
            return jk_no_memory(err);
    }
    entry->revision++;
    entry->sequence = entry->current->notice->sequence;
    entry->changed_s = f->rq->now_s;
    jk_registry_settle(f->app->registry, change);
    if (entry->chain->state == JK_STATE_APPROVED)
        jk_chain_pend(entry->chain);
    return JK_OK;
}

static enum jk_status note_chains(struct filing *f, const struct jk_act *act, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < f->chain_count && rc == JK_OK; i++) {
        struct jk_chain *chain = f->chains[i];

        chain->revision++;
        if (chain->state == JK_STATE_RETURNED)
            rc = jk_registry_restate(f->app->registry, chain, JK_STATE_SUBMITTED, false);
        if (rc == JK_OK)
            rc = registry_put_chain(f->app, act, chain, err);
    }
    for (size_t i = 0; i < f->chain_count && rc == JK_OK; i++) {
        rc = conflicts_update(f->app, act, f->chains[i], err);
        if (rc == JK_OK)
            rc = conflicts_opinions_reset_chain(f->app, act, f->chains[i], err);
    }
    return rc;
}

/* A main that comes with an STTP number was approved already, on paper: it is recorded as such. */
static enum jk_status record_sttp(struct filing *f, const struct jk_act *act,
                                  struct jk_entry *entry, struct jk_error *err)
{
    struct jk_chain *chain = entry->chain;
    const char *sttp = entry->current->notice->facts.sttp;
    struct jk_decision_row row = { .chain = chain->id,
                                   .act = "record",
                                   .actor = f->rq->actor->name,
                                   .role = jk_role_word(f->rq->actor->role),
                                   .reason = "",
                                   .basis = "",
                                   .sttp = sttp,
                                   .chain_revision = chain->revision,
                                   .seen = "[]",
                                   .time_s = f->rq->now_s };
    enum jk_status rc;

    if (entry->revision != 1 || strcmp(entry->uid, chain->id) != 0 || !sttp[0] ||
        chain->state != JK_STATE_SUBMITTED)
        return JK_OK;
    if (!registry_sttp_set(f->app->registry, chain, sttp))
        return jk_no_memory(err);
    rc = jk_registry_restate(f->app->registry, chain, JK_STATE_APPROVED, true);
    return rc == JK_OK ? jk_store_put_decision(f->app->store, act, &row, err) : rc;
}

static enum jk_status note_filing(const struct filing *f, const struct jk_act *act,
                                  const struct jk_entry *entry, struct jk_error *err)
{
    return notices_note_act(f->app, act,
                            &(struct noted_act){ entry->revision == 1 ? "file" : "change",
                                                 f->rq->actor, entry, entry->chain->revision },
                            err);
}

enum jk_status notices_filing_keep(struct filing *f, struct jk_error *err)
{
    struct jk_act act = { f->rq->actor->name, f->rq->now_s };
    enum jk_status rc = jk_app_begin(f->app, err);

    for (size_t i = 0; i < f->change_count && rc == JK_OK; i++)
        rc = note_change(f, &f->changes[i], err);
    for (size_t i = 0; i < f->change_count && rc == JK_OK; i++)
        rc = note_filing(f, &act, f->changes[i].entry, err);
    for (size_t i = 0; i < f->change_count && rc == JK_OK; i++)
        rc = record_sttp(f, &act, f->changes[i].entry, err);
    for (size_t i = 0; i < f->change_count && rc == JK_OK; i++) {
        rc = registry_put_entry(f->app, &act, f->changes[i].entry, err);
        jk_registry_keep_small(f->changes[i].entry); /* not before: the row has its octets */
    }
    if (rc == JK_OK && f->change_count > 0)
        rc = note_chains(f, &act, err);
    if (rc == JK_OK && f->rq->name)
        rc = notices_names_keep(f->app, f->arena, &act,
                                &(struct jk_name_row){ f->items[0].notice->uid, f->rq->name }, err);
    if (rc != JK_OK)
        app_break(f->app, rc);
    return rc;
}

/* Lists all notices of the stream, in its order, and behind them those that stay as they stand. */
static enum jk_status list_items(struct filing *f, struct jk_reading *reading)
{
    size_t count = reading ? reading->stream.count : 0, listed = count;
    struct filing_item *items = jk_arena_array(f->arena, count + f->rq->also_count, sizeof *items);

    for (size_t i = 0; items && i < count; i++)
        items[i] = (struct filing_item){ reading, &reading->stream.notices[i] };
    for (size_t i = 0; items && i < f->rq->also_count; i++) {
        const struct jk_entry *entry = jk_registry_entry(f->app->registry, f->rq->also[i]);

        if (entry && entry->current)
            items[listed++] = (struct filing_item){ NULL, entry->current->notice };
    }
    f->items = items;
    f->item_count = listed;
    return items ? JK_OK : JK_MEMORY;
}

static enum jk_status check_stated(const struct filing *f, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < f->item_count && f->items[i].reading && rc == JK_OK; i++)
        rc = notices_check_stated(f->app, f->rq, f->items[i].notice, err);
    return rc;
}

static enum jk_status check_uid(const struct filing *f, struct jk_error *err)
{
    const struct jk_notice *first = f->items[0].notice;
    char hashed[JK_ADDRESS_HEX + 2];

    if (f->rq->name)
        return notices_names_check(f->app, f->arena, f->rq->name, first, err);
    if (!f->rq->uid || strcmp(f->rq->uid, first->uid) == 0 ||
        strcmp(f->rq->uid, jk_uid_segment(first->uid, hashed)) == 0)
        return JK_OK;
    return jk_fail_at(err, JK_INVALID, JK_TEXT_UID_DIFFERS,
                      (struct jk_at){ first->facts.line, "UID" }, "%s", first->uid);
}

/* What is found lies in the memory of the world then, for the process that keeps the filing. */
static enum jk_status rehearse(struct filing *f, struct jk_error *err)
{
    struct jk_outcome out = { 0 };
    enum jk_status rc = answer_filing(f, true, &out);

    return rc != JK_OK ? rc : jk_fail(err, JK_BUSY, JK_TEXT_NOT_STORED, "", "%s", "");
}

enum jk_status notices_filing_afford(struct filing *f, struct jk_error *err)
{
    uint64_t units = 0;

    if (f->app->work.rehearsal && f->rq->store && !f->rq->strict)
        return rehearse(f, err);
    if (f->app->work.allowed == UINT64_MAX)
        return JK_OK;
    return notices_filing_weigh(f, &units) == JK_OK ? app_afford(f->app, units, err) : JK_MEMORY;
}

/* Of a strict filing that is told later it is enough to know whether it meets anything: that it
 * does was refused by the copy already, unless it came since. */
static bool must_tell(struct filing *f)
{
    bool meets = !f->rq->untold;

    for (size_t i = 0; i < f->chain_count && !meets; i++) {
        struct jk_conflict_views views = { NULL, 0 };

        meets = conflicts_view_fresh(f->app, f->arena, f->chains[i], &views) != JK_OK ||
                notices_has_open_level(&views);
    }
    return meets;
}

/* Which notices jk_app_tell() is to tell of; what is counted is counted by who keeps them. */
static enum jk_status leave_untold(struct filing *f, struct jk_outcome *out)
{
    const char **uids = jk_arena_array(f->arena, f->item_count, sizeof *uids);

    for (size_t i = 0; uids && i < f->item_count; i++) {
        const char *uid = f->items[i].notice->uid;
        const struct jk_entry *entry = jk_registry_entry(f->app->registry, uid);
        struct jk_conflict_views views = { NULL, 0 };

        if (!(uids[i] = jk_arena_copy(f->arena, jk_span_of(uid))))
            return JK_MEMORY;
        if (strcmp(uid, entry->chain->id) != 0)
            continue;
        if (conflicts_view_chain(f->app, f->arena, entry->chain, &views) != JK_OK)
            return JK_MEMORY;
        notices_count_verdict(f->app, views.at, views.count);
    }
    out->uids = uids;
    out->uid_count = f->item_count;
    return uids ? JK_OK : JK_MEMORY;
}

static enum jk_status decide_filing(struct filing *f, struct jk_outcome *out, struct jk_error *err)
{
    const char *uid = f->rq->name || f->rq->uid ? f->items[0].notice->uid : NULL;
    const struct jk_entry *before = uid ? jk_registry_entry(f->app->registry, uid) : NULL;
    bool is_new = uid && (!before || !before->current);
    enum jk_status rc = notices_filing_apply(f, err);

    if (rc == JK_OK)
        rc = notices_filing_afford(f, err);
    if (rc == JK_OK)
        rc = notices_filing_check_crowd(f, err);
    if (rc != JK_OK) {
        notices_filing_take_back(f);
        return rc;
    }
    out->created = is_new;
    if (!f->rq->store || (f->rq->strict && must_tell(f))) {
        rc = answer_filing(f, true, out);
        if (!f->rq->store || rc != JK_OK || out->has_conflict) {
            notices_filing_take_back(f);
            return rc == JK_OK && f->rq->store
                       ? refuse(err, JK_CONFLICT, JK_TEXT_CONFLICTS_FOUND, "Prefer", "strict")
                       : rc;
        }
        out->has_conflict = false;
    }
    out->unchanged = f->item_count - f->change_count;
    if ((rc = notices_filing_keep(f, err)) != JK_OK)
        return rc;
    return f->rq->untold ? leave_untold(f, out) : answer_filing(f, false, out);
}

enum jk_status jk_app_submit(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_submission *filing, struct jk_outcome *out,
                             struct jk_error *err)
{
    struct filing f = { .app = app, .rq = filing, .arena = arena };
    struct jk_reading *reading = NULL;
    bool is_empty = filing->bytes.len == 0 && filing->also_count > 0;
    enum jk_status rc = is_empty ? JK_OK : notices_filing_read(app, filing, &reading, err);

    *out = (struct jk_outcome){ 0 };
    if (rc == JK_OK)
        rc = list_items(&f, reading);
    if (rc == JK_OK)
        rc = check_uid(&f, err);
    if (rc == JK_OK)
        rc = check_stated(&f, err);
    if (rc == JK_OK)
        rc = decide_filing(&f, out, err);
    for (size_t i = 0; i < out->count; i++) { /* legs share the conflicts of their main */
        const struct jk_verdict_view *view = &out->verdicts[i];

        if (view->chain && strcmp(view->uid, view->chain) == 0)
            notices_count_verdict(app, view->conflicts, view->conflict_count);
    }
    if (rc == JK_MEMORY)
        jk_no_memory(err);
    if (rc != JK_OK && out->count == 0) { /* nothing of it is told */
        jk_reading_drop(reading);
        reading = NULL;
    }
    out->reading = reading; /* a check's views point into notices that were taken back */
    return rc;
}

void jk_outcome_clear(struct jk_outcome *outcome)
{
    jk_reading_drop(outcome->reading);
    *outcome = (struct jk_outcome){ 0 };
}
