/* The matters of the store in memory: as they stand and what was done to them, by id, by region and
 * by what they are about. What was said stays as bytes: lists of a thousand reports look at rows,
 * and only what is shown is read. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/matters/matters.h"
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"

static void free_done(struct jk_matter_done *done)
{
    jk_text_free(done->actor);
    jk_text_free(done->role);
    free((char *)(uintptr_t)done->words.at);
}

static void free_matter(struct jk_matter *matter)
{
    for (size_t i = 0; i < matter->done_count; i++)
        free_done(&matter->done[i]);
    free(matter->done);
    jk_text_free(matter->region);
    jk_text_free(matter->account);
    jk_text_free(matter->role);
    jk_text_free(matter->agency);
    jk_text_free(matter->about);
    jk_text_free(matter->drop.from);
    free((char *)(uintptr_t)matter->bytes.at);
    free(matter);
}

static void free_list(void *value)
{
    struct matters_of *of = value;

    free(of->list.at);
    free(of);
}

void matters_id(const struct jk_account *author, const char *uid, char out[JK_MATTER_HEX + 1])
{
    const char *role = jk_role_word(author->role);
    const struct jk_span parts[] = { jk_span_of(role), JK_SPAN("\n"), jk_span_of(author->region),
                                     JK_SPAN("\n"), jk_span_of(uid) };
    uint8_t digest[JK_DIGEST_LEN];

    jk_sha256_list(parts, sizeof parts / sizeof *parts, digest);
    jk_hex(digest, JK_MATTER_HEX / 2, out);
}

struct jk_matter *matters_find(const struct jk_app *app, const char *id)
{
    return jk_name_table_find(&app->matters->by_id, id);
}

/* Behind the others. */
static bool add(struct matter_list *list, struct jk_matter *matter)
{
    if (!jk_grow(&list->at, list->count, &list->cap, sizeof *list->at))
        return false;
    list->at[list->count++] = matter;
    return true;
}

/* The order of the others stays. */
static void take_out(struct matter_list *list, const struct jk_matter *matter)
{
    size_t i = 0;

    while (i < list->count && list->at[i] != matter)
        i++;
    if (i == list->count)
        return;
    memmove(&list->at[i], &list->at[i + 1], (list->count - i - 1) * sizeof *list->at);
    list->count--;
}

/* In the order in which they were filed, which is what a restart finds: whoever walks them tells
 * the same with and without one. */
static bool add_in_order(struct matter_list *list, struct jk_matter *matter)
{
    size_t at = list->count;

    if (!add(list, matter))
        return false;
    while (at > 0 && list->at[at - 1]->number > matter->number)
        at--;
    memmove(&list->at[at + 1], &list->at[at], (list->count - 1 - at) * sizeof *list->at);
    list->at[at] = matter;
    return true;
}

/* From the list of one name onto that of another; "" names none. */
static bool move(struct jk_name_table *table, const char *from, const char *to,
                 struct jk_matter *matter)
{
    struct matters_of *of = from[0] ? jk_name_table_find(table, from) : NULL;

    if (strcmp(from, to) == 0)
        return true;
    if (of)
        take_out(&of->list, matter);
    of = to[0] ? jk_name_table_make(table, to, sizeof *of) : NULL;
    return !to[0] || (of && add_in_order(&of->list, matter));
}

/* Where it lies and what it is about, which its author may put right. @return false: no memory */
static bool place(struct matters *room, struct jk_matter *matter, const struct jk_matter_row *row)
{
    char from[JK_REGION_CUT] = "", to[JK_REGION_CUT];

    if (matter->region)
        jk_region_cut(matter->region, 2, from);
    jk_region_cut(row->region, 2, to);
    return move(&room->by_region, from, to, matter) &&
           move(&room->by_about, matter->about ? matter->about : "", row->about, matter) &&
           jk_text_set(&matter->region, row->region) && jk_text_set(&matter->about, row->about);
}

static bool is_undone(const struct jk_matter *matter)
{
    return matter->bytes.len > 0 &&
           (matter->state == JK_MATTER_OPEN || matter->state == JK_MATTER_BEGUN);
}

static bool copy_bytes(struct jk_span bytes, struct jk_span *out)
{
    char *copy = bytes.len ? jk_heap_take(bytes.len) : NULL;

    if (bytes.len && !copy)
        return false;
    if (copy)
        memcpy(copy, bytes.at, bytes.len);
    *out = (struct jk_span){ copy, bytes.len };
    return true;
}

/* What may change; author, id and UID stay. */
static enum jk_status take_change(struct jk_app *app, struct jk_matter *matter,
                                  const struct jk_matter_row *row)
{
    struct jk_span bytes;
    bool undone = is_undone(matter);

    if (!copy_bytes(row->bytes, &bytes))
        return JK_MEMORY;
    free((char *)(uintptr_t)matter->bytes.at);
    matter->bytes = bytes;
    if (!place(app->matters, matter, row) || !jk_text_set(&matter->agency, row->agency) ||
        !matters_take_figures(app, matter))
        return JK_MEMORY;
    matter->topic = row->topic[0] ? jk_topic_of(jk_span_of(row->topic)) : JK_TOPIC_END;
    matter->state = jk_matter_state_of(row->state);
    matter->released = row->released;
    matter->revision = row->revision;
    matter->step = row->step;
    matter->when_s = row->when_s;
    matter->changed_s = row->changed_s;
    if (matter->state == JK_MATTER_STATES)
        return JK_CORRUPT;
    if (undone && !is_undone(matter))
        take_out(&app->matters->open, matter);
    return undone || !is_undone(matter) || add_in_order(&app->matters->open, matter) ? JK_OK
                                                                                     : JK_MEMORY;
}

/* A matter that is new, from the store or just put. */
static enum jk_status learn(void *ctx, const struct jk_matter_row *row)
{
    struct jk_app *app = ctx;
    struct matters *room = app->matters;
    struct jk_matter *matter = jk_heap_zeroed(1, sizeof *matter);

    if (!matter || strlen(row->id) != JK_MATTER_HEX || !add(&room->all, matter)) {
        free(matter);
        return matter && strlen(row->id) != JK_MATTER_HEX ? JK_CORRUPT : JK_MEMORY;
    }
    memcpy(matter->id, row->id, sizeof matter->id);
    matter->number = (uint32_t)room->all.count; /* from 1 */
    matter->kind = jk_matter_kind_of(row->kind);
    matter->state = JK_MATTER_CANCELLED; /* until it has its own: of no list */
    matter->created_s = row->created_s;
    matter->change = row->change;
    if (matter->kind == JK_MATTER_KINDS)
        return JK_CORRUPT;
    if (!jk_text_set(&matter->account, row->account) || !jk_text_set(&matter->role, row->role) ||
        !jk_name_table_add(&room->by_id, matter->id, matter))
        return JK_MEMORY;
    return take_change(app, matter, row);
}

static enum jk_status learn_act(void *ctx, const struct jk_matter_act_row *row)
{
    struct jk_app *app = ctx;
    struct jk_matter *matter = matters_find(app, row->matter);
    struct jk_matter_done *done;

    if (!matter)
        return JK_CORRUPT;
    if (!jk_grow(&matter->done, matter->done_count, &matter->done_cap, sizeof *matter->done))
        return JK_MEMORY;
    done = &matter->done[matter->done_count++];
    *done = (struct jk_matter_done){ .act = jk_matter_act_of(row->act),
                                     .state = jk_matter_state_of(row->state),
                                     .revision = row->revision,
                                     .time_s = row->time_s };
    if (!jk_text_set(&done->actor, row->actor) || !jk_text_set(&done->role, row->role) ||
        !copy_bytes(row->words, &done->words))
        return JK_MEMORY;
    if (done->act == JK_MATTER_ANSWER) { /* the newest behind the others */
        take_out(&app->matters->answered, matter);
        if (!add(&app->matters->answered, matter))
            return JK_MEMORY;
        app_public_forget(&app->published); /* pages that are kept as files are written again */
    }
    return done->act == JK_MATTER_ACTS || done->state == JK_MATTER_STATES ? JK_CORRUPT : JK_OK;
}

enum jk_status matters_learn(struct jk_app *app, const struct jk_matter_row *row)
{
    struct jk_matter *matter = matters_find(app, row->id);

    return matter ? take_change(app, matter, row) : learn(app, row);
}

enum jk_status matters_learn_act(struct jk_app *app, uint64_t seq,
                                 const struct jk_matter_act_row *row)
{
    const enum jk_status rc = learn_act(app, row);

    if (rc == JK_OK)
        matters_find(app, row->matter)->change = seq;
    return rc;
}

struct jk_matter_row matters_row_of(const struct jk_matter *matter)
{
    return (struct jk_matter_row){ .id = matter->id,
                                   .kind = jk_matter_kind_word(matter->kind),
                                   .region = matter->region,
                                   .topic = matter->topic == JK_TOPIC_END
                                                ? ""
                                                : jk_topic_word(matter->topic),
                                   .state = jk_matter_state_word(matter->state),
                                   .released = matter->released,
                                   .account = matter->account,
                                   .role = matter->role,
                                   .agency = matter->agency,
                                   .about = matter->about,
                                   .revision = matter->revision,
                                   .step = matter->step,
                                   .when_s = matter->when_s,
                                   .created_s = matter->created_s,
                                   .changed_s = matter->changed_s,
                                   .bytes = matter->bytes };
}

/* Both rows; afterwards memory may follow. */
static enum jk_status put_rows(struct jk_app *app, const struct jk_act *act,
                               const struct jk_matter_row *row,
                               const struct jk_matter_act_row *done, struct jk_error *err)
{
    enum jk_status rc = jk_app_begin(app, err);

    if (rc == JK_OK)
        rc = jk_store_put_matter(app->store, act, row, err);
    if (rc == JK_OK)
        rc = jk_store_put_matter_act(app->store, act, done, err);
    return rc;
}

enum jk_status matters_put(struct jk_app *app, const struct matter_put *put, int64_t now_s,
                           struct jk_matter **out, struct jk_error *err)
{
    const struct jk_matter_row *row = &put->row;
    const struct jk_act act = { put->actor ? put->actor->name : "jarakd", now_s };
    struct jk_matter_act_row done = { .matter = row->id,
                                      .act = jk_matter_act_word(put->act),
                                      .state = row->state,
                                      .actor = act.actor,
                                      .role = put->actor ? jk_role_word(put->actor->role) : "",
                                      .revision = row->revision,
                                      .time_s = now_s };
    struct jk_buf words = { 0 };
    enum jk_status rc = jk_matter_words_write(&words, &put->words);

    done.words = jk_buf_view(&words);
    rc = rc == JK_OK ? put_rows(app, &act, row, &done, err) : jk_no_memory(err);
    if (rc == JK_OK) {
        rc = matters_learn(app, row);
        if (rc == JK_OK)
            rc = matters_learn_act(app, jk_store_last_entry(app->store), &done);
        if (rc != JK_OK)
            jk_no_memory(err);
    }
    *out = matters_find(app, row->id);
    if (rc == JK_OK && !put->quiet)
        rc = matters_tell(app, &act, *out, err);
    jk_buf_clear(&words);
    return rc == JK_OK ? rc : app_break(app, rc);
}

struct jk_span matters_bytes(struct jk_arena *arena, const struct jk_matter_said *said,
                             const struct jk_ical_matter_stand *stand)
{
    struct jk_buf out = { 0 };
    struct jk_span bytes = { NULL, 0 };

    jk_ical_matter_write(&out, said, stand);
    if (jk_buf_ok(&out))
        bytes = (struct jk_span){ jk_arena_copy(arena, jk_buf_view(&out)), out.len };
    jk_buf_clear(&out);
    return bytes;
}

enum jk_status jk_app_matter_said(const struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_matter *matter, struct jk_matter_said *out)
{
    const struct jk_ical_context context = { .purpose = JK_ICAL_STORED, .floating = app->pack->tz };
    struct jk_ical_matter read;

    if (!matter->bytes.len)
        return JK_NONE;
    if (jk_ical_matter_read(arena, matter->bytes, &context, &read, NULL) != JK_OK)
        return JK_MEMORY; /* what we wrote we can read */
    *out = read.said;
    return JK_OK;
}

/* The text of its newest answer; null where there is none, or it was taken back. */
static const char *answer_of(struct jk_arena *arena, const struct jk_matter *matter,
                             int64_t *time_s)
{
    struct jk_matter_words words;

    for (size_t i = matter->done_count; i-- > 0;) {
        if (matter->done[i].act != JK_MATTER_ANSWER)
            continue;
        if (jk_matter_words_read(arena, matter->done[i].words, &words) != JK_OK || !words.text[0])
            return NULL;
        *time_s = matter->done[i].time_s;
        return words.text;
    }
    return NULL;
}

size_t jk_app_matter_answers(const struct jk_app *app, struct jk_arena *arena, const char *region,
                             struct jk_page_answer out[JK_MATTER_ANSWERS])
{
    const struct matter_list *list = &app->matters->answered;
    size_t count = 0;

    for (size_t i = list->count; i-- > 0 && count < JK_MATTER_ANSWERS;) {
        struct jk_page_answer *answer = &out[count];

        if (jk_region_covers(region, list->at[i]->region) &&
            (answer->text = answer_of(arena, list->at[i], &answer->time_s)) != NULL)
            count++;
    }
    return count;
}

struct jk_matter_walk jk_app_matters(const struct jk_app *app, const struct jk_account *account,
                                     const char *region, int kind)
{
    const struct matters *room = app->matters;
    struct jk_matter_walk walk = { app, account, region, kind, 0, NULL };
    const struct matter_list *list = &room->all;
    const struct matters_of *of;
    char cut[JK_REGION_CUT];

    jk_region_cut(region, 2, cut);
    if (strchr(cut, '.')) { /* a regency or what lies in one */
        of = jk_name_table_find(&room->by_region, cut);
        list = of ? &of->list : NULL;
    }
    walk.list = list;
    walk.at = list ? list->count : 0;
    return walk;
}

const struct jk_matter *jk_app_matter_next(struct jk_matter_walk *walk)
{
    const struct matter_list *list = walk->list;

    while (walk->at > 0) {
        const struct jk_matter *matter = list->at[--walk->at];

        if (jk_region_covers(walk->region, matter->region) &&
            (walk->kind < 0 || (int)matter->kind == walk->kind) &&
            (!walk->account || jk_app_matter_is_seen(walk->app, walk->account, matter)))
            return matter;
    }
    return NULL;
}

size_t jk_app_matter_count(const struct jk_app *app, const char *region)
{
    return jk_app_matters(app, NULL, region, -1).at;
}

const struct jk_matter *jk_app_matter_about(const struct jk_app *app,
                                            const struct jk_account *account, const char *about,
                                            const struct jk_matter *before)
{
    const struct matters_of *of = jk_name_table_find(&app->matters->by_about, about);
    bool behind = before == NULL;

    for (size_t i = of ? of->list.count : 0; i-- > 0;) {
        struct jk_matter *matter = of->list.at[i];

        if (behind && jk_app_matter_is_seen(app, account, matter))
            return matter;
        behind = behind || matter == before;
    }
    return NULL;
}

enum jk_status matters_open(struct jk_app *app, struct jk_error *err)
{
    app->matters = jk_heap_zeroed(1, sizeof *app->matters);
    return app->matters ? JK_OK : jk_no_memory(err);
}

enum jk_status matters_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_matter(app->store, learn, app, err);

    if (rc == JK_OK)
        rc = jk_store_each_matter_act(app->store, learn_act, app, err);
    return rc == JK_OK ? jk_store_each_attachment(app->store, matters_learn_photo, app, err) : rc;
}

void matters_clear(struct jk_app *app)
{
    struct matters *room = app->matters;

    if (!room)
        return;
    for (size_t i = 0; i < room->all.count; i++)
        free_matter(room->all.at[i]);
    free(room->all.at);
    free(room->open.at);
    free(room->answered.at);
    jk_name_table_clear(&room->by_id);
    jk_name_table_free(&room->by_region, free_list);
    jk_name_table_free(&room->by_about, free_list);
    *room = (struct matters){ .all = { NULL, 0, 0 } };
}

void matters_close(struct jk_app *app)
{
    free(app->matters);
    app->matters = NULL;
}
