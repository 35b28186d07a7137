/* Filing a plain event: completed with what was read of it, it goes the way of every filing.
 *
 * Its main may be moved by dragging it in a calendar while its legs stay: then it is written down
 * to which start the legs still belong, so that whoever looks is told, also after a restart, and
 * nothing moves by itself. Legs that were changed later than their main have been looked at. */
#include <string.h>
#include "daemon/app/notices/resource_names.h"
#include "daemon/app/plain/room.h"
#include "jarak/app/notices/resource_names.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/texts/texts.h"

/* The start of the first date of a filed main; JK_NO_TIME where it has none. */
static int64_t start_of(const struct jk_entry *entry)
{
    const struct jk_notice *notice = entry->current ? entry->current->notice : NULL;

    return notice && notice->instance_count ? notice->instances[0].start_s : JK_NO_TIME;
}

/* Legs of the entry's chain that stand; and whether one was changed later than the main. */
static size_t count_legs(const struct jk_entry *main, bool *looked_at)
{
    size_t count = 0;

    *looked_at = false;
    for (size_t i = 0; i < main->chain->entry_count; i++) {
        const struct jk_entry *leg = main->chain->entries[i];

        if (leg == main || !leg->current || leg->leaving)
            continue;
        count++;
        *looked_at = *looked_at || leg->change > main->change;
    }
    return count;
}

static const struct jk_entry *main_of(const struct jk_app *app, const char *uid)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, uid);

    return entry && jk_entry_is_main(entry) && jk_entry_is_requested(entry) ? entry : NULL;
}

/* The start that the legs of a filed main belong to, where it is not its own. */
static int64_t legs_at(struct jk_arena *arena, const struct jk_entry *main, bool looked_at)
{
    struct jk_span bytes;
    int64_t at_s = looked_at || !jk_version_bytes(main->current, arena, &bytes)
                       ? JK_NO_TIME
                       : jk_plain_legs_at(arena, bytes);

    return at_s == start_of(main) ? JK_NO_TIME : at_s;
}

size_t jk_app_plain_legs_behind(const struct jk_app *app, const char *uid,
                                const struct jk_plain *draft, int64_t *by_s)
{
    const struct jk_entry *main = main_of(app, uid);
    struct jk_arena arena = { 0 };
    int64_t own_s, at_s;
    bool looked_at;
    size_t legs = main ? count_legs(main, &looked_at) : 0;

    *by_s = 0;
    if (legs == 0)
        return 0;
    at_s = legs_at(&arena, main, looked_at);
    own_s = draft ? draft->start_s : start_of(main);
    if (at_s == JK_NO_TIME)
        at_s = start_of(main);
    jk_arena_clear(&arena);
    if (at_s == JK_NO_TIME || own_s == at_s)
        return 0;
    *by_s = own_s - at_s;
    return legs;
}

bool jk_app_plain_refused(const struct jk_app *app, const struct jk_plain *plain,
                          struct jk_error *err)
{
    /* Without what is filed under that UID: a team must not learn of it by a refusal. */
    const struct jk_read_as as = { app->pack, JK_ICAL_POST, NULL };
    struct jk_reading *reading = NULL;
    enum jk_status rc = jk_reading_make(&as, plain->chain, &reading, err);

    jk_reading_drop(reading);
    return rc != JK_OK;
}

/* Files the main with the legs its lines speak of, as one stream; such a stream has no name, so the
 * resource is given its own behind it. */
static enum jk_status file_chain(struct jk_app *app, struct jk_arena *arena,
                                 struct jk_submission *filing, const struct jk_plain *plain,
                                 struct jk_outcome *out, struct jk_error *err)
{
    const struct jk_name_row row = { plain->uid, filing->name };
    const struct jk_act act = { filing->actor->name, filing->now_s };
    const struct jk_entry *there = jk_app_resource(app, filing->name);
    enum jk_status rc;

    if (there && jk_entry_is_requested(there))
        return jk_fail(err, JK_EXISTS, JK_TEXT_UID_DIFFERS, "UID", "%s", plain->uid);
    filing->name = NULL;
    filing->bytes = plain->chain;
    rc = jk_app_submit(app, arena, filing, out, err);
    if (rc == JK_OK && (rc = notices_names_keep(app, arena, &act, &row, err)) != JK_OK)
        app_break(app, rc);
    return rc;
}

enum jk_status plain_file(struct jk_app *app, struct jk_arena *arena,
                          const struct plain_to_file *what, struct jk_outcome *out,
                          struct jk_error *err)
{
    struct jk_plain_context context =
        plain_context_of(app, what->contest, what->paslon, what->now_s);
    const char *uid = jk_plain_uid(arena, what->bytes);
    const struct jk_entry *main = uid ? main_of(app, uid) : NULL;
    struct jk_plain *plain = jk_arena_take(arena, sizeof *plain);
    struct jk_submission filing = { .actor = what->actor,
                                    .team = what->team,
                                    .now_s = what->now_s,
                                    .name = what->name,
                                    .store = true };
    enum jk_status rc =
        plain ? jk_plain_read(arena, what->bytes, &context, plain, err) : jk_no_memory(err);
    bool looked_at = false;

    *out = (struct jk_outcome){ 0 };
    if (rc == JK_OK && main && count_legs(main, &looked_at) > 0) {
        context.legs_at_s = legs_at(arena, main, looked_at);
        if (context.legs_at_s == JK_NO_TIME && plain->start_s != start_of(main))
            context.legs_at_s = start_of(main);
        rc = jk_plain_read(arena, what->bytes, &context, plain, err);
    }
    if (rc != JK_OK)
        return rc;
    if (!jk_plain_is_complete(plain))
        return jk_fail(err, JK_INVALID, JK_TEXT_PLAIN_NOT_COMPLETE, "draft", "%s", "");
    if (plain->chain.at != plain->completed.at && !jk_registry_entry(app->registry, plain->uid))
        return file_chain(app, arena, &filing, plain, out, err);
    if (what->knows && uid && jk_registry_entry(app->registry, uid))
        filing.when.if_match = jk_registry_entry(app->registry, uid)->etag;
    filing.bytes = plain->completed;
    return jk_app_submit(app, arena, &filing, out, err);
}
