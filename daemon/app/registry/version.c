/* One version of a notice: its bytes, its bodies, its place in the world.
 *
 * A reading (bytes and everything parsed from them, in one arena) is shared by the versions of all
 * notices of its stream and dropped with the last. That is for as long as a change is tried: what
 * is settled keeps its own copy, a tenth as large (jarak/model/kept_notice.h). Bodies are made when
 * the version is made, so that entering the world cannot fail for a reason of the notice; if memory
 * runs out half way, what was entered is taken out again. A version is in the world with all its
 * bodies or with none
 * (`standing`). */
#include "daemon/app/registry/version.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "daemon/app/registry/registry_internal.h"
#include "jarak/base/heap.h"
#include "jarak/policy/ground.h"
#include "jarak/policy/occupancy.h"
#include "jarak/policy/settle.h"

/* The newest version of a UID, whose geometry a silent one keeps. */
static enum jk_status version_before(const void *ctx, struct jk_arena *arena, const char *uid,
                                     const struct jk_notice **out)
{
    const struct jk_entry *entry = jk_registry_entry(ctx, uid);

    *out = NULL;
    if (!entry || !entry->current)
        return JK_OK;
    *out = jk_version_whole(entry->current, arena);
    return *out ? JK_OK : JK_MEMORY;
}

enum jk_status jk_reading_make(const struct jk_read_as *as, struct jk_span bytes,
                               struct jk_reading **out, struct jk_error *err)
{
    struct jk_ical_context context = { .purpose = as->purpose,
                                       .floating = as->pack->tz,
                                       .before = as->known ? version_before : NULL,
                                       .before_ctx = as->known,
                                       .settle = jk_settle_place,
                                       .settle_ctx = as->pack };
    struct jk_reading *reading = jk_heap_zeroed(1, sizeof *reading);
    enum jk_status rc;

    if (!reading)
        return jk_no_memory(err);
    reading->refs = 1;
    jk_pack_window(as->pack, &context.window_from_s, &context.window_to_s);
    rc = jk_ical_read(&reading->arena, bytes, &context, &reading->stream, err);
    if (rc != JK_OK) {
        jk_reading_drop(reading);
        return rc;
    }
    *out = reading;
    return JK_OK;
}

void jk_reading_drop(struct jk_reading *reading)
{
    if (!reading || --reading->refs > 0)
        return;
    jk_arena_clear(&reading->arena);
    free(reading);
}

/* The instance is another, whole days away, of which there is a body: a series of a long road is
 * made once and copied. Zones hold on dates, so where there are any each day is made for itself. */
static struct jk_body *copy_of_day(const struct jk_pack *pack, const struct jk_version *version,
                                   const struct jk_instance *instance)
{
    const struct jk_instance *first = version->body_count ? version->instances[0] : NULL;
    int64_t away_s = first ? instance->start_s - first->start_s : 0;

    if (!first || jk_risk_zones_raise(&pack->zones) || instance->facts != first->facts ||
        away_s % JK_DAY_S != 0 || instance->end_s - first->end_s != away_s)
        return NULL;
    return jk_body_on_day(version->bodies[0], (int32_t)(away_s / JK_DAY_S));
}

/* In one piece: nearly all versions have one body. */
static bool room_for_bodies(struct jk_version *version, size_t count)
{
    version->bodies =
        jk_heap_zeroed(count + 1, sizeof *version->bodies + sizeof *version->instances +
                                      sizeof *version->members);
    if (!version->bodies)
        return false;
    version->instances = (const struct jk_instance **)(void *)(version->bodies + count);
    version->members = (uint32_t *)(void *)(version->instances + count);
    return true;
}

/* Makes the bodies of all instances. An instance without a place that could be judged, or
 * cancelled, has none and stands nowhere. */
static bool make_bodies(const struct jk_pack *pack, struct jk_version *version)
{
    const struct jk_notice *notice = version->notice;
    const struct jk_land land = { .zones = pack->zones };
    const size_t count = notice->instance_count;

    if (!room_for_bodies(version, count))
        return false;
    for (size_t i = 0; i < notice->instance_count; i++) {
        struct jk_body *body = copy_of_day(pack, version, &notice->instances[i]);
        struct jk_presence presence;

        if (!body && jk_occupancy_make(pack, &notice->instances[i], &presence) != JK_OK)
            continue;
        version->bodies[version->body_count] = body ? body : jk_body_on(&presence, &land);
        if (!version->bodies[version->body_count])
            return false;
        jk_body_sign(version->bodies[version->body_count]);
        version->instances[version->body_count++] = &notice->instances[i];
    }
    return true;
}

static void free_bodies(struct jk_version *version)
{
    for (size_t i = 0; i < version->body_count; i++)
        jk_body_free(version->bodies[i]);
    free(version->bodies);
}

static struct jk_version *make_version(const struct jk_pack *pack, struct version_source source,
                                       const struct jk_notice *notice)
{
    struct jk_version *version = jk_heap_zeroed(1, sizeof *version);

    if (!version)
        return NULL;
    version->reading = source.reading;
    version->kept = source.kept;
    version->notice = notice;
    if (!make_bodies(pack, version)) {
        free_bodies(version);
        free(version);
        return NULL;
    }
    if (version->reading)
        version->reading->refs++;
    else
        jk_kept_notice_take(version->kept);
    return version;
}

struct jk_version *registry_version_new(const struct jk_pack *pack, struct jk_reading *reading,
                                        const struct jk_notice *notice)
{
    return make_version(pack, (struct version_source){ .reading = reading }, notice);
}

struct jk_version *registry_version_again(const struct jk_pack *pack,
                                          const struct jk_version *version)
{
    return make_version(pack, (struct version_source){ version->reading, version->kept },
                        version->notice);
}

void registry_version_keep(struct jk_version *version)
{
    if (!version->kept)
        registry_version_keep_as(version, jk_kept_notice_new(version->notice));
}

void registry_version_keep_as(struct jk_version *version, struct jk_kept_notice *kept)
{
    const struct jk_notice *notice = version->notice;

    if (!kept)
        return;
    version->kept = kept;
    version->notice = jk_kept_notice_get(version->kept);
    for (size_t i = 0; i < version->body_count; i++)
        version->instances[i] =
            &version->notice->instances[version->instances[i] - notice->instances];
    jk_reading_drop(version->reading);
    version->reading = NULL;
}

struct version_source registry_version_source(const struct jk_version *version)
{
    if (version->reading)
        version->reading->refs++;
    else
        jk_kept_notice_take(version->kept);
    return (struct version_source){ version->reading, version->kept };
}

void registry_source_drop(struct version_source *source)
{
    jk_reading_drop(source->reading);
    jk_kept_notice_drop(source->kept);
    *source = (struct version_source){ .reading = NULL };
}

const struct jk_notice *jk_version_whole(const struct jk_version *version, struct jk_arena *arena)
{
    return version->kept ? jk_kept_notice_whole(version->kept, arena) : version->notice;
}

bool jk_version_bytes(const struct jk_version *version, struct jk_arena *arena, struct jk_span *out)
{
    const struct jk_notice *whole = jk_version_whole(version, arena);

    *out = whole ? whole->bytes : (struct jk_span){ "", 0 };
    return whole != NULL;
}

bool jk_version_has(const struct jk_version *version, struct jk_span bytes)
{
    struct jk_arena arena = { 0 };
    struct jk_span own;
    bool has = jk_version_bytes(version, &arena, &own) && jk_span_eq(own, bytes);

    jk_arena_clear(&arena);
    return has;
}

void registry_version_free(struct jk_version *version)
{
    if (!version)
        return;
    free_bodies(version);
    free(version->where);
    if (version->ground)
        jk_ground_clear(version->ground);
    free(version->ground);
    jk_reading_drop(version->reading);
    jk_kept_notice_drop(version->kept);
    free(version);
}

static void write_number(struct jk_buf *out, uint32_t number)
{
    jk_buf_add(out, &number, sizeof number);
}

#define NOT_KNOWN UINT32_MAX

void registry_version_write(const struct jk_pack *pack, const struct jk_version *version,
                            struct jk_buf *out)
{
    const struct jk_ground *ground = version->body_count ? version->ground : NULL;

    jk_kept_notice_write(version->kept, out);
    write_number(out, (uint32_t)version->body_count);
    for (size_t i = 0; i < version->body_count; i++) {
        write_number(out, (uint32_t)(version->instances[i] - version->notice->instances));
        jk_body_write(version->bodies[i], out);
    }
    /* What has no place has the ground that its chain's region says, which is not known here. */
    write_number(out, ground ? (uint32_t)ground->count : NOT_KNOWN);
    for (size_t i = 0; ground && i < ground->count; i++)
        write_number(out, (uint32_t)(ground->at[i] - pack->regions));
}

static bool read_number(struct jk_span *rest, uint32_t *out)
{
    if (rest->len < sizeof *out)
        return false;
    memcpy(out, rest->at, sizeof *out);
    *rest = (struct jk_span){ rest->at + sizeof *out, rest->len - sizeof *out };
    return true;
}

static bool read_bodies(struct jk_version *version, struct jk_span *rest)
{
    const struct jk_notice *notice = version->notice;
    uint32_t count, instance;

    if (!read_number(rest, &count) || count > notice->instance_count ||
        !room_for_bodies(version, notice->instance_count))
        return false;
    while (version->body_count < count) {
        struct jk_body *body = read_number(rest, &instance) && instance < notice->instance_count
                                   ? jk_body_read(rest)
                                   : NULL;

        if (!body)
            return false;
        version->instances[version->body_count] = &notice->instances[instance];
        version->bodies[version->body_count++] = body;
    }
    return true;
}

static bool read_ground(const struct jk_pack *pack, struct jk_version *version,
                        struct jk_span *rest)
{
    uint32_t count, region;
    struct jk_ground *ground;

    if (!read_number(rest, &count))
        return false;
    if (count == NOT_KNOWN)
        return true;
    if (count > rest->len / sizeof region || !(ground = jk_heap_zeroed(1, sizeof *ground)))
        return false;
    version->ground = ground;
    ground->at = count ? jk_heap_zeroed(count, sizeof(const struct jk_region *)) : NULL;
    ground->cap = ground->at ? count : 0;
    while (ground->count < ground->cap) {
        if (!read_number(rest, &region) || region >= pack->region_count)
            return false;
        ground->at[ground->count++] = &pack->regions[region];
    }
    return ground->count == count;
}

struct jk_version *registry_version_read(const struct jk_pack *pack, struct jk_span *rest)
{
    struct jk_version *version = jk_heap_zeroed(1, sizeof *version);

    if (!version)
        return NULL;
    version->kept = jk_kept_notice_read(rest);
    if (version->kept)
        version->notice = jk_kept_notice_get(version->kept);
    if (version->kept && read_bodies(version, rest) && read_ground(pack, version, rest))
        return version;
    registry_version_free(version);
    return NULL;
}

static void remove_members(struct jk_world *world, struct jk_version *version, size_t count)
{
    while (count-- > 0)
        jk_world_remove(world, version->members[count]);
}

struct jk_member registry_member(const struct jk_pack *pack, const struct jk_entry *entry,
                                 const struct jk_version *version, size_t body)
{
    const struct jk_party *party = &version->notice->facts.party;
    const struct jk_calendar_of of = { party->contest, entry->chain->region->code };
    uint32_t tag = entry->number | (version == entry->happened ? JK_TAG_HAPPENED : 0);

    return (struct jk_member){ version->bodies[body], party, entry->chain->number, tag,
                               jk_policy_number(pack, &of) };
}

bool registry_version_enter(struct jk_registry *registry, const struct jk_entry *entry,
                            struct jk_version *version)
{
    if (version->standing)
        return true;
    for (size_t i = 0; i < version->body_count; i++) {
        const struct jk_member member = registry_member(registry->pack, entry, version, i);

        if (jk_world_add(registry->world, &member, &version->members[i]) == JK_OK)
            continue;
        remove_members(registry->world, version, i);
        return false;
    }
    if (!registry_days_enter(&registry->days, entry, version)) {
        remove_members(registry->world, version, version->body_count);
        return false;
    }
    version->standing = true;
    /* Now, a notice at a time, and not all at once for the first officer who asks what is on his
     * ground; where memory is out it is found then. */
    registry_ground_find(registry->pack, entry, version);
    return true;
}

void registry_version_leave(struct jk_registry *registry, const struct jk_entry *entry,
                            struct jk_version *version)
{
    if (!version || !version->standing)
        return;
    remove_members(registry->world, version, version->body_count);
    registry_days_leave(&registry->days, entry, version);
    version->standing = false;
}

/* Each instance has a place that says all of where it goes. */
bool jk_version_is_assessed(const struct jk_version *version)
{
    for (size_t i = 0; version && i < version->notice->instance_count; i++) {
        if (!jk_occupancy_is_assessed(version->notice->instances[i].facts))
            return false;
    }
    return true;
}

bool jk_chain_is_assessed(const struct jk_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (!jk_version_is_assessed(chain->entries[i]->current) ||
            !jk_version_is_assessed(chain->entries[i]->approved))
            return false;
    }
    return true;
}
