/* daemon/policy/pack/parts.h: the larger parts of a pack, each read by its own file. */
#ifndef DAEMON_POLICY_PACK_PARTS_H
#define DAEMON_POLICY_PACK_PARTS_H
#include "jarak/policy/edition.h"
#include "jarak/policy/json_read.h"

/* contests.json: contests with their pairs and addressees. */
void policy_pack_read_contests(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack);

/* Whose an element is: the contests it names, else its pack's. */
struct jk_scope policy_pack_read_scope(struct jk_json_reader *r, const struct jk_json_at *at);

/* phases.json and holidays.json, each element with the scope of its pack. */
void policy_pack_read_phases(struct jk_json_reader *r, const struct jk_json_at *at,
                             struct jk_pack *pack);
void policy_pack_read_holidays(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack);

/* Marks the document of an edition as its kind is marked (files.h), and puts in who stated it, on
 * what basis and its number, whatever the document says of that; a fault where it has members that
 * only files have. */
void policy_pack_mark_edition(struct jk_json_reader *r, json_t *document,
                              const struct jk_pack_file *file);
/* Behind the look-ups: zones of editions lie in the region of their edition, no two have one id,
 * and those of files that they replace are taken out. */
enum jk_status policy_pack_settle_zones(struct jk_pack *pack, struct jk_error *err);
/* An edition as the hash covers it, beside its document. In the arena; null: memory is out. */
const char *policy_pack_edition_line(struct jk_arena *arena, const struct jk_edition *edition);

/* policy.json: rows are stated in order; the first that names a pair of classes counts, so that a
 * last row with "*" can write out what is exempt.
 *
 * @param above  what it inherits from; null: it is whole */
void policy_pack_read_policy(struct jk_json_reader *r, const struct jk_json_at *at,
                             const struct jk_policy *above, struct jk_policy *policy);

/* defaults.json: buffers, radii, columns, sizes. */
void policy_pack_read_defaults(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_defaults *out);

/* What the packs state in files of one name, each read on top of what it inherits from, and linked
 * to the contests and the regions it holds for. */
void policy_pack_read_all_policies(struct jk_json_reader *r, const struct jk_json_at *at,
                                   struct jk_pack *pack);
void policy_pack_read_all_defaults(struct jk_json_reader *r, const struct jk_json_at *at,
                                   struct jk_pack *pack);

/* A contest has two sides or more, each with a number of its own. */
void policy_pack_check_sides(struct jk_json_reader *r, const struct jk_json_at *at,
                             const struct jk_contest *contest);
/* The id is a rule's, and `values` as many numbers as it asks for. */
void policy_pack_check_rule(struct jk_json_reader *r, const struct jk_json_at *at,
                            const struct jk_rule_entry *rule, size_t values);
/* What only the whole can show: names, references, the calendar. */
enum jk_status policy_pack_check(struct jk_arena *arena, const struct jk_pack *pack,
                                 struct jk_error *err);

/* The files a pack may do without: zones.geojson. */
void policy_pack_read_zones(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_pack *pack);
/* roads.geojson, schematic.geojson: what maps are drawn on. */
void policy_pack_read_roads(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_pack *pack);
void policy_pack_read_sketches(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack);
/* areas.geojson: territories. */
void policy_pack_read_areas(struct jk_json_reader *r, const struct jk_json_at *at,
                            struct jk_pack *pack);
/* A position of GeoJSON, [lon, lat] (RFC 7946). */
struct jk_point policy_pack_read_position(struct jk_json_reader *r, const struct jk_json_at *at);
/* tps.geojson: polling stations, of files and editions as they were read. */
void policy_pack_read_stations(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack);
/* Behind the calendars: what editions stand in place of is taken out, the rest sorted, and no two
 * have one code. */
enum jk_status policy_pack_settle_stations(struct jk_arena *arena, struct jk_pack *pack,
                                           struct jk_error *err);
/* A required instant of ISO 8601 with its offset, UTC. */
int64_t policy_pack_read_instant(struct jk_json_reader *r, const struct jk_json_at *at,
                                 const char *key);
/* kpu_slots.json: times and grounds fixed by decree. */
void policy_pack_read_kpu_slots(struct jk_json_reader *r, const struct jk_json_at *at,
                                struct jk_pack *pack);

/* personnel.json and its editions, behind regions and places. */
void policy_pack_read_personnel(struct jk_json_reader *r, const struct jk_json_at *at,
                                struct jk_pack *pack);

/* Reads one element of a list into `out`, which is zeroed; a fault makes the reader sour. */
typedef void pack_element_read(struct jk_json_reader *r, const struct jk_json_at *at, void *out);

/* Reads every element of the array at->key into an array of `size` bytes each, in the arena. */
void *policy_pack_read_list(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                            size_t size, size_t *count, pack_element_read *read);
#endif
