/* jarak/app/registry/walk.h: the notices and chains that may be about a region, without looking at
 * the others.
 *
 * A nation has a million activities, a regency two thousand: what a regency asks must not cost what
 * the nation holds. So chains are listed under the regency and the province that decide on them and
 * under those whose ground anything of them touches (ground.h), and there by the days of their
 * instances. A list is kept up with every change of a version, state or pack.
 *
 * A walk gives at least what is asked for, each once, in the order of numbers, whatever its state;
 * it may give more: whoever walks asks of each whether it is meant, in his own words. It holds
 * until the registry changes. No memory is taken. */
#ifndef JARAK_APP_REGISTRY_WALK_H
#define JARAK_APP_REGISTRY_WALK_H
#include "jarak/app/registry/registry.h"

#define JK_WALK_LISTS 3 /* a local day touches so many days of UTC at most */

/** A walk under way; begun by one of the makers, never by hand. */
struct jk_walk {
    const struct jk_registry *registry;
    struct {
        const uint32_t *at; /**< numbers of entries, ascending */
        size_t count;
    } lists[JK_WALK_LISTS];
    uint32_t next, end; /**< entries that are given without a list: all, where lists were lost */
};

/** All that may be decided in a region or below it, or touch its ground. Entries of one chain are
 * all given where one of them is.
 *
 * @param region  its code; of a sub-district that of its regency is walked; "": everything */
struct jk_walk jk_registry_walk(const struct jk_registry *registry, const char *region);

/** All that may be of a contest: of a regency's what its region decides on. What is of a province's
 * is of the regency it takes place in, wherever that is, and everything is walked. */
struct jk_walk jk_registry_walk_contest(const struct jk_registry *registry, const char *contest);

/** True when jk_registry_walk() gives the chain. */
bool jk_registry_walks(const struct jk_registry *registry, const char *region,
                       const struct jk_chain *chain);

/** Of those the ones with an instance, cancelled or not, that is on a local day, of whatever zone;
 * as asked for, in force, or as it happened. */
struct jk_walk jk_registry_walk_day(const struct jk_registry *registry, const char *region,
                                    int32_t day);

/** Of those the ones with an instance on the nearest day of UTC before or after one.
 *
 * @param step            -1: before, 1: after
 * @param[in,out] utc_day  days since 1970-01-01; becomes the day that was found
 * @return false: there is none, or lists were lost; then out walks all that may be about the
 *         region, or nothing */
bool jk_registry_walk_beyond(const struct jk_registry *registry, const char *region, int step,
                             int32_t *utc_day, struct jk_walk *out);

/** Leave out entries before a number. */
void jk_walk_from(struct jk_walk *walk, uint32_t number);
/** The next entry, tombstones too; null: there are no more. */
struct jk_entry *jk_walk_entry(struct jk_walk *walk);
/** The next chain; null: there are no more. Not to be mixed with jk_walk_entry() or
 * jk_walk_from(). */
struct jk_chain *jk_walk_chain(struct jk_walk *walk);
/** How many are left at most, for who makes room for them. */
size_t jk_walk_most(const struct jk_walk *walk);
#endif
