/* A group on its way to the server: all its entries in few statements, and the rows beside them.
 *
 * A row that is written twice in the group is sent as it stands at its end, for one statement may
 * not change a row twice. */
#include <stdlib.h>
#include <string.h>
#include "daemon/store/postgresql/column.h"
#include "daemon/store/postgresql/send.h"

/* What one statement carries; a row that is larger has its own. libpq pushes what it is given by
 * itself where it is 64 KiB and more, and then a statement without the sync behind it. */
#define OCTETS_MAX (40U << 10)
#define ROW        128 /* octets of a row besides what it carries */

enum { SEQ, TIME, ACTOR, KIND, VERSION, PAYLOAD, HASH, ENTRY_COLUMNS };
enum { SIDE_OF, NAME, SIDE_SEQ, BYTES, SIDE_COLUMNS };

/* From 8 KiB on it pushes whole pages when a message is complete. What may be unsynced at once is
 * less: two statements, the words in front of them and the commit behind. */
#define PUSHED 2048

static bool send_columns(struct driver_link *link, const char *statement,
                         const struct pg_column *columns, int count, int64_t deadline)
{
    struct param params[1 + ENTRY_COLUMNS] = { pg_text(link->journal) };
    int octets = 0;

    for (int i = 0; i < count; i++) {
        params[1 + i] = pg_column_param(&columns[i]);
        octets += params[1 + i].len;
    }
    if (octets <= PUSHED)
        return pg_send(link, statement, params, 1 + count);
    return pg_sync(link) && pg_send(link, statement, params, 1 + count) && pg_sync(link) &&
           pg_flush(link, deadline);
}

static bool begin_entries(struct pg_column columns[ENTRY_COLUMNS],
                          const struct linked_entry *entries, size_t count)
{
    size_t actors = 0, payloads = 0;

    for (size_t i = 0; i < count; i++) {
        actors += entries[i].entry.actor.len;
        payloads += entries[i].entry.payload.len;
    }
    return pg_column_begin(&columns[SEQ], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[TIME], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[ACTOR], COLUMN_OCTETS, count, actors) &&
           pg_column_begin(&columns[KIND], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[VERSION], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[PAYLOAD], COLUMN_OCTETS, count, payloads) &&
           pg_column_begin(&columns[HASH], COLUMN_OCTETS, count, JK_DIGEST_LEN * count);
}

static bool send_run(struct driver_link *link, const struct linked_entry *entries, size_t count,
                     int64_t deadline)
{
    struct pg_column columns[ENTRY_COLUMNS] = { { NULL, 0 } };
    bool ok = begin_entries(columns, entries, count);

    for (size_t i = 0; i < count && ok; i++) {
        const struct entry *e = &entries[i].entry;

        pg_column_number(&columns[SEQ], (int64_t)e->seq);
        pg_column_number(&columns[TIME], e->time_s);
        pg_column_octets(&columns[ACTOR], e->actor);
        pg_column_number(&columns[KIND], e->kind);
        pg_column_number(&columns[VERSION], e->version);
        pg_column_octets(&columns[PAYLOAD], e->payload);
        pg_column_octets(&columns[HASH],
                         (struct jk_span){ (const char *)entries[i].hash, JK_DIGEST_LEN });
    }
    ok = ok && send_columns(link, "entries", columns, ENTRY_COLUMNS, deadline);
    for (int i = 0; i < ENTRY_COLUMNS; i++)
        pg_column_free(&columns[i]);
    return ok;
}

static bool send_entries(struct driver_link *link, const struct group *group, int64_t deadline)
{
    size_t from = 0, octets = 0;

    for (size_t i = 0; i < group->count; i++) {
        octets += ROW + group->entries[i].entry.payload.len;
        if (i + 1 < group->count && octets < OCTETS_MAX)
            continue;
        if (!send_run(link, &group->entries[from], i + 1 - from, deadline))
            return false;
        from = i + 1;
        octets = 0;
    }
    return true;
}

/* Rows of one name lie side by side, in the order in which they were written. */
static int compare_sides(const void *a, const void *b)
{
    const struct side *const *l = a, *const *r = b;
    const struct jk_span left = (*l)->name, right = (*r)->name;
    const size_t len = left.len < right.len ? left.len : right.len;
    int order = (int)(*l)->of - (int)(*r)->of;

    if (order == 0 && left.len != right.len)
        order = left.len < right.len ? -1 : 1;
    if (order == 0 && len > 0)
        order = memcmp(left.at, right.at, len);
    return order ? order : (*l > *r) - (*l < *r);
}

static bool same_name(const struct side *a, const struct side *b)
{
    return a->of == b->of && a->name.len == b->name.len &&
           memcmp(a->name.at, b->name.at, a->name.len) == 0;
}

/* Each row as it stands at the end of the group. @return  the caller's to free; null: out of memory
 */
static const struct side **last_sides(const struct group *group, size_t *count)
{
    const struct side **list = calloc(group->side_count, sizeof *list);

    *count = 0;
    for (size_t i = 0; list && i < group->side_count; i++)
        list[i] = &group->sides[i];
    if (list)
        qsort(list, group->side_count, sizeof *list, compare_sides);
    for (size_t i = 0; list && i < group->side_count; i++) {
        if (i + 1 == group->side_count || !same_name(list[i], list[i + 1]))
            list[(*count)++] = list[i];
    }
    return list;
}

static bool begin_sides(struct pg_column columns[SIDE_COLUMNS], const struct side *const *sides,
                        size_t count)
{
    size_t names = 0, bytes = 0;

    for (size_t i = 0; i < count; i++) {
        names += sides[i]->name.len;
        bytes += sides[i]->bytes.len;
    }
    return pg_column_begin(&columns[SIDE_OF], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[NAME], COLUMN_OCTETS, count, names) &&
           pg_column_begin(&columns[SIDE_SEQ], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[BYTES], COLUMN_OCTETS, count, bytes);
}

static bool send_side_run(struct driver_link *link, const struct side *const *sides, size_t count,
                          int64_t deadline)
{
    struct pg_column columns[SIDE_COLUMNS] = { { NULL, 0 } };
    bool ok = begin_sides(columns, sides, count);

    for (size_t i = 0; i < count && ok; i++) {
        pg_column_number(&columns[SIDE_OF], sides[i]->of);
        pg_column_octets(&columns[NAME], sides[i]->name);
        pg_column_number(&columns[SIDE_SEQ], (int64_t)sides[i]->seq);
        if (sides[i]->gone)
            pg_column_null(&columns[BYTES]);
        else
            pg_column_octets(&columns[BYTES], sides[i]->bytes);
    }
    ok = ok && send_columns(link, "sides", columns, SIDE_COLUMNS, deadline);
    for (int i = 0; i < SIDE_COLUMNS; i++)
        pg_column_free(&columns[i]);
    return ok;
}

static bool send_sides(struct driver_link *link, const struct group *group, int64_t deadline)
{
    size_t count, from = 0, octets = 0;
    const struct side **sides;
    bool ok = true;

    if (group->side_count == 0)
        return true;
    sides = last_sides(group, &count);
    for (size_t i = 0; sides && ok && i < count; i++) {
        octets += ROW + sides[i]->bytes.len;
        if (i + 1 < count && octets < OCTETS_MAX)
            continue;
        ok = send_side_run(link, &sides[from], i + 1 - from, deadline);
        from = i + 1;
        octets = 0;
    }
    free(sides);
    return sides && ok;
}

bool pg_send_rows(struct driver_link *link, const struct group *group, int64_t deadline)
{
    return send_entries(link, group, deadline) && send_sides(link, group, deadline);
}
