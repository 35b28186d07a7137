/* Reports and tasks as VJOURNAL and VTODO: read strictly, and read again as they were written. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/ical/matter.h"
#include "jarak/model/texts.h"
#include "tests/unit/ical/help.h"

TestSuite(matter, .init = help_zones);

#define HEAD "=BEGIN:VCALENDAR|VERSION:2.0|PRODID:x|"
#define JOURNAL \
    HEAD "BEGIN:VJOURNAL|UID:r@x|DTSTAMP:20241123T060000Z|SUMMARY:Kabar\\, TPS dipindah|"
#define JOURNAL_END "|END:VJOURNAL|END:VCALENDAR"
#define TASK        HEAD "BEGIN:VTODO|UID:t@x|DTSTAMP:20241123T060000Z|SUMMARY:Pasang pembatas|"
#define TASK_END    "|END:VTODO|END:VCALENDAR"

static enum jk_status read(struct help *h, const char *changes, struct jk_ical_matter *out)
{
    h->context = help_context();
    h->context.floating = jk_tz_find(JK_SPAN("WITA"));
    help_compose(h, changes);
    return jk_ical_matter_read(&h->arena, jk_buf_view(&h->sent), &h->context, out, &h->err);
}

Test(matter, a_report_from_a_phone)
{
    struct help h = { 0 };
    struct jk_ical_matter m;

    cr_assert(read(&h,
                   JOURNAL "CATEGORIES:Penting,hoaks|DTSTART;TZID=WITA:20241123T140000|"
                           "DESCRIPTION:pesan berantai\\nsejak pagi|LOCATION:Pasar Induk|"
                           "GEO:0.5;117.5|RELATED-TO:rapat@kutim|X-APPLE:1" JOURNAL_END,
                   &m) == JK_OK,
              "%s %s", h.err.field, h.err.value);
    cr_assert(m.said.kind == JK_MATTER_REPORT && m.said.topic == JK_TOPIC_HOAX && !m.has_state);
    cr_assert_str_eq(m.said.title, "Kabar, TPS dipindah");
    cr_assert_str_eq(m.said.text, "pesan berantai\nsejak pagi");
    cr_assert_str_eq(m.said.about, "rapat@kutim");
    cr_assert(m.said.at_s == help_time("2024-11-23T14:00:00+08:00"));
    cr_assert(m.said.has_point && m.said.point.lon_deg == 117.5);
    help_clear(&h);
}

/* What apps write when somebody ticks a task. */
Test(matter, how_far_a_task_is)
{
    static const struct {
        const char *lines;
        bool has;
        enum jk_matter_state state;
        uint32_t percent;
    } cases[] = {
        { "", false, JK_MATTER_UNVERIFIED, 0 },
        { "|STATUS:COMPLETED", true, JK_MATTER_DONE, 100 },
        { "|STATUS:completed|PERCENT-COMPLETE:100", true, JK_MATTER_DONE, 100 },
        { "|PERCENT-COMPLETE:100", true, JK_MATTER_DONE, 100 },
        { "|PERCENT-COMPLETE:40", true, JK_MATTER_BEGUN, 40 },
        { "|STATUS:IN-PROCESS", true, JK_MATTER_BEGUN, 0 },
        { "|STATUS:IN-PROCESS|PERCENT-COMPLETE:100", true, JK_MATTER_BEGUN, 99 },
        { "|STATUS:NEEDS-ACTION|PERCENT-COMPLETE:100", true, JK_MATTER_OPEN, 0 },
        { "|STATUS:CANCELLED|PERCENT-COMPLETE:30", true, JK_MATTER_CANCELLED, 30 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct help h = { 0 };
        struct jk_ical_matter m;
        char sent[512];

        snprintf(sent, sizeof sent, TASK "X-JARAK-AGENCY:polres|DUE;VALUE=DATE:20241123%s" TASK_END,
                 cases[i].lines);
        cr_assert(read(&h, sent, &m) == JK_OK, "%zu %s %s", i, h.err.field, h.err.value);
        cr_assert(m.said.kind == JK_MATTER_TASK && m.has_state == cases[i].has, "%zu", i);
        cr_assert(!m.has_state || m.state == cases[i].state, "%zu", i);
        cr_assert(m.said.percent == cases[i].percent, "%zu", i);
        cr_assert(m.said.due_s == help_time("2024-11-23T23:59:59+08:00"), "%zu", i);
        help_clear(&h);
    }
}

Test(matter, what_is_wrong_is_told_with_its_property)
{
    static const struct {
        const char *sent, *field;
    } cases[] = {
        { JOURNAL "CATEGORIES:lain|DESCRIPTION:a" JOURNAL_END, "CATEGORIES" },
        { JOURNAL "DESCRIPTION:a" JOURNAL_END, "CATEGORIES" },
        { JOURNAL "CATEGORIES:HOAKS|GEO:91;0" JOURNAL_END, "GEO" },
        { JOURNAL "CATEGORIES:HOAKS|DTSTART:besok" JOURNAL_END, "DTSTART" },
        { JOURNAL "CATEGORIES:HOAKS|SUMMARY:dua" JOURNAL_END, "SUMMARY" },
        { TASK "X-JARAK-AGENCY:kpu" TASK_END, "DUE" },
        { TASK "DUE:20241123T060000Z|PERCENT-COMPLETE:101" TASK_END, "PERCENT-COMPLETE" },
        { TASK "DUE:20241123T060000Z|STATUS:NANTI" TASK_END, "STATUS" },
        { HEAD "BEGIN:VEVENT|UID:a|END:VEVENT|END:VCALENDAR", "VJOURNAL" },
        { TASK "DUE:20241123T060000Z|END:VTODO|BEGIN:VTODO|UID:b|END:VTODO|END:VCALENDAR",
          "VJOURNAL" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct help h = { 0 };
        struct jk_ical_matter m;

        cr_assert(read(&h, cases[i].sent, &m) != JK_OK, "%zu", i);
        cr_assert_str_eq(h.err.field, cases[i].field, "%zu %s", i, h.err.field);
        help_clear(&h);
    }
}

static void comes_back(const struct jk_matter_said *said, enum jk_matter_state state)
{
    const struct jk_ical_matter_stand stand = { state, 3, 1732340000, 1732350000 };
    struct help h = { 0 };
    struct jk_buf out = { 0 };
    struct jk_ical_matter m;

    h.context = help_context();
    jk_ical_matter_write(&out, said, &stand);
    cr_assert(jk_buf_ok(&out));
    cr_assert(jk_ical_matter_read(&h.arena, jk_buf_view(&out), &h.context, &m, &h.err) == JK_OK,
              "%s %s", h.err.field, h.err.value);
    cr_assert(m.said.kind == said->kind && m.said.topic == said->topic);
    cr_assert_str_eq(m.said.uid, said->uid);
    cr_assert_str_eq(m.said.title, said->title);
    cr_assert_str_eq(m.said.text, said->text);
    cr_assert_str_eq(m.said.place, said->place);
    cr_assert_str_eq(m.said.region, said->region);
    cr_assert_str_eq(m.said.agency, said->agency);
    cr_assert_str_eq(m.said.about, said->about);
    cr_assert(m.said.has_point == said->has_point && m.said.point.lat_deg == said->point.lat_deg);
    cr_assert(m.said.at_s == said->at_s && m.said.due_s == said->due_s);
    cr_assert(m.said.percent == said->percent);
    cr_assert(jk_drop_same_plan(&m.said.drop, &said->drop));
    cr_assert(m.said.drop.left_s == said->drop.left_s && m.said.drop.got_s == said->drop.got_s);
    cr_assert(m.said.drop.condition == said->drop.condition);
    cr_assert_str_eq(m.said.drop.by, said->drop.by);
    cr_assert(!m.has_state || m.state == state);
    jk_buf_clear(&out);
    help_clear(&h);
}

Test(matter, what_was_written_is_read_as_it_was)
{
    struct jk_matter_said said = { .uid = "a;b,c@x",
                                   .drop = JK_DROP_NONE,
                                   .kind = JK_MATTER_REPORT,
                                   .topic = JK_TOPIC_NO_STTP,
                                   .title = "Judul; dengan, tanda\\",
                                   .text = "baris satu\nbaris dua",
                                   .place = "Lapangan, Sangatta",
                                   .has_point = true,
                                   .point = { 0.523611, 117.543 },
                                   .region = "64.08.04",
                                   .agency = "",
                                   .about = "x@y",
                                   .at_s = 1732348800 };

    for (int i = 0; i < JK_TOPIC_END; i++) {
        said.topic = (enum jk_topic)i;
        comes_back(&said, JK_MATTER_VERIFIED);
    }
    said.kind = JK_MATTER_TASK;
    said.topic = JK_TOPIC_END;
    said.at_s = 0;
    said.due_s = 1732399999;
    said.agency = "kpu";
    comes_back(&said, JK_MATTER_OPEN);
    said.percent = 40;
    comes_back(&said, JK_MATTER_BEGUN);
    said.percent = 100;
    comes_back(&said, JK_MATTER_DONE);
    said.kind = JK_MATTER_DROP;
    for (int i = 0; i < JK_DROP_STAGES * JK_DROP_CONDITIONS; i++) {
        said.drop =
            (struct jk_drop){ .from = "Gudang KPU; lantai 2",
                              .carrier = "Lanal Sangatta",
                              .stage = (enum jk_drop_stage)(i % JK_DROP_STAGES),
                              .mode = i % 2 ? JK_MODE_SEA : JK_MODE_LAND,
                              .items = (uint32_t)i,
                              .leave_s = 1732340000,
                              .left_s = i % 3 ? 1732341000 : 0,
                              .got_s = i % 5 ? 1732342000 : 0,
                              .by = i % 5 ? "Ketua PPK, dengan koma" : "",
                              .condition = (enum jk_drop_condition)(i % JK_DROP_CONDITIONS) };
        comes_back(&said, JK_MATTER_DONE);
    }
}

/* Clients add categories of their own to a task. */
Test(matter, a_todo_of_that_category_is_a_drop_and_any_other_a_task)
{
    static const struct {
        const char *categories;
        enum jk_matter_kind kind;
    } cases[] = { { "CATEGORIES:KIRIMAN\r\n", JK_MATTER_DROP },
                  { "CATEGORIES:Kantor,kiriman\r\n", JK_MATTER_DROP },
                  { "CATEGORIES:LOGISTIK\r\n", JK_MATTER_TASK },
                  { "", JK_MATTER_TASK } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct help h = { 0 };
        struct jk_ical_matter m;
        char sent[512];

        snprintf(sent, sizeof sent,
                 "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:k@x\r\n"
                 "DTSTAMP:20241120T000000Z\r\nSUMMARY:Kotak suara\r\n"
                 "DUE:20241126T010000Z\r\n%sX-JARAK-STAGE:TPS\r\nX-JARAK-MODE:SEA\r\n"
                 "END:VTODO\r\nEND:VCALENDAR\r\n",
                 cases[i].categories);
        h.context = help_context();
        cr_assert(jk_ical_matter_read(&h.arena, jk_span_of(sent), &h.context, &m, &h.err) == JK_OK,
                  "%zu %s", i, h.err.field);
        cr_assert(m.said.kind == cases[i].kind, "%zu", i);
        cr_assert(m.has_plan == (m.said.kind == JK_MATTER_DROP));
        cr_assert(jk_drop_is_none(&m.said.drop) == (m.said.kind == JK_MATTER_TASK));
        help_clear(&h);
    }
}
