/* The public pages: the same activities as the feed, found by region or by their public id. */
#include <string.h>
#include "daemon/app/public/items.h"
#include "daemon/app/public/room.h"
#include "jarak/app/matters/matters.h"
#include "jarak/app/public/feed.h"
#include "jarak/feed/public/page.h"

void public_ids_clear(struct jk_app *app)
{
    jk_name_table_clear(&app->calendar->ids);
    jk_arena_clear(&app->calendar->ids_arena);
    app->calendar->id_count = 0;
}

/* Chains are never taken away, so that only new ones are added. */
static enum jk_status fill_ids(struct jk_app *app)
{
    while (app->calendar->id_count < jk_registry_chains(app->registry)) {
        struct jk_chain *chain = jk_registry_chain_at(app->registry, app->calendar->id_count);
        char id[JK_PUBLIC_ID_LEN + 1];
        char *name;

        jk_public_id(chain->id, id);
        name = jk_arena_copy(&app->calendar->ids_arena, jk_span_of(id));
        if (!name || (!jk_name_table_find(&app->calendar->ids, id) &&
                      !jk_name_table_add(&app->calendar->ids, name, chain)))
            return JK_MEMORY;
        app->calendar->id_count++;
    }
    return JK_OK;
}

const struct jk_chain *public_chain(struct jk_app *app, struct jk_span id)
{
    char name[JK_PUBLIC_ID_LEN + 1] = "";

    if (id.len != JK_PUBLIC_ID_LEN || fill_ids(app) != JK_OK)
        return NULL;
    memcpy(name, id.at, id.len);
    return jk_name_table_find(&app->calendar->ids, name);
}

static enum jk_status find_item(struct jk_app *app, const char *region, struct jk_span id,
                                int64_t now_s, struct jk_feed_item *out)
{
    const struct jk_chain *chain = public_chain(app, id);

    return chain && jk_region_covers(region, chain->region->code) && public_item(chain, now_s, out)
               ? JK_OK
               : JK_NONE;
}

enum jk_status jk_app_public_list(const struct jk_app *app, const struct jk_feed_filter *filter,
                                  int64_t now_s, struct jk_arena *arena, struct jk_feed_item **out,
                                  size_t *count)
{
    struct public_items items;
    enum jk_status rc = public_collect(app, filter, now_s, arena, &items);

    if (rc == JK_OK)
        public_sort(items.at, items.count);
    *out = items.at;
    *count = items.count;
    return rc;
}

bool jk_app_public_find(const struct jk_app *app, const char *region, const char *uid,
                        int64_t now_s, struct jk_feed_item *out)
{
    const struct jk_chain *chain = jk_registry_chain(app->registry, uid);

    return chain && jk_region_covers(region, chain->region->code) && public_item(chain, now_s, out);
}

enum jk_status jk_app_page(struct jk_app *app, const struct jk_page_request *request,
                           struct jk_buf *out)
{
    struct jk_page page = { .pack = app->pack,
                            .filter = request->filter,
                            .base = request->base,
                            .lang = request->lang,
                            .fixed = request->fixed,
                            .of_s = request->of_s,
                            .of_dated = request->of_dated };
    struct jk_page_answer answers[JK_MATTER_ANSWERS];
    struct jk_arena arena = { 0 };
    struct public_items items;
    enum jk_status rc = public_collect(app, request->filter, request->now_s, &arena, &items);

    if (rc == JK_OK) {
        public_sort(items.at, items.count);
        page.items = items.at;
        page.count = items.count;
        page.answers = answers;
        page.answer_count = jk_app_matter_answers(app, &arena, request->filter->region, answers);
        rc = jk_calendar_page(out, &page);
    }
    jk_arena_clear(&arena);
    return rc;
}

enum jk_status jk_app_activity_page(struct jk_app *app, const struct jk_page_request *request,
                                    struct jk_span id, struct jk_buf *out)
{
    struct jk_feed_item item;
    struct jk_page page = { .pack = app->pack,
                            .filter = request->filter,
                            .base = request->base,
                            .lang = request->lang,
                            .fixed = request->fixed,
                            .of_s = request->of_s,
                            .of_dated = request->of_dated,
                            .items = &item,
                            .count = 1 };
    enum jk_status rc = find_item(app, request->filter->region, id, request->now_s, &item);

    return rc == JK_OK ? jk_activity_page(out, &page) : rc;
}

enum jk_status jk_app_activity_feed(struct jk_app *app, const struct jk_feed_request *request,
                                    struct jk_span id, struct jk_feed *out)
{
    const char *region = request->filter->region;
    struct jk_feed_item item;
    enum jk_status rc = find_item(app, region, id, request->now_s, &item);

    return rc == JK_OK ? jk_approved_write(app->pack, region, &item, request->form, out) : rc;
}
