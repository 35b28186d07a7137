/* tests/cases/notices: streams as a team sends them, and what an official must be told. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/app/compose.h"
#include "jarak/app/notices/submit.h"
#include "jarak/app/registry/registry.h"
#include "tests/support/texts.h"
#include "tests/unit/app/desk.h"

static const char *const files[] = {
    "tests/cases/notices/places.txt",  "tests/cases/notices/times.txt",
    "tests/cases/notices/repeats.txt", "tests/cases/notices/parties.txt",
    "tests/cases/notices/convoys.txt", "tests/cases/notices/unknown.txt",
    "tests/cases/notices/names.txt"
};

/* One file being read: the case so far, what it must bring, what it brought. */
struct reading {
    struct desk d;
    const char *path;
    unsigned line, cases;
    struct jk_point origin;
    char name[160], where[320];
    struct jk_buf stream;
    bool ended, judged;
    enum jk_status rc;
    size_t expected; /* pairs named by the case */
};

/* Three paslon in one contest; the pack of 2024 has two everywhere. */
static void widen_pack(struct desk *d)
{
    static const struct jk_paslon paslon[] = { { 1, "Paslon 1" },
                                               { 2, "Paslon 2" },
                                               { 3, "Kolom kosong" } };
    struct jk_contest *contests =
        jk_arena_array(&d->pack_arena, d->pack.contest_count, sizeof *contests);

    cr_assert(contests != NULL);
    memcpy(contests, d->pack.contests, d->pack.contest_count * sizeof *contests);
    for (size_t i = 0; i < d->pack.contest_count; i++) {
        if (strcmp(contests[i].id, "pilbup-64.08") == 0) {
            contests[i].paslon = paslon;
            contests[i].paslon_count = 3;
        }
    }
    d->pack.contests = contests;
    d->pack.contest_names.cap = 0; /* they are others than those that were loaded */
}

static void judge(struct reading *r)
{
    struct jk_submission check = { .actor = jk_app_account(r->d.app, "bawaslu-64"),
                                   .now_s = DESK_NOW };

    if (r->judged)
        return;
    compose_end(&r->stream);
    jk_outcome_clear(&r->d.outcome);
    jk_arena_clear(&r->d.arena);
    check.bytes = jk_buf_view(&r->stream);
    r->d.err = (struct jk_error){ .status = JK_OK };
    r->rc = jk_app_submit(r->d.app, &r->d.arena, &check, &r->d.outcome, &r->d.err);
    r->judged = true;
}

static void must_be_read(struct reading *r)
{
    char text[400] = "";

    judge(r);
    if (r->rc != JK_OK)
        jk_error_format(&r->d.err, JK_LANG_EN, text, sizeof text);
    cr_assert(r->rc == JK_OK, "%s: %s", r->where, text);
}

/* Conflicts of the case, each pair once: they stand in the verdicts of both. */
static size_t count_pairs(const struct reading *r)
{
    size_t both = 0;

    for (size_t i = 0; i < r->d.outcome.count; i++)
        both += r->d.outcome.verdicts[i].conflict_count;
    return both / 2;
}

static void end_chain(struct reading *r)
{
    if (!r->name[0])
        return;
    judge(r);
    cr_assert(r->ended, "%s %s: nothing is expected", r->path, r->name);
    cr_assert(r->rc != JK_OK || count_pairs(r) == r->expected, "%s %s: %zu conflicts, %zu named",
              r->path, r->name, count_pairs(r), r->expected);
    r->name[0] = '\0';
}

static const struct jk_conflict_view *find_conflict(const struct reading *r, const char *own,
                                                    const char *other)
{
    for (size_t i = 0; i < r->d.outcome.count; i++) {
        const struct jk_verdict_view *v = &r->d.outcome.verdicts[i];

        for (size_t k = 0; strcmp(v->uid, own) == 0 && k < v->conflict_count; k++) {
            if (strcmp(v->conflicts[k].other.uid, other) == 0)
                return &v->conflicts[k];
        }
    }
    return NULL;
}

static enum jk_level level_of(const char *word)
{
    int level = JK_LEVEL_INFO;

    while (level < JK_LEVEL_END && strcmp(jk_level_word((enum jk_level)level), word) != 0)
        level++;
    return (enum jk_level)level;
}

/* Local time of WITA as it stands in a case. */
static double time_of(const char *text)
{
    struct jk_civil c = { 0 };

    cr_assert(sscanf(text, "%4d%2d%2dT%2d%2d%2d", &c.year, &c.month, &c.day, &c.hour, &c.minute,
                     &c.second) == 6,
              "no time: %s", text);
    return (double)jk_civil_to_utc(&c, 28800);
}

static void print_column(char *out, size_t cap, struct jk_span column)
{
    snprintf(out, cap, "%.*s", (int)column.len, column.at);
}

static void check_instants(const struct reading *r, const struct jk_part *part, struct jk_span text)
{
    char shown[80], own[24] = "", other[24] = "";
    double slack = 0.0;

    print_column(shown, sizeof shown, text);
    cr_assert(sscanf(shown, "%23s %23[^~]~%lf", own, other, &slack) >= 2, "%s", r->where);
    cr_assert(fabs(part->time_a_s - time_of(own)) <= slack &&
                  fabs(part->time_b_s - time_of(other)) <= slack,
              "%s: %.0f and %.0f s from the stated times", r->where, part->time_a_s - time_of(own),
              part->time_b_s - time_of(other));
}

static void check_figures(const struct reading *r, const struct jk_leg_part *worst,
                          const struct columns *c)
{
    char figures[64], level[16], row[48], legs[48], told[48];
    double distance, tolerance = 0.02;

    print_column(figures, sizeof figures, c->at[1]);
    cr_assert(sscanf(figures, "%15s %lf~%lf", level, &distance, &tolerance) >= 2, "%s", r->where);
    cr_assert(worst->part.levels.level == level_of(level), "%s: %s, expected %s", r->where,
              jk_level_word(worst->part.levels.level), level);
    cr_assert(fabs(worst->part.distance_m - distance) <= tolerance + 1e-9,
              "%s: %.2f m, expected %.2f", r->where, worst->part.distance_m, distance);
    print_column(row, sizeof row, c->at[3]);
    cr_assert(strcmp(worst->part.row->id, row) == 0, "%s: row %s", r->where, worst->part.row->id);
    print_column(legs, sizeof legs, c->at[4]);
    snprintf(told, sizeof told, "%s-%s", jk_leg_word(worst->leg_own),
             jk_leg_word(worst->leg_other));
    cr_assert(strcmp(told, legs) == 0, "%s: legs %s", r->where, told);
    cr_assert(c->at[5].len > 0, "%s: without a source", r->where);
}

/* A conflict and its mirror, which is told to the other side. */
static void expect_conflict(struct reading *r, const char *line)
{
    struct columns c = compose_columns(line);
    const struct jk_conflict_view *view, *mirror;
    char own[48], other[48];

    must_be_read(r);
    cr_assert(c.count == 6 && sscanf(line, "%47s %47s", own, other) == 2, "%s", r->where);
    view = find_conflict(r, own, other);
    mirror = find_conflict(r, other, own);
    cr_assert(view && mirror, "%s: no conflict of %s and %s", r->where, own, other);
    check_figures(r, &view->parts[0], &c);
    check_instants(r, &view->parts[0].part, c.at[2]);
    cr_assert(mirror->levels.level == view->levels.level &&
                  mirror->parts[0].part.distance_m == view->parts[0].part.distance_m &&
                  mirror->parts[0].part.time_a_s == view->parts[0].part.time_b_s &&
                  mirror->parts[0].part.time_b_s == view->parts[0].part.time_a_s,
              "%s: the mirror differs", r->where);
    r->expected++;
}

static void expect_possible(struct reading *r, const char *line)
{
    struct columns c = compose_columns(line);
    const struct jk_conflict_view *view;
    char own[48], other[48], level[16];

    must_be_read(r);
    cr_assert(c.count == 3 && sscanf(line, "%47s %47s", own, other) == 2, "%s", r->where);
    print_column(level, sizeof level, c.at[1]);
    view = find_conflict(r, own, other);
    cr_assert(view && view->levels.level == JK_LEVEL_NONE &&
                  view->levels.level_max == level_of(level),
              "%s", r->where);
    r->expected++;
}

static void expect_refusal(struct reading *r, const char *line)
{
    char status[24], field[48], text[48];
    unsigned at;

    judge(r);
    cr_assert(sscanf(line, "%23s %47s %u %47s | %*c", status, field, &at, text) == 4, "%s",
              r->where);
    cr_assert(r->rc != JK_OK, "%s: it was taken", r->where);
    cr_assert(strcmp(jk_status_name(r->rc), status) == 0 && strcmp(r->d.err.field, field) == 0 &&
                  r->d.err.line == at && strcmp(text_name(r->d.err.text), text) == 0,
              "%s: %s %s line %u %s", r->where, jk_status_name(r->rc), r->d.err.field,
              r->d.err.line, text_name(r->d.err.text));
}

static void expect_unassessed(struct reading *r, const char *line)
{
    char uid[48];
    bool told = false;

    must_be_read(r);
    cr_assert(sscanf(line, "%47s | %*c", uid) == 1, "%s", r->where);
    for (size_t i = 0; i < r->d.outcome.count; i++)
        told = told || (strcmp(r->d.outcome.verdicts[i].uid, uid) == 0 &&
                        !r->d.outcome.verdicts[i].assessed);
    cr_assert(told, "%s: %s is told as assessed", r->where, uid);
}

/* The finding of a rule about a notice, in Indonesian; null where there is none. */
static const char *find_finding(const struct reading *r, const char *uid, const char *rule)
{
    for (size_t i = 0; i < r->d.outcome.count; i++) {
        const struct jk_verdict_view *v = &r->d.outcome.verdicts[i];

        for (size_t k = 0; strcmp(v->uid, uid) == 0 && k < v->finding_count; k++) {
            if (strcmp(v->findings[k].rule, rule) == 0)
                return v->findings[k].text[JK_LANG_ID];
        }
    }
    return NULL;
}

static void expect_finding(struct reading *r, const char *line)
{
    char uid[48], rule[8], words[200];
    const char *text;

    must_be_read(r);
    cr_assert(sscanf(line, "%47s %7s %199[^|]| %*c", uid, rule, words) == 3, "%s", r->where);
    while (words[0] && words[strlen(words) - 1] == ' ')
        words[strlen(words) - 1] = '\0';
    text = find_finding(r, uid, rule);
    cr_assert(text, "%s: %s says nothing of %s", r->where, rule, uid);
    cr_assert(strstr(text, words), "%s: %s", r->where, text);
}

static void expect_silence(struct reading *r, const char *line)
{
    char uid[48], rule[8];
    const char *text;

    must_be_read(r);
    cr_assert(sscanf(line, "%47s %7s | %*c", uid, rule) == 2, "%s", r->where);
    text = find_finding(r, uid, rule);
    cr_assert(!text, "%s: %s", r->where, text);
}

/* Clear is what has been judged and meets nobody. */
static void expect_clear(struct reading *r)
{
    must_be_read(r);
    for (size_t i = 0; i < r->d.outcome.count; i++)
        cr_assert(r->d.outcome.verdicts[i].assessed, "%s: %s is not assessed", r->where,
                  r->d.outcome.verdicts[i].uid);
}

static void begin_chain(struct reading *r, const char *name)
{
    end_chain(r);
    snprintf(r->name, sizeof r->name, "%.150s", name);
    r->ended = r->judged = false;
    r->expected = 0;
    r->cases++;
    compose_begin(&r->stream);
}

static void read_line(struct reading *r, const char *line)
{
    snprintf(r->where, sizeof r->where, "%s:%u %s", r->path, r->line, r->name);
    if (line[0] == '#' || line[0] == '\0')
        return;
    if (sscanf(line, "origin %lf %lf", &r->origin.lat_deg, &r->origin.lon_deg) == 2)
        return;
    if (strncmp(line, "case ", 5) == 0) {
        begin_chain(r, line + 5);
        return;
    }
    if (strncmp(line, "notice ", 7) == 0) {
        cr_assert(!r->judged, "%s: a notice after what is expected", r->where);
        compose_notice(&r->stream, r->origin, line + 7, r->where);
        return;
    }
    if (strncmp(line, "conflict ", 9) == 0)
        expect_conflict(r, line + 9);
    else if (strncmp(line, "possible ", 9) == 0)
        expect_possible(r, line + 9);
    else if (strncmp(line, "unassessed ", 11) == 0)
        expect_unassessed(r, line + 11);
    else if (strncmp(line, "tells ", 6) == 0)
        expect_finding(r, line + 6);
    else if (strncmp(line, "silent ", 7) == 0)
        expect_silence(r, line + 7);
    else if (strncmp(line, "refused ", 8) == 0)
        expect_refusal(r, line + 8);
    else
        cr_assert(strncmp(line, "clear | ", 8) == 0 && line[8], "%s: %s", r->where, line);
    if (strncmp(line, "clear", 5) == 0)
        expect_clear(r);
    r->ended = true;
}

static void read_cases(struct reading *r, const char *path)
{
    char line[4096];
    FILE *f = fopen(path, "r");

    cr_assert(f != NULL, "%s", path);
    r->path = path;
    r->line = 0;
    while (fgets(line, sizeof line, f)) {
        r->line++;
        line[strcspn(line, "\n")] = '\0';
        read_line(r, line);
    }
    end_chain(r);
    fclose(f);
}

Test(notices, every_case_is_told_as_its_arithmetic_says)
{
    static struct reading r;

    desk_open(&r.d);
    widen_pack(&r.d);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        read_cases(&r, files[i]);
    cr_assert(r.cases >= 80, "%u cases", r.cases);
    cr_assert(jk_registry_entries(jk_app_registry(r.d.app)) == 0, "a check keeps nothing");
    jk_buf_clear(&r.stream);
    desk_close(&r.d);
}

/* What was asked for, word by word; each must head at least one case of the files. */
static const char *const groups[] = {
    "place codes",
    "not assessed",
    "unknown numbers",
    "names of the gazetteer",
    "rivals of the day and sub-district",
    "exactly D, D - 1 cm, D + 1 cm in three azimuths",
    "equator",
    "zone edges 114 E and 120 E",
    "latitude/longitude swap refused",
    "duplicate vertices, zero-length legs, one-point route, self-crossing",
    "polygon with a hole",
    "segment interior nearest while vertices are far",
    "200 km legs",
    "head-on",
    "following just under and over tau",
    "overtaking",
    "right-angle crossing at different times",
    "circular route and figure of eight",
    "return meets outbound",
    "return meets return although rallies are clear",
    "stop on the way",
    "tail still leaving while the head arrived",
    "standing at assembly",
    "parallel equal velocity",
    "tau 0 and tau longer than all durations",
    "8-second meetings",
    "300 km/h refused",
    "time going backwards refused",
    "convoy passing the other's venue during its rally",
    "sea against land on the coast",
    "touching intervals",
    "midnight",
    "all-day",
    "DURATION and DTEND",
    "buffers overlapping",
    "RRULE with one clashing instance, EXDATE removes it, RECURRENCE-ID moves it in or out",
    "unbounded RRULE bounded by the pack",
    "series silent against itself",
    "same venue same paslon",
    "three paslon",
    "joint event",
    "independent candidate against the empty column",
    "TRANSP:TRANSPARENT and CLASS:PRIVATE do not hide a rally",
};

#define GROUPS (sizeof groups / sizeof groups[0])

/* Count the cases below each heading of a file. */
static void count_chains(const char *path, unsigned cases[GROUPS])
{
    char line[4096];
    size_t group = GROUPS;
    FILE *f = fopen(path, "r");

    cr_assert(f != NULL, "%s", path);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "# group: ", 9) == 0) {
            for (group = 0; group < GROUPS && strcmp(line + 9, groups[group]) != 0;)
                group++;
            cr_assert(group < GROUPS, "%s: no such group: %s", path, line);
        }
        if (strncmp(line, "case ", 5) == 0 && group < GROUPS)
            cases[group]++;
    }
    fclose(f);
}

Test(notices, every_group_has_its_cases)
{
    unsigned cases[GROUPS] = { 0 };

    count_chains("tests/cases/motion.txt", cases);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        count_chains(files[i], cases);
    for (size_t i = 0; i < GROUPS; i++)
        cr_assert(cases[i] > 0, "no case of: %s", groups[i]);
}
