/* Lists ask for a notice and not for a chain, and for as many as a page holds: so this looks at one
 * instance and at the chain's own conflicts, and gathers nothing. */
#include "jarak/app/desk/whereabouts.h"

#include "daemon/app/desk/gather.h"

static const struct jk_instance *instance_on(const struct jk_notice *notice, int32_t day,
                                             const struct jk_tz *tz)
{
    for (size_t i = 0; i < notice->instance_count; i++) {
        const struct jk_instance *at = &notice->instances[i];

        if (day == JK_ANY_DAY || jk_local_day(at->start_s, tz->offset_s) == day)
            return at;
    }
    return NULL;
}

static struct jk_levels worst_of(const struct jk_app *app, const struct jk_chain *chain)
{
    const struct conflict_list list = conflicts_of(app, chain);
    struct jk_levels worst = { .level = JK_LEVEL_NONE };

    for (size_t i = 0; i < list.count; i++) {
        const struct jk_levels *levels = &list.list[i]->levels;

        if (list.list[i]->open && levels->level > worst.level)
            worst.level = levels->level;
        if (list.list[i]->open && levels->level_max > worst.level_max)
            worst.level_max = levels->level_max;
    }
    return worst;
}

bool jk_app_whereabouts(const struct jk_app *app, const struct jk_entry *entry, int32_t day,
                        struct jk_whereabouts *out)
{
    const struct jk_version *version = entry->current;
    const struct jk_instance *at = instance_on(version->notice, day, entry->chain->region->tz);
    struct jk_located where = { .count = 0 };
    const struct jk_place *place;

    if (!at)
        return false;
    place = jk_pack_place(app->pack, at->facts->place_code);
    for (size_t i = 0; i < version->body_count; i++) {
        if (version->instances[i] == at)
            jk_pack_locate(app->pack, jk_xyz_place(jk_body_node(version->bodies[i], 0).at), &where);
    }
    *out = (struct jk_whereabouts){
        .start_s = at->start_s,
        .end_s = at->end_s,
        .place = at->facts->location[0] || !place ? at->facts->location : place->name,
        .district = where.count ? where.regions[0]->name : "",
        .worst = worst_of(app, entry->chain),
    };
    return true;
}
