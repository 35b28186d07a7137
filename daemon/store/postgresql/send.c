/* A group on its way to the server: all its entries in few statements, and the rows beside them.
 *
 * A row that is written twice in the group is sent as it stands at its end, for one statement may
 * not change a row twice. */
#include <string.h>
#include "daemon/store/postgresql/column.h"
#include "daemon/store/postgresql/send.h"

/* What one statement carries: no more than this waits in memory twice. */
#define ROWS_MAX   4096
#define OCTETS_MAX (1U << 20)

enum { SEQ, TIME, ACTOR, KIND, VERSION, PAYLOAD, HASH, ENTRY_COLUMNS };
enum { SIDE_OF, NAME, SIDE_SEQ, BYTES, SIDE_COLUMNS };

static bool send_columns(struct driver_link *link, const char *statement,
                         const struct pg_column *columns, int count)
{
    struct param params[1 + ENTRY_COLUMNS] = { pg_text(link->journal) };

    for (int i = 0; i < count; i++)
        params[1 + i] = pg_column_param(&columns[i]);
    return pg_send(link, statement, params, 1 + count);
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

static bool send_run(struct driver_link *link, const struct linked_entry *entries, size_t count)
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
    ok = ok && send_columns(link, "entries", columns, ENTRY_COLUMNS);
    for (int i = 0; i < ENTRY_COLUMNS; i++)
        pg_column_free(&columns[i]);
    return ok;
}

static bool send_entries(struct driver_link *link, const struct group *group, int64_t deadline)
{
    size_t from = 0, octets = 0;

    for (size_t i = 0; i < group->count; i++) {
        octets += group->entries[i].entry.payload.len;
        if (i + 1 < group->count && i + 1 - from < ROWS_MAX && octets < OCTETS_MAX)
            continue;
        if (!send_run(link, &group->entries[from], i + 1 - from) || !pg_flush(link, deadline))
            return false;
        from = i + 1;
        octets = 0;
    }
    return true;
}

static bool is_written_again(const struct group *group, size_t number)
{
    const struct side *s = &group->sides[number];

    for (size_t i = number + 1; i < group->side_count; i++) {
        const struct side *later = &group->sides[i];

        if (later->of == s->of && later->name.len == s->name.len &&
            memcmp(later->name.at, s->name.at, s->name.len) == 0)
            return true;
    }
    return false;
}

static bool begin_sides(struct pg_column columns[SIDE_COLUMNS], const struct group *group,
                        size_t count)
{
    size_t names = 0, bytes = 0;

    for (size_t i = 0; i < group->side_count; i++) {
        names += group->sides[i].name.len;
        bytes += group->sides[i].bytes.len;
    }
    return pg_column_begin(&columns[SIDE_OF], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[NAME], COLUMN_OCTETS, count, names) &&
           pg_column_begin(&columns[SIDE_SEQ], COLUMN_NUMBERS, count, 8 * count) &&
           pg_column_begin(&columns[BYTES], COLUMN_OCTETS, count, bytes);
}

static bool send_sides(struct driver_link *link, const struct group *group)
{
    struct pg_column columns[SIDE_COLUMNS] = { { NULL, 0 } };
    size_t count = 0;
    bool ok;

    for (size_t i = 0; i < group->side_count; i++)
        count += !is_written_again(group, i);
    if (count == 0)
        return true;
    ok = begin_sides(columns, group, count);
    for (size_t i = 0; i < group->side_count && ok; i++) {
        const struct side *s = &group->sides[i];

        if (is_written_again(group, i))
            continue;
        pg_column_number(&columns[SIDE_OF], s->of);
        pg_column_octets(&columns[NAME], s->name);
        pg_column_number(&columns[SIDE_SEQ], (int64_t)s->seq);
        if (s->gone)
            pg_column_null(&columns[BYTES]);
        else
            pg_column_octets(&columns[BYTES], s->bytes);
    }
    ok = ok && send_columns(link, "sides", columns, SIDE_COLUMNS);
    for (int i = 0; i < SIDE_COLUMNS; i++)
        pg_column_free(&columns[i]);
    return ok;
}

bool pg_send_rows(struct driver_link *link, const struct group *group, int64_t deadline)
{
    return send_entries(link, group, deadline) && send_sides(link, group);
}
