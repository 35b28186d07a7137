/* Copying whole stores from files to servers and back.
 *
 * To a server entries go in groups as a writer's do, from where it ends; nobody else can write
 * meanwhile. A file does not say with which entry the rows beside the journal came: they go with
 * the groups in equal parts, so that a group stays small here, at the server and with those who
 * follow, however many letters there are. Each is as the file has it at its end; who follows has
 * all when he is there. Into a file it is what a daemon does when it starts. */
#include <string.h>
#include <unistd.h>
#include "daemon/store/kinds/codec.h"
#include "daemon/store/shared/shared.h"
#include "daemon/store/store_internal.h"
#include "jarak/base/random.h"
#include "jarak/base/encoding.h"
#include "jarak/store/shared_copy.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#define COPY_GROUP  2000       /* entries of one group at most */
#define COPY_OCTETS (8U << 20) /* of rows beside them, about: a row is sent whole */
#define COPY_MS     120000     /* one call */

/* A copy under way. */
struct copying {
    const struct shared_driver *driver;
    struct driver_link *link;
    char holder[SHARED_HOLDER_MAX];
    struct driver_head head;
    bool writes;                       /* it has taken the journal over */
    struct jk_store *store;            /* copied from */
    sqlite3_stmt *sides;               /* the rows beside the journal, the next of them first */
    bool sides_sent;                   /* there are no more */
    int64_t entries_once, octets_once; /* of one group */
    struct jk_arena arena;             /* of the group */
    struct group group;
};

static enum jk_status refuse(const struct copying *c, enum driver_said said, struct jk_error *err)
{
    return store_shared_refuse(said, c->driver->why(c->link), err);
}

static enum jk_status make_link(struct copying *c, const struct jk_shared_place *place,
                                struct jk_error *err)
{
    const struct driver_options as = { .address = place->address,
                                       .journal = place->journal,
                                       .patient = true };
    char why[SHARED_WHY_MAX];
    void *module;
    enum jk_status rc = store_shared_load(place->module, &module, &c->driver, err);

    if (rc != JK_OK)
        return rc;
    c->link = c->driver->make(&as, why);
    return c->link ? JK_OK : jk_fail(err, JK_INVALID, JK_TEXT_SHARED_ADDRESS, "store", "%s", why);
}

static void drop_link(struct copying *c)
{
    if (c->link)
        c->driver->free(c->link);
}

enum jk_status jk_shared_prepare(const struct jk_shared_place *place, const char *role,
                                 struct jk_error *err)
{
    struct copying c = { .link = NULL };
    enum jk_status rc = make_link(&c, place, err);

    if (rc == JK_OK)
        rc = refuse(&c, c.driver->prepare(c.link, role, COPY_MS), err);
    drop_link(&c);
    return rc;
}

/* Does the journal hold nothing but what stands at the beginning of the store? */
static enum jk_status compare_beginning(struct copying *c, struct jk_error *err)
{
    uint8_t hash[JK_DIGEST_LEN] = { 0 };
    enum jk_status rc = JK_OK;

    if (c->head.tip.seq > 0)
        rc = jk_store_hash_of(c->store, c->head.tip.seq, hash, err);
    if (rc != JK_OK && rc != JK_NONE)
        return rc;
    if (rc == JK_NONE || memcmp(c->head.salt, c->store->salt, sizeof c->head.salt) != 0 ||
        memcmp(hash, c->head.tip.hash, sizeof hash) != 0)
        return jk_fail(err, JK_EXISTS, JK_TEXT_SHARED_OTHER, "journal", "%llu",
                       (unsigned long long)c->head.tip.seq);
    return JK_OK;
}

/* Make the journal where there is none, and be who writes it. */
static enum jk_status take_journal(struct copying *c, struct jk_error *err)
{
    uint8_t name[SHARED_HOLDER_MAX / 2 - 1];
    struct driver_claim claim = { c->holder, "", 0, JK_SHARED_LEASE_MS };
    enum driver_said said = c->driver->begin(c->link, c->store->salt, COPY_MS);

    if (jk_random(name, sizeof name) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "holder", "%s", "random");
    jk_hex(name, sizeof name, c->holder);
    if (said == DRIVER_OK || said == DRIVER_FENCED)
        said = c->driver->head(c->link, &c->head, COPY_MS);
    claim.epoch = c->head.epoch;
    if (said == DRIVER_OK)
        said = c->driver->take(c->link, &claim, &c->head, COPY_MS);
    c->writes = said == DRIVER_OK;
    return said == DRIVER_OK ? compare_beginning(c, err) : refuse(c, said, err);
}

static struct jk_span keep(struct copying *c, sqlite3_stmt *st, int column, bool *ok)
{
    struct jk_span here = { sqlite3_column_blob(st, column),
                            (size_t)sqlite3_column_bytes(st, column) };
    char *copy = jk_arena_copy(&c->arena, here);

    *ok = *ok && copy;
    return (struct jk_span){ copy, here.len };
}

static bool add_entry(struct copying *c, sqlite3_stmt *st)
{
    struct group *group = &c->group;
    struct linked_entry *list =
        jk_arena_grow(&c->arena, group->entries, group->count, &group->cap, sizeof *list);
    bool ok = list && sqlite3_column_bytes(st, 6) == JK_DIGEST_LEN;

    if (!ok)
        return false;
    group->entries = list;
    list[group->count].entry = (struct entry){ .seq = (uint64_t)sqlite3_column_int64(st, 0),
                                               .time_s = sqlite3_column_int64(st, 1),
                                               .actor = keep(c, st, 2, &ok),
                                               .kind = sqlite3_column_int64(st, 3),
                                               .version = sqlite3_column_int64(st, 4),
                                               .payload = keep(c, st, 5, &ok) };
    memcpy(list[group->count].hash, sqlite3_column_blob(st, 6), JK_DIGEST_LEN);
    group->count += ok;
    return ok;
}

static bool add_side(struct copying *c, const struct side *side)
{
    struct group *group = &c->group;
    struct side *list =
        jk_arena_grow(&c->arena, group->sides, group->side_count, &group->side_cap, sizeof *list);

    if (!list)
        return false;
    group->sides = list;
    list[group->side_count++] = *side;
    return true;
}

static bool is_there(struct copying *c, const char *sql, struct jk_span name, bool *there)
{
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(c->store->db, sql, -1, &st, NULL);

    sqlite3_bind_text(st, 1, name.at, (int)name.len, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    sqlite3_finalize(st);
    *there = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* What the last entry destroyed may be at the server from an earlier copy. Unless the file has it
 * again: the notice was filed anew. */
static bool add_erased(struct copying *c)
{
    static const struct {
        enum side_of of;
        const char *find;
    } destroyed[] = { { SIDE_KEY, "SELECT 1 FROM keys WHERE uid = ?1" },
                      { SIDE_FILE, "SELECT 1 FROM files WHERE uid = ?1" } };
    const struct entry *e = &c->group.entries[c->group.count - 1].entry;
    struct side side = { .seq = e->seq, .bytes = { "", 0 }, .gone = true };
    struct value values[FIELDS_MAX];
    bool ok = true, there;

    if (e->kind != JK_ENTRY_ERASE)
        return true;
    if (store_codec_read(JK_ENTRY_ERASE, e->payload, values) != JK_OK)
        return true; /* whoever follows tells of it */
    side.name = values[0].span;
    for (size_t i = 0; i < sizeof destroyed / sizeof *destroyed && ok; i++) {
        side.of = destroyed[i].of;
        ok = is_there(c, destroyed[i].find, side.name, &there) && (there || add_side(c, &side));
    }
    return ok;
}

/* How much a group carries, so that entries and rows beside them come to their end together. */
static enum jk_status plan_groups(struct copying *c, struct jk_error *err)
{
    static const char sum[] =
        "SELECT sum(n) FROM (SELECT total(64 + length(key)) AS n FROM keys UNION ALL"
        " SELECT total(64 + length(secret)) FROM secrets UNION ALL"
        " SELECT total(64 + length(sealed)) FROM files)",
                      all[] = "SELECT 'k', uid, key FROM keys UNION ALL"
                              " SELECT 's', id, secret FROM secrets UNION ALL"
                              " SELECT 'f', uid, sealed FROM files";
    const int64_t entries = (int64_t)(c->store->tip.seq - c->head.tip.seq);
    int64_t octets = 0, groups = (entries + COPY_GROUP - 1) / COPY_GROUP;
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(c->store->db, sum, -1, &st, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        octets = sqlite3_column_int64(st, 0);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(c->store->db, all, -1, &c->sides, NULL);
    if (groups < octets / COPY_OCTETS + 1)
        groups = octets / COPY_OCTETS + 1;
    if (groups > entries)
        groups = entries > 0 ? entries : 1;
    c->entries_once = (entries + groups - 1) / groups;
    c->octets_once = octets / groups + 1;
    return store_status(c->store->db, rc, err);
}

/* The group's part of the rows beside the journal; all that are left with the last. */
static enum jk_status add_sides(struct copying *c, struct jk_error *err)
{
    struct side side = { .seq = group_end(&c->group).seq };
    const bool last = side.seq == c->store->tip.seq;
    int64_t octets = 0;
    bool ok = true;
    int rc = SQLITE_OK;

    while (ok && !c->sides_sent && (last || octets < c->octets_once)) {
        rc = sqlite3_step(c->sides);
        c->sides_sent = rc != SQLITE_ROW;
        if (c->sides_sent)
            break;
        side.of = (enum side_of)sqlite3_column_text(c->sides, 0)[0];
        side.name = keep(c, c->sides, 1, &ok);
        side.bytes = keep(c, c->sides, 2, &ok);
        octets += 64 + (int64_t)side.bytes.len;
        ok = ok && add_side(c, &side);
        rc = SQLITE_OK;
    }
    return ok ? store_status(c->store->db, rc, err) : jk_no_memory(err);
}

/* The next entries behind the journal's end, and what goes with them. */
static enum jk_status gather(struct copying *c, struct jk_error *err)
{
    sqlite3_stmt *st;
    bool ok = true;
    enum jk_status status;
    int rc = sqlite3_prepare_v2(c->store->db,
                                "SELECT " STORE_ENTRY " FROM journal WHERE seq > ?1 ORDER BY seq"
                                " LIMIT ?2",
                                -1, &st, NULL);

    jk_arena_clear(&c->arena);
    c->group = (struct group){ .before = c->head.tip };
    sqlite3_bind_int64(st, 1, (int64_t)c->head.tip.seq);
    sqlite3_bind_int64(st, 2, c->entries_once);
    while (ok && rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        ok = add_entry(c, st) && add_erased(c);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    status = ok ? store_status(c->store->db, rc, err) : jk_no_memory(err);
    return status == JK_OK ? add_sides(c, err) : status;
}

static enum jk_status send_all(struct copying *c, struct jk_error *err)
{
    enum jk_status rc = plan_groups(c, err);

    while (rc == JK_OK && c->head.tip.seq < c->store->tip.seq) {
        rc = gather(c, err);
        if (rc == JK_OK)
            rc = refuse(c, c->driver->append(c->link, c->head.epoch, &c->group, COPY_MS), err);
        if (rc == JK_OK)
            c->head.tip = group_end(&c->group);
    }
    if (rc == JK_OK)
        rc = refuse(c, c->driver->head(c->link, &c->head, COPY_MS), err);
    return rc == JK_OK ? compare_beginning(c, err) : rc;
}

static void tell_mark(const struct jk_store *store, struct jk_journal_mark *out)
{
    *out = (struct jk_journal_mark){ .entries = store->tip.seq };
    memcpy(out->salt, store->salt, sizeof out->salt);
    memcpy(out->hash, store->tip.hash, sizeof out->hash);
}

enum jk_status jk_shared_copy_to(const struct jk_shared_place *place, const char *path,
                                 struct jk_journal_mark *out, struct jk_error *err)
{
    struct copying c = { .link = NULL };
    enum jk_status rc = access(path, F_OK) == 0
                            ? jk_store_open(path, &c.store, err)
                            : jk_fail(err, JK_NONE, JK_TEXT_STORE_FOREIGN, path, "%s", "");

    if (rc == JK_OK)
        rc = make_link(&c, place, err);
    if (rc == JK_OK)
        rc = refuse(&c, c.driver->connect(c.link, COPY_MS), err);
    if (rc == JK_OK)
        rc = take_journal(&c, err);
    if (rc == JK_OK)
        rc = send_all(&c, err);
    if (rc == JK_OK)
        tell_mark(c.store, out);
    if (c.writes)
        c.driver->leave(c.link, c.head.epoch, COPY_MS);
    drop_link(&c);
    sqlite3_finalize(c.sides);
    jk_store_close(c.store);
    jk_arena_clear(&c.arena);
    return rc;
}

/* What stands in a file. @return JK_OK; JK_NONE: nothing that is anybody's, for it is not there, or
 * was cut off before it had its salt */
static enum jk_status look_at_file(const char *path, struct jk_journal_mark *mark,
                                   struct jk_error *err)
{
    static const uint8_t none[sizeof mark->salt];
    sqlite3 *stored = NULL;
    size_t version = 0;
    enum jk_status rc = store_snapshot_open(path, &stored, err);

    *mark = (struct jk_journal_mark){ .entries = 0 };
    if (rc == JK_OK)
        rc = store_schema_check(stored, &version, err);
    if (rc == JK_OK)
        rc = version == 0 ? JK_NONE : store_mark_of(stored, 0, mark, err);
    sqlite3_close(stored);
    if (rc == JK_NONE && memcmp(mark->salt, none, sizeof none) != 0) {
        memset(mark->hash, 0, sizeof mark->hash); /* of no entry */
        rc = JK_OK;
    }
    return rc;
}

/* The file must not be there, or be of this journal: nothing is made anew over somebody's data, and
 * no journal for somebody who mistyped its name. */
static enum jk_status check_file(const struct jk_shared_place *place, const char *path,
                                 struct jk_error *err)
{
    struct copying c = { .link = NULL };
    struct jk_journal_mark mark;
    uint8_t hash[JK_DIGEST_LEN] = { 0 };
    enum driver_said said = DRIVER_OK;
    enum jk_status rc;
    bool is_new;

    store_shared_drop_unfinished(path);
    rc = look_at_file(path, &mark, err);
    is_new = rc == JK_NONE;
    if (rc != JK_OK && !is_new)
        return rc;
    if ((rc = make_link(&c, place, err)) == JK_OK)
        rc = refuse(&c, c.driver->connect(c.link, COPY_MS), err);
    if (rc == JK_OK)
        rc = refuse(&c, c.driver->head(c.link, &c.head, COPY_MS), err);
    if (rc == JK_OK && mark.entries > 0)
        said = c.driver->hash(c.link, mark.entries, hash, COPY_MS);
    if (rc == JK_OK && said != DRIVER_NONE)
        rc = refuse(&c, said, err);
    if (rc == JK_OK && !is_new &&
        (said != DRIVER_OK || memcmp(mark.salt, c.head.salt, sizeof mark.salt) != 0 ||
         memcmp(hash, mark.hash, sizeof hash) != 0))
        rc = jk_fail(err, JK_EXISTS, JK_TEXT_SHARED_OTHER, path, "%llu",
                     (unsigned long long)mark.entries);
    drop_link(&c);
    return rc;
}

enum jk_status jk_shared_copy_from(const struct jk_shared_place *place, const char *path,
                                   struct jk_journal_mark *out, struct jk_error *err)
{
    const struct jk_shared_options options = {
        .address = place->address, .journal = place->journal, .module = place->module, .url = ""
    };
    struct jk_shared *shared = NULL;
    struct jk_store *store = NULL;
    enum jk_status rc = check_file(place, path, err);

    if (rc == JK_OK)
        rc = jk_shared_open(&options, path, &shared, &store, err);
    if (rc == JK_OK)
        rc = jk_shared_catch_up(shared, store, NULL, NULL, err);
    if (rc == JK_OK)
        tell_mark(store, out);
    jk_shared_close(shared);
    jk_store_close(store);
    return rc;
}
