/* defaults.json: the numbers of kinds and columns, for what a notice does not state.
 *
 * All but a few must be written out, in the file or in what it inherits from. Every number has a
 * range in which it can be meant, so that a slip of a digit is refused when the pack is loaded and
 * not found on the last day. */
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"

/* A column whose vehicles nobody has stated: some minutes at one place, and far above the ten units
 * of a convoy. A proposal, as all numbers of a pack are; packs state their own. */
#define USUAL_CARS 30.0
#define USUAL_MIN  180.0 /* of an activity whose end nobody has stated, likewise */

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

/* A pack that says nothing of deliveries foretells none of them. */
static void read_delivery(struct jk_json_reader *r, const struct jk_json_at *at,
                          struct jk_delivery_defaults *out)
{
    static const char *const modes[] = { "land", "sea" };
    static const char *const members[] = { "land", "sea", NULL };
    static const char *const numbers[] = { "speed_kmh", "detour", NULL };
    struct jk_json_at delivery = jk_json_optional(at, "delivery");

    jk_json_only(r, &delivery, members);
    for (int i = 0; i < 2; i++) {
        struct jk_json_at mode = jk_json_optional(&delivery, modes[i]);

        jk_json_only(r, &mode, numbers);
        out->speed_mps[i] = jk_json_number_or(r, &mode, "speed_kmh", 0, JK_SPEED_MAX_KMH, 0) / 3.6;
        out->detour[i] = jk_json_number_or(r, &mode, "detour", 1, 10, 1);
    }
}

/* Sedang begins above kecil: the lower bound of the second number is the first. */
void policy_pack_read_defaults(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_defaults *out)
{
    static const char *const members[] = { "kinds",         "column",   "size",     "delivery",
                                           PACK_BY_CONTEST, "contests", PACK_SCOPE, NULL };
    static const char *const limits[] = { "kecil_max", "sedang_max", NULL };
    struct jk_json_at kinds = jk_json_member(r, at, "kinds"), size = jk_json_member(r, at, "size");
    const char *words[JK_KIND_END + 1] = { NULL };

    for (int kind = 0; kind < JK_KIND_END; kind++)
        words[kind] = jk_kind_word((enum jk_kind)kind);
    jk_json_only(r, at, members);
    jk_json_only(r, &kinds, words);
    jk_json_only(r, &size, limits);
    for (int kind = 0; kind < JK_KIND_END && r->status == JK_OK; kind++)
        read_kind(r, &kinds, jk_kind_word((enum jk_kind)kind), &out->kind[kind]);
    read_column(r, at, &out->column);
    read_delivery(r, at, &out->delivery);
    out->size.kecil_max = jk_json_number_in(r, &size, "kecil_max", 0, 1e7);
    out->size.sedang_max = jk_json_number_in(r, &size, "sedang_max", out->size.kecil_max, 1e7);
}
