/* Matters: the words of each table come back as they were, and what is badly said is named. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/model/matter.h"

static const struct jk_matter_said report = { .uid = "l-1@hp",
                                              .drop = JK_DROP_NONE,
                                              .kind = JK_MATTER_REPORT,
                                              .topic = JK_TOPIC_HOAX,
                                              .title = "Kabar TPS dipindah",
                                              .text = "Pesan berantai di grup warga.",
                                              .place = "Sangatta Utara",
                                              .region = "",
                                              .agency = "",
                                              .about = "",
                                              .at_s = 1732348800 };
static const struct jk_matter_said task = { .uid = "t-1@hp",
                                            .drop = JK_DROP_NONE,
                                            .kind = JK_MATTER_TASK,
                                            .topic = JK_TOPIC_END,
                                            .title = "Pasang pembatas jalan",
                                            .text = "",
                                            .place = "",
                                            .region = "",
                                            .agency = "polres",
                                            .about = "",
                                            .due_s = 1732348800,
                                            .percent = 40 };

Test(matter, words_come_back)
{
    for (int i = 0; i < JK_MATTER_KINDS; i++)
        cr_assert((int)jk_matter_kind_of(jk_matter_kind_word((enum jk_matter_kind)i)) == i);
    for (int i = 0; i < JK_TOPIC_END; i++) {
        cr_assert((int)jk_topic_of(jk_span_of(jk_topic_word((enum jk_topic)i))) == i);
        cr_assert((int)jk_topic_of(jk_span_of(jk_topic_category((enum jk_topic)i))) == i);
    }
    for (int i = 0; i < JK_MATTER_STATES; i++)
        cr_assert((int)jk_matter_state_of(jk_matter_state_word((enum jk_matter_state)i)) == i);
    for (int i = 0; i < JK_MATTER_ACTS; i++)
        cr_assert((int)jk_matter_act_of(jk_matter_act_word((enum jk_matter_act)i)) == i);
    cr_assert(jk_topic_of(JK_SPAN("gosip")) == JK_TOPIC_END);
    cr_assert(jk_topic_of(JK_SPAN("hoaks")) == JK_TOPIC_HOAX);
}

Test(matter, bawaslu_keeps_what_it_alone_judges)
{
    for (int i = 0; i < JK_TOPIC_END; i++)
        cr_assert(jk_topic_is_kept((enum jk_topic)i) ==
                  (i == JK_TOPIC_NEUTRALITY || i == JK_TOPIC_MONEY));
    cr_assert(!jk_topic_is_kept(JK_TOPIC_END));
}

static void refused(struct jk_matter_said said, const char *field)
{
    struct jk_error err;

    cr_assert(jk_matter_check(&said, &err) != JK_OK, "%s", field);
    cr_assert_str_eq(err.field, field);
}

#define CHANGED(of, member, value, field)   \
    do {                                    \
        struct jk_matter_said changed = of; \
        changed.member = value;             \
        refused(changed, field);            \
    } while (0)

Test(matter, a_report_says_what_where_and_of_which_topic)
{
    char longest[JK_MATTER_TEXT_MAX + 2];
    struct jk_matter_said said = report;
    struct jk_error err;

    memset(longest, 'a', sizeof longest);
    longest[JK_MATTER_TEXT_MAX + 1] = '\0';
    cr_assert(jk_matter_check(&report, &err) == JK_OK);
    CHANGED(report, uid, "", "uid");
    CHANGED(report, title, "", "title");
    CHANGED(report, title, "a\nb", "title");
    CHANGED(report, text, "", "text");
    CHANGED(report, text, longest, "text");
    CHANGED(report, place, "", "place");
    CHANGED(report, place, "a\nb", "place");
    CHANGED(report, topic, JK_TOPIC_END, "category");
    CHANGED(report, at_s, -1, "at");
    CHANGED(report, at_s, JK_MATTER_LAST_S, "at");
    CHANGED(report, due_s, 1, "due");
    CHANGED(report, percent, 1, "due");
    CHANGED(report, agency, "polres", "due");
    CHANGED(report, about, "a\nb", "about");
    said.place = "";
    said.has_point = true;
    longest[JK_MATTER_TEXT_MAX] = '\0';
    said.text = longest;
    cr_assert(jk_matter_check(&said, &err) == JK_OK);
}

Test(matter, a_task_says_who_and_until_when)
{
    struct jk_error err;

    cr_assert(jk_matter_check(&task, &err) == JK_OK);
    CHANGED(task, agency, "", "agency");
    CHANGED(task, due_s, 0, "due");
    CHANGED(task, due_s, JK_MATTER_LAST_S, "due");
    CHANGED(task, percent, 101, "percent");
    CHANGED(task, topic, JK_TOPIC_HOAX, "category");
    CHANGED(task, at_s, 1, "category");
}
