/* Every kind of journal entry, told once.
 *
 * A field is named by the member that holds it: its offset, its type, its column and its parameter
 * all come from that one word, so that no two fields can change places in one of them alone. Where
 * column and member are called differently both are said. A member of another type than its macro
 * wants does not compile. Only the order of the lines is left: it is the order of the payload,
 * which never changes (tests/unit/store/test_kinds.c has it written down a second time). */
#include "daemon/store/kinds.h"

#define MEMBER(row, member) (((struct jk_##row##_row *)0)->member)

#define FIELD(row, member, column, field_type, field_form, words)        \
    {                                                                    \
        .name = (column), .type = (field_type), .form = (field_form),    \
        .offset = offsetof(struct jk_##row##_row, member), .note = words \
    }

/* clang-format off */
#define TEXT_FORM(member)   _Generic((member), const char *: FORM_TEXT)
#define SEALED_FORM(member) _Generic((member), struct jk_span: FORM_SPAN)
#define NUMBER_FORM(member) _Generic((member), bool: FORM_BOOL, uint8_t: FORM_U8, uint32_t: FORM_U32, \
                                     uint64_t: FORM_U64, int64_t: FORM_I64)
/* clang-format on */

/* ..._AS: the column has another name than the member, as after a member was renamed; columns that
 * shipped keep theirs. What follows is a note for docs/journal.md and may be left out. */
#define TEXT_AS(row, member, column, ...) \
    FIELD(row, member, column, FIELD_TEXT, TEXT_FORM(MEMBER(row, member)), "" __VA_ARGS__)
#define SEALED_AS(row, member, column, ...) \
    FIELD(row, member, column, FIELD_SEALED, SEALED_FORM(MEMBER(row, member)), "" __VA_ARGS__)
#define NUMBER_AS(row, member, column, ...) \
    FIELD(row, member, column, FIELD_NUMBER, NUMBER_FORM(MEMBER(row, member)), "" __VA_ARGS__)
#define TEXT(row, member, ...)   TEXT_AS(row, member, #member, __VA_ARGS__)
#define SEALED(row, member, ...) SEALED_AS(row, member, #member, __VA_ARGS__)
#define NUMBER(row, member, ...) NUMBER_AS(row, member, #member, __VA_ARGS__)

static const struct kind notice = {
    .name = "notice",
    .version = 1,
    .fields = {
        TEXT(notice, uid),
        TEXT(notice, chain),
        TEXT(notice, owner),
        NUMBER(notice, revision),
        NUMBER(notice, sequence),
        NUMBER(notice, deleted),
        NUMBER(notice, created_s),
        NUMBER(notice, changed_s),
        SEALED_AS(notice, bytes, "octets", "sealed"),
        SEALED(notice, approved, "sealed"),
        NUMBER(notice, approved_revision),
    },
    .fold = FOLD_CHANGE,
    .table = "notices",
    .key = "uid",
    .seq = "first",
    /* Rows are only ever added and changed in place, so theirs is the order of `first`, and a
     * million of them need not be sorted before the first is told. */
    .rows = "notices LEFT JOIN keys USING (uid) ORDER BY notices.rowid",
    .opened = true,
    .bound = TEXT(notice, uid),
};

static const struct kind chain = {
    .name = "chain",
    .version = 1,
    .fields = {
        TEXT(chain, chain),
        TEXT(chain, region),
        TEXT(chain, state),
        NUMBER(chain, revision),
        NUMBER(chain, pending),
        NUMBER(chain, feed_revision),
        NUMBER(chain, changed_s),
        TEXT(chain, sttp),
    },
    .fold = FOLD_CHANGE,
    .table = "chains",
    .key = "chain",
    .seq = "first",
    .rows = "chains ORDER BY rowid", /* as notices */
    .beside = { TEXT(chain, former), TEXT(chain, pending_state), TEXT(chain, asked_by) },
};

static const struct kind standing = {
    .name = "standing",
    .version = 1,
    .fields = {
        TEXT(standing, chain),
        TEXT(standing, former),
        TEXT(standing, pending_state),
        TEXT(standing, asked_by),
    },
    .note = "what stands beside the state of a chain that has its row",
    .fold = FOLD_AMEND,
    .table = "chains",
    .key = "chain",
};

static const struct kind conflict = {
    .name = "conflict",
    .version = 1,
    .fields = {
        TEXT(conflict, id),
        TEXT(conflict, chain_a),
        TEXT(conflict, chain_b),
        NUMBER(conflict, revision),
        NUMBER(conflict, level),
        NUMBER(conflict, level_max),
        NUMBER(conflict, open),
        TEXT(conflict, digest),
        NUMBER(conflict, opened_s),
        NUMBER(conflict, changed_s),
    },
    .fold = FOLD_REPLACE,
    .table = "conflicts",
    .key = "id",
    .rows = "conflicts ORDER BY id",
};

static const struct kind alert = {
    .name = "alert",
    .version = 1,
    .fields = {
        TEXT(alert, account),
        NUMBER_AS(alert, index, "number"),
        TEXT(alert, conflict),
        NUMBER(alert, revision),
        TEXT(alert, event),
        NUMBER(alert, level),
        NUMBER(alert, time_s),
        TEXT(alert, payload, "JSON"),
    },
    .fold = FOLD_ADD,
    .table = "alerts",
    .key = "account, number",
};

static const struct kind account = {
    .name = "account",
    .version = 1,
    .fields = {
        TEXT(account, name),
        TEXT(account, role),
        TEXT(account, region),
        TEXT(account, contest),
        NUMBER(account, paslon),
        TEXT(account, token_hash),
        NUMBER(account, disabled),
    },
    .fold = FOLD_REPLACE,
    .table = "accounts",
    .key = "name",
    .rows = "accounts ORDER BY name",
};

static const struct kind decision = {
    .name = "decision",
    .version = 1,
    .fields = {
        TEXT(decision, chain),
        TEXT(decision, act),
        TEXT(decision, actor),
        TEXT(decision, role),
        TEXT(decision, reason),
        TEXT(decision, basis),
        TEXT(decision, sttp),
        NUMBER(decision, chain_revision),
        TEXT(decision, seen, "JSON"),
        NUMBER(decision, time_s),
    },
    .fold = FOLD_ADD,
    .table = "decisions",
    .key = "seq",
    .seq = "seq",
};

static const struct kind tick = {
    .name = "tick",
    .version = 1,
    .note = "`time_s` of the entry says it",
};

static const struct kind pack = {
    .name = "pack",
    .version = 1,
    .fields = {
        TEXT(pack, id),
        TEXT(pack, hash),
    },
    .note = "of the pack judged by from here on",
    .fold = FOLD_ADD,
    .table = "packs",
    .key = "seq",
    .seq = "seq",
};

static const struct kind erase = {
    .name = "erase",
    .version = 1,
    .fields = {
        TEXT(erase, uid),
        TEXT(erase, basis),
    },
    .note = "the key of the notice was destroyed",
    .fold = FOLD_ADD,
    .table = "erasures",
    .key = "seq",
    .seq = "seq",
};

static const struct kind certificate = {
    .name = "certificate",
    .version = 1,
    .fields = {
        TEXT(certificate, chain),
        NUMBER(certificate, chain_revision),
        TEXT(certificate, sha256),
        SEALED(certificate, document, "sealed under the key of the main"),
    },
    .fold = FOLD_ADD,
    .table = "certificates",
    .key = "seq",
    .seq = "seq",
    .rows = "certificates ORDER BY seq",
    .bound = TEXT(certificate, chain),
};

static const struct kind opinion = {
    .name = "opinion",
    .version = 1,
    .fields = {
        TEXT(opinion, conflict),
        TEXT(opinion, agency),
        TEXT(opinion, opinion),
        TEXT(opinion, actor),
        TEXT(opinion, note),
        NUMBER(opinion, revision),
        NUMBER(opinion, time_s),
    },
    .fold = FOLD_REPLACE,
    .table = "agencies",
    .key = "conflict, agency",
    .rows = "agencies ORDER BY conflict, agency",
};

static const struct kind access = {
    .name = "access",
    .version = 1,
    .fields = {
        TEXT(access, account),
        NUMBER(access, not_before_s),
        NUMBER(access, not_after_s),
        TEXT(access, password, "a yescrypt hash, or empty"),
    },
    .fold = FOLD_REPLACE,
    .table = "accesses",
    .key = "account",
    .rows = "accesses ORDER BY account",
};

static const struct kind token = {
    .name = "token",
    .version = 1,
    .fields = {
        TEXT(token, hash),
        TEXT(token, account),
        TEXT(token, label),
        NUMBER(token, not_before_s),
        NUMBER(token, not_after_s),
        NUMBER(token, revoked),
        NUMBER(token, time_s),
    },
    .fold = FOLD_CHANGE,
    .table = "tokens",
    .key = "hash",
    .seq = "first",
    .rows = "tokens ORDER BY first",
};

static const struct kind subscription = {
    .name = "subscription",
    .version = 1,
    .fields = {
        TEXT(subscription, id),
        TEXT(subscription, account),
        TEXT(subscription, channel),
        TEXT(subscription, target),
        TEXT(subscription, area),
        TEXT(subscription, contest),
        NUMBER(subscription, level),
        NUMBER(subscription, from_index),
        NUMBER(subscription, created_s),
        NUMBER(subscription, removed),
    },
    .fold = FOLD_REPLACE,
    .table = "subscriptions",
    .key = "id",
    .rows = "(SELECT s.*, coalesce(k.secret, '') AS secret FROM subscriptions AS s LEFT JOIN secrets AS k ON k.id = s.id) ORDER BY created_s, id",
    .beside = { TEXT(subscription, secret), TEXT(subscription, kinds) },
};

static const struct kind escalation = {
    .name = "escalation",
    .version = 1,
    .fields = {
        TEXT(escalation, conflict),
        NUMBER(escalation, level),
        NUMBER(escalation, step),
        NUMBER(escalation, revision),
        NUMBER(escalation, since_s),
        TEXT(escalation, actor),
        NUMBER(escalation, acked_s),
    },
    .fold = FOLD_REPLACE,
    .table = "attentions",
    .key = "conflict",
    .rows = "attentions ORDER BY conflict",
};

static const struct kind baseline = {
    .name = "baseline",
    .version = 1,
    .fields = {
        TEXT(baseline, conflict),
        NUMBER(baseline, lat_a),
        NUMBER(baseline, lon_a),
        NUMBER(baseline, lat_b),
        NUMBER(baseline, lon_b),
        NUMBER(baseline, from_a_s),
        NUMBER(baseline, to_a_s),
        NUMBER(baseline, from_b_s),
        NUMBER(baseline, to_b_s),
    },
    .note = "places in 1e-8 degrees, as the last alert told them",
    .fold = FOLD_REPLACE,
    .table = "baselines",
    .key = "conflict",
    .rows = "baselines ORDER BY conflict",
};

static const struct kind clock = {
    .name = "clock",
    .version = 1,
    .fields = {
        NUMBER(clock, from_s),
        NUMBER(clock, to_s),
    },
    .note = "what the wall clock would have said, and what it said when it had been set",
    .fold = FOLD_ADD,
    .table = "clocks",
    .key = "seq",
    .seq = "seq",
};

static const struct kind retime = {
    .name = "retime",
    .version = 1,
    .fields = {
        TEXT(retime, chain),
        TEXT(retime, act, "`retime`, `retime_accept`, `retime_decline`"),
        NUMBER(retime, number),
        TEXT(retime, actor),
        TEXT(retime, role),
        TEXT(retime, reason),
        NUMBER(retime, chain_revision),
        NUMBER(retime, level),
        TEXT(retime, bands, "`FROM-TO FROM-TO`, UTC seconds"),
        NUMBER(retime, start_s),
        NUMBER(retime, time_s),
    },
    .fold = FOLD_ADD,
    .table = "retimes",
    .key = "seq",
    .seq = "seq",
    .rows = "retimes ORDER BY seq",
};

static const struct kind attachment = {
    .name = "attachment",
    .version = 1,
    .fields = {
        TEXT(attachment, uid),
        TEXT(attachment, chain),
        TEXT(attachment, actor),
        TEXT(attachment, role),
        TEXT(attachment, type),
        NUMBER(attachment, size),
        TEXT(attachment, sha256),
        NUMBER(attachment, time_s),
    },
    .note = "the file lies in `files`, sealed under the key of the notice",
    .fold = FOLD_ADD,
    .table = "letters",
    .key = "seq",
    .seq = "seq",
    .rows = "letters ORDER BY seq",
};

static const struct kind report = {
    .name = "report",
    .version = 1,
    .fields = {
        TEXT(report, id),
        TEXT(report, act, "`report`, `verify`"),
        TEXT(report, uid),
        TEXT(report, kind),
        NUMBER(report, minutes),
        TEXT(report, place, "`LAT;LON LAT;LON`"),
        NUMBER(report, at_s),
        NUMBER(report, planned_s),
        TEXT(report, actor),
        TEXT(report, role),
        TEXT(report, note),
        NUMBER(report, time_s),
    },
    .fold = FOLD_ADD,
    .table = "reports",
    .key = "seq",
    .seq = "seq",
    .rows = "reports ORDER BY seq",
};

static const struct kind draft = {
    .name = "draft",
    .version = 1,
    .fields = {
        TEXT(draft, id),
        TEXT(draft, account),
        TEXT(draft, contest),
        NUMBER(draft, paslon),
        TEXT(draft, region),
        TEXT(draft, state),
        TEXT(draft, note),
        NUMBER(draft, revision),
        NUMBER(draft, created_s),
        NUMBER(draft, changed_s),
        SEALED_AS(draft, bytes, "octets", "sealed"),
    },
    .fold = FOLD_CHANGE,
    .table = "drafts",
    .key = "id",
    .seq = "first",
    .rows = "drafts AS d LEFT JOIN keys AS k ON k.uid = " DRAFT_KEY " ORDER BY first",
    .opened = true,
    .bound = TEXT(draft, id),
    .own_key = DRAFT_KEY_HEAD,
};

static const struct kind plain = {
    .name = "plain",
    .version = 1,
    .fields = {
        TEXT(plain, id),
        TEXT(plain, account),
        TEXT(plain, contest),
        NUMBER(plain, paslon),
        TEXT(plain, region),
        TEXT(plain, state),
        TEXT(plain, note),
        NUMBER(plain, revision),
        NUMBER(plain, created_s),
        NUMBER(plain, changed_s),
        SEALED(plain, name, "sealed"),
        SEALED_AS(plain, bytes, "octets", "sealed"),
    },
    .note = "an event of a stock calendar that is not filed yet",
    .fold = FOLD_CHANGE,
    .table = "plains",
    .key = "id",
    .seq = "first",
    .rows = "plains AS d LEFT JOIN keys AS k ON k.uid = " PLAIN_KEY " ORDER BY first",
    .opened = true,
    .bound = TEXT(plain, id),
    .own_key = PLAIN_KEY_HEAD,
};

static const struct kind paslon = {
    .name = "paslon",
    .version = 1,
    .fields = {
        TEXT(paslon, id, "`contest/number`"),
        TEXT(paslon, contest),
        NUMBER(paslon, number),
        TEXT(paslon, state, "`struck`, `standing`"),
        TEXT(paslon, reason),
        TEXT(paslon, basis),
        TEXT(paslon, actor),
        TEXT(paslon, role),
        NUMBER(paslon, time_s),
    },
    .note = "a paslon was struck out of its contest, or put in again",
    .fold = FOLD_REPLACE,
    .table = "paslons",
    .key = "id",
    .seq = "seq",
    .rows = "paslons ORDER BY id",
};

static const struct kind edition = {
    .name = "edition",
    .version = 1,
    .fields = {
        TEXT(edition, id, "part and scope: `policy/pilbup-64.08`, `zones/64.08`"),
        TEXT(edition, part, "`policy`, `zones`"),
        TEXT(edition, contest),
        TEXT(edition, region),
        NUMBER(edition, number, "from 1 for each id"),
        TEXT(edition, state, "`stated`, `taken_back`"),
        TEXT(edition, basis),
        TEXT(edition, actor),
        TEXT(edition, role),
        TEXT(edition, office),
        TEXT(edition, day, "local"),
        NUMBER(edition, time_s),
        TEXT(edition, document, "JSON as it was stated"),
    },
    .note = "an account stated a policy or risk zones, judged by from here on",
    .fold = FOLD_ADD,
    .table = "editions",
    .key = "seq",
    .seq = "seq",
    .rows = "editions ORDER BY seq",
};

static const struct kind scope = {
    .name = "scope",
    .version = 1,
    .fields = {
        TEXT(scope, account),
        TEXT(scope, scope, "`public`, `supervisory`"),
        TEXT(scope, office, "`kejaksaan`, `provinsi`, `dprd`, or nothing"),
        TEXT(scope, reason),
        NUMBER(scope, time_s),
    },
    .note = "how far an account that only reads may read, by whom (actor) and why",
    .fold = FOLD_REPLACE,
    .table = "scopes",
    .key = "account",
    .rows = "scopes ORDER BY account",
};

static const struct kind name = {
    .name = "name",
    .version = 1,
    .fields = {
        TEXT(name, uid),
        TEXT(name, name),
    },
    .note = "what a calendar client calls the resource of the notice, without `.ics`",
    .fold = FOLD_REPLACE,
    .table = "names",
    .key = "uid",
    .seq = "seq",
    .rows = "names ORDER BY seq",
};

static const struct kind topic = {
    .name = "topic",
    .version = 1,
    .fields = {
        TEXT(subscription, id),
        TEXT(subscription, kinds),
    },
    .note = "which kinds of conflicts a subscription is about; none: all",
    .fold = FOLD_AMEND,
    .table = "subscriptions",
    .key = "id",
};

/* Kinds without a put of their own in JK_PUT_KINDS. */
#define OTHER_KINDS(X) \
    X(TICK, tick)      \
    X(PACK, pack)      \
    X(ERASE, erase)    \
    X(TOPIC, topic)

#define DESCRIPTOR(KIND, name) [JK_ENTRY_##KIND] = &(name),
static const struct kind *const kinds[JK_ENTRY_END] = { JK_PUT_KINDS(DESCRIPTOR)
                                                            OTHER_KINDS(DESCRIPTOR) };

#define BIT(KIND, name) | UINT64_C(1) << JK_ENTRY_##KIND
/* Numbers that were given away and not used. */
#define NEVER_WRITTEN (UINT64_C(1) << 25 | UINT64_C(1) << 29 | UINT64_C(1) << 30)
_Static_assert(JK_ENTRY_END <= 64, "kinds are counted by the bits of one number below");
_Static_assert(((NEVER_WRITTEN)JK_PUT_KINDS(BIT) OTHER_KINDS(BIT)) ==
                   (UINT64_C(1) << (JK_ENTRY_END - 1)) * 2 - 2,
               "a kind has no descriptor");

const struct kind *store_kind_of(enum jk_entry_kind kind)
{
    return (unsigned)kind < JK_ENTRY_END ? kinds[kind] : NULL;
}
