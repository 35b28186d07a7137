/* jarak/store/kinds/rows.h: what is kept: one struct a table, and the journal entry that carries
 * each.
 *
 * A row is written only as a journal entry; the tables are folds over the entries
 * (jarak/store/store.h). Strings are UTF-8, NUL-ended, borrowed for the call when written and
 * borrowed until the callback returns when read. Times are UTC seconds. */
#ifndef JARAK_STORE_KINDS_ROWS_H
#define JARAK_STORE_KINDS_ROWS_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"

/** Kinds of journal entries, one a row struct. Numbers are part of the format: never reuse one. */
enum jk_entry_kind {
    JK_ENTRY_NOTICE = 1,
    JK_ENTRY_CHAIN = 2,
    JK_ENTRY_CONFLICT = 3,
    JK_ENTRY_ALERT = 4,
    JK_ENTRY_ACCOUNT = 5,
    JK_ENTRY_DECISION = 6,
    JK_ENTRY_TICK = 7,  /**< time noted: what expires, expires by entries, never by a clock */
    JK_ENTRY_PACK = 8,  /**< the pack and policy judged by from here on */
    JK_ENTRY_ERASE = 9, /**< the key of a notice was destroyed */
    JK_ENTRY_CERTIFICATE = 10,
    JK_ENTRY_OPINION = 11,
    JK_ENTRY_ACCESS = 12,
    JK_ENTRY_TOKEN = 13,
    JK_ENTRY_SUBSCRIPTION = 14,
    JK_ENTRY_ESCALATION = 15,
    JK_ENTRY_CLOCK = 16, /**< the wall clock was set */
    JK_ENTRY_RETIME = 17,
    JK_ENTRY_ATTACHMENT = 18,
    JK_ENTRY_REPORT = 19,
    JK_ENTRY_DRAFT = 20,
    JK_ENTRY_NAME = 21,     /**< what a calendar client calls the resource of a notice */
    JK_ENTRY_TOPIC = 22,    /**< which kinds of conflicts a subscription is about */
    JK_ENTRY_BASELINE = 23, /**< where and when the last alert said that a conflict is */
    JK_ENTRY_STANDING = 24, /**< what stands beside the state of a chain */
    JK_ENTRY_PLAIN = 26,    /**< an event of a stock calendar, before it is filed */
    JK_ENTRY_PASLON = 27,   /**< a paslon was struck out of its contest, or put in again */
    JK_ENTRY_EDITION = 28,  /**< an account stated a policy or risk zones, in force from here on */
    JK_ENTRY_MATTER = 29,   /**< a report from the field, or a task, as it stands from here on */
    JK_ENTRY_MATTER_ACT = 30, /**< who did what to one, and why */
    JK_ENTRY_SCOPE = 31,      /**< how far an account that only reads may read, and why */
    JK_ENTRY_INBOX = 32,      /**< the numbers of an inbox began again: the store was restored */
    JK_ENTRY_END              /**< no kind: one past the last; a new kind goes above it */
};

/** Kinds whose rows are put by jk_store_put_NAME() and walked by jk_store_each_NAME(), which
 * jarak/store/store.h makes of this list; the row of each is struct jk_NAME_row. Beside each: the
 * order in which its rows are walked. A new kind stands here, has its number and its struct in this
 * file, its descriptor in one of daemon/store/kinds/kinds_*.c and its table in
 * daemon/store/schema.c. */
#define JK_WALKED_KINDS(X)                                                  \
    X(NOTICE, notice)             /* of their first entry */                \
    X(CHAIN, chain)               /* of their first entry */                \
    X(CONFLICT, conflict)         /* by id */                               \
    X(ACCOUNT, account)           /* by name */                             \
    X(ACCESS, access)             /* by account */                          \
    X(TOKEN, token)               /* as they were made; revoked ones too */ \
    X(SUBSCRIPTION, subscription) /* oldest first; removed ones too */      \
    X(DRAFT, draft)               /* oldest first; ended ones too */        \
    X(PLAIN, plain)               /* likewise */                            \
    X(PASLON, paslon)             /* by id */                               \
    X(EDITION, edition)           /* oldest first, of all scopes */         \
    X(SCOPE, scope)               /* by account */                          \
    X(INBOX, inbox)               /* by account, oldest first */            \
    X(MATTER, matter)             /* of their first entry */                \
    X(MATTER_ACT, matter_act)     /* oldest first, of all matters */        \
    X(NAME, name)                 /* as they were given */                  \
    X(ATTACHMENT, attachment)     /* oldest first */                        \
    X(REPORT, report)             /* oldest first */                        \
    X(RETIME, retime)             /* oldest first, of all chains */         \
    X(CERTIFICATE, certificate)   /* oldest first, of all chains */         \
    X(OPINION, opinion)           /* by conflict */                         \
    X(ESCALATION, escalation)     /* by conflict */                         \
    X(BASELINE, baseline)         /* by conflict */

/** All kinds that have a jk_store_put_NAME(). Of those that are only here inboxes and histories are
 * walked by functions of their own, and the clock by nobody. */
#define JK_PUT_KINDS(X)   \
    JK_WALKED_KINDS(X)    \
    X(ALERT, alert)       \
    X(DECISION, decision) \
    X(STANDING, standing) \
    X(CLOCK, clock)

/** A notice: one UID. The newest version, and while a change is pending the approved one too. */
struct jk_notice_row {
    const char *uid;
    const char *chain; /**< UID of the main */
    uint32_t revision; /**< ours, from 1, rises with every change */
    uint32_t sequence; /**< the client's SEQUENCE */
    bool deleted;      /**< withdrawn by its submitter; kept as a tombstone */
    const char *owner; /**< account that submitted it */
    int64_t created_s, changed_s;
    struct jk_span bytes; /**< newest bytes, plain here, sealed in the store; empty once erased */
    struct jk_span approved;    /**< bytes in force while they differ from `bytes`; else empty */
    uint32_t approved_revision; /**< revision in force, 0 while none is */
};

/** A chain: what is decided as one unit. */
struct jk_chain_row {
    const char *chain;      /**< UID of the main */
    const char *region;     /**< code */
    const char *state;      /**< "submitted", "approved" ... (SPEC 4) */
    uint32_t revision;      /**< rises with every change of a member or of the state */
    bool pending;           /**< a pending revision stands beside the approved one */
    uint32_t feed_revision; /**< SEQUENCE of its VEVENT in the approved feed; 0: never in it */
    int64_t changed_s;      /**< LAST-MODIFIED in the feed */
    const char *sttp;       /**< number; "" while none is issued */
    const char *former;     /**< beside it, as are those below (struct jk_standing_row) */
    const char *pending_state, *asked_by;
};

/** What stands beside the state of a chain; a chain without this row: all "". */
struct jk_standing_row {
    const char *chain;         /**< UID of the main; its row is there already */
    const char *former;        /**< while it is withdrawn: the state it had; else "" */
    const char *pending_state; /**< of the change of an approved chain; "" while there is none */
    const char *asked_by;      /**< account that asked to withdraw it; "" while nobody has */
};

/** A conflict: one unordered pair of chains, for ever. */
struct jk_conflict_row {
    const char *id;                /**< 16 hexadecimal digits */
    const char *chain_a, *chain_b; /**< in byte order */
    uint32_t revision;
    uint8_t level, level_max; /**< 0 none .. 3 siaga */
    bool open;
    const char *digest; /**< hexadecimal SHA-256 of what was last reported */
    int64_t opened_s, changed_s;
};

/** An alert in one account's inbox. */
struct jk_alert_row {
    const char *account;
    uint64_t index; /**< the account's own, 1, 2, 3 ... without gaps */
    const char *conflict;
    uint32_t revision; /**< of the conflict: conflict + revision is the global id */
    const char *event; /**< "opened", "level", "moved", "closed", "escalated" */
    uint8_t level;
    int64_t time_s;
    const char *payload; /**< JSON as told to this account */
};

/** The certificate of an approval: what it was based on. */
struct jk_certificate_row {
    const char *chain;
    uint32_t chain_revision; /**< after the approval */
    const char *sha256; /**< of the document (jarak/feed/certificate/certificate.h), hexadecimal */
    struct jk_span document; /**< JSON, plain here, sealed in the store under the main's key */
};

/** The opinion of one agency on one conflict. */
struct jk_opinion_row {
    const char *conflict;
    const char *agency; /**< "bawaslu", "polres", "kpu", "kesbangpol" of the region of chain_a; that
                         *   of another region with its code: "polres@64.08.04" */
    const char *opinion; /**< "open", "accepted", "objected", "rejudge" */
    const char *actor;   /**< account that said it */
    const char *note;
    uint32_t revision; /**< of the conflict, as it was seen */
    int64_t time_s;    /**< when it was said */
};

/** Whether somebody has taken notice of a conflict, and how far up it has been told. */
struct jk_escalation_row {
    const char *conflict;
    uint8_t level;     /**< highest level notice was asked for; 0: the conflict is closed */
    uint8_t step;      /**< 0 none, 1 kabupaten, 2 province */
    uint32_t revision; /**< of the conflict, when notice was asked for */
    int64_t since_s;   /**< when it was asked for, or the last step was taken */
    const char *actor; /**< account that acknowledged; "" while nobody has */
    int64_t acked_s;   /**< when; 0 while nobody has */
};

/** Where and when the last alert said that a conflict is: it is told again once either side has
 * moved from here (SPEC 7). Places in 1e-8 degrees, which is a millimetre; UTC seconds. */
struct jk_baseline_row {
    const char *conflict;
    int64_t lat_a, lon_a, lat_b, lon_b;
    int64_t from_a_s, to_a_s, from_b_s, to_b_s; /**< while each side is there */
};

/** The wall clock was set while the daemon ran. */
struct jk_clock_row {
    int64_t from_s; /**< what it would have said */
    int64_t to_s;   /**< what it said */
};

/** The pack that is judged by from here on. */
struct jk_pack_row {
    const char *id;
    const char *hash; /**< hexadecimal SHA-256 of its files */
};

/** The key of a notice was destroyed. */
struct jk_erase_row {
    const char *uid;
    const char *basis; /**< why */
};

/** Who may do what. */
struct jk_account_row {
    const char *name;       /**< unique */
    const char *role;       /**< "bawaslu", "polres" ... (WIRE 1) */
    const char *region;     /**< code */
    const char *contest;    /**< tim only, else "" */
    uint32_t paslon;        /**< tim only, else 0 */
    const char *token_hash; /**< hexadecimal SHA-256 of its first token, "" for none */
    bool disabled;
};

/** How and how long an account may come in; an account without this row: at any time, by token. */
struct jk_access_row {
    const char *account;
    int64_t not_before_s; /**< 0: from ever */
    int64_t not_after_s;  /**< the last second it holds, 0: for ever */
    const char *password; /**< crypt(3) hash, "" where none is set */
};

/** A further token of an account. */
struct jk_token_row {
    const char *hash; /**< hexadecimal SHA-256 of the token; unique */
    const char *account;
    const char *label;                 /**< for people; "" for none */
    int64_t not_before_s, not_after_s; /**< as of struct jk_access_row */
    bool revoked;                      /**< for ever */
    int64_t time_s;                    /**< when it was made */
};

/** Where an account wants its alerts sent. */
struct jk_subscription_row {
    const char *id;      /**< 16 hexadecimal digits */
    const char *account; /**< whose inbox */
    const char *channel; /**< "webhook", "email" */
    const char *target;  /**< address */
    const char
        *area; /**< code of a region: itself and all below it; or corners, `LAT;LON ...`; "": all */
    const char *contest; /**< id; "": all */
    uint8_t level;       /**< from here on; 1 info .. 3 siaga */
    uint64_t from_index; /**< newest index of the inbox when it was made */
    int64_t created_s;
    bool removed;
    const char *secret; /**< signs what is sent; lies outside the journal; "" once removed */
    const char *kinds;  /**< of conflicts, comma-separated; "": all; "" once removed */
};

/** A draft: handed in by a team, and not yet filed by an official. */
struct jk_draft_row {
    const char *id;      /**< 16 hexadecimal digits */
    const char *account; /**< of the team's liaison who handed it in */
    const char *contest; /**< id */
    uint32_t paslon;
    const char *region; /**< code: of the contest */
    const char *state;  /**< "draft", "returned", "confirmed", "withdrawn", "expired" */
    const char *note;   /**< why it was returned; "" */
    uint32_t revision;  /**< from 1, rises with every change */
    int64_t created_s, changed_s;
    struct jk_span bytes; /**< plain here, sealed in the store; empty once it has ended */
};

/** An event that a stock calendar put into the calendar of a paslon, and that is not filed yet. A
 * whole private calendar may be synced by mistake, so nothing a client wrote stands in the open:
 * its bytes and even the name of the resource are sealed under a key that ends with them. */
struct jk_plain_row {
    const char *id;      /**< 16 hexadecimal digits */
    const char *account; /**< who put it there */
    const char *contest; /**< id: of the calendar */
    uint32_t paslon;     /**< likewise */
    const char *region;  /**< code: of the contest */
    const char *state;   /**< as of struct jk_draft_row */
    const char *note;    /**< why it was returned; "" */
    uint32_t revision;   /**< from 1, rises with every change */
    int64_t created_s, changed_s;
    struct jk_span name;  /**< of the resource; plain here, sealed in the store; empty at its end */
    struct jk_span bytes; /**< likewise */
};

/** A paslon that was struck out of its contest in mid-season, or put in again by a court. */
struct jk_paslon_row {
    const char *id; /**< "contest/number" */
    const char *contest;
    uint32_t number;
    const char *state; /**< "struck", "standing" */
    const char *reason, *basis;
    const char *actor, *role;
    int64_t time_s;
};

/** A policy or risk zones, stated over those of the pack (jarak/policy/edition.h). */
struct jk_edition_row {
    const char *id;      /**< part and scope: "policy/pilbup-64.08", "zones/64.08" */
    const char *part;    /**< "policy", "zones", "stations", "personnel" */
    const char *contest; /**< id; "" all of the region */
    const char *region;  /**< code */
    uint32_t number;     /**< from 1 for each id */
    const char *state;   /**< "stated", "taken_back": the files of the pack hold again */
    const char *basis;
    const char *actor, *role;
    const char *office; /**< in words: "Polres Kutai Timur" */
    const char *day;    /**< of time_s, there: "2024-11-20" */
    int64_t time_s;
    const char *document; /**< as it was stated: a policy.json, a zones.geojson; "" taken back */
};

/** How far an account that only reads may read; one without this row: what is public. */
struct jk_scope_row {
    const char *account;
    const char *scope;  /**< "public", "supervisory" */
    const char *office; /**< whose the account is: "kejaksaan", "provinsi", "dprd"; "" not said */
    const char *reason; /**< why */
    int64_t time_s;
};

/** From where on the numbers of an inbox were given a second time: the store was restored, and what
 * was told under higher numbers before is not in it. Numbers up to there mean what they meant. */
struct jk_inbox_row {
    const char *account;
    int64_t epoch_s;     /**< when; later than that of its row before */
    uint64_t from_index; /**< its newest alert then; 0: it was empty */
};

/** The letter a notice came with. Its file lies outside the journal, sealed under the notice's key.
 */
struct jk_attachment_row {
    const char *uid, *chain;
    const char *actor, *role;
    const char *type;   /**< "application/pdf", "image/jpeg" */
    uint64_t size;      /**< bytes */
    const char *sha256; /**< of the file, hexadecimal */
    int64_t time_s;
    struct jk_span bytes; /**< the file, when it is put; empty when a row is read */
};

/** What stands before the id in the name of a key that is not of a notice; a line feed, so that no
 * UID is called so. An erasure of a matter is journalled with it. */
#define JK_DRAFT_KEY_HEAD  "draft\n"
#define JK_PLAIN_KEY_HEAD  "plain\n" /* of an event of a stock calendar */
#define JK_MATTER_KEY_HEAD "matter\n"

/** A matter: a report from the field, or a task, as it stands. What was said is sealed under a key
 * of its own, for a report names people. */
struct jk_matter_row {
    const char *id;      /**< 16 hexadecimal digits */
    const char *kind;    /**< "report", "task" */
    const char *region;  /**< code */
    const char *topic;   /**< of a report: "hoax" ...; "" */
    const char *state;   /**< "unverified", "open" ... */
    bool released;       /**< read by all officers, though its topic is Bawaslu's */
    const char *account; /**< who filed it */
    const char *role;    /**< of that account then */
    const char *agency;  /**< of a task: role that has to do it; "" */
    const char *about;   /**< UID of an activity, id of a conflict or a matter; "" */
    uint32_t revision;   /**< from 1, rises with every act */
    uint8_t step;        /**< of an overdue task: how far up it was passed */
    int64_t when_s;      /**< when it was seen, or until when it is to be done */
    int64_t created_s, changed_s;
    struct jk_span bytes; /**< iCalendar, plain here, sealed in the store; empty once erased */
    uint64_t change;      /**< read only: number of the entry of the newest act */
};

/** What somebody did to a matter. */
struct jk_matter_act_row {
    const char *matter; /**< id; its row is there already */
    const char *act;    /**< "file", "verify" ... */
    const char *state;  /**< of the matter after it */
    const char *actor, *role;
    uint32_t revision; /**< of the matter after it */
    int64_t time_s;
    struct jk_span
        words; /**< JSON: assessment, recommendation ...; never empty when it is put, plain
                *   here, sealed in the store under the matter's key; empty once erased */
};

/** A report of what was seen on the ground, or a second account's confirmation of it. */
struct jk_report_row {
    const char *id;    /**< 16 hexadecimal digits, of both rows */
    const char *act;   /**< "report", "verify" */
    const char *uid;   /**< of the notice */
    const char *kind;  /**< "late", "off_route", "longer", "over"; like all below "" or 0 of a
                        *   confirmation but for who and when */
    int64_t minutes;   /**< later than planned, or longer */
    const char *place; /**< "LAT;LON LAT;LON ..."; "" where it is the planned one */
    int64_t at_s;      /**< when it was seen */
    int64_t planned_s; /**< the instance: its planned start */
    const char *actor, *role, *note;
    int64_t time_s;
};

/** A proposal of other times for a chain, or its answer. */
struct jk_retime_row {
    const char *chain;
    const char *act; /**< "retime", "retime_accept", "retime_decline" */
    uint32_t number; /**< of the proposal within its chain: 1, 2, 3 ... */
    const char *actor, *role;
    const char *reason;
    uint32_t chain_revision; /**< the proposal holds for this one, the answer was given at */
    uint8_t level;           /**< clear of conflicts from here on; 1 info .. 3 siaga */
    const char *bands; /**< seconds at which the main may start, "FROM-TO FROM-TO"; "" of answers */
    int64_t start_s;   /**< start that was accepted; else 0 */
    int64_t time_s;
};

/** The name a calendar client gave the resource of a notice, where it is not the UID. */
struct jk_name_row {
    const char *uid;
    const char *name; /**< last segment of the address, without ".ics" */
};

/** That something was changed by an entry of the journal: the newest entry counts. */
struct jk_change_row {
    uint64_t seq;            /**< number of the entry */
    enum jk_entry_kind kind; /**< JK_ENTRY_NOTICE, _CHAIN, _CONFLICT, _PLAIN or _ERASE */
    struct jk_span
        key; /**< UID of the notice, of the chain's main, or id of the conflict or the event */
};

/** An official's act. */
struct jk_decision_row {
    const char *chain;
    const char *act; /**< "approve" ... */
    const char *actor, *role;
    const char *reason, *basis, *sttp;
    uint32_t chain_revision; /**< seen by the official */
    const char *seen;        /**< JSON list of conflicts and revisions named */
    int64_t time_s;
    const struct jk_retime_row *retime; /**< in a history: the act is this one; else null */
};
#endif
