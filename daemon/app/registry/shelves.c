/* Lists of entries by region, and within it by day.
 *
 * A shelf is a regency or a province: a code of two parts or of one. What is of 64.08 or touches
 * 64.08.04 is listed under 64.08 and under 64; a sub-district's own few are found among its
 * regency's. Days are those of UTC, for a chain's zone is its region's and a guest may be in
 * another: a local day then is two or three lists.
 *
 * All entries of a chain are listed where one is wanted, for a chain is shown as a whole. A chain
 * keeps where it is listed (`places`), so that what it was about before need not be known when it
 * has changed: it is compared with what it is about now. Lists hold numbers, which stay the same
 * while packs are exchanged. A list keeps its place when it has become empty: a trial that is taken
 * back comes to lie where it was. */
#include "daemon/app/registry/shelves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/registry/registry_internal.h"
#include "jarak/app/registry/walk.h"
#include "jarak/base/heap.h"
#include "jarak/policy/ground.h"

/* Numbers of entries, ascending, each once. */
struct list {
    uint32_t *at;
    size_t count, cap;
};

struct day_list {
    int32_t day;
    struct list *list;
};

struct shelf {
    char code[JK_REGION_CUT];
    struct list all;
    struct day_list *days; /* ascending */
    size_t day_count, day_cap;
};

/* Where a chain is listed, by address. */
struct registry_places {
    size_t count;
    struct list *at[];
};

/* The first place of a number, or where it would be. */
static size_t place_of(const uint32_t *at, size_t count, uint32_t number)
{
    size_t low = 0, high = count;

    if (count && at[count - 1] < number)
        return count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (at[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool list_add(struct list *list, uint32_t number)
{
    size_t at = place_of(list->at, list->count, number);

    if (at < list->count && list->at[at] == number)
        return true;
    if (!jk_grow(&list->at, list->count, &list->cap, sizeof *list->at))
        return false;
    memmove(&list->at[at + 1], &list->at[at], (list->count - at) * sizeof *list->at);
    list->at[at] = number;
    list->count++;
    return true;
}

static void list_remove(struct list *list, uint32_t number)
{
    size_t at = place_of(list->at, list->count, number);

    if (at == list->count || list->at[at] != number)
        return;
    list->count--;
    memmove(&list->at[at], &list->at[at + 1], (list->count - at) * sizeof *list->at);
}

static struct shelf *find_shelf(const struct registry_shelves *shelves, const char *region)
{
    char code[JK_REGION_CUT];

    jk_region_cut(region, 2, code);
    return jk_name_table_find(&shelves->table, code);
}

/* The first list of that day or a later one. */
static size_t day_from(const struct shelf *shelf, int32_t day)
{
    size_t low = 0, high = shelf->day_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (shelf->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct list *find_day(const struct shelf *shelf, int32_t day)
{
    size_t at = day_from(shelf, day);

    return at < shelf->day_count && shelf->days[at].day == day ? shelf->days[at].list : NULL;
}

static struct list *make_day(struct shelf *shelf, int32_t day)
{
    struct list *list = find_day(shelf, day);
    size_t at = day_from(shelf, day);

    if (list || !jk_grow(&shelf->days, shelf->day_count, &shelf->day_cap, sizeof *shelf->days) ||
        !(list = jk_heap_zeroed(1, sizeof *list)))
        return list;
    memmove(&shelf->days[at + 1], &shelf->days[at], (shelf->day_count - at) * sizeof *shelf->days);
    shelf->days[at] = (struct day_list){ day, list };
    shelf->day_count++;
    return list;
}

/* What a chain is about now. */
struct about {
    struct shelf **shelves;
    size_t shelf_count, shelf_cap;
    int32_t *days;
    size_t day_count, day_cap;
};

/* Shelves are few: those of two or three regions. */
static bool add_shelf(struct registry_shelves *shelves, const char *region, int parts,
                      struct about *about)
{
    char code[JK_REGION_CUT];
    struct shelf *shelf;

    jk_region_cut(region, parts, code);
    for (size_t i = 0; i < about->shelf_count; i++) {
        if (strcmp(about->shelves[i]->code, code) == 0)
            return true;
    }
    shelf = jk_name_table_make(&shelves->table, code, sizeof(struct shelf));
    if (!shelf ||
        !jk_grow(&about->shelves, about->shelf_count, &about->shelf_cap, sizeof *about->shelves))
        return false;
    about->shelves[about->shelf_count++] = shelf;
    return true;
}

static bool add_region(struct registry_shelves *shelves, const char *region, struct about *about)
{
    return add_shelf(shelves, region, 2, about) && add_shelf(shelves, region, 1, about);
}

static int32_t utc_day(int64_t at_s)
{
    return jk_local_day(at_s, 0);
}

/* Instances come by start, and most days once: a day just added is not added again. */
static bool add_days(const struct jk_notice *notice, struct about *about)
{
    for (size_t i = 0; i < notice->instance_count; i++) {
        const struct jk_instance *at = &notice->instances[i];
        int32_t day = utc_day(at->start_s), last = utc_day(at->end_s - 1);

        do {
            if (about->day_count > 0 && about->days[about->day_count - 1] == day)
                continue;
            if (!jk_grow(&about->days, about->day_count, &about->day_cap, sizeof *about->days))
                return false;
            about->days[about->day_count++] = day;
        } while (day++ < last);
    }
    return true;
}

static bool add_version(struct jk_registry *registry, const struct jk_entry *entry,
                        struct jk_version *version, struct about *about)
{
    bool ok = !version || (registry_ground_find(registry->pack, entry, version) &&
                           add_days(version->notice, about));

    for (size_t i = 0; version && ok && i < version->ground->count; i++)
        ok = add_region(&registry->shelves, version->ground->at[i]->code, about);
    return ok;
}

static bool find_about(struct jk_registry *registry, const struct jk_chain *chain,
                       struct about *about)
{
    bool ok = add_region(&registry->shelves, chain->region->code, about);

    for (size_t i = 0; i < chain->entry_count && ok; i++) {
        const struct jk_entry *entry = chain->entries[i];

        ok = add_version(registry, entry, entry->current, about) &&
             add_version(registry, entry, entry->approved, about) &&
             add_version(registry, entry, entry->happened, about);
    }
    return ok;
}

static int compare_days(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_days(struct about *about)
{
    size_t kept = 0;

    if (about->day_count)
        qsort(about->days, about->day_count, sizeof *about->days, compare_days);
    for (size_t i = 0; i < about->day_count; i++) {
        if (kept == 0 || about->days[kept - 1] != about->days[i])
            about->days[kept++] = about->days[i];
    }
    about->day_count = kept;
}

static int compare_places(const void *a, const void *b)
{
    const uintptr_t x = (uintptr_t) * (struct list *const *)a;
    const uintptr_t y = (uintptr_t) * (struct list *const *)b;

    return (x > y) - (x < y);
}

/* The lists of what it is about. Null: memory is out. */
static struct registry_places *places_of(const struct about *about)
{
    size_t most = about->shelf_count * (1 + about->day_count);
    struct registry_places *places =
        jk_heap_take(sizeof *places + most * sizeof(struct list *)); /* as many as there will be */

    if (!places)
        return NULL;
    places->count = 0;
    for (size_t i = 0; i < about->shelf_count; i++) {
        places->at[places->count++] = &about->shelves[i]->all;
        for (size_t k = 0; k < about->day_count; k++) {
            struct list *list = make_day(about->shelves[i], about->days[k]);

            if (!list) {
                free(places);
                return NULL;
            }
            places->at[places->count++] = list;
        }
    }
    qsort(places->at, places->count, sizeof(struct list *), compare_places);
    return places;
}

static bool is_in(const struct registry_places *places, const struct list *list)
{
    return places &&
           bsearch(&list, places->at, places->count, sizeof(struct list *), compare_places) != NULL;
}

/* False: memory is out, and some may be missing. */
static bool move(struct jk_chain *chain, struct registry_places *places)
{
    struct registry_places *before = chain->places;
    bool ok = true;

    for (size_t i = 0; before && i < before->count; i++) {
        for (size_t k = 0; k < chain->entry_count && !is_in(places, before->at[i]); k++)
            list_remove(before->at[i], chain->entries[k]->number);
    }
    for (size_t i = 0; i < places->count && ok; i++) {
        for (size_t k = 0; k < chain->entry_count && ok; k++)
            ok = list_add(places->at[i], chain->entries[k]->number);
    }
    free(before);
    chain->places = places;
    return ok;
}

void registry_shelve(struct jk_registry *registry, struct jk_chain *chain)
{
    struct about about = { .shelf_count = 0 };
    struct registry_places *places = NULL;

    if (find_about(registry, chain, &about)) {
        sort_days(&about);
        places = places_of(&about);
    }
    if (!places || !move(chain, places))
        registry->shelves.lost = true;
    free(about.shelves);
    free(about.days);
}

void registry_unshelve(struct jk_registry *registry, const struct jk_entry *entry)
{
    const struct registry_places *places = entry->chain->places;

    (void)registry;
    for (size_t i = 0; places && i < places->count; i++)
        list_remove(places->at[i], entry->number);
}

void registry_unshelve_chain(struct jk_registry *registry, struct jk_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++)
        registry_unshelve(registry, chain->entries[i]);
    free(chain->places);
    chain->places = NULL;
}

void registry_shelves_clear(struct registry_shelves *shelves)
{
    for (size_t i = 0; i < shelves->table.cap; i++) {
        struct shelf *shelf = shelves->table.values[i];

        for (size_t k = 0; shelf && k < shelf->day_count; k++) {
            free(shelf->days[k].list->at);
            free(shelf->days[k].list);
        }
        if (shelf) {
            free(shelf->days);
            free(shelf->all.at);
        }
        free(shelf);
    }
    jk_name_table_clear(&shelves->table);
}

static void put_list(struct jk_walk *walk, size_t i, const struct list *list)
{
    if (list) {
        walk->lists[i].at = list->at;
        walk->lists[i].count = list->count;
    }
}

/* Everything where lists were lost, else nothing yet. */
static struct jk_walk begin(const struct jk_registry *registry)
{
    struct jk_walk walk = { .registry = registry };

    if (registry->shelves.lost)
        walk.end = registry->entry_count;
    return walk;
}

struct jk_walk jk_registry_walk(const struct jk_registry *registry, const char *region)
{
    const struct shelf *shelf = find_shelf(&registry->shelves, region);
    struct jk_walk walk = begin(registry);

    if (!region[0])
        walk.end = registry->entry_count;
    else if (shelf && !registry->shelves.lost)
        put_list(&walk, 0, &shelf->all);
    return walk;
}

struct jk_walk jk_registry_walk_contest(const struct jk_registry *registry, const char *contest)
{
    const struct jk_contest *of = jk_pack_contest(registry->pack, contest);
    const struct jk_region *region = of ? jk_pack_region(registry->pack, of->region) : NULL;

    if (region && region->parent[0])
        return jk_registry_walk(registry, region->code);
    return (struct jk_walk){ .registry = registry, .end = registry->entry_count };
}

struct jk_walk jk_registry_walk_day(const struct jk_registry *registry, const char *region,
                                    int32_t day)
{
    const struct shelf *shelf = find_shelf(&registry->shelves, region);
    struct jk_walk walk = begin(registry);

    for (int i = 0; shelf && !registry->shelves.lost && i < JK_WALK_LISTS; i++)
        put_list(&walk, (size_t)i, find_day(shelf, day - 1 + i));
    return walk;
}

bool jk_registry_walk_beyond(const struct jk_registry *registry, const char *region, int step,
                             int32_t *day, struct jk_walk *out)
{
    const struct shelf *shelf = find_shelf(&registry->shelves, region);
    size_t at;

    *out = begin(registry);
    if (!shelf || registry->shelves.lost)
        return false;
    at = day_from(shelf, step < 0 ? *day : *day + 1);
    if (step < 0)
        at--; /* before the first: it is beyond the last then */
    while (at < shelf->day_count && shelf->days[at].list->count == 0)
        at += step < 0 ? SIZE_MAX : 1;
    if (at >= shelf->day_count)
        return false;
    *day = shelf->days[at].day;
    put_list(out, 0, shelf->days[at].list);
    return true;
}

bool jk_registry_walks(const struct jk_registry *registry, const char *region,
                       const struct jk_chain *chain)
{
    const struct shelf *shelf = find_shelf(&registry->shelves, region);
    const uint32_t number = chain->entries[0]->number;
    size_t at;

    if (registry->shelves.lost || !shelf)
        return registry->shelves.lost;
    at = place_of(shelf->all.at, shelf->all.count, number);
    return at < shelf->all.count && shelf->all.at[at] == number;
}

void jk_walk_from(struct jk_walk *walk, uint32_t number)
{
    for (size_t i = 0; i < JK_WALK_LISTS; i++) {
        size_t at = place_of(walk->lists[i].at, walk->lists[i].count, number);

        walk->lists[i].at += walk->lists[i].count ? at : 0;
        walk->lists[i].count -= at;
    }
    walk->next = number > walk->next ? number : walk->next;
}

struct jk_entry *jk_walk_entry(struct jk_walk *walk)
{
    uint32_t least = UINT32_MAX;

    if (walk->next < walk->end)
        return walk->registry->entries[walk->next++];
    for (size_t i = 0; i < JK_WALK_LISTS; i++) {
        if (walk->lists[i].count && walk->lists[i].at[0] < least)
            least = walk->lists[i].at[0];
    }
    if (least == UINT32_MAX)
        return NULL;
    for (size_t i = 0; i < JK_WALK_LISTS; i++) {
        if (walk->lists[i].count && walk->lists[i].at[0] == least) {
            walk->lists[i].at++;
            walk->lists[i].count--;
        }
    }
    return walk->registry->entries[least];
}

struct jk_chain *jk_walk_chain(struct jk_walk *walk)
{
    const struct jk_entry *entry;

    while ((entry = jk_walk_entry(walk))) {
        if (entry->chain->entries[0] == entry)
            return entry->chain;
    }
    return NULL;
}

size_t jk_walk_most(const struct jk_walk *walk)
{
    size_t most = walk->end > walk->next ? walk->end - walk->next : 0;

    for (size_t i = 0; i < JK_WALK_LISTS; i++)
        most += walk->lists[i].count;
    return most;
}
