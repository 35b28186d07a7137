/* sync-collection (RFC 6578): what was changed behind a place in the journal, in its order.
 *
 * A place is the journal number of a member's last change and the member's own number, since one
 * command changes many members under one number. Members are sorted by it, so a sync is a
 * comparison with the token and needs no log of its own. With a limit the answer ends with 507 and
 * a token of the last member told: the next sync goes on behind it.
 *
 * A first sync does not tell what is gone, for the client has nothing to delete. */
#include <stdlib.h>
#include "daemon/http/dav/dav.h"
#include "jarak/http/server/call.h"
#include "jarak/base/decimal.h"

/* The question of a sync report. */
struct sync {
    bool initial; /* no token yet: what has gone is not told */
    struct dav_position from;
    uint64_t limit;
    struct dav_wanted wanted;
};

static int compare_items(const void *a, const void *b)
{
    const struct jk_calendar_item *x = a, *y = b;
    struct dav_position at = { x->change, x->number }, other = { y->change, y->number };

    return dav_is_later(at, other) - dav_is_later(other, at);
}

/* Returns false when the report is refused and answered. */
static bool read_sync(struct dav_ask *ask, const struct dav_node *root, struct sync *s)
{
    const struct dav_node *token = dav_child(root, DAV_NS, "sync-token");
    const struct dav_node *limit = dav_child(root, DAV_NS, "limit");
    const char *precondition = NULL;

    *s = (struct sync){ .initial = !token || !token->text[0], .limit = DAV_RESULTS_MAX };
    limit = dav_child(limit, DAV_NS, "nresults");
    if (!token || !dav_wanted_read(ask, root, &s->wanted) ||
        (limit && (!jk_uint_parse(jk_span_of(limit->text), UINT32_MAX, &s->limit) || !s->limit)))
        precondition = "D:number-of-matches-within-limits";
    if (s->limit > DAV_RESULTS_MAX)
        s->limit = DAV_RESULTS_MAX;
    if (!s->initial && dav_token_read(ask, token->text, &s->from) != JK_OK)
        precondition = "D:valid-sync-token";
    if (precondition)
        dav_refuse(ask->call, 403, precondition, NULL, NULL);
    return !precondition;
}

/* A conflict is written only where it is told, for most have not changed since. */
static void add_change(struct dav_ask *ask, const struct jk_calendar_item *item,
                       const struct sync *s)
{
    struct dav_subject subject = { .place = ask->place, .item = item, .data = true };
    struct jk_calendar_item whole;

    subject.place.kind = DAV_RESOURCE;
    subject.place.name = item->name;
    if (!item->gone && ask->place.calendar == JK_CALENDAR_CONFLICTS) {
        if (dav_item_at(ask, &subject.place, &whole) != JK_OK) {
            ask->out.failed = true;
            return;
        }
        subject.item = &whole;
    }
    if (item->gone)
        dav_status_add(ask, &subject.place, 404, NULL);
    else
        dav_response_add(ask, &subject, &s->wanted);
}

/* Has something gone since that left no name (jarak/app/plain/plain.h)? Then the client cannot be
 * told what, and has to begin anew. */
static bool has_lost(const struct jk_calendar_item *items, size_t count, const struct sync *s)
{
    for (size_t i = 0; i < count && !s->initial; i++) {
        const struct dav_position here = { items[i].change, items[i].number };

        if (items[i].gone && !items[i].name[0] && dav_is_later(here, s->from))
            return true;
    }
    return false;
}

/* Rows behind the place, up to the limit. @return the place behind the last one told */
static struct dav_position add_changes(struct dav_ask *ask, struct jk_calendar_item *items,
                                       size_t count, const struct sync *s)
{
    struct dav_position at = s->from;
    uint64_t told = 0;

    qsort(items, count, sizeof *items, compare_items);
    for (size_t i = 0; i < count; i++) {
        struct dav_position here = { items[i].change, items[i].number };

        if ((!s->initial && !dav_is_later(here, s->from)) ||
            (items[i].gone && (s->initial || !items[i].name[0])))
            continue;
        if (told++ == s->limit) {
            dav_status_add(ask, &ask->place, 507, "D:number-of-matches-within-limits");
            return at;
        }
        add_change(ask, &items[i], s);
        at = here;
    }
    return dav_is_later(dav_newest(items, count), at) ? dav_newest(items, count) : at;
}

void dav_sync_run(struct dav_ask *ask, const struct dav_node *root)
{
    const enum jk_plain_depth depth =
        ask->place.calendar == JK_CALENDAR_CONFLICTS ? JK_PLAIN_NAMES : JK_PLAIN_TAGS;
    struct jk_calendar_item *items;
    struct dav_position at;
    struct sync s;
    size_t count;

    if (!read_sync(ask, root, &s) || !dav_work(ask, s.initial ? NULL : &s.from))
        return;
    if (dav_members(ask, &ask->place, depth, &items, &count) != JK_OK) {
        dav_no_memory(ask);
        return;
    }
    if (has_lost(items, count, &s)) {
        dav_refuse(ask->call, 403, "D:valid-sync-token", NULL, NULL);
        return;
    }
    dav_open(ask);
    at = add_changes(ask, items, count, &s);
    jk_buf_str(&ask->out, "<D:sync-token>");
    if (dav_token_add(ask, at) != JK_OK)
        ask->out.failed = true;
    jk_buf_str(&ask->out, "</D:sync-token>\n");
    dav_send(ask);
}
