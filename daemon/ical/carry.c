/* Carrying geometry over from the version before.
 *
 * The text that is kept is the JSON as the client once sent it, and each version reads it again at
 * its own times: what is in force is a function of the stored bytes alone, so a restart, a replay
 * and a filing see one shape. Carrying is therefore two steps, and the second is all that a stored
 * version needs: write the lines, then apply them.
 *
 * Facts of overrides lie in the reading of their stream and are shown const; what changes is
 * copied, for the instances of a notice point to them. */
#include "jarak/ical/carry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"
#include "jarak/ical/geometry.h"

#define MASTER 0 /* of a line: not an instance's start, which is never 1970 */

struct jk_span jk_carried_cut(struct jk_span *stored)
{
    const char *mark = stored->len ? memchr(stored->at, JK_CARRIED_MARK, stored->len) : NULL;
    struct jk_span carried = { "", 0 };

    if (mark) {
        carried = (struct jk_span){ mark + 1, stored->len - (size_t)(mark + 1 - stored->at) };
        stored->len = (size_t)(mark - stored->at);
    }
    return carried;
}

/* The facts of the version before that speak for an instance: its own, or the master's. */
static const struct jk_facts *facts_before(const struct jk_notice *before, int64_t recurrence_s)
{
    for (size_t i = 0; i < before->instance_count; i++) {
        const struct jk_instance *one = &before->instances[i];

        if (one->recurrence_s == recurrence_s && one->facts->geometry[0])
            return one->facts;
    }
    return &before->facts;
}

/* JSON has no use for line breaks outside of its strings, and none may stand inside. */
static void add_line(struct jk_buf *out, int64_t recurrence_s, const char *json)
{
    jk_buf_fmt(out, "%lld ", (long long)recurrence_s);
    for (; *json; json++)
        jk_buf_char(out, *json == '\n' || *json == '\r' ? ' ' : *json);
    jk_buf_char(out, '\n');
}

static bool is_silent(const struct jk_facts *facts)
{
    return facts->geometry_said == JK_GEOMETRY_SILENT && !facts->cancelled;
}

/* One line for each VEVENT that says nothing and had something. */
static void write_lines(const struct jk_notice *before, const struct jk_notice *to,
                        struct jk_buf *out)
{
    if (is_silent(&to->facts) && before->facts.geometry[0])
        add_line(out, MASTER, before->facts.geometry);
    for (size_t i = 0; i < to->instance_count; i++) {
        const struct jk_instance *one = &to->instances[i];
        const struct jk_facts *old = facts_before(before, one->recurrence_s);

        if (one->facts != &to->facts && is_silent(one->facts) && old->geometry[0])
            add_line(out, one->recurrence_s, old->geometry);
    }
}

/* The first instance of the master: a route's times are those of it. */
static struct jk_interval master_when(const struct jk_notice *n)
{
    for (size_t i = 0; i < n->instance_count; i++) {
        if (n->instances[i].facts == &n->facts)
            return (struct jk_interval){
                n->first_start_s, n->first_start_s + n->instances[i].end_s - n->instances[i].start_s
            };
    }
    return (struct jk_interval){ 0, 0 };
}

static enum jk_status set_geometry(struct jk_arena *arena, const char *json,
                                   struct jk_interval when, struct jk_facts *facts,
                                   struct jk_error *err)
{
    if (when.from_s == when.to_s) /* no instance drives it */
        return JK_OK;
    return jk_ical_geometry_carried(arena, json, when, facts, err);
}

/* Gives one instance facts of its own. The list is a copy already. */
static enum jk_status set_instance(struct jk_arena *arena, const char *json, int64_t recurrence_s,
                                   struct jk_notice *to, struct jk_instance *list,
                                   struct jk_error *err)
{
    for (size_t i = 0; i < to->instance_count; i++) {
        struct jk_facts *facts;

        if (list[i].recurrence_s != recurrence_s || list[i].facts == &to->facts)
            continue;
        facts = jk_arena_take(arena, sizeof *facts);
        if (!facts)
            return jk_no_memory(err);
        *facts = *list[i].facts;
        list[i].facts = facts;
        return set_geometry(arena, json, (struct jk_interval){ list[i].start_s, list[i].end_s },
                            facts, err);
    }
    return JK_OK;
}

static enum jk_status apply_line(struct jk_arena *arena, struct jk_span line, struct jk_notice *to,
                                 struct jk_instance *list, struct jk_error *err)
{
    struct jk_span start;
    uint64_t recurrence_s = MASTER;
    char *json;

    jk_span_cut(&line, ' ', &start);
    json = jk_arena_copy(arena, line);
    if (!json)
        return jk_no_memory(err);
    /* Lines are ours: what is no number is a line of another program, and says nothing. */
    if (!jk_uint_parse(start, INT64_MAX, &recurrence_s))
        return JK_OK;
    return recurrence_s == MASTER ? set_geometry(arena, json, master_when(to), &to->facts, err)
                                  : set_instance(arena, json, (int64_t)recurrence_s, to, list, err);
}

enum jk_status jk_ical_carry_stored(struct jk_arena *arena, struct jk_span carried,
                                    struct jk_notice *to, struct jk_error *err)
{
    struct jk_instance *list = jk_arena_array(arena, to->instance_count, sizeof *list);
    enum jk_status rc = JK_OK;

    if (!list)
        return jk_no_memory(err);
    if (to->instance_count)
        memcpy(list, to->instances, to->instance_count * sizeof *list);
    while (carried.len > 0 && rc == JK_OK) {
        struct jk_span line;

        jk_span_cut(&carried, '\n', &line);
        if (line.len)
            rc = apply_line(arena, line, to, list, err);
    }
    to->instances = list;
    return rc;
}

enum jk_status jk_ical_carry(struct jk_arena *arena, const struct jk_notice *before,
                             struct jk_notice *to, struct jk_error *err)
{
    JK_ASSERT(to->bytes.at != NULL);

    struct jk_buf text = { 0 };
    struct jk_span carried;
    char *stored = NULL;

    to->stored = to->bytes;
    if (!before)
        return JK_OK;
    write_lines(before, to, &text);
    if (text.len == 0) {
        jk_buf_clear(&text);
        return JK_OK;
    }
    stored = jk_arena_array(arena, to->bytes.len + 1 + text.len, 1);
    if (!jk_buf_ok(&text) || !stored) {
        jk_buf_clear(&text);
        return jk_no_memory(err);
    }
    memcpy(stored, to->bytes.at, to->bytes.len);
    stored[to->bytes.len] = JK_CARRIED_MARK;
    memcpy(stored + to->bytes.len + 1, text.at, text.len);
    to->stored = (struct jk_span){ stored, to->bytes.len + 1 + text.len };
    carried = (struct jk_span){ stored + to->bytes.len + 1, text.len };
    jk_buf_clear(&text);
    return jk_ical_carry_stored(arena, carried, to, err);
}
