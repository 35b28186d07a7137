/* The audit goes by numbers of entries and chains, which only grow; what comes to be while it is
 * under way is looked at too, or was judged by the command that made it. Every piece is short by
 * counts: nothing here looks at a clock. A chain whose judgement would hold everybody
 * (JK_WORK_AT_ONCE) is counted and left out: its row is compared, and requests judge such chains in
 * a copy of the process. */
#include "jarak/app/audit.h"

#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/judge.h"
#include "daemon/app/recall/compare.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/heap.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#define ENTRIES_ONCE 500 /* of the journal in one piece: about a millisecond */
#define NOTICES_ONCE 20  /* read and made again: likewise */
#define CHAINS_ONCE  20

/* A piece under way. */
struct piece {
    struct jk_app *app;
    struct jk_audit_run *run;
    jk_audit_tell *tell;
    void *ctx;
    uint64_t refusals; /* jk_heap_refusals() when it began */
};

/* What was compared without the memory for all of it says nothing, and is compared again. */
static enum jk_status sound(const struct piece *p, enum jk_status rc)
{
    return rc == JK_OK && jk_heap_refusals() != p->refusals ? JK_MEMORY : rc;
}

static void differs(const struct piece *p, const char *part, const char *what, const char *name)
{
    const struct jk_audit_found found = { part, what, name, p->run->journal.seq + 1 };

    if (!what || sound(p, JK_OK) != JK_OK)
        return;
    p->run->differences++;
    p->tell(p->ctx, &found);
}

static void next_part(struct jk_audit_run *run)
{
    run->part++;
    run->next = 0;
}

static enum jk_status follow_journal(const struct piece *p, struct jk_error *err)
{
    struct jk_audit_run *run = p->run;
    unsigned read;
    bool intact;
    enum jk_status rc =
        jk_store_follow(p->app->store, &run->journal, ENTRIES_ONCE, &read, &intact, err);

    if (rc != JK_OK)
        return rc;
    run->entries += read;
    if ((rc = sound(p, rc)) != JK_OK)
        return rc;
    if (!intact)
        differs(p, "journal", "hash", "");
    if (!intact || read < ENTRIES_ONCE)
        next_part(run);
    return JK_OK;
}

static enum jk_status look_at_notices(const struct piece *p, struct jk_error *err)
{
    struct jk_audit_run *run = p->run;
    enum jk_status rc = JK_OK;

    for (int i = 0; i < NOTICES_ONCE && rc == JK_OK; i++) {
        const struct jk_entry *entry;
        const char *what;

        if (run->next >= jk_registry_entries(p->app->registry)) {
            next_part(run);
            return JK_OK;
        }
        entry = jk_registry_entry_at(p->app->registry, run->next);
        rc = recall_compare_entry(p->app, entry, &what, err);
        if (rc == JK_CORRUPT) {
            what = "unreadable";
            rc = JK_OK;
        }
        if ((rc = sound(p, rc)) == JK_OK) {
            differs(p, "notice", what, entry->uid);
            run->next++;
            run->notices++;
        }
    }
    return rc;
}

static enum jk_status compare_conflict(void *ctx, const struct jk_conflict_row *row)
{
    struct conflict **at = ctx;
    const struct conflict *c = *at;

    if (row->revision == c->revision && row->open == c->open &&
        row->level == (uint8_t)c->levels.level && row->level_max == (uint8_t)c->levels.level_max &&
        strcmp(row->digest, c->digest) == 0 && row->opened_s == c->opened_s &&
        row->changed_s == c->changed_s)
        *at = NULL;
    return JK_OK;
}

/* Each conflict of the chain against its row; the lists of both sides have it, one is enough. */
static enum jk_status look_at_rows(const struct piece *p, const struct jk_chain *chain,
                                   struct jk_error *err)
{
    const struct conflict_list of = conflicts_of(p->app, chain);
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < of.count && rc == JK_OK; i++) {
        struct conflict *at = of.list[i];

        if (at->a != chain)
            continue;
        rc = jk_store_find_conflict(p->app->store, at->id, compare_conflict, &at, err);
        if (rc == JK_OK)
            differs(p, "conflict", at ? "row" : NULL, of.list[i]->id);
    }
    return rc;
}

static const struct jk_pairing *find_pairing(const struct jk_pairings *found,
                                             const struct jk_chain *other)
{
    for (size_t i = 0; i < found->count; i++) {
        if (found->at[i].chain == other->number)
            return &found->at[i];
    }
    return NULL;
}

/* What a judgement finds now is what is kept, and nothing else is. */
static enum jk_status compare_found(const struct piece *p, struct jk_arena *arena,
                                    const struct jk_chain *chain, const struct jk_pairings *found)
{
    const struct conflict_list of = conflicts_of(p->app, chain);
    size_t open = 0;

    for (size_t i = 0; i < of.count; i++) {
        const struct conflict *c = of.list[i];
        const struct jk_pairing *pairing = find_pairing(found, c->a == chain ? c->b : c->a);
        const char *digest;

        if (!c->open) {
            differs(p, "conflict", pairing ? "closed" : NULL, c->id);
            continue;
        }
        open++;
        /* It is over, and the next tick will say so. */
        if (!pairing &&
            conflicts_is_over(p->app->pack, c->parts, c->part_count, p->app->group.seen_s))
            continue;
        digest = pairing ? conflicts_digest_of(p->app, arena, chain, pairing) : "";
        if (!digest)
            return JK_MEMORY;
        differs(p, "conflict", strcmp(digest, c->digest) != 0 ? "findings" : NULL, c->id);
    }
    differs(p, "chain", found->count > open ? "unknown-conflict" : NULL, chain->id);
    return JK_OK;
}

static enum jk_status weigh(struct jk_app *app, const struct jk_chain *chain,
                            struct jk_arena *arena, uint64_t *units)
{
    struct jk_member *members;
    size_t count;
    enum jk_status rc = jk_registry_members(app->registry, chain, arena, &members, &count);

    for (size_t i = 0; rc == JK_OK && i < count; i++)
        *units += JK_WORK_PAIR_NODE * jk_world_weigh(jk_registry_world(app->registry),
                                                     &app->pack->policies, &members[i]);
    return rc;
}

static enum jk_status judge_chain(const struct piece *p, const struct jk_chain *chain)
{
    struct jk_arena arena = { 0 };
    struct jk_pairings found;
    uint64_t units = 0;
    enum jk_status rc = weigh(p->app, chain, &arena, &units);

    if (rc == JK_OK && units > JK_WORK_AT_ONCE)
        p->run->heavy++;
    else if (rc == JK_OK && (rc = conflicts_judge(p->app, &arena, chain, &found)) == JK_OK)
        rc = compare_found(p, &arena, chain, &found);
    jk_arena_clear(&arena);
    return rc;
}

static enum jk_status look_at_chains(const struct piece *p, struct jk_error *err)
{
    struct jk_audit_run *run = p->run;
    enum jk_status rc = JK_OK;

    for (int i = 0; i < CHAINS_ONCE && rc == JK_OK; i++) {
        const struct jk_chain *chain;
        const char *what;

        if (run->next >= jk_registry_chains(p->app->registry)) {
            next_part(run);
            return JK_OK;
        }
        chain = jk_registry_chain_at(p->app->registry, run->next);
        rc = recall_compare_chain(p->app, chain, &what, err);
        if (rc == JK_OK)
            rc = look_at_rows(p, chain, err);
        if (rc == JK_OK)
            rc = judge_chain(p, chain);
        if ((rc = sound(p, rc)) == JK_OK) {
            differs(p, "chain", what, chain->id);
            run->next++;
            run->chains++;
        }
    }
    return rc;
}

static enum jk_status look(const struct piece *p, struct jk_error *err)
{
    switch (p->run->part) {
    case JK_AUDIT_JOURNAL:
        return follow_journal(p, err);
    case JK_AUDIT_NOTICES:
        return look_at_notices(p, err);
    case JK_AUDIT_CHAINS:
        return look_at_chains(p, err);
    case JK_AUDIT_DONE:
        break;
    }
    return JK_OK;
}

enum jk_status jk_app_audit_some(struct jk_app *app, struct jk_audit_run *run, jk_audit_tell *tell,
                                 void *ctx, struct jk_error *err)
{
    const struct piece piece = { app, run, tell, ctx, jk_heap_refusals() };
    enum jk_status rc;

    *err = (struct jk_error){ .status = JK_OK };
    rc = look(&piece, err);
    /* Judging and comparing have no words of their own. */
    if (rc != JK_OK && err->status == JK_OK)
        jk_fail(err, rc, rc == JK_MEMORY ? JK_TEXT_NO_MEMORY : JK_TEXT_NOT_STORED, "audit", "%s",
                jk_status_name(rc));
    return rc;
}
