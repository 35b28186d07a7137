/* An entry is made a second time of its stored bytes, as a start without a snapshot makes it, and
 * thrown away when it was looked at: so the whole can be gone through a few at a time and needs no
 * second memory. */
#include "daemon/app/recall/compare.h"

#include <string.h>
#include "daemon/app/registry/version.h"
#include "jarak/store/store.h"

struct comparing {
    struct jk_app *app;
    const struct jk_entry *entry;
    const struct jk_chain *chain;
    const char *what;
    bool found;
};

static bool is_same_made(const struct jk_version *known, const struct jk_version *made)
{
    if (!jk_notice_same(known->notice, made->notice) ||
        known->notice->sequence != made->notice->sequence || known->body_count != made->body_count)
        return false;
    for (size_t i = 0; i < known->body_count; i++) {
        if (known->instances[i] - known->notice->instances !=
                made->instances[i] - made->notice->instances ||
            !jk_body_same(known->bodies[i], made->bodies[i]))
            return false;
    }
    return true;
}

/* Is that what memory has of such bytes? */
static enum jk_status compare_version(struct comparing *c, const struct jk_version *known,
                                      struct jk_span bytes, const char *name)
{
    struct jk_arena arena = { 0 };
    const struct jk_notice *whole = known ? jk_version_whole(known, &arena) : NULL;
    const bool same_bytes = whole && jk_span_eq(whole->stored, bytes);
    struct jk_reading *reading = NULL;
    struct jk_version *made = NULL;
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (!known || !same_bytes) {
        if (!known ? bytes.len > 0 : true)
            c->what = name;
        jk_arena_clear(&arena);
        return known && !whole ? JK_MEMORY : JK_OK;
    }
    rc = jk_reading_make(&(struct jk_read_as){ c->app->pack, JK_ICAL_STORED, NULL }, bytes,
                         &reading, &err);
    if (rc == JK_OK)
        made = registry_version_new(c->app->pack, reading, &reading->stream.notices[0]);
    if (rc == JK_OK && !made)
        rc = JK_MEMORY;
    if (made && !is_same_made(known, made))
        c->what = name;
    registry_version_free(made);
    jk_reading_drop(reading);
    jk_arena_clear(&arena);
    return rc;
}

static enum jk_status compare_notice(void *ctx, const struct jk_notice_row *row)
{
    struct comparing *c = ctx;
    const struct jk_entry *e = c->entry;
    enum jk_status rc;

    c->found = true;
    if (strcmp(row->chain, e->chain->id) != 0 || strcmp(row->owner, e->owner) != 0 ||
        row->revision != e->revision || row->sequence != e->sequence ||
        row->deleted != (e->deleted || e->leaving) || row->created_s != e->created_s ||
        row->changed_s != e->changed_s || row->approved_revision != e->approved_revision)
        c->what = "row";
    rc = compare_version(c, e->current, row->bytes, "current");
    return rc == JK_OK ? compare_version(c, e->approved, row->approved, "approved") : rc;
}

static enum jk_status compare_chain(void *ctx, const struct jk_chain_row *row)
{
    struct comparing *c = ctx;
    const struct jk_chain *chain = c->chain;

    /* A region that this pack does not know any more has been replaced. */
    const struct jk_region *region = jk_pack_region(c->app->pack, row->region);

    c->found = true;
    if ((region && region != chain->region) ||
        strcmp(row->state, jk_state_word(chain->state)) != 0 || row->revision != chain->revision ||
        row->pending != chain->pending || row->feed_revision != chain->feed_revision ||
        row->changed_s != chain->changed_s || strcmp(row->sttp, chain->sttp) != 0)
        c->what = "row";
    return JK_OK;
}

enum jk_status recall_compare_entry(struct jk_app *app, const struct jk_entry *entry,
                                    const char **what, struct jk_error *err)
{
    struct comparing c = { .app = app, .entry = entry };
    enum jk_status rc = jk_store_find_notice(app->store, entry->uid, compare_notice, &c, err);

    *what = rc == JK_OK && !c.found ? "missing" : c.what;
    return rc;
}

enum jk_status recall_compare_chain(struct jk_app *app, const struct jk_chain *chain,
                                    const char **what, struct jk_error *err)
{
    struct comparing c = { .app = app, .chain = chain };
    enum jk_status rc = jk_store_find_chain(app->store, chain->id, compare_chain, &c, err);

    *what = rc == JK_OK && !c.found ? "missing" : c.what;
    return rc;
}
