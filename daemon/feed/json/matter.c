/* Matters as JSON, and the words of acts as the journal keeps them: sealed there, for an assessment
 * names people as a report does. */
#include "jarak/feed/json/matter.h"

#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"

enum jk_status jk_matter_words_write(struct jk_buf *out, const struct jk_matter_words *words)
{
    struct jk_json object = jk_json_object();

    JK_ASSERT(words != NULL);
    jk_json_set_text(&object, "assessment", words->assessment);
    jk_json_set_text(&object, "recommendation", words->recommendation);
    jk_json_set_text(&object, "text", words->text);
    jk_json_set_integer(&object, "percent", (json_int_t)words->percent);
    if (words->by[0])
        jk_json_set_text(&object, "by", words->by);
    if (words->at_s)
        jk_json_set_integer(&object, "at", (json_int_t)words->at_s);
    if (words->condition != JK_DROP_UNKNOWN)
        jk_json_set_text(&object, "condition", jk_drop_condition_word(words->condition));
    jk_json_write(out, jk_json_end(&object));
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

static bool copy(struct jk_arena *arena, const json_t *object, const char *name, const char **out)
{
    const char *text = json_string_value(json_object_get(object, name));

    *out = text ? jk_arena_copy(arena, jk_span_of(text)) : "";
    return *out != NULL;
}

static enum jk_drop_condition condition_in(const json_t *object)
{
    const char *word = json_string_value(json_object_get(object, "condition"));
    enum jk_drop_condition condition =
        word ? jk_drop_condition_of(jk_span_of(word)) : JK_DROP_UNKNOWN;

    return condition == JK_DROP_CONDITIONS ? JK_DROP_UNKNOWN : condition;
}

enum jk_status jk_matter_words_read(struct jk_arena *arena, struct jk_span bytes,
                                    struct jk_matter_words *out)
{
    JK_ASSERT(out != NULL);

    json_t *object =
        bytes.len ? json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, NULL) : json_object();
    enum jk_status rc = json_is_object(object) ? JK_OK : JK_CORRUPT;

    *out = (struct jk_matter_words)JK_MATTER_NO_WORDS;
    if (rc == JK_OK) {
        json_int_t percent = json_integer_value(json_object_get(object, "percent"));

        out->percent = percent >= 0 && percent <= 100 ? (uint32_t)percent : 0;
        out->at_s = (int64_t)json_integer_value(json_object_get(object, "at"));
        out->condition = condition_in(object);
        if (!copy(arena, object, "by", &out->by) ||
            !copy(arena, object, "assessment", &out->assessment) ||
            !copy(arena, object, "recommendation", &out->recommendation) ||
            !copy(arena, object, "text", &out->text))
            rc = JK_MEMORY;
    }
    json_decref(object);
    return rc;
}

static json_t *done_json(const struct jk_matter_done *done, const struct jk_tz *tz)
{
    struct jk_json object = jk_json_object();
    struct jk_arena arena = { 0 };
    struct jk_matter_words words;
    bool good = jk_matter_words_read(&arena, done->words, &words) == JK_OK;

    jk_json_set_text(&object, "act", jk_matter_act_word(done->act));
    jk_json_set_text(&object, "state", jk_matter_state_word(done->state));
    jk_json_set_text(&object, "actor", done->actor);
    jk_json_set_text(&object, "role", done->role);
    jk_json_set_integer(&object, "revision", (json_int_t)done->revision);
    jk_json_set(&object, "time", feed_time_json((double)done->time_s, tz));
    jk_json_set_text(&object, "assessment", good ? words.assessment : "");
    jk_json_set_text(&object, "recommendation", good ? words.recommendation : "");
    jk_json_set_text(&object, "text", good ? words.text : "");
    if (done->act == JK_MATTER_PROGRESS)
        jk_json_set_integer(&object, "percent", good ? (json_int_t)words.percent : 0);
    if (done->act == JK_MATTER_LEAVE || done->act == JK_MATTER_RECEIVE)
        jk_json_set(&object, "at",
                    good && words.at_s ? feed_time_json((double)words.at_s, tz) : json_null());
    if (done->act == JK_MATTER_RECEIVE) {
        jk_json_set_text(&object, "by", good ? words.by : "");
        jk_json_set_text(&object, "condition",
                         jk_drop_condition_word(good ? words.condition : JK_DROP_UNKNOWN));
    }
    jk_arena_clear(&arena);
    return jk_json_end(&object);
}

/* What was said; of an erased matter nothing. */
static void set_said(struct jk_json *object, const struct jk_matter_said *said)
{
    jk_json_set_text(object, "uid", said ? said->uid : "");
    jk_json_set_text(object, "title", said ? said->title : "");
    jk_json_set_text(object, "text", said ? said->text : "");
    jk_json_set_text(object, "place", said ? said->place : "");
    jk_json_set(object, "point",
                said && said->has_point ? json_pack("{s:f, s:f}", "lat", said->point.lat_deg, "lon",
                                                    said->point.lon_deg)
                                        : json_null());
}

static json_t *time_or_null(int64_t time_s, const struct jk_tz *tz)
{
    return time_s ? feed_time_json((double)time_s, tz) : json_null();
}

static void set_drop(struct jk_json *object, const struct jk_matter_view *view,
                     const struct jk_tz *tz)
{
    static const struct jk_drop none = JK_DROP_NONE;
    const struct jk_drop *drop = view->said ? &view->said->drop : &none;

    jk_json_set_text(object, "stage", jk_drop_stage_word(drop->stage));
    jk_json_set_text(object, "mode", drop->mode == JK_MODE_SEA ? "sea" : "land");
    jk_json_set_text(object, "from", drop->from);
    jk_json_set_text(object, "carrier", drop->carrier);
    jk_json_set_integer(object, "items", (json_int_t)drop->items);
    jk_json_set(object, "leave", time_or_null(drop->leave_s, tz));
    jk_json_set(object, "left", time_or_null(drop->left_s, tz));
    jk_json_set(object, "received", time_or_null(drop->got_s, tz));
    jk_json_set_text(object, "received_by", drop->by);
    jk_json_set_text(object, "condition", jk_drop_condition_word(drop->condition));
    jk_json_set(object, "expected", time_or_null(view->arrives_s, tz));
    jk_json_set_text(object, "risk", jk_drop_risk_word(view->risk));
    jk_json_set_text(object, "meets", jk_level_word(view->meets));
}

static void set_report(struct jk_json *object, const struct jk_matter *matter)
{
    jk_json_set_text(object, "category", jk_topic_word(matter->topic));
    jk_json_set(object, "kept", json_boolean(jk_topic_is_kept(matter->topic)));
    jk_json_set(object, "released", json_boolean(matter->released));
    jk_json_set(object, "photo", matter->photo[0] ? json_string(matter->photo) : json_null());
}

json_t *jk_matter_json(const struct jk_matter_view *view, const struct jk_tz *tz, bool full)
{
    JK_ASSERT(view != NULL && view->matter != NULL && tz != NULL);

    const struct jk_matter *matter = view->matter;
    const struct jk_matter_said *said = view->said;
    struct jk_json object = jk_json_object(), list = jk_json_list();

    jk_json_set_text(&object, "id", matter->id);
    jk_json_set_text(&object, "state", jk_matter_state_word(matter->state));
    jk_json_set_text(&object, "region", matter->region);
    jk_json_set(&object, "erased", json_boolean(said == NULL));
    set_said(&object, said);
    jk_json_set_text(&object, "about", matter->about);
    if (matter->kind == JK_MATTER_TASK) {
        jk_json_set_text(&object, "agency", matter->agency);
        jk_json_set_integer(&object, "percent", said ? (json_int_t)said->percent : 0);
        jk_json_set_integer(&object, "escalated", (json_int_t)matter->step);
    } else if (matter->kind == JK_MATTER_DROP) {
        set_drop(&object, view, tz);
    } else {
        set_report(&object, matter);
    }
    jk_json_set(&object, matter->kind == JK_MATTER_REPORT ? "at" : "due",
                feed_time_json((double)matter->when_s, tz));
    jk_json_set_text(&object, "account", matter->account);
    jk_json_set_text(&object, "role", matter->role);
    jk_json_set_integer(&object, "revision", (json_int_t)matter->revision);
    jk_json_set(&object, "created", feed_time_json((double)matter->created_s, tz));
    jk_json_set(&object, "changed", feed_time_json((double)matter->changed_s, tz));
    for (size_t i = 0; i < matter->done_count && full; i++)
        jk_json_add(&list, done_json(&matter->done[i], tz));
    if (full)
        jk_json_set(&object, "acts", jk_json_end(&list));
    else
        json_decref(jk_json_end(&list));
    return jk_json_end(&object);
}
