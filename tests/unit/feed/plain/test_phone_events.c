/* tests/cases/phone_events.txt: what is understood of an event that a stock calendar sends. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/app/maintain/setup.h"
#include "jarak/app/registry/registry.h"
#include "jarak/config/files.h"
#include "jarak/feed/plain/plain.h"
#include "tests/support/columns.h"

#define EVENT_MAX 8192

struct phone {
    struct jk_arena arena, of_case;
    struct jk_pack pack;
    struct jk_plain_context context;
    char name[128], event[EVENT_MAX];
    int line, cases;
    bool read; /* the event of this case was read */
    struct jk_plain plain;
};

static void open_phone(struct phone *p)
{
    struct jk_buf zones = { 0 };
    struct jk_error err;
    char path[4096];

    *p = (struct phone){ .line = 0 };
    cr_assert(jk_zones_find(path, sizeof path) == JK_OK);
    cr_assert(jk_file_read(path, &zones, &err) == JK_OK);
    cr_assert(jk_process_setup(jk_buf_view(&zones), &err) == JK_OK);
    cr_assert(jk_pack_read("calendars/kutim-2024", &p->arena, &p->pack, &err) == JK_OK);
    jk_buf_clear(&zones);
    p->context = (struct jk_plain_context){ &p->pack, jk_pack_contest(&p->pack, "pilbup-64.08"), 1,
                                            1731200000, JK_NO_TIME };
}

static void close_phone(struct phone *p)
{
    jk_arena_clear(&p->of_case);
    jk_arena_clear(&p->arena);
}

/* The event of the case with what every event has. */
static void read_it(struct phone *p)
{
    char stream[EVENT_MAX + 512];
    struct jk_error err = { .status = JK_OK };
    bool has_start = strstr(p->event, "DTSTART") != NULL;

    if (p->read)
        return;
    snprintf(stream, sizeof stream,
             "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//ponsel//ID\r\nBEGIN:VEVENT\r\n"
             "UID:uji@ponsel\r\n%s%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
             has_start ? "" : "DTSTART;TZID=Asia/Makassar:20241123T140000\r\n", p->event);
    cr_assert(jk_plain_read(&p->of_case, jk_span_of(jk_arena_copy(&p->of_case, jk_span_of(stream))),
                            &p->context, &p->plain, &err) == JK_OK,
              "%s: %s %s", p->name, err.field, err.value);
    p->read = true;
}

static const char *const hows[] = { "missing", "stated", "read", "inferred" };

static void check_field(struct phone *p, const char *word, char *rest)
{
    const char *how = next_column(&rest), *value = next_column(&rest);
    int field = 0;

    while (field < JK_PLAIN_FIELD_END && strcmp(jk_plain_word((enum jk_plain_field)field), word))
        field++;
    cr_assert(field < JK_PLAIN_FIELD_END, "phone_events.txt:%d: %s", p->line, word);
    cr_expect(strcmp(hows[p->plain.said[field].how], how) == 0, "phone_events.txt:%d: %s is %s",
              p->line, word, hows[p->plain.said[field].how]);
    cr_expect(strcmp(p->plain.said[field].value, value) == 0, "phone_events.txt:%d: %s is \"%s\"",
              p->line, word, p->plain.said[field].value);
}

static void check_asks(struct phone *p, char *rest)
{
    const char *field = next_column(&rest), *holds = next_column(&rest);
    bool found = false;

    for (size_t i = 0; i < p->plain.doubt_count; i++)
        found = found || (strcmp(jk_plain_word(p->plain.doubts[i].field), field) == 0 &&
                          p->plain.doubts[i].holds == (strcmp(holds, "yes") == 0));
    cr_expect(found, "phone_events.txt:%d: %s is not asked so", p->line, field);
    cr_expect(strcmp(holds, "no") == 0 || !jk_plain_is_complete(&p->plain), "phone_events.txt:%d",
              p->line);
}

static void check_unread(struct phone *p, char *rest)
{
    const char *text = next_column(&rest);
    bool found = false;

    for (size_t i = 0; i < p->plain.unread_count; i++)
        found = found || strcmp(p->plain.unread[i], text) == 0;
    cr_expect(found, "phone_events.txt:%d: it was read", p->line);
}

static void check_draft(struct phone *p, char *rest)
{
    const char *want = next_column(&rest);
    char have[256] = "";

    for (int i = 0; i < JK_PLAIN_NEEDED; i++) {
        if (p->plain.said[i].how != JK_PLAIN_MISSING)
            continue;
        strcat(have, have[0] ? " " : "");
        strcat(have, jk_plain_word((enum jk_plain_field)i));
    }
    cr_expect(strcmp(have, want) == 0, "phone_events.txt:%d: missing is \"%s\"", p->line, have);
    cr_expect(!jk_plain_is_complete(&p->plain), "phone_events.txt:%d", p->line);
}

static void say_notice(const struct jk_notice *n, char *out, size_t cap)
{
    const struct jk_facts *f = &n->facts;
    int from = (int)((n->instances[0].start_s + 8 * 3600) % 86400 / 60);
    int to = (int)((n->instances[0].end_s + 8 * 3600) % 86400 / 60);
    size_t len =
        (size_t)snprintf(out, cap, "%s %02d:%02d-%02d:%02d paslon ", jk_kind_category(f->kind),
                         from / 60, from % 60, to / 60, to % 60);

    for (unsigned i = 0; i < f->party.count; i++)
        len += (size_t)snprintf(out + len, cap - len, "%s%u", i ? "," : "", f->party.paslon[i]);
    if (f->shape.kind == JK_SHAPE_DISC)
        len += (size_t)snprintf(out + len, cap - len, " at %.4f,%.4f", f->shape.centre.lat_deg,
                                f->shape.centre.lon_deg);
    else
        len += (size_t)snprintf(out + len, cap - len, " at none");
    if (f->crowd >= 0)
        len += (size_t)snprintf(out + len, cap - len, " people %.0f", f->crowd);
    if (f->has_vehicles)
        snprintf(out + len, cap - len, " vehicles %u/%u/%u/%u", f->vehicles.cars,
                 f->vehicles.motorcycles, f->vehicles.trucks, f->vehicles.buses);
}

static void check_filed(struct phone *p, char *rest)
{
    const char *want = next_column(&rest);
    const struct jk_read_as as = { &p->pack, JK_ICAL_PUT, NULL };
    struct jk_reading *reading = NULL;
    struct jk_error err = { .status = JK_OK };
    char have[256] = "no";

    if (jk_reading_make(&as, p->plain.completed, &reading, &err) == JK_OK)
        say_notice(&reading->stream.notices[0], have, sizeof have);
    jk_reading_drop(reading);
    cr_expect(strcmp(have, want) == 0, "phone_events.txt:%d: \"%s\" (%s %s)\n%s", p->line, have,
              err.field, err.value, p->plain.completed.at);
    cr_expect(jk_plain_is_complete(&p->plain), "phone_events.txt:%d: not complete", p->line);
}

/* The legs that are filed with it: hours, and whether it is known where they are. */
static void check_legs(struct phone *p, char *rest)
{
    const char *want = next_column(&rest);
    const struct jk_read_as as = { &p->pack, JK_ICAL_POST, NULL };
    struct jk_reading *reading = NULL;
    struct jk_error err = { .status = JK_OK };
    char have[512] = "";
    size_t len = 0;

    cr_assert(jk_reading_make(&as, p->plain.chain, &reading, &err) == JK_OK, "%s %s", err.field,
              err.value);
    for (size_t i = 1; i < reading->stream.count; i++) {
        const struct jk_notice *n = &reading->stream.notices[i];
        int from = (int)((n->instances[0].start_s + 8 * 3600) % 86400 / 60);
        int to = (int)((n->instances[0].end_s + 8 * 3600) % 86400 / 60);

        cr_expect(n->parent && strcmp(n->parent, p->plain.uid) == 0);
        len += (size_t)snprintf(have + len, sizeof have - len, "%s%s %02d:%02d-%02d:%02d %s",
                                i > 1 ? ", " : "", jk_leg_word(n->facts.leg), from / 60, from % 60,
                                to / 60, to % 60,
                                n->facts.shape.kind == JK_SHAPE_ROUTE  ? "route"
                                : n->facts.shape.kind == JK_SHAPE_NONE ? "unknown"
                                                                       : "point");
    }
    jk_reading_drop(reading);
    cr_expect(strcmp(have, want) == 0, "phone_events.txt:%d: \"%s\"", p->line, have);
}

static void take_line(struct phone *p, char *line)
{
    char *rest = line, *word;

    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '#' || !line[0])
        return;
    if (line[0] == '=') {
        snprintf(p->name, sizeof p->name, "%.100s", line + 2);
        p->event[0] = '\0';
        p->read = false;
        p->cases++;
        jk_arena_clear(&p->of_case);
        return;
    }
    if (line[0] == '>') {
        strncat(p->event, line + 2, EVENT_MAX - strlen(p->event) - 3);
        strcat(p->event, "\r\n");
        return;
    }
    read_it(p);
    word = next_column(&rest);
    if (strcmp(word, "asks") == 0)
        check_asks(p, rest);
    else if (strcmp(word, "unread") == 0)
        check_unread(p, rest);
    else if (strcmp(word, "draft") == 0)
        check_draft(p, rest);
    else if (strcmp(word, "filed") == 0)
        check_filed(p, rest);
    else if (strcmp(word, "legs") == 0)
        check_legs(p, rest);
    else
        check_field(p, word, rest);
}

Test(phone_events, the_cases_hold)
{
    FILE *f = fopen("tests/cases/phone_events.txt", "r");
    char line[2048];
    struct phone p;

    cr_assert(f != NULL);
    open_phone(&p);
    while (fgets(line, sizeof line, f)) {
        p.line++;
        take_line(&p, line);
    }
    fclose(f);
    close_phone(&p);
    cr_assert(p.cases >= 35, "%d cases", p.cases);
}

/* What is refused at the door: nothing can be found again without a name, and no day without one.
 */
Test(phone_events, without_uid_or_date_it_is_no_draft)
{
    static const char *const bad[] = {
        "DTSTART:20241123T140000Z\r\n",
        "UID:a\r\nDTSTART:20241323T140000Z\r\n",
        "UID:a\r\nDTSTART;VALUE=DATE:20240230\r\n",
        "UID:a\r\nSUMMARY:x\r\n",
        "UID:\r\nDTSTART:20241123T140000Z\r\n",
        "UID:a\r\nDTSTART:20241123T140000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\n"
        "DTSTART:20241123T140000Z\r\n",
    };
    struct phone p;

    open_phone(&p);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char stream[512];
        struct jk_plain plain;
        struct jk_error err;

        snprintf(stream, sizeof stream,
                 "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n%sEND:VEVENT\r\n"
                 "END:VCALENDAR\r\n",
                 bad[i]);
        cr_expect(jk_plain_read(&p.of_case, jk_span_of(stream), &p.context, &plain, &err) ==
                      JK_INVALID,
                  "%s", bad[i]);
        cr_expect(err.line > 0 && err.field[0], "%s", bad[i]);
    }
    close_phone(&p);
}

/* A UID is a text: with its escapes undone it is the one that the notice will have. */
Test(phone_events, the_uid_is_that_of_the_notice)
{
    const char stream[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID: a\\,b\\;c@hp\r\n"
        "DTSTART:20241123T060000Z\r\nSUMMARY:Rapat umum\r\nLOCATION:Stadion Kudungga\r\n"
        "DESCRIPTION:Rute berangkat: Jl. Lain\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    struct jk_reading *reading = NULL;
    struct jk_error err;
    struct phone p;

    open_phone(&p);
    const struct jk_read_as as = { &p.pack, JK_ICAL_POST, NULL };
    cr_assert(jk_plain_read(&p.of_case, jk_span_of(stream), &p.context, &p.plain, &err) == JK_OK);
    cr_assert(jk_reading_make(&as, p.plain.chain, &reading, &err) == JK_OK, "%s", err.field);
    cr_assert(reading->stream.count == 2);
    cr_assert_str_eq(p.plain.uid, reading->stream.notices[0].uid);
    cr_assert_str_eq(jk_plain_uid(&p.of_case, jk_span_of(stream)), p.plain.uid);
    cr_assert_str_eq(reading->stream.notices[1].parent, reading->stream.notices[0].uid);
    jk_reading_drop(reading);
    close_phone(&p);
}
