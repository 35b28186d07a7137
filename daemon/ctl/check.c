/* `jarakctl check FILE...`: judges files without a daemon, as a filing would be judged.
 *
 * All files go into one registry (offline.c), then each chain is judged against the world and each
 * pair is told once, with the chain that came first. Findings go to stderr and conflicts to stdout:
 * a pipe of conflicts stays a table. People get sentences on a terminal, programs tab-separated
 * lines or JSON. A bar appears only on a terminal and after PROGRESS_AFTER_S. */
#include "daemon/ctl/offline.h"
#include "daemon/ctl/words.h"
#include "jarak/ctl/texts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "jarak/feed/alert/text.h"
#include "jarak/base/decimal.h"
#include "jarak/feed/json/verdict.h"

#define PROGRESS_AFTER_S 1 /* a shorter wait needs no bar */

struct checking {
    const struct jk_ctl *ctl;
    struct offline set;
    size_t found[JK_LEVEL_END]; /* conflicts by level */
    size_t unassessed;          /* chains of which something has no place that could be judged */
    json_t *list;               /* --json */
    bool terminal;              /* a table for people, else tab-separated */
    time_t began;
};

static struct jk_side_view side_of(const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const struct jk_facts *facts = &face->current->notice->facts;

    return (struct jk_side_view){ face->uid, facts->summary, &facts->party, facts->kind,
                                  !jk_chain_is_assessed(chain) };
}

/* A row of the table: level, then what a message says of the part. */
static void print_row(const struct checking *c, const struct jk_conflict_view *view,
                      const struct jk_leg_part *part)
{
    struct jk_levels levels = part->part.levels;
    struct jk_buf line = { 0 };

    jk_buf_fmt(&line, "  %-8s ", jk_level_name(levels.level ? levels.level : levels.level_max));
    jk_part_line(&line, part,
                 &(struct jk_part_context){ &c->set.pack, view->tz, view->own.party,
                                            view->other.party, c->ctl->lang });
    puts(line.at);
    jk_buf_clear(&line);
}

/* For programs: levels, UIDs, legs, kind, metres, instants. */
static void print_tsv(const struct jk_conflict_view *view, const struct jk_leg_part *part)
{
    struct jk_buf line = { 0 };

    jk_buf_fmt(&line, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t", jk_level_word(part->part.levels.level),
               jk_level_word(part->part.levels.level_max), view->own.uid, view->other.uid,
               jk_leg_word(part->leg_own), jk_leg_word(part->leg_other),
               jk_meet_word(part->part.meet));
    jk_decimal_add(&line, part->part.distance_m, 2, '.');
    jk_buf_char(&line, '\t');
    jk_iso_add(&line, (int64_t)part->part.time_a_s, view->tz->offset_s);
    jk_buf_char(&line, '\t');
    jk_iso_add(&line, (int64_t)part->part.time_b_s, view->tz->offset_s);
    puts(line.at);
    jk_buf_clear(&line);
}

static void print_conflict(struct checking *c, const struct jk_conflict_view *view)
{
    if (c->terminal)
        printf("%s: %s | %s\n",
               jk_level_name(view->levels.level ? view->levels.level : view->levels.level_max),
               view->own.summary, view->other.summary);
    for (size_t i = 0; i < view->part_count; i++) {
        if (c->terminal)
            print_row(c, view, &view->parts[i]);
        else
            print_tsv(view, &view->parts[i]);
    }
}

static void tell_pairing(struct checking *c, const struct jk_chain *chain,
                         const struct jk_pairing *pairing)
{
    struct jk_conflict_view view = { .revision = 1,
                                     .open = true,
                                     .levels = pairing->levels,
                                     .own = side_of(chain),
                                     .other = side_of(
                                         jk_registry_chain_at(c->set.registry, pairing->chain)),
                                     .parts = pairing->parts,
                                     .part_count = pairing->part_count,
                                     .tz = chain->region->tz };

    c->found[pairing->levels.level]++;
    if (c->list)
        json_array_append_new(c->list, jk_conflict_json(&view, &c->set.pack));
    else
        print_conflict(c, &view);
}

/* Each pair is told once: with the chain that came first. */
static enum jk_status judge_chain(struct checking *c, const struct jk_chain *chain)
{
    struct jk_arena arena = { 0 };
    struct jk_member *members;
    struct jk_pairings pairings = { .at = NULL };
    size_t member_count;
    enum jk_status rc =
        jk_registry_members(c->set.registry, chain, &arena, &members, &member_count);

    if (rc == JK_OK)
        rc = jk_verdict_chain(&arena, jk_registry_world(c->set.registry), &c->set.pack.policies,
                              members, member_count, &pairings);
    for (size_t i = 0; rc == JK_OK && i < pairings.count; i++) {
        if (pairings.at[i].chain > chain->number)
            tell_pairing(c, chain, &pairings.at[i]);
    }
    jk_arena_clear(&arena);
    return rc;
}

/* A bar on the terminal's standard error, drawn anew for each hundredth. */
static void show_progress(const struct checking *c, uint32_t done, uint32_t all)
{
    static const char bar[] = "########################################";
    int width = (int)sizeof bar - 1, filled = (int)((uint64_t)done * (unsigned)width / all);

    if (!isatty(STDERR_FILENO) || time(NULL) - c->began <= PROGRESS_AFTER_S ||
        (uint64_t)done * 100 / all == (uint64_t)(done - 1) * 100 / all)
        return;
    fprintf(stderr, "\r[%.*s%*s] %3u %%", filled, bar, width - filled, "",
            (unsigned)((uint64_t)done * 100 / all));
    if (done == all)
        fprintf(stderr, "\r%*s\r", width + 8, "");
}

static enum jk_status tell_findings(struct checking *c, const struct jk_entry *entry)
{
    struct jk_arena arena = { 0 };
    struct jk_finding *findings;
    size_t count = 0;
    enum jk_status rc =
        jk_registry_findings(c->set.registry, entry, INT64_MIN, NULL, &arena, &findings, &count);

    for (size_t i = 0; rc == JK_OK && i < count; i++)
        fprintf(stderr, "%s: %s %s: %s\n", entry->uid, findings[i].rule, findings[i].level,
                findings[i].text[c->ctl->lang]);
    jk_arena_clear(&arena);
    return rc;
}

/* A chain that cannot be judged is told beside the conflicts, in the same forms. */
static void tell_unassessed(struct checking *c, const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const char *word = jk_text_get(JK_TEXT_CHECK_UNASSESSED, c->ctl->lang);

    c->unassessed++;
    if (c->list)
        json_array_append_new(c->list, json_pack("{s:s, s:b}", "uid", face->uid, "assessed", 0));
    else if (c->terminal)
        printf("%s: %s\n", word, face->current->notice->facts.summary);
    else
        printf("unassessed\t-\t%s\t-\t-\t-\t-\t-\t-\t-\n", face->uid);
}

static void print_sum(const struct checking *c, uint32_t cases)
{
    printf("%s: %u; siaga %zu, waspada %zu, info %zu; %s %zu\n",
           jk_text_get(JK_TEXT_CHECK_CHAINS, c->ctl->lang), cases, c->found[JK_LEVEL_SIAGA],
           c->found[JK_LEVEL_WASPADA], c->found[JK_LEVEL_INFO],
           jk_text_get(JK_TEXT_CHECK_UNASSESSED, c->ctl->lang), c->unassessed);
}

static int judge_all(struct checking *c)
{
    uint32_t cases = jk_registry_chains(c->set.registry);
    enum jk_status rc = JK_OK;

    for (uint32_t i = 0; i < jk_registry_entries(c->set.registry) && rc == JK_OK; i++)
        rc = tell_findings(c, jk_registry_entry_at(c->set.registry, i));
    for (uint32_t i = 0; i < cases && rc == JK_OK; i++) {
        const struct jk_chain *chain = jk_registry_chain_at(c->set.registry, i);

        rc = judge_chain(c, chain);
        if (!jk_chain_is_assessed(chain))
            tell_unassessed(c, chain);
        show_progress(c, i + 1, cases);
    }
    if (c->list) {
        json_dumpf(c->list, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
        putchar('\n');
    } else if (c->terminal) {
        print_sum(c, cases);
    }
    if (rc != JK_OK)
        return JK_EXIT_INPUT;
    /* What could only happen if a place moves is a conflict too: it is not clear. */
    if (c->found[JK_LEVEL_NONE] + c->found[JK_LEVEL_INFO] + c->found[JK_LEVEL_WASPADA] +
        c->found[JK_LEVEL_SIAGA])
        return JK_EXIT_FOUND;
    return c->unassessed ? JK_EXIT_UNASSESSED : JK_EXIT_OK;
}

int jk_ctl_check(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct checking c = { .ctl = ctl, .terminal = isatty(STDOUT_FILENO), .began = time(NULL) };
    static const struct ctl_option none[] = { { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, INT_MAX);

    if (status != JK_EXIT_OK)
        return status;
    status = ctl_offline_open(&c.set, ctl, words.count, words.at);
    c.list = ctl->json ? json_array() : NULL;
    if (status == JK_EXIT_OK)
        status = judge_all(&c);
    json_decref(c.list);
    ctl_offline_close(&c.set);
    return status;
}
