/* The driver of PostgreSQL: connections, the row of the head, and what is read. What is written to
 * the journal is in append.c. */
#include "daemon/store/postgresql/append.h"
#include "daemon/store/postgresql/link.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOURNAL_MAX 40         /* octets of a name: it is part of a channel's */
#define BESIDE_MAX  (8U << 20) /* octets beside a batch's entries; its last rows may be more */
#define FEW_ENTRIES 16         /* are read without asking how much lies beside them */

static void free_link(struct driver_link *link)
{
    if (!link)
        return;
    pg_drop(link);
    free(link->address);
    free(link->journal);
    free(link->channel);
    free(link);
}

static bool is_name(const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < len; i++) {
        if (!islower((unsigned char)name[i]) && !isdigit((unsigned char)name[i]) && name[i] != '_')
            return false;
    }
    return len > 0 && len <= JOURNAL_MAX;
}

static bool is_address(const char *address, char why[SHARED_WHY_MAX])
{
    char *text = NULL;
    PQconninfoOption *read = PQconninfoParse(address, &text);

    if (!read)
        snprintf(why, SHARED_WHY_MAX, "%s", text ? text : "memory");
    why[strcspn(why, "\n")] = '\0';
    PQfreemem(text);
    PQconninfoFree(read);
    return read;
}

static struct driver_link *make_link(const struct driver_options *options, char why[SHARED_WHY_MAX])
{
    struct driver_link *link;

    why[0] = '\0';
    if (!is_address(options->address, why))
        return NULL;
    if (!is_name(options->journal)) {
        snprintf(why, SHARED_WHY_MAX, "journal %s", options->journal);
        return NULL;
    }
    link = calloc(1, sizeof *link);
    if (!link)
        return NULL;
    link->address = strdup(options->address);
    link->journal = strdup(options->journal);
    link->channel = malloc(JOURNAL_MAX + sizeof "jarak_");
    link->notify = options->notify;
    link->standbys = options->standbys;
    link->patient = options->patient;
    if (link->address && link->journal && link->channel) {
        sprintf(link->channel, "jarak_%s", link->journal);
        return link;
    }
    free_link(link);
    return NULL;
}

static bool name_file(struct driver_link *link, unsigned number, char *path, size_t room)
{
    static const char *const keywords[] = { "passfile", "sslrootcert", "sslcert", "sslkey",
                                            "sslcrl",   "service",     "user" };
    PQconninfoOption *read = PQconninfoParse(link->address, NULL);
    const char *home = getenv("HOME"), *services = getenv("PGSERVICEFILE");

    path[0] = '\0';
    if (number >= sizeof keywords / sizeof *keywords) {
        PQconninfoFree(read);
        return false;
    }
    for (PQconninfoOption *o = read; o && o->keyword; o++) {
        if (strcmp(o->keyword, keywords[number]) == 0 && o->val)
            snprintf(path, room, "%s", o->val);
    }
    PQconninfoFree(read);
    if (number == 0 && !path[0] && getenv("PGPASSFILE"))
        snprintf(path, room, "%s", getenv("PGPASSFILE"));
    if (number == 0 && !path[0] && home)
        snprintf(path, room, "%s/.pgpass", home);
    if (number == 1 && !path[0] && home)
        snprintf(path, room, "%s/.postgresql/root.crt", home);
    if (number == 5)
        snprintf(path, room, "%s", services ? services : "/etc/postgresql-common/pg_service.conf");
    if (number == 6) /* the role is that of the system's user, whose name is looked up each time */
        snprintf(path, room, "%s", path[0] ? "" : "/etc/passwd");
    return true;
}

static const char *say_why(const struct driver_link *link)
{
    return link->why;
}

static enum driver_said connect_by(struct driver_link *link, int64_t ms)
{
    return pg_connect(link, pg_now_ms() + ms);
}

/* The tables may not be there yet, so no statement is prepared. */
static enum driver_said prepare(struct driver_link *link, const char *role, int64_t ms)
{
    char why[SHARED_WHY_MAX];

    pg_drop(link);
    link->conn = PQconnectdb(link->address);
    if (PQstatus(link->conn) != CONNECTION_OK) {
        snprintf(why, sizeof why, "%s", PQerrorMessage(link->conn));
        pg_drop(link);
        pg_note(link, why);
        return DRIVER_GONE;
    }
    PQsetnonblocking(link->conn, 1);
    pg_silence(link->conn);
    return pg_prepare_schema(link, role, ms);
}

static void copy_text(const PGresult *result, int column, char *out, size_t room)
{
    const struct jk_span cell = pg_cell(result, 0, column);

    snprintf(out, room, "%.*s", (int)cell.len, cell.at);
}

static bool copy_hash(struct jk_span cell, uint8_t out[JK_DIGEST_LEN])
{
    if (cell.len != JK_DIGEST_LEN)
        return false;
    memcpy(out, cell.at, JK_DIGEST_LEN);
    return true;
}

/* Takes the result. @return NONE where it has no row */
static enum driver_said read_head(struct driver_link *link, PGresult *result,
                                  enum driver_said otherwise, struct driver_head *out)
{
    enum driver_said said = DRIVER_OK;

    *out = (struct driver_head){ .epoch = 0 };
    if (PQntuples(result) == 0) {
        said = otherwise;
    } else if (!copy_hash(pg_cell(result, 0, 2), out->tip.hash) ||
               !copy_hash(pg_cell(result, 0, 3), out->salt)) {
        pg_note(link, "head");
        said = DRIVER_REFUSED;
    } else {
        out->epoch = (uint64_t)pg_cell_number(result, 0, 0);
        out->tip.seq = (uint64_t)pg_cell_number(result, 0, 1);
        copy_text(result, 4, out->pack, sizeof out->pack);
        copy_text(result, 5, out->program, sizeof out->program);
        copy_text(result, 6, out->holder, sizeof out->holder);
        copy_text(result, 7, out->url, sizeof out->url);
        out->age_ms = pg_cell_number(result, 0, 8);
        out->standbys = (unsigned)pg_cell_number(result, 0, 9);
    }
    PQclear(result);
    return said;
}

static enum driver_said head(struct driver_link *link, struct driver_head *out, int64_t ms)
{
    const struct param params[] = { pg_text(link->journal) };
    PGresult *result;
    enum driver_said said = pg_ask(link, "head", params, 1, pg_now_ms() + ms, &result);

    return said == DRIVER_OK ? read_head(link, result, DRIVER_NONE, out) : said;
}

/* @return FENCED where the statement changed no row */
static enum driver_said change(struct driver_link *link, const char *name,
                               const struct param *params, int count, int64_t ms)
{
    PGresult *result;
    enum driver_said said = pg_ask(link, name, params, count, pg_now_ms() + ms, &result);

    if (said == DRIVER_OK && PQntuples(result) == 0)
        said = DRIVER_FENCED;
    PQclear(result);
    return said;
}

static enum driver_said begin_journal(struct driver_link *link, const uint8_t salt[32], int64_t ms)
{
    const struct param params[] = { pg_text(link->journal),
                                    pg_octets((struct jk_span){ (const char *)salt, 32 }) };

    return change(link, "begin_journal", params, 2, ms);
}

static enum driver_said take(struct driver_link *link, const struct driver_claim *claim,
                             struct driver_head *out, int64_t ms)
{
    const struct param params[] = { pg_text(link->journal), pg_text(claim->holder),
                                    pg_text(claim->url), pg_number((int64_t)claim->epoch),
                                    pg_number(claim->patience_ms) };
    PGresult *result;
    enum driver_said said = pg_ask(link, "take", params, 5, pg_now_ms() + ms, &result);

    return said == DRIVER_OK ? read_head(link, result, DRIVER_FENCED, out) : said;
}

static enum driver_said renew(struct driver_link *link, uint64_t epoch, int64_t ms)
{
    const struct param params[] = { pg_text(link->journal), pg_number((int64_t)epoch) };

    return change(link, "renew", params, 2, ms);
}

static enum driver_said tell(struct driver_link *link, uint64_t epoch, const char *pack,
                             const char *program, int64_t ms)
{
    const struct param params[] = { pg_text(link->journal), pg_number((int64_t)epoch),
                                    pg_text(pack), pg_text(program) };

    return change(link, "tell", params, 4, ms);
}

static enum driver_said leave(struct driver_link *link, uint64_t epoch, int64_t ms)
{
    const struct param params[] = { pg_text(link->journal), pg_number((int64_t)epoch) };

    return change(link, "leave", params, 2, ms);
}

/* A batch owns the results that its group borrows from. */
struct owned {
    PGresult *entries, *sides;
};

static void batch_free(struct driver_batch *batch)
{
    struct owned *owned = batch->owner;

    if (owned) {
        PQclear(owned->entries);
        PQclear(owned->sides);
        free(owned);
    }
    free(batch->group.entries);
    free(batch->group.sides);
    *batch = (struct driver_batch){ .owner = NULL };
}

static bool fill_entries(const PGresult *rows, struct group *group)
{
    const size_t count = (size_t)PQntuples(rows);

    group->entries = calloc(count + 1, sizeof *group->entries);
    if (!group->entries)
        return false;
    for (; group->count < count; group->count++) {
        const int row = (int)group->count;
        struct linked_entry *e = &group->entries[row];

        e->entry = (struct entry){ .seq = (uint64_t)pg_cell_number(rows, row, 0),
                                   .time_s = pg_cell_number(rows, row, 1),
                                   .actor = pg_cell(rows, row, 2),
                                   .kind = pg_cell_number(rows, row, 3),
                                   .version = pg_cell_number(rows, row, 4),
                                   .payload = pg_cell(rows, row, 5) };
        copy_hash(pg_cell(rows, row, 6), e->hash); /* of another length it stays zero: a break */
    }
    return true;
}

static bool fill_sides(const PGresult *rows, struct group *group)
{
    const size_t count = (size_t)PQntuples(rows);

    group->sides = calloc(count + 1, sizeof *group->sides);
    if (!group->sides)
        return false;
    for (; group->side_count < count; group->side_count++) {
        const int row = (int)group->side_count;

        group->sides[row] = (struct side){ .of = (enum side_of)pg_cell_number(rows, row, 0),
                                           .seq = (uint64_t)pg_cell_number(rows, row, 1),
                                           .name = pg_cell(rows, row, 2),
                                           .bytes = pg_cell(rows, row, 3),
                                           .gone = PQgetisnull(rows, row, 3) };
    }
    return true;
}

/* How far one batch may go, for letters lie beside the entries: all of a day's, or of a journal
 * that is read from its beginning, would be in memory at once. @param last  in, out */
static enum driver_said find_reach(struct driver_link *link, uint64_t after, uint64_t *last,
                                   int64_t deadline)
{
    const struct param params[] = { pg_text(link->journal), pg_number((int64_t)after),
                                    pg_number((int64_t)*last), pg_number(BESIDE_MAX) };
    PGresult *result;
    enum driver_said said;

    if (*last - after <= FEW_ENTRIES) /* one more answer to wait for */
        return DRIVER_OK;
    said = pg_ask(link, "reach", params, 4, deadline, &result);
    if (said == DRIVER_OK && PQntuples(result) == 1)
        *last = (uint64_t)pg_cell_number(result, 0, 0);
    PQclear(result);
    return said;
}

static enum driver_said read_run(struct driver_link *link, uint64_t after, uint64_t last,
                                 unsigned most, struct driver_batch *out, int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    struct param params[] = {
        pg_text(link->journal), pg_number((int64_t)after), { 0 }, pg_number(most)
    };
    struct owned *owned = calloc(1, sizeof *owned);
    enum driver_said said;

    *out = (struct driver_batch){ .owner = owned };
    if (!owned)
        return DRIVER_GONE;
    if (last > after + most)
        last = after + most; /* numbers have no gaps */
    said = find_reach(link, after, &last, deadline);
    params[2] = pg_number((int64_t)last);
    if (said == DRIVER_OK)
        said = pg_ask(link, "read", params, 4, deadline, &owned->entries);
    if (said == DRIVER_OK && !fill_entries(owned->entries, &out->group))
        said = DRIVER_GONE;
    if (said == DRIVER_OK && out->group.count > 0) {
        params[2] = pg_number((int64_t)out->group.entries[out->group.count - 1].entry.seq);
        said = pg_ask(link, "read_sides", params, 3, deadline, &owned->sides);
        if (said == DRIVER_OK && !fill_sides(owned->sides, &out->group))
            said = DRIVER_GONE;
    }
    if (said != DRIVER_OK)
        batch_free(out);
    return said;
}

static enum driver_said ask_hash(struct driver_link *link, uint64_t seq,
                                 uint8_t hash[JK_DIGEST_LEN], int64_t ms)
{
    const struct param params[] = { pg_text(link->journal), pg_number((int64_t)seq) };
    PGresult *result;
    enum driver_said said = pg_ask(link, "hash", params, 2, pg_now_ms() + ms, &result);

    if (said == DRIVER_OK && (PQntuples(result) == 0 || !copy_hash(pg_cell(result, 0, 0), hash)))
        said = DRIVER_NONE;
    PQclear(result);
    return said;
}

static enum driver_said ask_secret(struct driver_link *link, const char *name, uint8_t secret[32],
                                   int64_t ms)
{
    const struct param params[] = { pg_text(link->journal), pg_text(name),
                                    pg_octets((struct jk_span){ (const char *)secret, 32 }) };
    const int64_t deadline = pg_now_ms() + ms;
    PGresult *result = NULL;
    enum driver_said said = pg_ask(link, "make_secret", params, 3, deadline, NULL);

    if (said == DRIVER_OK)
        said = pg_ask(link, "secret", params, 2, deadline, &result);
    if (said == DRIVER_OK && (PQntuples(result) == 0 || !copy_hash(pg_cell(result, 0, 0), secret)))
        said = DRIVER_NONE;
    PQclear(result);
    return said;
}

static enum driver_said put_positions(struct driver_link *link,
                                      const struct driver_position *positions, size_t count,
                                      int64_t ms)
{
    const int64_t deadline = pg_now_ms() + ms;
    enum driver_said said = DRIVER_OK;

    for (size_t i = 0; i < count && said == DRIVER_OK; i++) {
        const struct param params[] = { pg_text(link->journal),
                                        pg_octets(positions[i].subscription),
                                        pg_octets(positions[i].state) };

        said = positions[i].state.len > 0 ? pg_ask(link, "position", params, 3, deadline, NULL)
                                          : pg_ask(link, "forget", params, 2, deadline, NULL);
    }
    return said;
}

static enum driver_said each_position(struct driver_link *link, driver_position_each *each,
                                      void *ctx, int64_t ms)
{
    const struct param params[] = { pg_text(link->journal) };
    PGresult *result;
    enum driver_said said = pg_ask(link, "positions", params, 1, pg_now_ms() + ms, &result);

    for (int i = 0; said == DRIVER_OK && i < PQntuples(result); i++)
        each(ctx, pg_cell(result, i, 0), pg_cell(result, i, 1));
    PQclear(result);
    return said;
}

static int news_fd(const struct driver_link *link)
{
    return link->conn && link->listens ? PQsocket(link->conn) : -1;
}

static bool hear_news(struct driver_link *link)
{
    PGnotify *note;
    bool any = false;

    if (!link->conn)
        return false;
    if (!PQconsumeInput(link->conn)) {
        pg_note(link, PQerrorMessage(link->conn));
        pg_drop(link);
        return true;
    }
    while ((note = PQnotifies(link->conn)) != NULL) {
        any = true;
        PQfreemem(note);
    }
    return any;
}

extern const struct shared_driver jk_shared_driver;
const struct shared_driver jk_shared_driver = {
    .version = SHARED_DRIVER_VERSION,
    .make = make_link,
    .free = free_link,
    .file = name_file,
    .why = say_why,
    .connect = connect_by,
    .drop = pg_drop,
    .prepare = prepare,
    .begin = begin_journal,
    .head = head,
    .take = take,
    .renew = renew,
    .tell = tell,
    .leave = leave,
    .ahead = pg_ahead,
    .give_up = pg_give_up,
    .append = pg_append,
    .read = read_run,
    .batch_free = batch_free,
    .hash = ask_hash,
    .secret = ask_secret,
    .put_positions = put_positions,
    .each_position = each_position,
    .fd = news_fd,
    .news = hear_news,
};
