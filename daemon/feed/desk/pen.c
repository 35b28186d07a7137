/* Texts of pages: numbers, hours, dates and places in words, from the tables and nowhere else. */
#include "daemon/feed/desk/pen.h"
#include "jarak/policy/whose.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/decimal.h"

#define FILLED_MAX 1200 /* bytes of one sentence with its places filled */

const struct jk_policy *desk_policy(const struct desk_pen *pen, const struct jk_region *region)
{
    return jk_policy_for(pen->pack, &(struct jk_calendar_of){ "", region->code });
}

struct desk_pen desk_pen_of(const struct jk_desk_reader *reader)
{
    return (
        struct desk_pen){ .pack = reader->pack, .tz = reader->region->tz, .lang = reader->lang };
}

const char *desk_text_of(struct desk_pen *pen, struct jk_buf *buf)
{
    const char *text = jk_buf_ok(buf) ? jk_arena_copy(&pen->arena, jk_buf_view(buf)) : NULL;

    jk_buf_clear(buf);
    pen->failed |= !text;
    return text ? text : "";
}

const char *desk_fmt(struct desk_pen *pen, const char *format, ...)
{
    char text[FILLED_MAX];
    const char *kept;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    kept = jk_arena_copy(&pen->arena, jk_span_of(text));
    pen->failed |= !kept;
    return kept ? kept : "";
}

const char *desk_url(struct desk_pen *pen, const char *text)
{
    struct jk_buf url = { 0 };

    for (const char *c = text; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || strchr("-._~/", *c);

        if (plain)
            jk_buf_char(&url, *c);
        else
            jk_buf_fmt(&url, "%%%02X", (unsigned char)*c);
    }
    return desk_text_of(pen, &url);
}

void *desk_array(struct desk_pen *pen, size_t count, size_t size)
{
    void *room = jk_arena_array(&pen->arena, count, size);

    pen->failed |= !room;
    return room;
}

const char *desk_say(const struct desk_pen *pen, const struct jk_text *text)
{
    return jk_text_get(text, pen->lang);
}

const char *desk_fill(struct desk_pen *pen, const struct jk_text *text, const char *const names[])
{
    char filled[FILLED_MAX];

    jk_text_fill(desk_say(pen, text), names, filled, sizeof filled);
    return desk_fmt(pen, "%s", filled);
}

const char *desk_fill_one(struct desk_pen *pen, const struct jk_text *text, const char *name,
                          const char *value)
{
    const char *const names[] = { name, value, NULL };

    return desk_fill(pen, text, names);
}

const char *desk_number(struct desk_pen *pen, long long value)
{
    char digits[32];
    struct jk_buf text = { 0 };
    size_t len;

    snprintf(digits, sizeof digits, "%lld", value);
    len = strlen(digits);
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
            jk_buf_char(&text, pen->lang == JK_LANG_ID ? '.' : ',');
        jk_buf_char(&text, digits[i]);
    }
    return desk_text_of(pen, &text);
}

const char *desk_capital(struct desk_pen *pen, const char *text)
{
    char first = text[0] >= 'a' && text[0] <= 'z' ? (char)(text[0] - 'a' + 'A') : text[0];

    return text[0] ? desk_fmt(pen, "%c%s", first, text + 1) : text;
}

const char *desk_distance(struct desk_pen *pen, double metres)
{
    struct jk_buf text = { 0 };

    jk_distance_add(&text, metres, pen->lang == JK_LANG_ID);
    return desk_text_of(pen, &text);
}

const char *desk_clock(struct desk_pen *pen, double utc_s)
{
    struct jk_buf text = { 0 };

    jk_clock_add(&text, (int64_t)floor(utc_s), pen->tz->offset_s, pen->lang);
    return desk_text_of(pen, &text);
}

const char *desk_hours(struct desk_pen *pen, double from_s, double to_s)
{
    const char *from = desk_clock(pen, from_s), *to = desk_clock(pen, to_s);

    return strcmp(from, to) == 0 ? from : desk_fmt(pen, "%s-%s", from, to);
}

struct web_ground desk_ground(struct desk_pen *pen, const struct jk_desk_reader *reader,
                              const struct jk_region *region)
{
    return (struct web_ground){ .own = region->code,
                                .base = desk_fmt(pen, "/api/v1/regions/%s/basemap",
                                                 region->parent[0] ? region->parent : region->code),
                                .tiles = reader->map_tiles,
                                .credit = reader->map_credit,
                                .point = pen->lang == JK_LANG_ID ? "," : "." };
}

const char *desk_date(struct desk_pen *pen, int32_t day)
{
    struct jk_buf text = { 0 };

    jk_long_date_add(&text, day, pen->lang);
    return desk_text_of(pen, &text);
}

const char *desk_short_date(struct desk_pen *pen, int32_t day)
{
    const char *whole = desk_date(pen, day);
    const char *comma = strchr(whole, ','), *name = comma ? strchr(comma, ' ') : NULL;
    const char *month = name ? strchr(name + 1, ' ') : NULL;

    return month ? desk_fmt(pen, "%.3s, %.*s", whole, (int)(month + 4 - name - 1), name + 1)
                 : whole;
}

const char *desk_iso_date(struct desk_pen *pen, int32_t day)
{
    struct jk_buf text = { 0 };

    jk_date_add(&text, day);
    return desk_text_of(pen, &text);
}

const char *desk_instant(struct desk_pen *pen, int64_t utc_s)
{
    return desk_fmt(pen, "%s %s %s %s", desk_date(pen, jk_local_day(utc_s, pen->tz->offset_s)),
                    pen->lang == JK_LANG_ID ? "pukul" : "at", desk_clock(pen, (double)utc_s),
                    pen->tz->abbrev);
}

const char *desk_minutes(struct desk_pen *pen, double seconds)
{
    return desk_fill_one(pen, JK_TEXT_DESK_MINUTES_OF, "value",
                         desk_number(pen, (long long)floor(seconds / 60)));
}

const char *desk_while(struct desk_pen *pen, int64_t seconds)
{
    int64_t minutes = seconds / 60;
    const struct jk_text *text = minutes < 60        ? JK_TEXT_DESK_MINUTES_OF
                                 : minutes < 48 * 60 ? JK_TEXT_DESK_HOURS_MINUTES
                                                     : JK_TEXT_DESK_DAYS;
    int64_t whole = minutes < 60 ? minutes : minutes < 48 * 60 ? minutes / 60 : minutes / 1440;
    int64_t rest = minutes < 48 * 60 ? minutes % 60 : minutes % 1440 / 60;
    const char *const names[] = { "value", desk_number(pen, whole), "field", desk_number(pen, rest),
                                  NULL };

    return desk_fill(pen, text, names);
}

static const struct jk_text *state_text(enum jk_state state, bool neutral)
{
    static const struct jk_text *const texts[] = {
        [JK_STATE_DRAFT] = JK_TEXT_DESK_STATE_DRAFT,
        [JK_STATE_SUBMITTED] = JK_TEXT_DESK_STATE_SUBMITTED,
        [JK_STATE_UNDER_REVIEW] = JK_TEXT_DESK_STATE_REVIEW,
        [JK_STATE_ON_HOLD] = JK_TEXT_DESK_STATE_HOLD,
        [JK_STATE_RETURNED] = JK_TEXT_DESK_STATE_RETURNED,
        [JK_STATE_APPROVED] = JK_TEXT_DESK_STATE_APPROVED,
        [JK_STATE_REFUSED] = JK_TEXT_DESK_STATE_REFUSED,
        [JK_STATE_WITHDRAWN] = JK_TEXT_DESK_STATE_WITHDRAWN,
        [JK_STATE_DONE] = JK_TEXT_DESK_STATE_DONE,
        [JK_STATE_NOT_HELD] = JK_TEXT_DESK_STATE_NOT_HELD,
    };
    _Static_assert(sizeof texts / sizeof *texts == JK_STATE_END, "every state has its text");

    return neutral && state == JK_STATE_APPROVED ? JK_TEXT_DESK_STATE_SCHEDULED : texts[state];
}

const char *desk_state(struct desk_pen *pen, const struct jk_desk_activity *a)
{
    const char *state = desk_say(pen, state_text(a->state, a->neutral));
    const char *const names[] = {
        "value", state, "field",
        a->pending ? desk_say(pen, state_text(a->pending_state, a->neutral)) : "", NULL
    };

    if (a->withdrawal_requested)
        return desk_fill_one(pen, JK_TEXT_DESK_STATE_LEAVING, "value", state);
    return a->pending ? desk_fill(pen, JK_TEXT_DESK_STATE_CHANGE, names) : state;
}

const char *desk_state_class(enum jk_state state)
{
    if (state == JK_STATE_DRAFT)
        return "draf";
    if (state == JK_STATE_ON_HOLD)
        return "tahan";
    return state == JK_STATE_APPROVED || state == JK_STATE_DONE ? "terbit" : "";
}

struct web_level desk_level(struct desk_pen *pen, struct jk_levels levels)
{
    static const char *const signs[] = { "none", "info", "waspada", "siaga" };

    if (levels.level == JK_LEVEL_NONE && levels.level_max != JK_LEVEL_NONE)
        return (struct web_level){ "unk", desk_fmt(pen, "%s, %s", jk_level_name(levels.level_max),
                                                   desk_say(pen, JK_TEXT_DESK_POSSIBLE)) };
    return (struct web_level){ signs[levels.level], levels.level == JK_LEVEL_NONE
                                                        ? desk_say(pen, JK_TEXT_DESK_NONE)
                                                        : jk_level_name(levels.level) };
}

static struct web_party party_of(struct desk_pen *pen, uint32_t number)
{
    static const char *const shapes[] = { "p6", "p1", "p2", "p3", "p4", "p5" };

    return (struct web_party){ desk_fmt(pen, "%u", number), shapes[number % 6],
                               desk_fmt(pen, "Paslon %u", number) };
}

const struct web_party *desk_parties(struct desk_pen *pen, const struct jk_party *party,
                                     size_t *count)
{
    struct web_party *list = desk_array(pen, party->count, sizeof *list);

    *count = list ? party->count : 0;
    for (size_t i = 0; i < *count; i++)
        list[i] = party_of(pen, party->paslon[i]);
    return list;
}

struct web_party desk_party(struct desk_pen *pen, const struct jk_party *party)
{
    struct web_party first =
        party->count ? party_of(pen, party->paslon[0]) : (struct web_party){ "-", "p0", "-" };

    first.label = desk_party_label(pen, party);
    return first;
}

const char *desk_party_label(struct desk_pen *pen, const struct jk_party *party)
{
    struct jk_buf text = { 0 };

    jk_party_add(&text, pen->pack, party);
    return desk_text_of(pen, &text);
}

const char *desk_party_beside(struct desk_pen *pen, const struct jk_party *party,
                              const struct jk_party *other)
{
    struct jk_buf text = { 0 };

    jk_party_beside_add(&text, pen->pack, party, other);
    return desk_text_of(pen, &text);
}

const char *desk_where(struct desk_pen *pen, struct jk_point place)
{
    struct jk_located where;

    jk_pack_locate(pen->pack, place, &where);
    return where.count ? desk_fill_one(pen, JK_TEXT_DESK_DISTRICT, "value", where.regions[0]->name)
                       : desk_say(pen, JK_TEXT_DESK_PLACE_UNKNOWN);
}

static const struct jk_text *act_text(enum jk_act_kind act)
{
    static const struct jk_text *const texts[] = {
        [JK_ACT_REVIEW] = JK_TEXT_DESK_ACT_REVIEW,
        [JK_ACT_APPROVE] = JK_TEXT_DESK_ACT_APPROVE,
        [JK_ACT_HOLD] = JK_TEXT_DESK_ACT_HOLD,
        [JK_ACT_RETURN] = JK_TEXT_DESK_ACT_RETURN,
        [JK_ACT_REFUSE] = JK_TEXT_DESK_ACT_REFUSE,
        [JK_ACT_WITHDRAW] = JK_TEXT_DESK_ACT_WITHDRAW,
        [JK_ACT_DONE] = JK_TEXT_DESK_ACT_DONE,
        [JK_ACT_NOT_HELD] = JK_TEXT_DESK_ACT_NOT_HELD,
        [JK_ACT_CONFIRM] = JK_TEXT_DESK_ACT_CONFIRM,
        [JK_ACT_UNDO] = JK_TEXT_DESK_ACT_UNDO,
        [JK_ACT_CORRECT_STTP] = JK_TEXT_DESK_ACT_CORRECT,
        [JK_ACT_RESCIND] = JK_TEXT_DESK_ACT_RESCIND,
        [JK_ACT_SCHEDULE] = JK_TEXT_DESK_ACT_SCHEDULE,
    };
    _Static_assert(sizeof texts / sizeof *texts == JK_ACT_END, "every act has its text");

    return texts[act];
}

const char *desk_act(struct desk_pen *pen, const char *word)
{
    static const struct {
        const char *word;
        const struct jk_text *text;
    } others[] = { { "file", JK_TEXT_DESK_STATE_SUBMITTED },
                   { "change", JK_TEXT_DESK_ACT_CHANGE },
                   { "record", JK_TEXT_DESK_ACT_RECORD },
                   { "ask_withdraw", JK_TEXT_DESK_ACT_ASKED } };
    size_t mark = strlen(JK_ACT_ON_CHANGE);
    enum jk_act_kind act =
        jk_act_of(strncmp(word, JK_ACT_ON_CHANGE, mark) == 0 ? word + mark : word);

    for (size_t i = 0; act == JK_ACT_END && i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].word, word) == 0)
            return desk_say(pen, others[i].text);
    }
    return act == JK_ACT_END ? word : desk_say(pen, act_text(act));
}

const char *desk_role(const struct desk_pen *pen, const char *word)
{
    static const struct {
        const char *word;
        const struct jk_text *text;
    } roles[] = { { "bawaslu", JK_TEXT_DESK_BAWASLU }, { "kpu", JK_TEXT_DESK_KPU },
                  { "polres", JK_TEXT_DESK_POLRES },   { "kesbangpol", JK_TEXT_DESK_KESBANGPOL },
                  { "tim", JK_TEXT_DESK_TEAM },        { "admin", JK_TEXT_DESK_ADMIN },
                  { "pembaca", JK_TEXT_DESK_READER } };

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (strcmp(roles[i].word, word) == 0)
            return desk_say(pen, roles[i].text);
    }
    return word;
}

const char *desk_typed_date(struct desk_pen *pen, int32_t day)
{
    const char *iso = desk_iso_date(pen, day);

    return desk_fmt(pen, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
}

/* The colour of a state: what waits stands out. */
static const char *const matter_classes[] = {
    [JK_MATTER_UNVERIFIED] = "tinjau", [JK_MATTER_VERIFIED] = "terbit",
    [JK_MATTER_REFUTED] = "tahan",     [JK_MATTER_WITHDRAWN] = "tahan",
    [JK_MATTER_OPEN] = "tinjau",       [JK_MATTER_BEGUN] = "tinjau",
    [JK_MATTER_DONE] = "terbit",       [JK_MATTER_CANCELLED] = "tahan",
};
_Static_assert(sizeof matter_classes / sizeof *matter_classes == JK_MATTER_STATES,
               "every state has its colour");

const char *desk_matter_who(struct desk_pen *pen, const char *role, const char *account)
{
    return role[0] ? desk_fmt(pen, "%s, %s", desk_role(pen, role), account) : account;
}

static const char *matter_where(struct desk_pen *pen, const struct jk_matter_view *view)
{
    const struct jk_region *region = jk_pack_region(pen->pack, view->matter->region);
    const char *name = region ? region->name : view->matter->region;

    if (view->said && view->said->place[0])
        return desk_fmt(pen, "%s, %s", view->said->place, name);
    return name;
}

static const char *matter_topic(struct desk_pen *pen, const struct jk_matter *matter)
{
    if (matter->kind == JK_MATTER_TASK)
        return desk_role(pen, matter->agency);
    if (matter->kind == JK_MATTER_DROP)
        return desk_fmt(pen, "%s, %s", desk_say(pen, jk_drop_stage_text(matter->drop.stage)),
                        desk_say(pen, jk_drop_mode_text(matter->drop.mode)));
    return desk_capital(pen, desk_say(pen, jk_topic_text(matter->topic)));
}

/* What threatens it before how it stands. */
static const struct jk_text *matter_state(const struct jk_matter_view *view)
{
    if (view->risk > JK_DROP_SAFE)
        return jk_drop_risk_text(view->risk);
    return view->late ? JK_TEXT_MATTER_LATE
                      : jk_matter_state_text(view->matter->kind, view->matter->state);
}

struct web_matter_row desk_matter_row(struct desk_pen *pen, const struct jk_matter_view *view)
{
    const struct jk_matter *matter = view->matter;
    const struct jk_region *region = jk_pack_region(pen->pack, matter->region);
    bool report = matter->kind == JK_MATTER_REPORT;
    bool kept = jk_topic_is_kept(matter->topic) && !matter->released;

    pen->tz = region ? region->tz : pen->pack->tz;
    return (struct web_matter_row){
        .href = desk_fmt(pen, "/meja/%s/%s", jk_matter_page_word(matter->kind), matter->id),
        .title = view->said ? view->said->title : desk_say(pen, JK_TEXT_MATTER_IS_ERASED),
        .state = desk_say(pen, matter_state(view)),
        .state_class =
            view->late || view->risk > JK_DROP_SAFE ? "tolak" : matter_classes[matter->state],
        .topic = matter_topic(pen, matter),
        .when = !report ? desk_fill_one(pen, JK_TEXT_MATTER_UNTIL, "value",
                                        desk_instant(pen, matter->when_s))
                        : desk_instant(pen, matter->when_s),
        .where = matter_where(pen, view),
        .who = desk_role(pen, matter->role),
        .kept = kept ? desk_say(pen, JK_TEXT_MATTER_KEPT) : ""
    };
}

struct web_about desk_about(struct desk_pen *pen, const struct jk_matter_views *views,
                            const char *give_href)
{
    struct web_matter_row *rows = desk_array(pen, views->count, sizeof *rows);
    const struct jk_tz *tz = pen->tz;

    for (size_t i = 0; rows && i < views->count; i++)
        rows[i] = desk_matter_row(pen, &views->list[i]);
    pen->tz = tz;
    return (struct web_about){ rows, rows ? views->count : 0, give_href };
}
