/* The list of a letter's meetings: typed or pasted, checked row by row, filed all together.
 *
 * As with the form, one address takes all buttons. Rows meet each other as well as what is filed
 * already, so that they are judged as one stream; a row that cannot be read keeps none of the
 * others from being judged, and all of them from being filed. */
#include "daemon/http/desk/desk.h"

#include <stdio.h>
#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "jarak/base/digest.h"
#include "jarak/base/random.h"
#include "jarak/feed/desk/list.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/server/status_map.h"

/* A list on its way. */
struct listing {
    struct jk_api *api;
    struct jk_http_call *call;
    struct jk_list *list;
    struct jk_list_fault *faults;
    const struct jk_verdict_view **views;
};

static void show(const struct listing *l, int code, struct jk_list_page *page)
{
    struct jk_desk_reader reader = desk_reader(l->api, l->call);
    struct jk_buf out = { 0 };

    page->list = l->list;
    page->pasted = page->pasted ? page->pasted : "";
    desk_send(l->call, code, jk_desk_list_page(&out, &reader, page), &out);
}

static bool begin_list(struct listing *l)
{
    uint8_t bytes[12];
    char hex[25];

    l->list = jk_arena_take(&l->call->arena, sizeof *l->list);
    l->faults = jk_arena_array(&l->call->arena, JK_LIST_ROWS_MAX, sizeof *l->faults);
    l->views = jk_arena_array(&l->call->arena, JK_LIST_ROWS_MAX, sizeof *l->views);
    if (!l->list || !l->faults || !l->views || jk_random(bytes, sizeof bytes) != JK_OK)
        return false;
    memset(l->list, 0, sizeof *l->list);
    for (int i = 0; i < JK_FORM_END; i++)
        l->list->common.value[i] = "";
    l->list->common.value[JK_FORM_CONTEST] = jk_app_pack(l->api->options.app)->contests[0].id;
    jk_hex(bytes, sizeof bytes, hex);
    l->list->common.value[JK_FORM_UID] = jk_arena_fmt(&l->call->arena, "%s@meja", hex);
    return l->list->common.value[JK_FORM_UID] != NULL;
}

void desk_list_get(void *ctx, struct jk_http_call *call)
{
    struct listing l = { .api = ctx, .call = call };
    struct jk_error err;

    if (begin_list(&l)) {
        show(&l, 200, &(struct jk_list_page){ .fault_field = JK_FORM_END });
        return;
    }
    jk_no_memory(&err);
    desk_refuse(l.api, call, &err);
}

/* Takes what was typed; rows behind the last one that says anything are none. */
static void read_list(const struct api_form *fields, struct jk_list *list)
{
    static const enum jk_form_field common[] = { JK_FORM_UID,           JK_FORM_LETTER_NO,
                                                 JK_FORM_LETTER_DATE,   JK_FORM_RECEIVED_DATE,
                                                 JK_FORM_RECEIVED_HOUR, JK_FORM_CONTEST,
                                                 JK_FORM_PASLON,        JK_FORM_CONTACT };

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        list->common.value[common[i]] = api_form_get(fields, jk_form_name(common[i]));
    for (size_t i = 0; i < JK_LIST_ROWS_MAX; i++) {
        for (int k = 0; k < JK_LIST_END; k++) {
            char name[32];

            snprintf(name, sizeof name, "%s%zu",
                     jk_form_name(jk_list_field((enum jk_list_column)k)), i);
            list->rows[i].cell[k] = api_form_get(fields, name);
        }
        if (!jk_list_is_blank(&list->rows[i]))
            list->count = i + 1;
    }
}

static size_t count_wrong(const struct listing *l)
{
    size_t wrong = 0;

    for (size_t i = 0; i < l->list->count; i++)
        wrong += l->faults[i].wrong;
    return wrong;
}

/* Whose verdict is it? */
static enum jk_status note_verdicts(struct listing *l, const struct jk_outcome *outcome)
{
    for (size_t i = 0; i < l->list->count; i++) {
        const char *uid = jk_list_uid(&l->call->arena, l->list, i);

        if (!uid)
            return JK_MEMORY;
        for (size_t k = 0; k < outcome->count; k++) {
            if (strcmp(outcome->verdicts[k].uid, uid) == 0)
                l->views[i] = &outcome->verdicts[k];
        }
    }
    return JK_OK;
}

/* Has it been filed already? A list that was sent twice has. */
static bool is_filed(const struct listing *l)
{
    const struct jk_registry *registry = jk_app_registry(l->api->options.app);

    for (size_t i = 0; i < l->list->count; i++) {
        const char *uid = jk_list_uid(&l->call->arena, l->list, i);
        const struct jk_entry *entry = uid ? jk_registry_entry(registry, uid) : NULL;

        if (entry && entry->revision > 0)
            return true;
    }
    return false;
}

/* Checks the rows, and files them where that is asked and all of them can be. */
static enum jk_status submit(struct listing *l, bool store, struct jk_outcome *outcome,
                             struct jk_error *err)
{
    struct jk_submission filing = { .actor = api_actor(l->api, l->call), .now_s = api_now(l->api) };
    struct jk_buf ical = { 0 };
    enum jk_status rc =
        jk_list_write(l->list, jk_app_pack(l->api->options.app), l->faults, &ical, err);

    if (rc == JK_OK && ical.len) {
        filing.bytes.at = jk_arena_copy(&l->call->arena, jk_buf_view(&ical));
        filing.bytes.len = ical.len;
        filing.store = store && count_wrong(l) == 0;
        rc = filing.bytes.at
                 ? jk_app_submit(l->api->options.app, &l->call->arena, &filing, outcome, err)
                 : jk_no_memory(err);
        err->line = 0; /* nobody has seen the lines */
    } else if (rc == JK_OK && store && l->list->count == 0) {
        rc = jk_fail(err, JK_INVALID, JK_TEXT_LIST_EMPTY, "", "%s", "");
    }
    jk_buf_clear(&ical);
    return rc == JK_OK && note_verdicts(l, outcome) != JK_OK ? jk_no_memory(err) : rc;
}

static void answer(struct listing *l, bool store, bool only)
{
    struct jk_list_page page = {
        .faults = l->faults, .views = l->views, .fault_field = JK_FORM_END, .only_verdict = only
    };
    struct jk_outcome outcome = { 0 };
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = store && is_filed(l) ? JK_EXISTS : submit(l, store, &outcome, &err);

    if (jk_http_status_of(rc)->code >= 500) { /* ours, and of no field */
        desk_refuse(l->api, l->call, &err);
    } else if (rc == JK_EXISTS || (rc == JK_OK && store && count_wrong(l) == 0)) {
        desk_go(l->api, l->call, "/meja/kotak?selesai=daftar");
    } else {
        page.fault = rc == JK_OK ? NULL : &err;
        show(l, only || (rc == JK_OK && !store) ? 200 : 422, &page);
    }
    jk_outcome_clear(&outcome);
}

/* What was pasted becomes rows; where it cannot be read it stays where it is. */
static void take_pasted(struct listing *l, const struct api_form *fields)
{
    const char *pasted = api_form_get(fields, "tempel");
    struct jk_list_page page = { .fault_field = JK_FORM_END };
    size_t before = l->list->count;
    struct jk_error err;

    if (jk_list_paste(&l->call->arena, jk_span_of(pasted), l->list, &err) == JK_OK) {
        show(l, 200, &page);
        return;
    }
    l->list->count = before;
    page.fault = &err;
    page.pasted = pasted;
    show(l, jk_http_status_of(err.status)->code, &page);
}

void desk_list_post(void *ctx, struct jk_http_call *call)
{
    struct listing l = { .api = ctx, .call = call };
    struct api_form fields;
    struct jk_error err;
    const char *act;

    if (!desk_read_form(l.api, call, &fields))
        return;
    if (!begin_list(&l)) {
        jk_no_memory(&err);
        desk_refuse(l.api, call, &err);
        return;
    }
    read_list(&fields, l.list);
    act = api_form_get(&fields, "a");
    if (strcmp(act, "tempel") == 0)
        take_pasted(&l, &fields);
    else if (strcmp(act, "ajukan") == 0 || strcmp(act, "periksa") == 0 || strcmp(act, "sela") == 0)
        answer(&l, strcmp(act, "ajukan") == 0, strcmp(act, "sela") == 0);
    else /* more rows */
        show(&l, 200, &(struct jk_list_page){ .fault_field = JK_FORM_END });
}
