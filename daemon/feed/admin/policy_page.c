/* The rows of the policy as a table, and what another limit of one row would change.
 *
 * A policy has a row for each pair of classes; many of them are one row by name. They are shown by
 * name, in the order of the pack. What a change would do is shown before it can be stated. */
#include "jarak/feed/admin/policy.h"

#include <string.h>
#include "daemon/feed/admin/policy_history.h"
#include "daemon/feed/admin/whatif_pairs.h"
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"

#define ROWS_MAX 64

struct rows {
    const struct jk_row *at[ROWS_MAX];
    size_t count;
};

static bool has_row(const struct rows *rows, const char *id)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->at[i]->id, id) == 0)
            return true;
    }
    return false;
}

static void add_row(struct rows *rows, const struct jk_row *row)
{
    if (row->stated && !row->exempt && rows->count < ROWS_MAX && !has_row(rows, row->id))
        rows->at[rows->count++] = row;
}

/* Every row by name that judges anything. */
static void gather(const struct jk_policy *policy, struct rows *rows)
{
    rows->count = 0;
    for (int relation = 0; relation < JK_RELATION_END; relation++) {
        for (int era = 0; era < JK_ERA_END; era++) {
            for (int a = 0; a < JK_SIZE_END; a++) {
                for (int b = 0; b < JK_SIZE_END; b++) {
                    add_row(rows, &policy->rows[relation][era][a][b]);
                    add_row(rows, &policy->sea_land[relation][era][a][b]);
                }
            }
        }
    }
}

/* "5,0 km dan 120 menit"; "-" where the row has no such level. */
static const char *limit_of(struct desk_pen *pen, const struct jk_rung *rung)
{
    if (!rung->present)
        return "-";
    return desk_fmt(pen, "%s, %s", desk_distance(pen, rung->distance_m),
                    rung->same_day ? desk_say(pen, JK_TEXT_POLICY_SAME_DAY)
                                   : desk_minutes(pen, rung->tau_s));
}

static void fill_rows(struct desk_pen *pen, const struct rows *rows, const struct jk_limit_ask *ask,
                      struct web_policy *out)
{
    struct web_policy_row *list = desk_array(pen, rows->count, sizeof *list);
    struct web_option *names = desk_array(pen, rows->count, sizeof *names);
    struct web_option *levels = desk_array(pen, JK_LEVEL_END, sizeof *levels);

    for (size_t i = 0; list && names && i < rows->count; i++) {
        const struct jk_row *row = rows->at[i];

        list[i] = (struct web_policy_row){ row->id, limit_of(pen, &row->rung[JK_LEVEL_SIAGA]),
                                           limit_of(pen, &row->rung[JK_LEVEL_WASPADA]),
                                           limit_of(pen, &row->rung[JK_LEVEL_INFO]) };
        names[i] = (struct web_option){ row->id, row->id, ask && strcmp(ask->row, row->id) == 0 };
    }
    for (int level = JK_LEVEL_SIAGA; levels && level >= JK_LEVEL_INFO; level--)
        levels[out->levels_count++] = (struct web_option){
            jk_level_word((enum jk_level)level), jk_level_word((enum jk_level)level),
            ask && strcmp(ask->level, jk_level_word((enum jk_level)level)) == 0
        };
    out->rows = list;
    out->rows_count = list ? rows->count : 0;
    out->names = names;
    out->names_count = names ? rows->count : 0;
    out->levels = levels;
}

static void fill_answer(struct desk_pen *pen, const struct jk_whatif_view *view,
                        struct web_policy *out)
{
    struct jk_buf line = { 0 };

    jk_whatif_line(&line, view, pen->lang);
    out->answer = desk_text_of(pen, &line);
    out->pairs = feed_whatif_pairs(pen, view, &out->pairs_count);
    if (view->pair_count > JK_WHATIF_SHOWN)
        out->more =
            desk_fill_one(pen, JK_TEXT_POLICY_MORE, "count",
                          desk_number(pen, (long long)(view->pair_count - JK_WHATIF_SHOWN)));
}

/* "Ditetapkan rakor Forkopimda, Kamis, 19 September 2024; dasar: ..."; or that nobody has. */
static const char *source_of(struct desk_pen *pen, const struct jk_policy *policy)
{
    const char *basis = policy->basis[0] ? policy->basis : "-";

    if (!policy->decided_by[0])
        return desk_fill_one(pen, JK_TEXT_POLICY_UNDECIDED, "value", basis);
    return desk_fill(pen, JK_TEXT_POLICY_DECIDED,
                     (const char *const[]){ "who", policy->decided_by, "date",
                                            policy->decided_day == INT32_MIN
                                                ? "-"
                                                : desk_date(pen, policy->decided_day),
                                            "value", basis, NULL });
}

/* Whom a policy holds for, by name. */
static const char *whose_text(struct desk_pen *pen, const struct jk_scope *scope)
{
    const struct jk_region *region = jk_pack_region(pen->pack, scope->region);
    const char *text = "";

    for (size_t i = 0; scope->own && i < scope->contest_count; i++) {
        const struct jk_contest *contest = jk_pack_contest(pen->pack, scope->contests[i]);

        text = desk_fmt(pen, "%s%s%s", text, i ? ", " : "", contest->name[pen->lang]);
    }
    if (scope->own)
        return text;
    return region ? region->name : desk_say(pen, JK_TEXT_POLICY_NATION);
}

/* A choice among the policies, where there are several. */
static void fill_others(struct desk_pen *pen, const struct jk_policy_page *page,
                        struct web_policy *out)
{
    uint32_t count = pen->pack->statement_count;
    struct web_policy_other *list = count > 1 ? desk_array(pen, count, sizeof *list) : NULL;

    out->of_contest = page->of.contest;
    out->of_region = page->of.region;
    for (uint32_t i = 0; list && i < count; i++) {
        const struct jk_statement *s = &pen->pack->statements[i];
        bool by_contest = s->scope.own && s->scope.contest_count > 0;
        const struct jk_calendar_of of = { by_contest ? s->scope.contests[0] : "",
                                           s->scope.region };

        list[i] = (struct web_policy_other){
            .name = desk_fmt(pen, "%s %u", s->policy->id, s->policy->version),
            .whose = whose_text(pen, &s->scope),
            /* One that an edition lies over is nobody's by itself. */
            .href = jk_policy_for(pen->pack, &of)->statement != i
                        ? ""
                        : desk_fmt(pen, "/meja/kebijakan?%s=%s", by_contest ? "contest" : "region",
                                   by_contest ? s->scope.contests[0] : s->scope.region),
            .shown = page->policy->statement == i,
            .above = s->above == JK_NOTHING_ABOVE
                         ? ""
                         : desk_fill_one(pen, JK_TEXT_POLICY_ABOVE, "value",
                                         pen->pack->statements[s->above].policy->id),
        };
    }
    out->others = list;
    out->others_count = list ? count : 0;
}

enum jk_status jk_desk_policy_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_policy_page *page)
{
    JK_ASSERT(page != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    const struct jk_policy *policy = page->policy;
    const char *const about[] = { "value", policy->id, "count",
                                  desk_number(&pen, (long long)policy->version), NULL };
    struct web_policy view = { .outcome = { page->done, page->fault },
                               .seen = desk_fmt(&pen, "%u", page->seen),
                               .basis = page->basis,
                               .row = page->ask ? page->ask->row : "",
                               .level = page->ask ? page->ask->level : "",
                               .told = page->told,
                               .may_confirm = page->may_state && page->view,
                               .csrf = reader->csrf,
                               .distance = page->ask ? page->ask->distance_km : "",
                               .minutes = page->ask ? page->ask->minutes : "" };
    struct jk_buf content = { 0 };
    struct rows rows;

    gather(policy, &rows);
    fill_others(&pen, page, &view);
    feed_policy_history(&pen, reader, page, &view);
    view.about = desk_fmt(&pen, "%s %s", desk_fill(&pen, JK_TEXT_POLICY_ABOUT, about),
                          source_of(&pen, policy));
    fill_rows(&pen, &rows, page->ask, &view);
    if (page->view)
        fill_answer(&pen, page->view, &view);
    if (!pen.failed)
        web_policy(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_POLICY_TITLE), &content);
}
