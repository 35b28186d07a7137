/* Words of the wire as a person reads them, and rows of a list.
 *
 * Instants are cut out of their ISO 8601 text: the hour stands in it as the region's clock showed
 * it, and its offset names the zone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/ctl/online/online.h"
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/base/heap.h"
#include "jarak/ctl/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/activity.h"
#include "jarak/model/chain_state.h"
#include "jarak/policy/policy.h"

#define DATE_BYTES 10
#define ISO_BYTES  25 /* 2024-11-23T14:00:00+08:00 */

const char *ctl_state_name(const char *word, enum jk_lang lang)
{
    static const struct jk_text *const names[] = {
        JK_TEXT_STATE_DRAFT,    JK_TEXT_STATE_SUBMITTED, JK_TEXT_STATE_UNDER_REVIEW,
        JK_TEXT_STATE_ON_HOLD,  JK_TEXT_STATE_RETURNED,  JK_TEXT_STATE_APPROVED,
        JK_TEXT_STATE_REFUSED,  JK_TEXT_STATE_WITHDRAWN, JK_TEXT_STATE_DONE,
        JK_TEXT_STATE_NOT_HELD,
    };
    enum jk_state state = jk_state_of(word);

    _Static_assert(sizeof names / sizeof *names == JK_STATE_END, "every state has its name");
    return state == JK_STATE_END ? word : jk_text_get(names[state], lang);
}

const char *ctl_kind_name(const char *word, enum jk_lang lang)
{
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        if (strcmp(word, jk_kind_word((enum jk_kind)kind)) == 0)
            return jk_kind_name((enum jk_kind)kind, lang);
    }
    return word;
}

const char *ctl_leg_name(const char *word, enum jk_lang lang)
{
    for (int leg = 0; leg < JK_LEG_END; leg++) {
        if (strcmp(word, jk_leg_word((enum jk_leg)leg)) == 0)
            return jk_leg_name((enum jk_leg)leg, lang);
    }
    return word;
}

static const char *level_name(const char *word)
{
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (strcmp(word, jk_level_word((enum jk_level)level)) == 0)
            return jk_level_name((enum jk_level)level);
    }
    return NULL;
}

void ctl_level_add(struct jk_buf *out, const json_t *object, enum jk_lang lang)
{
    const json_t *assessed = json_object_get(object, "assessed");
    const char *sure = level_name(ctl_text_of(object, "level"));
    const char *most = level_name(ctl_text_of(object, "level_max"));

    if (sure)
        jk_buf_str(out, sure);
    else if (most)
        jk_buf_fmt(out, "%s %s", jk_text_get(JK_TEXT_CTL_POSSIBLY, lang), most);
    else
        jk_buf_str(out,
                   json_is_false(assessed) ? jk_text_get(JK_TEXT_CHECK_UNASSESSED, lang) : "-");
}

static const char *zone_of(const char *time)
{
    const char *offset = strlen(time) == ISO_BYTES ? time + ISO_BYTES - 6 : "";

    return strcmp(offset, "+07:00") == 0   ? " WIB"
           : strcmp(offset, "+08:00") == 0 ? " WITA"
           : strcmp(offset, "+09:00") == 0 ? " WIT"
                                           : "";
}

static void add_clock(struct jk_buf *out, const char *time, enum jk_lang lang)
{
    if (strlen(time) >= 16)
        jk_buf_fmt(out, "%.2s%c%.2s", time + 11, lang == JK_LANG_ID ? '.' : ':', time + 14);
}

void ctl_date_add(struct jk_buf *out, const char *time)
{
    jk_buf_fmt(out, "%.*s", DATE_BYTES, time[0] ? time : "-");
}

void ctl_long_date_add(struct jk_buf *out, const char *time, enum jk_lang lang)
{
    int32_t day;

    if (strlen(time) >= DATE_BYTES && jk_date_parse((struct jk_span){ time, DATE_BYTES }, &day))
        jk_long_date_add(out, day, lang);
    else
        jk_buf_str(out, "-");
}

void ctl_hours_add(struct jk_buf *out, const char *from, const char *to, enum jk_lang lang)
{
    if (!from[0] || !to[0]) {
        jk_buf_str(out, "-");
        return;
    }
    add_clock(out, from, lang);
    if (strcmp(from, to) == 0) {
        jk_buf_str(out, zone_of(from));
        return;
    }
    jk_buf_char(out, '-');
    if (strncmp(from, to, DATE_BYTES) != 0)
        jk_buf_fmt(out, "%.*s ", DATE_BYTES, to);
    add_clock(out, to, lang);
    jk_buf_str(out, zone_of(from));
}

void ctl_place_add(struct jk_buf *out, const json_t *object, enum jk_lang lang)
{
    const char *place = ctl_text_of(object, "place"), *district = ctl_text_of(object, "district");

    if (!place[0] && !district[0])
        jk_buf_str(out, jk_text_get(JK_TEXT_CTL_PLACE_UNKNOWN, lang));
    jk_buf_str(out, place);
    if (district[0] && !strstr(place, district))
        jk_buf_fmt(out, "%sKec. %s", place[0] ? ", " : "", district);
}

/* Kilometres above a kilometre, else metres: what is read aloud. */
static void add_metres(struct jk_buf *out, double metres, unsigned fraction, enum jk_lang lang)
{
    bool far = metres >= 1000.0;

    jk_decimal_add(out, far ? metres / 1000.0 : metres, far ? fraction + 2 : fraction,
                   lang == JK_LANG_ID ? ',' : '.');
    jk_buf_str(out, far ? " km" : " m");
}

void ctl_miss_add(struct jk_buf *out, const json_t *part, enum jk_lang lang)
{
    const json_t *at = json_object_get(part, "at");
    double distance_m = json_number_value(json_object_get(part, "distance_m"));
    double required_m = json_number_value(json_object_get(part, "required_m"));
    int64_t a = 0, b = 0;
    unsigned fraction;
    struct jk_buf gap = { 0 }, limit = { 0 };
    char text[256];

    /* At the limit two decimals would tell both alike. */
    fraction = fabs(distance_m - required_m) < 10.0 ? 1 : 0;
    add_metres(&gap, distance_m, fraction, lang);
    add_metres(&limit, required_m, fraction, lang);
    jk_text_fill(jk_text_get(JK_TEXT_CTL_DISTANCE, lang),
                 (const char *const[]){ "value", gap.at, "limit", limit.at, NULL }, text,
                 sizeof text);
    jk_buf_str(out, text);
    jk_buf_reset(&gap);
    jk_buf_reset(&limit);
    if (!json_is_true(json_object_get(part, "same_day")) &&
        jk_iso_parse(jk_span_of(ctl_text_of(json_array_get(at, 0), "time")), &a) &&
        jk_iso_parse(jk_span_of(ctl_text_of(json_array_get(at, 1), "time")), &b)) {
        jk_buf_fmt(&gap, "%lld", llabs((long long)(a - b)) / 60);
        jk_buf_fmt(&limit, "%d", ctl_number_of(part, "tau_s") / 60);
        jk_text_fill(jk_text_get(JK_TEXT_CTL_APART, lang),
                     (const char *const[]){ "value", gap.at, "limit", limit.at, NULL }, text,
                     sizeof text);
        jk_buf_fmt(out, ", %s", text);
    }
    jk_buf_clear(&gap);
    jk_buf_clear(&limit);
}

void ctl_quoted_add(struct jk_buf *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "@%+=:,./_-";

    if (word[0] && strspn(word, plain) == strlen(word)) {
        jk_buf_str(out, word);
        return;
    }
    jk_buf_char(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            jk_buf_str(out, "'\\''");
        else
            jk_buf_char(out, *word);
    }
    jk_buf_char(out, '\'');
}

void ctl_say(const struct jk_ctl *ctl, FILE *where, const struct jk_text *text,
             const char *const names[])
{
    char line[1024];

    jk_text_fill(jk_text_get(text, ctl->lang), names, line, sizeof line);
    fprintf(where, "%s\n", line);
}

void ctl_rows_add(struct ctl_rows *rows, const char *cell)
{
    char *copy = jk_heap_copy(cell && cell[0] ? cell : "-");

    /* A tab or line break of somebody's title must not begin a cell. */
    for (char *c = copy; c && *c; c++) {
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    }
    if (copy && jk_grow(&rows->cells, rows->count, &rows->cap, sizeof *rows->cells))
        rows->cells[rows->count++] = copy;
    else
        free(copy);
}

void ctl_rows_take(struct ctl_rows *rows, struct jk_buf *cell)
{
    ctl_rows_add(rows, jk_buf_ok(cell) && cell->len ? cell->at : "-");
    jk_buf_reset(cell);
}

/* Characters, as a terminal counts them for the letters of our languages. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static int widest(const struct ctl_rows *rows, size_t column, size_t columns)
{
    int most = 0;

    for (size_t i = column; i < rows->count; i += columns) {
        int width = width_of(rows->cells[i]);

        most = width > most ? width : most;
    }
    return most;
}

void ctl_rows_print(struct ctl_rows *rows, size_t columns)
{
    bool terminal = isatty(STDOUT_FILENO);

    for (size_t i = 0; i < rows->count; i++) {
        bool last = i % columns + 1 == columns;
        int pad = last || !terminal
                      ? 0
                      : widest(rows, i % columns, columns) + 2 - width_of(rows->cells[i]);

        printf("%s%*s%s", rows->cells[i], pad, "", last ? "\n" : terminal ? "" : "\t");
    }
    for (size_t i = 0; i < rows->count; i++)
        free(rows->cells[i]);
    free(rows->cells);
    *rows = (struct ctl_rows){ 0 };
}
