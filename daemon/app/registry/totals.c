/* Running sums over standing notices: rallies of each paslon and of each region and day, crowds of
 * each region and day.
 *
 * Rules R17 and R18 need them for every verdict; counting anew would walk all notices. A notice is
 * added when it comes to stand and taken out when it leaves, and a sum that falls back to exactly 0
 * is freed: counts and crowds are whole numbers, which doubles add exactly. Adding is all or
 * nothing: what was added before memory ran out is subtracted again. */
#include "daemon/app/registry/totals.h"

#include <stdlib.h>
#include "jarak/policy/calendar.h"

#define KEY_MAX 128 /* a contest, a region and a day */

/* One sum; the table's names are its keys. */
struct sum {
    char key[KEY_MAX];
    double value;
};

static void rally_key(char key[KEY_MAX], const struct jk_party *party, unsigned i)
{
    jk_name_write(key, KEY_MAX, (const char *const[]){ "r", party->contest, NULL },
                  party->paslon[i]);
}

static void day_key(char key[KEY_MAX], const struct jk_party *party, const struct jk_region *region,
                    int32_t day)
{
    jk_name_write(key, KEY_MAX, (const char *const[]){ "d", party->contest, region->code, NULL },
                  day);
}

static void crowd_key(char key[KEY_MAX], const struct jk_region *region, int32_t day)
{
    jk_name_write(key, KEY_MAX, (const char *const[]){ "c", region->code, NULL }, day);
}

static double get(const struct totals *totals, const char *key)
{
    const struct sum *sum = jk_name_table_find(&totals->names, key);

    return sum ? sum->value : 0.0;
}

static bool add(struct totals *totals, const char *key, double by)
{
    struct sum *sum = jk_name_table_make(&totals->names, key, sizeof *sum);

    if (!sum)
        return false;
    sum->value += by;
    if (sum->value == 0.0) { /* counts are whole, and so are crowds */
        jk_name_table_remove(&totals->names, key);
        free(sum);
    }
    return true;
}

/* An instance that takes place; one without facts of its own is the master's. */
static bool takes_place(const struct jk_instance *instance)
{
    return !instance->facts || !instance->facts->cancelled;
}

/* A series is one rally, unless each of its days is cancelled. */
static bool has_live(const struct jk_notice *notice)
{
    size_t i = 0;

    while (i < notice->instance_count && !takes_place(&notice->instances[i]))
        i++;
    return i < notice->instance_count;
}

/* A rally of the campaign, by its first day that takes place. */
static bool is_quota(const struct totals *totals, const struct jk_notice *notice,
                     const struct jk_region *region)
{
    const struct jk_calendar_of of = { notice->facts.party.contest, region->code };
    size_t i = 0;

    while (!takes_place(&notice->instances[i]))
        i++;
    return notice->facts.kind == JK_KIND_RAPAT_UMUM &&
           !(totals->pack &&
             jk_day_is_after(totals->pack, &of,
                             jk_local_day(notice->instances[i].start_s, region->tz->offset_s)));
}

/* Changes the first `most` sums a notice takes part in; *told says how many it changed. */
static bool each(struct totals *totals, const struct jk_notice *notice,
                 const struct jk_region *region, double sign, size_t most, size_t *told)
{
    const struct jk_facts *f = &notice->facts;
    char key[KEY_MAX];
    bool quota;

    *told = 0;
    if (f->cancelled || !has_live(notice) || f->leg != JK_LEG_MAIN || notice->parent ||
        f->kind > JK_KIND_KONVOI)
        return true;
    quota = is_quota(totals, notice, region);
    for (unsigned i = 0; quota && i < f->party.count; i++) {
        rally_key(key, &f->party, i);
        if (*told == most || !add(totals, key, sign))
            return *told == most;
        ++*told;
    }
    for (size_t i = 0; f->kind == JK_KIND_RAPAT_UMUM && i < notice->instance_count; i++) {
        if (!takes_place(&notice->instances[i]))
            continue;
        day_key(key, &f->party, region,
                jk_local_day(notice->instances[i].start_s, region->tz->offset_s));
        if (*told == most || !add(totals, key, sign))
            return *told == most;
        ++*told;
    }
    for (size_t i = 0; f->crowd > 0.0 && i < notice->instance_count; i++) {
        if (!takes_place(&notice->instances[i]))
            continue;
        crowd_key(key, region, jk_local_day(notice->instances[i].start_s, region->tz->offset_s));
        if (*told == most || !add(totals, key, sign * f->crowd))
            return *told == most;
        ++*told;
    }
    return true;
}

bool registry_totals_count(struct totals *totals, const struct jk_notice *notice,
                           const struct jk_region *region)
{
    size_t told, undone;

    if (each(totals, notice, region, 1.0, SIZE_MAX, &told))
        return true;
    each(totals, notice, region, -1.0, told, &undone);
    return false;
}

void registry_totals_uncount(struct totals *totals, const struct jk_notice *notice,
                             const struct jk_region *region)
{
    size_t told;

    each(totals, notice, region, -1.0, SIZE_MAX, &told);
}

double registry_totals_rallies(const struct totals *totals, const struct jk_party *party)
{
    double most = 0.0;

    for (unsigned i = 0; i < party->count; i++) {
        char key[KEY_MAX];

        rally_key(key, party, i);
        if (get(totals, key) > most)
            most = get(totals, key);
    }
    return most;
}

double registry_totals_day(const struct totals *totals, const struct jk_party *party,
                           const struct jk_region *region, int32_t day)
{
    char key[KEY_MAX];

    day_key(key, party, region, day);
    return get(totals, key);
}

double registry_totals_crowd(const struct totals *totals, const struct jk_region *region,
                             int32_t day)
{
    char key[KEY_MAX];

    crowd_key(key, region, day);
    return get(totals, key);
}

void registry_totals_clear(struct totals *totals)
{
    jk_name_table_free(&totals->names, NULL);
}
