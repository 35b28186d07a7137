/* jarak/app/audit.h: everything held against the store once more, a little at a time, behind the
 * service.
 *
 * A start by a snapshot believes what the one before had made. So while the daemon serves, the
 * chain of the journal is followed from its first entry, each notice is read and made again of its
 * stored bytes and held against the one in memory, each chain against its row, and each chain is
 * judged and its conflicts held against those that are kept. What differs is an error of this
 * program, of the machine, or somebody's hand in the file: it is told and changes nothing. */
#ifndef JARAK_APP_AUDIT_H
#define JARAK_APP_AUDIT_H
#include "jarak/app/app.h"

/** What is gone through, in this order. */
enum jk_audit_part {
    JK_AUDIT_JOURNAL,
    JK_AUDIT_NOTICES,
    JK_AUDIT_CHAINS, /**< their rows and their conflicts */
    JK_AUDIT_DONE
};

/** How far it has come. All zeros at the beginning. */
struct jk_audit_run {
    enum jk_audit_part part;
    struct jk_journal_place journal;
    uint32_t next;    /**< entry or chain */
    uint64_t entries; /**< of the journal, as they must be */
    uint32_t notices, chains;
    uint32_t heavy;       /**< chains of which a judgement takes too long for a piece */
    uint64_t differences; /**< found so far */
};

/** Something that differs. */
struct jk_audit_found {
    const char *part; /**< "journal", "notice", "chain", "conflict" */
    const char *what; /**< a word; static */
    const char *name; /**< UID, or id of the conflict; "" of the journal: its place tells */
    uint64_t entry;   /**< of the journal */
};
typedef void jk_audit_tell(void *ctx, const struct jk_audit_found *found);

/** Go on for some milliseconds. Nothing is changed but `run`.
 *
 * @param tell  called for each difference
 * @return JK_OK; JK_IO, JK_CORRUPT or JK_MEMORY: it may go on later, and the last thing was not
 *         looked at */
enum jk_status jk_app_audit_some(struct jk_app *app, struct jk_audit_run *run, jk_audit_tell *tell,
                                 void *ctx, struct jk_error *err);
#endif
