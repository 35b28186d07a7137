/* What a filing costs: estimated before it is judged, what one command may start, and its reading,
 * half of what a long one takes, which may be done before.
 *
 * CROWD_MAX bounds what one command can start, not what one chain may meet: a single chain is never
 * refused for the number of its conflicts. */
#include "daemon/app/notices/filing.h"
#include "jarak/app/texts/texts.h"

/* Pairs that are too near in one command, counted from either side: about a second of judging and
 * telling. */
#define CROWD_MAX 2500

/* Vertices of all instances: what making the bodies costs, known before one is made. */
uint64_t notices_filing_vertices(const struct filing *f)
{
    uint64_t count = 0;

    for (size_t i = 0; i < f->item_count; i++) {
        const struct jk_notice *notice = f->items[i].notice;

        for (size_t k = 0; k < notice->instance_count; k++)
            count += 1 + notice->instances[k].facts->shape.point_count;
    }
    return count;
}

/* What judging the chains touched would cost. */
enum jk_status notices_filing_weigh(const struct filing *f, uint64_t *units)
{
    struct jk_world *world = jk_registry_world(f->app->registry);

    for (size_t i = 0; i < f->chain_count; i++) {
        struct jk_member *members;
        size_t count;

        if (jk_registry_members(f->app->registry, f->chains[i], f->arena, &members, &count) !=
            JK_OK)
            return JK_MEMORY;
        for (size_t k = 0; k < count; k++)
            *units +=
                JK_WORK_PAIR_NODE * jk_world_weigh(world, &f->app->pack->policies, &members[k]);
    }
    if (!f->rq->untold || f->rq->strict) /* what is told of it, or found before it is kept */
        *units += JK_WORK_VERDICT * f->item_count;
    return JK_OK;
}

static void count_hit(void *ctx, uint32_t id, struct jk_levels levels)
{
    (void)id;
    (void)levels;
    ++*(size_t *)ctx;
}

/* Many chains at one wrong place and hour would meet each other by the hundred thousand, each an
 * alert to each desk. One chain is never refused for what it meets. */
enum jk_status notices_filing_check_crowd(const struct filing *f, struct jk_error *err)
{
    struct jk_registry *registry = f->app->registry;
    size_t hits = 0;

    for (size_t i = 0; i < f->chain_count && f->chain_count > 1; i++) {
        struct jk_member *members;
        size_t count;

        if (jk_registry_members(registry, f->chains[i], f->arena, &members, &count) != JK_OK)
            return JK_MEMORY;
        for (size_t k = 0; k < count; k++)
            jk_world_check(jk_registry_world(registry), &f->app->pack->policies, &members[k],
                           count_hit, &hits);
        if (hits > CROWD_MAX)
            return jk_fail(err, JK_TOO_MANY, JK_TEXT_CROWD, "", "%d", CROWD_MAX);
    }
    return JK_OK;
}

static enum jk_ical_purpose purpose_of(const struct jk_submission *filing)
{
    if (filing->uid || filing->name)
        return JK_ICAL_PUT;
    return filing->batch ? JK_ICAL_IMPORT : JK_ICAL_POST;
}

static enum jk_status read_now(struct jk_app *app, const struct jk_submission *filing,
                               struct jk_reading **out, struct jk_error *err)
{
    const struct jk_read_as as = { app->pack, purpose_of(filing), app->registry };

    return jk_reading_make(&as, filing->bytes, out, err);
}

enum jk_status jk_app_read_filing(struct jk_app *app, struct jk_submission *filing,
                                  struct jk_error *err)
{
    filing->read_at = jk_store_last_entry(app->store);
    return read_now(app, filing, &filing->reading, err);
}

/* A version keeps what the one before it knew: has there been another one since it was read? */
static bool is_outdated(const struct jk_app *app, const struct jk_submission *filing)
{
    const struct jk_ical_stream *stream = &filing->reading->stream;
    bool changed = false;

    for (size_t i = 0; i < stream->count && !changed; i++) {
        const struct jk_entry *entry = jk_registry_entry(app->registry, stream->notices[i].uid);

        changed = entry && entry->change > filing->read_at;
    }
    return changed;
}

enum jk_status notices_filing_read(struct jk_app *app, const struct jk_submission *filing,
                                   struct jk_reading **out, struct jk_error *err)
{
    if (filing->reading && !is_outdated(app, filing)) {
        *out = filing->reading;
        return JK_OK;
    }
    jk_reading_drop(filing->reading);
    return read_now(app, filing, out, err);
}
