/* One conflict with both its sides and what was told of it.
 *
 * What was told is read from the inbox of whoever asks: nobody learns by this page of an alert that
 * was not his. */
#include "jarak/app/desk/desk.h"

#include <ctype.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/view.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/desk/gather.h"
#include "jarak/feed/alert/alert.h"
#include "jarak/model/alert.h"
#include "jarak/app/texts/texts.h"

/* Copies a code in small letters; false where it is none. */
static bool read_code(struct jk_span code, char out[JK_CONFLICT_HEX + 1])
{
    if (code.len < JK_CODE_MIN || code.len > JK_CONFLICT_HEX)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        if (!isxdigit((unsigned char)code.at[i]))
            return false;
        out[i] = (char)tolower((unsigned char)code.at[i]);
    }
    out[code.len] = '\0';
    return true;
}

enum jk_status jk_app_conflicts_of_code(struct jk_app *app, struct jk_arena *arena,
                                        const struct jk_account *actor, struct jk_span code,
                                        struct jk_conflict_views *out, struct jk_error *err)
{
    char prefix[JK_CONFLICT_HEX + 1];
    struct conflict_list about;

    if (!read_code(code, prefix))
        return jk_fail(err, JK_INVALID, JK_TEXT_CONFLICT_CODE, "id", "%.*s", (int)code.len,
                       code.at);
    *out = (struct jk_conflict_views){ .at = NULL };
    if (conflicts_about(app, arena, actor->region, &about) != JK_OK)
        return jk_no_memory(err);
    for (int writing = 0; writing < 2; writing++) {
        size_t count = 0;

        for (size_t i = 0; i < about.count; i++) {
            const struct conflict *c = about.list[i];

            if (strncmp(c->id, prefix, code.len) != 0 || !conflicts_is_seen(app, actor, c))
                continue;
            if (writing && conflicts_view_to(app, arena, actor, c, c->a, &out->at[count]) != JK_OK)
                return jk_no_memory(err);
            count++;
        }
        if (!writing && !(out->at = jk_arena_array(arena, count, sizeof *out->at)))
            return jk_no_memory(err);
        out->count = count;
    }
    return JK_OK;
}

/* Alerts of one inbox about one conflict, on their way into the arena. */
struct telling {
    struct jk_arena *arena;
    struct jk_told *list;
    size_t count, cap;
};

static enum jk_status add_told(void *ctx, const struct jk_alert_row *row)
{
    struct telling *t = ctx;
    struct jk_told *grown = jk_arena_grow(t->arena, t->list, t->count, &t->cap, sizeof *grown);
    struct jk_alert alert = { .document = jk_arena_copy(t->arena, jk_span_of(row->payload)) };
    enum jk_status rc = alert.document && grown ? jk_alert_read(t->arena, &alert) : JK_MEMORY;

    if (rc != JK_OK)
        return rc;
    t->list = grown;
    grown[t->count] = (struct jk_told){ .time_s = row->time_s,
                                        .revision = row->revision,
                                        .event = jk_event_word(jk_event_of(row->event)),
                                        .level = jk_level_word((enum jk_level)row->level) };
    for (int lang = 0; lang < JK_LANG_END; lang++)
        grown[t->count].text[lang] = alert.detail->text[lang];
    t->count++;
    return JK_OK;
}

enum jk_status jk_app_desk_told(struct jk_app *app, struct jk_arena *arena,
                                const struct jk_account *actor, struct jk_conflict_page *page,
                                struct jk_error *err)
{
    const struct jk_alert_of which = { actor->name, page->conflict.view.id, UINT32_MAX };
    struct telling telling = { .arena = arena };
    enum jk_status rc = jk_store_each_alert_of(app->store, &which, add_told, &telling, err);

    for (size_t i = 0; i < telling.count / 2; i++) {
        struct jk_told swap = telling.list[i];

        telling.list[i] = telling.list[telling.count - 1 - i];
        telling.list[telling.count - 1 - i] = swap;
    }
    page->told = telling.list;
    page->told_count = telling.count;
    return rc;
}

/* Gathers the sides in the order of the view. */
static enum jk_status gather_sides(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_account *actor, const struct conflict *c,
                                   struct jk_conflict_page *out)
{
    bool turned = strcmp(out->conflict.view.own.uid, c->a->id) != 0;
    const struct jk_chain *chains[] = { turned ? c->b : c->a, turned ? c->a : c->b };
    struct desk_span day = desk_span_of_day(out->day, out->region->tz);

    for (int i = 0; i < 2; i++) {
        if (desk_gather_activity(app, arena, chains[i], desk_guest_of(actor, chains[i]), day,
                                 &out->sides[i], &out->has_side[i]) != JK_OK)
            return JK_MEMORY;
        if (out->has_side[i])
            desk_withhold(app, actor, &out->sides[i]);
        if (out->has_side[i] && out->conflict.view.open && out->conflict.view.part_count)
            desk_count_conflict(&out->sides[i], &out->conflict);
        if (jk_app_chain_acts(app, arena, actor, chains[i], out->now_s, &out->acts[i]) != JK_OK)
            return JK_MEMORY;
    }
    return JK_OK;
}

enum jk_status jk_app_desk_conflict(struct jk_app *app, struct jk_arena *arena,
                                    const struct jk_account *actor, const char *id, int64_t now_s,
                                    struct jk_conflict_page *out, struct jk_error *err)
{
    const struct conflict *c = conflicts_of_id(app, id);
    double first_s;

    if (!c || !conflicts_is_seen(app, actor, c))
        return jk_fail(err, JK_NONE, JK_TEXT_CONFLICT_NOT_THERE, "id", "%s", id);
    *out = (struct jk_conflict_page){ .pack = app->pack, .now_s = now_s };
    if (desk_gather_conflict(app, arena, actor, c, &out->conflict) != JK_OK)
        return jk_no_memory(err);
    first_s = out->conflict.view.part_count ? out->conflict.view.parts[0].part.time_a_s
                                            : (double)c->changed_s;
    out->region = c->a->region;
    out->day = jk_local_day((int64_t)first_s, out->conflict.view.tz->offset_s);
    return gather_sides(app, arena, actor, c, out) == JK_OK ? JK_OK : jk_no_memory(err);
}
