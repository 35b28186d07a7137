/* personnel.json and its editions: units as one list, tables with the nearest to a region first.
 *
 * What only the whole can show (regions, places) is asked here too, for this file is read behind
 * theirs. A row that can never count is refused: whoever wrote it meant something by it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/personnel.h"
#include "jarak/policy/texts.h"

#define ZONE_WORDS 6 /* of jk_zone_level_word() */

/* While all documents of it are read. */
struct reading {
    struct jk_json_reader *r;
    struct jk_pack *pack;
    struct jk_unit *units;
    size_t unit_count, unit_cap;
};

static const char *kind_word(unsigned i)
{
    return i < JK_KIND_END ? jk_kind_word((enum jk_kind)i) : NULL;
}

static const char *size_word(unsigned i)
{
    return i < JK_SIZE_END ? jk_size_word((enum jk_size)i) : NULL;
}

static const char *level_word(unsigned i)
{
    return i < JK_LEVEL_END ? jk_level_word((enum jk_level)i) : NULL;
}

/* "none" is the last bit, so that the words keep their numbers. */
static const char *zone_word(unsigned i)
{
    return i == ZONE_WORDS ? "none" : jk_zone_level_word(i);
}

static unsigned bits_of(struct jk_json_reader *r, const struct jk_json_at *at,
                        const char *(*word)(unsigned))
{
    const char *text = json_string_value(at->value);
    unsigned found = 0;

    for (unsigned i = 0; text && word(i); i++) {
        if (strcmp(text, "*") == 0 || strcmp(text, word(i)) == 0)
            found |= 1U << i;
    }
    if (found == 0)
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_WORD, text ? text : "");
    return found;
}

/* A word, a list of words, "*"; absent is "*". */
static unsigned set_of(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                       const char *(*word)(unsigned))
{
    struct jk_json_at member = jk_json_optional(at, key);
    unsigned set = 0, all = 0;

    for (unsigned i = 0; word(i); i++)
        all |= 1U << i;
    if (!member.value)
        return all;
    if (!json_is_array(member.value))
        return bits_of(r, &member, word);
    for (size_t i = 0; i < jk_json_count(r, &member); i++) {
        struct jk_json_at element = jk_json_element(&member, i);

        set |= bits_of(r, &element, word);
    }
    if (set == 0)
        jk_json_fault(r, &member, JK_INVALID, JK_TEXT_PACK_WORD, "");
    return set;
}

/* A required whole number. */
static uint32_t whole(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                      double low, double high)
{
    double value = jk_json_number_in(r, at, key, low, high);
    struct jk_json_at member = jk_json_optional(at, key);

    if (member.value && value != floor(value))
        jk_json_fault(r, &member, JK_INVALID, JK_TEXT_PERSONNEL_WHOLE, "");
    return (uint32_t)value;
}

static void read_base(struct reading *s, const struct jk_json_at *at, struct jk_unit *unit)
{
    static const char *const members[] = { "place", "lat", "lon", NULL };
    struct jk_json_at base = jk_json_optional(at, "base");
    struct jk_json_at code = jk_json_optional(&base, "place");
    const struct jk_place *place;

    unit->base_name = "";
    if (!base.value)
        return;
    jk_json_only(s->r, &base, members);
    unit->has_base = true;
    if (!code.value) {
        jk_json_point(s->r, &base, &unit->base);
        return;
    }
    place = jk_pack_place(s->pack, jk_json_text(s->r, &base, "place", NULL));
    if (!place) {
        jk_json_fault(s->r, &code, JK_INVALID, JK_TEXT_PERSONNEL_PLACE,
                      json_is_string(code.value) ? json_string_value(code.value) : "");
        return;
    }
    unit->base = place->point;
    unit->base_name = place->name;
}

static void read_unit(struct reading *s, const struct jk_json_at *at, const struct jk_scope *scope,
                      struct jk_unit *out)
{
    static const char *const members[] = { "code", "name", "region", "officers",
                                           "from", "to",   "base",   NULL };
    struct jk_json_at region = jk_json_optional(at, "region");
    struct jk_json_at to = jk_json_optional(at, "to"), code = jk_json_optional(at, "code");

    jk_json_only(s->r, at, members);
    *out = (struct jk_unit){ .code = jk_json_text(s->r, at, "code", NULL),
                             .name = jk_json_text(s->r, at, "name", NULL),
                             .region = jk_json_text(s->r, at, "region", NULL),
                             .officers = whole(s->r, at, "officers", 0, JK_OFFICERS_MAX),
                             .from_day = jk_json_day(s->r, at, "from"),
                             .to_day = jk_json_day(s->r, at, "to"),
                             .verified = jk_json_flag(s->r, at, "verified", false),
                             .stated = scope->edition };
    if (s->r->status == JK_OK && (!out->code[0] || strlen(out->code) > JK_UNIT_CODE_MAX))
        jk_json_fault(s->r, &code, JK_RANGE, JK_TEXT_PACK_LONG, "1..40");
    if (s->r->status == JK_OK && !jk_pack_region(s->pack, out->region))
        jk_json_fault(s->r, &region, JK_INVALID, JK_TEXT_PACK_REGION, out->region);
    if (s->r->status == JK_OK && !jk_region_covers(scope->region, out->region))
        jk_json_fault(s->r, &region, JK_INVALID, JK_TEXT_PERSONNEL_ELSEWHERE, out->region);
    if (s->r->status == JK_OK && out->to_day < out->from_day)
        jk_json_fault(s->r, &to, JK_RANGE, JK_TEXT_PACK_BACKWARDS, "");
    read_base(s, at, out);
}

/* What two packs give alike stands once, as everywhere. */
static bool is_same_unit(const struct jk_unit *a, const struct jk_unit *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->region, b->region) == 0 &&
           a->officers == b->officers && a->from_day == b->from_day && a->to_day == b->to_day &&
           a->has_base == b->has_base && (!a->has_base || jk_point_eq(a->base, b->base)) &&
           a->verified == b->verified;
}

/* Behind those of the documents before; one of an edition stands in the place of a file's. */
static void keep_unit(struct reading *s, const struct jk_json_at *at, size_t first,
                      const struct jk_unit *unit)
{
    struct jk_json_at code = jk_json_optional(at, "code");
    struct jk_unit *grown;

    for (size_t i = 0; i < s->unit_count; i++) {
        if (strcmp(s->units[i].code, unit->code) != 0)
            continue;
        if (i < first && !unit->stated && is_same_unit(&s->units[i], unit))
            return;
        if (i >= first || !unit->stated || s->units[i].stated ||
            strcmp(s->units[i].region, unit->region) != 0)
            jk_json_fault(s->r, &code, JK_INVALID, JK_TEXT_PACK_TWICE, unit->code);
        else
            s->units[i] = *unit;
        return;
    }
    if (s->unit_count == JK_UNITS_MAX) {
        jk_json_fault(s->r, at, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
        return;
    }
    grown = jk_arena_grow(s->r->arena, s->units, s->unit_count, &s->unit_cap, sizeof *grown);
    if (!grown) {
        jk_json_fault(s->r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    s->units = grown;
    grown[s->unit_count++] = *unit;
}

static void read_units(struct reading *s, const struct jk_json_at *at, const struct jk_scope *scope)
{
    struct jk_json_at list = jk_json_optional(at, "units");
    const size_t first = s->unit_count;

    for (size_t i = 0; i < jk_json_count(s->r, &list) && s->r->status == JK_OK; i++) {
        struct jk_json_at one = jk_json_element(&list, i);
        struct jk_unit unit;

        read_unit(s, &one, scope, &unit);
        if (s->r->status == JK_OK)
            keep_unit(s, &one, first, &unit);
    }
}

static void read_row(struct jk_json_reader *r, const struct jk_json_at *at,
                     struct jk_demand_row *out)
{
    static const char *const members[] = { "kind",     "size",       "level", "zone",
                                           "officers", "per_people", NULL };
    unsigned zones;

    jk_json_only(r, at, members);
    zones = set_of(r, at, "zone", zone_word);
    *out =
        (struct jk_demand_row){ .kinds = set_of(r, at, "kind", kind_word),
                                .sizes = set_of(r, at, "size", size_word),
                                .levels = set_of(r, at, "level", level_word),
                                .zones = (zones & ((1U << ZONE_WORDS) - 1)) |
                                         (zones >> ZONE_WORDS & 1 ? JK_ZONE_NONE_BIT : 0),
                                .officers = whole(r, at, "officers", 0, JK_OFFICERS_MAX),
                                .per_people = jk_json_number_or(r, at, "per_people", 0, 1e7, 0) };
}

/* Is every set of the row all there is? */
static bool is_rest(const struct jk_demand_row *row)
{
    return row->kinds == (1U << JK_KIND_END) - 1 && row->sizes == (1U << JK_SIZE_END) - 1 &&
           row->levels == (1U << JK_LEVEL_END) - 1 &&
           row->zones == (((1U << ZONE_WORDS) - 1) | JK_ZONE_NONE_BIT);
}

/* Does it name something that no row before it names? There are some 1,300 combinations. */
static bool adds(const struct jk_demand_row *rows, size_t count)
{
    const struct jk_demand_row *own = &rows[count];

    for (unsigned k = 0; k < JK_KIND_END; k++) {
        for (unsigned s = 0; s < JK_SIZE_END; s++) {
            for (unsigned l = 0; l < JK_LEVEL_END; l++) {
                unsigned left = own->zones;

                if (!(own->kinds >> k & 1 && own->sizes >> s & 1 && own->levels >> l & 1))
                    continue;
                for (size_t i = 0; i < count && left; i++) {
                    if (rows[i].kinds >> k & 1 && rows[i].sizes >> s & 1 && rows[i].levels >> l & 1)
                        left &= ~rows[i].zones;
                }
                if (left)
                    return true;
            }
        }
    }
    return false;
}

static void read_demand(struct jk_json_reader *r, const struct jk_json_at *at, bool is_whole,
                        struct jk_personnel_table *out)
{
    struct jk_json_at list =
        is_whole ? jk_json_member(r, at, "demand") : jk_json_optional(at, "demand");
    size_t count = jk_json_count(r, &list);
    struct jk_demand_row *rows;

    if (count > JK_DEMAND_ROWS_MAX) {
        jk_json_fault(r, &list, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
        return;
    }
    rows = jk_arena_array(r->arena, count + 1, sizeof *rows);
    if (!rows) {
        jk_json_fault(r, &list, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    for (size_t i = 0; i < count && r->status == JK_OK; i++) {
        struct jk_json_at one = jk_json_element(&list, i);

        read_row(r, &one, &rows[i]);
        rows[i].used = adds(rows, i);
        if (!rows[i].used)
            jk_json_fault(r, &one, JK_INVALID, JK_TEXT_PACK_IDLE_ROW, "");
    }
    if (r->status == JK_OK && is_whole && (count == 0 || !is_rest(&rows[count - 1])))
        jk_json_fault(r, &list, JK_INVALID, JK_TEXT_PERSONNEL_REST, "");
    out->rows = rows;
    out->row_count = count;
}

static void read_ratio(struct jk_json_reader *r, const struct jk_json_at *at,
                       struct jk_personnel_table *out)
{
    static const char *const members[] = { "risk", "officers", "stations", NULL };
    const char *word = jk_zone_level(jk_json_text(r, at, "risk", NULL));
    struct jk_json_at risk = jk_json_optional(at, "risk");
    const struct jk_tps_ratio ratio = { whole(r, at, "officers", 0, JK_TPS_EACH_MAX),
                                        whole(r, at, "stations", 1, JK_TPS_EACH_MAX) };

    jk_json_only(r, at, members);
    for (int i = 0; word && r->status == JK_OK && i < JK_STATION_RISKS; i++) {
        if (strcmp(word, jk_station_risk_word((enum jk_station_risk)i)) != 0)
            continue;
        if (out->tps[i].stations > 0)
            jk_json_fault(r, &risk, JK_INVALID, JK_TEXT_PACK_TWICE, word);
        out->tps[i] = ratio;
        return;
    }
    jk_json_fault(r, &risk, JK_INVALID, JK_TEXT_PACK_WORD, word ? word : "");
}

static void read_tps(struct jk_json_reader *r, const struct jk_json_at *at, bool is_whole,
                     struct jk_personnel_table *out)
{
    struct jk_json_at list = is_whole ? jk_json_member(r, at, "tps") : jk_json_optional(at, "tps");

    for (size_t i = 0; i < jk_json_count(r, &list) && r->status == JK_OK; i++) {
        struct jk_json_at one = jk_json_element(&list, i);

        read_ratio(r, &one, out);
    }
    for (int i = 0; is_whole && i < JK_STATION_RISKS && r->status == JK_OK; i++) {
        if (out->tps[i].stations == 0)
            jk_json_fault(r, &list, JK_INVALID, JK_TEXT_PERSONNEL_RISK,
                          jk_station_risk_word((enum jk_station_risk)i));
    }
}

/* Slower than who walks, or faster than any road allows, is a slip of the keyboard. */
static void read_travel(struct jk_json_reader *r, const struct jk_json_at *at, bool is_whole,
                        struct jk_personnel_table *out)
{
    static const char *const members[] = { "speed_kmh", "detour", NULL };
    struct jk_json_at travel =
        is_whole ? jk_json_member(r, at, "travel") : jk_json_optional(at, "travel");

    if (!travel.value)
        return;
    jk_json_only(r, &travel, members);
    out->has_travel = true;
    out->speed_kmh = jk_json_number_in(r, &travel, "speed_kmh", 3, 120);
    out->detour = jk_json_number_in(r, &travel, "detour", 1, 5);
}

/* The nearest to a region first, of one region an edition before a file. */
static int compare_tables(const void *a, const void *b)
{
    const struct jk_personnel_table *x = a, *y = b;
    size_t m = strlen(x->region), n = strlen(y->region);

    if (m != n)
        return m > n ? -1 : 1;
    if (x->edition != y->edition)
        return x->edition ? -1 : 1;
    return strcmp(x->region, y->region);
}

static void read_one(struct reading *s, const struct jk_json_at *at, const struct jk_scope *scope,
                     struct jk_personnel_table *out)
{
    static const char *const members[] = { "units", "demand", "tps", "travel", PACK_SCOPE, NULL };

    jk_json_only(s->r, at, members);
    out->region = scope->region;
    out->edition = scope->edition;
    read_units(s, at, scope);
    read_demand(s->r, at, !scope->edition, out);
    read_tps(s->r, at, !scope->edition, out);
    read_travel(s->r, at, !scope->edition, out);
}

void policy_pack_read_personnel(struct jk_json_reader *r, const struct jk_json_at *at,
                                struct jk_pack *pack)
{
    size_t count = json_array_size(at->value);
    struct jk_personnel_table *tables = jk_arena_array(r->arena, count + 1, sizeof *tables);
    struct reading s = { .r = r, .pack = pack };

    if (!tables) {
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return;
    }
    for (size_t i = 0; i < count && r->status == JK_OK; i++) {
        struct jk_json_at file = *at;
        struct jk_scope scope;

        file.value = json_array_get(at->value, i);
        scope = policy_pack_read_scope(r, &file);
        if (r->status == JK_OK)
            read_one(&s, &file, &scope, &tables[i]);
    }
    if (r->status != JK_OK)
        return;
    if (count)
        qsort(tables, count, sizeof *tables, compare_tables);
    pack->personnel = (struct jk_personnel){ s.units, s.unit_count, tables, count };
}
