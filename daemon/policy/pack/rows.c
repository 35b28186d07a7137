/* policy.json and defaults.json: rows, raise, escalation, and the numbers of kinds and columns.
 *
 * A row of the file names sets of relations, eras and classes, and fills every pair of them that
 * has no row yet: the first row in the file wins, so special rows stand above general ones with
 * "*". A row must either be exempt or have a rung: silence is not taken for either. Absent
 * escalation delays are those of SPEC 7, an absent raise is off, override_from is waspada; all
 * other numbers must be written out. Every number has a range in which it can be meant, so that a
 * slip of a digit is refused when the pack is loaded and not found on the last day. */
#include "daemon/policy/pack/parts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <stdio.h>
#include <string.h>

/* A column whose vehicles nobody has stated: some minutes at one place, and far above the ten units
 * of a convoy. A proposal, as all numbers of a pack are; packs state their own. */
#define USUAL_CARS 30.0
#define USUAL_MIN  180.0 /* of an activity whose end nobody has stated, likewise */

static const char *relation_word(int i)
{
    return jk_relation_word((enum jk_relation)i);
}

static const char *era_word(int i)
{
    return jk_era_word((enum jk_era)i);
}

static const char *size_word(int i)
{
    return jk_size_word((enum jk_size)i);
}

/* The set of words a member lists, as bits; "*" or an absent member is all of them. */
static unsigned word_set(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         int count, const char *(*word)(int))
{
    struct jk_json_at list = jk_json_optional(at, key);
    unsigned set = 0;

    /* A row that does not say is for all. */
    if (!list.value)
        return (1U << count) - 1;
    for (size_t i = 0; i < jk_json_count(r, &list); i++) {
        struct jk_json_at element = jk_json_element(&list, i);
        const char *text = json_string_value(element.value);
        unsigned found = 0;

        for (int k = 0; text && k < count; k++) {
            if (strcmp(text, "*") == 0 || strcmp(text, word(k)) == 0)
                found |= 1U << k;
        }
        if (found == 0)
            jk_json_fault(r, &element, JK_INVALID, JK_TEXT_PACK_WORD, text ? text : "");
        set |= found;
    }
    return set;
}

static struct jk_rung read_rung(struct jk_json_reader *r, const struct jk_json_at *at,
                                const char *key)
{
    static const char *const members[] = { "distance_m", "tau_min", "same_day", NULL };
    struct jk_json_at c = jk_json_optional(at, key);
    struct jk_rung rung = { .present = c.value != NULL };

    if (!rung.present)
        return rung;
    jk_json_only(r, &c, members);
    /* Bounds of what can be meant; jk_policy_set() checks that rungs are nested. */
    rung.distance_m = jk_json_number_in(r, &c, "distance_m", 1, 200000);
    rung.same_day = jk_json_flag(r, &c, "same_day", false);
    if (!rung.same_day)
        rung.tau_s = (int32_t)(60.0 * jk_json_number_in(r, &c, "tau_min", 0, 10080));
    return rung;
}

static const char *mode_word(int i)
{
    static const char *const words[] = { "alike", "sea_land" };

    return words[i];
}

/* @param pair  relation, era, and the two classes */
static enum jk_status set_pair(struct jk_policy *policy, int mode, const int pair[4],
                               const struct jk_row *row, struct jk_error *err)
{
    enum jk_relation relation = (enum jk_relation)pair[0];
    enum jk_era era = (enum jk_era)pair[1];
    enum jk_size a = (enum jk_size)pair[2], b = (enum jk_size)pair[3];

    return mode ? jk_policy_set_sea_land(policy, relation, era, a, b, row, err)
                : jk_policy_set(policy, relation, era, a, b, row, err);
}

/* States a row for every pair of the sets that has none yet. @return it names one */
static bool state_row(struct jk_json_reader *r, const struct jk_json_at *at,
                      struct jk_policy *policy, const struct jk_row *row)
{
    unsigned relations = word_set(r, at, "relation", JK_RELATION_END, relation_word);
    unsigned eras = word_set(r, at, "era", JK_ERA_END, era_word);
    unsigned a_set = word_set(r, at, "a", JK_SIZE_END, size_word);
    unsigned b_set = word_set(r, at, "b", JK_SIZE_END, size_word);
    unsigned modes = word_set(r, at, "mode", 2, mode_word);
    bool any = false;

    for (int i = 0; i < 2 * JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        int b = i % JK_SIZE_END, a = i / JK_SIZE_END % JK_SIZE_END;
        int era = i / (JK_SIZE_END * JK_SIZE_END) % JK_ERA_END;
        int relation = i / (JK_SIZE_END * JK_SIZE_END * JK_ERA_END) % JK_RELATION_END;
        int mode = i / (JK_SIZE_END * JK_SIZE_END * JK_ERA_END * JK_RELATION_END);
        const struct jk_row *there =
            mode ? &policy->sea_land[relation][era][a][b] : &policy->rows[relation][era][a][b];
        struct jk_error fault;

        /* A pair that has a row keeps it: special rows stand before general ones. */
        if (!(relations >> relation & 1) || !(eras >> era & 1) || !(a_set >> a & 1) ||
            !(b_set >> b & 1) || !(modes >> mode & 1) || there->stated)
            continue;
        any = true;
        if (set_pair(policy, mode, (const int[]){ relation, era, a, b }, row, &fault) != JK_OK)
            jk_json_fault(r, at, fault.status, fault.text, fault.value);
    }
    return any;
}

/* @return it names a pair that no row before it names */
static bool read_row(struct jk_json_reader *r, const struct jk_json_at *at,
                     struct jk_policy *policy)
{
    static const char *const members[] = {
        "id",     "relation",  "era",  "mode",    "a",     "b",
        "exempt", "push_info", "info", "waspada", "siaga", NULL
    };
    struct jk_row row = { .exempt = jk_json_flag(r, at, "exempt", false),
                          .push_info = jk_json_flag(r, at, "push_info", false) };

    jk_json_only(r, at, members);
    jk_json_id(r, at, "id", row.id, sizeof row.id);
    row.rung[JK_LEVEL_INFO] = read_rung(r, at, "info");
    row.rung[JK_LEVEL_WASPADA] = read_rung(r, at, "waspada");
    row.rung[JK_LEVEL_SIAGA] = read_rung(r, at, "siaga");
    /* Either exempt or with a rung: a row with neither would silence a pair by an omission. */
    if (row.exempt == (row.rung[JK_LEVEL_INFO].present || row.rung[JK_LEVEL_WASPADA].present ||
                       row.rung[JK_LEVEL_SIAGA].present))
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_POLICY_NO_ROW, row.id);
    return r->status != JK_OK || state_row(r, at, policy, &row);
}

/* All numbers of the raise are stated together or none is: half a raise would mean something nobody
 * wrote. */
static void read_raise(struct jk_json_reader *r, const struct jk_json_at *at,
                       struct jk_raise *raise)
{
    static const char *const members[] = { "within_m", "stretch_m", "head_on_deg", "following_deg",
                                           NULL };
    struct jk_json_at c = jk_json_optional(at, "raise");

    if (!c.value)
        return;
    jk_json_only(r, &c, members);
    raise->on = true;
    raise->within_m = jk_json_number_in(r, &c, "within_m", 0, 1000);
    raise->stretch_m = jk_json_number_in(r, &c, "stretch_m", 0, 100000);
    raise->head_on_deg = jk_json_number_in(r, &c, "head_on_deg", 90, 180);
    raise->following_deg = jk_json_number_in(r, &c, "following_deg", 0, 90);
}

/* A delay in minutes; a week is longer than any campaign can wait. */
static int32_t read_delay(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                          double fallback_min)
{
    return (int32_t)(60.0 * jk_json_number_or(r, at, key, 1, 10080, fallback_min));
}

/* A pack that says nothing has the delays of SPEC 7. */
static void read_escalation(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_escalation *out)
{
    static const char *const members[] = {
        "waspada_min",        "siaga_min", "siaga_soon_min", "soon_within_min", "waspada_soon_min",
        "waspada_within_min", NULL
    };
    struct jk_json_at c = jk_json_optional(at, "escalation");

    jk_json_only(r, &c, members);
    out->waspada_s = read_delay(r, &c, "waspada_min", 1440);
    out->siaga_s = read_delay(r, &c, "siaga_min", 240);
    out->siaga_soon_s = read_delay(r, &c, "siaga_soon_min", 30);
    out->soon_within_s = read_delay(r, &c, "soon_within_min", 1440);
    out->waspada_soon_s = read_delay(r, &c, "waspada_soon_min", 60);
    out->waspada_within_s = read_delay(r, &c, "waspada_within_min", 720);
}

/* Rows come last, and sealing after them: only a table in which every pair has a row becomes a
 * policy. */
/* A text that is kept by value; "" where it is absent. */
static void read_text(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                      char out[JK_POLICY_TEXT_MAX])
{
    const char *text = jk_json_text(r, at, key, "");
    struct jk_json_at where = jk_json_optional(at, key);

    if (strlen(text) >= JK_POLICY_TEXT_MAX)
        jk_json_fault(r, &where, JK_RANGE, JK_TEXT_PACK_STRING, text);
    else
        memcpy(out, text, strlen(text) + 1);
}

/* Who set it, when, on what basis: told with the policy, on its page and in certificates. */
static void read_source(struct jk_json_reader *r, const struct jk_json_at *at,
                        struct jk_policy *policy)
{
    const char *day = jk_json_text(r, at, "decided_on", "");

    read_text(r, at, "decided_by", policy->decided_by);
    read_text(r, at, "basis", policy->basis);
    policy->decided_day = day[0] ? jk_json_day(r, at, "decided_on") : INT32_MIN;
}

void policy_pack_read_policy(struct jk_json_reader *r, const struct jk_json_at *at,
                             struct jk_policy *policy)
{
    static const char *const members[] = { "id",    "version",    "override_from",
                                           "raise", "escalation", "rows",
                                           NULL };
    struct jk_json_at rows = jk_json_member(r, at, "rows");
    const char *from = jk_json_text(r, at, "override_from", "waspada");
    struct jk_error fault;

    jk_json_only(r, at, members);
    jk_json_id(r, at, "id", policy->id, sizeof policy->id);
    policy->version = (uint32_t)jk_json_number_in(r, at, "version", 1, 1e9);
    read_source(r, at, policy);
    read_raise(r, at, &policy->raise);
    read_escalation(r, at, &policy->escalation);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (strcmp(from, jk_level_word((enum jk_level)level)) == 0)
            policy->override_from = (enum jk_level)level;
    }
    if (policy->override_from == JK_LEVEL_NONE)
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_WORD, from);
    for (size_t i = 0; i < jk_json_count(r, &rows) && r->status == JK_OK; i++) {
        struct jk_json_at row = jk_json_element(&rows, i);

        if (!read_row(r, &row, policy) && policy->idle_row == 0)
            policy->idle_row = (unsigned)i + 1;
    }
    if (r->status == JK_OK && jk_policy_seal(policy, &fault) != JK_OK)
        jk_json_fault(r, &rows, fault.status, fault.text, fault.value);
}

/* Every kind is listed, also those that have neither buffers nor a radius: their zeros are written
 * out. */
static void read_kind(struct jk_json_reader *r, const struct jk_json_at *at, const char *word,
                      struct jk_kind_defaults *out)
{
    static const char *const members[] = { "buildup_min", "dispersal_min", "radius_m", "usual_min",
                                           NULL };
    struct jk_json_at c = jk_json_member(r, at, word);

    if (!c.value)
        return;
    jk_json_only(r, &c, members);
    out->buildup_s = 60.0 * jk_json_number_in(r, &c, "buildup_min", 0, 1440);
    out->dispersal_s = 60.0 * jk_json_number_in(r, &c, "dispersal_min", 0, 1440);
    out->radius_m = jk_json_number_in(r, &c, "radius_m", 0, 20000);
    out->usual_s = 60.0 * jk_json_number_or(r, &c, "usual_min", 1, 1440, USUAL_MIN);
}

/* A crowd on foot fills the road in rows. Absent numbers are a loose crowd on two lanes. */
static void read_walkers(struct jk_json_reader *r, const struct jk_json_at *at,
                         struct jk_column_defaults *out)
{
    static const char *const members[] = { "people_per_m", "row_m", "road_m", "speed_kmh", NULL };
    struct jk_json_at c = jk_json_optional(at, "walkers");

    jk_json_only(r, &c, members);
    out->walkers_m2 = jk_json_number_or(r, &c, "people_per_m", 0.1, 5, 1.5) /
                      jk_json_number_or(r, &c, "row_m", 0.3, 10, 1.0);
    out->walkers_kmh = jk_json_number_or(r, &c, "speed_kmh", 1, 20, 5.0);
    out->walkers_road_m = jk_json_number_or(r, &c, "road_m", 1, 50, 6.0);
}

/* The classes stand in the order that occupancy.c counts vehicles in. */
static void read_column(struct jk_json_reader *r, const struct jk_json_at *at,
                        struct jk_column_defaults *out)
{
    static const char *const classes[] = { "car", "motorcycle", "truck", "bus" };
    static const char *const members[] = {
        "half_width_m", "speed_kmh", "konvoi_units", "usual_cars", "car",
        "motorcycle",   "truck",     "bus",          "walkers",    NULL
    };
    static const char *const numbers[] = { "spacing_m", "headway_s", "units", "seats", NULL };
    static const double seats[] = { 7, 2, 40, 60 }; /* many: who has one does not walk */
    struct jk_json_at c = jk_json_member(r, at, "column");

    jk_json_only(r, &c, members);
    out->half_width_m = jk_json_number_in(r, &c, "half_width_m", 0, 250);
    out->speed_mps = jk_json_number_in(r, &c, "speed_kmh", 1, JK_SPEED_MAX_KMH) / 3.6;
    out->konvoi_units = jk_json_number_in(r, &c, "konvoi_units", 0, 1000);
    out->usual_cars = jk_json_number_or(r, &c, "usual_cars", 1, 100000, USUAL_CARS);
    for (int i = 0; i < 4; i++) {
        struct jk_json_at v = jk_json_member(r, &c, classes[i]);

        jk_json_only(r, &v, numbers);
        out->spacing_m[i] = jk_json_number_in(r, &v, "spacing_m", 0.1, 1000);
        out->headway_s[i] = jk_json_number_in(r, &v, "headway_s", 0, 600);
        out->units[i] = jk_json_number_in(r, &v, "units", 0, 10);
        out->seats[i] = jk_json_number_or(r, &v, "seats", 0, 200, seats[i]);
    }
    read_walkers(r, &c, out);
}

/* Sedang begins above kecil: the lower bound of the second number is the first. */
void policy_pack_read_defaults(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack)
{
    static const char *const members[] = { "kinds", "column", "size", NULL };
    static const char *const limits[] = { "kecil_max", "sedang_max", NULL };
    struct jk_json_at kinds = jk_json_member(r, at, "kinds"), size = jk_json_member(r, at, "size");
    const char *words[JK_KIND_END + 1] = { NULL };

    for (int kind = 0; kind < JK_KIND_END; kind++)
        words[kind] = jk_kind_word((enum jk_kind)kind);
    jk_json_only(r, at, members);
    jk_json_only(r, &kinds, words);
    jk_json_only(r, &size, limits);
    for (int kind = 0; kind < JK_KIND_END && r->status == JK_OK; kind++)
        read_kind(r, &kinds, jk_kind_word((enum jk_kind)kind), &pack->kind[kind]);
    read_column(r, at, &pack->column);
    pack->size.kecil_max = jk_json_number_in(r, &size, "kecil_max", 0, 1e7);
    pack->size.sedang_max = jk_json_number_in(r, &size, "sedang_max", pack->size.kecil_max, 1e7);
}
