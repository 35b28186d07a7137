/* Notices as files for other programs: calendars, spreadsheets, maps. */
#include "jarak/feed/table/table.h"
#include "jarak/base/texts.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "jarak/app/handle/work.h"
#include "jarak/app/personnel/personnel.h"
#include "daemon/http/api/request.h"
#include "daemon/http/rest/rest.h"

/* The notices that were asked for, in the call's arena. */
struct exported {
    struct jk_register_item *items;
    size_t count, cap;
};

/* A duty without what its reader is not told. Null: memory is out. */
static const struct jk_notice *withheld(const struct jk_account *reader, struct jk_arena *arena,
                                        const struct jk_version *version)
{
    const struct jk_notice *whole = jk_version_whole(version, arena);
    struct jk_notice *copy = whole ? jk_arena_take(arena, sizeof *copy) : NULL;

    if (!copy)
        return NULL;
    *copy = *whole;
    if (!jk_personnel_withhold(reader, whole, arena, &copy->bytes))
        return NULL;
    copy->stored = copy->bytes;
    return copy;
}

static enum jk_status add_item(struct jk_arena *arena, const struct jk_account *reader,
                               const struct jk_entry *entry, struct exported *list)
{
    const struct jk_chain *chain = entry->chain;
    struct jk_register_item *items =
        jk_arena_grow(arena, list->items, list->count, &list->cap, sizeof *items);

    if (!items)
        return JK_MEMORY;
    list->items = items;
    items[list->count++] = (struct jk_register_item){ .notice = entry->current->notice,
                                                      .kept = entry->current->kept,
                                                      .tz = chain->region->tz,
                                                      .state = jk_state_word(chain->state),
                                                      .sttp = chain->sttp };
    if (jk_sees_personnel(reader) || entry->current->notice->facts.kind != JK_KIND_PENGAMANAN)
        return JK_OK;
    items[list->count - 1].kept = NULL;
    items[list->count - 1].notice = withheld(reader, arena, entry->current);
    return items[list->count - 1].notice ? JK_OK : JK_MEMORY;
}

static enum jk_status list_items(struct jk_arena *arena, const struct jk_registry *registry,
                                 const struct notice_query *q, struct exported *list)
{
    struct jk_walk walk = api_walk_list(registry, q);
    const struct jk_entry *entry;
    enum jk_status rc = JK_OK;

    while (rc == JK_OK && (entry = jk_walk_entry(&walk))) {
        if (api_is_listed(registry, q, entry))
            rc = add_item(arena, q->actor, entry, list);
    }
    return rc;
}

static enum jk_status write_table(const struct jk_register_item *items, size_t count,
                                  struct jk_buf *out)
{
    jk_register_write(items, count, out);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

static const struct format {
    const char *name, *type, *disposition;
    enum jk_status (*write)(const struct jk_register_item *items, size_t count, struct jk_buf *out);
} formats[] = {
    { "ics", "text/calendar; charset=utf-8", "attachment; filename=\"pemberitahuan.ics\"",
      jk_register_calendar },
    { "csv", "text/csv; charset=utf-8; header=present",
      "attachment; filename=\"pemberitahuan.csv\"", write_table },
    { "geojson", "application/geo+json", "attachment; filename=\"pemberitahuan.geojson\"",
      jk_register_map },
};

static const struct format *read_format(struct jk_http_call *call, struct jk_error *err)
{
    struct jk_span name = { NULL, 0 };

    jk_http_param(call, "format", &name);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (jk_span_eq(name, jk_span_of(formats[i].name)))
            return &formats[i];
    }
    jk_fail(err, JK_INVALID, JK_TEXT_EXPORT_FORMAT, "format", "%.*s", (int)name.len,
            name.at ? name.at : "");
    return NULL;
}

static void send_file(struct jk_http_call *call, const struct format *format,
                      const struct jk_buf *file)
{
    struct jk_http_header headers[] = { { "Content-Disposition", format->disposition },
                                        { "Cache-Control", "no-store" } };

    jk_http_reply(call, &(struct jk_http_reply){ .code = 200,
                                                 .content_type = format->type,
                                                 .headers = headers,
                                                 .header_count = 2,
                                                 .body = jk_buf_view(file) });
}

void rest_export_get(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    const struct format *format = NULL;
    struct exported list = { NULL, 0, 0 };
    struct jk_buf file = { 0 };
    struct notice_query q;
    struct jk_error err;
    enum jk_status rc;

    if (!api_settle(api, call)) /* what is taken away must be what stands */
        return;
    if (!api_read_list(api, call, &q, &err) || !(format = read_format(call, &err))) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!api_work(api, call, JK_WORK_MEMBER * api_looked_at(api, q.region)))
        return;
    rc = list_items(&call->arena, jk_app_registry(api->options.app), &q, &list);
    if (rc == JK_OK)
        rc = format->write(list.items, list.count, &file);
    if (rc == JK_OK) {
        send_file(call, format, &file);
    } else {
        jk_fail(&err, rc, JK_TEXT_NO_MEMORY, "", "%s", "");
        api_refuse(api, call, &err, NULL);
    }
    jk_buf_clear(&file);
}
