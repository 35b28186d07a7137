/* Drops in bulk and as figures: a table that is brought in, and how far each sub-district is. */
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/api/turns.h"
#include "daemon/http/matters/drops.h"
#include "jarak/app/handle/work.h"
#include "jarak/base/texts.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/table/drops.h"

struct matters_table {
    struct jk_drop_row *rows;
    size_t count;
    matters_tabled *then;
};

/* What is wrong with a filing, as a place of the table. */
static void locate(const struct matters_table *table, size_t at, struct jk_error *err)
{
    const struct jk_error fault = *err;

    jk_fail_at(err, fault.status, fault.text,
               (struct jk_at){ table->rows[at].line, jk_drop_column(fault.field) }, "%s",
               fault.value);
}

static enum jk_status file_rows(struct jk_api *api, struct jk_http_call *call,
                                const struct matters_table *table, struct jk_matters_filed *filed,
                                struct jk_error *err)
{
    struct jk_ical_matter *said = jk_arena_array(&call->arena, table->count, sizeof *said);
    struct jk_matter_filing *all = jk_arena_array(&call->arena, table->count, sizeof *all);
    enum jk_status rc;

    if (!said || !all)
        return jk_no_memory(err);
    for (size_t i = 0; i < table->count; i++) {
        said[i] = (struct jk_ical_matter){ .said = table->rows[i].said, .has_plan = true };
        all[i] = (struct jk_matter_filing){ .actor = api_actor(api, call),
                                            .now_s = api_now(api),
                                            .matter = &said[i] };
    }
    rc = jk_app_matters_file(api->options.app, &call->arena, all, table->count, filed, err);
    if (rc != JK_OK && rc != JK_MEMORY && rc != JK_IO)
        locate(table, filed->at, err);
    return rc;
}

/* In a turn of its own: reading took one. */
static void file_step(struct jk_api *api, struct jk_http_call *call, void *ctx)
{
    const struct matters_table *table = ctx;
    struct jk_matters_filed filed;
    struct jk_error err;
    enum jk_status rc = file_rows(api, call, table, &filed, &err);

    table->then(api, call, table->count, rc == JK_OK ? &filed : NULL, &err);
}

/* All of it lies in the call's arena. */
static void drop_step(void *ctx)
{
    (void)ctx;
}

void matters_table_take(struct jk_api *api, struct jk_http_call *call, struct jk_span bytes,
                        matters_tabled *then)
{
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    const struct jk_region *own = jk_pack_region(pack, api_actor(api, call)->region);
    struct matters_table *table = jk_arena_take(&call->arena, sizeof *table);
    struct jk_error err;
    enum jk_status rc = JK_OK;

    if (!table)
        rc = jk_no_memory(&err);
    if (rc == JK_OK) {
        table->then = then;
        rc = jk_drop_table_read(&call->arena, bytes, pack,
                                own ? own : jk_pack_region(pack, pack->region), &table->rows,
                                &table->count, &err);
    }
    if (rc == JK_OK)
        api_turn_next(api, call, &(struct turn){ file_step, drop_step, table });
    else
        then(api, call, 0, NULL, &err);
}

static void tell_table(struct jk_api *api, struct jk_http_call *call, size_t rows,
                       const struct jk_matters_filed *filed, const struct jk_error *err)
{
    struct jk_json object;

    if (!filed) {
        api_refuse(api, call, err, NULL);
        return;
    }
    object = jk_json_object();
    jk_json_set_integer(&object, "rows", (json_int_t)rows);
    jk_json_set_integer(&object, "created", (json_int_t)filed->created);
    jk_json_set_integer(&object, "changed", (json_int_t)filed->changed);
    api_send(api, call, 200, jk_json_end(&object), NULL);
}

void matters_drops_import(void *ctx, struct jk_http_call *call)
{
    matters_table_take(ctx, call, call->body, tell_table);
}

static json_t *stages_json(const uint32_t count[JK_DROP_STAGES])
{
    struct jk_json object = jk_json_object();

    for (int i = 0; i < JK_DROP_STAGES; i++)
        jk_json_set_integer(&object, jk_drop_stage_word((enum jk_drop_stage)i),
                            (json_int_t)count[i]);
    return jk_json_end(&object);
}

static json_t *progress_json(const struct jk_pack *pack, const struct jk_drop_progress *p)
{
    const struct jk_region *region = jk_pack_region(pack, p->region);
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "region", p->region);
    jk_json_set_text(&object, "name", region ? region->name : p->region);
    jk_json_set_integer(&object, "drops", (json_int_t)p->drops);
    jk_json_set_integer(&object, "left", (json_int_t)p->left);
    jk_json_set_integer(&object, "received", (json_int_t)p->received);
    jk_json_set_integer(&object, "bad", (json_int_t)p->bad);
    jk_json_set_integer(&object, "items", (json_int_t)p->items);
    jk_json_set_integer(&object, "items_received", (json_int_t)p->items_received);
    for (int i = JK_DROP_SLOW; i < JK_DROP_RISKS; i++)
        jk_json_set_integer(&object, jk_drop_risk_word((enum jk_drop_risk)i),
                            (json_int_t)p->risks[i]);
    jk_json_set(&object, "stages", stages_json(p->of_stage));
    jk_json_set(&object, "stages_received", stages_json(p->received_of_stage));
    return jk_json_end(&object);
}

void matters_drops_progress(void *ctx, struct jk_http_call *call)
{
    struct jk_api *api = ctx;
    struct jk_app *app = api->options.app;
    struct jk_json object, list;
    struct jk_drop_progress *rows;
    const char *region;
    size_t count;
    struct jk_error err;

    if (api_read_region(api, call, &region, &err) != JK_OK) {
        api_refuse(api, call, &err, NULL);
        return;
    }
    if (!api_work_allowed(api, call, JK_WORK_READ + jk_app_matter_count(app, region)))
        return;
    if (jk_app_drop_progress(app, &call->arena, api_actor(api, call), region, api_now(api), &rows,
                             &count) != JK_OK) {
        jk_no_memory(&err);
        api_refuse(api, call, &err, NULL);
        return;
    }
    object = jk_json_object();
    list = jk_json_list();
    for (size_t i = 0; i < count; i++)
        jk_json_add(&list, progress_json(jk_app_pack(app), &rows[i]));
    jk_json_set_text(&object, "region", region);
    jk_json_set(&object, "districts", jk_json_end(&list));
    api_send(api, call, 200, jk_json_end(&object), NULL);
}
