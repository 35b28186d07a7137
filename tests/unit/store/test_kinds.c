/* Every kind of journal entry, field by field: what its descriptor says is what shipped.
 *
 * The order of the payloads and the columns of the tables are written down here a second time, by
 * members of the row structs. Rows are filled through the descriptors with values that no other
 * field of the row has, so that whatever changes places is noticed. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/store/kinds/codec.h"
#include "tests/unit/store/filled.h"

/* What a member is, by its type. */
enum nature { NUMBER, WIDE, TEXT, BYTES };

struct member {
    const char *column;
    enum nature nature; /* a WIDE number has a sign, or 64 bits */
    size_t offset, size;
};

/* clang-format off */
#define NATURE(m) _Generic((m), const char *: TEXT, struct jk_span: BYTES, int64_t: WIDE, \
                           uint64_t: WIDE, uint32_t: NUMBER, uint8_t: NUMBER, bool: NUMBER)
/* clang-format on */
#define AS(row, m, column)                                                                   \
    {                                                                                        \
        column, NATURE(((struct jk_##row##_row *)0)->m), offsetof(struct jk_##row##_row, m), \
            sizeof(((struct jk_##row##_row *)0)->m)                                          \
    }
#define M(row, m) AS(row, m, #m)

/* What shipped: never changed, only added to. */
static const struct {
    const char *table;
    struct member members[FIELDS_MAX + 1];
} shipped[JK_ENTRY_END] = {
    [JK_ENTRY_NOTICE] = { "notices",
                          { M(notice, uid), M(notice, chain), M(notice, owner), M(notice, revision),
                            M(notice, sequence), M(notice, deleted), M(notice, created_s),
                            M(notice, changed_s), AS(notice, bytes, "octets"), M(notice, approved),
                            M(notice, approved_revision) } },
    [JK_ENTRY_CHAIN] = { "chains",
                         { M(chain, chain), M(chain, region), M(chain, state), M(chain, revision),
                           M(chain, pending), M(chain, feed_revision), M(chain, changed_s),
                           M(chain, sttp) } },
    [JK_ENTRY_STANDING] = { "chains",
                            { M(standing, chain), M(standing, former), M(standing, pending_state),
                              M(standing, asked_by) } },
    [JK_ENTRY_CONFLICT] = { "conflicts",
                            { M(conflict, id), M(conflict, chain_a), M(conflict, chain_b),
                              M(conflict, revision), M(conflict, level), M(conflict, level_max),
                              M(conflict, open), M(conflict, digest), M(conflict, opened_s),
                              M(conflict, changed_s) } },
    [JK_ENTRY_ALERT] = { "alerts",
                         { M(alert, account), AS(alert, index, "number"), M(alert, conflict),
                           M(alert, revision), M(alert, event), M(alert, level), M(alert, time_s),
                           M(alert, payload) } },
    [JK_ENTRY_ACCOUNT] = { "accounts",
                           { M(account, name), M(account, role), M(account, region),
                             M(account, contest), M(account, paslon), M(account, token_hash),
                             M(account, disabled) } },
    [JK_ENTRY_DECISION] = { "decisions",
                            { M(decision, chain), M(decision, act), M(decision, actor),
                              M(decision, role), M(decision, reason), M(decision, basis),
                              M(decision, sttp), M(decision, chain_revision), M(decision, seen),
                              M(decision, time_s) } },
    [JK_ENTRY_PACK] = { "packs", { M(pack, id), M(pack, hash) } },
    [JK_ENTRY_CERTIFICATE] = { "certificates",
                               { M(certificate, chain), M(certificate, chain_revision),
                                 M(certificate, sha256), M(certificate, document) } },
    [JK_ENTRY_OPINION] = { "agencies",
                           { M(opinion, conflict), M(opinion, agency), M(opinion, opinion),
                             M(opinion, actor), M(opinion, note), M(opinion, revision),
                             M(opinion, time_s) } },
    [JK_ENTRY_ACCESS] = { "accesses",
                          { M(access, account), M(access, not_before_s), M(access, not_after_s),
                            M(access, password) } },
    [JK_ENTRY_TOKEN] = { "tokens",
                         { M(token, hash), M(token, account), M(token, label),
                           M(token, not_before_s), M(token, not_after_s), M(token, revoked),
                           M(token, time_s) } },
    [JK_ENTRY_SUBSCRIPTION] = { "subscriptions",
                                { M(subscription, id), M(subscription, account),
                                  M(subscription, channel), M(subscription, target),
                                  M(subscription, area), M(subscription, contest),
                                  M(subscription, level), M(subscription, from_index),
                                  M(subscription, created_s), M(subscription, removed) } },
    [JK_ENTRY_TOPIC] = { "subscriptions", { M(subscription, id), M(subscription, kinds) } },
    [JK_ENTRY_DRAFT] = { "drafts",
                         { M(draft, id), M(draft, account), M(draft, contest), M(draft, paslon),
                           M(draft, region), M(draft, state), M(draft, note), M(draft, revision),
                           M(draft, created_s), M(draft, changed_s), AS(draft, bytes, "octets") } },
    [JK_ENTRY_PASLON] = { "paslons",
                          { M(paslon, id), M(paslon, contest), M(paslon, number), M(paslon, state),
                            M(paslon, reason), M(paslon, basis), M(paslon, actor), M(paslon, role),
                            M(paslon, time_s) } },
    [JK_ENTRY_EDITION] = { "editions",
                           { M(edition, id), M(edition, part), M(edition, contest),
                             M(edition, region), M(edition, number), M(edition, state),
                             M(edition, basis), M(edition, actor), M(edition, role),
                             M(edition, office), M(edition, day), M(edition, time_s),
                             M(edition, document) } },
    [JK_ENTRY_SCOPE] = { "scopes",
                         { M(scope, account), M(scope, scope), M(scope, office), M(scope, reason),
                           M(scope, time_s) } },
    [JK_ENTRY_INBOX] = { "inboxes",
                         { M(inbox, account), M(inbox, epoch_s), M(inbox, from_index) } },
    [JK_ENTRY_MATTER] = { "matters",
                          { M(matter, id), M(matter, kind), M(matter, region), M(matter, topic),
                            M(matter, state), M(matter, released), M(matter, account),
                            M(matter, role), M(matter, agency), M(matter, about),
                            M(matter, revision), M(matter, step), M(matter, when_s),
                            M(matter, created_s), M(matter, changed_s),
                            AS(matter, bytes, "octets") } },
    [JK_ENTRY_MATTER_ACT] = { "matter_acts",
                              { M(matter_act, matter), M(matter_act, act), M(matter_act, state),
                                M(matter_act, actor), M(matter_act, role), M(matter_act, revision),
                                M(matter_act, time_s), M(matter_act, words) } },
    [JK_ENTRY_PLAIN] = { "plains",
                         { M(plain, id), M(plain, account), M(plain, contest), M(plain, paslon),
                           M(plain, region), M(plain, state), M(plain, note), M(plain, revision),
                           M(plain, created_s), M(plain, changed_s), M(plain, name),
                           AS(plain, bytes, "octets") } },
    [JK_ENTRY_RETIME] = { "retimes",
                          { M(retime, chain), M(retime, act), M(retime, number), M(retime, actor),
                            M(retime, role), M(retime, reason), M(retime, chain_revision),
                            M(retime, level), M(retime, bands), M(retime, start_s),
                            M(retime, time_s) } },
    [JK_ENTRY_ATTACHMENT] = { "letters",
                              { M(attachment, uid), M(attachment, chain), M(attachment, actor),
                                M(attachment, role), M(attachment, type), M(attachment, size),
                                M(attachment, sha256), M(attachment, time_s) } },
    [JK_ENTRY_REPORT] = { "reports",
                          { M(report, id), M(report, act), M(report, uid), M(report, kind),
                            M(report, minutes), M(report, place), M(report, at_s),
                            M(report, planned_s), M(report, actor), M(report, role),
                            M(report, note), M(report, time_s) } },
    [JK_ENTRY_ESCALATION] = { "attentions",
                              { M(escalation, conflict), M(escalation, level), M(escalation, step),
                                M(escalation, revision), M(escalation, since_s),
                                M(escalation, actor), M(escalation, acked_s) } },
    [JK_ENTRY_BASELINE] = { "baselines",
                            { M(baseline, conflict), M(baseline, lat_a), M(baseline, lon_a),
                              M(baseline, lat_b), M(baseline, lon_b), M(baseline, from_a_s),
                              M(baseline, to_a_s), M(baseline, from_b_s), M(baseline, to_b_s) } },
    [JK_ENTRY_CLOCK] = { "clocks", { M(clock, from_s), M(clock, to_s) } },
    [JK_ENTRY_NAME] = { "names", { M(name, uid), M(name, name) } },
    [JK_ENTRY_ERASE] = { "erasures", { M(erase, uid), M(erase, basis) } },
    [JK_ENTRY_TICK] = { NULL, { { NULL } } },
};

static int64_t number_in(const struct member *m, const void *row)
{
    const char *at = (const char *)row + m->offset;
    uint32_t narrow = 0;
    int64_t wide = 0;

    if (m->nature == WIDE)
        memcpy(&wide, at, sizeof wide);
    else if (m->size == 1)
        wide = *(const uint8_t *)at;
    else
        memcpy(&narrow, at, sizeof narrow);
    return wide + narrow;
}

static struct jk_span span_in(const struct member *m, const void *row)
{
    const char *at = (const char *)row + m->offset;

    return m->nature == BYTES ? *(const struct jk_span *)at : jk_span_of(*(const char *const *)at);
}

static bool is_number(const struct member *m)
{
    return m->nature == NUMBER || m->nature == WIDE;
}

static void add_number(struct jk_buf *out, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        jk_buf_char(out, (char)(number >> (8 * i) & 255));
}

/* The payload of a row as it shipped. */
static void expect(enum jk_entry_kind kind, const void *row, struct jk_buf *out)
{
    for (const struct member *m = shipped[kind].members; m->column; m++) {
        if (is_number(m)) {
            add_number(out, (uint64_t)number_in(m, row), 8);
            continue;
        }
        add_number(out, span_in(m, row).len, 4);
        jk_buf_span(out, span_in(m, row));
    }
}

Test(kinds, each_payload_has_the_order_that_shipped)
{
    for (int i = 1; i < JK_ENTRY_END; i++) {
        enum jk_entry_kind number = (enum jk_entry_kind)i;
        const struct kind *kind = store_kind_of(number);
        struct jk_buf want = { 0 }, got = { 0 };

        if (!kind)
            continue; /* a number that was given away and not used */
        struct value values[FIELDS_MAX];
        struct filled f;

        filled_make(&f, number);
        expect(number, &f.as, &want);
        store_codec_values(kind, &f.as, values);
        for (int k = 0; kind->fields[k].name; k++) {
            if (kind->fields[k].type != FIELD_SEALED)
                continue;
            cr_assert(values[k].span.len == 0, "%s: plain bytes get out", kind->name);
            values[k].span = jk_span_of(f.texts[k]);
        }
        store_codec_write(number, values, &got);
        cr_assert(jk_span_eq(jk_buf_view(&want), jk_buf_view(&got)), "%s", kind->name);
        cr_assert(got.len > 0 || number == JK_ENTRY_TICK);
        jk_buf_clear(&want);
        jk_buf_clear(&got);
    }
}

Test(kinds, no_two_fields_of_a_kind_are_one)
{
    for (int i = 1; i < JK_ENTRY_END; i++) {
        const struct kind *kind = store_kind_of((enum jk_entry_kind)i);
        const struct field *f = kind ? kind->fields : NULL;
        int count = 0;

        if (!kind)
            continue;
        while (f[count].name)
            count++;
        cr_assert(count <= FIELDS_MAX);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < a; b++)
                cr_assert(strcmp(f[a].name, f[b].name) != 0 && f[a].offset != f[b].offset, "%s.%s",
                          store_kind_of((enum jk_entry_kind)i)->name, f[a].name);
        }
    }
}

static struct jk_span column_span(sqlite3_stmt *st)
{
    const char *at = sqlite3_column_blob(st, 0);

    return (struct jk_span){ at, (size_t)sqlite3_column_bytes(st, 0) };
}

static sqlite3_stmt *ask(sqlite3 *db, char *sql)
{
    sqlite3_stmt *st;

    cr_assert(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert(sqlite3_step(st) == SQLITE_ROW, "%s", sql);
    sqlite3_free(sql);
    return st;
}

/* The table has each member in the column of its name; what is sealed has got longer. */
static void is_in_table(sqlite3 *db, enum jk_entry_kind kind, const void *row)
{
    for (const struct member *m = shipped[kind].members; m->column; m++) {
        sqlite3_stmt *st =
            ask(db, sqlite3_mprintf("SELECT %s FROM %s", m->column, shipped[kind].table));

        if (is_number(m))
            cr_assert(sqlite3_column_int64(st, 0) == number_in(m, row), "%s", m->column);
        else if (m->nature == TEXT)
            cr_assert(jk_span_eq(column_span(st), span_in(m, row)), "%s", m->column);
        else
            cr_assert(column_span(st).len > span_in(m, row).len, "%s", m->column);
        sqlite3_finalize(st);
    }
}

/* The journal has the payload that shipped; of what is sealed no one knows the bytes beforehand. */
static void is_in_journal(sqlite3 *db, enum jk_entry_kind kind, const void *row)
{
    struct jk_buf want = { 0 };
    sqlite3_stmt *st = ask(db, sqlite3_mprintf("SELECT payload FROM journal WHERE kind = %d"
                                               " AND version = 1",
                                               (int)kind));
    bool sealed = false;

    for (const struct member *m = shipped[kind].members; m->column; m++)
        sealed = sealed || m->nature == BYTES;
    expect(kind, row, &want);
    cr_assert(sealed || jk_span_eq(column_span(st), jk_buf_view(&want)), "kind %d", (int)kind);
    sqlite3_finalize(st);
    jk_buf_clear(&want);
}

struct seen {
    const struct filled *want;
    int rows;
};

static void same_row(enum jk_entry_kind kind, const void *got, struct seen *seen)
{
    const void *want = &seen->want->as;

    seen->rows++;
    for (const struct member *m = shipped[kind].members; m->column; m++) {
        if (is_number(m))
            cr_assert(number_in(m, got) == number_in(m, want), "%s", m->column);
        else if (kind == JK_ENTRY_CERTIFICATE && m->nature == BYTES)
            cr_assert(span_in(m, got).len == 0); /* walked without its document */
        else
            cr_assert(jk_span_eq(span_in(m, got), span_in(m, want)), "%s", m->column);
    }
}

#define SAME(KIND, name)                                                            \
    static enum jk_status same_##name(void *ctx, const struct jk_##name##_row *row) \
    {                                                                               \
        same_row(JK_ENTRY_##KIND, row, ctx);                                        \
        return JK_OK;                                                               \
    }
JK_WALKED_KINDS(SAME)
SAME(ALERT, alert)
SAME(DECISION, decision)

/* False for kinds that are never read back as rows. */
static bool walk_filled(struct place *p, enum jk_entry_kind kind, struct seen *seen)
{
    enum jk_status rc;

    switch (kind) {
#define WALK(KIND, name)                                                 \
    case JK_ENTRY_##KIND:                                                \
        rc = jk_store_each_##name(p->store, same_##name, seen, &p->err); \
        break;
        JK_WALKED_KINDS(WALK)
    case JK_ENTRY_ALERT:
        rc = jk_store_each_alert(p->store,
                                 &(struct jk_alert_page){ seen->want->as.row.alert.account, 0, 9 },
                                 same_alert, seen, &p->err);
        break;
    case JK_ENTRY_DECISION:
        rc = jk_store_each_decision(p->store, seen->want->as.row.decision.chain, same_decision,
                                    seen, &p->err);
        break;
    default:
        return false;
    }
    cr_assert(rc == JK_OK, "%s", p->err.value);
    return true;
}

Test(kinds, each_is_kept_and_comes_back_member_by_member)
{
    for (int i = 1; i < JK_ENTRY_END; i++) {
        enum jk_entry_kind kind = (enum jk_entry_kind)i;
        struct filled f;
        struct seen seen = { .want = &f };
        struct place p;
        sqlite3 *db;

        if (!store_kind_of(kind) || kind == JK_ENTRY_TOPIC || kind == JK_ENTRY_STANDING)
            continue; /* comes with its subscription; wants its chain */
        filled_make(&f, kind);
        place_open(&p);
        place_begin(&p);
        cr_assert(filled_put(&p, kind, &f) == JK_OK, "%s: %s", store_kind_of(kind)->name,
                  p.err.value);
        place_commit(&p);
        cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
        is_in_journal(db, kind, &f.as);
        is_in_table(db, kind, &f.as);
        if (kind == JK_ENTRY_SUBSCRIPTION) {
            is_in_journal(db, JK_ENTRY_TOPIC, &f.as);
            is_in_table(db, JK_ENTRY_TOPIC, &f.as);
        }
        sqlite3_close(db);
        if (walk_filled(&p, kind, &seen))
            cr_assert(seen.rows == 1, "%s: %d rows", store_kind_of(kind)->name, seen.rows);
        place_close(&p);
    }
}

static enum jk_status same_standing(void *ctx, const struct jk_chain_row *row)
{
    const struct filled *f = ctx;

    cr_assert_str_eq(row->former, f->as.row.standing.former);
    cr_assert_str_eq(row->pending_state, f->as.row.standing.pending_state);
    cr_assert_str_eq(row->asked_by, f->as.row.standing.asked_by);
    return JK_OK;
}

Test(kinds, what_stands_beside_the_state_of_a_chain_comes_back_with_it)
{
    struct filled chain, standing;
    struct place p;
    sqlite3 *db;

    filled_make(&chain, JK_ENTRY_CHAIN);
    filled_make(&standing, JK_ENTRY_STANDING); /* both are called 0-chain */
    place_open(&p);
    place_begin(&p);
    cr_assert(filled_put(&p, JK_ENTRY_CHAIN, &chain) == JK_OK);
    cr_assert(filled_put(&p, JK_ENTRY_STANDING, &standing) == JK_OK);
    place_commit(&p);
    cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
    is_in_journal(db, JK_ENTRY_STANDING, &standing.as);
    is_in_table(db, JK_ENTRY_STANDING, &standing.as);
    sqlite3_close(db);
    cr_assert(jk_store_each_chain(p.store, same_standing, &standing, &p.err) == JK_OK);
    place_close(&p);
}

static enum jk_status same_beside(void *ctx, const struct jk_subscription_row *row)
{
    const struct filled *f = ctx;

    cr_assert_str_eq(row->secret, f->as.row.subscription.secret);
    cr_assert_str_eq(row->kinds, f->as.row.subscription.kinds);
    return JK_OK;
}

Test(kinds, a_subscription_comes_with_what_lies_beside_it)
{
    struct filled f;
    struct place p;

    filled_make(&f, JK_ENTRY_SUBSCRIPTION);
    place_open(&p);
    place_begin(&p);
    cr_assert(filled_put(&p, JK_ENTRY_SUBSCRIPTION, &f) == JK_OK);
    place_commit(&p);
    cr_assert(jk_store_each_subscription(p.store, same_beside, &f, &p.err) == JK_OK);
    place_close(&p);
}
