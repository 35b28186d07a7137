/* jarak/feed/certificate/certificate.h: a verdict with everything it was computed from.
 *
 * One JSON document: the chain and its revision, the policy (id, version, hash of the pack,
 * raises, rows), where the journal stood, all legs of the chain and of those it comes too near, and
 * for the nearest approach and each part of each conflict both bodies as judged (places with the
 * interval each is occupied in), the row, distance, places and instants, with the SHA-256 of each
 * side's bytes. Where bodies have several policies all of them are told ("policies"), each body
 * names its own, and a part of two says what the other one says ("beside"). Whoever has the
 * document can compute it again without the daemon: jk_certificate_verify() does, and
 * tests/tools/verify_certificate.py does it another way. Both sides are told in full, so it is
 * shown only to who may see both. Pure. Source: SPEC 5 "Certificate". */
#ifndef JARAK_FEED_CERTIFICATE_CERTIFICATE_H
#define JARAK_FEED_CERTIFICATE_CERTIFICATE_H
#include "jarak/feed/json/verdict.h"

/* Member "certificate": where all bodies have one policy, and where they have several. */
#define JK_CERTIFICATE_FORM   "jarakd-certificate/2"
#define JK_CERTIFICATE_FORM_3 "jarakd-certificate/3"
#define JK_CERTIFICATE_FORM_1 "jarakd-certificate/1" /* of older approvals: without the rows */

/** One leg as it was judged. */
struct jk_certificate_body {
    const struct jk_body *body;
    const char *uid, *chain;
    const struct jk_party *party;
    size_t policy;         /**< in jk_certificate_view.policies */
    char bytes_sha256[65]; /**< of the version it was made from, hexadecimal */
};

/** One part of a conflict, or the nearest approach, by the numbers of its bodies. */
struct jk_certificate_pair {
    size_t own, other; /**< in jk_certificate_view.bodies */
};

/** Everything a certificate says; borrowed for the call. */
struct jk_certificate_view {
    const struct jk_verdict_view *verdict; /**< its conflicts are those certified */
    int64_t now_s;
    uint64_t journal_seq;
    char journal_hash[65];
    const struct jk_certificate_body *bodies;
    size_t body_count;
    const struct jk_policy *const *policies; /**< those of the bodies, the chain's own first */
    size_t policy_count;
    const struct jk_certificate_pair *pairs;   /**< one a part, conflict after conflict */
    const struct jk_certificate_pair *nearest; /**< null where verdict->has_nearest is false */
};

/** As JSON. @return given (json_decref); null when memory is out */
json_t *jk_certificate_json(const struct jk_certificate_view *view);

/** SHA-256 of a document, hexadecimal: over its JSON without white space, keys sorted, so that it
 * does not depend on how a copy was laid out.
 *
 * @return false when memory is out */
bool jk_certificate_hash(const json_t *document, char hex[65]);

/** The result of verifying. */
struct jk_certificate_checked {
    size_t conflicts, parts; /**< computed again; parts count the nearest approach too */
    size_t faults;           /**< that differ by more than 1 cm, 1 s, or in level, kind or rule */
    char first[200];         /**< the first of them, for a person; "" */
    bool complete;           /**< no part that its bodies show is missing (or it is counted) */
    char hash[65];           /**< of the document */
};

/** Compute a certificate again from its bytes alone.
 *
 * @return JK_OK, also with faults; JK_INVALID, JK_RANGE when it is no certificate, err->field names
 *         the member; JK_MEMORY */
enum jk_status jk_certificate_verify(struct jk_span bytes, struct jk_certificate_checked *out,
                                     struct jk_error *err);
#endif
