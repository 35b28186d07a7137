/* Which fields of which kinds are told, and whose region an entry is of. A kind that is not in the
 * table, and a field that is not in its row, is not told: what comes to be journalled is not told
 * before somebody thought of it. */
#include "jarak/app/desk/journal_lines.h"

#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "jarak/app/registry/registry.h"
#include "jarak/store/trail.h"

/* By what an entry is of a region. */
enum whose { OF_ALL, OF_CHAIN, OF_CONFLICT, OF_ACCOUNT, OF_REGION, OF_CONTEST };

static const struct told {
    enum jk_entry_kind kind;
    enum whose whose;
    const char *by;     /* the field that says whose */
    const char *fields; /* that are told, each with a space before and behind */
} tolds[] = {
    /* No field that is sealed stands in any row. */
    { JK_ENTRY_NOTICE, OF_CHAIN, "uid",
      " uid chain owner revision sequence deleted created_s changed_s approved_revision " },
    { JK_ENTRY_CHAIN, OF_CHAIN, "chain",
      " chain region state revision pending feed_revision changed_s " },
    { JK_ENTRY_CONFLICT, OF_CONFLICT, "id",
      " id chain_a chain_b revision level level_max open digest opened_s changed_s " },
    { JK_ENTRY_ALERT, OF_CONFLICT, "conflict",
      " account number conflict revision event level time_s " },
    { JK_ENTRY_ACCOUNT, OF_REGION, "region", " name role region contest paslon disabled " },
    { JK_ENTRY_DECISION, OF_CHAIN, "chain",
      " chain act actor role reason basis chain_revision seen time_s " },
    { JK_ENTRY_TICK, OF_ALL, NULL, "" },
    { JK_ENTRY_PACK, OF_ALL, NULL, " id hash " },
    { JK_ENTRY_ERASE, OF_CHAIN, "uid", " uid basis " },
    { JK_ENTRY_CERTIFICATE, OF_CHAIN, "chain", " chain chain_revision sha256 " },
    { JK_ENTRY_OPINION, OF_CONFLICT, "conflict",
      " conflict agency opinion actor note revision time_s " },
    { JK_ENTRY_ACCESS, OF_ACCOUNT, "account", " account not_before_s not_after_s " },
    { JK_ENTRY_ESCALATION, OF_CONFLICT, "conflict",
      " conflict level step revision since_s actor acked_s " },
    { JK_ENTRY_CLOCK, OF_ALL, NULL, " from_s to_s " },
    { JK_ENTRY_RETIME, OF_CHAIN, "chain",
      " chain act number actor role reason chain_revision level bands start_s time_s " },
    { JK_ENTRY_ATTACHMENT, OF_CHAIN, "chain", " uid chain actor role type size sha256 time_s " },
    { JK_ENTRY_REPORT, OF_CHAIN, "uid",
      " id act uid kind minutes at_s planned_s actor role time_s " },
    { JK_ENTRY_BASELINE, OF_CONFLICT, "conflict",
      " conflict lat_a lon_a lat_b lon_b from_a_s to_a_s from_b_s to_b_s " },
    { JK_ENTRY_STANDING, OF_CHAIN, "chain", " chain former pending_state asked_by " },
    { JK_ENTRY_PASLON, OF_CONTEST, "contest",
      " id contest number state reason basis actor role time_s " },
    { JK_ENTRY_EDITION, OF_REGION, "region",
      " id part contest region number state basis actor role office day time_s document " },
    { JK_ENTRY_INBOX, OF_ACCOUNT, "account", " account epoch_s from_index " },
    { JK_ENTRY_SCOPE, OF_ACCOUNT, "account", " account scope office reason time_s " },
};

static const struct told *told_of(enum jk_entry_kind kind)
{
    for (size_t i = 0; i < sizeof tolds / sizeof *tolds; i++) {
        if (tolds[i].kind == kind)
            return &tolds[i];
    }
    return NULL;
}

/* Lines on their way out. */
struct writing {
    struct jk_app *app;
    const struct jk_account *actor; /* who reads */
    struct jk_journal_place_of *place;
    struct jk_buf *out;
    unsigned read;
};

static bool is_open_to(const struct writing *w, const struct jk_chain *chain)
{
    return !jk_supervises(w->actor) || !jk_chain_is_guarded(chain);
}

static bool covers(const struct writing *w, const struct jk_chain *chain)
{
    return chain && jk_region_covers(w->actor->region, chain->region->code) && is_open_to(w, chain);
}

/* The name of what it is about lies in the arena. */
static bool is_of(const struct writing *w, enum whose whose, const char *name)
{
    const struct jk_entry *entry;
    const struct conflict *conflict;
    const struct jk_account *account;
    const struct jk_contest *contest;

    switch (whose) {
    case OF_ALL:
        return true;
    case OF_CHAIN:
        entry = jk_registry_entry(w->app->registry, name);
        return covers(w, entry ? entry->chain : jk_registry_chain(w->app->registry, name));
    case OF_CONFLICT:
        conflict = conflicts_of_id(w->app, name);
        return conflict && (covers(w, conflict->a) || covers(w, conflict->b)) &&
               is_open_to(w, conflict->a) && is_open_to(w, conflict->b);
    case OF_ACCOUNT:
        account = jk_app_account(w->app, name);
        return account && jk_region_covers(w->actor->region, account->region);
    case OF_REGION:
        return jk_region_covers(w->actor->region, name);
    case OF_CONTEST:
        contest = jk_pack_contest(w->app->pack, name);
        return contest && jk_region_covers(w->actor->region, contest->region);
    }
    return false;
}

static bool is_seen(const struct writing *w, struct jk_arena *arena, const struct told *told,
                    const struct jk_entry_view *entry)
{
    const char *name = NULL;

    for (size_t i = 0; told && told->by && i < entry->count; i++) {
        if (strcmp(entry->fields[i].name, told->by) == 0)
            name = jk_arena_copy(arena, entry->fields[i].text);
    }
    return told && (!told->by || name) && is_of(w, told->whose, name);
}

static bool is_told(const struct told *told, const char *field)
{
    const size_t len = strlen(field);
    const char *at = told->fields;

    while ((at = strstr(at, field)) && !(at[-1] == ' ' && at[len] == ' '))
        at += len;
    return at != NULL;
}

static enum jk_status add_line(void *ctx, const struct jk_entry_view *entry)
{
    struct writing *w = ctx;
    struct jk_arena arena = { 0 };
    const struct told *told = told_of(entry->kind);
    struct jk_journal_field *fields = jk_arena_array(&arena, entry->count, sizeof *fields);
    struct jk_journal_line line = { .seq = entry->seq,
                                    .told = is_seen(w, &arena, told, entry),
                                    .time_s = entry->time_s,
                                    .actor = entry->actor,
                                    .kind = entry->name,
                                    .version = entry->version,
                                    .fields = fields,
                                    .count = entry->count,
                                    .hash = entry->hash };
    enum jk_status rc = fields ? JK_OK : JK_MEMORY;

    for (size_t i = 0; rc == JK_OK && line.told && i < entry->count; i++) {
        const struct jk_entry_field *f = &entry->fields[i];

        /* What is empty tells nothing, and its entry can be computed. */
        fields[i] = (struct jk_journal_field){ f->name,
                                               is_told(told, f->name) ||
                                                   (f->type != JK_FIELD_NUMBER && f->text.len == 0),
                                               f->type == JK_FIELD_NUMBER, f->text, f->number };
    }
    if (rc == JK_OK && !jk_journal_line_add(w->out, &line, w->place->chain))
        rc = JK_MEMORY;
    w->place->after = entry->seq;
    w->read++;
    jk_arena_clear(&arena);
    return rc;
}

enum jk_status jk_app_journal_lines(struct jk_app *app, const struct jk_account *actor,
                                    struct jk_journal_place_of *place, struct jk_buf *out,
                                    bool *more, struct jk_error *err)
{
    struct writing w = { app, actor, place, out, 0 };
    enum jk_status rc =
        jk_store_each_entry(app->store, place->after, JK_JOURNAL_SLICE, add_line, &w, err);

    *more = w.read == JK_JOURNAL_SLICE;
    return rc;
}
