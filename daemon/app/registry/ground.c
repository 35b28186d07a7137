/* Grounds of versions, each found once: a body is asked at its nodes and between them. */
#include "jarak/app/registry/ground.h"

#include <math.h>
#include <stdlib.h>
#include "jarak/policy/ground.h"

#define STEP_M \
    500.0 /* of the way; half of it is added to the reach, so that nothing between is missed */

static struct jk_xyz between(struct jk_xyz a, struct jk_xyz b, double share)
{
    return (struct jk_xyz){ a.x + share * (b.x - a.x), a.y + share * (b.y - a.y),
                            a.z + share * (b.z - a.z) };
}

static bool add_body(const struct jk_pack *pack, const struct jk_body *body, struct jk_ground *out)
{
    uint32_t count = jk_body_nodes(body);
    double reach_m = jk_pack_neighbour_m(pack) + body->pad_m + body->uncertainty_m;
    struct jk_xyz before = jk_body_node(body, 0).at;
    bool ok = jk_ground_add(pack, before, reach_m, out);

    for (uint32_t i = 1; i < count && ok; i++) {
        struct jk_xyz here = jk_body_node(body, i).at;
        double steps = ceil(jk_xyz_chord(before, here) / STEP_M);

        for (double k = 1.0; k <= steps && ok; k += 1.0)
            ok = jk_ground_add(pack, between(before, here, k / steps), reach_m + STEP_M / 2.0, out);
        before = here;
    }
    return ok;
}

/* Bodies of the same facts are of the same places. */
static bool is_again(const struct jk_version *version, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (version->instances[k]->facts == version->instances[i]->facts)
            return true;
    }
    return false;
}

static const struct jk_ground *ground_of(const struct jk_pack *pack, const struct jk_entry *entry,
                                         struct jk_version *version)
{
    struct jk_ground *ground = version->ground;
    bool ok = true;

    if (ground)
        return ground;
    ground = calloc(1, sizeof *ground);
    if (!ground)
        return NULL;
    for (size_t i = 0; i < version->body_count && ok; i++) {
        if (!is_again(version, i))
            ok = add_body(pack, version->bodies[i], ground);
    }
    if (version->body_count == 0 && ok)
        ok = jk_ground_add_named(pack, entry->chain->region->code, &version->notice->facts, ground);
    if (!ok) {
        jk_ground_clear(ground);
        free(ground);
        return NULL;
    }
    return version->ground = ground;
}

bool jk_entry_touches(const struct jk_registry *registry, const struct jk_entry *entry,
                      const char *region)
{
    struct jk_version *const versions[] = { entry->current, entry->approved, entry->happened };

    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        const struct jk_ground *ground =
            versions[i] ? ground_of(jk_registry_pack(registry), entry, versions[i]) : NULL;

        if (ground && jk_ground_touches(ground, region))
            return true;
    }
    return false;
}

bool jk_chain_touches(const struct jk_registry *registry, const struct jk_chain *chain,
                      const char *region)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        if (jk_entry_touches(registry, chain->entries[i], region))
            return true;
    }
    return false;
}
