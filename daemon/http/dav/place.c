/* Addresses of the CalDAV tree: from path or href to a place, and back.
 *
 * A place is kind, region, calendar and name. Regions that the account does not cover, and names of
 * other accounts, are not there at all rather than forbidden. Segments are split before they are
 * decoded, so an encoded slash does not climb; an href may carry scheme and host, which are
 * skipped. */
#include "daemon/http/dav/dav.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/request.h"
#include "daemon/http/login/login.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/notices/resource_names.h"

#include <string.h>
#include "jarak/base/decimal.h"

static const char *const words[] = {
    [JK_CALENDAR_REQUESTS] = "requests",   [JK_CALENDAR_APPROVED] = "approved",
    [JK_CALENDAR_CONFLICTS] = "conflicts", [JK_CALENDAR_REPORTS] = "laporan",
    [JK_CALENDAR_TASKS] = "tugas",         [JK_CALENDAR_DROPS] = "kiriman",
};
_Static_assert(sizeof words / sizeof *words == DAV_CALENDAR_END, "every collection has its word");

#define ENDING JK_SPAN(".ics")

#define PASLON "-paslon-"

/* The path segment of a collection: "requests", "pilbup-64.08-paslon-1". */
static void add_calendar(struct jk_buf *out, const struct dav_place *place)
{
    if (place->calendar == JK_CALENDAR_PASLON)
        jk_buf_fmt(out, "%s" PASLON "%u", place->contest->id, place->paslon);
    else
        jk_buf_str(out, words[place->calendar]);
}

/* "pilbup-64.08-paslon-1": of the region of the address or below it, and open to the caller. */
static bool read_paslon(const struct dav_ask *ask, struct jk_span word, struct dav_place *out)
{
    const struct jk_pack *pack = jk_app_pack(ask->api->options.app);
    size_t len = sizeof PASLON - 1, at = word.len;
    uint64_t number;
    const char *id;

    while (at > 0 && (at + len > word.len || memcmp(word.at + at, PASLON, len) != 0))
        at--;
    if (at == 0 || word.at[at + len] == '0' ||
        !jk_uint_parse((struct jk_span){ word.at + at + len, word.len - at - len },
                       JK_PASLON_NO_MAX, &number))
        return false;
    id = jk_arena_copy(&ask->call->arena, (struct jk_span){ word.at, at });
    out->contest = id ? jk_pack_contest(pack, id) : NULL;
    out->paslon = (uint32_t)number;
    out->calendar = JK_CALENDAR_PASLON;
    return out->contest && jk_region_covers(out->region, out->contest->region) &&
           jk_plain_may_enter(ask->actor, out->contest, out->paslon);
}

/* The calendars of a region are officials': to a team they are not there. */
static bool read_calendar(const struct dav_ask *ask, struct jk_span word, struct dav_place *out)
{
    bool officer = jk_role_rights(ask->actor->role) & JK_MAY_SEE;

    for (int i = 0; i < DAV_CALENDAR_END && officer; i++) {
        if (!jk_span_eq(word, jk_span_of(words[i])))
            continue;
        out->calendar = (enum jk_calendar)i;
        return true;
    }
    return read_paslon(ask, word, out);
}

/* Most clients end a name by ".ics" and some do not; theirs is kept with a slash behind it, which
 * no other name has (jarak/app/notices/resource_names.h). */
static bool read_name(const struct dav_ask *ask, struct jk_span word, struct dav_place *out)
{
    bool ends = word.len > ENDING.len &&
                memcmp(word.at + word.len - ENDING.len, ENDING.at, ENDING.len) == 0;
    size_t len = ends ? word.len - ENDING.len : word.len;
    char *name;

    if (len == 0 || len >= JK_RESOURCE_NAME_MAX || jk_span_eq(word, ENDING))
        return false;
    name = jk_arena_take(&ask->call->arena, len + sizeof "/");
    if (!name)
        return false;
    memcpy(name, word.at, len);
    if (!ends)
        name[len] = '/';
    out->name = name;
    return true;
}

/* A region of the pack that the account's region covers: beyond it nothing is there. */
static bool read_region(const struct dav_ask *ask, struct jk_span word, struct dav_place *out)
{
    out->region = jk_arena_copy(&ask->call->arena, word);
    return out->region && jk_region_covers(ask->actor->region, out->region) &&
           (strcmp(ask->actor->region, out->region) == 0 ||
            jk_pack_region(jk_app_pack(ask->api->options.app), out->region));
}

static bool read_calendars(const struct dav_ask *ask, const struct jk_span *segments, size_t count,
                           struct dav_place *out)
{
    static const enum dav_kind kinds[] = { DAV_CALENDARS, DAV_HOME, DAV_CALENDAR, DAV_RESOURCE };

    if (count > 3)
        return false;
    out->kind = kinds[count];
    return (count < 1 || read_region(ask, segments[0], out)) &&
           (count < 2 || read_calendar(ask, segments[1], out)) &&
           (count < 3 || read_name(ask, segments[2], out));
}

/* An address by its decoded segments behind "/dav". False: there is none for this account. */
static bool place_of(const struct dav_ask *ask, const struct jk_span *segments, size_t count,
                     struct dav_place *out)
{
    *out = (struct dav_place){ .kind = DAV_ROOT };
    if (count == 0)
        return true;
    if (jk_span_eq(segments[0], JK_SPAN("calendars")))
        return read_calendars(ask, segments + 1, count - 1, out);
    if (!jk_span_eq(segments[0], JK_SPAN("principals")) || count > 2)
        return false;
    out->kind = count == 1 ? DAV_PRINCIPALS : DAV_PRINCIPAL;
    return count == 1 || jk_span_eq(segments[1], jk_span_of(ask->actor->name));
}

/* Returns the path of an address, without "scheme://host" where it has one. */
static struct jk_span path_of(struct jk_span href)
{
    const char *colon = memchr(href.at, ':', href.len), *path;
    size_t skip;

    if (href.len == 0 || href.at[0] == '/' || !colon)
        return href;
    skip = (size_t)(colon - href.at) + 3;
    if (skip > href.len || memcmp(colon, "://", 3) != 0)
        return href;
    path = memchr(href.at + skip, '/', href.len - skip);
    skip = path ? (size_t)(path - href.at) : href.len;
    return (struct jk_span){ href.at + skip, href.len - skip };
}

bool dav_place_read(const struct dav_ask *ask, struct jk_span href, struct dav_place *out)
{
    struct jk_span segments[5], rest = path_of(href), part;
    size_t count = 0;

    if (rest.len == 0 || rest.at[0] != '/' || rest.len > JK_WIRE_TARGET_MAX)
        return false;
    jk_span_cut(&rest, '/', &part); /* the empty part before the first "/" */
    while (jk_span_cut(&rest, '/', &part)) {
        char *room = jk_arena_take(&ask->call->arena, part.len + 1);

        if (part.len == 0 && !rest.at)
            break;
        if (count == 5 || !room || !jk_percent_decode(part, false, room, &segments[count].len))
            return false;
        segments[count].at = room;
        if (!jk_utf8_valid(segments[count]))
            return false;
        count++;
    }
    return count > 0 && jk_span_eq(segments[0], JK_SPAN("dav")) &&
           place_of(ask, segments + 1, count - 1, out);
}

/* Bytes that stand for themselves in a segment (RFC 3986: unreserved); "@" too, for UIDs. */
#define SEGMENT                  \
    "abcdefghijklmnopqrstuvwxyz" \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
    "0123456789-._~@"

static void escape(struct jk_buf *out, struct jk_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(SEGMENT, text.at[i]))
            jk_buf_char(out, text.at[i]);
        else
            jk_buf_fmt(out, "%%%02X", (unsigned char)text.at[i]);
    }
}

void dav_href_add(struct jk_buf *out, const struct dav_ask *ask, const struct dav_place *place)
{
    jk_buf_str(out, "/dav/");
    if (place->kind & (DAV_PRINCIPALS | DAV_PRINCIPAL))
        jk_buf_str(out, "principals/");
    else if (place->kind != DAV_ROOT)
        jk_buf_str(out, "calendars/");
    if (place->kind == DAV_PRINCIPAL) {
        escape(out, jk_span_of(ask->actor->name));
        jk_buf_char(out, '/');
    }
    if (place->kind >= DAV_HOME) {
        jk_buf_str(out, place->region);
        jk_buf_char(out, '/');
    }
    if (place->kind >= DAV_CALENDAR) {
        add_calendar(out, place);
        jk_buf_char(out, '/');
    }
    if (place->kind == DAV_RESOURCE) {
        size_t len = strlen(place->name);
        bool plain = len > 0 && place->name[len - 1] == '/';

        escape(out, (struct jk_span){ place->name, plain ? len - 1 : len });
        if (!plain)
            jk_buf_span(out, ENDING);
    }
}

bool dav_begin_command(struct dav_ask *ask, struct jk_api *api, struct jk_http_call *call)
{
    size_t first = call->match.rest;

    *ask = (struct dav_ask){ .api = api, .call = call, .actor = api_actor(api, call) };
    if (place_of(ask, call->segments + first, call->segment_count - first, &ask->place))
        return true;
    dav_not_there(ask);
    return false;
}

bool dav_begin(struct dav_ask *ask, struct jk_api *api, struct jk_http_call *call)
{
    /* Only what is durable is shown, and a refusal must be true of it too. */
    return api_settle(api, call) && dav_begin_command(ask, api, call);
}

struct jk_plain_calendar dav_plain_calendar(const struct dav_ask *ask,
                                            const struct dav_place *place,
                                            enum jk_plain_depth depth)
{
    struct jk_span host = { "", 0 };
    const char *base = ask->api->options.public_url;

    if (!base[0] && jk_http_field(ask->call, "Host", &host))
        base = jk_arena_fmt(&ask->call->arena, "%s://%.*s",
                            login_is_secure(ask->call) ? "https" : "http", (int)host.len, host.at);
    return (struct jk_plain_calendar){ .account = ask->actor,
                                       .contest = place->contest,
                                       .paslon = place->paslon,
                                       .base = base ? base : "",
                                       .depth = depth };
}

enum jk_status dav_members(const struct dav_ask *ask, const struct dav_place *place,
                           enum jk_plain_depth depth, struct jk_calendar_item **items,
                           size_t *count)
{
    struct jk_plain_calendar paslon;

    if (dav_is_of_matters(place))
        return dav_matter_members(ask, place, items, count);
    if (place->calendar != JK_CALENDAR_PASLON)
        return jk_app_calendar(ask->api->options.app, &ask->call->arena,
                               &(struct jk_collection){ .region = place->region,
                                                        .calendar = place->calendar,
                                                        .names = depth == JK_PLAIN_NAMES },
                               items, count);
    paslon = dav_plain_calendar(ask, place, depth);
    return jk_app_plain_members(ask->api->options.app, &ask->call->arena, &paslon, items, count);
}

static enum jk_status find_item(const struct dav_ask *ask, const struct dav_place *place,
                                struct jk_arena *arena, struct jk_calendar_item *item)
{
    struct jk_plain_calendar paslon;

    if (place->kind != DAV_RESOURCE)
        return JK_NONE;
    if (dav_is_of_matters(place))
        return dav_matter_item(ask, place, item);
    if (place->calendar != JK_CALENDAR_PASLON)
        return jk_app_calendar_item(ask->api->options.app, arena,
                                    &(struct jk_collection){ .region = place->region,
                                                             .calendar = place->calendar },
                                    place->name, item);
    paslon = dav_plain_calendar(ask, place, JK_PLAIN_WHOLE);
    return jk_app_plain_member(ask->api->options.app, arena, &paslon, place->name, item);
}

enum jk_status dav_item_at(const struct dav_ask *ask, const struct dav_place *place,
                           struct jk_calendar_item *item)
{
    return find_item(ask, place, &ask->call->arena, item);
}

enum jk_status dav_find_item(const struct dav_ask *ask, struct jk_calendar_item *item)
{
    return dav_item_at(ask, &ask->place, item);
}

struct jk_span dav_bytes_of(const struct dav_ask *ask, const struct dav_subject *subject,
                            struct jk_arena *arena)
{
    const struct jk_calendar_item *item = subject->item;
    struct jk_calendar_item whole;
    struct jk_span bytes;

    if (item->version)
        return jk_version_bytes(item->version, arena, &bytes) &&
                       jk_personnel_withhold(ask->actor, item->version->notice, arena, &bytes)
                   ? bytes
                   : (struct jk_span){ "", 0 };
    if (item->bytes.len > 0)
        return item->bytes;
    if (subject->place.calendar == JK_CALENDAR_PASLON &&
        find_item(ask, &subject->place, arena, &whole) == JK_OK)
        return whole.bytes;
    return item->bytes;
}

bool dav_is_same_calendar(const struct dav_place *a, const struct dav_place *b)
{
    return a->calendar == b->calendar && strcmp(a->region, b->region) == 0 &&
           (a->calendar != JK_CALENDAR_PASLON ||
            (a->contest == b->contest && a->paslon == b->paslon));
}

bool dav_subject_read(struct dav_ask *ask, struct jk_calendar_item *item, struct dav_subject *out)
{
    *out = (struct dav_subject){ .place = ask->place, .item = item };
    if (ask->place.kind != DAV_RESOURCE || dav_find_item(ask, item) == JK_OK)
        return true;
    dav_not_there(ask);
    return false;
}
