/* kpu_slots.json: KPU's decree on rallies, made into slots.
 *
 * Slots may be written out. `rotations` give each paslon of `order` one zone a day, the next day
 * the next one, with the hours of the day; on `free` days every paslon has the whole ground of its
 * contest; what a paslon `waived` of a day is nobody's. Days are those of the contest's region. */
#include <stdlib.h>
#include <string.h>
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/decimal.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

struct zone {
    const char *id;
    const char *const *regions;
    size_t region_count;
};

/* A schedule that is being read. */
struct schedule {
    struct jk_json_reader *r;
    const struct jk_pack *pack;
    struct zone *zones;
    size_t zone_count;
    struct jk_kpu_slot *slots;
    size_t count, cap;
};

static const struct jk_kpu_slot *add_slot(struct schedule *s, const struct jk_json_at *at,
                                          const struct jk_kpu_slot *slot)
{
    struct jk_kpu_slot *grown =
        jk_arena_grow(s->r->arena, s->slots, s->count, &s->cap, sizeof *grown);

    if (!grown) {
        jk_json_fault(s->r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return NULL;
    }
    s->slots = grown;
    s->slots[s->count] = *slot;
    return &s->slots[s->count++];
}

static const char *const *read_codes(struct schedule *s, const struct jk_json_at *list,
                                     size_t *count)
{
    const char **codes;

    *count = jk_json_count(s->r, list);
    codes = jk_arena_array(s->r->arena, *count, sizeof *codes);
    if (!codes)
        jk_json_fault(s->r, list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; codes && i < *count && s->r->status == JK_OK; i++) {
        struct jk_json_at code = jk_json_element(list, i);

        codes[i] = jk_json_own_text(s->r, &code);
        if (s->r->status == JK_OK && !jk_pack_region(s->pack, codes[i]))
            jk_json_fault(s->r, &code, JK_INVALID, JK_TEXT_PACK_REGION, codes[i]);
    }
    return codes;
}

static void read_zones(struct schedule *s, const struct jk_json_at *at)
{
    static const char *const members[] = { "id", "regions", NULL };
    struct jk_json_at list = jk_json_optional(at, "zones");

    s->zone_count = jk_json_count(s->r, &list);
    s->zones = jk_arena_array(s->r->arena, s->zone_count, sizeof *s->zones);
    for (size_t i = 0; s->zones && i < s->zone_count && s->r->status == JK_OK; i++) {
        struct jk_json_at one = jk_json_element(&list, i);
        struct jk_json_at regions = jk_json_member(s->r, &one, "regions");

        jk_json_only(s->r, &one, members);
        s->zones[i].id = jk_json_text(s->r, &one, "id", NULL);
        s->zones[i].regions = read_codes(s, &regions, &s->zones[i].region_count);
    }
}

static const struct zone *find_zone(struct schedule *s, const struct jk_json_at *at, const char *id)
{
    for (size_t i = 0; i < s->zone_count; i++) {
        if (strcmp(s->zones[i].id, id) == 0)
            return &s->zones[i];
    }
    jk_json_fault(s->r, at, JK_INVALID, JK_TEXT_PACK_WORD, id);
    return NULL;
}

static void lay_on(struct jk_kpu_slot *slot, const struct zone *zone)
{
    slot->zone = zone->id;
    slot->regions = zone->regions;
    slot->region_count = zone->region_count;
}

/* A slot that is written out; of one region, of a zone, or of all of the contest's ground. */
static void read_slot(struct schedule *s, const struct jk_json_at *at)
{
    static const char *const members[] = { "contest", "paslon", "from", "to",
                                           "basis",   "region", "zone", NULL };
    struct jk_json_at named = jk_json_optional(at, "zone"), region = jk_json_optional(at, "region");
    struct jk_kpu_slot slot = { .contest = jk_json_text(s->r, at, "contest", NULL),
                                .paslon = (uint32_t)jk_json_number_in(s->r, at, "paslon", 1,
                                                                      JK_PASLON_NO_MAX),
                                .from_s = policy_pack_read_instant(s->r, at, "from"),
                                .to_s = policy_pack_read_instant(s->r, at, "to"),
                                .basis = jk_json_text(s->r, at, "basis", ""),
                                .zone = "" };
    const struct zone *zone =
        named.value ? find_zone(s, &named, jk_json_own_text(s->r, &named)) : NULL;

    jk_json_only(s->r, at, members);
    if (zone)
        lay_on(&slot, zone);
    if (region.value) {
        const char **code = jk_arena_array(s->r->arena, 1, sizeof *code);

        if (code)
            *code = jk_json_own_text(s->r, &region);
        slot.regions = code;
        slot.region_count = code && (*code)[0];
    }
    if (s->r->status == JK_OK && slot.to_s <= slot.from_s)
        jk_json_fault(s->r, at, JK_RANGE, JK_TEXT_PACK_BACKWARDS, slot.contest);
    add_slot(s, at, &slot);
}

/* Days of a contest in the schedule. */
struct days {
    const struct jk_contest *contest;
    const struct jk_tz *tz;
    int32_t from_day, to_day;
    double hours[2];
    const char *basis;
};

static bool read_days(struct schedule *s, const struct jk_json_at *at, struct days *out)
{
    const char *id = jk_json_text(s->r, at, "contest", NULL);
    struct jk_json_at hours = jk_json_optional(at, "hours");
    const struct jk_region *region;

    *out = (struct days){ .contest = jk_pack_contest(s->pack, id), .hours = { 0, 24 } };
    out->from_day = jk_json_day(s->r, at, "from");
    out->to_day = jk_json_day(s->r, at, "to");
    out->basis = jk_json_text(s->r, at, "basis", "");
    for (size_t i = 0; hours.value && i < 2 && s->r->status == JK_OK; i++) {
        struct jk_json_at hour = jk_json_element(&hours, i);

        out->hours[i] = json_number_value(hour.value);
        if (!json_is_number(hour.value) || !(out->hours[i] >= 0 && out->hours[i] <= 24))
            jk_json_fault(s->r, &hour, JK_RANGE, JK_TEXT_PACK_NUMBER, "0..24");
    }
    if (s->r->status == JK_OK && !out->contest)
        jk_json_fault(s->r, at, JK_INVALID, JK_TEXT_UNKNOWN_CONTEST, id);
    if (s->r->status == JK_OK &&
        (out->to_day < out->from_day || out->hours[1] <= out->hours[0] ||
         out->to_day - out->from_day > s->pack->to_day - s->pack->from_day))
        jk_json_fault(s->r, at, JK_RANGE, JK_TEXT_PACK_BACKWARDS, id);
    if (s->r->status != JK_OK)
        return false;
    region = jk_pack_region(s->pack, out->contest->region);
    out->tz = region ? region->tz : s->pack->tz;
    return true;
}

static struct jk_kpu_slot slot_on(const struct days *days, int32_t day, uint32_t paslon)
{
    int64_t midnight_s = (int64_t)day * JK_DAY_S - days->tz->offset_s;

    return (struct jk_kpu_slot){ .contest = days->contest->id,
                                 .paslon = paslon,
                                 .from_s = midnight_s + (int64_t)(3600.0 * days->hours[0]),
                                 .to_s = midnight_s + (int64_t)(3600.0 * days->hours[1]),
                                 .basis = days->basis,
                                 .zone = "" };
}

/* The paslon that begins in zone `i` is on day `d` in zone (i + d) of the list, over and over. */
static void read_rotation(struct schedule *s, const struct jk_json_at *at)
{
    static const char *const members[] = { "contest", "from",  "to",    "hours",
                                           "basis",   "zones", "order", NULL };
    struct jk_json_at names = jk_json_member(s->r, at, "zones");
    struct jk_json_at order = jk_json_member(s->r, at, "order");
    size_t zone_count = jk_json_count(s->r, &names), count = jk_json_count(s->r, &order);
    const struct zone **zones = jk_arena_array(s->r->arena, zone_count, sizeof *zones);
    struct days days;

    jk_json_only(s->r, at, members);
    if (!read_days(s, at, &days))
        return;
    if (!zones || zone_count == 0 || count == 0 || count > zone_count) /* one paslon a zone */
        jk_json_fault(s->r, &order, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
    for (size_t i = 0; i < zone_count && s->r->status == JK_OK; i++) {
        struct jk_json_at name = jk_json_element(&names, i);

        zones[i] = find_zone(s, &name, jk_json_own_text(s->r, &name));
    }
    for (int32_t day = days.from_day; day <= days.to_day && s->r->status == JK_OK; day++) {
        for (size_t i = 0; i < count; i++) {
            double paslon = json_number_value(json_array_get(order.value, i));
            struct jk_kpu_slot slot = slot_on(&days, day, (uint32_t)paslon);

            lay_on(&slot, zones[(i + (size_t)(day - days.from_day)) % zone_count]);
            add_slot(s, at, &slot);
        }
    }
}

/* Every paslon, wherever it will. */
static void read_free(struct schedule *s, const struct jk_json_at *at)
{
    static const char *const members[] = { "contest", "from", "to", "hours", "basis", NULL };
    struct days days;

    jk_json_only(s->r, at, members);
    if (!read_days(s, at, &days))
        return;
    for (int32_t day = days.from_day; day <= days.to_day; day++) {
        for (size_t i = 0; i < days.contest->paslon_count && s->r->status == JK_OK; i++) {
            struct jk_kpu_slot slot = slot_on(&days, day, days.contest->paslon[i].number);

            slot.free = true;
            add_slot(s, at, &slot);
        }
    }
}

/* Takes the slots of a paslon on a day away; that there are none is a slip of the keyboard. */
static void read_waived(struct schedule *s, const struct jk_json_at *at)
{
    static const char *const members[] = { "contest", "paslon", "date", "basis", NULL };
    const char *id = jk_json_text(s->r, at, "contest", NULL);
    uint32_t paslon = (uint32_t)jk_json_number_in(s->r, at, "paslon", 1, JK_PASLON_NO_MAX);
    int32_t day = jk_json_day(s->r, at, "date");
    const struct jk_contest *contest = jk_pack_contest(s->pack, id);
    const struct jk_region *region = contest ? jk_pack_region(s->pack, contest->region) : NULL;
    const struct jk_tz *tz = region ? region->tz : s->pack->tz;
    size_t kept = 0, before = s->count;

    jk_json_only(s->r, at, members);
    for (size_t i = 0; i < s->count; i++) {
        const struct jk_kpu_slot *slot = &s->slots[i];

        if (slot->paslon != paslon || strcmp(slot->contest, id) != 0 || slot->free ||
            jk_local_day(slot->from_s, tz->offset_s) != day)
            s->slots[kept++] = *slot;
    }
    s->count = kept;
    if (s->r->status == JK_OK && kept == before)
        jk_json_fault(s->r, at, JK_NONE, JK_TEXT_PACK_NO_SLOT, id);
}

static void each(struct schedule *s, const struct jk_json_at *at, const char *key,
                 void (*read)(struct schedule *, const struct jk_json_at *))
{
    struct jk_json_at list = jk_json_optional(at, key);

    for (size_t i = 0; i < jk_json_count(s->r, &list) && s->r->status == JK_OK; i++) {
        struct jk_json_at one = jk_json_element(&list, i);

        read(s, &one);
    }
}

static int compare_slots(const void *a, const void *b)
{
    const struct jk_kpu_slot *x = a, *y = b;
    int order = strcmp(x->contest, y->contest);

    if (order == 0)
        order = (x->from_s > y->from_s) - (x->from_s < y->from_s);
    return order ? order : (x->paslon > y->paslon) - (x->paslon < y->paslon);
}

/* Those of a contest stand together. */
static void link_slots(struct jk_pack *pack)
{
    for (size_t i = 0, end; i < pack->kpu_slot_count; i = end) {
        struct jk_contest *contest = /* being loaded */
            (struct jk_contest *)jk_pack_contest(pack, pack->kpu_slots[i].contest);

        for (end = i + 1; end < pack->kpu_slot_count &&
                          strcmp(pack->kpu_slots[end].contest, pack->kpu_slots[i].contest) == 0;
             end++)
            continue;
        if (!contest)
            continue; /* refused when the whole is checked */
        contest->kpu_slots = &pack->kpu_slots[i];
        contest->kpu_slot_count = end - i;
    }
}

void policy_pack_read_kpu_slots(struct jk_json_reader *r, const struct jk_json_at *at,
                                struct jk_pack *pack)
{
    static const char *const members[] = { "slots", "zones", "rotations", "free", "waived", NULL };
    struct schedule s = { .r = r, .pack = pack };

    jk_json_only(r, at, members);
    read_zones(&s, at);
    each(&s, at, "slots", read_slot);
    each(&s, at, "rotations", read_rotation);
    each(&s, at, "free", read_free);
    each(&s, at, "waived", read_waived);
    if (s.count)
        qsort(s.slots, s.count, sizeof *s.slots, compare_slots);
    pack->kpu_slots = s.slots;
    pack->kpu_slot_count = s.count;
    link_slots(pack);
}
