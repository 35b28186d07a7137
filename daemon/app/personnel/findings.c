/* What was counted about one notice: the worst hour it takes part in (R32), and what is wrong with
 * a duty (R33). The first day of the notice on which there is something is told. */
#include <string.h>
#include "daemon/app/personnel/room.h"

#define DAYS_MOST 31 /* of a series that are looked at */

/* The worst hour so far. */
struct worst {
    uint32_t asked, have;
    unsigned hours; /* that are over */
    unsigned hour;  /* which is the worst */
    const char *unit;
};

static void note(struct worst *w, unsigned hour, uint32_t asked, uint32_t have, const char *unit)
{
    w->hours++;
    if (w->asked == 0 || asked - have > w->asked - w->have) {
        w->asked = asked;
        w->have = have;
        w->hour = hour;
        w->unit = unit;
    }
}

/* The hours of the day that ask for more than there is, where the chain asks for some of it. */
static void look_at_day(const struct jk_personnel_day *day, const struct jk_chain *chain,
                        struct worst *w)
{
    for (size_t i = 0; i < day->task_count; i++) {
        const struct jk_personnel_task *task = &day->tasks[i];

        if (task->chain != chain->number || task->task.officers == 0)
            continue;
        for (unsigned h = 0; h < JK_DAY_HOURS; h++) {
            if (jk_balance_is_short(&day->balance, h) &&
                jk_hour_touches(&day->balance, h, task->task.from_s, task->task.to_s))
                note(w, h, day->balance.hours[h].need, day->balance.capacity, NULL);
        }
    }
}

static const struct jk_unit_day *unit_day(const struct jk_personnel_day *day, size_t unit)
{
    for (size_t i = 0; unit != SIZE_MAX && i < day->balance.unit_count; i++) {
        if (day->balance.units[i].unit == &day->pack->personnel.units[unit])
            return &day->balance.units[i];
    }
    return NULL;
}

/* With the ways there and back, which are what may be too much. */
static void look_at_duty(const struct jk_personnel_day *day, const struct jk_personnel_duty *duty,
                         struct worst *w)
{
    const struct jk_unit_day *unit = unit_day(day, duty->duty.unit);
    int64_t out_s = 0, back_s = 0;

    if (!unit || !unit->over)
        return;
    if (unit->unit->has_base && duty->duty.placed) {
        out_s =
            jk_personnel_travel_s(day->pack, day->region->code, unit->unit->base, duty->duty.begin);
        back_s =
            jk_personnel_travel_s(day->pack, day->region->code, duty->duty.end, unit->unit->base);
    }
    for (unsigned h = 0; h < JK_DAY_HOURS; h++) {
        if (jk_unit_is_over(unit, h) &&
            jk_hour_touches(&day->balance, h, duty->duty.from_s - out_s, duty->duty.to_s + back_s))
            note(w, h, unit->committed[h], unit->capacity, unit->unit->name);
    }
}

/* Duties of the entry, and those that guard its chain. */
static void look_at_duties(const struct jk_personnel_day *day, const struct jk_entry *entry,
                           struct worst *w, const struct jk_personnel_duty **faulty)
{
    for (size_t i = 0; i < day->duty_count; i++) {
        const struct jk_personnel_duty *duty = &day->duties[i];

        if (duty->entry == entry->number && duty->fault != JK_DUTY_SOUND && !*faulty)
            *faulty = duty;
        if (duty->entry == entry->number || duty->chain == entry->chain->number)
            look_at_duty(day, duty, w);
    }
}

static bool fill(struct jk_arena *arena, const struct jk_personnel_day *day, const struct worst *w,
                 const struct jk_personnel_duty *faulty, struct jk_rule_personnel *out)
{
    if (w->asked > 0) {
        out->is_over = true;
        out->from_s = day->balance.from_s + (int64_t)w->hour * 3600;
        out->to_s = out->from_s + 3600;
        out->more = w->hours - 1;
        out->asked = w->asked;
        out->have = w->have;
        out->unit = w->unit ? jk_arena_copy(arena, jk_span_of(w->unit)) : NULL;
    }
    if (faulty && out->fault == JK_DUTY_SOUND) {
        const bool of_unit =
            faulty->fault == JK_DUTY_UNIT_UNKNOWN || faulty->fault == JK_DUTY_UNIT_AWAY;

        out->fault = faulty->fault;
        out->about = jk_arena_copy(arena, jk_span_of(of_unit ? faulty->unit : faulty->about));
        out->guarded_from_s = faulty->guarded_from_s;
        out->guarded_to_s = faulty->guarded_to_s;
    }
    return (!w->unit || out->unit) && (!faulty || out->about);
}

/* Where the units that answer for it are put: the regency, or the province where that decides. */
static const struct jk_region *ground_of(const struct jk_pack *pack, const struct jk_chain *chain)
{
    char code[JK_REGION_CUT];

    jk_region_cut(chain->region->code, 2, code);
    return jk_pack_region(pack, code);
}

/* One day of the notice. False: memory is out. */
static bool look(struct jk_app *app, struct jk_arena *arena, const struct jk_entry *entry,
                 int32_t day, struct jk_rule_personnel *out)
{
    const struct jk_region *region = ground_of(app->pack, entry->chain);
    const struct jk_personnel_duty *faulty = NULL;
    const struct jk_personnel_day *counted;
    struct worst worst = { .asked = 0 };

    if (!region)
        return true;
    if (jk_app_personnel(app, region, day, &counted) != JK_OK)
        return false;
    if (!out->is_over)
        look_at_day(counted, entry->chain, &worst);
    look_at_duties(counted, entry, &worst, &faulty);
    return fill(arena, counted, &worst, out->fault == JK_DUTY_SOUND ? faulty : NULL, out);
}

static bool is_duty(const struct jk_notice *notice)
{
    bool duty = jk_facts_are_duty(&notice->facts);

    for (size_t i = 0; i < notice->instance_count && !duty; i++)
        duty = jk_facts_are_duty(notice->instances[i].facts);
    return duty;
}

const struct jk_rule_personnel *jk_app_personnel_finding(struct jk_app *app, struct jk_arena *arena,
                                                         const struct jk_entry *entry)
{
    const struct jk_notice *notice = entry->current->notice;
    struct jk_rule_personnel *out;
    int32_t last = INT32_MIN;
    unsigned days = 0;

    if (!app->personnel || (app->pack->personnel.unit_count == 0 && !is_duty(notice)))
        return NULL;
    out = jk_arena_take(arena, sizeof *out);
    if (!out)
        return NULL;
    *out = (struct jk_rule_personnel){ .about = "" };
    for (size_t i = 0; i < notice->instance_count && days < DAYS_MOST; i++) {
        int32_t day =
            jk_local_day(notice->instances[i].start_s, entry->chain->region->tz->offset_s);

        if (day == last || notice->instances[i].facts->cancelled)
            continue;
        last = day;
        days++;
        if (!look(app, arena, entry, day, out))
            return NULL;
        if (out->is_over && (out->fault != JK_DUTY_SOUND || !is_duty(notice)))
            break;
    }
    return out;
}
