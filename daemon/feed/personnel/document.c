/* The day as JSON: the same figures as the page, whole. */
#include "daemon/feed/personnel/words.h"

#include <string.h>
#include "jarak/feed/json/build.h"

static json_t *instant(int64_t at_s, const struct jk_tz *tz)
{
    struct jk_buf text = { 0 };
    json_t *json;

    jk_iso_add(&text, at_s, tz->offset_s);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

static json_t *date(int32_t day)
{
    struct jk_buf text = { 0 };
    json_t *json;

    jk_date_add(&text, day);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

static void set_href(struct jk_json *object, const char *uid)
{
    char hashed[JK_ADDRESS_HEX + 2];
    struct jk_buf path = { 0 };

    jk_buf_str(&path, "/api/v1/notices/");
    jk_segment_add(&path, jk_uid_segment(uid, hashed));
    jk_json_set(object, "href", jk_buf_ok(&path) ? json_stringn(path.at, path.len) : NULL);
    jk_buf_clear(&path);
}

static json_t *hours_json(const struct jk_balance *b)
{
    struct jk_json list = jk_json_list();

    for (unsigned h = 0; h < JK_DAY_HOURS; h++) {
        struct jk_json one = jk_json_object();

        jk_json_set_integer(&one, "hour", h);
        jk_json_set_integer(&one, "need", b->hours[h].need);
        jk_json_set_integer(&one, "committed", b->hours[h].committed);
        jk_json_set_integer(&one, "missing",
                            jk_balance_is_short(b, h) ? b->hours[h].need - b->capacity : 0);
        jk_json_add(&list, jk_json_end(&one));
    }
    return jk_json_end(&list);
}

static json_t *units_json(const struct jk_personnel_day *day)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < day->balance.unit_count; i++) {
        const struct jk_unit_day *u = &day->balance.units[i];
        struct jk_json one = jk_json_object(), hours = jk_json_list();

        jk_json_set_text(&one, "code", u->unit->code);
        jk_json_set_text(&one, "name", u->unit->name);
        jk_json_set_text(&one, "region", u->unit->region);
        jk_json_set_integer(&one, "officers", u->unit->officers);
        jk_json_set(&one, "from", date(u->unit->from_day));
        jk_json_set(&one, "to", date(u->unit->to_day));
        jk_json_set_bool(&one, "verified", u->unit->verified);
        jk_json_set_bool(&one, "there", jk_unit_holds(u->unit, day->day));
        jk_json_set_integer(&one, "duties", u->duties);
        jk_json_set_bool(&one, "over", u->over);
        for (unsigned h = 0; h < JK_DAY_HOURS; h++)
            jk_json_add(&hours, json_integer(u->committed[h]));
        jk_json_set(&one, "committed", jk_json_end(&hours));
        jk_json_add(&list, jk_json_end(&one));
    }
    return jk_json_end(&list);
}

static json_t *tasks_json(const struct jk_personnel_day *day)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < day->task_count; i++) {
        const struct jk_personnel_task *t = &day->tasks[i];
        struct jk_json one = jk_json_object();
        struct jk_buf party = { 0 };

        jk_party_add(&party, day->pack, t->party);
        jk_json_set_text(&one, "uid", t->uid);
        set_href(&one, t->uid);
        jk_json_set_text(&one, "kind", jk_kind_word(t->of.kind));
        jk_json_set_text(&one, "party", t->party->count && jk_buf_ok(&party) ? party.at : "");
        jk_json_set_text(&one, "size", jk_size_word(t->of.size));
        jk_json_set_text(&one, "level", jk_level_word(t->of.level));
        jk_json_set_text(&one, "zone",
                         t->of.zone == JK_ZONE_NONE ? "none" : jk_zone_level_word(t->of.zone));
        jk_json_set_text(&one, "place", t->place);
        jk_json_set_text(&one, "district", t->task.district ? t->task.district->code : "");
        jk_json_set(&one, "start", instant(t->task.from_s, day->region->tz));
        jk_json_set(&one, "end", instant(t->task.to_s, day->region->tz));
        jk_json_set_integer(&one, "officers", t->task.officers);
        jk_json_add(&list, jk_json_end(&one));
        jk_buf_clear(&party);
    }
    return jk_json_end(&list);
}

static json_t *duties_json(const struct jk_personnel_day *day)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < day->duty_count; i++) {
        const struct jk_personnel_duty *d = &day->duties[i];
        struct jk_json one = jk_json_object();

        jk_json_set_text(&one, "uid", d->duty.uid);
        set_href(&one, d->duty.uid);
        jk_json_set_text(&one, "summary", d->summary);
        jk_json_set_text(&one, "unit",
                         d->duty.unit == SIZE_MAX ? d->unit
                                                  : day->pack->personnel.units[d->duty.unit].code);
        jk_json_set_integer(&one, "officers", d->duty.officers);
        jk_json_set_text(&one, "guards", d->guards);
        jk_json_set_text(&one, "about", d->about);
        jk_json_set_text(&one, "district", d->duty.district ? d->duty.district->code : "");
        jk_json_set_bool(&one, "placed", d->duty.placed);
        jk_json_set(&one, "start", instant(d->duty.from_s, day->region->tz));
        jk_json_set(&one, "end", instant(d->duty.to_s, day->region->tz));
        jk_json_set_text(&one, "fault", personnel_fault_word(d->fault));
        jk_json_add(&list, jk_json_end(&one));
    }
    return jk_json_end(&list);
}

static json_t *districts_json(const struct jk_balance *b)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < b->district_count; i++) {
        struct jk_json one = jk_json_object();

        jk_json_set_text(&one, "code", b->districts[i].region->code);
        jk_json_set_text(&one, "name", b->districts[i].region->name);
        jk_json_set_integer(&one, "need", b->districts[i].need);
        jk_json_set_integer(&one, "duties", b->districts[i].duties);
        jk_json_set_integer(&one, "missing", b->districts[i].missing);
        jk_json_add(&list, jk_json_end(&one));
    }
    return jk_json_end(&list);
}

static json_t *tps_json(const struct jk_personnel_day *day)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < day->tps_count; i++) {
        for (int risk = 0; risk < JK_STATION_RISKS; risk++) {
            struct jk_json one;

            if (day->tps[i].stations[risk] == 0)
                continue;
            one = jk_json_object();
            jk_json_set_text(&one, "district", day->tps[i].region->code);
            jk_json_set_text(&one, "risk", jk_station_risk_word((enum jk_station_risk)risk));
            jk_json_set_integer(&one, "stations", day->tps[i].stations[risk]);
            jk_json_set_integer(&one, "officers", day->tps[i].officers[risk]);
            jk_json_add(&list, jk_json_end(&one));
        }
    }
    return jk_json_end(&list);
}

json_t *jk_personnel_json(const struct jk_personnel_day *day, enum jk_lang lang)
{
    struct jk_json object = jk_json_object();

    (void)lang;
    jk_json_set_text(&object, "region", day->region->code);
    jk_json_set(&object, "date", date(day->day));
    jk_json_set_bool(&object, "vote", day->vote);
    jk_json_set_bool(&object, "known", day->balance.known);
    jk_json_set_integer(&object, "capacity", day->balance.capacity);
    jk_json_set(&object, "hours", hours_json(&day->balance));
    jk_json_set(&object, "units", units_json(day));
    jk_json_set(&object, "activities", tasks_json(day));
    jk_json_set(&object, "duties", duties_json(day));
    jk_json_set(&object, "districts", districts_json(&day->balance));
    jk_json_set(&object, "tps", tps_json(day));
    return jk_json_end(&object);
}

json_t *jk_personnel_whatif_json(const struct jk_personnel_whatif *ask, enum jk_lang lang)
{
    const json_int_t need = (json_int_t)ask->stations * ask->each;
    struct jk_json object = jk_json_object();
    struct jk_buf text = { 0 };

    jk_personnel_whatif_add(&text, ask, lang);
    jk_json_set_integer(&object, "stations", ask->stations);
    jk_json_set_integer(&object, "each", ask->each);
    jk_json_set_integer(&object, "need", need);
    jk_json_set_integer(&object, "capacity", ask->capacity);
    jk_json_set_integer(&object, "missing", need > ask->capacity ? need - ask->capacity : 0);
    jk_json_set_integer(&object, "left", need < ask->capacity ? ask->capacity - need : 0);
    jk_json_set(&object, "text", jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL);
    jk_buf_clear(&text);
    return jk_json_end(&object);
}
