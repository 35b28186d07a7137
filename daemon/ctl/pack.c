/* `jarakctl pack check`, `pack show` and `version`: packs are loaded as a daemon would, and what
 * they leave unjudged is told, or whose days hold for whom. */
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/words.h"
#include "jarak/base/version.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"
#include "jarak/ctl/texts.h"
#include "jarak/policy/whose.h"
#include "jarak/model/texts.h"

static const struct ctl_option none[] = { { .name = NULL } };

/* Warnings go where refusals go, so that the line of a good pack stays what programs read. */
static void print_warnings(const struct jk_ctl *ctl, const struct jk_pack *pack)
{
    struct jk_error warning[JK_PACK_WARNINGS];
    size_t count = jk_pack_warn(pack, warning);
    char line[1024];

    for (size_t i = 0; i < count; i++) {
        jk_error_format(&warning[i], ctl->lang, line, sizeof line);
        fprintf(stderr, "%s: %s\n", jk_text_get(JK_TEXT_CTL_WARNING, ctl->lang), line);
    }
}

static void print_summary(const struct jk_pack *pack)
{
    printf("%s: %zu contests, %zu regions, %zu phases, %zu rules, %zu places, policy %s/%u\n%s\n",
           pack->id, pack->contest_count, pack->region_count, pack->phase_count, pack->rule_count,
           pack->place_count, pack->policies.at[0].id, pack->policies.at[0].version, pack->hash);
}

/* Whose days, by the id of a contest or the code of a region. */
static bool find_calendar(const struct jk_pack *pack, const char *code, struct jk_calendar_of *out)
{
    const struct jk_contest *contest = jk_pack_contest(pack, code);
    const struct jk_region *region = contest ? NULL : jk_pack_region(pack, code);

    if (contest)
        *out = (struct jk_calendar_of){ contest->id, contest->region };
    else if (region)
        *out = (struct jk_calendar_of){ "", region->code };
    return contest || region;
}

static void print_day(int32_t day)
{
    struct jk_buf text = { 0 };

    jk_date_add(&text, day);
    printf("%.*s", (int)text.len, text.at ? text.at : "");
    jk_buf_clear(&text);
}

/* One line a phase: from, to, id, name, what it is, and of which region's pack it is. */
static void print_calendar(const struct jk_ctl *ctl, const struct jk_pack *pack,
                           const struct jk_calendar_of *of)
{
    const struct jk_phase *phase;

    for (size_t i = 0; (phase = jk_phase_at(pack, of, i)); i++) {
        print_day(phase->from_day);
        putchar('\t');
        print_day(phase->to_day);
        printf("\t%s\t%s\t%s%s%s%s%s\t%s\n", phase->id, phase->name[ctl->lang],
               phase->campaign ? "campaign" : "", phase->campaign && phase->quiet ? "," : "",
               phase->quiet ? "quiet" : "",
               phase->vote && (phase->campaign || phase->quiet) ? "," : "",
               phase->vote ? "vote" : "",
               phase->scope.own         ? of->contest
               : phase->scope.region[0] ? phase->scope.region
                                        : "-");
    }
}

/* One line a rule whose entry is not the first pack's: number, level, whose, basis. */
static void print_rules(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    for (unsigned number = 1; number < JK_RULE_NUMBERS; number++) {
        const struct jk_rule_entry *rule = jk_rule_for(pack, of, number);

        if (rule == pack->rule_of[number])
            continue;
        if (rule)
            printf("rule\t%s\t%s\t%s\t%s\n", rule->id, rule->level,
                   rule->scope.own ? of->contest : rule->scope.region, rule->basis);
        else
            printf("rule\tR%u\toff\n", number);
    }
}

/* The name of a row where it is not the one above: a row is stated for pairs of classes. */
static void print_rows(const struct jk_policy *policy, const struct jk_policy *above)
{
    const struct jk_row *rows = &policy->rows[0][0][0][0], *under = &above->rows[0][0][0][0];
    const char *last = "";

    for (size_t i = 0; i < sizeof policy->rows / sizeof *rows; i++) {
        if (memcmp(&rows[i], &under[i], sizeof *rows) == 0 || strcmp(rows[i].id, last) == 0)
            continue;
        last = rows[i].id;
        printf("row\t%s\tinstead of\t%s\n", rows[i].id, under[i].id);
    }
}

/* What of the policy differs from what lies above it. */
static void print_differences(const struct jk_policy *policy, const struct jk_policy *above)
{
    print_rows(policy, above);
    if (policy->override_from != above->override_from)
        printf("override_from\t%s\tinstead of\t%s\n", jk_level_word(policy->override_from),
               jk_level_word(above->override_from));
    if (memcmp(&policy->raise, &above->raise, sizeof policy->raise) != 0)
        puts("raise");
    if (memcmp(&policy->escalation, &above->escalation, sizeof policy->escalation) != 0)
        puts("escalation");
}

/* The policy in force, on top of which one, and what it overrides. */
static void print_policy(const struct jk_pack *pack, const struct jk_calendar_of *of)
{
    const struct jk_policy *policy = jk_policy_for(pack, of), *above;
    const struct jk_statement *statement = &pack->statements[policy->statement];

    printf("policy\t%s\t%u", policy->id, policy->version);
    if (statement->above == JK_NOTHING_ABOVE) {
        putchar('\n');
        return;
    }
    above = pack->statements[statement->above].policy;
    printf("\ton top of\t%s\n", above->id);
    print_differences(policy, above);
}

static int show(const struct jk_ctl *ctl, const struct jk_pack *pack, const char *code)
{
    struct jk_calendar_of of;

    if (!find_calendar(pack, code, &of)) {
        struct jk_error err;

        jk_fail(&err, JK_NONE, JK_TEXT_PACK_REGION, "code", "%s", code);
        return jk_ctl_refuse(ctl, "pack show", &err);
    }
    print_calendar(ctl, pack, &of);
    print_rules(pack, &of);
    print_policy(pack, &of);
    return JK_EXIT_OK;
}

int jk_ctl_pack(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_error err = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 2, JK_PACKS_MAX + 2);
    bool shows = status == JK_EXIT_OK && strcmp(words.at[0], "show") == 0;
    int first = shows ? 2 : 1; /* folder */

    if (status == JK_EXIT_OK && !shows && strcmp(words.at[0], "check") != 0)
        status = JK_EXIT_USAGE;
    if (status == JK_EXIT_OK && shows && words.count == first) /* of the daemon that runs */
        return jk_ctl_editions(ctl, words.at[1]);
    if (status == JK_EXIT_OK && (words.count <= first || words.count > first + JK_PACKS_MAX))
        status = JK_EXIT_USAGE;
    if (status != JK_EXIT_OK)
        return status;
    if (jk_packs_read((const char *const *)words.at + first, (size_t)(words.count - first), &arena,
                      &pack, &err) != JK_OK)
        status = jk_ctl_refuse(ctl, words.at[first], &err);
    else if (shows)
        status = show(ctl, &pack, words.at[1]);
    else {
        print_warnings(ctl, &pack);
        print_summary(&pack);
    }
    jk_arena_clear(&arena);
    return status;
}

int jk_ctl_version(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 0, 0);

    (void)ctl;
    if (status == JK_EXIT_OK)
        puts("jarakctl " JK_VERSION);
    return status;
}
