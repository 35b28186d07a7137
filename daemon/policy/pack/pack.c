/* Loading an election pack: the table of its files and its lists.
 *
 * `parts` is the list of files: name, whether it may be missing, how several packs are joined, who
 * reads it. The hash covers names and bytes in this order, then of the packs, so the same data
 * always has the same hash. What only the whole can show is checked after all are read
 * (check.c).
 *
 * What is asked for by every notice is found without a search: contests, regions and places by
 * their names, reference points by a tree (lookup.c), rules by number (rule_of), phases, rules and
 * policies of a contest or region where it stands (links.h). */
#include "jarak/policy/pack.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/policy/json_read.h"
#include "jarak/policy/place_words.h"
#include "daemon/policy/links.h"
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/base/digest.h"
#include "jarak/geo/geodesic.h"

#define NEIGHBOUR_M  5000.0 /* SPEC 9 */
#define REFERENCE_KM 60.0   /* the largest sub-districts reach that far from their point */
#define LIST_MAX     100000 /* entries of one list; the country has 83,000 villages */

/* Reads a list element by element into one array. *count follows what was read, so that after a
 * fault nothing unread is looked at. */
void *policy_pack_read_list(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                            size_t size, size_t *count, pack_element_read *read)
{
    struct jk_json_at list = jk_json_member(r, at, key);
    size_t n = jk_json_count(r, &list);
    char *items;

    *count = 0;
    if (n > LIST_MAX) {
        jk_json_fault(r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
        return NULL;
    }
    items = jk_arena_array(r->arena, n, size);
    if (!items) {
        jk_json_fault(r, &list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return NULL;
    }
    for (size_t i = 0; i < n && r->status == JK_OK; i++) {
        struct jk_json_at element = jk_json_element(&list, i);

        read(r, &element, items + i * size);
        ++*count;
    }
    return items;
}

static const struct jk_tz *read_tz(struct jk_json_reader *r, const struct jk_json_at *at)
{
    const char *name = jk_json_text(r, at, "zone", NULL);
    const struct jk_tz *tz = jk_tz_find(jk_span_of(name));

    if (!tz)
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_ZONE, name);
    return tz;
}

static const struct jk_letterhead *read_letterhead(struct jk_json_reader *r,
                                                   const struct jk_json_at *at)
{
    static const char *const members[] = { "lines", "address", "place", "office",
                                           "name",  "rank",    NULL };
    struct jk_letterhead *head = jk_arena_take(r->arena, sizeof *head);
    struct jk_json_at lines = jk_json_member(r, at, "lines");

    jk_json_only(r, at, members);
    if (!head) {
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return NULL;
    }
    *head = (struct jk_letterhead){ .line_count = jk_json_count(r, &lines) };
    if (r->status == JK_OK && (head->line_count == 0 || head->line_count > JK_LETTERHEAD_LINES))
        jk_json_fault(r, &lines, JK_RANGE, JK_TEXT_PACK_LETTERHEAD, "");
    for (size_t i = 0; r->status == JK_OK && i < head->line_count; i++) {
        struct jk_json_at line = jk_json_element(&lines, i);

        head->lines[i] = jk_json_own_text(r, &line);
    }
    head->address = jk_json_text(r, at, "address", "");
    head->place = jk_json_text(r, at, "place", NULL);
    head->office = jk_json_text(r, at, "office", NULL);
    head->name = jk_json_text(r, at, "name", "");
    head->rank = jk_json_text(r, at, "rank", "");
    return head;
}

static void read_region(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "code", "name", "parent",     "zone",
                                           "lat",  "lon",  "letterhead", NULL };
    struct jk_region *region = out;
    struct jk_json_at lat = jk_json_optional(at, "lat");
    struct jk_json_at letterhead = jk_json_optional(at, "letterhead");

    jk_json_only(r, at, members);
    region->code = jk_json_text(r, at, "code", NULL);
    region->name = jk_json_text(r, at, "name", NULL);
    region->parent = jk_json_text(r, at, "parent", "");
    region->tz = read_tz(r, at);
    if (letterhead.value)
        region->letterhead = read_letterhead(r, &letterhead);
    region->has_point = lat.value != NULL;
    if (region->has_point) {
        jk_json_point(r, at, &region->point);
        /* Kept ready: jk_pack_nearest() asks all regions for every place. */
        region->at = jk_xyz_of(region->point);
    }
}

/* Returns the word of the table and not a copy, so that rules compare nothing: an empty kind is an
 * ordinary place. */
static const char *read_place_kind(struct jk_json_reader *r, const struct jk_json_at *at)
{
    static const char *const kinds[] = { "",          "ibadah", "pendidikan",  "pemerintah",
                                         "kesehatan", "tps",    "rekapitulasi" };
    const char *kind = jk_json_text(r, at, "kind", "");

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kind, kinds[i]) == 0)
            return kinds[i];
    }
    jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_WORD, kind);
    return "";
}

static const char *const *read_aliases(struct jk_json_reader *r, const struct jk_json_at *at)
{
    struct jk_json_at list = jk_json_optional(at, "aliases");
    size_t count = jk_json_count(r, &list);
    const char **names = count ? jk_arena_array(r->arena, count + 1, sizeof *names) : NULL;

    if (count && !names)
        jk_json_fault(r, &list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; names && i < count && r->status == JK_OK; i++) {
        struct jk_json_at name = jk_json_element(&list, i);

        names[i] = jk_json_own_text(r, &name);
    }
    return names;
}

/* A polling station is guarded on its day, a recap while it lasts; others have no hours. */
static void read_hours(struct jk_json_reader *r, const struct jk_json_at *at,
                       struct jk_place *place)
{
    const bool timed = strcmp(place->kind, "tps") == 0 || strcmp(place->kind, "rekapitulasi") == 0;
    struct jk_json_at from = jk_json_optional(at, "from"), to = jk_json_optional(at, "to");

    if (timed) {
        place->from_s = policy_pack_read_instant(r, at, "from");
        place->to_s = policy_pack_read_instant(r, at, "to");
        if (r->status == JK_OK && place->to_s <= place->from_s)
            jk_json_fault(r, at, JK_RANGE, JK_TEXT_PACK_BACKWARDS, place->code);
    } else if (from.value || to.value) {
        jk_json_fault(r, from.value ? &from : &to, JK_INVALID, JK_TEXT_PACK_MEMBER, "from");
    }
}

/* A capacity of 0 is unknown: such a venue is offered whatever the crowd. */
static void read_place(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "code",     "name",    "region",   "kind",
                                           "lat",      "lon",     "radius_m", "uncertainty_m",
                                           "capacity", "aliases", "from",     "to",
                                           NULL };
    struct jk_place *place = out;

    jk_json_only(r, at, members);
    place->code = jk_json_text(r, at, "code", NULL);
    place->name = jk_json_text(r, at, "name", NULL);
    place->region = jk_json_text(r, at, "region", NULL);
    place->kind = read_place_kind(r, at);
    jk_json_point(r, at, &place->point);
    place->uncertainty_m = jk_json_number_in(r, at, "uncertainty_m", 0, 100000);
    place->radius_m = jk_json_optional(at, "radius_m").value
                          ? jk_json_number_in(r, at, "radius_m", 0, 20000)
                          : JK_NOT_STATED;
    place->capacity = jk_json_number_or(r, at, "capacity", 0, 1e7, 0);
    place->aliases = read_aliases(r, at);
    read_hours(r, at, place);
}

/* The pack gives level, basis and numbers. */
static void read_rule(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "id",    "level",    "basis",    "verified",
                                           "value", "contests", PACK_SCOPE, NULL };
    struct jk_rule_entry *rule = out;
    struct jk_json_at values = jk_json_optional(at, "value");

    jk_json_only(r, at, members);
    rule->scope = policy_pack_read_scope(r, at);
    rule->id = jk_json_text(r, at, "id", NULL);
    rule->level = jk_json_text(r, at, "level", NULL);
    rule->basis = jk_json_text(r, at, "basis", NULL);
    rule->verified = jk_json_flag(r, at, "verified", false);
    if (strcmp(rule->level, "note") != 0 && strcmp(rule->level, "warn") != 0 &&
        strcmp(rule->level, "hold") != 0 && strcmp(rule->level, "off") != 0)
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_RULE_LEVEL, rule->level);
    policy_pack_check_rule(r, at, rule, jk_json_count(r, &values));
    for (size_t i = 0; i < jk_json_count(r, &values) && r->status == JK_OK; i++) {
        struct jk_json_at number = jk_json_element(&values, i);

        if (!json_is_number(number.value))
            jk_json_fault(r, &number, JK_INVALID, JK_TEXT_DECIMAL, "");
        rule->value[rule->value_count++] = json_number_value(number.value);
    }
}

/* The head gives the main region's zone, by which the days of the calendar and of the vote are
 * counted. */
static void read_head(struct jk_json_reader *r, const struct jk_json_at *at, struct jk_pack *pack)
{
    static const char *const members[] = {
        "id", "title",        "simulation",         "region",         "zone", "from",
        "to", "reference_km", "neighbour_margin_m", "border_error_m", NULL
    };

    jk_json_only(r, at, members);
    pack->id = jk_json_text(r, at, "id", NULL);
    jk_json_both(r, at, "title", pack->title);
    pack->simulation = jk_json_flag(r, at, "simulation", false);
    pack->region = jk_json_text(r, at, "region", NULL);
    pack->tz = read_tz(r, at);
    pack->from_day = jk_json_day(r, at, "from");
    pack->to_day = jk_json_day(r, at, "to");
    pack->reference_m = 1000.0 * jk_json_number_or(r, at, "reference_km", 1, 1000, REFERENCE_KM);
    pack->neighbour_m = jk_json_number_or(r, at, "neighbour_margin_m", 0, 100000, NEIGHBOUR_M);
    pack->border_m = jk_json_number_or(r, at, "border_error_m", 0, 100000, 0);
    pack->border_stated = jk_json_optional(at, "border_error_m").value != NULL;
    if (pack->to_day < pack->from_day)
        jk_json_fault(r, at, JK_RANGE, JK_TEXT_PACK_BACKWARDS, pack->id);
}

static void read_regions(struct jk_json_reader *r, const struct jk_json_at *at,
                         struct jk_pack *pack)
{
    static const char *const members[] = { "regions", NULL };

    jk_json_only(r, at, members);
    pack->regions = policy_pack_read_list(r, at, "regions", sizeof *pack->regions,
                                          &pack->region_count, read_region);
}

static void read_rules(struct jk_json_reader *r, const struct jk_json_at *at, struct jk_pack *pack)
{
    static const char *const members[] = { "rules", NULL };

    jk_json_only(r, at, members);
    pack->rules =
        policy_pack_read_list(r, at, "rules", sizeof *pack->rules, &pack->rule_count, read_rule);
    for (size_t i = 0; i < pack->rule_count && r->status == JK_OK; i++) {
        struct jk_json_at list = jk_json_member(r, at, members[0]);
        struct jk_json_at element = jk_json_element(&list, i);

        if (!policy_pack_note_rule(pack, i)) {
            element = jk_json_optional(&element, "id");
            jk_json_fault(r, &element, JK_INVALID, JK_TEXT_PACK_TWICE, pack->rules[i].id);
        }
    }
}

static void read_places(struct jk_json_reader *r, const struct jk_json_at *at, struct jk_pack *pack)
{
    static const char *const members[] = { "places", NULL };

    jk_json_only(r, at, members);
    pack->places = policy_pack_read_list(r, at, "places", sizeof *pack->places, &pack->place_count,
                                         read_place);
}

static const struct {
    struct pack_document document;
    void (*read)(struct jk_json_reader *, const struct jk_json_at *, struct jk_pack *);
} parts[] = {
    { { "pack.json", false, PACK_JOIN_HEAD }, read_head },
    { { "contests.json", false, PACK_JOIN_LISTS }, policy_pack_read_contests },
    { { "regions.json", false, PACK_JOIN_LISTS }, read_regions },
    { { "phases.json", false, PACK_JOIN_SCOPE }, policy_pack_read_phases },
    { { "holidays.json", false, PACK_JOIN_SCOPE }, policy_pack_read_holidays },
    { { "rules.json", false, PACK_JOIN_SCOPE }, read_rules },
    { { "defaults.json", false, PACK_JOIN_EACH }, policy_pack_read_all_defaults },
    { { "policy.json", false, PACK_JOIN_EACH }, policy_pack_read_all_policies },
    { { "places.json", false, PACK_JOIN_LISTS }, read_places },
    { { "zones.geojson", true, PACK_JOIN_LISTS }, policy_pack_read_zones },
    { { "areas.geojson", true, PACK_JOIN_LISTS }, policy_pack_read_areas },
    { { "roads.geojson", true, PACK_JOIN_LISTS }, policy_pack_read_roads },
    { { "schematic.geojson", true, PACK_JOIN_LISTS }, policy_pack_read_sketches },
    { { "kpu_slots.json", true, PACK_JOIN_LISTS }, policy_pack_read_kpu_slots },
    { { "tps.geojson", true, PACK_JOIN_EACH }, policy_pack_read_stations },
    { { "personnel.json", true, PACK_JOIN_EACH }, policy_pack_read_personnel },
};
#define PART_COUNT (sizeof parts / sizeof *parts)

const char *jk_pack_file_name(size_t i, bool *optional)
{
    if (i >= PART_COUNT)
        return NULL;
    *optional = parts[i].document.optional;
    return parts[i].document.name;
}

/* Hashes names and bytes in the order of `parts`, then of the packs. */
static bool hash_files(struct jk_arena *arena, const struct jk_pack_file *files, size_t count,
                       char out[65])
{
    struct jk_span *spans = jk_arena_array(arena, 3 * count, sizeof *spans);
    uint8_t digest[JK_DIGEST_LEN];
    const char *line;
    size_t n = 0;

    for (size_t p = 0; spans && p < PART_COUNT; p++) {
        for (size_t i = 0; i < count; i++) {
            if (strcmp(files[i].name, parts[p].document.name) != 0)
                continue;
            spans[n++] = jk_span_of(parts[p].document.name);
            spans[n++] = files[i].bytes;
            if (!files[i].edition)
                continue;
            line = policy_pack_edition_line(arena, files[i].edition);
            if (!line)
                return false;
            spans[n++] = jk_span_of(line);
        }
    }
    if (!spans)
        return false;
    jk_sha256_list(spans, n, digest);
    jk_hex(digest, sizeof digest, out);
    return true;
}

/* Files of editions say which of them they are by their number. @return false: memory is out */
static bool gather_editions(struct jk_arena *arena, const struct jk_pack_file *files, size_t count,
                            struct jk_pack *pack)
{
    struct jk_edition *list = jk_arena_array(arena, count, sizeof *list);

    for (size_t i = 0; list && i < count; i++) {
        if (!files[i].edition)
            continue;
        JK_ASSERT(files[i].pack == pack->edition_count);
        list[pack->edition_count++] = *files[i].edition;
    }
    pack->editions = list;
    return list != NULL;
}

void jk_pack_setup(void)
{
    /* A fixed seed: jansson's order of members must not differ from run to run. */
    json_object_seed(1);
    json_set_alloc_funcs(jk_heap_take, free); /* what it had no memory for it calls wrong */
}

/* The pack is made in the arena and copied out when it is whole: a refused one leaves *out alone.
 */
enum jk_status jk_pack_load(struct jk_arena *arena, const struct jk_pack_file *files, size_t count,
                            struct jk_pack *out, struct jk_error *err)
{
    JK_ASSERT(files != NULL && count > 0 && out != NULL);

    struct jk_json_reader r = { arena, err, JK_OK };
    struct jk_pack *pack = jk_arena_take(arena, sizeof *pack);

    if (!pack || !gather_editions(arena, files, count, pack))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    for (size_t i = 0; i < PART_COUNT && r.status == JK_OK; i++) {
        struct jk_json_at at;
        json_t *document = policy_pack_file_parse(&r, files, count, &parts[i].document, &at);

        if (document && r.status == JK_OK)
            parts[i].read(&r, &at, pack);
        json_decref(document);
    }
    if (r.status != JK_OK)
        return r.status;
    if (!policy_pack_make_lookups(arena, pack) || !policy_pack_link_calendars(arena, pack))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    if ((r.status = policy_pack_settle_zones(pack, err)) != JK_OK ||
        (r.status = policy_pack_settle_stations(arena, pack, err)) != JK_OK)
        return r.status;
    if (!policy_pack_link_policies(arena, pack))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    if ((r.status = policy_pack_check(arena, pack, err)) != JK_OK)
        return r.status;
    if (jk_pack_names_make(arena, pack) != JK_OK)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    if (!hash_files(arena, files, count, pack->hash))
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    *out = *pack;
    return JK_OK;
}

/* What a policy inherits from; null: nothing. A pack that is made to judge one pair has no
 * statements. */
static const struct jk_policy *above_of(const struct jk_pack *pack, const struct jk_policy *policy)
{
    uint32_t above = policy->statement < pack->statement_count
                         ? pack->statements[policy->statement].above
                         : JK_NOTHING_ABOVE;

    return above == JK_NOTHING_ABOVE ? NULL : pack->statements[above].policy;
}

enum jk_status jk_pack_policy(const struct jk_pack *pack, const struct jk_policy *instead_of,
                              struct jk_span bytes, struct jk_policy *out, struct jk_error *err)
{
    JK_ASSERT(instead_of != NULL && out != NULL);

    const struct jk_pack_file file = { .name = "policy.json", .bytes = bytes };
    struct jk_arena arena = { 0 };
    struct jk_json_reader r = { &arena, err, JK_OK };
    struct jk_json_at at;
    const struct pack_document wanted = { file.name, false, PACK_JOIN_LISTS };
    json_t *document = policy_pack_file_parse(&r, &file, 1, &wanted, &at);
    struct jk_policy *policy = jk_arena_take(&arena, sizeof *policy);

    if (!policy)
        jk_json_fault(&r, &at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    else if (document)
        policy_pack_read_policy(&r, &at, above_of(pack, instead_of), policy);
    if (r.status == JK_OK) {
        /* The day of the vote and the zones are the pack's, whatever policy is tried. */
        policy->vote_s = instead_of->vote_s;
        policy->zone_factor = instead_of->zone_factor;
        policy->statement = instead_of->statement;
        *out = *policy;
    }
    json_decref(document);
    jk_arena_clear(&arena);
    return r.status;
}

bool jk_region_covers(const char *own, const char *region)
{
    JK_ASSERT(own != NULL && region != NULL);

    size_t len = strlen(own);

    return strncmp(own, region, len) == 0 && (region[len] == '\0' || region[len] == '.');
}

void jk_region_cut(const char *code, int part_count, char out[JK_REGION_CUT])
{
    size_t len = 0;

    while (len < JK_REGION_CUT - 1 && code[len] && (code[len] != '.' || --part_count > 0))
        len++;
    memcpy(out, code, len);
    out[len] = '\0';
}

void jk_pack_window(const struct jk_pack *pack, int64_t *from_s, int64_t *to_s)
{
    JK_ASSERT(from_s != NULL && to_s != NULL);
    *from_s = (int64_t)pack->from_day * JK_DAY_S - pack->tz->offset_s;
    *to_s = ((int64_t)pack->to_day + 1) * JK_DAY_S - pack->tz->offset_s;
}
