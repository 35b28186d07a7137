/* A group on its way into the journal.
 *
 * One that comes whole is one pipeline, and so one way there and back. Of one that is still being
 * decided on the rows come first, in a transaction that holds the head's row from its beginning, so
 * that nobody else can add at that place; the head is moved with the last of them.
 *
 * Who is stopped in the middle of that, as a machine is that is frozen, holds the head's row and
 * would keep everybody out. The server ends what it has left open (HOLD in link.c), but counts the
 * time only behind a sync. So each part ends with one, and a statement that does not go out with
 * one call has one before it and one behind it.
 *
 * What was sent behind the last word of a group and never answered may be durable: then the caller
 * hears DRIVER_UNKNOWN and has to look at the head. Whatever fails before that, the server rolls
 * back, for the connection is let go. */
#include "daemon/store/postgresql/append.h"
#include "daemon/store/postgresql/send.h"

#include <string.h>

static struct param hash_of(const struct tip *tip)
{
    return pg_octets((struct jk_span){ (const char *)tip->hash, JK_DIGEST_LEN });
}

/* Begin, and hold the head where it is as it is thought to be. */
static bool send_hold(struct driver_link *link, uint64_t epoch, const struct tip *before)
{
    const struct param head[] = { pg_text(link->journal), pg_number((int64_t)epoch),
                                  pg_number((int64_t)before->seq), hash_of(before) };

    return pg_send(link, "begin", NULL, 0) && pg_send(link, "hold", head, 4);
}

static bool send_advance(struct driver_link *link, uint64_t epoch, const struct group *group)
{
    const struct tip end = group_end(group);
    const struct param head[] = {
        pg_text(link->journal),  pg_number((int64_t)epoch),   pg_number((int64_t)group->before.seq),
        hash_of(&group->before), pg_number((int64_t)end.seq), hash_of(&end)
    };

    return pg_send(link, "advance", head, 6);
}

/* The rows that were not sent yet. */
static bool send_rest(struct driver_link *link, const struct group *group, int64_t deadline)
{
    struct driver_open *open = &link->open;
    struct group rest = { .before = group->before };

    if (group->count > open->entries) {
        rest.entries = group->entries + open->entries;
        rest.count = group->count - open->entries;
    }
    if (group->side_count > open->sides) {
        rest.sides = group->sides + open->sides;
        rest.side_count = group->side_count - open->sides;
    }
    if (group->count > 0)
        memcpy(open->last, group->entries[group->count - 1].hash, sizeof open->last);
    open->entries = group->count;
    open->sides = group->side_count;
    return pg_send_rows(link, &rest, deadline);
}

/* The results of a pipeline up to its end; the first that is not well counts.
 * @return false: the connection is lost before its end */
static bool hear_part(struct driver_link *link, int64_t deadline, enum driver_said *said)
{
    PGresult *result;
    bool lost, over = false;

    while (!over) {
        result = pg_result(link, deadline, &lost);
        if (lost || PQstatus(link->conn) != CONNECTION_OK) {
            PQclear(result);
            return false;
        }
        if (!result) /* between two statements */
            continue;
        over = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (!over && *said == DRIVER_OK && PQresultStatus(result) != PGRES_PIPELINE_ABORTED)
            *said = pg_said(link, result);
        PQclear(result);
    }
    return true;
}

/* Those of all parts. A part that failed makes the commit a rollback, which the server calls well:
 * so what was said first stands. */
static bool hear_group(struct driver_link *link, int64_t deadline, enum driver_said *said)
{
    *said = DRIVER_OK;
    for (; link->open.parts > 0; link->open.parts--) {
        if (!hear_part(link, deadline, said))
            return false;
    }
    return true;
}

/* A transaction that failed is still open, and nobody can use the connection before it is over. */
static void end_pipeline(struct driver_link *link, bool committed, int64_t deadline)
{
    link->open = (struct driver_open){ .is = false };
    if (!PQexitPipelineMode(link->conn) ||
        (!committed && pg_run(link, "ROLLBACK", deadline) != DRIVER_OK))
        pg_drop(link);
}

static enum driver_said open_pipeline(struct driver_link *link, int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    enum driver_said said = pg_connect(link, deadline);

    if (said != DRIVER_OK)
        return said;
    if (!PQenterPipelineMode(link->conn)) {
        pg_drop(link);
        return DRIVER_GONE;
    }
    link->open = (struct driver_open){ .is = true };
    return DRIVER_OK;
}

enum driver_said pg_give_up(struct driver_link *link, int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    enum driver_said said;

    if (!link->open.is)
        return DRIVER_OK;
    if (hear_group(link, deadline, &said))
        end_pipeline(link, false, deadline);
    else
        pg_drop(link);
    return link->conn ? DRIVER_OK : DRIVER_GONE;
}

/* Is what stands open the beginning of this group? The link of an entry is of all in front of it.
 */
static bool goes_on(const struct driver_open *open, const struct group *group)
{
    return open->is && open->entries > 0 && group->count >= open->entries &&
           group->side_count >= open->sides &&
           memcmp(group->entries[open->entries - 1].hash, open->last, sizeof open->last) == 0;
}

/* Whoever was to give another group up and did not must not have its rows in this one. */
static enum driver_said begin_anew(struct driver_link *link, const struct group *group, int64_t ms)
{
    return goes_on(&link->open, group) ? DRIVER_OK : pg_give_up(link, ms);
}

enum driver_said pg_ahead(struct driver_link *link, uint64_t epoch, const struct group *so_far,
                          int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    enum driver_said said = begin_anew(link, so_far, ms);
    const bool begins = !link->open.is;

    if (said == DRIVER_OK && begins)
        said = pg_connect(link, deadline);
    if (said == DRIVER_OK && begins)
        said = link->holds_briefly ? open_pipeline(link, ms) : DRIVER_NONE;
    if (said != DRIVER_OK)
        return said;
    if ((!begins || send_hold(link, epoch, &so_far->before)) && send_rest(link, so_far, deadline) &&
        pg_sync(link) && pg_flush(link, deadline))
        return DRIVER_OK;
    pg_drop(link);
    return DRIVER_GONE;
}

/* Where as many standbys must have a commit as are not there, it would wait for them for ever, and
 * be durable here alone: the server refuses it then. */
static bool send_standbys(struct driver_link *link)
{
    const struct param wanted[] = { pg_number(link->standbys) };

    return link->standbys == 0 || pg_send(link, "standbys", wanted, 1);
}

/* All of it up to the last word.
 * @param held  a part went ahead, and the head is held */
static bool send_group(struct driver_link *link, uint64_t epoch, const struct group *group,
                       bool held, int64_t deadline)
{
    const struct param channel[] = { pg_text(link->channel) };

    return (held || (pg_send(link, "begin", NULL, 0) && send_advance(link, epoch, group))) &&
           send_rest(link, group, deadline) && (!held || send_advance(link, epoch, group)) &&
           send_standbys(link) && (!link->notify || pg_send(link, "wake", channel, 1));
}

enum driver_said pg_append(struct driver_link *link, uint64_t epoch, const struct group *group,
                           int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    enum driver_said said = begin_anew(link, group, ms);
    const bool held = link->open.is;

    if (said == DRIVER_OK && !held)
        said = open_pipeline(link, ms);
    if (said != DRIVER_OK)
        return said;
    if (!send_group(link, epoch, group, held, deadline)) {
        pg_drop(link);
        return DRIVER_GONE;
    }
    /* From here on it may become durable without our hearing of it. */
    if (!pg_send(link, "commit", NULL, 0) || !pg_sync(link) || !pg_flush(link, deadline) ||
        !hear_group(link, deadline, &said)) {
        pg_drop(link);
        return DRIVER_UNKNOWN;
    }
    end_pipeline(link, said == DRIVER_OK, deadline);
    return said;
}
