/* The page of deliveries: the pictures and the table by sub-district, the list, the forms. */
#include "daemon/feed/matters/views.h"

#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/model/texts.h"

static struct web_option option(const char *value, const char *text, const char *chosen)
{
    return (struct web_option){ value, text, strcmp(value, chosen) == 0 };
}

static const struct web_option *stage_options(struct desk_pen *pen, const struct jk_text *any,
                                              const char *chosen, size_t *count)
{
    struct web_option *list = desk_array(pen, JK_DROP_STAGES + 1, sizeof *list);

    *count = 0;
    if (!list)
        return NULL;
    list[(*count)++] = option("", desk_say(pen, any), chosen);
    for (int i = 0; i < JK_DROP_STAGES; i++) {
        const char *text = desk_say(pen, jk_drop_stage_text((enum jk_drop_stage)i));

        list[(*count)++] =
            option(jk_drop_stage_word((enum jk_drop_stage)i), desk_capital(pen, text), chosen);
    }
    return list;
}

static const struct web_option *state_options(struct desk_pen *pen, const char *chosen,
                                              size_t *count)
{
    struct web_option *list = desk_array(pen, JK_MATTER_STATES + 1, sizeof *list);

    *count = 0;
    if (!list)
        return NULL;
    list[(*count)++] = option("", desk_say(pen, JK_TEXT_MATTER_ANY_STATE), chosen);
    for (int i = JK_MATTER_OPEN; i < JK_MATTER_STATES; i++) {
        enum jk_matter_state state = (enum jk_matter_state)i;
        const char *text = desk_say(pen, jk_matter_state_text(JK_MATTER_DROP, state));

        list[(*count)++] = option(jk_matter_state_word(state), desk_capital(pen, text), chosen);
    }
    return list;
}

static const struct web_option *mode_options(struct desk_pen *pen, const char *chosen,
                                             size_t *count)
{
    struct web_option *list = desk_array(pen, 2, sizeof *list);

    *count = list ? 2 : 0;
    if (list) {
        list[0] = option("land", desk_capital(pen, desk_say(pen, JK_TEXT_DROP_LAND)), chosen);
        list[1] = option("sea", desk_capital(pen, desk_say(pen, JK_TEXT_DROP_SEA)), chosen);
    }
    return list;
}

/* The region itself and the sub-districts in it. */
static const struct web_option *region_options(struct desk_pen *pen, const struct jk_region *own,
                                               const char *chosen, size_t *count)
{
    struct web_option *list = desk_array(pen, pen->pack->region_count, sizeof *list);

    *count = 0;
    for (size_t i = 0; list && i < pen->pack->region_count; i++) {
        const struct jk_region *region = &pen->pack->regions[i];

        if (jk_region_covers(own->code, region->code))
            list[(*count)++] = option(region->code, region->name, chosen);
    }
    return list;
}

static struct web_drop_form form_of(struct desk_pen *pen, const struct jk_desk_reader *reader,
                                    const struct jk_drops_page *page)
{
    const struct jk_drop_form *form = page->form;
    struct web_drop_form view = { .csrf = reader->csrf,
                                  .uid = form->uid,
                                  .name = form->title,
                                  .text = form->text,
                                  .place = form->place,
                                  .point = form->point,
                                  .due = form->due,
                                  .leave = form->leave,
                                  .from = form->from,
                                  .carrier = form->carrier,
                                  .items = form->items,
                                  .way = form->about };

    view.stages = stage_options(pen, JK_TEXT_MATTER_CHOOSE, form->stage, &view.stages_count);
    view.modes = mode_options(pen, form->mode, &view.modes_count);
    view.regions = region_options(pen, page->list->region, form->region, &view.regions_count);
    return view;
}

static const char *of(struct desk_pen *pen, uint64_t some, uint64_t all)
{
    return desk_fmt(pen, "%s/%s", desk_number(pen, (long long)some),
                    desk_number(pen, (long long)all));
}

static const char *number(struct desk_pen *pen, uint32_t value)
{
    return value ? desk_number(pen, value) : "-";
}

/* A row of a sub-district, or of all of them. */
static struct web_drop_row row_of(struct desk_pen *pen, const char *name,
                                  const struct jk_drop_progress *p)
{
    return (struct web_drop_row){
        .name = name,
        .received = of(pen, p->received, p->drops),
        .items = of(pen, p->items_received, p->items),
        .left = number(pen, p->left),
        .threatened = number(pen, p->risks[JK_DROP_SLOW]),
        .late = number(pen, p->risks[JK_DROP_LATE] + p->risks[JK_DROP_MISSING]),
        .bad = number(pen, p->bad),
        .station = p->of_stage[JK_DROP_STATION] ? of(pen, p->received_of_stage[JK_DROP_STATION],
                                                     p->of_stage[JK_DROP_STATION])
                                                : "-"
    };
}

static void sum(struct jk_drop_progress *all, const struct jk_drop_progress *p)
{
    all->drops += p->drops;
    all->left += p->left;
    all->received += p->received;
    all->bad += p->bad;
    all->items += p->items;
    all->items_received += p->items_received;
    for (int i = 0; i < JK_DROP_STAGES; i++) {
        all->of_stage[i] += p->of_stage[i];
        all->received_of_stage[i] += p->received_of_stage[i];
    }
    for (int i = 0; i < JK_DROP_RISKS; i++)
        all->risks[i] += p->risks[i];
}

static void fill_table(struct desk_pen *pen, const struct jk_drops_page *page,
                       struct web_drops *view)
{
    struct web_drop_row *rows = desk_array(pen, page->district_count + 1, sizeof *rows);
    struct jk_drop_progress all = { .region = "" };

    for (size_t i = 0; rows && i < page->district_count; i++) {
        const struct jk_region *region = jk_pack_region(pen->pack, page->districts[i].region);

        rows[i] =
            row_of(pen, region ? region->name : page->districts[i].region, &page->districts[i]);
        sum(&all, &page->districts[i]);
    }
    if (rows)
        rows[page->district_count] = row_of(pen, desk_say(pen, JK_TEXT_DROPS_ALL), &all);
    view->districts = rows;
    view->districts_count = rows && page->district_count ? page->district_count + 1 : 0;
    view->progress = desk_fill(pen, JK_TEXT_DROPS_PROGRESS,
                               (const char *const[]){ "received", desk_number(pen, all.received),
                                                      "count", desk_number(pen, all.drops), "left",
                                                      desk_number(pen, all.left), NULL });
    view->threatened =
        all.risks[JK_DROP_SLOW] + all.risks[JK_DROP_LATE] + all.risks[JK_DROP_MISSING]
            ? desk_fill_one(pen, JK_TEXT_DROPS_THREATENED, "count",
                            desk_number(pen, all.risks[JK_DROP_SLOW] + all.risks[JK_DROP_LATE] +
                                                 all.risks[JK_DROP_MISSING]))
            : "";
}

static void fill_list(struct desk_pen *pen, const struct jk_matters_page *list,
                      struct web_drops *view)
{
    struct web_matter_row *rows = desk_array(pen, list->count, sizeof *rows);

    for (size_t i = 0; rows && i < list->count; i++)
        rows[i] = desk_matter_row(pen, &list->rows[i]);
    view->rows = rows;
    view->rows_count = rows ? list->count : 0;
    view->states = state_options(pen, list->state, &view->states_count);
    view->stages = stage_options(pen, JK_TEXT_DROPS_ANY_STAGE, list->stage, &view->stages_count);
    view->threatened_only = list->threatened;
    if (list->next)
        view->rest = desk_fmt(pen, "/meja/logistik?sebelum=%s&keadaan=%s&tujuan=%s%s", list->next,
                              desk_url(pen, list->state), desk_url(pen, list->stage),
                              list->threatened ? "&bahaya=1" : "");
}

enum jk_status jk_drops_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_drops_page *page)
{
    JK_ASSERT(page != NULL && page->list != NULL && page->form != NULL);

    const struct jk_matters_page *list = page->list;
    struct desk_pen pen = desk_pen_of(reader);
    struct web_drops view = { .outcome = { list->done, list->fault },
                              .csrf = reader->csrf,
                              .title = desk_say(&pen, JK_TEXT_DROPS_TITLE),
                              .may_file = list->may_file,
                              .open = list->fault != NULL || page->form->about[0] };
    struct jk_buf content = { 0 };

    pen.tz = list->region->tz;
    view.form = form_of(&pen, reader, page);
    fill_table(&pen, page, &view);
    fill_list(&pen, list, &view);
    if (page->district_count) {
        view.bars = matters_draw_bars(&pen, page);
        view.map = matters_draw_map(&pen, page);
    }
    if (!pen.failed)
        web_drops(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
