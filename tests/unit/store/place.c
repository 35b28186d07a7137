#include "tests/unit/store/place.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

const struct jk_act place_act = { "polres-64.08", 1732334400 };

static void make_folder(struct place *p)
{
    *p = (struct place){ .folder = "/tmp/jarakd-store-XXXXXX" };
    cr_assert(mkdtemp(p->folder) != NULL);
    snprintf(p->path, sizeof p->path, "%s/jarakd.db", p->folder);
}

/* A journal for each place, named by its folder. */
static void name_journal(struct place *p)
{
    size_t at = 0;

    if (!getenv("JARAK_SHARED"))
        return;
    for (const char *c = strrchr(p->folder, '-') + 1; *c; c++)
        at += (size_t)sprintf(p->journal + at, "%02x", (unsigned)(unsigned char)*c);
}

static void open_shared(struct place *p, const char *copy, bool writes, struct jk_shared **shared,
                        struct jk_store **store)
{
    const struct jk_shared_options options = { .address = getenv("JARAK_SHARED"),
                                               .module = getenv("JARAK_SHARED_MODULE"),
                                               .journal = p->journal,
                                               .url = "",
                                               .notify = !getenv("JARAK_SHARED_POLL"),
                                               .writes = writes };
    enum jk_status rc = jk_shared_open(&options, copy, shared, store, &p->err);

    cr_assert(rc == JK_OK, "%s %s", p->err.field, p->err.value);
    rc = jk_shared_catch_up(*shared, *store, NULL, NULL, &p->err);
    cr_assert(rc == JK_OK, "%s %s", p->err.field, p->err.value);
}

/* Until it has taken over: at once, for who was there before has left. */
static void begin_writing(struct place *p)
{
    cr_assert(jk_shared_start(p->shared, &p->err) == JK_OK);
    for (int i = 0; jk_shared_write(p->shared, p->store, &p->err) != JK_OK; i++) {
        cr_assert(i < 20000, "nobody lets it write");
        usleep(1000);
    }
}

static void open_it(struct place *p)
{
    if (p->journal[0]) {
        open_shared(p, p->path, true, &p->shared, &p->store);
        begin_writing(p);
    } else {
        cr_assert(jk_store_open(p->path, &p->store, &p->err) == JK_OK, "%s", p->err.value);
    }
}

static void close_it(struct place *p)
{
    jk_shared_close(p->shared);
    jk_store_close(p->store);
    p->shared = NULL;
    p->store = NULL;
}

/* What the journal at the server gives a daemon that has seen nothing of it replays as what is here
 * does, row by row. */
static void compare_copies(struct place *p)
{
    struct jk_shared *shared;
    struct jk_store *store;
    struct jk_replay found = { 0 }, mine = { 0 };
    uint8_t here[32], there[32];
    uint64_t entries = jk_store_journal_end(p->store, here);
    char path[128];
    enum jk_status rc;

    if (!p->journal[0])
        return;
    snprintf(path, sizeof path, "%s/other.db", p->folder);
    open_shared(p, path, false, &shared, &store);
    cr_assert(jk_store_journal_end(store, there) == entries);
    cr_assert(memcmp(here, there, sizeof here) == 0);
    jk_shared_close(shared);
    jk_store_close(store);
    rc = jk_store_replay(path, &found, &p->err);
    cr_assert(jk_store_replay(p->path, &mine, &p->err) == rc);
    cr_assert(mine.rows == found.rows && mine.differences == found.differences);
    cr_assert_str_eq(mine.first, found.first);
}

void place_open(struct place *p)
{
    make_folder(p);
    name_journal(p);
    open_it(p);
}

void place_open_file(struct place *p)
{
    make_folder(p);
    open_it(p);
}

void place_close(struct place *p)
{
    char command[128];

    if (p->store)
        compare_copies(p);
    close_it(p);
    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    cr_assert(system(command) == 0);
}

void place_reopen(struct place *p)
{
    close_it(p);
    open_it(p);
}

void place_begin(struct place *p)
{
    cr_assert(jk_store_begin(p->store, &p->err) == JK_OK, "%s", p->err.value);
}

void place_commit(struct place *p)
{
    cr_assert(jk_store_commit(p->store, &p->err) == JK_OK, "%s", p->err.value);
}

void place_put_notice(struct place *p, const char *uid, const char *bytes, uint32_t revision)
{
    struct jk_notice_row row = { .uid = uid,
                                 .chain = uid,
                                 .owner = "bawaslu-64.08",
                                 .revision = revision,
                                 .bytes = jk_span_of(bytes) };

    cr_assert(jk_store_put_notice(p->store, &place_act, &row, &p->err) == JK_OK, "%s",
              p->err.value);
}

uint64_t place_last_alert(struct place *p, const char *account)
{
    uint64_t last = UINT64_MAX;

    cr_assert(jk_store_last_alert(p->store, account, &last, &p->err) == JK_OK);
    return last;
}

void place_put_alert(struct place *p, uint64_t index, enum jk_status want)
{
    struct jk_alert_row row = { .account = "polres-64.08",
                                .index = index,
                                .conflict = "0123456789abcdef",
                                .revision = 1,
                                .event = "opened",
                                .level = 3,
                                .payload = "{}" };

    cr_assert(jk_store_put_alert(p->store, &place_act, &row, &p->err) == want);
}

static void put_others(struct place *p)
{
    struct jk_chain_row chain = {
        .chain = "a", .region = "64.08", .state = "approved", .sttp = "S/1"
    };
    struct jk_conflict_row conflict = { .id = "0123456789abcdef",
                                        .chain_a = "a",
                                        .chain_b = "b",
                                        .digest = "d",
                                        .level = 3,
                                        .level_max = 3,
                                        .open = true };
    struct jk_account_row account = {
        .name = "x", .role = "polres", .region = "64.08", .contest = "", .token_hash = "h"
    };
    struct jk_decision_row decision = { .chain = "a",
                                        .act = "approve",
                                        .actor = "x",
                                        .role = "polres",
                                        .reason = "r",
                                        .basis = "",
                                        .sttp = "S/1",
                                        .seen = "[]" };

    cr_assert(jk_store_put_chain(p->store, &place_act, &chain, &p->err) == JK_OK);
    cr_assert(jk_store_put_conflict(p->store, &place_act, &conflict, &p->err) == JK_OK);
    cr_assert(jk_store_put_account(p->store, &place_act, &account, &p->err) == JK_OK);
    cr_assert(jk_store_put_decision(p->store, &place_act, &decision, &p->err) == JK_OK);
    cr_assert(jk_store_put_tick(p->store, &place_act, &p->err) == JK_OK);
    cr_assert(jk_store_put_pack(p->store, &place_act, "kutim-2024", "hash", &p->err) == JK_OK);
}

void place_fill(struct place *p, int notices)
{
    char uid[32];

    place_begin(p);
    for (int i = 0; i < notices; i++) {
        snprintf(uid, sizeof uid, "n%d@test", i);
        place_put_notice(p, uid, "BEGIN:VCALENDAR\r\nCONTACT:rahasia-0812\r\nEND:VCALENDAR\r\n", 1);
    }
    put_others(p);
    place_put_alert(p, 1, JK_OK);
    place_put_alert(p, 2, JK_OK);
    place_commit(p);
}

void place_tamper(const char *path, const char *sql)
{
    sqlite3 *db;
    int rc;

    cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    cr_assert(rc == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

char *place_read(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    struct stat st = { 0 };
    char *bytes;

    *len = 0;
    if (!f)
        return calloc(1, 1);
    cr_assert(fstat(fileno(f), &st) == 0);
    bytes = malloc((size_t)st.st_size + 1);
    cr_assert(bytes != NULL);
    *len = fread(bytes, 1, (size_t)st.st_size, f);
    fclose(f);
    return bytes;
}

void place_write(const char *path, const char *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");

    cr_assert(f != NULL);
    cr_assert(fwrite(bytes, 1, len, f) == len);
    cr_assert(fclose(f) == 0);
}

bool place_holds(const struct place *p, const void *bytes, size_t len)
{
    static const char *const ends[] = { "", "-wal" };
    bool found = false;

    for (size_t i = 0; i < 2; i++) {
        char path[128];
        size_t have;
        char *all;

        snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
        all = place_read(path, &have);
        found = found || memmem(all, have, bytes, len) != NULL;
        free(all);
    }
    return found;
}

struct jk_replay place_open_fixture(struct place *p, const char *name)
{
    struct jk_replay found;
    char from[96], *bytes;
    size_t len;

    snprintf(from, sizeof from, "tests/fixtures/%s/jarakd.db", name);
    bytes = place_read(from, &len);
    *p = (struct place){ .folder = "/tmp/jarakd-store-XXXXXX" };
    cr_assert(len > 0 && mkdtemp(p->folder) != NULL);
    snprintf(p->path, sizeof p->path, "%s/jarakd.db", p->folder);
    place_write(p->path, bytes, len);
    free(bytes);
    cr_assert(jk_store_open(p->path, &p->store, &p->err) == JK_OK, "%s", p->err.value);
    cr_assert(jk_store_replay(p->path, &found, &p->err) == JK_OK, "%s", found.first);
    return found;
}
