#include "daemon/store/codec.h"

#include <string.h>

/* Fields, and how an entry becomes part of its table. :seq is the entry's number. */
static const struct {
    struct field fields[FIELDS_MAX];
    const char *fold;
} kinds[KIND_MAX] = {
    [JK_ENTRY_NOTICE] = { { { "uid", FIELD_TEXT },
                            { "chain", FIELD_TEXT },
                            { "owner", FIELD_TEXT },
                            { "revision", FIELD_NUMBER },
                            { "sequence", FIELD_NUMBER },
                            { "deleted", FIELD_NUMBER },
                            { "created_s", FIELD_NUMBER },
                            { "changed_s", FIELD_NUMBER },
                            { "octets", FIELD_BYTES },
                            { "approved", FIELD_BYTES },
                            { "approved_revision", FIELD_NUMBER } },
                          "INSERT INTO notices (uid, chain, owner, revision, sequence, deleted,"
                          " created_s, changed_s, octets, approved, approved_revision, first)"
                          " VALUES (:uid, :chain, :owner, :revision, :sequence, :deleted,"
                          " :created_s, :changed_s, :octets, :approved, :approved_revision, :seq)"
                          " ON CONFLICT (uid) DO UPDATE SET chain = :chain, owner = :owner,"
                          " revision = :revision, sequence = :sequence, deleted = :deleted,"
                          " created_s = :created_s, changed_s = :changed_s, octets = :octets,"
                          " approved = :approved, approved_revision = :approved_revision" },
    [JK_ENTRY_CHAIN] = { { { "chain", FIELD_TEXT },
                           { "region", FIELD_TEXT },
                           { "state", FIELD_TEXT },
                           { "revision", FIELD_NUMBER },
                           { "pending", FIELD_NUMBER },
                           { "feed_revision", FIELD_NUMBER },
                           { "changed_s", FIELD_NUMBER },
                           { "sttp", FIELD_TEXT } },
                         "INSERT INTO chains (chain, region, state, revision, pending,"
                         " feed_revision, changed_s, sttp, first) VALUES (:chain, :region, :state,"
                         " :revision, :pending, :feed_revision, :changed_s, :sttp, :seq)"
                         " ON CONFLICT (chain) DO UPDATE SET region = :region, state = :state,"
                         " revision = :revision, pending = :pending,"
                         " feed_revision = :feed_revision, changed_s = :changed_s, sttp = :sttp" },
    [JK_ENTRY_CONFLICT] = { { { "id", FIELD_TEXT },
                              { "chain_a", FIELD_TEXT },
                              { "chain_b", FIELD_TEXT },
                              { "revision", FIELD_NUMBER },
                              { "level", FIELD_NUMBER },
                              { "level_max", FIELD_NUMBER },
                              { "open", FIELD_NUMBER },
                              { "digest", FIELD_TEXT },
                              { "opened_s", FIELD_NUMBER },
                              { "changed_s", FIELD_NUMBER } },
                            "INSERT OR REPLACE INTO conflicts (id, chain_a, chain_b, revision,"
                            " level, level_max, open, digest, opened_s, changed_s) VALUES (:id,"
                            " :chain_a, :chain_b, :revision, :level, :level_max, :open, :digest,"
                            " :opened_s, :changed_s)" },
    [JK_ENTRY_ALERT] = { { { "account", FIELD_TEXT },
                           { "number", FIELD_NUMBER },
                           { "conflict", FIELD_TEXT },
                           { "revision", FIELD_NUMBER },
                           { "event", FIELD_TEXT },
                           { "level", FIELD_NUMBER },
                           { "time_s", FIELD_NUMBER },
                           { "payload", FIELD_TEXT } },
                         "INSERT INTO alerts (account, number, conflict, revision, event, level,"
                         " time_s, payload) VALUES (:account, :number, :conflict, :revision,"
                         " :event, :level, :time_s, :payload)" },
    [JK_ENTRY_ACCOUNT] = { { { "name", FIELD_TEXT },
                             { "role", FIELD_TEXT },
                             { "region", FIELD_TEXT },
                             { "contest", FIELD_TEXT },
                             { "paslon", FIELD_NUMBER },
                             { "token_hash", FIELD_TEXT },
                             { "disabled", FIELD_NUMBER } },
                           "INSERT OR REPLACE INTO accounts (name, role, region, contest, paslon,"
                           " token_hash, disabled) VALUES (:name, :role, :region, :contest,"
                           " :paslon, :token_hash, :disabled)" },
    [JK_ENTRY_DECISION] = { { { "chain", FIELD_TEXT },
                              { "act", FIELD_TEXT },
                              { "actor", FIELD_TEXT },
                              { "role", FIELD_TEXT },
                              { "reason", FIELD_TEXT },
                              { "basis", FIELD_TEXT },
                              { "sttp", FIELD_TEXT },
                              { "chain_revision", FIELD_NUMBER },
                              { "seen", FIELD_TEXT },
                              { "time_s", FIELD_NUMBER } },
                            "INSERT INTO decisions (seq, chain, act, actor, role, reason, basis,"
                            " sttp, chain_revision, seen, time_s) VALUES (:seq, :chain, :act,"
                            " :actor, :role, :reason, :basis, :sttp, :chain_revision, :seen,"
                            " :time_s)" },
    [JK_ENTRY_PACK] = { { { "id", FIELD_TEXT }, { "hash", FIELD_TEXT } },
                        "INSERT INTO packs (seq, id, hash) VALUES (:seq, :id, :hash)" },
    [JK_ENTRY_CERTIFICATE] = { { { "chain", FIELD_TEXT },
                                 { "chain_revision", FIELD_NUMBER },
                                 { "sha256", FIELD_TEXT },
                                 { "document", FIELD_BYTES } },
                               "INSERT INTO certificates (seq, chain, chain_revision, sha256,"
                               " document) VALUES (:seq, :chain, :chain_revision, :sha256,"
                               " :document)" },
    [JK_ENTRY_OPINION] = { { { "conflict", FIELD_TEXT },
                             { "agency", FIELD_TEXT },
                             { "opinion", FIELD_TEXT },
                             { "actor", FIELD_TEXT },
                             { "note", FIELD_TEXT },
                             { "revision", FIELD_NUMBER },
                             { "time_s", FIELD_NUMBER } },
                           "INSERT OR REPLACE INTO agencies (conflict, agency, opinion, actor,"
                           " note, revision, time_s) VALUES (:conflict, :agency, :opinion, :actor,"
                           " :note, :revision, :time_s)" },
    [JK_ENTRY_ACCESS] = { { { "account", FIELD_TEXT },
                            { "not_before_s", FIELD_NUMBER },
                            { "not_after_s", FIELD_NUMBER },
                            { "password", FIELD_TEXT } },
                          "INSERT OR REPLACE INTO accesses (account, not_before_s, not_after_s,"
                          " password) VALUES (:account, :not_before_s, :not_after_s, :password)" },
    [JK_ENTRY_TOKEN] = { { { "hash", FIELD_TEXT },
                           { "account", FIELD_TEXT },
                           { "label", FIELD_TEXT },
                           { "not_before_s", FIELD_NUMBER },
                           { "not_after_s", FIELD_NUMBER },
                           { "revoked", FIELD_NUMBER },
                           { "time_s", FIELD_NUMBER } },
                         "INSERT INTO tokens (hash, account, label, not_before_s, not_after_s,"
                         " revoked, time_s, first) VALUES (:hash, :account, :label, :not_before_s,"
                         " :not_after_s, :revoked, :time_s, :seq)"
                         " ON CONFLICT (hash) DO UPDATE SET account = :account, label = :label,"
                         " not_before_s = :not_before_s, not_after_s = :not_after_s,"
                         " revoked = :revoked, time_s = :time_s" },
    [JK_ENTRY_SUBSCRIPTION] = { { { "id", FIELD_TEXT },
                                  { "account", FIELD_TEXT },
                                  { "channel", FIELD_TEXT },
                                  { "target", FIELD_TEXT },
                                  { "area", FIELD_TEXT },
                                  { "contest", FIELD_TEXT },
                                  { "level", FIELD_NUMBER },
                                  { "from_index", FIELD_NUMBER },
                                  { "created_s", FIELD_NUMBER },
                                  { "removed", FIELD_NUMBER } },
                                "INSERT OR REPLACE INTO subscriptions (id, account, channel,"
                                " target, area, contest, level, from_index, created_s, removed)"
                                " VALUES (:id, :account, :channel, :target, :area, :contest,"
                                " :level, :from_index, :created_s, :removed)" },
    [JK_ENTRY_TOPIC] = { { { "id", FIELD_TEXT }, { "kinds", FIELD_TEXT } },
                         "UPDATE subscriptions SET kinds = :kinds WHERE id = :id" },
    [JK_ENTRY_DRAFT] = { { { "id", FIELD_TEXT },
                           { "account", FIELD_TEXT },
                           { "contest", FIELD_TEXT },
                           { "paslon", FIELD_NUMBER },
                           { "region", FIELD_TEXT },
                           { "state", FIELD_TEXT },
                           { "note", FIELD_TEXT },
                           { "revision", FIELD_NUMBER },
                           { "created_s", FIELD_NUMBER },
                           { "changed_s", FIELD_NUMBER },
                           { "octets", FIELD_BYTES } },
                         "INSERT INTO drafts (id, account, contest, paslon, region, state, note,"
                         " revision, created_s, changed_s, octets, first) VALUES (:id, :account,"
                         " :contest, :paslon, :region, :state, :note, :revision, :created_s,"
                         " :changed_s, :octets, :seq) ON CONFLICT (id) DO UPDATE SET"
                         " account = :account, contest = :contest, paslon = :paslon,"
                         " region = :region, state = :state, note = :note, revision = :revision,"
                         " created_s = :created_s, changed_s = :changed_s, octets = :octets" },
    [JK_ENTRY_RETIME] = { { { "chain", FIELD_TEXT },
                            { "act", FIELD_TEXT },
                            { "number", FIELD_NUMBER },
                            { "actor", FIELD_TEXT },
                            { "role", FIELD_TEXT },
                            { "reason", FIELD_TEXT },
                            { "chain_revision", FIELD_NUMBER },
                            { "level", FIELD_NUMBER },
                            { "bands", FIELD_TEXT },
                            { "start_s", FIELD_NUMBER },
                            { "time_s", FIELD_NUMBER } },
                          "INSERT INTO retimes (seq, chain, act, number, actor, role, reason,"
                          " chain_revision, level, bands, start_s, time_s) VALUES (:seq, :chain,"
                          " :act, :number, :actor, :role, :reason, :chain_revision, :level,"
                          " :bands, :start_s, :time_s)" },
    [JK_ENTRY_ATTACHMENT] = { { { "uid", FIELD_TEXT },
                                { "chain", FIELD_TEXT },
                                { "actor", FIELD_TEXT },
                                { "role", FIELD_TEXT },
                                { "type", FIELD_TEXT },
                                { "size", FIELD_NUMBER },
                                { "sha256", FIELD_TEXT },
                                { "time_s", FIELD_NUMBER } },
                              "INSERT INTO letters (seq, uid, chain, actor, role, type, size, "
                              "sha256,"
                              " time_s) VALUES (:seq, :uid, :chain, :actor, :role, :type, :size,"
                              " :sha256, :time_s)" },
    [JK_ENTRY_REPORT] = { { { "id", FIELD_TEXT },
                            { "act", FIELD_TEXT },
                            { "uid", FIELD_TEXT },
                            { "kind", FIELD_TEXT },
                            { "minutes", FIELD_NUMBER },
                            { "place", FIELD_TEXT },
                            { "at_s", FIELD_NUMBER },
                            { "planned_s", FIELD_NUMBER },
                            { "actor", FIELD_TEXT },
                            { "role", FIELD_TEXT },
                            { "note", FIELD_TEXT },
                            { "time_s", FIELD_NUMBER } },
                          "INSERT INTO reports (seq, id, act, uid, kind, minutes, place, at_s,"
                          " planned_s, actor, role, note, time_s) VALUES (:seq, :id, :act, :uid,"
                          " :kind, :minutes, :place, :at_s, :planned_s, :actor, :role, :note,"
                          " :time_s)" },
    [JK_ENTRY_ESCALATION] = { { { "conflict", FIELD_TEXT },
                                { "level", FIELD_NUMBER },
                                { "step", FIELD_NUMBER },
                                { "revision", FIELD_NUMBER },
                                { "since_s", FIELD_NUMBER },
                                { "actor", FIELD_TEXT },
                                { "acked_s", FIELD_NUMBER } },
                              "INSERT OR REPLACE INTO attentions (conflict, level, step, revision,"
                              " since_s, actor, acked_s) VALUES (:conflict, :level, :step,"
                              " :revision, :since_s, :actor, :acked_s)" },
    [JK_ENTRY_CLOCK] = { { { "from_s", FIELD_NUMBER }, { "to_s", FIELD_NUMBER } },
                         "INSERT INTO clocks (seq, from_s, to_s) VALUES (:seq, :from_s, :to_s)" },
    [JK_ENTRY_NAME] = { { { "uid", FIELD_TEXT }, { "name", FIELD_TEXT } },
                        "INSERT OR REPLACE INTO names (uid, name, seq) VALUES (:uid, :name, "
                        ":seq)" },
    [JK_ENTRY_ERASE] = { { { "uid", FIELD_TEXT }, { "basis", FIELD_TEXT } },
                         "INSERT INTO erasures (seq, uid, basis) VALUES (:seq, :uid, :basis)" },
};

static const struct field no_fields[1];

const struct field *codec_fields(enum jk_entry_kind kind)
{
    if (kind == JK_ENTRY_TICK)
        return no_fields;
    if ((unsigned)kind >= KIND_MAX || !kinds[kind].fold)
        return NULL;
    return kinds[kind].fields;
}

static void write_number(struct jk_buf *out, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        jk_buf_char(out, (char)(number >> (8 * i) & 255));
}

void codec_write(enum jk_entry_kind kind, const struct value *values, struct jk_buf *out)
{
    for (const struct field *f = codec_fields(kind); f->name; f++, values++) {
        if (f->type == FIELD_NUMBER) {
            write_number(out, (uint64_t)values->number, 8);
            continue;
        }
        write_number(out, values->span.len, 4);
        jk_buf_span(out, values->span);
    }
}

/* Takes `bytes` bytes off the front as a big-endian number. */
static bool read_number(struct jk_span *rest, int bytes, uint64_t *number)
{
    if (rest->len < (size_t)bytes)
        return false;
    *number = 0;
    for (int i = 0; i < bytes; i++)
        *number = *number << 8 | (unsigned char)rest->at[i];
    *rest = (struct jk_span){ rest->at + bytes, rest->len - (size_t)bytes };
    return true;
}

static bool read_field(const struct field *f, struct jk_span *rest, struct value *value)
{
    uint64_t number;

    *value = (struct value){ .number = 0 };
    if (!read_number(rest, f->type == FIELD_NUMBER ? 8 : 4, &number))
        return false;
    if (f->type == FIELD_NUMBER) {
        value->number = (int64_t)number;
        return true;
    }
    if (rest->len < number)
        return false;
    value->span = (struct jk_span){ rest->at, (size_t)number };
    *rest = (struct jk_span){ rest->at + number, rest->len - (size_t)number };
    return f->type != FIELD_TEXT || !memchr(value->span.at, '\0', value->span.len);
}

enum jk_status codec_read(enum jk_entry_kind kind, struct jk_span payload,
                          struct value values[FIELDS_MAX])
{
    const struct field *f = codec_fields(kind);

    if (!f)
        return JK_CORRUPT;
    for (; f->name; f++, values++) {
        if (!read_field(f, &payload, values))
            return JK_CORRUPT;
    }
    return payload.len == 0 ? JK_OK : JK_CORRUPT;
}

static unsigned char parameter_of(sqlite3_stmt *st, const char *field)
{
    char name[40] = ":";

    strncat(name, field, sizeof name - 2);
    return (unsigned char)sqlite3_bind_parameter_index(st, name);
}

static int open_fold(struct folds *folds, int kind)
{
    const struct field *fields = kinds[kind].fields;
    sqlite3_stmt **st = &folds->statements[kind];
    int rc =
        sqlite3_prepare_v3(folds->db, kinds[kind].fold, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);

    if (rc != SQLITE_OK)
        return rc;
    folds->seq_at[kind] = parameter_of(*st, "seq");
    for (int i = 0; fields[i].name; i++) {
        folds->at[kind][i] = parameter_of(*st, fields[i].name);
        if (folds->at[kind][i] == 0)
            return SQLITE_ERROR; /* a field that no table keeps: the two tables above disagree */
    }
    return SQLITE_OK;
}

int folds_open(struct folds *folds, sqlite3 *db)
{
    int rc = SQLITE_OK;

    *folds = (struct folds){ .db = db };
    for (int kind = 0; kind < KIND_MAX && rc == SQLITE_OK; kind++) {
        if (kinds[kind].fold)
            rc = open_fold(folds, kind);
    }
    return rc;
}

void folds_close(struct folds *folds)
{
    for (int kind = 0; kind < KIND_MAX; kind++)
        sqlite3_finalize(folds->statements[kind]);
    *folds = (struct folds){ .db = NULL };
}

static int bind_value(sqlite3_stmt *st, int at, enum field_type type, const struct value *value)
{
    const char *bytes = value->span.at ? value->span.at : ""; /* null would bind NULL */

    switch (type) {
    case FIELD_NUMBER:
        return sqlite3_bind_int64(st, at, value->number);
    case FIELD_TEXT:
        return sqlite3_bind_text(st, at, bytes, (int)value->span.len, SQLITE_STATIC);
    case FIELD_BYTES:
        break;
    }
    return sqlite3_bind_blob(st, at, bytes, (int)value->span.len, SQLITE_STATIC);
}

int folds_apply(struct folds *folds, enum jk_entry_kind kind, uint64_t seq,
                const struct value *values)
{
    sqlite3_stmt *st = folds->statements[kind];
    int rc = SQLITE_OK;

    if (!st)
        return SQLITE_OK;
    for (int i = 0; kinds[kind].fields[i].name && rc == SQLITE_OK; i++)
        rc = bind_value(st, folds->at[kind][i], kinds[kind].fields[i].type, &values[i]);
    if (rc == SQLITE_OK && folds->seq_at[kind])
        rc = sqlite3_bind_int64(st, folds->seq_at[kind], (int64_t)seq);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}
