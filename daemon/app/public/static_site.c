/* The public calendar as files: rounds of small steps over what changed.
 *
 * One step writes one file or few, so the event loop never waits for a whole site. A round has
 * three stages: the files of chains that changed, the feed and pages of regions in which one did,
 * and the removal of chains that are public no more. The order keeps links whole: an activity's
 * page is there before a region's page names it, and is removed only after no page names it any
 * longer.
 *
 * `kept` remembers by the number of the chain which revision is written. A change of the feed's
 * version in the second stage starts a new round; after memory was read back from the store numbers
 * may mean other chains, so nothing counts as written. A round looks at the chains that changed
 * since the one before; each hour, and where that is not known, at all of them, for some chains
 * leave the feed by time alone. */
#include "jarak/app/public/static_site.h"
#include "jarak/app/public/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/public/items.h"
#include "jarak/app/public/watch.h"
#include "jarak/base/heap.h"
#include "jarak/feed/public/page.h"

#define LOOKED_AT_MAX 2000 /* chains of one step: a fraction of a millisecond when none changed */
#define WHOLE_S       3600 /* then all are looked at: what was cancelled long ago leaves */
#define PATH_ROOM     96   /* of our own making: "kalender/en/64.08/0123456789abcdef/index.html" */

/* The files written of one chain. */
struct kept {
    uint32_t revision; /* of the feed; 0: nothing */
    bool gone;         /* its files are to be removed */
};

struct place {
    const struct jk_region *region;
    bool is_old; /* its feed and pages name what changed since */
};

/* The files of a region, in the order they are written. */
enum region_file { FILE_FEED, FILE_FEED_GZ, FILE_CODE, FILE_PAGE, FILE_PAGE_EN, FILE_FRONT, FILES };

enum stage { STAGE_ACTIVITIES, STAGE_REGIONS, STAGE_GONE, STAGE_DONE };

struct jk_site {
    struct jk_app *app;
    const char *base;
    struct jk_site_disk disk;
    struct place *places;
    size_t place_count;
    struct kept *kept; /* by number of the chain */
    uint32_t kept_count;
    uint32_t *changed; /* chains the round looks at, unless it is whole */
    size_t changed_count, changed_cap;
    bool whole;        /* the round looks at all chains */
    int64_t whole_s;   /* when such a one began last */
    uint64_t rebuilds; /* of the application's memory: numbers hold until the next */
    uint64_t version;  /* of the feed, when the round began */
    int64_t round_s;   /* when it did */
    enum stage stage;
    size_t at; /* within the stage */
};

struct jk_site *jk_site_new(struct jk_app *app, const char *base, const struct jk_site_disk *disk)
{
    struct jk_site *site = jk_heap_zeroed(1, sizeof *site);
    const struct jk_pack *pack = app->pack;

    if (!site)
        return NULL;
    *site = (struct jk_site){ .app = app, .base = base, .disk = *disk };
    site->places = jk_heap_zeroed(pack->region_count, sizeof *site->places);
    if (!site->places) {
        jk_site_free(site);
        return NULL;
    }
    for (size_t i = 0; i < pack->region_count; i++) {
        if (jk_public_has_calendar(pack, &pack->regions[i]))
            site->places[site->place_count++] = (struct place){ &pack->regions[i], true };
    }
    return site;
}

void jk_site_free(struct jk_site *site)
{
    if (!site)
        return;
    free(site->places);
    free(site->kept);
    free(site->changed);
    free(site);
}

bool jk_site_is_done(const struct jk_site *site, int64_t now_s)
{
    return site->stage == STAGE_DONE && site->version == site->app->published.version &&
           site->rebuilds == site->app->published.rebuilds && now_s >= site->round_s &&
           now_s - site->round_s < WHOLE_S;
}

/* Notes the chains that changed since the round before. What a round that did not come to its end
 * was to look at is still to be looked at. False: all are to be. */
static bool note_changed(struct jk_site *site)
{
    const struct public_change *changes;
    size_t count;

    if (site->stage == STAGE_DONE)
        site->changed_count = 0;
    if (!app_public_since(&site->app->published, NULL, site->version, &changes, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!jk_grow(&site->changed, site->changed_count, &site->changed_cap,
                     sizeof *site->changed))
            return false;
        site->changed[site->changed_count++] = changes[i].chain;
    }
    return true;
}

static size_t round_size(const struct jk_site *site)
{
    return site->whole ? site->kept_count : site->changed_count;
}

/* The chain a stage has come to. */
static uint32_t chain_at(const struct jk_site *site)
{
    return site->whole ? (uint32_t)site->at : site->changed[site->at];
}

/* Begin a round. After memory was read back from the store chains may have other numbers: nothing
 * is known to be written then. */
static enum jk_status begin_round(struct jk_site *site, int64_t now_s)
{
    uint32_t count = jk_registry_chains(site->app->registry);
    struct kept *grown = jk_heap_resize(site->kept, (count + 1) * sizeof *grown);
    bool anew = !site->kept || site->rebuilds != site->app->published.rebuilds;
    bool old = now_s < site->whole_s || now_s - site->whole_s >= WHOLE_S;

    if (!grown)
        return JK_MEMORY;
    site->kept = grown;
    site->whole = (site->whole && site->stage != STAGE_DONE) || anew || old || !note_changed(site);
    if (site->whole)
        site->whole_s = now_s;
    site->kept_count = anew ? 0 : site->kept_count;
    while (site->kept_count < count)
        site->kept[site->kept_count++] = (struct kept){ 0 };
    site->rebuilds = site->app->published.rebuilds;
    site->version = site->app->published.version;
    site->round_s = now_s;
    site->stage = STAGE_ACTIVITIES;
    site->at = 0;
    return JK_OK;
}

static enum jk_status write_text(struct jk_site *site, const char *path, struct jk_buf *text,
                                 enum jk_status rc)
{
    struct jk_span bytes = jk_buf_view(text);

    if (rc == JK_OK)
        rc = app_sound(site->app, NULL); /* else nothing made in this step becomes a file */
    if (rc == JK_OK)
        rc = site->disk.write(site->disk.ctx, path, &bytes, 1);
    jk_buf_clear(text);
    return rc;
}

static enum jk_status write_pieces(struct jk_site *site, const char *path, struct jk_feed *feed)
{
    struct jk_span *spans = jk_heap_zeroed(feed->piece_count, sizeof *spans);
    enum jk_status rc = spans ? app_sound(site->app, NULL) : JK_MEMORY;

    for (size_t i = 0; spans && i < feed->piece_count; i++)
        spans[i] = jk_refbuf_view(feed->pieces[i]);
    if (rc == JK_OK)
        rc = site->disk.write(site->disk.ctx, path, spans, feed->piece_count);
    free(spans);
    jk_feed_clear(feed);
    return rc;
}

static struct jk_feed_filter all_of(const struct jk_region *region)
{
    return (struct jk_feed_filter){
        .region = region->code, .kind = -1, .from_day = INT32_MIN, .to_day = INT32_MAX
    };
}

static const char *folder_of(enum jk_lang lang)
{
    return lang == JK_LANG_EN ? "kalender/en" : "kalender";
}

static enum jk_status write_page(struct jk_site *site, const struct jk_region *region,
                                 const char *path, enum jk_lang lang, int64_t now_s)
{
    struct jk_feed_filter filter = all_of(region);
    struct jk_page_request request = {
        .filter = &filter, .base = site->base, .now_s = now_s, .lang = lang, .fixed = true
    };
    struct jk_buf text = { 0 };
    enum jk_status rc = jk_app_page(site->app, &request, &text);

    return write_text(site, path, &text, rc);
}

static enum jk_status write_calendar(struct jk_site *site, const struct jk_region *region,
                                     enum jk_lang lang, int64_t now_s)
{
    char path[PATH_ROOM];

    snprintf(path, sizeof path, "%s/%s/index.html", folder_of(lang), region->code);
    return write_page(site, region, path, lang, now_s);
}

static enum jk_status write_activity_page(struct jk_site *site, const struct jk_region *region,
                                          const char *id, enum jk_lang lang, int64_t now_s)
{
    struct jk_feed_filter filter = all_of(region);
    struct jk_page_request request = {
        .filter = &filter, .base = site->base, .now_s = now_s, .lang = lang, .fixed = true
    };
    struct jk_buf text = { 0 };
    char path[PATH_ROOM];
    enum jk_status rc = jk_app_activity_page(site->app, &request, jk_span_of(id), &text);

    snprintf(path, sizeof path, "%s/%s/%s/index.html", folder_of(lang), region->code, id);
    return write_text(site, path, &text, rc);
}

static enum jk_status write_activity(struct jk_site *site, const struct jk_region *region,
                                     const char *id, int64_t now_s)
{
    struct jk_feed_filter filter = all_of(region);
    struct jk_feed_request request = { &filter, "", now_s, false };
    struct jk_feed feed = { .piece_count = 0 };
    char path[PATH_ROOM];
    enum jk_status rc = jk_app_activity_feed(site->app, &request, jk_span_of(id), &feed);

    snprintf(path, sizeof path, "kalender/%s/%s.ics", region->code, id);
    if (rc == JK_OK)
        rc = write_pieces(site, path, &feed);
    if (rc == JK_OK)
        rc = write_activity_page(site, region, id, JK_LANG_ID, now_s);
    return rc == JK_OK ? write_activity_page(site, region, id, JK_LANG_EN, now_s) : rc;
}

/* Write a chain's files below every region it belongs to. */
static enum jk_status write_chain(struct jk_site *site, const struct jk_chain *chain, int64_t now_s)
{
    char id[JK_PUBLIC_ID_LEN + 1];
    enum jk_status rc = JK_OK;

    jk_public_id(chain->id, id);
    for (size_t i = 0; i < site->place_count && rc == JK_OK; i++) {
        if (jk_region_covers(site->places[i].region->code, chain->region->code))
            rc = write_activity(site, site->places[i].region, id, now_s);
    }
    return rc;
}

static void make_old(struct jk_site *site, const struct jk_chain *chain)
{
    for (size_t i = 0; i < site->place_count; i++)
        site->places[i].is_old =
            site->places[i].is_old ||
            jk_region_covers(site->places[i].region->code, chain->region->code);
}

/* Bring the files of one chain up to date. @return JK_NONE when there was nothing to do */
static enum jk_status follow(struct jk_site *site, uint32_t number, int64_t now_s)
{
    const struct jk_chain *chain = jk_registry_chain_at(site->app->registry, number);
    struct kept *kept = &site->kept[number];
    struct jk_feed_item item;
    bool is_in = public_item(chain, now_s, &item);
    enum jk_status rc;

    if (is_in ? kept->revision == item.sequence : kept->revision == 0 || kept->gone)
        return JK_NONE;
    rc = is_in ? write_chain(site, chain, now_s) : JK_OK;
    if (rc != JK_OK)
        return rc == JK_NONE ? JK_CORRUPT : rc;
    make_old(site, chain);
    kept->gone = !is_in;
    kept->revision = is_in ? item.sequence : kept->revision;
    return JK_OK;
}

static enum jk_status step_activities(struct jk_site *site, int64_t now_s)
{
    for (unsigned looked_at = 0; looked_at < LOOKED_AT_MAX; looked_at++) {
        enum jk_status rc;

        if (site->at == round_size(site)) {
            site->stage = STAGE_REGIONS;
            site->at = 0;
            return JK_OK;
        }
        rc = follow(site, chain_at(site), now_s);
        if (rc != JK_OK && rc != JK_NONE)
            return rc;
        site->at++;
        if (rc == JK_OK)
            return JK_OK;
    }
    return JK_OK;
}

static enum jk_status write_feed(struct jk_site *site, const struct jk_region *region, bool zipped,
                                 int64_t now_s)
{
    struct jk_feed_filter filter = all_of(region);
    struct jk_feed feed = { .piece_count = 0 };
    struct jk_buf source = { 0 };
    char path[PATH_ROOM];
    enum jk_status rc = JK_MEMORY;

    jk_buf_str(&source, site->base);
    jk_feed_path_add(&source, &filter);
    jk_buf_char(&source, '\0');
    if (jk_buf_ok(&source))
        rc = jk_app_feed(site->app,
                         &(struct jk_feed_request){ &filter, source.at, now_s,
                                                    zipped ? JK_FEED_GZIP : JK_FEED_PLAIN },
                         &feed);
    snprintf(path, sizeof path, "feeds/%s/approved.ics%s", region->code, zipped ? ".gz" : "");
    jk_buf_clear(&source);
    return rc == JK_OK ? write_pieces(site, path, &feed) : rc;
}

/* A feed of which much changed is brought near in pieces, each a step of its own. */
static bool is_near(struct jk_site *site, const struct jk_region *region, enum region_file file,
                    int64_t now_s)
{
    struct jk_feed_filter filter = all_of(region);
    const enum jk_feed_form form = file == FILE_FEED_GZ ? JK_FEED_GZIP : JK_FEED_PLAIN;

    return (file != FILE_FEED && file != FILE_FEED_GZ) ||
           jk_app_feed_step(site->app, &(struct jk_feed_request){ &filter, "", now_s, form });
}

static enum jk_status write_code(struct jk_site *site, const struct jk_region *region)
{
    struct jk_feed_filter filter = all_of(region);
    struct jk_buf code = { 0 };
    char path[PATH_ROOM];
    enum jk_status rc = jk_feed_code(&code, site->base, &filter);

    snprintf(path, sizeof path, "feeds/%s/qr.svg", region->code);
    return write_text(site, path, &code, rc);
}

static enum jk_status write_region_file(struct jk_site *site, const struct jk_region *region,
                                        enum region_file file, int64_t now_s)
{
    switch (file) {
    case FILE_FEED:
        return write_feed(site, region, false, now_s);
    case FILE_FEED_GZ:
        return write_feed(site, region, true, now_s);
    case FILE_CODE:
        return write_code(site, region);
    case FILE_PAGE:
        return write_calendar(site, region, JK_LANG_ID, now_s);
    case FILE_PAGE_EN:
        return write_calendar(site, region, JK_LANG_EN, now_s);
    case FILE_FRONT:
        if (strcmp(region->code, site->app->pack->region) == 0)
            return write_page(site, region, "index.html", JK_LANG_ID, now_s);
        return JK_OK;
    default:
        return JK_OK;
    }
}

/* Writes one file of a region. Pages of activities that changed meanwhile go first: a page must be
 * there before it is named. */
static enum jk_status step_regions(struct jk_site *site, int64_t now_s)
{
    size_t place = site->at / FILES, file = site->at % FILES;
    enum jk_status rc;

    if (site->version != site->app->published.version)
        return begin_round(site, now_s);
    if (place == site->place_count) {
        site->stage = STAGE_GONE;
        site->at = 0;
        return JK_OK;
    }
    if (!site->places[place].is_old) {
        site->at += FILES;
        return JK_OK;
    }
    if (!is_near(site, site->places[place].region, (enum region_file)file, now_s))
        return JK_OK;
    rc = write_region_file(site, site->places[place].region, (enum region_file)file, now_s);
    if (rc == JK_OK) {
        site->at++;
        site->places[place].is_old = file + 1 < FILES;
    }
    return rc;
}

static enum jk_status remove_chain(struct jk_site *site, uint32_t number)
{
    const struct jk_chain *chain = jk_registry_chain_at(site->app->registry, number);
    char id[JK_PUBLIC_ID_LEN + 1], folder[PATH_ROOM];
    enum jk_status rc = JK_OK;

    jk_public_id(chain->id, id);
    for (size_t i = 0; i < site->place_count; i++) {
        const char *code = site->places[i].region->code;

        for (int lang = 0; lang < JK_LANG_END && rc == JK_OK; lang++) {
            if (!jk_region_covers(code, chain->region->code))
                continue;
            snprintf(folder, sizeof folder, "%s/%s", folder_of((enum jk_lang)lang), code);
            rc = site->disk.remove(site->disk.ctx, folder, id);
        }
    }
    return rc;
}

static enum jk_status step_gone(struct jk_site *site)
{
    for (unsigned looked_at = 0; looked_at < LOOKED_AT_MAX; looked_at++) {
        uint32_t number;
        struct kept *kept;
        enum jk_status rc;

        if (site->at == round_size(site)) {
            site->stage = STAGE_DONE;
            return JK_NONE;
        }
        number = chain_at(site);
        kept = &site->kept[number];
        site->at++;
        if (!kept->gone)
            continue;
        rc = remove_chain(site, number);
        if (rc == JK_OK)
            *kept = (struct kept){ 0 };
        else
            site->whole_s = 0; /* the next round finds it again */
        return rc;
    }
    return JK_OK;
}

enum jk_status jk_site_step(struct jk_site *site, int64_t now_s)
{
    enum jk_status rc = JK_OK;

    if (jk_site_is_done(site, now_s))
        return JK_NONE;
    jk_app_watch(site->app);
    if (!site->kept || site->stage == STAGE_DONE || site->rebuilds != site->app->published.rebuilds)
        rc = begin_round(site, now_s);
    if (rc == JK_OK && site->stage == STAGE_ACTIVITIES)
        rc = step_activities(site, now_s);
    else if (rc == JK_OK && site->stage == STAGE_REGIONS)
        rc = step_regions(site, now_s);
    else if (rc == JK_OK && site->stage == STAGE_GONE)
        rc = step_gone(site);
    if (rc == JK_NONE && !jk_site_is_done(site, now_s))
        rc = JK_OK; /* something changed while the last was removed */
    return rc;
}

bool jk_site_holds(const struct jk_site *site, const char *region, struct jk_span id)
{
    const struct jk_chain *chain = public_chain(site->app, id);

    return chain && chain->number < site->kept_count && site->kept[chain->number].revision &&
           jk_region_covers(region, chain->region->code);
}

const char *jk_site_region(const struct jk_site *site, size_t at)
{
    return at < site->place_count ? site->places[at].region->code : NULL;
}
