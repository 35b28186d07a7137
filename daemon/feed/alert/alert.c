/* The document of an alert: the one place where it is written and read.
 *
 * A document is an object whose members every channel tells; the inbox's own three (index, id,
 * time) are put in front of them. Documents of hundreds of kilobytes go to streams that way without
 * being parsed. Reading takes the members by name and leaves out what an older program did not
 * write: a closing after a restart has no places, alerts from before sides named their contest have
 * none. */
#include "jarak/feed/alert/alert.h"
#include "jarak/feed/texts/texts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/alert/text.h"
#include "jarak/feed/json/build.h"
#include "jarak/base/defend.h"

typedef void write_message(struct jk_buf *buf, const struct jk_conflict_view *view,
                           const struct jk_pack *pack, enum jk_alert_event event,
                           enum jk_lang lang);

/* A text of the document; null when memory is out. */
static json_t *message_json(write_message *write, const struct jk_conflict_view *view,
                            const struct jk_pack *pack, enum jk_alert_event event,
                            enum jk_lang lang)
{
    struct jk_buf text = { 0 };
    json_t *json;

    write(&text, view, pack, event, lang);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

/* An info is pushed once, when it opens, where its row says so (SPEC 2.3). */
static bool is_pushed(const struct jk_conflict_view *view, enum jk_alert_event event)
{
    return event == JK_EVENT_OPENED && view->levels.level == JK_LEVEL_INFO && view->part_count &&
           view->parts[0].part.row->push_info;
}

enum jk_status jk_alert_write(struct jk_buf *buf, const struct jk_conflict_view *view,
                              const struct jk_pack *pack, enum jk_alert_event event,
                              uint64_t command)
{
    JK_ASSERT(view != NULL && (unsigned)event < JK_EVENT_END);

    struct jk_json object = jk_json_object();
    struct jk_conflict_view kept = *view;

    kept.own.summary = kept.other.summary = NULL; /* what is kept cannot be erased */
    view = &kept;
    jk_json_set_text(&object, "event", jk_event_word(event));
    jk_json_set_text(&object, "level", jk_level_word(view->levels.level));
    jk_json_set(&object, "text", message_json(jk_message_internal, view, pack, event, JK_LANG_ID));
    jk_json_set(&object, "text_en",
                message_json(jk_message_internal, view, pack, event, JK_LANG_EN));
    jk_json_set(&object, "text_shared",
                message_json(jk_message_shared, view, pack, event, JK_LANG_ID));
    jk_json_set(&object, "text_shared_en",
                message_json(jk_message_shared, view, pack, event, JK_LANG_EN));
    jk_json_set(&object, "conflict", jk_conflict_json(view, pack));
    if (command)
        jk_json_set_integer(&object, "command", (json_int_t)command);
    if (event == JK_EVENT_CLOSED && view->cancelled)
        jk_json_set_bool(&object, "cancelled", true);
    else if (event == JK_EVENT_CLOSED && (view->own.unassessed || view->other.unassessed))
        jk_json_set_bool(&object, "unassessed", true);
    if (is_pushed(view, event))
        jk_json_set_bool(&object, "push", true);
    if (event == JK_EVENT_ESCALATED)
        jk_json_set(&object, "escalation", jk_step_json(view->escalation.step));
    jk_json_write(buf, jk_json_end(&object));
    return jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}

static const char *word(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* A text member in the arena; null where there is none, or memory is out. */
static const char *copy_word(struct jk_arena *arena, const json_t *object, const char *name)
{
    const char *text = word(object, name);

    return text ? jk_arena_copy(arena, jk_span_of(text)) : NULL;
}

static struct jk_point place_of(const json_t *place)
{
    return (struct jk_point){ json_number_value(json_object_get(place, "lat")),
                              json_number_value(json_object_get(place, "lon")) };
}

/* Both places of a conflict or a part. False: they are not said. */
static bool read_places(const json_t *object, struct jk_point at[2])
{
    const json_t *list = json_object_get(object, "at");

    for (size_t side = 0; side < 2; side++)
        at[side] = place_of(json_array_get(list, side));
    return json_array_size(list) == 2;
}

static enum jk_meet meet_of(const char *kind)
{
    int meet = 0;

    while (meet < JK_MEET_END && (!kind || strcmp(kind, jk_meet_word((enum jk_meet)meet)) != 0))
        meet++;
    return (enum jk_meet)meet;
}

/* First and last instant at which a side is where the conflict is. */
static void add_interval(struct jk_alert_detail *d, const json_t *interval)
{
    const char *from = json_string_value(json_array_get(interval, 0));
    const char *to = json_string_value(json_array_get(interval, 1));
    int64_t from_s, to_s;

    if (!from || !to || !jk_iso_parse(jk_span_of(from), &from_s) ||
        !jk_iso_parse(jk_span_of(to), &to_s))
        return;
    if (!d->timed || from_s < d->first_s)
        d->first_s = from_s;
    if (!d->timed || to_s > d->last_s)
        d->last_s = to_s;
    d->timed = true;
}

static void add_intervals(struct jk_alert_detail *d, const json_t *part)
{
    const json_t *sides = json_object_get(part, "intervals");

    for (size_t side = 0; side < json_array_size(sides); side++) {
        const json_t *list = json_array_get(sides, side);

        for (size_t k = 0; k < json_array_size(list); k++)
            add_interval(d, json_array_get(list, k));
    }
}

static enum jk_status read_meetings(struct jk_arena *arena, struct jk_alert_detail *d,
                                    const json_t *conflict)
{
    const json_t *parts = json_object_get(conflict, "parts");
    size_t count = json_array_size(parts);
    struct jk_alert_meeting *list = jk_arena_array(arena, count, sizeof *list);

    for (size_t i = 0; list && i < count; i++) {
        const json_t *part = json_array_get(parts, i);

        list[i].meet = meet_of(word(part, "kind"));
        read_places(part, list[i].at);
        add_intervals(d, part);
    }
    d->meetings = list;
    d->meeting_count = count;
    return list ? JK_OK : JK_MEMORY;
}

static enum jk_status read_regions(struct jk_arena *arena, struct jk_alert_detail *d,
                                   const json_t *conflict)
{
    const json_t *regions = json_object_get(json_object_get(conflict, "jurisdiction"), "regions");
    size_t count = json_array_size(regions);
    struct jk_alert_region *list = jk_arena_array(arena, count, sizeof *list);

    for (size_t i = 0; list && i < count; i++) {
        const json_t *region = json_array_get(regions, i);

        list[i] = (struct jk_alert_region){ copy_word(arena, region, "code"),
                                            copy_word(arena, region, "name") };
        if (!list[i].code || !list[i].name)
            return JK_CORRUPT;
    }
    d->regions = list;
    d->region_count = count;
    return list ? JK_OK : JK_MEMORY;
}

static void read_figures(struct jk_alert_detail *d, const json_t *conflict)
{
    const json_t *most = json_object_get(conflict, "distance_max_m");
    const json_t *required = json_object_get(conflict, "required_m");

    d->placed = read_places(conflict, d->at);
    d->meet = meet_of(word(conflict, "kind"));
    d->measured = most && required;
    d->distance_max_m = json_number_value(most);
    d->required_m = json_number_value(required);
}

static void read_sides(struct jk_arena *arena, struct jk_alert_detail *d, const json_t *conflict)
{
    static const char *const sides[] = { "own", "with" };

    for (int i = 0; i < 2; i++) {
        const json_t *side = json_object_get(conflict, sides[i]);

        d->contest[i] = copy_word(arena, side, "contest");
        d->party[i] = copy_word(arena, side, "party");
        if (!d->contest[i])
            d->contest[i] = "";
        if (!d->party[i])
            d->party[i] = "";
    }
}

static enum jk_status read_level(struct jk_alert *alert, const json_t *document)
{
    const char *name = word(document, "level");
    int level = 0;

    while (level < JK_LEVEL_END && (!name || strcmp(name, jk_level_word((enum jk_level)level))))
        level++;
    if (level == JK_LEVEL_END)
        return JK_CORRUPT;
    alert->level = (enum jk_level)level;
    return JK_OK;
}

static enum jk_status read_document(struct jk_arena *arena, struct jk_alert *alert,
                                    struct jk_alert_detail *d, const json_t *document)
{
    const json_t *conflict = json_object_get(document, "conflict");
    const json_t *escalation = json_object_get(document, "escalation");
    json_int_t command = json_integer_value(json_object_get(document, "command"));
    json_int_t step = json_integer_value(json_object_get(escalation, "step"));
    enum jk_status rc = read_level(alert, document);

    d->text[JK_LANG_ID] = copy_word(arena, document, "text");
    d->text[JK_LANG_EN] = copy_word(arena, document, "text_en");
    if (rc != JK_OK || !conflict || !d->text[JK_LANG_ID] || !d->text[JK_LANG_EN] || step < 0 ||
        step >= JK_STEP_END)
        return JK_CORRUPT;
    d->step = (enum jk_step)step;
    d->reached = copy_word(arena, escalation, "reached");
    d->command = command > 0 ? (uint64_t)command : 0;
    d->pushes = json_is_true(json_object_get(document, "push"));
    d->cancelled = json_is_true(json_object_get(document, "cancelled"));
    d->unassessed = json_is_true(json_object_get(document, "unassessed"));
    read_figures(d, conflict);
    read_sides(arena, d, conflict);
    if ((rc = read_regions(arena, d, conflict)) != JK_OK)
        return rc;
    return read_meetings(arena, d, conflict);
}

enum jk_status jk_alert_read(struct jk_arena *arena, struct jk_alert *alert)
{
    struct jk_alert_detail *detail = jk_arena_take(arena, sizeof *detail);
    json_t *document = json_loadb(alert->document, strlen(alert->document), 0, NULL);
    enum jk_status rc = detail ? JK_CORRUPT : JK_MEMORY;

    if (detail && document) {
        *detail = (struct jk_alert_detail){ .step = JK_STEP_NONE };
        rc = read_document(arena, alert, detail, document);
    }
    json_decref(document);
    alert->detail = rc == JK_OK ? detail : NULL;
    return rc;
}

static json_t *titles_json(const struct jk_alert *alert)
{
    return json_pack("[s, s]", alert->title[0], alert->title[1]);
}

void jk_alert_add(struct jk_buf *buf, const struct jk_alert *alert)
{
    jk_buf_fmt(buf, "{\"index\":%" PRIu64 ",\"id\":\"%s-%u\",\"time\":\"", alert->index,
               alert->conflict, alert->revision);
    jk_iso_add(buf, alert->time_s, 0);
    jk_buf_str(buf, "\",");
    if (alert->title[0] && alert->title[1]) {
        jk_buf_str(buf, "\"titles\":");
        jk_json_write(buf, titles_json(alert));
        jk_buf_char(buf, ',');
    }
    jk_buf_str(buf, alert->document + 1); /* the document's own brace is ours already */
}

json_t *jk_alert_json(const struct jk_alert *alert)
{
    struct jk_json whole = jk_json_object();
    json_t *document = json_loadb(alert->document, strlen(alert->document), 0, NULL);
    struct jk_buf text = { 0 };

    jk_json_set_integer(&whole, "index", (json_int_t)alert->index);
    jk_buf_fmt(&text, "%s-%u", alert->conflict, alert->revision);
    jk_json_set(&whole, "id", jk_buf_ok(&text) ? json_string(text.at) : NULL);
    jk_buf_reset(&text);
    jk_iso_add(&text, alert->time_s, 0);
    jk_json_set(&whole, "time", jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL);
    jk_buf_clear(&text);
    if (alert->title[0] && alert->title[1])
        jk_json_set(&whole, "titles", titles_json(alert));
    jk_json_join(&whole, document);
    return jk_json_end(&whole);
}

const struct jk_text *jk_event_text(enum jk_alert_event event)
{
    static const struct jk_text *const texts[] = {
        [JK_EVENT_OPENED] = JK_TEXT_EVENT_OPENED, [JK_EVENT_LEVEL] = JK_TEXT_EVENT_LEVEL,
        [JK_EVENT_MOVED] = JK_TEXT_EVENT_MOVED,   [JK_EVENT_CLOSED] = JK_TEXT_EVENT_CLOSED,
        [JK_EVENT_ACT] = JK_TEXT_ACT_HEAD,        [JK_EVENT_ESCALATED] = JK_TEXT_ESCALATION,
        [JK_EVENT_LISTED] = JK_TEXT_EVENT_LISTED,
    };
    _Static_assert(sizeof texts / sizeof *texts == JK_EVENT_END, "every event has its text");

    return texts[event];
}

/* What an act is about: its text begins with it. */
static const struct jk_text *act_matter(const struct jk_alert *alert)
{
    const struct jk_text *const heads[] = { JK_TEXT_ACT_DRAFT_HEAD, JK_TEXT_ACT_ACCOUNT_HEAD };
    const char *text = alert->detail ? alert->detail->text[JK_LANG_ID] : "";

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (jk_span_starts(jk_span_of(text), jk_span_of(jk_text_get(heads[i], JK_LANG_ID))))
            return heads[i];
    }
    return JK_TEXT_ACT_HEAD;
}

const struct jk_text *jk_alert_matter(const struct jk_alert *alert)
{
    if (alert->event == JK_EVENT_ACT)
        return act_matter(alert);
    if (alert->event != JK_EVENT_CLOSED)
        return JK_TEXT_CAP_EVENT;
    return jk_end_text(alert->detail && alert->detail->cancelled,
                       alert->detail && alert->detail->unassessed);
}

void jk_alert_level_add(struct jk_buf *buf, const struct jk_alert *alert, enum jk_lang lang)
{
    if (alert->detail && alert->detail->step)
        jk_buf_fmt(buf, "%s %d, ", jk_text_get(JK_TEXT_ESCALATION, lang), alert->detail->step);
    if (alert->event != JK_EVENT_CLOSED && alert->level > JK_LEVEL_NONE)
        jk_buf_fmt(buf, "%s, ", jk_level_name(alert->level));
}
