/* Every kind of entry that a person caused, as one table: whose region it is of, what it replaces,
 * which of its members are told. What the daemon finds by itself (conflicts, alerts, ticks) is no
 * act of anybody, and stands on the page of its conflict. Hashes of tokens and passwords, addresses
 * of subscribers and what a private calendar holds are in no column. */
#include "daemon/app/desk/trail_kinds.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include "jarak/base/arena.h"
#include "jarak/feed/desk/texts.h"

#define AT(row, member)                               \
    {                                                 \
        offsetof(struct jk_##row##_row, member), true \
    }
/* clang-format off */
#define MEMBER_TYPE(row, member) _Generic(((struct jk_##row##_row *)0)->member, \
    const char *: TRAIL_MEMBER_TEXT, bool: TRAIL_MEMBER_BOOL, uint8_t: TRAIL_MEMBER_U8, \
    uint32_t: TRAIL_MEMBER_U32, int64_t: TRAIL_MEMBER_I64, uint64_t: TRAIL_MEMBER_I64)
/* clang-format on */
#define PART_AS(row, member, name, label, form, content)             \
    {                                                                \
        name, JK_TEXT_TRAIL_##label, MEMBER_TYPE(row, member), form, \
            offsetof(struct jk_##row##_row, member), content         \
    }
#define PART(row, member, label)    PART_AS(row, member, #member, label, JK_TRAIL_TEXT, false)
#define STATE(row, member)          PART_AS(row, member, #member, STATE, JK_TRAIL_STATE, false)
#define YES(row, member, label)     PART_AS(row, member, #member, label, JK_TRAIL_YES, false)
#define TIME(row, member, n, label) PART_AS(row, member, n, label, JK_TRAIL_TIME, false)
#define CONTENT(row, member, label) PART_AS(row, member, #member, label, JK_TRAIL_TEXT, true)

static const struct trail_kind kinds[] = {
    { .kind = JK_ENTRY_NOTICE,
      .topic = JK_TRAIL_NOTICES,
      .first = JK_TEXT_TRAIL_FILED,
      .changed = JK_TEXT_TRAIL_CHANGED,
      .key = AT(notice, uid),
      .uid = AT(notice, uid),
      .revision = AT(notice, revision),
      .parts = { YES(notice, deleted, DELETED), PART(notice, revision, REVISION) } },
    { .kind = JK_ENTRY_CHAIN,
      .topic = JK_TRAIL_NOTICES,
      .first = JK_TEXT_TRAIL_CHAIN,
      .changed = JK_TEXT_TRAIL_CHAIN,
      .key = AT(chain, chain),
      .uid = AT(chain, chain),
      .region = AT(chain, region),
      .revision = AT(chain, revision),
      .parts = { STATE(chain, state), YES(chain, pending, PENDING), CONTENT(chain, sttp, STTP) } },
    { .kind = JK_ENTRY_ATTACHMENT,
      .topic = JK_TRAIL_NOTICES,
      .first = JK_TEXT_TRAIL_LETTER,
      .changed = JK_TEXT_TRAIL_LETTER,
      .key = AT(attachment, uid),
      .uid = AT(attachment, uid),
      .parts = { CONTENT(attachment, type, TYPE), CONTENT(attachment, size, SIZE) } },
    { .kind = JK_ENTRY_ERASE,
      .topic = JK_TRAIL_NOTICES,
      .first = JK_TEXT_TRAIL_ERASED,
      .changed = JK_TEXT_TRAIL_ERASED,
      .uid = AT(erase, uid),
      .note = AT(erase, basis) },
    { .kind = JK_ENTRY_DRAFT,
      .topic = JK_TRAIL_NOTICES,
      .first = JK_TEXT_TRAIL_DRAFT,
      .changed = JK_TEXT_TRAIL_DRAFT,
      .key = AT(draft, id),
      .region = AT(draft, region),
      .note = AT(draft, note),
      .revision = AT(draft, revision),
      .parts = { STATE(draft, state), PART(draft, revision, REVISION) } },
    { .kind = JK_ENTRY_PLAIN,
      .topic = JK_TRAIL_NOTICES,
      .first = JK_TEXT_TRAIL_PLAIN,
      .changed = JK_TEXT_TRAIL_PLAIN,
      .key = AT(plain, id),
      .region = AT(plain, region),
      .note = AT(plain, note),
      .revision = AT(plain, revision),
      .parts = { STATE(plain, state), PART(plain, revision, REVISION) } },
    { .kind = JK_ENTRY_DECISION,
      .topic = JK_TRAIL_DECISIONS,
      .first = JK_TEXT_TRAIL_DECISION,
      .changed = JK_TEXT_TRAIL_DECISION,
      .uid = AT(decision, chain),
      .act = AT(decision, act),
      .note = AT(decision, reason),
      .parts = { CONTENT(decision, basis, BASIS), CONTENT(decision, sttp, STTP) } },
    { .kind = JK_ENTRY_ACCOUNT,
      .topic = JK_TRAIL_ACCOUNTS,
      .first = JK_TEXT_TRAIL_ACCOUNT,
      .changed = JK_TEXT_TRAIL_ACCOUNT_CHANGED,
      .key = AT(account, name),
      .account = AT(account, name),
      .region = AT(account, region),
      .parts = { PART(account, role, ROLE), PART(account, region, REGION),
                 PART(account, contest, CONTEST), PART(account, paslon, NUMBER),
                 YES(account, disabled, DISABLED) } },
    { .kind = JK_ENTRY_ACCESS,
      .topic = JK_TRAIL_ACCOUNTS,
      .first = JK_TEXT_TRAIL_ACCESS,
      .changed = JK_TEXT_TRAIL_ACCESS,
      .key = AT(access, account),
      .account = AT(access, account),
      .parts = { TIME(access, not_before_s, "not_before", NOT_BEFORE),
                 TIME(access, not_after_s, "not_after", NOT_AFTER),
                 PART_AS(access, password, "password", PASSWORD, JK_TRAIL_KEPT, false) } },
    { .kind = JK_ENTRY_SCOPE,
      .topic = JK_TRAIL_ACCOUNTS,
      .first = JK_TEXT_TRAIL_SCOPE_OF,
      .changed = JK_TEXT_TRAIL_SCOPE_OF,
      .key = AT(scope, account),
      .account = AT(scope, account),
      .parts = { PART(scope, scope, SCOPE), PART(scope, office, OFFICE),
                 PART(scope, reason, REASON) } },
    { .kind = JK_ENTRY_TOKEN,
      .topic = JK_TRAIL_ACCOUNTS,
      .first = JK_TEXT_TRAIL_TOKEN,
      .changed = JK_TEXT_TRAIL_TOKEN,
      .key = AT(token, hash),
      .account = AT(token, account),
      .parts = { PART(token, label, LABEL), TIME(token, not_before_s, "not_before", NOT_BEFORE),
                 TIME(token, not_after_s, "not_after", NOT_AFTER), YES(token, revoked, REVOKED) } },
    { .kind = JK_ENTRY_OPINION,
      .topic = JK_TRAIL_OPINIONS,
      .first = JK_TEXT_TRAIL_OPINION,
      .changed = JK_TEXT_TRAIL_OPINION,
      .key = AT(opinion, conflict),
      .key_more = AT(opinion, agency),
      .conflict = AT(opinion, conflict),
      .note = AT(opinion, note),
      .parts = { PART_AS(opinion, opinion, "opinion", OPINION_OF, JK_TRAIL_STATE, true),
                 CONTENT(opinion, agency, AGENCY) } },
    { .kind = JK_ENTRY_RETIME,
      .topic = JK_TRAIL_PROPOSALS,
      .first = JK_TEXT_TRAIL_PROPOSAL,
      .changed = JK_TEXT_TRAIL_PROPOSAL,
      .uid = AT(retime, chain),
      .act = AT(retime, act),
      .note = AT(retime, reason),
      .parts = { PART_AS(retime, number, "number", NUMBER_OF, JK_TRAIL_TEXT, true) } },
    { .kind = JK_ENTRY_SUBSCRIPTION,
      .topic = JK_TRAIL_SUBSCRIPTIONS,
      .first = JK_TEXT_TRAIL_SUBSCRIPTION,
      .changed = JK_TEXT_TRAIL_SUBSCRIPTION,
      .key = AT(subscription, id),
      .account = AT(subscription, account),
      .parts = { PART(subscription, channel, CHANNEL), PART(subscription, level, LEVEL),
                 YES(subscription, removed, REMOVED) } },
    { .kind = JK_ENTRY_REPORT,
      .topic = JK_TRAIL_REPORTS,
      .first = JK_TEXT_TRAIL_REPORT,
      .changed = JK_TEXT_TRAIL_REPORT,
      .uid = AT(report, uid),
      .note = AT(report, note),
      .act = AT(report, act),
      .parts = { PART_AS(report, kind, "kind", REPORTED, JK_TRAIL_STATE, true) } },
    { .kind = JK_ENTRY_PASLON,
      .topic = JK_TRAIL_PASLON,
      .first = JK_TEXT_TRAIL_STRIKE,
      .changed = JK_TEXT_TRAIL_STRIKE,
      .key = AT(paslon, id),
      .contest = AT(paslon, contest),
      .parts = { PART(paslon, id, PASLON_OF), STATE(paslon, state), PART(paslon, reason, REASON),
                 PART(paslon, basis, BASIS) } },
    { .kind = JK_ENTRY_EDITION,
      .topic = JK_TRAIL_PACK,
      .first = JK_TEXT_TRAIL_EDITION,
      .changed = JK_TEXT_TRAIL_EDITION,
      .key = AT(edition, id),
      .region = AT(edition, region),
      .parts = { PART(edition, id, SCOPE), PART(edition, number, EDITION_NUMBER),
                 STATE(edition, state), PART(edition, basis, BASIS),
                 PART(edition, office, OFFICE) } },
    { .kind = JK_ENTRY_PACK,
      .topic = JK_TRAIL_PACK,
      .first = JK_TEXT_TRAIL_PACK_NEW,
      .changed = JK_TEXT_TRAIL_PACK_NEW,
      .parts = { PART(pack, id, PACK_ID), PART(pack, hash, PACK_HASH) } },
};

const struct trail_kind *desk_trail_kind(enum jk_entry_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind == kind)
            return &kinds[i];
    }
    return NULL;
}

uint64_t desk_trail_kinds(unsigned topics)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (topics >> kinds[i].topic & 1)
            bits |= JK_TRAIL_KIND(kinds[i].kind);
    }
    return bits;
}

const char *desk_trail_text(const union jk_trail_row *row, struct trail_text which)
{
    const char *text = "";

    if (which.has)
        memcpy(&text, (const char *)row + which.offset, sizeof text);
    return text ? text : "";
}

const char *desk_trail_value(struct jk_arena *arena, const union jk_trail_row *row,
                             const struct trail_part *part)
{
    const void *member = (const char *)row + part->offset;

    switch (part->type) {
    case TRAIL_MEMBER_TEXT:
        return jk_arena_copy(arena, jk_span_of(desk_trail_text(row, (struct trail_text){
                                                                        part->offset, true })));
    case TRAIL_MEMBER_BOOL:
        return *(const bool *)member ? "1" : "0";
    case TRAIL_MEMBER_U8:
        return jk_arena_fmt(arena, "%u", *(const uint8_t *)member);
    case TRAIL_MEMBER_U32:
        return jk_arena_fmt(arena, "%" PRIu32, *(const uint32_t *)member);
    case TRAIL_MEMBER_I64:
        return jk_arena_fmt(arena, "%" PRId64, *(const int64_t *)member);
    case TRAIL_MEMBER_NONE:
        break;
    }
    return "";
}
