/* daemon/app/recall/record.h: entries and chains as records of a snapshot (jarak/store/snapshot.h).
 *
 * A record holds the row that the store has, what was made of its bytes, and the number of the
 * journal's entry that changed it last. The form is this program's own and may change with every
 * version of it. */
#ifndef DAEMON_APP_RECALL_RECORD_H
#define DAEMON_APP_RECALL_RECORD_H
#include "jarak/app/registry/registry.h"
#include "jarak/store/store.h"

/* What a record is of: its first octet. */
enum record_of { RECORD_ENTRY = 'E', RECORD_CHAIN = 'C', RECORD_CHANGE = 'N', RECORD_PARTS = 'P' };

/* What is known of an entry; texts are borrowed from the record. */
struct recalled_entry {
    struct jk_notice_row row; /* without bytes */
    uint64_t change;
    const char *etag;
    bool has_current, has_approved;
    struct jk_span versions; /* of which registry_version_read() makes one behind the other */
};

/* What is known of a chain, likewise. */
struct recalled_chain {
    struct jk_chain_row row;
    uint64_t change;
};

/* Appends the record of an entry. False: it has a version that was not settled. */
bool recall_write_entry(const struct jk_pack *pack, const struct jk_entry *entry,
                        struct jk_buf *out);
/* Appends the record of a chain. */
void recall_write_chain(const struct jk_chain *chain, struct jk_buf *out);
/* Appends the beginning of a record of a conflict's parts, which are to follow. */
void recall_begin_parts(const char *id, struct jk_buf *out);
/* Appends the record of a number that is kept with a row of another kind. */
void recall_write_change(const struct jk_change_row *row, struct jk_buf *out);

/* Read a record of that kind. False: it is of another, or cut off. */
bool recall_read_entry(struct jk_span record, struct recalled_entry *out);
bool recall_read_chain(struct jk_span record, struct recalled_chain *out);
bool recall_read_change(struct jk_span record, struct jk_change_row *out);
bool recall_read_parts(struct jk_span record, const char **id, struct jk_span *parts);
#endif
