/* The page of personnel: what is over first, then hour by hour, by unit, by sub-district, what is
 * sent and what asks. Figures are words in tables; a bar beside them repeats them. */
#include "daemon/feed/personnel/words.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "daemon/feed/personnel/views.h"
#include "jarak/base/defend.h"

#define ROWS_MOST  300 /* of one list: a peak day has a hundred; the document has all */
#define FIRST_HOUR 6   /* shown on any day; others where something is in them */
#define LAST_HOUR  22

/* A page while it is filled. */
struct sheet {
    struct desk_pen *pen;
    const struct jk_personnel_day *day;
    struct web_personnel *out;
};

static const char *hour_text(struct desk_pen *pen, const struct jk_balance *b, unsigned hour)
{
    const double from_s = (double)b->from_s + hour * 3600.0;

    return desk_hours(pen, from_s, from_s + 3600.0);
}

/* Two bars, one below the other, and a line where what there is ends. */
static struct jk_markup draw_bar(struct desk_pen *pen, const struct jk_hour *h, uint32_t capacity,
                                 uint32_t most, bool is_short)
{
    const double scale = most ? 100.0 / most : 0.0;
    struct jk_buf out = { 0 };

    jk_buf_fmt(&out,
               "<svg class=\"pb\" viewBox=\"0 0 102 20\" preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\"><rect class=\"pn%s\" x=\"0\" y=\"2\" width=\"%.1f\" "
               "height=\"9\"/><rect class=\"pc\" x=\"0\" y=\"12\" width=\"%.1f\" height=\"6\"/>",
               is_short ? " over" : "", h->need * scale, h->committed * scale);
    if (capacity)
        jk_buf_fmt(&out, "<path class=\"pk\" d=\"M%.1f 0V20\"/>", capacity * scale);
    jk_buf_str(&out, "</svg>");
    return (struct jk_markup){ desk_text_of(pen, &out) };
}

static uint32_t most_of(const struct jk_balance *b)
{
    uint32_t most = b->capacity;

    for (int h = 0; h < JK_DAY_HOURS; h++) {
        most = b->hours[h].need > most ? b->hours[h].need : most;
        most = b->hours[h].committed > most ? b->hours[h].committed : most;
    }
    return most;
}

static void fill_hours(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    const struct jk_balance *b = &s->day->balance;
    struct web_personnel_hour *list = desk_array(pen, JK_DAY_HOURS, sizeof *list);
    const uint32_t most = most_of(b);

    for (unsigned h = 0; list && h < JK_DAY_HOURS; h++) {
        const struct jk_hour *hour = &b->hours[h];
        const bool is_short = jk_balance_is_short(b, h);

        if ((h < FIRST_HOUR || h >= LAST_HOUR) && hour->need == 0 && hour->committed == 0)
            continue;
        list[s->out->hours_count++] = (struct web_personnel_hour){
            .hours = hour_text(pen, b, h),
            .need = desk_number(pen, hour->need),
            .committed = desk_number(pen, hour->committed),
            .capacity = b->known ? desk_number(pen, b->capacity) : "-",
            .state = is_short   ? desk_fill_one(pen, JK_TEXT_PERSONNEL_SHORT, "value",
                                                desk_number(pen, hour->need - b->capacity))
                     : b->known ? desk_fill_one(pen, JK_TEXT_PERSONNEL_LEFT, "value",
                                                desk_number(pen, b->capacity - hour->need))
                                : desk_say(pen, JK_TEXT_PERSONNEL_NOT_KNOWN),
            .state_class = is_short ? "tolak" : "",
            .bar = draw_bar(pen, hour, b->capacity, most, is_short)
        };
    }
    s->out->hours = list;
}

/* The worst hour of a unit; JK_DAY_HOURS: none is over. */
static unsigned worst_hour(const struct jk_unit_day *unit)
{
    unsigned worst = JK_DAY_HOURS;

    for (unsigned h = 0; h < JK_DAY_HOURS; h++) {
        if (jk_unit_is_over(unit, h) &&
            (worst == JK_DAY_HOURS || unit->committed[h] > unit->committed[worst]))
            worst = h;
    }
    return worst;
}

static struct web_side_row over_row(struct desk_pen *pen, const char *when,
                                    const struct jk_text *text, const char *const names[])
{
    return (struct web_side_row){ when, desk_fill(pen, text, names), "" };
}

static void fill_over(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    const struct jk_balance *b = &s->day->balance;
    struct web_side_row *list = desk_array(pen, JK_DAY_HOURS + b->unit_count, sizeof *list);

    for (unsigned h = 0; list && h < JK_DAY_HOURS; h++) {
        if (!jk_balance_is_short(b, h))
            continue;
        list[s->out->over_count++] =
            over_row(pen, hour_text(pen, b, h), JK_TEXT_PERSONNEL_OVER_DAY,
                     (const char *const[]){ "asked", desk_number(pen, b->hours[h].need), "have",
                                            desk_number(pen, b->capacity), "missing",
                                            desk_number(pen, b->hours[h].need - b->capacity),
                                            NULL });
    }
    for (size_t i = 0; list && i < b->unit_count; i++) {
        const struct jk_unit_day *u = &b->units[i];
        unsigned h = worst_hour(u);

        if (h == JK_DAY_HOURS)
            continue;
        list[s->out->over_count++] =
            over_row(pen, hour_text(pen, b, h), JK_TEXT_PERSONNEL_OVER_UNIT,
                     (const char *const[]){
                         "who", u->unit->name, "asked", desk_number(pen, u->committed[h]), "have",
                         desk_number(pen, u->capacity), "missing",
                         desk_number(pen, u->committed[h] - u->capacity), NULL });
    }
    s->out->over = list;
}

static void fill_units(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    const struct jk_balance *b = &s->day->balance;
    struct web_personnel_unit *list = desk_array(pen, b->unit_count, sizeof *list);

    for (size_t i = 0; list && i < b->unit_count; i++) {
        const struct jk_unit_day *u = &b->units[i];
        const bool away = !jk_unit_holds(u->unit, s->day->day);
        uint32_t most = 0;

        for (int h = 0; h < JK_DAY_HOURS; h++)
            most = u->committed[h] > most ? u->committed[h] : most;
        list[i] = (struct web_personnel_unit){
            .name = u->unit->name,
            .code = u->unit->code,
            .officers = desk_number(pen, u->unit->officers),
            .dates = desk_fmt(pen, "%s - %s", desk_date(pen, u->unit->from_day),
                              desk_date(pen, u->unit->to_day)),
            .duties = desk_number(pen, u->duties),
            .most = desk_number(pen, most),
            .state = u->over ? desk_fill_one(pen, JK_TEXT_PERSONNEL_OVER_BY, "value",
                                             desk_number(pen, most - u->capacity))
                     : away  ? desk_say(pen, JK_TEXT_PERSONNEL_AWAY)
                             : desk_fill_one(pen, JK_TEXT_PERSONNEL_LEFT, "value",
                                             desk_number(pen, u->capacity - most)),
            .state_class = u->over ? "tolak" : "",
            .unverified = u->unit->verified ? "" : desk_say(pen, JK_TEXT_PERSONNEL_UNVERIFIED)
        };
    }
    s->out->units = list;
    s->out->units_count = list ? b->unit_count : 0;
}

/* Stations of the sub-district; null: none are known there. */
static const struct jk_personnel_tps *tps_of(const struct jk_personnel_day *day,
                                             const struct jk_region *region)
{
    for (size_t i = 0; i < day->tps_count; i++) {
        if (day->tps[i].region == region)
            return &day->tps[i];
    }
    return NULL;
}

static uint32_t sum(const uint32_t by_risk[JK_STATION_RISKS])
{
    uint32_t all = 0;

    for (int i = 0; i < JK_STATION_RISKS; i++)
        all += by_risk[i];
    return all;
}

/* "20 (kurang rawan 12, rawan 8)" */
static const char *risks_text(struct desk_pen *pen, const uint32_t by_risk[JK_STATION_RISKS])
{
    const char *parts = "";

    for (int i = 0; i < JK_STATION_RISKS; i++) {
        if (by_risk[i])
            parts = desk_fmt(pen, "%s%s%s %s", parts, parts[0] ? ", " : "",
                             jk_station_risk_word((enum jk_station_risk)i),
                             desk_number(pen, by_risk[i]));
    }
    return parts[0] ? desk_fmt(pen, "%s (%s)", desk_number(pen, sum(by_risk)), parts)
                    : desk_number(pen, 0);
}

static void fill_districts(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    const struct jk_balance *b = &s->day->balance;
    struct web_personnel_district *list = desk_array(pen, b->district_count, sizeof *list);

    s->out->vote = s->day->tps_count > 0;
    for (size_t i = 0; list && i < b->district_count; i++) {
        const struct jk_district_day *d = &b->districts[i];
        const struct jk_personnel_tps *tps = tps_of(s->day, d->region);
        static const uint32_t none[JK_STATION_RISKS] = { 0 };

        list[i] = (struct web_personnel_district){
            .name = d->region->name,
            .tps = s->out->vote ? risks_text(pen, tps ? tps->stations : none) : "",
            .tps_need = s->out->vote ? risks_text(pen, tps ? tps->officers : none) : "",
            .need = desk_number(pen, d->need),
            .duties = desk_number(pen, d->duties),
            .missing =
                d->missing ? desk_number(pen, d->missing) : desk_say(pen, JK_TEXT_PERSONNEL_ENOUGH),
            .missing_class = d->missing ? "tolak" : ""
        };
    }
    s->out->districts = list;
    s->out->districts_count = list ? b->district_count : 0;
}

static const char *notice_href(struct desk_pen *pen, const char *uid)
{
    char hashed[JK_ADDRESS_HEX + 2];
    struct jk_buf path = { 0 };

    jk_buf_str(&path, "/meja/pemberitahuan/");
    jk_segment_add(&path, jk_uid_segment(uid, hashed));
    return desk_text_of(pen, &path);
}

static const char *officers_text(struct desk_pen *pen, uint32_t officers)
{
    return desk_fill_one(pen, JK_TEXT_PERSONNEL_COUNTED, "value", desk_number(pen, officers));
}

static void fill_tasks(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    size_t count = s->day->task_count < ROWS_MOST ? s->day->task_count : ROWS_MOST;
    struct web_personnel_row *list = desk_array(pen, count, sizeof *list);

    for (size_t i = 0; list && i < count; i++) {
        const struct jk_personnel_task *t = &s->day->tasks[i];
        const char *zone = t->of.zone == JK_ZONE_NONE ? NULL : jk_zone_level_word(t->of.zone);
        const char *const names[] = {
            "size",
            jk_size_word(t->of.size),
            "level",
            t->of.level ? jk_level_name(t->of.level) : desk_say(pen, JK_TEXT_STAT_NO_LEVEL),
            "zone",
            zone ? desk_fill_one(pen, JK_TEXT_PERSONNEL_ZONE, "value", zone)
                 : desk_say(pen, JK_TEXT_PERSONNEL_NO_ZONE),
            NULL
        };

        list[i] = (struct web_personnel_row){
            .hours = desk_hours(pen, (double)t->task.from_s, (double)t->task.to_s),
            .href = notice_href(pen, t->uid),
            .what =
                desk_fmt(pen, "%s%s%s%s%s", desk_capital(pen, jk_kind_name(t->of.kind, pen->lang)),
                         t->party->count ? " " : "",
                         t->party->count ? desk_party_label(pen, t->party) : "",
                         t->place[0] ? ", " : "", t->place),
            .officers = officers_text(pen, t->task.officers),
            .about = desk_fill(pen, JK_TEXT_PERSONNEL_BECAUSE, names)
        };
    }
    s->out->tasks = list;
    s->out->tasks_count = list ? count : 0;
}

static void fill_duties(const struct sheet *s)
{
    struct desk_pen *pen = s->pen;
    size_t count = s->day->duty_count < ROWS_MOST ? s->day->duty_count : ROWS_MOST;
    struct web_personnel_row *list = desk_array(pen, count, sizeof *list);
    const int64_t from_s = s->day->balance.from_s, to_s = from_s + JK_DAY_S;

    for (size_t i = 0; list && i < count; i++) {
        const struct jk_personnel_duty *d = &s->day->duties[i];

        if (d->duty.from_s >= to_s || d->duty.to_s <= from_s) /* of a day beside it */
            continue;
        list[s->out->duties_count++] = (struct web_personnel_row){
            .hours = desk_hours(pen, (double)d->duty.from_s, (double)d->duty.to_s),
            .href = notice_href(pen, d->duty.uid),
            .what = d->summary[0] ? d->summary : jk_kind_name(JK_KIND_PENGAMANAN, pen->lang),
            .officers = officers_text(pen, d->duty.officers),
            .about = personnel_duty_text(pen, d),
            .fault = d->fault == JK_DUTY_SOUND ? "" : personnel_fault_text(pen, d)
        };
    }
    s->out->duties = list;
}

/* "Kekuatan 614; paling banyak diperlukan 668." */
static const char *about_text(const struct sheet *s)
{
    const struct jk_balance *b = &s->day->balance;
    struct desk_pen *pen = s->pen;
    uint32_t need = 0, committed = 0;

    for (int h = 0; h < JK_DAY_HOURS; h++) {
        need = b->hours[h].need > need ? b->hours[h].need : need;
        committed = b->hours[h].committed > committed ? b->hours[h].committed : committed;
    }
    return desk_fill(pen, JK_TEXT_PERSONNEL_ABOUT,
                     (const char *const[]){ "have", desk_number(pen, b->capacity), "asked",
                                            desk_number(pen, need), "value",
                                            desk_number(pen, committed), NULL });
}

static void fill_whatif(const struct sheet *s, const struct jk_personnel_whatif *ask)
{
    struct desk_pen *pen = s->pen;
    struct jk_buf text = { 0 };

    s->out->stations = s->out->each = s->out->answer = "";
    s->out->capacity = desk_fmt(pen, "%u", ask->capacity);
    if (ask->stations == 0)
        return;
    s->out->stations = desk_fmt(pen, "%u", ask->stations);
    s->out->each = desk_fmt(pen, "%u", ask->each);
    jk_personnel_whatif_add(&text, ask, pen->lang);
    s->out->answer = desk_text_of(pen, &text);
}

enum jk_status jk_personnel_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_personnel_day *day,
                                 const struct jk_personnel_whatif *whatif, const char *fault)
{
    JK_ASSERT(day != NULL && whatif != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_personnel view = { .outcome = { NULL, fault }, .region = day->region->code };
    struct sheet s = { &pen, day, &view };
    struct jk_buf content = { 0 };

    pen.tz = day->region->tz;
    view.title = desk_fill(&pen, JK_TEXT_PERSONNEL_TITLE,
                           (const char *const[]){ "where", day->region->name, "date",
                                                  desk_date(&pen, day->day), NULL });
    view.date = desk_iso_date(&pen, day->day);
    view.about = about_text(&s);
    view.unknown = day->balance.known ? "" : desk_say(&pen, JK_TEXT_PERSONNEL_UNKNOWN);
    view.day_href = desk_fmt(&pen, "/meja/hari/%s/%s", day->region->code, view.date);
    if (!reader->past)
        view.duty_href = desk_fmt(&pen, "/meja/personel/tugas?tanggal=%s", view.date);
    fill_over(&s);
    fill_hours(&s);
    fill_units(&s);
    fill_districts(&s);
    fill_duties(&s);
    fill_tasks(&s);
    fill_whatif(&s, whatif);
    if (!pen.failed)
        web_personnel(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
