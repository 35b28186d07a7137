/* The chain of entries: numbers without gaps, and a hash that anyone can compute again. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>
#include "daemon/store/store_internal.h"
#include "tests/unit/store/place.h"

static void add_number(struct jk_buf *out, uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        jk_buf_char(out, (char)(number >> shift & 255));
}

static void add_field(struct jk_buf *out, struct jk_span field)
{
    add_number(out, field.len);
    jk_buf_span(out, field);
}

static void add_number_field(struct jk_buf *out, uint64_t number)
{
    add_number(out, 8);
    add_number(out, number);
}

/* J2 written out: every field of an entry behind its length, and SHA-256 over all of it. */
static void hash_by_hand(const uint8_t previous[32], const struct entry *e, uint8_t out[32])
{
    struct jk_buf bytes = { 0 };
    struct jk_span all;

    add_field(&bytes, (struct jk_span){ (const char *)previous, 32 });
    add_number_field(&bytes, e->seq);
    add_number_field(&bytes, (uint64_t)e->time_s);
    add_field(&bytes, e->actor);
    add_number_field(&bytes, (uint64_t)e->kind);
    add_number_field(&bytes, (uint64_t)e->version);
    add_number_field(&bytes, e->payload.len);
    add_field(&bytes, e->payload);
    all = jk_buf_view(&bytes);
    jk_sha256(all.at, all.len, out);
    jk_buf_clear(&bytes);
}

static struct jk_span column(sqlite3_stmt *st, int i)
{
    const char *at = sqlite3_column_blob(st, i);

    return (struct jk_span){ at, (size_t)sqlite3_column_bytes(st, i) };
}

Test(journal, every_hash_is_that_of_its_entry_and_the_one_before)
{
    uint8_t previous[32] = { 0 }, want[32];
    uint64_t seq = 0;
    sqlite3_stmt *st;
    struct place p;
    sqlite3 *db;

    place_open(&p);
    place_fill(&p, 3);
    cr_assert(sqlite3_open(p.path, &db) == SQLITE_OK);
    cr_assert(sqlite3_prepare_v2(db,
                                 "SELECT seq, time_s, actor, kind, version, payload, hash"
                                 " FROM journal ORDER BY seq",
                                 -1, &st, NULL) == SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        struct entry e = { .seq = ++seq,
                           .time_s = sqlite3_column_int64(st, 1),
                           .actor = column(st, 2),
                           .kind = sqlite3_column_int64(st, 3),
                           .version = sqlite3_column_int64(st, 4),
                           .payload = column(st, 5) };

        cr_expect((uint64_t)sqlite3_column_int64(st, 0) == seq, "J1");
        hash_by_hand(previous, &e, want);
        cr_expect(column(st, 6).len == 32 && memcmp(column(st, 6).at, want, 32) == 0, "entry %llu",
                  (unsigned long long)seq);
        memcpy(previous, want, 32);
    }
    cr_assert(seq == 11);
    sqlite3_finalize(st);
    sqlite3_close(db);
    place_close(&p);
}

/* Lengths keep fields apart: what moves from one into its neighbour changes the hash. */
Test(journal, no_two_entries_have_one_hash)
{
    static const struct entry entries[] = {
        { 1, 2, { "ab", 2 }, 3, 4, { "cd", 2 } },  { 1, 2, { "abc", 3 }, 3, 4, { "d", 1 } },
        { 2, 2, { "ab", 2 }, 3, 4, { "cd", 2 } },  { 1, 3, { "ab", 2 }, 3, 4, { "cd", 2 } },
        { 1, 2, { "ab", 2 }, 4, 4, { "cd", 2 } },  { 1, 2, { "ab", 2 }, 3, 5, { "cd", 2 } },
        { 1, 2, { "", 0 }, 3, 4, { "abcd", 4 } },  { 1, 2, { "ab", 2 }, 3, 4, { "cd\0", 3 } },
        { 1, -2, { "ab", 2 }, 3, 4, { "cd", 2 } },
    };
    enum { COUNT = sizeof entries / sizeof *entries };
    uint8_t zero[32] = { 0 }, other[32] = { 1 }, hashes[COUNT + 1][32];

    for (int i = 0; i < COUNT; i++)
        store_journal_hash(zero, &entries[i], hashes[i]);
    store_journal_hash(other, &entries[0], hashes[COUNT]);
    for (int a = 0; a <= COUNT; a++) {
        for (int b = 0; b < a; b++)
            cr_expect(memcmp(hashes[a], hashes[b], 32) != 0, "%d %d", a, b);
    }
}

Test(journal, its_end_is_what_was_committed_and_goes_back_with_a_rollback)
{
    uint8_t first[32], then[32];
    struct place p;

    place_open(&p);
    cr_assert(jk_store_journal_end(p.store, first) == 0);
    cr_assert(memcmp(first, (uint8_t[32]){ 0 }, 32) == 0, "hash(0)");
    place_fill(&p, 1);
    cr_assert(jk_store_journal_end(p.store, first) == 9);
    place_begin(&p);
    cr_assert(jk_store_put_tick(p.store, &place_act, &p.err) == JK_OK);
    cr_assert(jk_store_last_entry(p.store) == 10, "those of an open transaction count");
    jk_store_rollback(p.store);
    cr_assert(jk_store_journal_end(p.store, then) == 9 && memcmp(first, then, 32) == 0);
    place_reopen(&p);
    cr_assert(jk_store_journal_end(p.store, then) == 9 && memcmp(first, then, 32) == 0);
    place_close(&p);
}

Test(journal, the_hash_of_an_entry_is_found_and_of_none_not)
{
    uint8_t last[32], asked[32];
    struct place p;

    place_open_file(&p);
    place_fill(&p, 1);
    jk_store_journal_end(p.store, last);
    cr_assert(jk_store_hash_of(p.store, 9, asked, &p.err) == JK_OK);
    cr_assert(memcmp(asked, last, 32) == 0);
    cr_assert(jk_store_hash_of(p.store, 0, asked, &p.err) == JK_NONE);
    cr_assert(jk_store_hash_of(p.store, 10, asked, &p.err) == JK_NONE);
    place_tamper(p.path, "UPDATE journal SET hash = x'00' WHERE seq = 4");
    cr_assert(jk_store_hash_of(p.store, 4, asked, &p.err) == JK_NONE, "a hash has 32 bytes");
    place_close(&p);
}

struct changes {
    int count;
    struct jk_change_row first, last;
    char key[64];
    enum jk_status answer;
};

static enum jk_status note_change(void *ctx, const struct jk_change_row *row)
{
    struct changes *c = ctx;

    if (c->count++ == 0)
        c->first = *row;
    c->last = *row;
    snprintf(c->key, sizeof c->key, "%.*s", (int)row->key.len, row->key.at);
    return c->answer;
}

Test(journal, changes_are_those_of_notices_chains_and_conflicts_and_erasures)
{
    struct changes c = { 0 };
    struct place p;

    place_open(&p);
    place_fill(&p, 2); /* 2 notices, a chain, a conflict; accounts, ticks and alerts beside them */
    cr_assert(jk_store_each_change(p.store, 0, note_change, &c, &p.err) == JK_OK);
    cr_assert(c.count == 4 && c.first.seq == 1 && c.first.kind == JK_ENTRY_NOTICE);
    cr_assert(c.last.kind == JK_ENTRY_CONFLICT);
    cr_assert_str_eq(c.key, "0123456789abcdef");
    place_begin(&p);
    cr_assert(jk_store_erase(p.store, &place_act, "n1@test", "basis", &p.err) == JK_OK);
    place_commit(&p);
    cr_assert(jk_store_each_change(p.store, 0, note_change, &c, &p.err) == JK_OK);
    cr_assert(c.last.kind == JK_ENTRY_ERASE);
    cr_assert_str_eq(c.key, "n1@test");
    place_close(&p);
}

Test(journal, a_walk_of_changes_ends_where_its_reader_says_and_tells_a_payload_that_was_cut)
{
    struct changes c = { .answer = JK_FULL };
    struct place p;

    place_open_file(&p);
    place_fill(&p, 2);
    cr_assert(jk_store_each_change(p.store, 0, note_change, &c, &p.err) == JK_FULL);
    cr_assert(c.count == 1);
    place_tamper(p.path, "UPDATE journal SET payload = x'000000ff41' WHERE seq = 1");
    c = (struct changes){ 0 };
    cr_assert(jk_store_each_change(p.store, 0, note_change, &c, &p.err) == JK_CORRUPT);
    place_tamper(p.path, "UPDATE journal SET payload = x'0000' WHERE seq = 1");
    cr_assert(jk_store_each_change(p.store, 0, note_change, &c, &p.err) == JK_CORRUPT);
    cr_assert(c.count == 0);
    place_close(&p);
}

/* A UID of 255 bytes is the longest: the walk reads no more of a payload than it needs. */
Test(journal, the_longest_uid_is_told_whole)
{
    char uid[256];
    struct changes c = { 0 };
    struct place p;

    memset(uid, 'u', 255);
    uid[255] = '\0';
    place_open(&p);
    place_begin(&p);
    place_put_notice(&p, uid, "BEGIN", 1);
    place_commit(&p);
    cr_assert(jk_store_each_change(p.store, 0, note_change, &c, &p.err) == JK_OK);
    cr_assert(c.count == 1 && c.last.key.len == 255);
    place_close(&p);
}
