/* The forms of what may be done on a chain: one on the plan, one on the change that is pending.
 *
 * An approval names each conflict it overrides, with the revision that was looked at; the boxes are
 * never ticked beforehand, not even after a refusal: what is listed then may be another thing. */
#include "jarak/feed/desk/acts.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/json/seen.h"

#define MISSING_MAX 32

const struct jk_text *desk_missing_text(unsigned bit)
{
    static const struct jk_text *const texts[] = {
        JK_TEXT_DESK_MISSING_LETTER,   JK_TEXT_DESK_FORM_LETTER_NO, JK_TEXT_DESK_FORM_LETTER_DATE,
        JK_TEXT_DESK_FORM_RECEIVED,    JK_TEXT_DESK_FORM_CONTACT,   JK_TEXT_DESK_MISSING_TIMES,
        JK_TEXT_DESK_FORM_PLACE_HEAD,  JK_TEXT_DESK_MISSING_ROUTE,  JK_TEXT_DESK_FORM_CROWD,
        JK_TEXT_DESK_MISSING_VEHICLES, JK_TEXT_DESK_FORM_SPEAKERS,
    };

    return bit < sizeof texts / sizeof *texts ? texts[bit] : NULL;
}

static bool is_typed(const struct desk_act_forms *f, enum jk_on on)
{
    return f->typed->chain && strcmp(f->typed->chain, f->acts->chain) == 0 && f->typed->on == on;
}

static void fill_choices(struct desk_pen *pen, const struct desk_act_forms *f, enum jk_on on,
                         struct web_acts *out)
{
    unsigned allowed = on == JK_ON_CHANGE ? f->acts->change : f->acts->plan;
    struct web_option *acts = desk_array(pen, JK_ACT_END, sizeof *acts);
    struct web_option *missing = desk_array(pen, MISSING_MAX, sizeof *missing);

    for (int act = 0; acts && act < JK_ACT_END; act++) {
        if (allowed >> act & 1)
            acts[out->acts_count++] =
                (struct web_option){ jk_act_word((enum jk_act_kind)act),
                                     desk_act(pen, jk_act_word((enum jk_act_kind)act)),
                                     is_typed(f, on) && (int)f->typed->act == act };
    }
    out->acts = acts;
    if (!missing || !(allowed >> JK_ACT_RETURN & 1))
        return;
    for (unsigned bit = 0; jk_missing_word(bit) && desk_missing_text(bit); bit++)
        missing[out->missing_count++] =
            (struct web_option){ jk_missing_word(bit), desk_say(pen, desk_missing_text(bit)),
                                 is_typed(f, on) && f->typed->missing >> bit & 1 };
    out->missing = missing;
}

/* The conflicts that an approval overrides, by what they are and the revision they have. */
static void fill_seen(struct desk_pen *pen, const struct desk_act_forms *f, struct web_acts *out)
{
    struct web_option *seen = desk_array(pen, f->acts->must_see_count, sizeof *seen);

    for (size_t i = 0; seen && i < f->acts->must_see_count; i++) {
        const struct jk_conflict_view *view = &f->acts->must_see[i];
        const char *const names[] = { "value", desk_title(pen, view),
                                      "level", desk_level(pen, view->levels).word,
                                      "field", desk_fmt(pen, "%.8s", view->id),
                                      "count", desk_number(pen, view->revision),
                                      NULL };

        seen[i] = (struct web_option){ desk_fmt(pen, "%s/%u", view->id, view->revision),
                                       desk_fill(pen, JK_TEXT_DESK_SEEN, names), false };
    }
    out->seen = seen;
    out->seen_count = seen ? f->acts->must_see_count : 0;
}

static void fill_form(struct desk_pen *pen, const struct desk_act_forms *f, enum jk_on on,
                      struct web_acts *out)
{
    unsigned allowed = on == JK_ON_CHANGE ? f->acts->change : f->acts->plan;
    bool typed = is_typed(f, on);

    *out = (struct web_acts){
        .title = on == JK_ON_CHANGE ? desk_fill_one(pen, JK_TEXT_DESK_ON_CHANGE, "value", f->title)
                                    : f->title,
        .action = f->action,
        .uid = f->acts->chain,
        .on = f->acts->pending ? jk_on_word(on) : "",
        .revision = desk_fmt(pen, "%u", f->acts->revision),
        .csrf = f->csrf,
        .sttp = typed ? f->typed->sttp : "",
        .reason = typed ? f->typed->reason : "",
        .basis = typed ? f->typed->basis : "",
        .party = f->party,
        .slots_href = desk_fmt(pen, "/meja/pemberitahuan/%s/waktu", desk_url(pen, f->acts->chain)),
        .sttp_asked = allowed & f->acts->sttp,
        .basis_asked = allowed & f->acts->basis,
        .id = desk_fmt(pen, "putus%s%s", f->id, on == JK_ON_CHANGE ? "u" : "")
    };
    fill_choices(pen, f, on, out);
    if (out->acts_count)
        fill_seen(pen, f, out);
}

size_t desk_fill_acts(struct desk_pen *pen, const struct desk_act_forms *forms,
                      struct web_acts out[2])
{
    size_t count = 0;

    if (!forms->acts->chain)
        return 0;
    if (forms->acts->change) /* what waits comes first */
        fill_form(pen, forms, JK_ON_CHANGE, &out[count++]);
    if (forms->acts->plan)
        fill_form(pen, forms, JK_ON_PLAN, &out[count++]);
    return count;
}
