/* The file of a snapshot: a head, and records in sealed chunks.
 *
 * A chunk is sealed with what the snapshot is bound to and its own number, so that chunks of
 * another file, or in another order, do not open. The head stands in the first chunk; the last says
 * that it is the last, and what lies behind it is not looked at: a file that was cut off ends early
 * and is known to. It is written beside its place, flushed, and renamed into it: who opens it finds
 * the whole old file or the whole new one. */
#include "jarak/store/snapshot.h"
#include "daemon/store/store_internal.h"
#include "jarak/model/texts.h"
#include "jarak/store/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/base/heap.h"
#include "jarak/base/random.h"

#define MAGIC "jarakd-snapshot 1\n"
#define CHUNK_LEN \
    (256U << 10) /* octets after which a chunk is sealed: few enough to lie in caches */
#define CHUNK_MAX (JK_SNAPSHOT_RECORD_MAX + 2 * CHUNK_LEN)

enum chunk_place { CHUNK_BEFORE, CHUNK_LAST }; /* does another follow? */

/* What a chunk is sealed with besides its key. */
struct chunk_bound {
    uint8_t maker[JK_DIGEST_LEN], salt[32];
    uint64_t number;
    uint64_t place;
};

struct jk_snapshot_writer {
    int fd;
    char *path, *beside;
    struct chunk_bound bound;
    uint8_t key[JK_SEAL_KEY_LEN];
    struct jk_buf chunk, sealed;
    enum jk_status failed;
    int why; /* errno of it */
};

struct jk_snapshot_reader {
    const struct jk_store *store; /* whose watcher is told */
    int fd;
    uint64_t read;
    struct chunk_bound bound;
    uint8_t key[JK_SEAL_KEY_LEN];
    struct jk_journal_mark mark;
    struct jk_buf sealed, chunk;
    struct jk_span rest; /* of the chunk */
    bool whole;
};

/* The key that snapshots are sealed under. @return an SQLite code; SQLITE_DONE: there is none */
static int find_key(struct jk_store *store, uint8_t key[JK_SEAL_KEY_LEN])
{
    sqlite3_stmt *st = store->statements[ST_SNAPSHOT_GET];
    int rc = sqlite3_step(st);

    if (rc == SQLITE_ROW && sqlite3_column_bytes(st, 0) == JK_SEAL_KEY_LEN)
        memcpy(key, sqlite3_column_blob(st, 0), JK_SEAL_KEY_LEN);
    else if (rc == SQLITE_ROW)
        rc = SQLITE_CORRUPT;
    sqlite3_reset(st);
    return rc;
}

static enum jk_status make_key(struct jk_store *store, uint8_t key[JK_SEAL_KEY_LEN],
                               struct jk_error *err)
{
    sqlite3_stmt *st = store->statements[ST_SNAPSHOT_PUT];

    if (jk_random(key, JK_SEAL_KEY_LEN) != JK_OK)
        return jk_fail(err, JK_IO, JK_TEXT_NOT_STORED, "key", "%s", "random");
    sqlite3_bind_blob(st, 1, key, JK_SEAL_KEY_LEN, SQLITE_STATIC);
    return store_status(store->db, store_step(store, ST_SNAPSHOT_PUT), err);
}

enum jk_status jk_snapshot_bind(struct jk_store *store, const char *path,
                                const uint8_t maker[JK_DIGEST_LEN], struct jk_snapshot_binding *out,
                                struct jk_error *err)
{
    enum jk_status rc = JK_OK;
    int found;

    if (store->in_transaction)
        return jk_fail(err, JK_STATE, JK_TEXT_STORE_IN_GROUP, "store", "%s", "");
    *out = (struct jk_snapshot_binding){ .path = path, .mark = { .entries = store->tip.seq } };
    memcpy(out->maker, maker, sizeof out->maker);
    memcpy(out->salt, store->salt, sizeof out->salt);
    memcpy(out->mark.salt, store->salt, sizeof out->mark.salt);
    memcpy(out->mark.hash, store->tip.hash, sizeof out->mark.hash);
    found = find_key(store, out->key);
    if (found == SQLITE_DONE)
        rc = make_key(store, out->key, err);
    else if (found != SQLITE_ROW)
        rc = store_status(store->db, found, err);
    return rc;
}

static void note_failure(struct jk_snapshot_writer *w, enum jk_status rc)
{
    if (w->failed != JK_OK)
        return;
    w->failed = rc;
    w->why = errno;
}

static void write_all(struct jk_snapshot_writer *w, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0 && w->failed == JK_OK) {
        ssize_t wrote = write(w->fd, at, len);

        if (wrote < 0 && errno != EINTR)
            note_failure(w, errno == ENOSPC || errno == EDQUOT ? JK_FULL : JK_IO);
        if (wrote > 0) {
            at += wrote;
            len -= (size_t)wrote;
        }
    }
}

/* Seals what was gathered and writes it, its length before it. */
static void put_chunk(struct jk_snapshot_writer *w, enum chunk_place place)
{
    uint8_t nonce[JK_SEAL_NONCE_LEN];
    uint32_t len;

    w->bound.place = place;
    jk_buf_reset(&w->sealed);
    if (!jk_buf_ok(&w->chunk) || jk_random(nonce, sizeof nonce) != JK_OK ||
        jk_seal(w->key, nonce, (struct jk_span){ (const char *)&w->bound, sizeof w->bound },
                jk_buf_view(&w->chunk), &w->sealed) != JK_OK)
        note_failure(w, JK_MEMORY);
    len = (uint32_t)w->sealed.len;
    write_all(w, &len, sizeof len);
    write_all(w, w->sealed.at, w->sealed.len);
    w->bound.number++;
    jk_buf_reset(&w->chunk);
}

static void free_writer(struct jk_snapshot_writer *w)
{
    if (w->fd >= 0)
        close(w->fd);
    free(w->path);
    free(w->beside);
    jk_buf_clear(&w->chunk);
    jk_buf_clear(&w->sealed);
    explicit_bzero(w->key, sizeof w->key);
    free(w);
}

static void bind_chunks(struct chunk_bound *bound, const uint8_t *maker, const uint8_t *salt)
{
    memset(bound, 0, sizeof *bound);
    memcpy(bound->maker, maker, sizeof bound->maker);
    memcpy(bound->salt, salt, sizeof bound->salt);
}

/* Whatever lies beside the file was left by somebody who was ended: it is begun anew, and never
 * through a link. */
static int open_beside(const char *beside)
{
    if (unlink(beside) != 0 && errno != ENOENT)
        return -1;
    return open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

enum jk_status jk_snapshot_create(const struct jk_snapshot_binding *binding,
                                  struct jk_snapshot_writer **out, struct jk_error *err)
{
    struct jk_snapshot_writer *w = jk_heap_zeroed(1, sizeof *w);

    if (!w)
        return jk_no_memory(err);
    w->fd = -1;
    w->path = jk_heap_copy(binding->path);
    if (!w->path || asprintf(&w->beside, "%s.new", binding->path) < 0) {
        w->beside = NULL;
        free_writer(w);
        return jk_no_memory(err);
    }
    w->fd = open_beside(w->beside);
    if (w->fd < 0) {
        jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, w->beside, "%s", strerror(errno));
        free_writer(w);
        return JK_IO;
    }
    bind_chunks(&w->bound, binding->maker, binding->salt);
    memcpy(w->key, binding->key, sizeof w->key);
    write_all(w, MAGIC, sizeof MAGIC - 1);
    jk_buf_add(&w->chunk, &binding->mark, sizeof binding->mark);
    put_chunk(w, CHUNK_BEFORE);
    *out = w;
    return JK_OK;
}

void jk_snapshot_add(struct jk_snapshot_writer *w, struct jk_span record)
{
    uint32_t len = (uint32_t)record.len;

    if (w->failed != JK_OK)
        return;
    if (record.len == 0 || record.len > JK_SNAPSHOT_RECORD_MAX) {
        note_failure(w, JK_MEMORY);
        return;
    }
    jk_buf_add(&w->chunk, &len, sizeof len);
    jk_buf_span(&w->chunk, record);
    if (w->chunk.len >= CHUNK_LEN || !jk_buf_ok(&w->chunk))
        put_chunk(w, CHUNK_BEFORE);
}

enum jk_status jk_snapshot_finish(struct jk_snapshot_writer *w, bool keep, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    if (keep) {
        put_chunk(w, CHUNK_LAST);
        if (w->failed == JK_OK && fsync(w->fd) != 0)
            note_failure(w, JK_IO);
        if (w->failed == JK_OK && rename(w->beside, w->path) != 0)
            note_failure(w, JK_IO);
        rc = w->failed;
    }
    if (rc != JK_OK)
        jk_fail(err, rc, JK_TEXT_FILE_WRITE, w->path, "%s", strerror(w->why));
    if (!keep || rc != JK_OK)
        unlink(w->beside);
    free_writer(w);
    return rc;
}

/* False: the file has no more, or could not be read. */
static bool read_all(int fd, void *to, size_t len)
{
    char *at = to;

    while (len > 0) {
        ssize_t got = read(fd, at, len);

        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            at += got;
            len -= (size_t)got;
        }
    }
    return true;
}

/* Makes room for so many octets in a buffer and takes them from the file. */
static bool read_into(int fd, struct jk_buf *buf, size_t len)
{
    if (buf->cap < len) {
        char *room = jk_heap_resize(buf->at, len);

        if (!room)
            return false;
        buf->at = room;
        buf->cap = len;
    }
    buf->len = len;
    return read_all(fd, buf->at, len);
}

static bool open_chunk(struct jk_snapshot_reader *r, enum chunk_place place)
{
    r->bound.place = place;
    jk_buf_reset(&r->chunk);
    return jk_unseal(r->key, (struct jk_span){ (const char *)&r->bound, sizeof r->bound },
                     jk_buf_view(&r->sealed), &r->chunk) == JK_OK;
}

/* Reads the next chunk. False: there is none, or it is not ours. */
static bool next_chunk(struct jk_snapshot_reader *r)
{
    uint32_t len;

    if (r->store->look && !r->store->look(r->store->look_ctx))
        return false;
    if (r->whole || !read_all(r->fd, &len, sizeof len) || len > CHUNK_MAX ||
        !read_into(r->fd, &r->sealed, len))
        return false;
    r->read += sizeof len + len;
    if (open_chunk(r, CHUNK_BEFORE)) {
        r->bound.number++;
    } else if (open_chunk(r, CHUNK_LAST)) {
        r->whole = true;
    } else {
        return false;
    }
    r->rest = jk_buf_view(&r->chunk);
    return true;
}

/* Why the store has no use for what the head says; null where it has. */
static const char *read_head(struct jk_store *store, struct jk_snapshot_reader *r)
{
    char magic[sizeof MAGIC - 1];
    uint8_t hash[JK_DIGEST_LEN];

    if (!read_all(r->fd, magic, sizeof magic) || memcmp(magic, MAGIC, sizeof magic) != 0)
        return "not-ours";
    if (!next_chunk(r) || r->whole || r->rest.len != sizeof r->mark)
        return "other-program-or-pack"; /* or spoilt: what is sealed does not say */
    memcpy(&r->mark, r->rest.at, sizeof r->mark);
    r->rest = (struct jk_span){ NULL, 0 };
    if (r->mark.entries == 0)
        return NULL; /* of an empty journal */
    if (r->mark.entries > store->tip.seq ||
        jk_store_hash_of(store, r->mark.entries, hash, NULL) != JK_OK ||
        memcmp(hash, r->mark.hash, sizeof hash) != 0)
        return "other-journal";
    return NULL;
}

void jk_snapshot_open(struct jk_store *store, const char *path, const uint8_t maker[JK_DIGEST_LEN],
                      struct jk_snapshot_reader **out, const char **because)
{
    struct jk_snapshot_reader *r = jk_heap_zeroed(1, sizeof *r);

    *out = NULL;
    *because = "no-memory";
    if (!r)
        return;
    r->store = store;
    r->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bind_chunks(&r->bound, maker, store->salt);
    if (r->fd < 0)
        *because = errno == ENOENT ? "none" : "not-readable";
    else if (find_key(store, r->key) != SQLITE_ROW)
        *because = "erased";
    else
        *because = read_head(store, r);
    if (*because)
        jk_snapshot_close(r);
    else
        *out = r;
}

void jk_snapshot_progress(const struct jk_snapshot_reader *r, uint64_t *read, uint64_t *size)
{
    struct stat file;

    *read = r->read;
    *size = fstat(r->fd, &file) == 0 ? (uint64_t)file.st_size : 0;
}

uint64_t jk_snapshot_entries(const struct jk_snapshot_reader *r)
{
    return r->mark.entries;
}

bool jk_snapshot_next(struct jk_snapshot_reader *r, struct jk_span *record)
{
    uint32_t len;

    while (r->rest.len == 0) {
        if (!next_chunk(r))
            return false;
    }
    if (r->rest.len < sizeof len)
        return false;
    memcpy(&len, r->rest.at, sizeof len);
    if (len > r->rest.len - sizeof len)
        return false;
    *record = (struct jk_span){ r->rest.at + sizeof len, len };
    r->rest = (struct jk_span){ r->rest.at + sizeof len + len, r->rest.len - sizeof len - len };
    return true;
}

bool jk_snapshot_is_whole(const struct jk_snapshot_reader *r)
{
    return r->whole && r->rest.len == 0;
}

void jk_snapshot_close(struct jk_snapshot_reader *r)
{
    if (!r)
        return;
    if (r->fd >= 0)
        close(r->fd);
    jk_buf_clear(&r->sealed);
    jk_buf_clear(&r->chunk);
    explicit_bzero(r->key, sizeof r->key);
    free(r);
}
