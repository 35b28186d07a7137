/* The act that answers a notice, and the certificate behind the code of its letter.
 *
 * Acts are walked oldest first. Rescinding and withdrawing take the answer away, undoing gives it
 * back; looking at it again, a new filing and what happened on the day leave it as it is. Of the
 * conflicts an approval named only those are told whose other side the public sees. */
#include "jarak/app/desk/desk.h"

#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/handle/handle.h"
#include "daemon/app/public/items.h"
#include "daemon/app/registry/rows.h"
#include "jarak/app/decisions/decide.h"
#include "jarak/feed/json/seen.h"

struct walk {
    struct jk_arena *arena;
    struct jk_answer answer, before; /* before: what was taken away */
    const char *seen;
    bool has, had;
};

static bool answers(enum jk_act_kind act)
{
    return act == JK_ACT_APPROVE || act == JK_ACT_CONFIRM || act == JK_ACT_CORRECT_STTP ||
           act == JK_ACT_HOLD || act == JK_ACT_RETURN || act == JK_ACT_REFUSE;
}

static const char *keep(struct walk *w, const char *text)
{
    return jk_arena_copy(w->arena, jk_span_of(text ? text : ""));
}

static enum jk_status take(struct walk *w, const struct jk_decision_row *row, enum jk_act_kind act,
                           bool on_change)
{
    w->answer =
        (struct jk_answer){ .act = act,
                            .on_change = on_change,
                            .time_s = row->time_s,
                            .role = keep(w, row->role),
                            .reason =
                                keep(w, jk_act_reason_is_told(jk_act_word(act)) ? row->reason : ""),
                            .basis = keep(w, row->basis),
                            .missing = jk_missing_read(row->seen) };
    w->seen = keep(w, row->seen);
    w->has = true;
    return w->answer.role && w->answer.reason && w->answer.basis && w->seen ? JK_OK : JK_MEMORY;
}

static enum jk_status walk_act(void *ctx, const struct jk_decision_row *row)
{
    struct walk *w = ctx;
    size_t mark = strlen(JK_ACT_ON_CHANGE);
    bool on_change = strncmp(row->act, JK_ACT_ON_CHANGE, mark) == 0;
    enum jk_act_kind act = jk_act_of(on_change ? row->act + mark : row->act);

    if (answers(act))
        return take(w, row, act, on_change);
    if (!on_change && w->has && (act == JK_ACT_RESCIND || act == JK_ACT_WITHDRAW)) {
        w->before = w->answer;
        w->had = act == JK_ACT_WITHDRAW; /* a number issued by mistake does not come back */
        w->has = false;
    } else if (act == JK_ACT_UNDO && !w->has && w->had) {
        w->answer = w->before;
        w->has = true;
    }
    return JK_OK;
}

/* What stands on the other side of the conflicts that were named, as far as the public sees it. */
static void add_others(const struct jk_app *app, const struct jk_chain *chain, const char *seen,
                       struct jk_answer *out)
{
    json_t *list = jk_seen_json(seen), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *id = json_string_value(json_object_get(one, "conflict"));
        const struct conflict *conflict = id ? conflicts_of_id(app, id) : NULL;
        const struct jk_chain *other = !conflict              ? NULL
                                       : conflict->a == chain ? conflict->b
                                                              : conflict->a;
        struct jk_feed_item item;

        if (!other || out->other_count == JK_LETTER_OTHERS ||
            !public_item(other, other->changed_s, &item) || item.cancelled ||
            item.notice->instance_count == 0)
            continue;
        out->others[out->other_count++] =
            (struct jk_letter_other){ &item.notice->facts, item.notice->instances[0].start_s,
                                      item.notice->instances[0].end_s };
    }
    json_decref(list);
}

static bool is_issued(enum jk_act_kind act)
{
    return act == JK_ACT_APPROVE || act == JK_ACT_CONFIRM || act == JK_ACT_CORRECT_STTP;
}

enum jk_status jk_app_answer(struct jk_app *app, struct jk_arena *arena,
                             const struct jk_chain *chain, struct jk_answer *out,
                             struct jk_error *err)
{
    struct walk w = { .arena = arena, .seen = "[]" };
    enum jk_status rc = jk_app_history(app, chain->id, walk_act, &w, err);

    if (rc != JK_OK)
        return rc;
    if (!w.has)
        return JK_NONE;
    *out = w.answer;
    out->region = chain->region;
    out->tz = chain->region->tz;
    out->sttp = chain->sttp;
    out->certificate = is_issued(out->act) ? chain->certificate : "";
    if (out->act == JK_ACT_APPROVE)
        add_others(app, chain, w.seen, out);
    return JK_OK;
}

enum jk_status jk_app_certified(struct jk_app *app, struct jk_arena *arena, struct jk_span hash,
                                struct jk_answer *out, bool *in_force, struct jk_error *err)
{
    const struct jk_chain *chain = jk_registry_certified(app->registry, hash);
    enum jk_status rc;

    if (!chain)
        return JK_NONE;
    rc = jk_app_answer(app, arena, chain, out, err);
    *in_force = rc == JK_OK && is_issued(out->act) && registry_version_in_force(chain);
    if (rc != JK_NONE)
        return rc;
    /* It was rescinded, or withdrawn: on record all the same. */
    *out = (struct jk_answer){ .region = chain->region,
                               .tz = chain->region->tz,
                               .time_s = chain->changed_s };
    return JK_OK;
}
