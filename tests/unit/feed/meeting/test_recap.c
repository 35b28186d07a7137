/* The digest of a meeting: the same facts are the same bytes, and the most that may be told is one
 * message that says what it left out. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/meeting/recap.h"

#define MANY 40

static struct jk_paslon paslon[] = { { 1, "Paslon 1" }, { 2, "Paslon 2" } };
static struct jk_contest contests[] = { { .id = "pilbup-64.08",
                                          .region = "64.08",
                                          .name = { "Pemilihan Bupati", "Election" },
                                          .paslon = paslon,
                                          .paslon_count = 2 } };

/* Facts of a busy region; everything lies in the struct. */
struct busy {
    struct jk_pack pack;
    struct jk_region regions[MANY + 1];
    struct jk_recap recap;
    struct jk_recap_conflict conflicts[MANY];
    struct jk_desk_conflict silent[MANY];
    struct jk_recap_act acts[MANY];
    struct jk_recap_report reports[MANY];
    struct jk_recap_task tasks[MANY];
    struct jk_recap_paslon paslon[2];
    struct jk_recap_part parts[MANY];
    struct jk_desk_day days[JK_BRIEF_DAYS];
    struct jk_facts facts;
    struct jk_party parties[2];
    struct jk_desk_reader reader;
};

static const char long_text[] = "Kecamatan Sangkulirang Utara dan sekitarnya, sesuai berita acara "
                                "rapat pada hari Senin, dengan catatan panjang sekali";

static void fill_conflict(struct busy *b, size_t i)
{
    struct jk_conflict_view view = { .open = i % 3 != 2,
                                     .levels = { JK_LEVEL_SIAGA, JK_LEVEL_SIAGA },
                                     .own = { "a", "", &b->parties[0], JK_KIND_RAPAT_UMUM, false },
                                     .other = { "b", "", &b->parties[1], JK_KIND_KONVOI, false },
                                     .tz = b->regions[0].tz };

    snprintf(view.id, sizeof view.id, "%016zx", i + 1);
    b->conflicts[i] = (struct jk_recap_conflict){ .view = view,
                                                  .news = i % 3 == 2 ? JK_RECAP_CLOSED
                                                                     : (enum jk_recap_news)(i % 2),
                                                  .before = JK_LEVEL_WASPADA,
                                                  .last = JK_LEVEL_SIAGA,
                                                  .first_s = 1732341600 + (int64_t)i,
                                                  .regions = { "64.08", "64.08" } };
    b->silent[i] = (struct jk_desk_conflict){ .view = view, .first_s = 1732341600 };
    b->silent[i].view.escalation.level = JK_LEVEL_SIAGA;
    b->silent[i].view.escalation.since_s = 1732300000;
}

static void fill_rest(struct busy *b, size_t i)
{
    b->acts[i] = (struct jk_recap_act){ .seq = MANY - i,
                                        .time_s = 1732300000,
                                        .act = "approve",
                                        .actor = "polres-64.08",
                                        .role = "polres",
                                        .reason = long_text,
                                        .seen = 2,
                                        .uid = "u@x",
                                        .region = "64.08",
                                        .facts = &b->facts,
                                        .start_s = 1732341600 };
    b->reports[i] = (struct jk_recap_report){ .time_s = 1732300000,
                                              .what = JK_TEXT_TRAIL_LATE,
                                              .uid = "r",
                                              .region = "64.08",
                                              .title = long_text,
                                              .href = "",
                                              .verified = i % 2 };
    b->tasks[i] =
        (struct jk_recap_task){ "t",        long_text, i % 2 ? "kpu" : "polres", "64.08", "",
                                1732300000, true };
    b->regions[i + 1] = (struct jk_region){ .code = "64.08",
                                            .name = "Kabupaten dengan nama yang panjang",
                                            .parent = "64",
                                            .tz = b->regions[0].tz };
    b->parts[i] = (struct jk_recap_part){ &b->regions[i + 1],
                                          { .open = { 0, 1, 2, 3 }, .waiting = 9, .silent = 4 } };
}

static struct busy *busy_new(enum jk_lang lang, bool province)
{
    struct busy *b = calloc(1, sizeof *b);

    cr_assert(b != NULL);
    b->regions[0] = (struct jk_region){
        .code = "64.08", .name = "Kutai Timur", .parent = "64", .tz = jk_tz_find(JK_SPAN("WITA"))
    };
    b->pack = (struct jk_pack){ .region = "64.08",
                                .simulation = true,
                                .tz = b->regions[0].tz,
                                .regions = b->regions,
                                .region_count = 1,
                                .contests = contests,
                                .contest_count = 1 };
    b->facts = (struct jk_facts){ .kind = JK_KIND_RAPAT_UMUM, .summary = "", .location = "" };
    for (int i = 0; i < 2; i++) {
        b->parties[i].count = 1;
        b->parties[i].paslon[0] = (uint32_t)i + 1;
        strcpy(b->parties[i].contest, "pilbup-64.08");
        b->paslon[i] = (struct jk_recap_paslon){ .contest = contests, .number = (uint32_t)i + 1 };
    }
    b->facts.party = b->parties[0];
    for (size_t i = 0; i < MANY; i++) {
        fill_conflict(b, i);
        fill_rest(b, i);
    }
    for (int i = 0; i < JK_BRIEF_DAYS; i++)
        b->days[i] = (struct jk_desk_day){ .pack = &b->pack,
                                           .region = b->regions,
                                           .day = 20050 + i,
                                           .day_before = INT32_MIN,
                                           .day_after = INT32_MIN };
    b->reader = (struct jk_desk_reader){ .pack = &b->pack,
                                         .region = b->regions,
                                         .lang = lang,
                                         .assets = "x",
                                         .here = "/",
                                         .csrf = "",
                                         .map_tiles = "",
                                         .map_credit = "" };
    b->recap = (struct jk_recap){ .pack = &b->pack,
                                  .region = b->regions,
                                  .from = 100,
                                  .to = 90000,
                                  .from_s = 1732000000,
                                  .to_s = 1732320000,
                                  .figures = { .news = { 30, 20, 10, 9, 8 },
                                               .open = { 0, 1000, 2000, 3000 },
                                               .silent = MANY,
                                               .acts = MANY,
                                               .overrides = MANY,
                                               .waiting = 123456,
                                               .tasks = MANY },
                                  .conflicts = b->conflicts,
                                  .conflict_count = MANY,
                                  .silent = b->silent,
                                  .silent_count = MANY,
                                  .acts = b->acts,
                                  .act_count = MANY,
                                  .reports = b->reports,
                                  .report_count = MANY,
                                  .tasks = b->tasks,
                                  .task_count = MANY,
                                  .paslon = b->paslon,
                                  .paslon_count = 2,
                                  .oldest_waiting_s = 1732000000,
                                  .days = b->days,
                                  .parts = b->parts,
                                  .part_count = province ? MANY : 0 };
    return b;
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

Test(recap, the_most_that_may_be_told_is_one_message_that_says_what_it_left_out)
{
    for (int lang = 0; lang < JK_LANG_END; lang++) {
        for (int province = 0; province < 2; province++) {
            struct busy *b = busy_new((enum jk_lang)lang, province);
            struct jk_buf text = { 0 };
            const char *last;

            cr_assert(jk_recap_text(&text, &b->reader, &b->recap) == JK_OK);
            cr_assert(characters(text.at) < 1000, "%zu", characters(text.at));
            cr_assert(text.at[text.len - 1] == '\n');
            last =
                strstr(text.at, lang == JK_LANG_ID ? "Tidak muat di sini: " : "No room here for: ");
            cr_assert(last != NULL, "%s", text.at);
            cr_assert(strstr(last, lang == JK_LANG_ID ? "40 tugas" : "40 tasks"), "%s", last);
            cr_assert(!strchr(strchr(last, '\n') + 1, '\n'), "it is the last line");
            jk_buf_clear(&text);
            free(b);
        }
    }
}

Test(recap, a_quiet_week_says_so_and_cuts_nothing)
{
    struct busy *b = busy_new(JK_LANG_ID, false);
    struct jk_buf text = { 0 };

    b->recap.conflict_count = b->recap.silent_count = b->recap.act_count = 0;
    b->recap.report_count = b->recap.task_count = 0;
    b->recap.figures = (struct jk_recap_figures){ .acts = 0 };
    cr_assert(jk_recap_text(&text, &b->reader, &b->recap) == JK_OK);
    cr_assert(strstr(text.at, "Baru 0, memburuk 0") && strstr(text.at, "Selengkapnya"), "%s",
              text.at);
    cr_assert(!strstr(text.at, "Tidak muat"));
    jk_buf_clear(&text);
    free(b);
}

Test(recap, the_same_facts_are_the_same_bytes_in_every_form)
{
    struct busy *one = busy_new(JK_LANG_ID, true), *two = busy_new(JK_LANG_ID, true);
    struct busy *const both[] = { one, two };
    struct jk_buf out[2][3] = { { { 0 } } };

    for (int i = 0; i < 2; i++) {
        struct jk_paper paper = { &both[i]->reader, both[i]->recap.to_s, false };
        json_t *json = jk_recap_json(&both[i]->reader, &both[i]->recap);
        char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

        cr_assert(text != NULL);
        jk_buf_str(&out[i][0], text);
        free(text);
        json_decref(json);
        cr_assert(jk_recap_page(&out[i][1], &both[i]->reader, &both[i]->recap) == JK_OK);
        cr_assert(jk_recap_paper(&out[i][2], &paper, &both[i]->recap) == JK_OK);
    }
    for (int form = 0; form < 3; form++) {
        cr_assert(out[0][form].len > 1000);
        cr_assert(jk_span_eq(jk_buf_view(&out[0][form]), jk_buf_view(&out[1][form])), "%d", form);
        jk_buf_clear(&out[0][form]);
        jk_buf_clear(&out[1][form]);
    }
    free(one);
    free(two);
}

/* Labels exchanged, everything is as before but for the labels. */
Test(recap, which_paslon_it_is_changes_nothing_but_the_label)
{
    struct busy *one = busy_new(JK_LANG_ID, false), *two = busy_new(JK_LANG_ID, false);
    struct jk_buf a = { 0 }, b = { 0 };

    two->parties[0].paslon[0] = 2;
    two->parties[1].paslon[0] = 1;
    cr_assert(jk_recap_text(&a, &one->reader, &one->recap) == JK_OK);
    two->facts.party = two->parties[0];
    cr_assert(jk_recap_text(&b, &two->reader, &two->recap) == JK_OK);
    for (char *c = b.at; (c = strstr(c, "Paslon ")); c += 7)
        c[7] = (char)('1' + '2' - c[7]);
    cr_assert_str_eq(a.at, b.at);
    jk_buf_clear(&a);
    jk_buf_clear(&b);
    free(one);
    free(two);
}
