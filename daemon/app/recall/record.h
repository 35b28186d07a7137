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
enum record_of {
    RECORD_COUNTS = 'A',
    RECORD_ENTRY = 'E',
    RECORD_CHAIN = 'C',
    RECORD_INBOX = 'I',
    RECORD_GUEST = 'G',
    RECORD_CHANGE = 'N',
    RECORD_LOST = 'L',
    RECORD_PARTS = 'P'
};

/* How many records of entries and chains there are. */
struct recalled_counts {
    uint32_t entries, chains;
};

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

/* Appends the record of how many there are. */
void recall_write_counts(struct recalled_counts counts, struct jk_buf *out);
/* Appends the record of an entry. False: it has a version that was not settled. */
bool recall_write_entry(const struct jk_pack *pack, const struct jk_entry *entry,
                        struct jk_buf *out);
/* Appends the record of a chain. */
void recall_write_chain(const struct jk_chain *chain, struct jk_buf *out);
/* Appends the record of how far an account's inbox went. */
void recall_write_inbox(const char *account, uint64_t last_alert, struct jk_buf *out);
/* Appends the record of what a guest was told of a conflict last. */
void recall_write_guest(const char *conflict, const char *account, enum jk_level level,
                        struct jk_buf *out);
/* What is left of drafts that were destroyed; texts are borrowed. */
struct recalled_lost {
    const char *account, *contest;
    uint32_t paslon;
    uint64_t change;
};
void recall_write_lost(const struct recalled_lost *lost, struct jk_buf *out);
/* Appends the beginning of a record of a conflict's parts, which are to follow. */
void recall_begin_parts(const char *id, struct jk_buf *out);
/* Appends the record of a number that is kept with a row of another kind. */
void recall_write_change(const struct jk_change_row *row, struct jk_buf *out);

/* What a guest was told last, likewise. */
struct recalled_guest {
    const char *conflict, *account;
    enum jk_level level;
};

/* Read a record of that kind. False: it is of another, or cut off. */
bool recall_read_counts(struct jk_span record, struct recalled_counts *out);
bool recall_read_inbox(struct jk_span record, const char **account, uint64_t *last_alert);
bool recall_read_guest(struct jk_span record, struct recalled_guest *out);
bool recall_read_entry(struct jk_span record, struct recalled_entry *out);
bool recall_read_chain(struct jk_span record, struct recalled_chain *out);
bool recall_read_change(struct jk_span record, struct jk_change_row *out);
bool recall_read_lost(struct jk_span record, struct recalled_lost *out);
bool recall_read_parts(struct jk_span record, const char **id, struct jk_span *parts);
#endif
