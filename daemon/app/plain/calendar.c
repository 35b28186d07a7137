/* The calendar of a paslon: drafts of the account's side, and what is filed for the paslon, each
 * with the marked block.
 *
 * The block may change without its event: a conflict opens, a chain is decided on. So the tag is of
 * the bytes as they are shown, and a member's change is the newest of its own, its chain's and, for
 * officials, its conflicts'. What a team is told rests on its own notices alone. A draft that was
 * destroyed has left no name: a client that synced before it must begin anew. */
#include <stdio.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/plain/room.h"
#include "jarak/app/registry/walk.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/app/texts/texts.h"
#include "jarak/feed/calendar/requests.h"
#include "jarak/feed/plain/block.h"
#include "jarak/feed/public/approved.h"
#include "jarak/model/chain_state.h"

#define CODES_MAX 8 /* conflicts told in a block; the page has all */

/* A calendar being listed. */
struct listing {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_plain_calendar *of;
};

static bool is_here(const struct listing *l, const struct jk_plain_draft *draft)
{
    return draft->as.paslon == l->of->paslon &&
           strcmp(draft->as.contest, l->of->contest->id) == 0 &&
           plain_is_of_side(l->app, l->of->account, draft);
}

const struct jk_plain_draft *jk_app_plain_at(const struct jk_app *app,
                                             const struct jk_plain_calendar *of, const char *name)
{
    const struct listing l = { (struct jk_app *)(uintptr_t)app, NULL, of };

    for (size_t i = 0; i < app->plain->draft_count; i++) {
        const struct jk_plain_draft *draft = app->plain->drafts[i];

        if (!plain_has_ended(draft) && is_here(&l, draft) && strcmp(draft->name, name) == 0)
            return draft;
    }
    return NULL;
}

static bool is_party(const struct listing *l, const struct jk_facts *facts)
{
    bool found = false;

    for (unsigned i = 0; i < facts->party.count; i++)
        found = found || facts->party.paslon[i] == l->of->paslon;
    return found && strcmp(facts->party.contest, l->of->contest->id) == 0;
}

/* Is, or was, the notice of this calendar? Of one that has no version left only officials and the
 * team that filed it are told that it has gone. */
static bool is_filed_here(const struct listing *l, const struct jk_entry *entry)
{
    const struct jk_account *account = l->of->account, *owner;

    if (entry->revision == 0)
        return false;
    if (entry->current)
        return is_party(l, &entry->current->notice->facts) &&
               (!jk_is_team(account) || jk_is_own(account, entry));
    owner = entry->owner ? jk_app_account(l->app, entry->owner) : NULL;
    return jk_is_team(account) ? owner && owner->paslon == account->paslon &&
                                     strcmp(owner->contest, account->contest) == 0
                               : jk_region_covers(account->region, entry->chain->region->code);
}

/* The tag has two parts, of the event as it is kept and of the block: a client that changes the
 * event knows it, whatever has happened to the block since (docs/decisions/0086).
 *
 * @param own  tag of the event, with its quotes */
static void tag(const char *own, struct jk_span note, char etag[40])
{
    char of_note[40];

    jk_etag_of(note, of_note);
    snprintf(etag, 40, "\"%.16s-%.8s\"", own + 1, of_note + 1);
}

/* The block put into an event. */
static enum jk_status show(const struct listing *l, struct jk_span event, const struct jk_buf *note,
                           struct jk_calendar_item *out)
{
    struct jk_buf shown = { 0 };
    enum jk_status rc = jk_plain_show(&shown, l->arena, event, jk_buf_view(note), NULL);
    const char *kept = rc == JK_OK ? jk_arena_copy(l->arena, jk_buf_view(&shown)) : NULL;

    out->bytes = (struct jk_span){ kept, kept ? shown.len : 0 };
    jk_buf_clear(&shown);
    return kept ? JK_OK : JK_MEMORY;
}

/* Tag and, where they are wanted, bytes of a draft with its block. */
static enum jk_status mark_draft(const struct listing *l, const struct jk_plain_draft *draft,
                                 const struct jk_plain_note *note, struct jk_calendar_item *out)
{
    const struct jk_span event = { draft->as.bytes, draft->as.byte_count };
    struct jk_buf text = { 0 };
    enum jk_status rc = JK_OK;
    char own[40];

    jk_plain_note_write(&text, note, JK_LANG_ID);
    jk_etag_of(event, own);
    tag(own, jk_buf_view(&text), out->etag);
    if (!jk_buf_ok(&text))
        rc = JK_MEMORY;
    else if (l->of->depth == JK_PLAIN_WHOLE)
        rc = show(l, event, &text, out);
    jk_buf_clear(&text);
    return rc;
}

static enum jk_status show_draft(const struct listing *l, const struct jk_plain_draft *draft,
                                 struct jk_calendar_item *out)
{
    struct jk_plain *plain = jk_arena_take(l->arena, sizeof *plain);
    const struct jk_entry *filed = jk_registry_entry(l->app->registry, draft->uid);
    struct jk_plain_note note = { .plain = plain, .returned = draft->as.note };
    struct jk_error refused;
    int64_t by_s;

    if (!plain || jk_app_plain_read(l->app, l->arena, draft, plain) != JK_OK)
        return JK_MEMORY;
    out->start_s = plain->start_s;
    out->end_s = plain->end_s;
    if (plain->recurs) /* it may be on any day until the pack's calendar ends */
        jk_pack_window(l->app->pack, &by_s, &out->end_s);
    if (out->end_s <= out->start_s)
        out->end_s = out->start_s + 1;
    if (jk_plain_is_complete(plain) && jk_app_plain_refused(l->app, plain, &refused))
        note.refused = &refused;
    if (filed && is_filed_here(l, filed) && jk_entry_is_requested(filed)) {
        note.changes_filed = true;
        note.legs_behind = jk_app_plain_legs_behind(l->app, draft->uid, plain, &by_s);
    }
    note.link = jk_arena_fmt(l->arena, "%s/meja/draf/%s", l->of->base, draft->as.id);
    if (!note.link)
        return JK_MEMORY;
    return mark_draft(l, draft, &note, out);
}

static enum jk_status view_draft(const struct listing *l, const struct jk_plain_draft *draft,
                                 struct jk_calendar_item *out)
{
    *out = (struct jk_calendar_item){
        .name = draft->name, .uid = draft->uid, .change = draft->change, .number = draft->number
    };
    return l->of->depth >= JK_PLAIN_TAGS ? show_draft(l, draft, out) : JK_OK;
}

/* Puts a code in its place among the lowest, as many as a block tells. */
static void keep_code(const char *codes[CODES_MAX], size_t *count, const char *code)
{
    size_t at = *count < CODES_MAX ? (*count)++ : CODES_MAX;

    for (; at > 0 && strcmp(code, codes[at - 1]) < 0; at--) {
        if (at < CODES_MAX)
            codes[at] = codes[at - 1];
    }
    if (at < CODES_MAX)
        codes[at] = code;
}

/* Codes of the open conflicts of a chain, for officials. In the order of the codes: that in which
 * conflicts were found is another after a restart, and the block would be another text. */
static size_t list_codes(const struct listing *l, const struct jk_chain *chain,
                         const char *codes[CODES_MAX])
{
    const struct conflict_list all = conflicts_of(l->app, chain);
    size_t count = 0;

    for (size_t i = 0; i < all.count && !jk_is_team(l->of->account); i++) {
        const char *kept;
        char code[5];

        if (!all.list[i]->open || all.list[i]->part_count == 0)
            continue;
        jk_request_code(all.list[i]->id, code);
        kept = jk_arena_copy(l->arena, jk_span_of(code));
        if (kept)
            keep_code(codes, &count, kept);
    }
    return count;
}

static enum jk_status show_filed(const struct listing *l, const struct jk_entry *entry,
                                 struct jk_calendar_item *out)
{
    struct jk_plain_note note = { .returned = "" };
    const char *codes[CODES_MAX];
    struct jk_buf text = { 0 }, link = { 0 };
    char hashed[JK_ADDRESS_HEX + 2];
    struct jk_span event;
    int64_t by_s;
    enum jk_status rc = JK_OK;

    note.state = entry->chain->state;
    note.conflicts = codes;
    note.conflict_count = list_codes(l, entry->chain, codes);
    note.legs_behind = jk_app_plain_legs_behind(l->app, entry->uid, NULL, &by_s);
    jk_buf_fmt(&link, "%s/meja/pemberitahuan/", l->of->base);
    jk_segment_add(&link, jk_uid_segment(entry->uid, hashed));
    note.link = jk_buf_ok(&link) ? jk_arena_copy(l->arena, jk_buf_view(&link)) : NULL;
    jk_buf_clear(&link);
    if (!note.link)
        return JK_MEMORY;
    jk_plain_note_write(&text, &note, JK_LANG_ID);
    tag(entry->etag, jk_buf_view(&text), out->etag);
    if (l->of->depth == JK_PLAIN_WHOLE)
        rc = jk_version_bytes(entry->current, l->arena, &event)
                 ? jk_plain_strip(l->arena, event, &event, NULL)
                 : JK_MEMORY;
    if (rc != JK_OK || !jk_buf_ok(&text))
        rc = JK_MEMORY;
    else if (l->of->depth == JK_PLAIN_WHOLE)
        rc = show(l, event, &text, out);
    jk_buf_clear(&text);
    return rc;
}

/* The newest change of anything that the member's block tells. */
static uint64_t newest_of(const struct listing *l, const struct jk_entry *entry)
{
    uint64_t newest = entry->change > entry->chain->change ? entry->change : entry->chain->change;
    struct conflict_list all;

    if (jk_is_team(l->of->account))
        return newest;
    all = conflicts_of(l->app, entry->chain);
    for (size_t i = 0; i < all.count; i++)
        newest = all.list[i]->change > newest ? all.list[i]->change : newest;
    return newest;
}

static enum jk_status view_filed(const struct listing *l, const struct jk_entry *entry,
                                 struct jk_calendar_item *out)
{
    *out = (struct jk_calendar_item){ .name = jk_app_resource_name(l->app, l->arena, entry),
                                      .uid = entry->uid,
                                      .change = newest_of(l, entry),
                                      .number = entry->number,
                                      .gone = !jk_entry_is_requested(entry) };
    if (!out->name)
        return JK_MEMORY;
    if (out->gone || l->of->depth < JK_PLAIN_TAGS)
        return JK_OK;
    out->instances = entry->current->notice->instances;
    out->instance_count = entry->current->notice->instance_count;
    return show_filed(l, entry, out);
}

/* The drafts that stand; and, as one member without a name, the newest that was destroyed. */
static enum jk_status list_drafts(const struct listing *l, struct jk_calendar_item *items,
                                  size_t *count)
{
    struct jk_calendar_item lost = { .name = "", .gone = true };
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < l->app->plain->draft_count && rc == JK_OK; i++) {
        const struct jk_plain_draft *draft = l->app->plain->drafts[i];

        if (!is_here(l, draft))
            continue;
        if (!plain_has_ended(draft))
            rc = view_draft(l, draft, &items[(*count)++]);
        else if (plain_is_destroyed(draft) && draft->change > lost.change)
            lost.change = draft->change;
    }
    lost.change = plain_lost_at(l->app, l->of, lost.change);
    if (lost.change > 0)
        items[(*count)++] = lost;
    return rc;
}

/* Does a draft stand before the notice of that name? */
static bool is_covered(const struct jk_calendar_item *drafts, size_t count, const char *name)
{
    bool found = false;

    for (size_t i = 0; i < count && !found; i++)
        found = strcmp(drafts[i].name, name) == 0;
    return found;
}

/* What may be filed here; to officials also all that is gone from their region. */
static struct jk_walk walk_filed(const struct jk_app *app, const struct jk_plain_calendar *of)
{
    const struct jk_region *region = jk_pack_region(app->pack, of->contest->region);

    return jk_is_team(of->account) || !region || !region->parent[0]
               ? jk_registry_walk_contest(app->registry, of->contest->id)
               : jk_registry_walk(app->registry, of->account->region);
}

enum jk_status jk_app_plain_members(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_plain_calendar *of,
                                    struct jk_calendar_item **out, size_t *count)
{
    const struct listing l = { app, arena, of };
    struct jk_walk walk = walk_filed(app, of);
    struct jk_calendar_item *items =
        jk_arena_array(arena, jk_walk_most(&walk) + app->plain->draft_count + 1, sizeof *items);
    const struct jk_entry *entry;
    size_t drafts;
    enum jk_status rc;

    *count = 0;
    *out = items;
    if (!items)
        return JK_MEMORY;
    rc = list_drafts(&l, items, count);
    drafts = *count;
    while (rc == JK_OK && (entry = jk_walk_entry(&walk))) {
        if (!is_filed_here(&l, entry))
            continue;
        rc = view_filed(&l, entry, &items[*count]);
        if (rc == JK_OK && !is_covered(items, drafts, items[*count].name))
            (*count)++;
    }
    return rc;
}

enum jk_status jk_app_plain_member(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_plain_calendar *of, const char *name,
                                   struct jk_calendar_item *out)
{
    const struct listing l = { app, arena, of };
    const struct jk_plain_draft *draft = jk_app_plain_at(app, of, name);
    const struct jk_entry *entry = draft ? NULL : jk_app_resource(app, name);
    enum jk_status rc;

    if (draft)
        return view_draft(&l, draft, out);
    if (!entry || !is_filed_here(&l, entry))
        return JK_NONE;
    rc = view_filed(&l, entry, out);
    return rc == JK_OK && out->gone ? JK_NONE : rc;
}
