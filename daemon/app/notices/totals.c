#include "daemon/app/notices/totals.h"

#include <stdio.h>
#include <stdlib.h>

#define KEY_MAX 64

/* One sum; the table's names are its keys. */
struct sum {
    char key[KEY_MAX];
    double value;
};

static void rally_key(char key[KEY_MAX], const struct jk_party *party, unsigned i)
{
    snprintf(key, KEY_MAX, "r/%s/%u", party->contest, party->paslon[i]);
}

static void crowd_key(char key[KEY_MAX], const struct jk_region *region, int32_t day)
{
    snprintf(key, KEY_MAX, "c/%s/%d", region->code, (int)day);
}

static double get(const struct tally *tally, const char *key)
{
    const struct sum *sum = table_find(&tally->names, key);

    return sum ? sum->value : 0.0;
}

static bool add(struct tally *tally, const char *key, double by)
{
    struct sum *sum = table_find(&tally->names, key);

    if (!sum) {
        sum = calloc(1, sizeof *sum);
        if (!sum)
            return false;
        snprintf(sum->key, sizeof sum->key, "%s", key);
        if (!table_add(&tally->names, sum->key, sum)) {
            free(sum);
            return false;
        }
    }
    sum->value += by;
    if (sum->value == 0.0) { /* counts are whole, and so are crowds */
        table_remove(&tally->names, key);
        free(sum);
    }
    return true;
}

/* Change the first `most` sums a notice takes part in; *told says how many. */
static bool each(struct tally *tally, const struct jk_notice *notice,
                 const struct jk_region *region, double sign, size_t most, size_t *told)
{
    const struct jk_facts *f = &notice->facts;
    char key[KEY_MAX];

    *told = 0;
    if (f->leg != JK_LEG_MAIN || notice->parent || f->kind > JK_KIND_KONVOI)
        return true;
    for (unsigned i = 0; f->kind == JK_KIND_RAPAT_UMUM && i < f->party.count; i++) {
        rally_key(key, &f->party, i);
        if (*told == most || !add(tally, key, sign))
            return *told == most;
        ++*told;
    }
    for (size_t i = 0; f->crowd > 0.0 && i < notice->instance_count; i++) {
        crowd_key(key, region, jk_local_day(notice->instances[i].start_s, region->zone->offset_s));
        if (*told == most || !add(tally, key, sign * f->crowd))
            return *told == most;
        ++*told;
    }
    return true;
}

bool tally_count(struct tally *tally, const struct jk_notice *notice,
                 const struct jk_region *region)
{
    size_t told, undone;

    if (each(tally, notice, region, 1.0, SIZE_MAX, &told))
        return true;
    each(tally, notice, region, -1.0, told, &undone);
    return false;
}

void tally_uncount(struct tally *tally, const struct jk_notice *notice,
                   const struct jk_region *region)
{
    size_t told;

    each(tally, notice, region, -1.0, SIZE_MAX, &told);
}

double tally_rallies(const struct tally *tally, const struct jk_party *party)
{
    double most = 0.0;

    for (unsigned i = 0; i < party->count; i++) {
        char key[KEY_MAX];

        rally_key(key, party, i);
        if (get(tally, key) > most)
            most = get(tally, key);
    }
    return most;
}

double tally_crowd(const struct tally *tally, const struct jk_region *region, int32_t day)
{
    char key[KEY_MAX];

    crowd_key(key, region, day);
    return get(tally, key);
}

void tally_clear(struct tally *tally)
{
    for (size_t i = 0; i < tally->names.slots; i++)
        free(tally->names.values[i]);
    table_clear(&tally->names);
}
