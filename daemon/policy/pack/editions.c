/* Editions as files of their packs.
 *
 * The document of an edition goes through the reader of files with a mark (files.h): whose it is,
 * and which edition. Who stated it and on what basis is the journal's to say, so that members of
 * that name are written over. Zones are known apart by their number once they are read. */
#include "jarak/policy/edition.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#define ZONES_MAX 500 /* of one edition: a regency's map has some dozens */

static const char *const files_of[] = { "policy.json", "zones.geojson", "tps.geojson",
                                        "personnel.json" };
static const char *const words[] = { "policy", "zones", "stations", "personnel" };
_Static_assert(sizeof words / sizeof *words == JK_EDITION_PARTS &&
                   sizeof files_of / sizeof *files_of == JK_EDITION_PARTS,
               "every part has its word and its file");

const char *jk_edition_part_word(enum jk_edition_part part)
{
    JK_ASSERT((unsigned)part < JK_EDITION_PARTS);
    return words[part];
}

enum jk_edition_part jk_edition_part_of(const char *word)
{
    int part = 0;

    while (part < JK_EDITION_PARTS && strcmp(words[part], word) != 0)
        part++;
    return (enum jk_edition_part)part;
}

bool jk_edition_same_scope(const struct jk_edition *a, const struct jk_edition *b)
{
    return a->part == b->part && strcmp(a->contest, b->contest) == 0 &&
           (a->contest[0] || strcmp(a->region, b->region) == 0);
}

void jk_edition_who(const struct jk_edition *edition, char out[JK_POLICY_TEXT_MAX])
{
    snprintf(out, JK_POLICY_TEXT_MAX, "%s, %s", edition->account, edition->office);
}

const char *policy_pack_edition_line(struct jk_arena *arena, const struct jk_edition *e)
{
    return jk_arena_fmt(arena, "%s\n%s\n%s\n%" PRIu32 "\n%s\n%s\n%s\n%" PRId64,
                        jk_edition_part_word(e->part), e->region, e->contest, e->number, e->account,
                        e->office, e->basis, e->time_s);
}

static bool set_source(json_t *object, const struct jk_edition *e)
{
    char who[JK_POLICY_TEXT_MAX];

    jk_edition_who(e, who);
    return json_object_set_new(object, "decided_by", json_string(who)) == 0 &&
           json_object_set_new(object, "decided_on", json_string(e->day)) == 0 &&
           json_object_set_new(object, "basis", json_string(e->basis)) == 0;
}

/* For whom it holds and who says so: of what is read as a whole document. */
static bool mark_whole(json_t *document, const struct jk_edition *e, unsigned number)
{
    json_t *scope = json_pack("{s:s, s:[], s:b, s:i}", "region", e->region, "contests", "base", 0,
                              PACK_EDITION, (int)number);
    bool ok = scope && set_source(document, e) && json_object_set(document, PACK_SCOPE, scope) == 0;

    json_decref(scope);
    return ok;
}

static bool mark_policy(json_t *document, const struct jk_edition *e, unsigned number)
{
    char id[JK_POLICY_ID_MAX];
    bool ok = mark_whole(document, e, number);

    snprintf(id, sizeof id, "edisi-%s", e->contest[0] ? e->contest : e->region);
    if (!json_object_get(document, "id"))
        ok = json_object_set_new(document, "id", json_string(id)) == 0 && ok;
    ok = ok && json_object_set_new(document, "version", json_integer(e->number)) == 0;
    if (e->contest[0])
        ok = ok && json_object_set_new(document, "contests", json_pack("[s]", e->contest)) == 0;
    return ok;
}

/* Stations have no basis of their own: the edition's is the journal's. */
static bool mark_stations(json_t *document, unsigned number)
{
    return json_object_set_new(document, PACK_SCOPE,
                               json_pack("{s:i}", PACK_EDITION, (int)number)) == 0;
}

static bool mark_zone(json_t *feature, const struct jk_edition *e, unsigned number)
{
    json_t *properties = json_object_get(feature, "properties");
    char text[16];
    bool ok = true;

    snprintf(text, sizeof text, "%" PRIu32, e->number);
    if (json_is_object(properties) && !json_object_get(properties, "edition"))
        ok = json_object_set_new(properties, "edition", json_string(text)) == 0;
    if (json_is_object(properties) && !json_object_get(properties, "source"))
        ok = ok && json_object_set_new(properties, "source", json_string(e->basis)) == 0;
    return ok && json_object_set_new(feature, PACK_SCOPE, json_integer(number)) == 0;
}

/* Lists that are joined have what is the same once, which would hide a zone stated twice. */
static void refuse_doubles(struct jk_json_reader *r, const struct jk_json_at *features,
                           size_t count)
{
    json_t *seen = json_object();

    for (size_t i = 0; r->status == JK_OK && i < count; i++) {
        struct jk_json_at one = jk_json_element(features, i);
        const char *id =
            json_string_value(json_object_get(json_object_get(one.value, "properties"), "id"));

        if (id && json_object_get(seen, id))
            jk_json_fault(r, &one, JK_INVALID, JK_TEXT_PACK_TWICE, id);
        else if (id && json_object_set_new(seen, id, json_true()) != 0)
            jk_json_fault(r, &one, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    }
    json_decref(seen);
}

/* @return false when memory is out; a fault is the reader's */
static bool mark_zones(struct jk_json_reader *r, const struct jk_json_at *at, json_t *document,
                       const struct jk_pack_file *file)
{
    struct jk_json_at features = jk_json_member(r, at, "features");
    size_t count = jk_json_count(r, &features);
    bool ok = true;

    if (count > ZONES_MAX)
        jk_json_fault(r, &features, JK_TOO_MANY, JK_TEXT_PACK_LIST, "");
    refuse_doubles(r, &features, count);
    for (size_t i = 0; ok && r->status == JK_OK && i < count; i++) {
        json_t *feature = json_array_get(json_object_get(document, "features"), i);
        struct jk_json_at element = jk_json_element(&features, i);

        if (!json_is_object(feature))
            jk_json_fault(r, &element, JK_INVALID, JK_TEXT_PACK_LIST, "");
        else
            ok = mark_zone(feature, file->edition, file->pack + 1);
    }
    return ok;
}

void policy_pack_mark_edition(struct jk_json_reader *r, json_t *document,
                              const struct jk_pack_file *file)
{
    static const char *const refused[] = { PACK_BY_CONTEST, "contests", PACK_SCOPE };
    struct jk_json_at at = { .value = document };
    bool ok;

    snprintf(at.path, sizeof at.path, "%s: ", file->name);
    if (!json_is_object(document))
        jk_json_fault(r, &at, JK_INVALID, JK_TEXT_PACK_JSON, "");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct jk_json_at member = jk_json_optional(&at, refused[i]);

        if (member.value)
            jk_json_fault(r, &member, JK_INVALID, JK_TEXT_PACK_MEMBER, refused[i]);
    }
    if (r->status != JK_OK)
        return;
    if (file->edition->part == JK_EDITION_ZONES)
        ok = mark_zones(r, &at, document, file);
    else if (file->edition->part == JK_EDITION_STATIONS)
        ok = mark_stations(document, file->pack + 1);
    else if (file->edition->part == JK_EDITION_PERSONNEL)
        ok = mark_whole(document, file->edition, file->pack + 1);
    else
        ok = mark_policy(document, file->edition, file->pack + 1);
    if (!ok)
        jk_json_fault(r, &at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
}

/* Near a border both sides count: corners are known no better. */
static bool is_there(const struct jk_pack *pack, const char *region, struct jk_xyz at)
{
    struct jk_located where;

    jk_pack_locate(pack, jk_xyz_place(at), &where);
    for (size_t i = 0; i < where.count; i++) {
        if (jk_region_covers(region, where.regions[i]->code))
            return true;
    }
    return false;
}

/* By its corners: a side of it may run a little outside. */
static bool lies_in(const struct jk_pack *pack, const char *region, const struct jk_risk_zone *zone)
{
    if (zone->is_disc)
        return is_there(pack, region, zone->centre);
    for (uint32_t i = 0; i < zone->outline.node_count; i++) {
        if (!is_there(pack, region, zone->outline.nodes[i]))
            return false;
    }
    return true;
}

/* The zones before `i` that have its id: a file's is marked as taken out. */
static enum jk_status settle_id(const struct jk_pack *pack, struct jk_risk_zone *zones, size_t i,
                                struct jk_error *err)
{
    const char *region = pack->editions[zones[i].stated - 1].region;

    for (size_t k = 0; k < i; k++) {
        if (!zones[k].id || strcmp(zones[k].id, zones[i].id) != 0)
            continue;
        if (zones[k].stated)
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_TWICE, "zones.geojson: features", "%s",
                           zones[i].id);
        if (!lies_in(pack, region, &zones[k]))
            return jk_fail(err, JK_INVALID, JK_TEXT_PACK_ZONE_ELSEWHERE, "zones.geojson: features",
                           "%s", zones[i].id);
        zones[k].id = NULL;
    }
    return JK_OK;
}

enum jk_status policy_pack_settle_zones(struct jk_pack *pack, struct jk_error *err)
{
    struct jk_risk_zone *zones = (struct jk_risk_zone *)pack->zones.at; /* being loaded */
    enum jk_status rc = JK_OK;
    size_t kept = 0;

    for (size_t i = 0; i < pack->zones.count && rc == JK_OK; i++) {
        if (!zones[i].stated)
            continue;
        if (zones[i].stated > pack->edition_count ||
            !lies_in(pack, pack->editions[zones[i].stated - 1].region, &zones[i]))
            rc = jk_fail(err, JK_INVALID, JK_TEXT_PACK_ZONE_ELSEWHERE, "zones.geojson: features",
                         "%s", zones[i].id);
        else
            rc = settle_id(pack, zones, i, err);
    }
    for (size_t i = 0; i < pack->zones.count && rc == JK_OK; i++) {
        if (zones[i].id)
            zones[kept++] = zones[i];
    }
    if (rc == JK_OK)
        pack->zones.count = kept;
    return rc;
}

/* Files and editions as one list, and the pack that is made of them. */
static enum jk_status load_over(struct jk_arena *arena, const struct jk_pack_files *files,
                                const struct jk_edition *const *editions, size_t count,
                                struct jk_pack *out, struct jk_error *err)
{
    struct jk_pack_file *all = jk_arena_array(arena, files->count + count, sizeof *all);

    if (!all)
        return jk_no_memory(err);
    memcpy(all, files->at, files->count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[files->count + i] =
            (struct jk_pack_file){ files_of[editions[i]->part], jk_span_of(editions[i]->document),
                                   (unsigned)i, editions[i] };
    return jk_pack_load(arena, all, files->count + count, out, err);
}

/* On top of those that fit, one after another. */
static enum jk_status load_fitting(struct jk_arena *arena, const struct jk_pack_files *files,
                                   const struct jk_edition *const *editions, size_t count,
                                   struct jk_pack *out, struct jk_error *err)
{
    const struct jk_edition **kept = jk_arena_array(arena, count, sizeof *kept);
    struct jk_misfit *misfits = jk_arena_array(arena, count, sizeof *misfits);
    enum jk_status rc = load_over(arena, files, NULL, 0, out, err);
    size_t fitting = 0, left = 0;

    if (!kept || !misfits)
        return jk_no_memory(err);
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        kept[fitting] = editions[i];
        rc = load_over(arena, files, kept, fitting + 1, out, err);
        fitting += rc == JK_OK;
        if (rc == JK_OK || rc == JK_MEMORY)
            continue;
        misfits[left++] = (struct jk_misfit){ editions[i], *err };
        rc = JK_OK;
    }
    out->misfits = misfits;
    out->misfit_count = left;
    return rc;
}

enum jk_status jk_pack_load_with(struct jk_arena *arena, const struct jk_pack_files *files,
                                 const struct jk_edition *editions, size_t count, bool whole,
                                 struct jk_pack *out, struct jk_error *err)
{
    const struct jk_edition **all = jk_arena_array(arena, count, sizeof *all);
    enum jk_status rc;

    if (!all)
        return jk_no_memory(err);
    for (size_t i = 0; i < count; i++)
        all[i] = &editions[i];
    rc = load_over(arena, files, all, count, out, err);
    if (rc == JK_OK || rc == JK_MEMORY || count == 0 || whole)
        return rc;
    return load_fitting(arena, files, all, count, out, err);
}
