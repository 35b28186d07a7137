/* Days of a contest to the instances that stand on them: only its own can be rivals.
 *
 * A day keeps its room when it has become empty: a version that stepped aside for a trial comes
 * back, and then nothing may have to be allocated. The newest instances are taken out the most, so
 * they are looked for from the end.
 *
 * Where something is, is a list of codes: of an activity whose place is known the sub-districts it
 * touches or may touch; else those its text names; else the region that elects, anywhere in which
 * it may be. Two meet if a code of one holds a code of the other. What a route touches is asked
 * only here, for the few pairs of which one side has no place. */
#include "daemon/app/registry/days.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/heap.h"
#include "jarak/geo/outline.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/place_words.h"
#include "jarak/policy/touched.h"
#include "jarak/policy/kpu_slots.h"

#define KEY_MAX (JK_NAME_NUMBER + JK_CONTEST_ID_MAX) /* a contest and a day number */

/* A version that has an instance on the day. */
struct standing {
    const struct jk_entry *entry;
    struct jk_version *version;
};

struct standings {
    struct standing *at;
    size_t count, cap;
};

/* Nearly all have a place that can be judged, and two that have are no matter of this file: so
 * those that lack one are listed by themselves, and a filing of the usual kind looks at no other.
 */
struct day {
    char key[KEY_MAX];
    struct standings assessed, others;
};

static struct standings *standings_of(struct day *day, const struct jk_version *version)
{
    return jk_version_is_assessed(version) ? &day->assessed : &day->others;
}

/* Where an activity may be. Following a route costs more than all else here, so that a version
 * keeps its answer: a series of sixty days among a hundred convoys a day would ask six thousand
 * times. */
struct registry_where {
    const char *codes[JK_TOUCHED_MAX + JK_TOUCHED_MAX];
    size_t count;
};

static bool may_meet_rivals(const struct jk_facts *f)
{
    return !f->cancelled && !jk_facts_are_neutral(f) && f->kind <= JK_KIND_KONVOI &&
           f->place_by != JK_PLACE_ONLINE;
}

/* The local days of an instance; both belong to it. */
static void days_of(const struct jk_entry *entry, const struct jk_instance *instance, int32_t *from,
                    int32_t *to)
{
    int32_t offset_s = entry->chain->region->tz->offset_s;

    *from = jk_local_day(instance->start_s, offset_s);
    *to = jk_local_day(instance->end_s - 1, offset_s);
}

/* The days of a version, each once, those of the pack's calendar. Instances come by start, so what
 * lies before the last day that was given has been given. */
struct walk {
    const struct jk_pack *pack;
    const struct jk_entry *entry;
    const struct jk_notice *notice;
    size_t instance;
    int32_t next, to;
    bool open;
};

static bool next_day(struct walk *w, int32_t *day)
{
    while (!w->open || w->next > w->to) {
        const struct jk_instance *instance;
        int32_t from;

        if (w->instance == w->notice->instance_count)
            return false;
        instance = &w->notice->instances[w->instance++];
        if (!may_meet_rivals(instance->facts))
            continue;
        days_of(w->entry, instance, &from, &w->to);
        from = from < w->pack->from_day ? w->pack->from_day : from;
        w->to = w->to > w->pack->to_day ? w->pack->to_day : w->to;
        w->next = w->open && w->next > from ? w->next : from;
        w->open = true;
    }
    *day = w->next++;
    return true;
}

/* Rivals are of one contest, so that each has days of its own: a regency's activity does not look
 * at those of the nation. */
static void write_key(char key[KEY_MAX], const char *contest, int32_t day)
{
    jk_name_write(key, KEY_MAX, (const char *const[]){ contest, NULL }, day);
}

static struct day *find_day(const struct registry_days *days, const char *contest, int32_t day)
{
    char key[KEY_MAX];

    write_key(key, contest, day);
    return jk_name_table_find(&days->table, key);
}

static struct day *make_day(struct registry_days *days, const char *contest, int32_t number)
{
    char key[KEY_MAX];

    write_key(key, contest, number);
    return jk_name_table_make(&days->table, key, sizeof(struct day));
}

static struct walk walk_of(const struct registry_days *days, const struct jk_entry *entry,
                           const struct jk_version *version)
{
    return (struct walk){ .pack = days->pack, .entry = entry, .notice = version->notice };
}

void registry_days_leave(struct registry_days *days, const struct jk_entry *entry,
                         const struct jk_version *version)
{
    struct walk walk = walk_of(days, entry, version);
    int32_t number;

    while (next_day(&walk, &number)) {
        struct day *day = find_day(days, version->notice->facts.party.contest, number);
        struct standings *of = day ? standings_of(day, version) : NULL;
        size_t i = of ? of->count : 0;

        while (i > 0 && of->at[i - 1].version != version)
            i--;
        if (i > 0)
            of->at[i - 1] = of->at[--of->count];
    }
}

bool registry_days_enter(struct registry_days *days, const struct jk_entry *entry,
                         struct jk_version *version)
{
    struct walk walk = walk_of(days, entry, version);
    int32_t number;

    while (next_day(&walk, &number)) {
        struct day *day = make_day(days, version->notice->facts.party.contest, number);
        struct standings *of = day ? standings_of(day, version) : NULL;

        if (!of || !jk_grow(&of->at, of->count, &of->cap, sizeof *of->at)) {
            registry_days_leave(days, entry, version);
            return false;
        }
        of->at[of->count++] = (struct standing){ entry, version };
    }
    return true;
}

static void free_day(void *value)
{
    struct day *day = value;

    free(day->assessed.at);
    free(day->others.at);
    free(day);
}

void registry_days_clear(struct registry_days *days)
{
    jk_name_table_free(&days->table, free_day);
}

/* False when there is no room: then it may be anywhere. */
static bool add_code(struct registry_where *where, const char *code)
{
    for (size_t i = 0; i < where->count; i++) {
        if (strcmp(where->codes[i], code) == 0)
            return true;
    }
    if (where->count == sizeof where->codes / sizeof *where->codes)
        return false;
    where->codes[where->count++] = code;
    return true;
}

/* The territories that reach as near to a place as it may be off. */
static bool add_areas(const struct jk_pack *pack, struct jk_point place, double within_m,
                      struct registry_where *out)
{
    const struct jk_xyz at = jk_xyz_of(place);
    bool ok = true;

    for (size_t i = 0; i < pack->area_count && ok; i++) {
        const struct jk_outline *outline = &pack->areas[i].outline;

        if (jk_outline_covers(outline, at) ||
            jk_outline_border_m(outline, at, within_m) <= within_m)
            ok = add_code(out, pack->areas[i].code);
    }
    return ok;
}

/* Without territories the nearest reference point is a guess, and near a border a wrong one: those
 * that are not twice as far may be meant too. */
static bool add_references(const struct jk_pack *pack, struct jk_point place, double within_m,
                           struct registry_where *out)
{
    const struct jk_xyz at = jk_xyz_of(place);
    double least_m = INFINITY;
    bool ok = true;

    for (size_t i = 0; i < pack->region_count; i++) {
        if (pack->regions[i].has_point)
            least_m = fmin(least_m, jk_xyz_chord(at, pack->regions[i].at));
    }
    for (size_t i = 0; i < pack->region_count && ok; i++) {
        const struct jk_region *region = &pack->regions[i];

        if (region->has_point && jk_xyz_chord(at, region->at) <= 2.0 * least_m + within_m)
            ok = add_code(out, region->code);
    }
    return ok;
}

static bool add_place(const struct jk_pack *pack, struct jk_point place, double doubt_m,
                      struct registry_where *out)
{
    return pack->area_count ? add_areas(pack, place, fmax(doubt_m, JK_BORDER_M), out)
                            : add_references(pack, place, doubt_m, out);
}

/* Every corner, and what a route touches between them. */
static bool add_shape(const struct jk_pack *pack, const struct jk_facts *facts,
                      struct registry_where *out)
{
    const struct jk_shape *s = &facts->shape;
    double doubt_m = fmax(0.0, facts->uncertainty_m);
    struct jk_touched touched = { .sure_count = 0 };
    bool ok = s->kind != JK_SHAPE_DISC || add_place(pack, s->centre, doubt_m, out);

    for (size_t i = 0; i < s->point_count && ok; i++)
        ok = add_place(pack, s->points[i], doubt_m, out);
    for (size_t r = 0; r < s->ring_count && ok; r++) {
        for (size_t i = 0; i < s->rings[r].count && ok; i++)
            ok = add_place(pack, s->rings[r].points[i], doubt_m, out);
    }
    jk_touched_add(pack, "", facts, &touched);
    for (size_t i = 0; i < touched.sure_count && ok; i++)
        ok = add_code(out, touched.sure[i]->code);
    for (size_t i = 0; i < touched.near_count && ok; i++)
        ok = add_code(out, touched.near[i]->code);
    return ok && !touched.more;
}

static void find_where(const struct jk_pack *pack, const struct jk_entry *entry,
                       const struct jk_facts *facts, struct registry_where *out)
{
    const struct jk_contest *contest = jk_pack_contest(pack, facts->party.contest);
    const char *elects = contest ? contest->region : entry->chain->region->code;
    struct jk_named named;
    bool known = true;

    out->count = 0;
    if (jk_occupancy_is_assessed(facts)) {
        known = add_shape(pack, facts, out);
    } else if (!jk_occupancy_moves(facts)) { /* a text is where a column begins, at most */
        jk_place_words(pack, elects, facts->location, &named);
        for (size_t i = 0; i < named.district_count; i++)
            known = known && add_code(out, named.districts[i]->code);
        if (out->count == 0 && named.place)
            known = add_code(out, named.place->region);
    }
    if (out->count == 0 || !known) {
        out->codes[0] = elects;
        out->count = 1;
    }
}

/* Where an instance of a version may be; *room where the version cannot keep it. */
static const struct registry_where *
where_of(const struct jk_pack *pack, const struct jk_entry *entry, struct jk_version *version,
         const struct jk_facts *facts, struct registry_where *room)
{
    bool is_whole = facts == &version->notice->facts;

    if (is_whole && !version->where)
        version->where = jk_heap_zeroed(1, sizeof *version->where);
    else if (is_whole)
        return version->where;
    if (is_whole && version->where)
        room = version->where;
    find_where(pack, entry, facts, room);
    return room;
}

static bool may_be_together(const struct registry_where *a, const struct registry_where *b)
{
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count; k++) {
            if (jk_region_covers(a->codes[i], b->codes[k]) ||
                jk_region_covers(b->codes[k], a->codes[i]))
                return true;
        }
    }
    return false;
}

/* An instance of a rival; or a KPU slot, which has neither. */
struct found {
    const struct jk_entry *entry;
    struct jk_version *version;
    const struct jk_instance *instance;
    const struct jk_kpu_slot *kpu_slot;
    int64_t start_s, end_s;
    int32_t day; /* on which it was met */
};

/* The rivals being collected. */
struct collecting {
    const struct jk_pack *pack;
    const struct jk_entry *entry;
    struct found *found;
    size_t count, cap;
};

static bool is_on(const struct jk_entry *entry, const struct jk_instance *instance, int32_t day)
{
    int32_t from, to;

    days_of(entry, instance, &from, &to);
    return may_meet_rivals(instance->facts) && from <= day && day <= to;
}

/* True where no distance can be computed though the two may be together. */
static bool is_unmeasured(const struct collecting *c, const struct jk_instance *own,
                          const struct found *rival)
{
    const struct jk_facts *theirs = rival->instance->facts;
    struct registry_where room[2];

    if ((jk_occupancy_is_assessed(own->facts) && jk_occupancy_is_assessed(theirs)) ||
        jk_party_relation(&theirs->party, &own->facts->party) != JK_RELATION_RIVAL)
        return false;
    return may_be_together(where_of(c->pack, c->entry, c->entry->current, own->facts, &room[0]),
                           where_of(c->pack, rival->entry, rival->version, theirs, &room[1]));
}

static bool add_found(struct collecting *c, const struct found *rival)
{
    if (!jk_grow(&c->found, c->count, &c->cap, sizeof *c->found))
        return false;
    c->found[c->count++] = *rival;
    return true;
}

/* Of two that begin together the main, else the smaller UID, else the newer plan, else what lasts
 * longer (as it happened): a day knows them in the order in which they came to stand, which a
 * restart does not. */
static int compare_starts(const struct found *a, const struct found *b)
{
    const struct jk_notice *x = a->version->notice, *y = b->version->notice;
    const int order = strcmp(a->entry->uid, b->entry->uid);

    if (a->start_s != b->start_s)
        return a->start_s < b->start_s ? -1 : 1;
    if (!x->parent != !y->parent)
        return !x->parent ? -1 : 1;
    if (order)
        return order;
    if (x->sequence != y->sequence)
        return x->sequence > y->sequence ? -1 : 1;
    return (a->end_s < b->end_s) - (a->end_s > b->end_s);
}

static bool is_same_turn(const struct found *a, const struct found *b)
{
    return a->entry->chain == b->entry->chain && a->day == b->day;
}

static int compare_turns(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    const uint32_t of_x = x->entry->chain->number, of_y = y->entry->chain->number;

    if (of_x != of_y)
        return of_x < of_y ? -1 : 1;
    return x->day != y->day ? (x->day < y->day ? -1 : 1) : compare_starts(x, y);
}

/* A chain is named once a day: by what of it begins first. Sorted for that, since a day of many
 * that have no place would be looked through for each of them. */
static void name_once(struct collecting *c)
{
    size_t kept = 0;

    if (c->count > 0)
        qsort(c->found, c->count, sizeof *c->found, compare_turns);
    for (size_t i = 0; i < c->count; i++) {
        if (kept == 0 || !is_same_turn(&c->found[kept - 1], &c->found[i]))
            c->found[kept++] = c->found[i];
    }
    c->count = kept;
}

static bool collect(struct collecting *c, const struct jk_instance *own, int32_t day,
                    const struct standing *one)
{
    for (size_t i = 0; i < one->version->notice->instance_count; i++) {
        const struct jk_instance *at = &one->version->notice->instances[i];
        struct found rival = { one->entry, one->version, at, NULL, at->start_s, at->end_s, day };

        if (is_on(one->entry, rival.instance, day) && is_unmeasured(c, own, &rival) &&
            !add_found(c, &rival))
            return false;
    }
    return true;
}

/* All of these that are on a day of the notice. */
static bool collect_of(struct collecting *c, const struct standings *of, int32_t number)
{
    const struct jk_notice *notice = c->entry->current->notice;

    for (size_t i = 0; i < notice->instance_count; i++) {
        if (!is_on(c->entry, &notice->instances[i], number))
            continue;
        for (size_t k = 0; k < of->count; k++) {
            if (of->at[k].entry->chain != c->entry->chain &&
                !collect(c, &notice->instances[i], number, &of->at[k]))
                return false;
        }
    }
    return true;
}

static bool collect_day(struct collecting *c, const struct day *day, int32_t number)
{
    return collect_of(c, &day->others, number) &&
           (jk_version_is_assessed(c->entry->current) || collect_of(c, &day->assessed, number));
}

/* A slot is filled by a rally of its paslon that lies within it, wherever that is. */
static bool is_filled_by(const struct standings *of, const struct jk_kpu_slot *slot)
{
    for (size_t i = 0; i < of->count; i++) {
        const struct jk_notice *n = of->at[i].version->notice;

        for (size_t k = 0; k < n->instance_count; k++) {
            const struct jk_instance *one = &n->instances[k];

            if (one->facts->kind == JK_KIND_RAPAT_UMUM && one->facts->leg == JK_LEG_MAIN &&
                !one->facts->cancelled && jk_kpu_slot_is_of(slot, &one->facts->party) &&
                one->start_s >= slot->from_s && one->end_s <= slot->to_s)
                return true;
        }
    }
    return false;
}

static bool is_filled(const struct registry_days *days, const struct jk_kpu_slot *slot,
                      const struct jk_tz *tz)
{
    const struct day *day = find_day(days, slot->contest, jk_local_day(slot->from_s, tz->offset_s));

    return day && (is_filled_by(&day->assessed, slot) || is_filled_by(&day->others, slot));
}

/* It may be in the zone of the slot, or the slot is of all zones. */
static bool may_meet_slot(const struct collecting *c, const struct jk_instance *own,
                          const struct jk_kpu_slot *slot)
{
    struct registry_where room;
    bool may = slot->region_count == 0;

    for (size_t i = 0; i < slot->region_count && !may; i++) {
        const struct registry_where there = { { slot->regions[i] }, 1 };

        may = may_be_together(where_of(c->pack, c->entry, c->entry->current, own->facts, &room),
                              &there);
    }
    return may;
}

/* The slot was given to a rival on a day of the instance, and may be where that is. */
static bool concerns(const struct collecting *c, const struct jk_kpu_slot *slot,
                     const struct jk_instance *own)
{
    int32_t offset_s = c->entry->chain->region->tz->offset_s, from, to;

    if (!may_meet_rivals(own->facts) || slot->free ||
        strcmp(slot->contest, own->facts->party.contest) != 0 ||
        jk_kpu_slot_is_of(slot, &own->facts->party))
        return false;
    days_of(c->entry, own, &from, &to);
    return jk_local_day(slot->from_s, offset_s) <= to &&
           jk_local_day(slot->to_s - 1, offset_s) >= from && may_meet_slot(c, own, slot);
}

/* KPU slots of rivals whose rally nobody has filed. */
static bool collect_slots(struct collecting *c, const struct registry_days *days)
{
    const struct jk_notice *own = c->entry->current->notice;

    const struct jk_contest *contest = jk_pack_contest(c->pack, own->facts.party.contest);

    for (size_t i = 0; contest && i < contest->kpu_slot_count; i++) {
        const struct jk_kpu_slot *slot = &contest->kpu_slots[i];
        const struct found found = { NULL, NULL, NULL, slot, slot->from_s, slot->to_s, 0 };
        size_t k = 0;

        while (k < own->instance_count && !concerns(c, slot, &own->instances[k]))
            k++;
        if (k < own->instance_count && !is_filled(days, slot, c->entry->chain->region->tz) &&
            !add_found(c, &found))
            return false;
    }
    return true;
}

static int compare_found(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    if (x->start_s != y->start_s)
        return x->start_s < y->start_s ? -1 : 1;
    if (!x->entry || !y->entry)
        return (x->entry != NULL) - (y->entry != NULL);
    return strcmp(x->entry->uid, y->entry->uid);
}

static enum jk_status tell_found(struct collecting *c, struct jk_arena *arena,
                                 struct jk_rule_input *out)
{
    struct jk_unmeasured *list = jk_arena_array(arena, c->count, sizeof *list);

    if (!list)
        return JK_MEMORY;
    if (c->count > 0)
        qsort(c->found, c->count, sizeof *c->found, compare_found);
    for (size_t i = 0; i < c->count; i++) {
        const struct found *one = &c->found[i];

        const struct jk_entry *of = one->entry ? one->entry : c->entry;

        list[i] = (struct jk_unmeasured){ .facts = one->entry ? one->instance->facts : NULL,
                                          .kpu_slot = one->kpu_slot,
                                          .start_s = one->start_s,
                                          .end_s = one->end_s,
                                          .tz = of->chain->region->tz };
    }
    out->unmeasured = list;
    out->unmeasured_count = c->count;
    return JK_OK;
}

enum jk_status registry_days_rivals(const struct registry_days *days, const struct jk_entry *entry,
                                    struct jk_arena *arena, struct jk_rule_input *out)
{
    struct walk walk = walk_of(days, entry, entry->current);
    struct collecting c = { .pack = days->pack, .entry = entry };
    enum jk_status rc = JK_OK;
    int32_t number;

    while (rc == JK_OK && next_day(&walk, &number)) {
        const struct day *day = find_day(days, entry->current->notice->facts.party.contest, number);

        if (day && !collect_day(&c, day, number))
            rc = JK_MEMORY;
    }
    name_once(&c);
    if (rc == JK_OK && !collect_slots(&c, days))
        rc = JK_MEMORY;
    if (rc == JK_OK)
        rc = tell_found(&c, arena, out);
    free(c.found);
    return rc;
}
