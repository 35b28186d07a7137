/* Clear times as a page. Both sides of a conflict are offered times in the same way: which letter
 * came first decides nothing here. */
#include "jarak/feed/desk/times.h"

#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

#define STARTS_MAX   12 /* bands of one line */
#define CLOSED_SHOWN 60 /* bands of the table; a day has some */

/* "Sabtu, 23 November 2024 pukul 09.00-11.30". */
static const char *band_text(struct desk_pen *pen, struct jk_interval band)
{
    return desk_fmt(pen, "%s, %s %s", desk_date(pen, jk_local_day(band.from_s, pen->tz->offset_s)),
                    desk_hours(pen, (double)band.from_s, (double)band.to_s), pen->tz->abbrev);
}

const char *desk_starts(struct desk_pen *pen, const struct jk_slots_view *slots)
{
    const char *text = "";

    for (size_t i = 0; i < slots->open_count && i < STARTS_MAX; i++) {
        const struct jk_slot_open *o = &slots->open[i];

        text = desk_fmt(pen, "%s%s%s%s", text, i ? "; " : "",
                        desk_hours(pen, (double)o->band.from_s, (double)o->band.to_s),
                        o->uncertain ? desk_say(pen, JK_TEXT_PAPER_UNCERTAIN) : "");
    }
    return text[0] ? text : desk_say(pen, JK_TEXT_PAPER_NO_START);
}

static void fill_open(struct desk_pen *pen, const struct jk_slots_view *slots,
                      struct web_times *out)
{
    struct web_option *open = desk_array(pen, slots->open_count, sizeof *open);

    for (size_t i = 0; open && i < slots->open_count; i++) {
        const struct jk_slot_open *o = &slots->open[i];

        open[i] = (struct web_option){
            .value = desk_fmt(pen, "%lld-%lld", (long long)o->band.from_s, (long long)o->band.to_s),
            .text = desk_fmt(pen, "%s%s%s", band_text(pen, o->band), o->uncertain ? "; " : "",
                             o->uncertain ? desk_say(pen, JK_TEXT_DESK_TIMES_UNCERTAIN) : "")
        };
    }
    out->open = open;
    out->open_count = open ? slots->open_count : 0;
    out->nothing = slots->open_count ? "" : desk_say(pen, JK_TEXT_DESK_TIMES_NONE);
}

/* Who stands in the way, or what of the calendar. */
static const char *why_closed(struct desk_pen *pen, const struct jk_slot_closed *c)
{
    static const struct jk_text *const cuts[] = { [JK_CUT_HOURS] = JK_TEXT_DESK_CUT_HOURS,
                                                  [JK_CUT_PHASE] = JK_TEXT_DESK_CUT_PHASE,
                                                  [JK_CUT_KPU_SLOT] = JK_TEXT_DESK_CUT_SLOT,
                                                  [JK_CUT_PAST] = JK_TEXT_DESK_CUT_PAST };
    const char *text = "";

    _Static_assert(sizeof cuts / sizeof *cuts == JK_CUT_END, "every cut has its text");
    for (int cut = 0; cut < JK_CUT_END; cut++) {
        if (c->cuts >> cut & 1)
            text = desk_fmt(pen, "%s%s%s", text, text[0] ? "; " : "", desk_say(pen, cuts[cut]));
    }
    for (size_t i = 0; i < c->blocker_count; i++)
        text =
            desk_fmt(pen, "%s%s%s %s", text, text[0] ? "; " : "", desk_kind(pen, &c->blockers[i]),
                     desk_party_label(pen, c->blockers[i].party));
    return text;
}

static void fill_closed(struct desk_pen *pen, const struct jk_slots_view *slots,
                        struct web_times *out)
{
    size_t count = slots->closed_count < CLOSED_SHOWN ? slots->closed_count : CLOSED_SHOWN;
    struct web_side_row *rows = desk_array(pen, count, sizeof *rows);

    for (size_t i = 0; rows && i < count; i++)
        rows[i] = (struct web_side_row){ band_text(pen, slots->closed[i].band),
                                         why_closed(pen, &slots->closed[i]), "" };
    out->closed = rows;
    out->closed_count = rows ? count : 0;
}

static const char *fate_text(struct desk_pen *pen, const struct jk_offer *o)
{
    static const struct jk_text *const fates[] = { [JK_FATE_OPEN] = JK_TEXT_DESK_FATE_OPEN,
                                                   [JK_FATE_ACCEPTED] = JK_TEXT_DESK_FATE_ACCEPTED,
                                                   [JK_FATE_DECLINED] = JK_TEXT_DESK_FATE_DECLINED,
                                                   [JK_FATE_VOID] = JK_TEXT_DESK_FATE_VOID };

    _Static_assert(sizeof fates / sizeof *fates == JK_FATE_END, "every fate has its text");
    return desk_fmt(pen, "%s%s%s", desk_say(pen, fates[o->fate]), o->answer_reason[0] ? ": " : "",
                    o->answer_reason);
}

static void fill_offers(struct desk_pen *pen, const struct jk_desk_reader *reader,
                        const struct jk_times_page *page, struct web_times *out)
{
    struct web_offer *offers = desk_array(pen, page->offer_count, sizeof *offers);

    for (size_t i = 0; offers && i < page->offer_count; i++) {
        const struct jk_offer *o = &page->offers[i];
        const char *bands = "";

        for (size_t k = 0; k < o->bands.count; k++)
            bands = desk_fmt(pen, "%s%s%s", bands, k ? "; " : "", band_text(pen, o->bands.at[k]));
        offers[i] = (struct web_offer){
            .bands = bands,
            .reason = o->reason,
            .fate = fate_text(pen, o),
            .open = o->fate == JK_FATE_OPEN && page->may_answer,
            .action = desk_fmt(pen, "%s/jawab", out->action),
            .csrf = reader->csrf,
            .revision = out->revision,
            .number = desk_fmt(pen, "%u", o->number),
            .first = o->bands.count
                         ? desk_fmt(pen, "%s %s",
                                    desk_iso_date(pen, jk_local_day(o->bands.at[0].from_s,
                                                                    pen->tz->offset_s)),
                                    desk_clock(pen, (double)o->bands.at[0].from_s))
                         : ""
        };
    }
    out->offers = offers;
    out->offers_count = offers ? page->offer_count : 0;
}

/* A lane is drawn of each day that is asked about, with the bands over all of them: who is in the
 * way stands beside them. */
static void fill_days(struct desk_pen *pen, const struct jk_times_page *page, struct web_times *out)
{
    struct web_times_day *days = desk_array(pen, page->day_count, sizeof *days);
    struct jk_interval *open = desk_array(pen, page->slots->open_count, sizeof *open);

    if (!days || !open)
        return;
    for (size_t i = 0; i < page->slots->open_count; i++)
        open[i] = page->slots->open[i].band;
    for (size_t i = 0; i < page->day_count; i++) {
        const struct jk_desk_day *day = &page->days[i];
        struct desk_lanes lanes = { .day = day,
                                    .activity = page->slots->uid,
                                    .clear = open,
                                    .clear_count = page->slots->open_count,
                                    .path = desk_fmt(pen, "/meja/hari/%s/%s", day->region->code,
                                                     desk_iso_date(pen, day->day)) };

        days[i].title = desk_date(pen, day->day);
        days[i].wide = desk_draw_lanes(pen, &lanes);
        lanes.tall = true;
        days[i].tall = desk_draw_lanes(pen, &lanes);
    }
    out->days = days;
    out->days_count = page->day_count;
}

enum jk_status jk_desk_times_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_times_page *page)
{
    JK_ASSERT(page != NULL && page->slots != NULL && page->facts != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    struct web_times view = { .csrf = reader->csrf,
                              .outcome = { page->done, page->fault },
                              .reason = page->reason,
                              .may_propose = page->may_propose && page->slots->open_count > 0 };
    const char *uid = desk_url(&pen, page->slots->uid);

    pen.tz = page->slots->tz;
    view.action = desk_fmt(&pen, "/meja/pemberitahuan/%s/waktu", uid);
    view.notice_href = desk_fmt(&pen, "/meja/pemberitahuan/%s", uid);
    view.notice =
        desk_fmt(&pen, "%s %s", desk_capital(&pen, jk_kind_name(page->facts->kind, pen.lang)),
                 desk_party_label(&pen, &page->facts->party));
    view.about = desk_fill(&pen, JK_TEXT_DESK_TIMES_ABOUT,
                           (const char *const[]){ "value", view.notice, "date",
                                                  desk_instant(&pen, page->slots->start_s), "level",
                                                  jk_level_word(page->slots->level), NULL });
    view.day = desk_iso_date(&pen, page->slots->from_day);
    view.revision = desk_fmt(&pen, "%u", page->chain_revision);
    view.open_title = desk_fill_one(&pen, JK_TEXT_DESK_TIMES_OPEN, "count",
                                    desk_number(&pen, (long long)page->slots->open_count));
    fill_open(&pen, page->slots, &view);
    fill_closed(&pen, page->slots, &view);
    fill_days(&pen, page, &view);
    fill_offers(&pen, reader, page, &view);
    if (!pen.failed)
        web_times(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_DESK_CLEAR_TIMES), &content);
}
