/* daemon/app/registry/version.h: versions of notices: made of a reading, put into and out of the
 * world. */
#ifndef DAEMON_APP_REGISTRY_VERSION_H
#define DAEMON_APP_REGISTRY_VERSION_H
#include "jarak/app/registry/registry.h"

/* A version with its bodies, not yet in the world; takes one more reference of `reading`. Null when
 * memory is out. */
struct jk_version *registry_version_new(const struct jk_pack *pack, struct jk_reading *reading,
                                        const struct jk_notice *notice);
/* What stands in the world of one of its bodies. */
struct jk_member registry_member(const struct jk_pack *pack, const struct jk_entry *entry,
                                 const struct jk_version *version, size_t body);
/* Another version of what a version was made of, for another registry; likewise. */
struct jk_version *registry_version_again(const struct jk_pack *pack,
                                          const struct jk_version *version);
/* Keeps a copy of the version's notice in place of its reading, as small as it goes. Where memory
 * is out the reading stays: the same, but larger. */
void registry_version_keep(struct jk_version *version);
/* The same with the copy, given, which jk_kept_notice_new() made of its notice; null: the reading
 * stays. */
void registry_version_keep_as(struct jk_version *version, struct jk_kept_notice *kept);
/* What a version was made of, held so that its address is no other's; drop it again. */
struct version_source {
    struct jk_reading *reading;
    struct jk_kept_notice *kept;
};
struct version_source registry_version_source(const struct jk_version *version);
void registry_source_drop(struct version_source *source);
/* Appends a settled version as octets, with its bodies and whose ground it touches, for this
 * program and this pack alone. */
void registry_version_write(const struct jk_pack *pack, const struct jk_version *version,
                            struct jk_buf *out);
/* Makes of such octets again what they were written of; they are believed. Not in the world.
 * @param rest  begins with them; becomes what is behind them
 * @return null: memory is out, or they are cut off */
struct jk_version *registry_version_read(const struct jk_pack *pack, struct jk_span *rest);
/* Frees a version that does not stand; null is allowed. */
void registry_version_free(struct jk_version *version);
/* Enter the world and the days, as a version of the entry; standing already: nothing. False: out of
 * memory, and then it does not stand. */
bool registry_version_enter(struct jk_registry *registry, const struct jk_entry *entry,
                            struct jk_version *version);
/* Leave both; not standing or null: nothing. */
void registry_version_leave(struct jk_registry *registry, const struct jk_entry *entry,
                            struct jk_version *version);
#endif
