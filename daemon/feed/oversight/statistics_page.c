/* The page: a table with a column for each paslon, and the drawing beside it. */
#include "jarak/feed/oversight/statistics.h"

#include "daemon/feed/desk/pen.h"
#include "daemon/feed/oversight/views.h"
#include "jarak/base/defend.h"

#define ROWS_FIXED (9 + JK_LEVEL_END + JK_STATE_END + JK_STAT_MARGINS)

/* The page on its way. */
struct filling {
    struct desk_pen *pen;
    const struct jk_statistics *of;
    struct web_stat_row *rows;
    size_t count;
};

static void add_head(struct filling *f, const struct jk_text *text)
{
    f->rows[f->count++] = (struct web_stat_row){ desk_say(f->pen, text), true, NULL, 0 };
}

/* One figure of each paslon. */
typedef const char *value_of(struct filling *f, const struct jk_stat_paslon *p, size_t which);

static void add_row(struct filling *f, const char *name, value_of *value, size_t which)
{
    struct web_stat_cell *cells = desk_array(f->pen, f->of->paslon_count, sizeof *cells);

    for (size_t i = 0; cells && i < f->of->paslon_count; i++)
        cells[i].value = value(f, &f->of->paslon[i], which);
    f->rows[f->count++] =
        (struct web_stat_row){ name, false, cells, cells ? f->of->paslon_count : 0 };
}

static const char *activities(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    (void)which;
    return desk_number(f->pen, p->activities);
}

static const char *of_level(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    return desk_number(f->pen, p->levels[which]);
}

static const char *of_state(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    return desk_number(f->pen, p->states[which]);
}

static const char *of_district(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    return desk_number(f->pen, p->districts[which]);
}

static const char *of_margin(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    return desk_number(f->pen, p->margins[which]);
}

static const char *of_decided(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    if (which == 0)
        return desk_number(f->pen, p->decided);
    if (p->decided == 0)
        return "-";
    return desk_while(f->pen, which == 1 ? p->median_s : p->longest_s);
}

static const char *overrides(struct filling *f, const struct jk_stat_paslon *p, size_t which)
{
    (void)which;
    return desk_number(f->pen, p->overrides);
}

static const char *margin_name(struct filling *f, unsigned margin)
{
    const unsigned upper = jk_stat_margin_m(margin);

    return desk_fill_one(f->pen, upper ? JK_TEXT_STAT_BELOW : JK_TEXT_STAT_FROM, "value",
                         desk_distance(f->pen, upper ? upper : jk_stat_margin_m(margin - 1)));
}

static void fill_rows(struct filling *f)
{
    struct desk_pen *pen = f->pen;

    add_row(f, desk_say(pen, JK_TEXT_STAT_ACTIVITIES), activities, 0);
    add_head(f, JK_TEXT_STAT_LEVELS);
    for (size_t i = JK_LEVEL_END; i-- > 0;)
        add_row(f,
                i ? desk_capital(pen, jk_level_word((enum jk_level)i))
                  : desk_say(pen, JK_TEXT_STAT_NO_LEVEL),
                of_level, i);
    add_head(f, JK_TEXT_STAT_STATES);
    for (size_t i = 0; i < JK_STATE_END; i++) {
        const struct jk_desk_activity a = { .state = (enum jk_state)i, .assessed = true };

        if (i != JK_STATE_DRAFT && i != JK_STATE_WITHDRAWN)
            add_row(f, desk_capital(pen, desk_state(pen, &a)), of_state, i);
    }
    add_head(f, JK_TEXT_STAT_MARGINS);
    for (unsigned i = 0; i < JK_STAT_MARGINS; i++)
        add_row(f, margin_name(f, i), of_margin, i);
    add_head(f, JK_TEXT_STAT_DECISIONS);
    add_row(f, desk_say(pen, JK_TEXT_STAT_DECIDED), of_decided, 0);
    add_row(f, desk_say(pen, JK_TEXT_STAT_MEDIAN), of_decided, 1);
    add_row(f, desk_say(pen, JK_TEXT_STAT_LONGEST), of_decided, 2);
    add_row(f, desk_say(pen, JK_TEXT_STAT_OVERRIDES), overrides, 0);
    add_head(f, JK_TEXT_STAT_DISTRICTS);
    for (size_t i = 0; i < f->of->district_count; i++)
        add_row(f, f->of->districts[i], of_district, i);
}

enum jk_status jk_statistics_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_statistics *s, const char *date)
{
    JK_ASSERT(s != NULL && s->region != NULL && date != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 }, drawing = { 0 };
    struct web_statistics view = { .title = desk_say(&pen, JK_TEXT_STAT_TITLE), .date = date };
    struct filling f = { &pen, s, NULL, 0 };
    struct web_stat_cell *heads = desk_array(&pen, s->paslon_count, sizeof *heads);

    pen.tz = s->region->tz;
    f.rows = desk_array(&pen, ROWS_FIXED + 4 + s->district_count, sizeof *f.rows);
    view.about = desk_fill(&pen, JK_TEXT_STAT_ABOUT,
                           (const char *const[]){ "where", s->region->name, "time",
                                                  desk_instant(&pen, s->time_s), NULL });
    view.csv_href = desk_fmt(&pen, "/api/v1/statistics.csv?region=%s%s%s", s->region->code,
                             date[0] ? "&date=" : "", desk_url(&pen, date));
    view.svg_href = desk_fmt(&pen, "/api/v1/statistics.svg?region=%s%s%s", s->region->code,
                             date[0] ? "&date=" : "", desk_url(&pen, date));
    for (size_t i = 0; heads && i < s->paslon_count; i++)
        heads[i].value =
            desk_fmt(&pen, "%s, %s", s->paslon[i].label, s->paslon[i].office[reader->lang]);
    view.heads = heads;
    view.heads_count = heads ? s->paslon_count : 0;
    if (f.rows)
        fill_rows(&f);
    view.rows = f.rows;
    view.rows_count = f.count;
    if (jk_statistics_svg(&drawing, s, reader->lang, false) != JK_OK)
        pen.failed = true;
    view.drawing = (struct jk_markup){ desk_text_of(&pen, &drawing) };
    if (!pen.failed)
        web_statistics(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
