/* The shelf: what the public sees, kept in files for the seconds in which the next start reads the
 * store.
 *
 * Each region with a calendar has its feed there, compressed, and its two pages where the operator
 * named the public address. They are written by a copy of the process, at most every half minute
 * and a twentieth of the time, of those regions alone in which the public sees something else; and
 * by the daemon itself when it ends. The manifest names the journal's entry at which all of it was
 * so: what a chain that is, or ever was, in a feed has gone through since makes its regions' files
 * old, and the next start does not show them. So what was withdrawn or given up is never shown
 * again, whenever the daemon was killed; what was erased is gone with the manifest's key, and the
 * files with it (app/maintain/erase.c). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jarak/app/public/feed.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/registry/walk.h"
#include "jarak/base/defend.h"
#include "jarak/base/heap.h"
#include "jarak/base/log.h"
#include "jarak/feed/public/page.h"
#include "jarak/main/daemon.h"
#include "jarak/model/texts.h"

#define FORM         "shelf 1"   /* what the files look like; another number where that changes */
#define PAUSE_S      30          /* between two copies, at least ... */
#define PAUSE_TIMES  20          /* ... and so many times what the last one took */
#define FINISH_MS    5000        /* what a stopping daemon still gives */
#define WHOLE_S      (12 * 3600) /* then all is written: what was cancelled long ago leaves by time */
#define OLD_S        (24 * 3600) /* what is older is not shown: a daemon that runs renews it */
#define AHEAD_S      300         /* a clock that was set back by more was wrong then or is now */
#define ENTRIES_MOST 5000        /* behind the manifest: a start looks at each in microseconds */
#define CHAINS_MOST  100000      /* of a region: a feed of more would take seconds to write */
#define GZIP_END     4           /* octets at the end of a packed file: the size of what is in it */

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What the files depend on besides the store. Not the program: what was public by the one before is
 * shown while this one reads everything anew, which takes longest. */
static void note_maker(const struct jk_daemon *d, uint8_t out[JK_DIGEST_LEN])
{
    const struct jk_span of[] = { jk_span_of(FORM), jk_span_of(d->pack->hash),
                                  jk_span_of(d->options.public_url),
                                  jk_span_of(d->options.publish[0] ? "fixed" : "") };

    jk_sha256_list(of, sizeof of / sizeof *of, out);
}

static bool is_any(void *ctx, const struct jk_shelf_item *item)
{
    (void)ctx, (void)item;
    return true;
}

/* Is it about the region, or about one that it belongs to? */
static bool is_about(void *region, const struct jk_shelf_item *item)
{
    return jk_region_covers(item->region, region);
}

static bool is_of(void *region, const struct jk_shelf_item *item)
{
    return strcmp(item->region, region) == 0;
}

/* A shelf that is held against the journal. */
struct held {
    struct jk_daemon *daemon;
    size_t looked_at;
};

static enum jk_status hold_chain(void *ctx, const struct jk_chain_row *row)
{
    struct held *held = ctx;
    char region[64];

    if (row->feed_revision == 0)
        return JK_OK; /* the public never saw it */
    snprintf(region, sizeof region, "%s", row->region);
    jk_shelf_drop(&held->daemon->shelf.kept, is_about, region);
    return JK_OK;
}

static enum jk_status hold_change(void *ctx, const struct jk_change_row *row)
{
    struct held *held = ctx;
    struct jk_arena arena = { 0 };
    const char *chain;
    enum jk_status rc = JK_OK;

    if (row->kind != JK_ENTRY_CHAIN) /* whatever changes a member changes its chain too */
        return JK_OK;
    if (++held->looked_at > 4 * ENTRIES_MOST)
        return JK_TOO_MANY; /* nobody waits for that */
    chain = jk_arena_copy(&arena, row->key);
    rc =
        chain ? jk_store_find_chain(held->daemon->store, chain, hold_chain, held, NULL) : JK_MEMORY;
    jk_arena_clear(&arena);
    return rc;
}

/* Leaves out what the journal has changed behind the manifest. @return why all of it; else null */
static const char *hold_against_journal(struct jk_daemon *d)
{
    struct held held = { .daemon = d };
    const int64_t age_s = jk_daemon_now(NULL) - d->shelf.kept.written_s;

    if (age_s > OLD_S || age_s < -AHEAD_S)
        return "old";
    if (jk_store_public_changed(d->store, d->shelf.kept.entries))
        return "changed";
    return jk_store_each_change(d->store, d->shelf.kept.entries, hold_change, &held, NULL) == JK_OK
               ? NULL
               : "changed";
}

void jk_daemon_shelf_open(struct jk_daemon *d)
{
    struct jk_daemon_shelf *s = &d->shelf;
    const char *because;
    size_t named;

    snprintf(s->folder, sizeof s->folder, "%s/" JK_SHELF_FOLDER, d->options.data);
    note_maker(d, s->maker);
    because = jk_shelf_open(d->store, s->folder, s->maker, &s->kept);
    named = s->kept.count;
    if (!because)
        because = hold_against_journal(d);
    if (because)
        jk_shelf_drop(&s->kept, is_any, NULL);
    jk_log(JK_LOG_INFO, "shelf files=%zu of=%zu because=%s", s->kept.count, named,
           because ? because : "used");
}

enum jk_status jk_daemon_shelf_read(void *ctx, const char *name, struct jk_door_file *file)
{
    struct jk_daemon *d = ctx;
    const struct jk_shelf_item *item = jk_shelf_find(&d->shelf.kept, name);
    char region[sizeof item->region];
    enum jk_status rc = item ? jk_shelf_read(d->shelf.folder, item, &file->bytes) : JK_NONE;

    if (rc == JK_OK) {
        memcpy(file->etag, item->etag, sizeof file->etag);
        file->modified_s = item->modified_s;
        file->unpacked = item->unpacked;
    } else if (item) {
        /* Said once, and what lies beside it was in the same hands. */
        jk_log(JK_LOG_WARNING, "shelf-spoilt file=%s why=%s", name, jk_status_name(rc));
        memcpy(region, item->region, sizeof region);
        jk_shelf_drop(&d->shelf.kept, is_of, region);
    }
    return rc;
}

/* The places of the pack, none of which is written. */
static bool make_places(struct jk_daemon *d)
{
    struct jk_daemon_shelf *s = &d->shelf;
    const struct jk_pack *pack = d->pack;

    free(s->places);
    s->place_count = 0;
    s->places = jk_heap_zeroed(pack->region_count + 1, sizeof *s->places);
    for (size_t i = 0; s->places && i < pack->region_count; i++) {
        struct jk_shelf_place *place = &s->places[s->place_count];

        if (!jk_public_has_calendar(pack, &pack->regions[i]) ||
            strlen(pack->regions[i].code) >= sizeof place->code)
            continue;
        strcpy(place->code, pack->regions[i].code);
        s->place_count++;
    }
    return s->places != NULL;
}

static bool has_item(const struct jk_shelf *shelf, bool named, const char *name)
{
    return named && jk_shelf_find(shelf, name) != NULL;
}

/* Is everything of a region there? */
static bool is_whole(const struct jk_daemon *d, const char *code)
{
    const struct jk_shelf *kept = &d->shelf.kept;
    char name[JK_DOOR_NAME_MAX];
    bool whole = has_item(kept, jk_door_feed_name(jk_span_of(code), name), name);

    for (int lang = 0; lang < JK_LANG_END && d->options.public_url[0]; lang++)
        whole = whole &&
                has_item(kept, jk_door_page_name(jk_span_of(code), (enum jk_lang)lang, name), name);
    return whole;
}

void jk_daemon_shelf_begun(struct jk_daemon *d)
{
    struct jk_daemon_shelf *s = &d->shelf;

    s->due_s = jk_daemon_now(NULL) + PAUSE_S;
    if (!make_places(d))
        return; /* it is tried again when something is due */
    for (size_t i = 0; i < s->place_count; i++) {
        s->places[i].written = is_whole(d, s->places[i].code);
        s->places[i].version = jk_app_feed_version(d->app, s->places[i].code);
    }
}

/* Another pack or address: nothing of the shelf is of use. @return false: memory is out */
static bool keep_up(struct jk_daemon *d)
{
    uint8_t maker[JK_DIGEST_LEN];

    note_maker(d, maker);
    if (d->shelf.places && memcmp(maker, d->shelf.maker, sizeof maker) == 0)
        return true;
    memcpy(d->shelf.maker, maker, sizeof maker);
    jk_shelf_drop(&d->shelf.kept, is_any, NULL);
    return make_places(d);
}

/* Notes of which regions the public sees something else than what was written. @return how many */
static size_t note_old(struct jk_daemon *d, int64_t now_s)
{
    struct jk_daemon_shelf *s = &d->shelf;
    size_t count = 0;

    s->whole = now_s - s->kept.written_s >= WHOLE_S || now_s < s->kept.written_s;
    for (size_t i = 0; i < s->place_count; i++) {
        struct jk_shelf_place *place = &s->places[i];
        const uint64_t version = jk_app_feed_version(d->app, place->code);

        place->going = s->whole || !place->written || place->version != version;
        count += place->going;
        if (!place->going)
            continue;
        place->version = version;
        place->written = false;
        jk_shelf_drop(&s->kept, is_of, place->code);
    }
    if (s->whole)
        s->kept.written_s = now_s;
    return count;
}

/* The octets of a feed in one piece. */
static enum jk_status put_feed(struct jk_daemon *d, const char *code, struct jk_feed *feed)
{
    struct jk_shelf_item item = { .modified_s = feed->modified_s };
    struct jk_buf bytes = { 0 };
    enum jk_status rc = JK_MEMORY;

    for (size_t i = 0; i < feed->piece_count; i++)
        jk_buf_span(&bytes, jk_refbuf_view(feed->pieces[i]));
    snprintf(item.region, sizeof item.region, "%s", code);
    memcpy(item.etag, feed->etag, sizeof item.etag);
    if (jk_buf_ok(&bytes) && bytes.len > GZIP_END &&
        jk_door_feed_name(jk_span_of(code), item.name)) {
        for (size_t i = GZIP_END; i-- > 0;) /* RFC 1952: least octet first */
            item.unpacked = item.unpacked << 8 | (uint8_t)bytes.at[bytes.len - GZIP_END + i];
        rc = jk_shelf_put(&d->shelf.kept, d->shelf.folder, &item, jk_buf_view(&bytes));
    }
    jk_buf_clear(&bytes);
    return rc;
}

static enum jk_status write_feed(struct jk_daemon *d, const struct jk_feed_filter *filter,
                                 int64_t now_s)
{
    struct jk_feed_request request = { filter, "", now_s, JK_FEED_GZIP };
    struct jk_feed feed = { .piece_count = 0 };
    struct jk_buf source = { 0 };
    enum jk_status rc = JK_OK;

    if (d->options.public_url[0]) { /* as daemon/http/public/feed.c has it */
        jk_buf_str(&source, d->options.public_url);
        jk_feed_path_add(&source, filter);
        jk_buf_char(&source, '\0');
        rc = jk_buf_ok(&source) ? JK_OK : JK_MEMORY;
        request.source = source.at;
    }
    if (rc == JK_OK)
        rc = jk_app_feed(d->app, &request, &feed);
    if (rc == JK_OK)
        rc = put_feed(d, filter->region, &feed);
    jk_feed_clear(&feed);
    jk_buf_clear(&source);
    return rc;
}

static enum jk_status write_page(struct jk_daemon *d, const struct jk_feed_filter *filter,
                                 enum jk_lang lang, int64_t now_s)
{
    const struct jk_page_request request = { .filter = filter,
                                             .base = d->options.public_url,
                                             .now_s = now_s,
                                             .lang = lang,
                                             .fixed = d->options.publish[0] != '\0' };
    struct jk_shelf_item item = { .modified_s = 0 };
    struct jk_buf text = { 0 };
    enum jk_status rc = jk_app_page(d->app, &request, &text);

    snprintf(item.region, sizeof item.region, "%s", filter->region);
    if (rc == JK_OK && !jk_door_page_name(jk_span_of(filter->region), lang, item.name))
        rc = JK_TOO_BIG;
    if (rc == JK_OK)
        rc = jk_shelf_put(&d->shelf.kept, d->shelf.folder, &item, jk_buf_view(&text));
    jk_buf_clear(&text);
    return rc;
}

/* Writes all of a region. What breaks a promise of ours, or lacked memory, is not kept. */
static enum jk_status write_place(struct jk_daemon *d, const char *code, int64_t now_s)
{
    const struct jk_feed_filter filter = {
        .region = code, .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
    const struct jk_walk walk = jk_registry_walk(jk_app_registry(d->app), code);
    const struct jk_defend_mark mark = jk_defend_mark();
    enum jk_status rc = JK_OK, sound;

    if (jk_walk_most(&walk) <= CHAINS_MOST)
        rc = write_feed(d, &filter, now_s);
    for (int lang = 0; lang < JK_LANG_END && d->options.public_url[0]; lang++) {
        if (rc == JK_OK || rc == JK_TOO_BIG)
            rc = write_page(d, &filter, (enum jk_lang)lang, now_s);
    }
    if ((sound = jk_defend_since(&mark)) != JK_OK)
        rc = sound;
    if (rc != JK_OK && rc != JK_TOO_BIG)
        jk_shelf_drop(&d->shelf.kept, is_of, (void *)(uintptr_t)code);
    return rc == JK_TOO_BIG ? JK_OK : rc;
}

static void tell_failure(enum jk_status rc, const struct jk_error *err)
{
    char text[512] = "";

    if (err)
        jk_error_format(err, JK_LANG_EN, text, sizeof text);
    jk_log(JK_LOG_WARNING, "shelf-failed why=%s %s", jk_status_name(rc), text);
}

/* Writes what is old, and then the manifest. What is not written until that instant is not named.
 * @param until_ms  INT64_MAX: without an end */
static enum jk_status write_old(struct jk_daemon *d, int64_t until_ms)
{
    struct jk_daemon_shelf *s = &d->shelf;
    const int64_t now_s = jk_daemon_now(NULL);
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < s->place_count && rc == JK_OK && clock_ms() < until_ms; i++) {
        if (s->places[i].going)
            rc = write_place(d, s->places[i].code, now_s);
    }
    if (rc != JK_OK) {
        tell_failure(rc, NULL);
        return rc;
    }
    rc = jk_shelf_finish(&s->kept, s->folder, &s->binding, &err);
    if (rc != JK_OK)
        tell_failure(rc, &err);
    return rc;
}

/* In the copy. */
static void write_copy(void *ctx, struct jk_buf *found)
{
    if (write_old(ctx, INT64_MAX) == JK_OK)
        jk_buf_str(found, "whole");
}

static void written(void *ctx, struct jk_span found)
{
    struct jk_daemon *d = ctx;
    struct jk_daemon_shelf *s = &d->shelf;
    const int64_t took_s = (clock_ms() - s->begun_ms) / 1000;

    jk_rehearsal_free(s->copy);
    s->copy = NULL;
    s->due_s =
        jk_daemon_now(NULL) + (took_s * PAUSE_TIMES > PAUSE_S ? took_s * PAUSE_TIMES : PAUSE_S);
    jk_shelf_clear(&s->kept); /* the copy knows more */
    if (jk_shelf_open(d->store, s->folder, s->binding.maker, &s->kept) != NULL)
        found.len = 0;
    for (size_t i = 0; i < s->place_count; i++) {
        s->places[i].written = s->places[i].written || (s->places[i].going && found.len > 0);
        s->places[i].going = false;
    }
}

/* Binds what is about to be written to the store as it is now. */
static bool bind_shelf(struct jk_daemon *d)
{
    struct jk_daemon_shelf *s = &d->shelf;
    struct jk_error err;
    enum jk_status rc = JK_IO;

    jk_fail(&err, JK_IO, JK_TEXT_FILE_WRITE, s->folder, "%s", strerror(ENAMETOOLONG));
    if (jk_shelf_manifest(s->folder, s->manifest, sizeof s->manifest))
        rc = jk_snapshot_bind(d->store, s->manifest, s->maker, &s->binding, &err);
    if (rc != JK_OK)
        tell_failure(rc, &err);
    return rc == JK_OK;
}

static bool may_write(const struct jk_daemon *d)
{
    return d->app && !d->snapshot.distrusted && !jk_app_is_lost(d->app) && !jk_app_in_group(d->app);
}

void jk_daemon_shelf_due(struct jk_daemon *d)
{
    const struct jk_rehearsal_part part = { write_copy, written, d };
    struct jk_daemon_shelf *s = &d->shelf;
    const int64_t now_s = jk_daemon_now(NULL);

    if (!may_write(d) || s->copy || d->stopping || d->reload ||
        (now_s < s->due_s && now_s >= s->due_s - OLD_S))
        return;
    s->due_s = now_s + PAUSE_S;
    if (!keep_up(d) ||
        (note_old(d, now_s) == 0 && jk_app_last_entry(d->app) - s->kept.entries < ENTRIES_MOST))
        return;
    s->begun_ms = clock_ms();
    if (bind_shelf(d))
        s->copy = jk_rehearsal_new(d->base, &part);
}

void jk_daemon_shelf_distrust(struct jk_daemon *d)
{
    jk_rehearsal_free(d->shelf.copy);
    d->shelf.copy = NULL;
    jk_shelf_drop(&d->shelf.kept, is_any, NULL);
    if (!jk_shelf_remove(d->shelf.folder))
        jk_log(JK_LOG_WARNING, "shelf-stays path=%s why=%s", d->shelf.folder, strerror(errno));
}

void jk_daemon_shelf_finish(struct jk_daemon *d)
{
    struct jk_daemon_shelf *s = &d->shelf;

    jk_rehearsal_free(s->copy); /* what it was about to write is not written */
    s->copy = NULL;
    if (!may_write(d) || !keep_up(d) ||
        (note_old(d, jk_daemon_now(NULL)) == 0 && jk_app_last_entry(d->app) == s->kept.entries))
        return;
    if (bind_shelf(d))
        write_old(d, clock_ms() + FINISH_MS);
}

void jk_daemon_shelf_free(struct jk_daemon *d)
{
    jk_rehearsal_free(d->shelf.copy);
    free(d->shelf.places);
    jk_shelf_clear(&d->shelf.kept);
}
