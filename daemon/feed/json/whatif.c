/* The answer of a what-if as JSON and as one sentence. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/feed/json/whatif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"

bool jk_whatif_note(struct jk_whatif_pairs *pairs, const struct jk_whatif_pair *pair)
{
    struct jk_whatif_view *view = pairs->view;
    struct jk_whatif_pair *at;

    if (pair->before.level_max != JK_LEVEL_NONE)
        view->before[pair->before.level]++;
    if (pair->after.level_max != JK_LEVEL_NONE)
        view->after[pair->after.level]++;
    if (pair->before.level == pair->after.level && pair->before.level_max == pair->after.level_max)
        return true;
    at = jk_arena_grow(pairs->arena, pairs->at, view->pair_count, &pairs->cap, sizeof *at);
    if (!at)
        return false;
    pairs->at = at;
    at[view->pair_count++] = *pair;
    return true;
}

static int compare_pairs(const void *x, const void *y)
{
    const struct jk_whatif_pair *a = x, *b = y;
    int order = (int)b->after.level - (int)a->after.level;

    if (order == 0)
        order = (int)b->before.level - (int)a->before.level;
    if (order == 0)
        order = (a->distance_m > b->distance_m) - (a->distance_m < b->distance_m);
    if (order == 0)
        order = strcmp(a->a.uid, b->a.uid);
    return order ? order : strcmp(a->b.uid, b->b.uid);
}

void jk_whatif_end(struct jk_whatif_pairs *pairs)
{
    if (pairs->view->pair_count)
        qsort(pairs->at, pairs->view->pair_count, sizeof *pairs->at, compare_pairs);
    pairs->view->pairs = pairs->at;
}

static json_t *policy_json(const struct jk_policy *policy)
{
    return policy ? json_pack("{s:s, s:i}", "id", policy->id, "version", (int)policy->version)
                  : NULL;
}

static json_t *counts_json(const size_t counts[JK_LEVEL_END])
{
    struct jk_json object = jk_json_object();

    for (int level = JK_LEVEL_END - 1; level > JK_LEVEL_NONE; level--)
        jk_json_set(&object, jk_level_word((enum jk_level)level),
                    json_integer((json_int_t)counts[level]));
    jk_json_set_integer(&object, "possible", (json_int_t)counts[JK_LEVEL_NONE]);
    return jk_json_end(&object);
}

static json_t *levels_json(struct jk_levels levels)
{
    return json_pack("{s:s, s:s}", "level", jk_level_word(levels.level), "level_max",
                     jk_level_word(levels.level_max));
}

static json_t *side_json(const struct jk_side_view *side, const struct jk_side_view *beside,
                         const struct jk_pack *pack)
{
    return json_pack("{s:s, s:o, s:s}", "uid", side->uid, "party",
                     feed_party_beside_json(pack, side->party, beside->party), "summary",
                     side->summary);
}

json_t *jk_whatif_json(const struct jk_whatif_view *view, const struct jk_pack *pack,
                       enum jk_lang lang)
{
    JK_ASSERT((unsigned)lang < JK_LANG_END);

    struct jk_json pairs = jk_json_list();
    json_t *text;
    struct jk_buf line = { 0 };

    for (size_t i = 0; i < view->pair_count; i++) {
        const struct jk_whatif_pair *p = &view->pairs[i];

        jk_json_add(&pairs,
                    json_pack("{s:s*, s:[o, o], s:o, s:o, s:f, s:s}", "id", p->id[0] ? p->id : NULL,
                              "sides", side_json(&p->a, &p->b, pack), side_json(&p->b, &p->a, pack),
                              "before", levels_json(p->before), "after", levels_json(p->after),
                              "distance_m", p->distance_m, "rule", p->rule));
    }
    jk_whatif_line(&line, view, lang);
    text = json_string(line.at ? line.at : "");
    jk_buf_clear(&line);
    return json_pack("{s:o*, s:o*, s:o, s:o, s:o, s:o, s:b}", "policy", policy_json(view->now),
                     "whatif", policy_json(view->then), "before", counts_json(view->before),
                     "after", counts_json(view->after), "changed", jk_json_end(&pairs), "text",
                     text, "simulation", pack->simulation);
}

/* Conflicts at a level, without those that only their uncertainty makes one. */
static size_t all_of(const size_t counts[JK_LEVEL_END])
{
    size_t sum = 0;

    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++)
        sum += counts[level];
    return sum;
}

/* How many pairs go up, or down, to a level. */
static size_t moved_to(const struct jk_whatif_view *view, enum jk_level level, bool up)
{
    size_t count = 0;

    for (size_t i = 0; i < view->pair_count; i++) {
        const struct jk_whatif_pair *p = &view->pairs[i];

        count +=
            p->after.level == level && (up ? p->before.level < level : p->before.level > level);
    }
    return count;
}

static void add_moved(struct jk_buf *buf, const struct jk_text *text, size_t count,
                      enum jk_level level, enum jk_lang lang)
{
    char number[24], line[200];

    snprintf(number, sizeof number, "%zu", count);
    jk_text_fill(jk_text_get(text, lang),
                 (const char *const[]){ "count", number, "level", jk_level_word(level), NULL },
                 line, sizeof line);
    jk_buf_str(buf, line);
}

/* The moves, the highest level first, those up before those down. */
static void add_moves(struct jk_buf *buf, const struct jk_whatif_view *view, enum jk_lang lang)
{
    const char *sep = "";

    for (int up = 1; up >= 0; up--) {
        for (int level = JK_LEVEL_END - 1; level >= JK_LEVEL_NONE; level--) {
            const size_t count = moved_to(view, (enum jk_level)level, up);

            if (count == 0)
                continue;
            jk_buf_str(buf, sep);
            add_moved(buf,
                      up                       ? JK_TEXT_WHATIF_UP
                      : level == JK_LEVEL_NONE ? JK_TEXT_WHATIF_GONE
                                               : JK_TEXT_WHATIF_DOWN,
                      count, (enum jk_level)level, lang);
            sep = ", ";
        }
    }
    if (!sep[0])
        jk_buf_str(buf, jk_text_get(JK_TEXT_WHATIF_NONE, lang));
}

void jk_whatif_line(struct jk_buf *buf, const struct jk_whatif_view *view, enum jk_lang lang)
{
    if (!view->then) {
        add_moves(buf, view, lang);
        return;
    }

    size_t before = all_of(view->before), after = all_of(view->after);
    size_t by = after > before ? after - before : before - after;
    const char *sep = " (";

    jk_buf_fmt(buf, "%s/%u: ", view->then->id, view->then->version);
    if (by > 0)
        jk_buf_fmt(buf, "%zu ", by);
    jk_buf_str(buf, jk_text_get(by == 0          ? JK_TEXT_WHATIF_SAME
                                : after > before ? JK_TEXT_WHATIF_MORE
                                                 : JK_TEXT_WHATIF_FEWER,
                                lang));
    for (int level = JK_LEVEL_END - 1; level > JK_LEVEL_NONE; level--) {
        jk_buf_fmt(buf, "%s%s %zu > %zu", sep, jk_level_word((enum jk_level)level),
                   view->before[level], view->after[level]);
        sep = ", ";
    }
    jk_buf_char(buf, ')');
}
