/* daemon/store/group.h: entries with what lies beside the journal, on their way between stores.
 *
 * Keys, secrets and files of letters are no entries, for they can be destroyed; each is known by
 * the number of the entry that was appended next when it was made, or destroyed. */
#ifndef DAEMON_STORE_GROUP_H
#define DAEMON_STORE_GROUP_H
#include "jarak/base/bytes.h"
#include "jarak/base/digest.h"

/* Where a journal ends. */
struct tip {
    uint64_t seq;
    uint8_t hash[JK_DIGEST_LEN];
};

/* An entry as the chain sees it; everything is borrowed. */
struct entry {
    uint64_t seq;
    int64_t time_s;
    struct jk_span actor;
    int64_t kind, version;
    struct jk_span payload;
};

/* The same with its link. */
struct linked_entry {
    struct entry entry;
    uint8_t hash[JK_DIGEST_LEN];
};

/* Tables beside the journal. The letters are written into other stores: they never change. */
enum side_of { SIDE_KEY = 'k', SIDE_SECRET = 's', SIDE_FILE = 'f' };

/* A row of one, as it stands from entry `seq` on; everything is borrowed. */
struct side {
    enum side_of of;
    uint64_t seq;
    struct jk_span name, bytes;
    bool gone; /* destroyed: no bytes */
};

/* A run of entries, and the rows beside them. */
struct group {
    struct tip before; /* the entry in front of the first */
    struct linked_entry *entries;
    size_t count, cap;
    struct side *sides;
    size_t side_count, side_cap;
};

/* The last entry's number and hash; `before` where there is none. */
static inline struct tip group_end(const struct group *group)
{
    struct tip end = group->before;

    if (group->count) {
        const struct linked_entry *last = &group->entries[group->count - 1];

        end.seq = last->entry.seq;
        for (size_t i = 0; i < sizeof end.hash; i++)
            end.hash[i] = last->hash[i];
    }
    return end;
}
#endif
