/* daemon/feed/certificate/verify_internal.h: a certificate on its way to being computed again,
 * shared by what reads and judges it part by part (verify.c) and what looks for parts that are not
 * there (verify_complete.c). */
#ifndef DAEMON_FEED_CERTIFICATE_VERIFY_INTERNAL_H
#define DAEMON_FEED_CERTIFICATE_VERIFY_INTERNAL_H
#include "jarak/feed/certificate/certificate.h"
#include "jarak/policy/json_read.h"

/* A body as the document holds it. */
struct certificate_leg {
    struct jk_body *body;
    const char *uid, *chain; /* chain: "" in documents of the first form */
    struct jk_party party;
    uint32_t policy; /* number */
};

struct certificate_verifying {
    struct jk_json_reader r;
    struct certificate_leg *legs;
    size_t leg_count;
    struct jk_policy *policies; /* in the first form without rows: these come with each part */
    uint32_t policy_count;
    struct jk_certificate_checked *checked;
    bool factor_seen[JK_FACTOR_MAX + 1]; /* factors of zones in all bodies, by thousandths */
    size_t factor_count;
};

/* Count a fault; the first is kept in words. */
void feed_certificate_fault(struct certificate_verifying *v, const struct jk_json_at *at,
                            const char *what, double told, double found);

/* The rows of a policy and when its vote is: a policy.json within the document. */
void feed_certificate_rows(struct certificate_verifying *v, const struct jk_json_at *policy,
                           struct jk_policy *out);

/* Judge every pair of an own leg and another's by the document's own rows, and hold what violates
 * against the parts that are told. */
void feed_certificate_complete(struct certificate_verifying *v, const struct jk_json_at *whole);
#endif
