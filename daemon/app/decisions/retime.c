/* Proposals of other times, and their answers.
 *
 * A proposal is bound to the chain revision it was made for; when the plan changes it is void
 * without a row that says so (notices_offer_fate). Bands are checked to be clear when they are
 * proposed, and the one start that is accepted again when it is accepted: in between others may
 * have filed. Accepting files the whole chain anew, all notices shifted by one delta
 * (ical/shift.h), in the same group as the row of the answer, so there is no accepted proposal
 * without its filing.
 *
 * A caller whose chain revision is stale gets the chain as it is now (409), for it must decide on
 * what it sees. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/act_alerts.h"
#include "daemon/app/notices/ownership.h"
#include "daemon/app/notices/filing.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/model/texts.h"
#include "daemon/app/decisions/retime.h"
#include "daemon/app/notices/verdict.h"
#include "daemon/app/notices/chain_acts.h"
#include "jarak/app/decisions/retime.h"
#include "jarak/ical/shift.h"

/* A proposal or an answer on its way: who says it, about which chain. */
struct retiming {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_account *actor;
    int64_t now_s;
    struct jk_chain *chain;
    const struct jk_entry *main;
    struct jk_retime_outcome *out;
    struct jk_error *err;
};

static enum jk_status refuse(const struct retiming *r, enum jk_status status,
                             const struct jk_text *text, const char *field, const char *value)
{
    return jk_fail(r->err, status, text, field, "%s", value);
}

static enum jk_status no_memory(const struct retiming *r)
{
    return refuse(r, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "");
}

/* Shows the chain as it stands now, for a refusal and for the answer to an act. */
static enum jk_status show_chain(struct retiming *r)
{
    struct jk_verdict_view *view = jk_arena_take(r->arena, sizeof *view);

    if (!view || notices_view_chain(r->app, r->arena, r->chain, r->now_s, view) != JK_OK)
        return no_memory(r);
    r->out->outcome = (struct jk_outcome){ .verdicts = view, .count = 1 };
    r->out->outcome.has_conflict = view->conflict_count > 0;
    return JK_OK;
}

/* Refuses because the caller saw an older state, and shows the present one. */
static enum jk_status refuse_stale(struct retiming *r, const struct jk_text *text,
                                   const char *field, uint32_t value)
{
    enum jk_status rc = show_chain(r);

    return rc == JK_OK ? jk_fail(r->err, JK_CONFLICT, text, field, "%u", value) : rc;
}

static enum jk_status find_chain(struct retiming *r, const char *uid, uint32_t chain_revision)
{
    const struct jk_entry *entry = jk_registry_entry(r->app->registry, uid);

    r->chain = entry ? entry->chain : NULL;
    if (!r->chain || r->chain->revision == 0 ||
        !jk_region_covers(r->actor->region, r->chain->region->code))
        return refuse(r, JK_NONE, JK_TEXT_NOT_THERE, "uid", uid);
    r->main = jk_chain_main(r->chain);
    if (!notices_may_move(r->chain->state) || !r->main ||
        r->main->current->notice->instance_count == 0)
        return refuse(r, JK_STATE, JK_TEXT_RETIME_STATE, "uid", jk_state_word(r->chain->state));
    return chain_revision == r->chain->revision
               ? JK_OK
               : refuse_stale(r, JK_TEXT_CHAIN_CHANGED, "chain_revision", chain_revision);
}

static enum jk_status check_reason(const struct retiming *r, const char *reason)
{
    if (!reason[0])
        return refuse(r, JK_INVALID, JK_TEXT_ACT_REASON, "reason", "");
    if (!jk_is_one_line(jk_span_of(reason)))
        return refuse(r, JK_INVALID, JK_TEXT_ONE_LINE, "reason", "");
    if (strlen(reason) > JK_RETIME_REASON_MAX)
        return refuse(r, JK_INVALID, JK_TEXT_RETIME_REASON, "reason", "");
    return JK_OK;
}

/* Names a question and the state it is asked of. */
static void name_clear(const struct retiming *r, const struct jk_intervals *bands,
                       enum jk_level level, uint8_t out[JK_DIGEST_LEN])
{
    uint8_t end[JK_DIGEST_LEN];
    const uint64_t of[] = { jk_store_journal_end(r->app->store, end), (uint64_t)level };
    const struct jk_span spans[] = {
        { (const char *)end, sizeof end },
        { (const char *)of, sizeof of },
        jk_span_of(r->chain->id),
        { (const char *)bands->at, bands->count * sizeof *bands->at },
    };

    jk_sha256_list(spans, sizeof spans / sizeof *spans, out);
}

/* JK_OK where every second of the bands is one at which the chain may start; JK_CONFLICT, with what
 * may be had instead and who is in the way, where one is not. */
static enum jk_status check_clear(struct retiming *r, const struct jk_intervals *bands,
                                  enum jk_level level)
{
    int offset_s = r->chain->region->tz->offset_s;
    struct jk_slots_request ask = { .uid = r->main->uid, .level = level, .now_s = r->now_s };
    struct jk_slots_view *slots = &r->out->slots;
    uint8_t name[JK_DIGEST_LEN];
    struct jk_intervals clear;
    enum jk_status rc;

    name_clear(r, bands, level, name);
    if (memcmp(name, r->app->work.cleared, sizeof name) == 0)
        return JK_OK; /* a copy has looked, and nothing was written since */
    ask.from_day = jk_local_day(bands->at[0].from_s, offset_s);
    ask.to_day = jk_local_day(bands->at[bands->count - 1].to_s, offset_s);
    rc = jk_app_slots(r->app, r->arena, &ask, slots, r->err);
    if (rc != JK_OK)
        return rc;
    clear.count = slots->open_count;
    clear.at = jk_arena_array(r->arena, clear.count, sizeof *clear.at);
    if (!clear.at)
        return no_memory(r);
    for (size_t i = 0; i < clear.count; i++)
        clear.at[i] = slots->open[i].band;
    for (size_t i = 0; i < bands->count; i++) {
        if (!jk_intervals_miss(&clear, bands->at[i]))
            continue;
        r->out->has_slots = true;
        return jk_fail(r->err, JK_CONFLICT, JK_TEXT_RETIME_NOT_CLEAR, "bands", "#%zu", i + 1);
    }
    if (r->app->work.rehearsal)
        memcpy(r->app->work.cleared, name, sizeof name);
    return JK_OK;
}

/* Checks that the bands are ascending, apart, and have their ends in order. */
static enum jk_status check_bands(const struct retiming *r, const struct jk_intervals *bands)
{
    bool sound = bands->count > 0 && bands->count <= JK_OFFER_BANDS_MAX;

    for (size_t i = 0; i < bands->count && sound; i++)
        sound = bands->at[i].from_s > 0 && bands->at[i].from_s <= bands->at[i].to_s &&
                (i == 0 || bands->at[i].from_s > bands->at[i - 1].to_s);
    return sound ? JK_OK : refuse(r, JK_INVALID, JK_TEXT_RETIME_BANDS, "bands", "");
}

/* Keeps a row among the chain's proposals; the chain's arena owns it. */
static enum jk_status note_row(struct jk_chain *chain, const struct jk_retime_row *row)
{
    struct jk_offers *all = chain->offers ? chain->offers : jk_heap_zeroed(1, sizeof *all);
    struct jk_arena *arena;
    struct jk_offer *offer;
    char *account, *reason;

    if (!all)
        return JK_MEMORY;
    chain->offers = all;
    arena = &all->arena;
    account = jk_arena_copy(arena, jk_span_of(row->actor));
    reason = jk_arena_copy(arena, jk_span_of(row->reason));
    if (!account || !reason)
        return JK_MEMORY;
    if (strcmp(row->act, "retime") == 0) {
        offer = jk_arena_grow(arena, all->at, all->count, &all->cap, sizeof *offer);
        if (!offer)
            return JK_MEMORY;
        all->at = offer;
        if (row->number != all->count + 1)
            return JK_CORRUPT;
        offer += all->count++;
        *offer = (struct jk_offer){ .number = row->number,
                                    .chain_revision = row->chain_revision,
                                    .level = (enum jk_level)row->level,
                                    .account = account,
                                    .reason = reason,
                                    .time_s = row->time_s,
                                    .answer_account = "",
                                    .answer_reason = "" };
        return jk_offer_bands_read(arena, row->bands, &offer->bands);
    }
    if (row->number == 0 || row->number > all->count)
        return JK_CORRUPT;
    offer = &all->at[row->number - 1];
    offer->fate = row->start_s ? JK_FATE_ACCEPTED : JK_FATE_DECLINED;
    offer->answer_account = account;
    offer->answer_reason = reason;
    offer->answer_s = row->time_s;
    offer->start_s = row->start_s;
    return JK_OK;
}

enum jk_status decisions_retimes_load(void *ctx, const struct jk_retime_row *row)
{
    struct jk_app *app = ctx;
    struct jk_chain *chain = jk_registry_chain(app->registry, row->chain);

    if (!chain || row->level >= JK_LEVEL_END)
        return JK_CORRUPT;
    return note_row(chain, row);
}

/* Writes a row inside the group, to the store and to memory alike. */
static enum jk_status keep_row(struct retiming *r, const struct jk_retime_row *row)
{
    struct jk_act act = { r->actor->name, r->now_s };
    enum jk_status rc = jk_app_begin(r->app, r->err);

    if (rc == JK_OK)
        rc = jk_store_put_retime(r->app->store, &act, row, r->err);
    if (rc == JK_OK && note_row(r->chain, row) != JK_OK)
        rc = no_memory(r);
    if (rc == JK_OK && strcmp(row->act, "retime") == 0)
        rc = conflicts_tell_filer(r->app, &act, r->chain,
                                  &(struct act_done){ r->actor, row->act, JK_ON_PLAN, row->reason },
                                  r->err);
    if (rc != JK_OK)
        app_break(r->app, rc);
    return rc;
}

enum jk_status jk_app_retime(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_retime *proposal, struct jk_retime_outcome *out,
                             struct jk_error *err)
{
    struct retiming r = { app, arena, proposal->actor, proposal->now_s, NULL, NULL, out, err };
    struct jk_retime_row row = { .act = "retime",
                                 .actor = r.actor->name,
                                 .role = jk_role_word(r.actor->role),
                                 .reason = proposal->reason,
                                 .chain_revision = proposal->chain_revision,
                                 .time_s = r.now_s };
    enum jk_level level = proposal->level;
    struct jk_buf bands = { 0 };
    enum jk_status rc;

    *out = (struct jk_retime_outcome){ .has_slots = false };
    if ((rc = find_chain(&r, proposal->uid, proposal->chain_revision)) != JK_OK ||
        (rc = check_reason(&r, proposal->reason)) != JK_OK ||
        (rc = check_bands(&r, &proposal->bands)) != JK_OK)
        return rc;
    if (jk_chain_offers(r.chain)->count == JK_RETIMES_MAX)
        return refuse(&r, JK_TOO_MANY, JK_TEXT_RETIME_MANY, "uid", proposal->uid);
    if (level == JK_LEVEL_NONE)
        level = jk_chain_policy(app->registry, r.chain)->override_from;
    if ((rc = check_clear(&r, &proposal->bands, level)) != JK_OK)
        return rc;
    row.level = (uint8_t)level;
    jk_offer_bands_add(&bands, &proposal->bands);
    row.chain = r.chain->id;
    row.number = (uint32_t)jk_chain_offers(r.chain)->count + 1;
    row.bands = jk_buf_ok(&bands) ? jk_arena_copy(arena, jk_buf_view(&bands)) : NULL;
    jk_buf_clear(&bands);
    rc = row.bands ? keep_row(&r, &row) : no_memory(&r);
    return rc == JK_OK ? show_chain(&r) : rc;
}

/* Moves one notice of the chain to its new time and proves that nothing else changed. */
static enum jk_status move_entry(struct retiming *r, const struct jk_entry *entry, int64_t delta_s,
                                 struct filing_item *out)
{
    const struct jk_notice *notice = entry->current->notice;
    const struct jk_ical_shift by = { .delta_s = delta_s,
                                      .sequence = entry->sequence + 1,
                                      .stamp_s = r->now_s,
                                      .tz = r->chain->region->tz };
    const struct jk_read_as as = { r->app->pack, JK_ICAL_STORED, r->app->registry };
    struct jk_span bytes;
    enum jk_status rc = jk_version_bytes(entry->current, r->arena, &bytes)
                            ? jk_ical_shift(r->arena, bytes, &by, &bytes, r->err)
                            : no_memory(r);

    if (rc == JK_OK)
        rc = jk_reading_make(&as, bytes, &out->reading, r->err);
    if (rc != JK_OK)
        return rc == JK_MEMORY ? rc
                               : refuse(r, JK_INVALID, JK_TEXT_RETIME_SHIFT, "uid", notice->uid);
    out->notice = &out->reading->stream.notices[0];
    return jk_ical_is_shifted(notice, out->notice, delta_s)
               ? JK_OK
               : refuse(r, JK_INVALID, JK_TEXT_RETIME_SHIFT, "uid", notice->uid);
}

/* Moves the newest versions of main and legs by one delta (SPEC 6), or of the legs alone. The
 * caller drops the readings. */
static enum jk_status move_chain(struct retiming *r, int64_t delta_s, bool legs_alone,
                                 struct filing *f)
{
    struct filing_item *items = jk_arena_array(r->arena, r->chain->entry_count, sizeof *items);
    enum jk_status rc = JK_OK;

    if (!items)
        return no_memory(r);
    f->items = items;
    for (size_t i = 0; i < r->chain->entry_count && rc == JK_OK; i++) {
        const struct jk_entry *entry = r->chain->entries[i];

        if (entry->current && !(legs_alone && entry == r->main))
            rc = move_entry(r, entry, delta_s, &items[f->item_count++]);
    }
    return rc;
}

/* Files the moved chain as a submission of it would be filed: a new revision, judged and told. */
static enum jk_status file_moved(struct retiming *r, int64_t delta_s, bool legs_alone,
                                 bool by_office)
{
    const struct jk_submission rq = {
        .actor = r->actor, .now_s = r->now_s, .store = true, .by_office = by_office
    };
    struct filing f = { .app = r->app, .rq = &rq, .arena = r->arena };
    enum jk_status rc = move_chain(r, delta_s, legs_alone, &f);

    if (rc == JK_OK && ((rc = notices_filing_apply(&f, r->err)) != JK_OK ||
                        (rc = notices_filing_afford(&f, r->err)) != JK_OK))
        notices_filing_take_back(&f);
    if (rc == JK_OK)
        rc = notices_filing_keep(&f, r->err);
    for (size_t i = 0; i < f.item_count; i++)
        jk_reading_drop(f.items[i].reading); /* the versions hold on to them */
    return rc;
}

/* Finds the proposal that is answered, if it is still open. */
static enum jk_status find_offer(struct retiming *r, uint32_t number, const struct jk_offer **out)
{
    const struct jk_offers *all = jk_chain_offers(r->chain);

    if (number == 0 || number > all->count)
        return refuse(r, JK_NONE, JK_TEXT_NOT_THERE, "proposal", "");
    *out = &all->at[number - 1];
    return notices_offer_fate(r->chain, *out) == JK_FATE_OPEN
               ? JK_OK
               : refuse_stale(r, JK_TEXT_RETIME_CLOSED, "proposal", number);
}

/* Checks that the start lies within what was offered and is still clear. */
static enum jk_status check_start(struct retiming *r, const struct jk_offer *offer, int64_t start_s)
{
    struct jk_interval start = { start_s, start_s };
    struct jk_intervals one = { &start, 1 };

    if (jk_intervals_miss(&offer->bands, start) ||
        start_s == r->main->current->notice->instances[0].start_s)
        return refuse(r, JK_RANGE, JK_TEXT_RETIME_START, "start", "");
    return check_clear(r, &one, offer->level);
}

enum jk_status jk_app_answer_retime(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_retime_answer *answer,
                                    struct jk_retime_outcome *out, struct jk_error *err)
{
    struct retiming r = { app, arena, answer->actor, answer->now_s, NULL, NULL, out, err };
    struct jk_retime_row row = { .act = answer->start_s ? "retime_accept" : "retime_decline",
                                 .number = answer->number,
                                 .actor = r.actor->name,
                                 .role = jk_role_word(r.actor->role),
                                 .reason = answer->reason,
                                 .bands = "",
                                 .start_s = answer->start_s,
                                 .time_s = r.now_s };
    const struct jk_offer *offer = NULL;
    enum jk_status rc;

    *out = (struct jk_retime_outcome){ .has_slots = false };
    if ((rc = find_chain(&r, answer->uid, answer->chain_revision)) != JK_OK ||
        (rc = find_offer(&r, answer->number, &offer)) != JK_OK)
        return rc;
    if (jk_chain_is_neutral(r.chain) && !notices_may_change(app, r.actor, r.main))
        return refuse(&r, JK_DENIED, JK_TEXT_NO_RIGHT, "uid",
                      answer->uid); /* no team's to answer */
    row.chain = r.chain->id;
    row.chain_revision = offer->chain_revision;
    row.level = (uint8_t)offer->level;
    if (!answer->start_s || answer->reason[0])
        rc = check_reason(&r, answer->reason);
    if (rc == JK_OK && answer->start_s)
        rc = check_start(&r, offer, answer->start_s);
    if (rc == JK_OK && answer->start_s)
        rc = file_moved(&r, answer->start_s - r.main->current->notice->instances[0].start_s, false,
                        true);
    if (rc == JK_OK)
        rc = keep_row(&r, &row);
    return rc == JK_OK ? show_chain(&r) : rc;
}

enum jk_status jk_app_move(struct jk_app *app, struct jk_arena *arena, const struct jk_move *move,
                           struct jk_retime_outcome *out, struct jk_error *err)
{
    struct retiming r = { app, arena, move->actor, move->now_s, NULL, NULL, out, err };
    int64_t delta_s = move->legs_by_s;
    enum jk_status rc;

    *out = (struct jk_retime_outcome){ .has_slots = false };
    rc = find_chain(&r, move->uid, move->chain_revision);
    /* Whose it is not learns that, and not which revision it would have had to name. */
    if ((rc == JK_OK || rc == JK_CONFLICT) && r.main &&
        !notices_may_change(app, move->actor, r.main)) {
        *out = (struct jk_retime_outcome){ .has_slots = false };
        return refuse(&r, JK_DENIED, JK_TEXT_NOT_OWN, "uid", move->uid);
    }
    if (rc != JK_OK)
        return rc;
    if (move->start_s)
        delta_s = move->start_s - r.main->current->notice->instances[0].start_s;
    if (delta_s == 0 || llabs(delta_s) > JK_MOVE_MAX_S)
        return refuse(&r, JK_RANGE, JK_TEXT_MOVE_NOTHING, move->start_s ? "start" : "legs_by_s",
                      "");
    rc = file_moved(&r, delta_s, !move->start_s, false);
    return rc == JK_OK ? show_chain(&r) : rc;
}
