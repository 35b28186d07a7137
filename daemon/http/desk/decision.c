/* Acts on chains by forms: one on its page or that of a conflict, or several approvals in one list.
 *
 * What the journal wants to know is in the form: the revision of the chain that was looked at, and
 * of each conflict that is overridden. A hidden field of an old page is therefore refused, not
 * obeyed. */
#include "daemon/http/desk/decision.h"

#include <string.h>
#include "daemon/http/api/answer.h"
#include "daemon/http/api/long_work.h"
#include "daemon/http/api/request.h"
#include "daemon/http/desk/reader.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/decimal.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"

struct jk_act_form desk_no_act(void)
{
    return (
        struct jk_act_form){ .note = "", .act = JK_ACT_END, .sttp = "", .reason = "", .basis = "" };
}

uint32_t desk_number_of(const char *text)
{
    uint64_t number = 0;

    return jk_uint_parse(jk_span_of(text), UINT32_MAX, &number) ? (uint32_t)number : 0;
}

/* The boxes that were ticked: "60318b96b9890718/3", a conflict and the revision looked at. */
static enum jk_status read_seen(struct jk_http_call *call, const struct api_form *form,
                                struct jk_decision *d, struct jk_error *err)
{
    struct jk_seen *seen = jk_arena_array(&call->arena, form->count, sizeof *seen);

    for (size_t i = 0; seen && i < form->count; i++) {
        struct jk_span rest = jk_span_of(form->fields[i].value), id = { NULL, 0 };
        const char *revision;

        if (strcmp(form->fields[i].name, "lihat") != 0)
            continue;
        jk_span_cut(&rest, '/', &id);
        revision = rest.at ? jk_arena_copy(&call->arena, rest) : "";
        seen[d->seen_count].conflict = jk_arena_copy(&call->arena, id);
        if (!revision || !seen[d->seen_count].conflict)
            return jk_no_memory(err);
        seen[d->seen_count++].revision = desk_number_of(revision);
    }
    d->seen = seen;
    return seen ? JK_OK : jk_no_memory(err);
}

/* Which fields a returned letter lacks; boxes ticked for another act mean nothing. */
static enum jk_status read_missing(const struct api_form *form, struct jk_decision *d,
                                   struct jk_error *err)
{
    for (size_t i = 0; i < form->count && d->act == JK_ACT_RETURN; i++) {
        if (strcmp(form->fields[i].name, "kurang") == 0 &&
            !jk_missing_add(&d->missing, form->fields[i].value))
            return jk_fail(err, JK_INVALID, JK_TEXT_ACT_MISSING, "kurang", "%s",
                           form->fields[i].value);
    }
    return JK_OK;
}

static enum jk_status read_decision(struct jk_http_call *call, const struct api_form *form,
                                    struct jk_decision *d, struct jk_error *err)
{
    enum jk_status rc;

    d->uid = api_form_get(form, "uid");
    d->sttp = api_form_get(form, "sttp");
    d->reason = api_form_get(form, "alasan");
    d->basis = api_form_get(form, "dasar");
    d->chain_revision = desk_number_of(api_form_get(form, "revisi"));
    d->act = jk_act_of(api_form_get(form, "act"));
    d->on = jk_on_of(api_form_get(form, "atas"));
    if (d->on == JK_ON_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_ON, "atas", "%s", api_form_get(form, "atas"));
    if (d->act == JK_ACT_END)
        return jk_fail(err, JK_INVALID, JK_TEXT_ACT_UNKNOWN, "act", "%s",
                       api_form_get(form, "act"));
    rc = read_missing(form, d, err);
    return rc == JK_OK ? read_seen(call, form, d, err) : rc;
}

enum jk_status desk_carry_out(struct jk_api *api, struct jk_http_call *call,
                              const struct api_form *form, struct jk_act_form *typed,
                              struct jk_error *err)
{
    struct jk_decision d = { .actor = api_actor(api, call), .now_s = api_now(api) };
    struct jk_outcome outcome = { 0 };
    enum jk_status rc = read_decision(call, form, &d, err);

    *typed = desk_no_act();
    typed->chain = d.uid;
    typed->on = d.on == JK_ON_CHANGE ? JK_ON_CHANGE : JK_ON_PLAN;
    typed->act = d.act;
    typed->sttp = d.sttp;
    typed->reason = d.reason;
    typed->basis = d.basis;
    typed->missing = d.missing;
    if (rc == JK_OK)
        rc = jk_app_decide(api->options.app, &call->arena, &d, 1, &outcome, err);
    jk_outcome_clear(&outcome);
    return rc;
}

bool desk_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                const char **fault)
{
    char text[600];

    if (err->status == JK_HEAVY || err->status == JK_BUSY) {
        api_refuse(api, call, err, NULL);
        return false;
    }
    jk_error_format(err, desk_reader(api, call).lang, text, sizeof text);
    *fault = jk_arena_copy(&call->arena, jk_span_of(text));
    if (*fault)
        return true;
    desk_refuse(api, call, err);
    return false;
}
