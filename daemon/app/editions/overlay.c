/* Editions as they are read from the store: the newest of each scope for the pack, those of one
 * scope for who asks. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/editions/room.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

/* Editions as they come. */
struct reading {
    struct jk_arena *arena;
    struct jk_edition *at;
    size_t count, cap;
    const struct jk_edition *of; /* of that part and scope alone; null: the newest of each */
    size_t *octets;              /* of each document, as many as `at` */
    size_t octets_cap;
    size_t from; /* the first whose document is read */
};

#define OCTETS_MAX                                                                 \
    (8u * 1024 * 1024) /* of documents of one history: older ones are told without \
                        */

static const char *copy(struct reading *r, const char *text)
{
    return jk_arena_copy(r->arena, jk_span_of(text));
}

static enum jk_status add(struct reading *r, const struct jk_edition *edition, size_t octets)
{
    struct jk_edition *grown = jk_arena_grow(r->arena, r->at, r->count, &r->cap, sizeof *grown);
    size_t *sizes = jk_arena_grow(r->arena, r->octets, r->count, &r->octets_cap, sizeof *sizes);

    if (!grown || !sizes)
        return JK_MEMORY;
    r->at = grown;
    r->octets = sizes;
    r->octets[r->count] = octets;
    r->at[r->count++] = *edition;
    return JK_OK;
}

/* In the place of an older one of its scope. */
static enum jk_status put(struct reading *r, const struct jk_edition *edition, size_t octets)
{
    for (size_t i = 0; !r->of && i < r->count; i++) {
        if (!jk_edition_same_scope(&r->at[i], edition))
            continue;
        r->at[i] = *edition;
        return JK_OK;
    }
    return add(r, edition, octets);
}

static enum jk_status read_row(void *ctx, const struct jk_edition_row *row)
{
    struct reading *r = ctx;
    struct jk_edition e = { .part = jk_edition_part_of(row->part),
                            .region = row->region,
                            .contest = row->contest,
                            .number = row->number,
                            .withdrawn = strcmp(row->state, "taken_back") == 0,
                            .time_s = row->time_s };

    if (e.part == JK_EDITION_PARTS)
        return JK_CORRUPT;
    if (r->of && !jk_edition_same_scope(&e, r->of))
        return JK_OK;
    e.region = copy(r, row->region);
    e.contest = copy(r, row->contest);
    e.document = "";
    e.basis = copy(r, row->basis);
    e.account = copy(r, row->actor);
    e.office = copy(r, row->office);
    e.day = copy(r, row->day);
    if (!e.region || !e.contest || !e.basis || !e.account || !e.office || !e.day)
        return JK_MEMORY;
    return put(r, &e, strlen(row->document));
}

/* Documents behind the heads, of those that are told alone: of a list of thousands that was stated
 * often only the newest is ever in memory. */
static enum jk_status read_document(void *ctx, const struct jk_edition_row *row)
{
    struct reading *r = ctx;
    const struct jk_edition of = { .part = jk_edition_part_of(row->part),
                                   .region = row->region,
                                   .contest = row->contest };

    for (size_t i = r->from; i < r->count; i++) {
        struct jk_edition *e = &r->at[i];

        if (e->number != row->number || !jk_edition_same_scope(e, &of) || e->document[0])
            continue;
        e->document = copy(r, row->document);
        return e->document ? JK_OK : JK_MEMORY;
    }
    return JK_OK;
}

/* Whatever the order they were stated in: from above to below, regions before contests. */
static int compare(const void *x, const void *y)
{
    const struct jk_edition *a = x, *b = y;
    int order = (int)a->part - (int)b->part;

    if (order == 0)
        order = (a->contest[0] != '\0') - (b->contest[0] != '\0');
    if (order == 0)
        order = (strlen(a->region) > strlen(b->region)) - (strlen(a->region) < strlen(b->region));
    if (order == 0)
        order = strcmp(a->region, b->region);
    return order ? order : strcmp(a->contest, b->contest);
}

static void drop_withdrawn(struct reading *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->count; i++) {
        if (!r->at[i].withdrawn)
            r->at[kept++] = r->at[i];
    }
    r->count = kept;
    if (kept > 1)
        qsort(r->at, kept, sizeof *r->at, compare);
}

static bool is_in_force(const struct jk_pack *pack, const struct jk_edition *edition)
{
    for (size_t i = 0; i < pack->edition_count; i++) {
        if (jk_edition_same_scope(&pack->editions[i], edition))
            return true;
    }
    return false;
}

static enum jk_status tell_misfit(const struct jk_pack *pack, const struct jk_edition *edition,
                                  struct jk_error *err)
{
    for (size_t i = 0; i < pack->misfit_count; i++) {
        if (!jk_edition_same_scope(pack->misfits[i].edition, edition))
            continue;
        *err = pack->misfits[i].err;
        return err->status;
    }
    return jk_fail(err, JK_INVALID, JK_TEXT_NOT_STORED, "", "%s", "");
}

/* Itself and all that were in force before have to be in force by it. */
static enum jk_status check_also(const struct jk_pack *pack, const struct jk_edition *also,
                                 const struct jk_pack *now, struct jk_error *err)
{
    if (!also->withdrawn && !is_in_force(pack, also))
        return tell_misfit(pack, also, err);
    for (size_t i = 0; now && i < now->edition_count; i++) {
        const struct jk_edition *other = &now->editions[i];

        if (!jk_edition_same_scope(other, also) && !is_in_force(pack, other))
            return tell_misfit(pack, other, err);
    }
    return JK_OK;
}

enum jk_status jk_editions_load(struct jk_store *store, struct jk_arena *arena,
                                const struct jk_pack_files *files, const struct jk_edition *also,
                                const struct jk_pack *now, struct jk_pack *out,
                                struct jk_error *err)
{
    struct reading r = { .arena = arena };
    enum jk_status rc = jk_store_each_edition(store, read_row, &r, err);

    if (rc == JK_OK && also && put(&r, also, 0) != JK_OK)
        rc = jk_no_memory(err);
    if (rc != JK_OK)
        return rc;
    drop_withdrawn(&r);
    rc = jk_store_each_edition(store, read_document, &r, err);
    if (rc != JK_OK)
        return rc;
    /* Where all fit before, all have to fit with it, and a restart finds them so. */
    rc = jk_pack_load_with(arena, files, r.at, r.count, also && now && now->misfit_count == 0, out,
                           err);
    return rc == JK_OK && also ? check_also(out, also, now, err) : rc;
}

enum jk_status jk_app_editions(struct jk_app *app, struct jk_arena *arena,
                               enum jk_edition_part part, const struct jk_calendar_of *scope,
                               struct jk_edition_list *out, struct jk_error *err)
{
    const struct jk_edition of = { .part = part,
                                   .region = scope->region,
                                   .contest = scope->contest };
    struct reading r = { .arena = arena, .of = &of };
    enum jk_status rc = jk_store_each_edition(app->store, read_row, &r, err);
    struct jk_edition *newest;
    size_t told = r.count < JK_EDITIONS_TOLD ? r.count : JK_EDITIONS_TOLD, octets = 0;

    r.from = r.count;
    while (rc == JK_OK && r.from > r.count - told && octets + r.octets[r.from - 1] <= OCTETS_MAX)
        octets += r.octets[--r.from];
    if (rc == JK_OK)
        rc = jk_store_each_edition(app->store, read_document, &r, err);
    if (rc != JK_OK)
        return rc;
    newest = jk_arena_array(arena, told, sizeof *newest);
    if (!newest)
        return jk_no_memory(err);
    for (size_t i = 0; i < told; i++)
        newest[i] = r.at[r.count - 1 - i];
    *out = (struct jk_edition_list){ newest, told, r.count > told };
    return JK_OK;
}
