/* The stages of a change of packs: every chain is made beside, then judged beside, then followed
 * until nothing differs, then put in place of what stood; behind that the rest is tidied up.
 *
 * Piece by piece in the order of chains, which keep their numbers. Where memory is read from the
 * store again (a commit failed) entries and chains are others: what was made is forgotten and begun
 * anew. */
#include "jarak/app/repack.h"

#include <stdlib.h>
#include "daemon/app/accounts/accounts.h"
#include "daemon/app/conflicts/alerts.h"
#include "daemon/app/load.h"
#include "daemon/app/personnel/room.h"
#include "daemon/app/plain/room.h"
#include "daemon/app/public/room.h"
#include "daemon/app/repack/beside.h"
#include "daemon/app/repack/compare.h"
#include "daemon/app/teams/public_world.h"
#include "jarak/app/app.h"
#include "jarak/app/public/watch.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/engine/pair_memory.h"
#include "jarak/model/texts.h"

#define PIECE_UNITS  5000 /* of work a piece takes before it ends (jarak/app/handle/work.h) */
#define PIECE_PLAIN  64   /* plain events that are understood anew */
#define PIECE_CHAINS 512  /* chains whose former versions are freed */

enum stage { MAKING, JUDGING, FOLLOWING, TIDYING };

struct jk_repack {
    struct jk_app *app;
    const struct jk_pack *pack;
    const struct jk_edition *edition; /* by which the pack is another; null: the files are others */
    struct beside beside;
    enum stage stage;
    size_t at;             /* the next chain of the stage */
    bool learned;          /* from a copy; what is heavy still is done here, once */
    bool alone;            /* this is the copy: nobody waits */
    size_t account, plain; /* the next to be told, to be understood */
};

struct jk_repack *jk_app_repack_new(struct jk_app *app, const struct jk_pack *pack,
                                    const struct jk_edition *edition)
{
    struct jk_repack *r = jk_heap_zeroed(1, sizeof *r);

    if (!r)
        return NULL;
    *r = (struct jk_repack){ .app = app, .pack = pack, .edition = edition };
    if (repack_open(&r->beside, app, pack) != JK_OK) {
        free(r);
        return NULL;
    }
    app->repack = r;
    return r;
}

const struct jk_pack *jk_app_repack_pack(const struct jk_repack *r)
{
    return r->pack;
}

void jk_app_repack_free(struct jk_repack *r)
{
    if (!r)
        return;
    repack_clear(&r->beside);
    if (r->app->repack == r)
        r->app->repack = NULL;
    free(r);
}

/* Without memory to begin anew the next step says so. */
void app_repack_forget(struct jk_app *app)
{
    struct jk_repack *r = app->repack;

    if (!r)
        return;
    repack_clear(&r->beside);
    r->at = 0;
    if (r->stage == TIDYING)
        return;
    r->stage = MAKING;
    repack_open(&r->beside, app, r->pack);
}

static enum jk_status make_some(struct jk_repack *r, struct jk_error *err)
{
    const struct jk_registry *registry = r->app->registry;
    enum jk_status rc = JK_OK;
    uint64_t units = 0;

    for (; r->at < jk_registry_chains(registry) && units < PIECE_UNITS && rc == JK_OK; r->at++)
        rc = repack_make(&r->beside, jk_registry_chain_at(registry, (uint32_t)r->at), &units, err);
    if (r->at < jk_registry_chains(registry) || rc != JK_OK)
        return rc;
    r->stage = JUDGING;
    r->at = 0;
    return rc;
}

/* JK_HEAVY: it is more than is done at once, and nobody has found anything of it yet. */
static enum jk_status judge_one(struct jk_repack *r, struct jk_chain *chain, uint64_t *units,
                                struct jk_error *err)
{
    uint64_t weight = 0;
    enum jk_status rc = repack_weigh(&r->beside, chain, &weight);

    if (rc == JK_OK && weight > JK_WORK_AT_ONCE && !r->learned && !r->alone)
        return jk_fail(err, JK_HEAVY, JK_TEXT_NO_MEMORY, "pack", "%s", chain->id);
    if (rc == JK_OK)
        rc = repack_judge(&r->beside, chain);
    if (rc != JK_OK)
        return jk_no_memory(err);
    r->learned = r->learned && weight <= JK_WORK_AT_ONCE;
    *units += weight + JK_WORK_CONFLICT * repack_found(&r->beside, chain)->count;
    return rc;
}

static enum jk_status judge_some(struct jk_repack *r, struct jk_error *err)
{
    const struct jk_registry *registry = r->app->registry;
    enum jk_status rc = JK_OK;
    uint64_t units = 0;

    while (r->at < r->beside.count && units < PIECE_UNITS && rc == JK_OK) {
        rc = judge_one(r, jk_registry_chain_at(registry, (uint32_t)r->at), &units, err);
        r->at += rc == JK_OK;
    }
    if (r->at >= r->beside.count)
        r->stage = FOLLOWING;
    return rc;
}

/* All chains are looked at each time, some tenth of a millisecond for ten thousand: none can have
 * changed without being seen. */
static enum jk_status follow_some(struct jk_repack *r, bool *ready, struct jk_error *err)
{
    const struct jk_registry *registry = r->app->registry;
    enum jk_status rc = JK_OK;
    uint64_t units = 0;
    bool same = true;

    repack_note_reports(&r->beside);
    for (uint32_t i = 0; i < jk_registry_chains(registry) && rc == JK_OK; i++) {
        struct jk_chain *chain = jk_registry_chain_at(registry, i);

        if (repack_is_same(&r->beside, chain))
            continue;
        same = false;
        if (units >= PIECE_UNITS)
            return JK_OK;
        if (!repack_is_made(&r->beside, chain))
            rc = repack_make_anew(&r->beside, chain, &units, err);
        if (rc == JK_OK)
            rc = judge_one(r, chain, &units, err);
    }
    *ready = rc == JK_OK && same; /* else what is near may have to be judged anew */
    return rc;
}

enum jk_status jk_app_repack_step(struct jk_repack *r, bool *ready, struct jk_error *err)
{
    *ready = false;
    if (!r->beside.app)
        return jk_no_memory(err);
    switch (r->stage) {
    case MAKING:
        return make_some(r, err);
    case JUDGING:
        return judge_some(r, err);
    case FOLLOWING:
        return follow_some(r, ready, err);
    case TIDYING:
        break;
    }
    return JK_STATE;
}

static struct jk_pair_memory *memory_of(const struct jk_repack *r)
{
    return r->beside.registry ? jk_world_remembered(jk_registry_world(r->beside.registry), NULL)
                              : NULL;
}

void jk_app_repack_rehearse(struct jk_repack *r, struct jk_buf *found)
{
    const struct jk_pair_memory *memory = memory_of(r);
    const uint64_t mark = memory ? jk_pair_memory_mark(memory) : 0;
    struct jk_error err;
    bool ready = false;

    r->alone = true;
    while (!ready && jk_app_repack_step(r, &ready, &err) == JK_OK)
        continue;
    if (memory)
        jk_pair_memory_write(memory, mark, found);
}

void jk_app_repack_learn(struct jk_repack *r, struct jk_span found)
{
    struct jk_pair_memory *memory = memory_of(r);

    if (memory && found.len)
        jk_pair_memory_read(memory, found);
    r->learned = true;
}

static bool is_settled(struct jk_repack *r)
{
    const struct jk_registry *registry = r->app->registry;
    bool same = r->stage == FOLLOWING;

    repack_note_reports(&r->beside);
    for (uint32_t i = 0; i < jk_registry_chains(registry) && same; i++)
        same = repack_is_same(&r->beside, jk_registry_chain_at(registry, i));
    return same;
}

enum jk_status jk_app_repack_compare(const struct jk_repack *r, struct jk_arena *arena,
                                     const char *region, int64_t now_s, struct jk_whatif_view *out)
{
    return repack_compare(&r->beside, arena, region, now_s, out);
}

/* What was written of notices by the former pack is written anew. */
static void forget_written(struct jk_app *app)
{
    teams_public_world_clear(app);
    public_clear(app);
    app->published.rebuilds++;
    app_public_forget(&app->published);
}

enum jk_status jk_app_repack_switch(struct jk_repack *r, int64_t now_s, struct jk_error *err)
{
    struct jk_app *app = r->app;
    struct jk_error later;
    enum jk_status rc;

    if (app->group.open || !is_settled(r))
        return jk_fail(err, JK_STATE, JK_TEXT_NOT_STORED, "pack", "%s", r->pack->id);
    jk_app_watch(app);
    repack_exchange(&r->beside);
    personnel_clear(app); /* it was counted of what is no longer in force */
    rc = app_judge_again(app, now_s, &r->beside, r->edition, err);
    if (rc != JK_OK) {
        repack_exchange(&r->beside);
        app->life.lost = app_rebuild(app, &later) != JK_OK;
        return rc;
    }
    forget_written(app);
    r->stage = TIDYING;
    return JK_OK;
}

static enum jk_status welcome_next(struct jk_repack *r, int64_t now_s, struct jk_error *err)
{
    const struct jk_act act = { "jarakd", now_s };
    enum jk_status rc = jk_app_begin(r->app, err);

    if (rc == JK_OK)
        rc = conflicts_welcome_one(r->app, &act, r->account, err);
    r->account++;
    return rc == JK_OK ? rc : app_break(r->app, rc);
}

enum jk_status jk_app_repack_tidy(struct jk_repack *r, int64_t now_s, bool *done,
                                  struct jk_error *err)
{
    *done = false;
    if (r->account < jk_accounts_count(r->app->accounts))
        return welcome_next(r, now_s, err);
    if (!plain_understand_some(r->app, &r->plain, PIECE_PLAIN))
        return JK_OK;
    *done = repack_free_some(&r->beside, PIECE_CHAINS);
    return JK_OK;
}
