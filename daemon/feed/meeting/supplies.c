/* What a digest says of stations, officers and deliveries, in a sentence each. */
#include "daemon/feed/meeting/views.h"

static const char *number(struct desk_pen *pen, unsigned value)
{
    return desk_number(pen, (long long)value);
}

/* One sentence behind another; "" is none. */
static const char *also(struct desk_pen *pen, const char *text, const char *more)
{
    return text[0] && more[0] ? desk_fmt(pen, "%s %s", text, more) : text[0] ? text : more;
}

/* How short the police are; for them alone. */
static const char *officers_text(struct desk_pen *pen, const struct jk_recap_officers *o)
{
    if (!o->told)
        return "";
    if (o->short_days == 0)
        return desk_say(pen, JK_TEXT_RECAP_OFFICERS_ENOUGH);
    return desk_fill(pen, JK_TEXT_RECAP_OFFICERS,
                     (const char *const[]){ "count", number(pen, o->short_days), "date",
                                            desk_date(pen, o->day), "value", number(pen, o->need),
                                            "more", number(pen, o->capacity), "missing",
                                            number(pen, o->need - o->capacity), NULL });
}

void meeting_fill_supplies(struct desk_pen *pen, const struct jk_recap *r, struct web_recap *out)
{
    const struct jk_recap_figures *f = &r->figures;
    const char *const drops[] = { "received", number(pen, f->received),
                                  "count",    number(pen, f->drops),
                                  "value",    number(pen, f->threatened),
                                  "more",     number(pen, f->bad),
                                  NULL };
    const char *const places[] = { "count", number(pen, r->tps), "value", number(pen, r->recaps),
                                   NULL };

    out->drops = f->drops ? desk_fill(pen, JK_TEXT_RECAP_MESSAGE_DROPS, drops) : "";
    out->supplies = r->tps + r->recaps ? desk_fill(pen, JK_TEXT_RECAP_TPS, places) : "";
    out->supplies = also(pen, out->supplies, officers_text(pen, &r->officers));
    if (f->drops)
        out->supplies = also(pen, out->supplies, desk_fill(pen, JK_TEXT_RECAP_DROPS, drops));
}
