/* The page of the map of prone places: what is on it, one zone's form, what it would change. */
#include "jarak/feed/admin/zones.h"

#include <string.h>
#include "daemon/feed/admin/whatif_pairs.h"
#include "daemon/feed/admin/zone_history.h"
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

/* Whose word it is: an office's edition, or a file of the pack. */
static const char *whose(struct desk_pen *pen, const struct jk_risk_zone *z)
{
    const struct jk_edition *e = z->stated ? &pen->pack->editions[z->stated - 1] : NULL;
    char who[JK_POLICY_TEXT_MAX];

    if (!e)
        return desk_fill(pen, JK_TEXT_ZONE_BY_FILE,
                         (const char *const[]){ "value", z->source, "field", z->edition, NULL });
    jk_edition_who(e, who);
    return desk_fill(pen, JK_TEXT_ZONE_BY_EDITION,
                     (const char *const[]){
                         "who", who, "count", desk_number(pen, (long long)e->number), "date",
                         desk_instant(pen, e->time_s), "value", z->source, NULL });
}

static const char *indicators_text(struct desk_pen *pen, const struct jk_risk_zone *z)
{
    const char *text = "";

    for (size_t i = 0; i < z->indicator_count; i++)
        text = desk_fmt(pen, "%s%s%s", text, i ? "; " : "", z->indicators[i]);
    return text;
}

static struct web_zone zone_view(struct desk_pen *pen, const struct jk_zones_page *page,
                                 const struct jk_risk_zone *z)
{
    const struct jk_edition *e = z->stated ? &pen->pack->editions[z->stated - 1] : NULL;
    const bool own = page->may_state && e && strcmp(e->region, page->region->code) == 0;
    const char *const places[] = { "value", desk_factor(pen, z->factor),
                                   "from",  desk_date(pen, z->from_day),
                                   "to",    desk_date(pen, z->to_day),
                                   NULL };

    return (struct web_zone){
        .id = z->id,
        .name = z->name,
        .level = z->level[0] ? desk_capital(pen, z->level) : desk_say(pen, JK_TEXT_ZONE_NO_LEVEL),
        .rank = strcmp(z->level, "tinggi") == 0 || strcmp(z->level, "sangat rawan") == 0 ? "3"
                : strcmp(z->level, "sedang") == 0 || strcmp(z->level, "rawan") == 0      ? "2"
                                                                                         : "1",
        .figures = z->factor == JK_FACTOR_ONE ? desk_fill(pen, JK_TEXT_ZONE_NO_FACTOR, places)
                                              : desk_fill(pen, JK_TEXT_ZONE_FIGURES, places),
        .indicators = indicators_text(pen, z),
        .about = whose(pen, z),
        .unverified = z->verified ? "" : desk_say(pen, JK_TEXT_ZONE_UNVERIFIED),
        .href = desk_fmt(pen, "/meja/kerawanan?region=%s&zona=%s", page->region->code,
                         desk_url(pen, z->id)),
        .may_drop = own,
        .may_change = page->may_state
    };
}

static void fill_zones(struct desk_pen *pen, const struct jk_zones_page *page,
                       struct web_zones *out)
{
    const struct jk_risk_zones *zones = &pen->pack->zones;
    struct web_zone *list = desk_array(pen, zones->count, sizeof *list);

    for (size_t i = 0; list && i < zones->count; i++) {
        if (jk_risk_zone_lies_in(pen->pack, &zones->at[i], page->region->code))
            list[out->zones_count++] = zone_view(pen, page, &zones->at[i]);
    }
    out->zones = list;
}

static void fill_levels(struct desk_pen *pen, const char *chosen, struct web_zones *out)
{
    struct web_option *list = desk_array(pen, 8, sizeof *list);
    const char *word;

    if (!list)
        return;
    list[out->levels_count++] =
        (struct web_option){ "", desk_say(pen, JK_TEXT_ZONE_NO_LEVEL), !chosen[0] };
    for (size_t i = 0; (word = jk_zone_level_word(i)); i++)
        list[out->levels_count++] = (struct web_option){ word, word, strcmp(word, chosen) == 0 };
    out->levels = list;
}

static void fill_districts(struct desk_pen *pen, const struct jk_zones_page *page,
                           struct web_zones *out)
{
    const struct jk_pack *pack = pen->pack;
    struct web_option *list = desk_array(pen, pack->region_count + 1, sizeof *list);

    if (!list)
        return;
    list[out->districts_count++] = (struct web_option){ "", "-", !page->form->district[0] };
    for (size_t i = 0; i < pack->region_count; i++) {
        const struct jk_region *r = &pack->regions[i];

        if (strlen(r->code) == 8 && jk_region_covers(page->region->code, r->code))
            list[out->districts_count++] =
                (struct web_option){ r->code, r->name, strcmp(r->code, page->form->district) == 0 };
    }
    out->districts = list;
}

enum jk_status jk_desk_zones_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_zones_page *page)
{
    JK_ASSERT(page != NULL && page->form != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    const struct jk_zone_form *f = page->form;
    struct jk_buf content = { 0 }, line = { 0 };
    struct web_zones view = {
        .outcome = { page->done, page->fault },
        .title = desk_fill_one(&pen, JK_TEXT_ZONE_TITLE_OF, "value", page->region->name),
        .region = page->region->code,
        .seen = desk_fmt(&pen, "%u", page->seen),
        .csrf = reader->csrf,
        .basis = page->basis,
        .may_state = page->may_state,
        .may_withdraw = page->may_state && page->edition_count > 0 && !page->editions[0].withdrawn,
        .id = f->id,
        .name = f->name,
        .factor = f->factor,
        .indicators = f->indicators,
        .source = f->source,
        .from = f->from,
        .to = f->to,
        .place = f->place,
        .radius = f->radius_km,
        .border = f->border,
        .form_title = f->id[0] ? desk_fill_one(&pen, JK_TEXT_ZONE_CHANGE, "value", f->name)
                               : desk_say(&pen, JK_TEXT_ZONE_ADD),
        .ground = desk_ground(&pen, reader, page->region)
    };

    fill_zones(&pen, page, &view);
    fill_levels(&pen, f->level, &view);
    fill_districts(&pen, page, &view);
    feed_zone_history(&pen, page, f->id[0] ? f->id : NULL, &view);
    if (page->view) {
        jk_whatif_line(&line, page->view, pen.lang);
        view.answer = desk_capital(&pen, desk_text_of(&pen, &line));
        view.document = page->document;
        view.pairs = feed_whatif_pairs(&pen, page->view, &view.pairs_count);
    }
    if (!pen.failed)
        web_zones(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
