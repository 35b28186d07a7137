/* Whose calendar: several elections in one daemon, each by its own days. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/policy/calendar.h"
#include "jarak/policy/texts.h"

#define FILES_MAX 32

struct several {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_pack_file files[FILES_MAX];
    struct jk_buf bytes[FILES_MAX];
    size_t count, own;
    struct jk_error err;
};

static void begin(struct several *s)
{
    const char *name;
    bool optional;

    *s = (struct several){ .count = 0 };
    jk_geodesic_init();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[128];

        snprintf(path, sizeof path, "calendars/kutim-2024/%s", name);
        if (jk_file_read(path, &s->bytes[s->own], &s->err) == JK_OK)
            s->files[s->count++] =
                (struct jk_pack_file){ name, jk_buf_view(&s->bytes[s->own++]), 0 };
    }
}

static void add(struct several *s, unsigned pack, const char *name, const char *text)
{
    s->files[s->count++] = (struct jk_pack_file){ name, jk_span_of(text), pack };
}

static enum jk_status load(struct several *s)
{
    return jk_pack_load(&s->arena, s->files, s->count, &s->pack, &s->err);
}

static void end(struct several *s)
{
    for (size_t i = 0; i < s->own; i++)
        jk_buf_clear(&s->bytes[i]);
    jk_arena_clear(&s->arena);
}

static int32_t day(const char *iso)
{
    int32_t number = 0;

    cr_assert(jk_date_parse(jk_span_of(iso), &number), "%s", iso);
    return number;
}

static bool campaigns(const struct several *s, const char *contest, const char *region,
                      const char *iso)
{
    const struct jk_calendar_of of = { contest, region };

    return jk_day_is_open(&s->pack, &of, day(iso));
}

#define HEAD(id, region, from, to)                                                     \
    "{\"id\":\"" id "\",\"title\":\"" id "\",\"simulation\":true,\"region\":\"" region \
    "\",\"zone\":\"Asia/Makassar\",\"from\":\"" from "\",\"to\":\"" to "\"}"
#define CONTEST(id, region)                                                                        \
    "{\"contests\":[{\"id\":\"" id "\",\"region\":\"" region "\",\"name\":\"" id "\",\"paslon\":[" \
    "{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Paslon 2\"}]}]}"
#define BONTANG                                                                                 \
    "{\"regions\":[{\"code\":\"64.74\",\"name\":\"Bontang\",\"parent\":\"64\",\"zone\":\"Asia/" \
    "Makassar\"}]}"
#define PSU(more)                                                                                 \
    "{\"phases\":[{\"id\":\"kampanye\",\"name\":\"Kampanye "                                      \
    "PSU\",\"from\":\"2025-03-01\",\"to\":\"2025-03-14\","                                        \
    "\"campaign\":true" more "},{\"id\":\"pemungutan\",\"name\":\"PSU\",\"from\":\"2025-03-19\"," \
    "\"to\":\"2025-03-19\",\"vote\":true" more "}]}"

Test(calendar, two_packs_are_two_calendars_each_contest_by_its_own_window)
{
    struct several s;
    const struct jk_calendar_of kutim = { "pilbup-64.08", "64.08" }, psu = { "psu-64.74", "64.74" };

    begin(&s);
    add(&s, 1, "pack.json", HEAD("bontang-psu", "64.74", "2025-02-01", "2025-03-31"));
    add(&s, 1, "contests.json", CONTEST("psu-64.74", "64.74"));
    add(&s, 1, "regions.json", BONTANG);
    add(&s, 1, "phases.json", PSU(""));
    add(&s, 1, "holidays.json",
        "{\"holidays\":[{\"date\":\"2025-03-12\",\"name\":\"Hari kota\"}]}");
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert(campaigns(&s, "pilbup-64.08", "64.08", "2024-11-23"));
    cr_assert_not(campaigns(&s, "pilbup-64.08", "64.08", "2024-11-24"), "quiet days");
    cr_assert_not(campaigns(&s, "pilbup-64.08", "64.08", "2025-03-05"), "the other one's campaign");
    cr_assert(campaigns(&s, "psu-64.74", "64.74", "2025-03-05"));
    cr_assert_not(campaigns(&s, "psu-64.74", "64.74", "2024-11-20"), "the other one's campaign");
    cr_assert_eq(jk_phase_first(&s.pack, &kutim, JK_DAY_VOTE), day("2024-11-27"));
    cr_assert_eq(jk_phase_first(&s.pack, &psu, JK_DAY_VOTE), day("2025-03-19"));
    cr_assert_eq(jk_phase_first(&s.pack, &psu, JK_DAY_QUIET), INT32_MAX);
    cr_assert_eq(jk_working_days(&s.pack, &psu, day("2025-03-10"), day("2025-03-14")), 2);
    cr_assert_eq(jk_working_days(&s.pack, &kutim, day("2025-03-10"), day("2025-03-14")), 3);
    end(&s);
}

Test(calendar, a_re_vote_in_the_same_pack_names_its_own_days_and_leaves_the_others)
{
    static const char *const contests =
        "{\"contests\":[{\"id\":\"psu-64.08\",\"region\":\"64.08\",\"name\":\"PSU\",\"paslon\":["
        "{\"number\":1,\"label\":\"Paslon 1\"},{\"number\":2,\"label\":\"Paslon 2\"}]}]}";
    struct several s;
    const struct jk_calendar_of everybody = { "", "64.08.04" };

    begin(&s);
    add(&s, 0, "pack.json", HEAD("kutim-psu", "64.08", "2025-02-01", "2025-03-31"));
    add(&s, 0, "contests.json", contests);
    add(&s, 0, "phases.json", PSU(",\"contests\":[\"psu-64.08\"]"));
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert(campaigns(&s, "psu-64.08", "64.08", "2025-03-05"));
    cr_assert_not(campaigns(&s, "psu-64.08", "64.08", "2024-11-20"));
    cr_assert(campaigns(&s, "pilbup-64.08", "64.08", "2024-11-20"));
    cr_assert_not(campaigns(&s, "pilbup-64.08", "64.08", "2025-03-05"));
    cr_assert_null(jk_phase_on(&s.pack, &everybody, day("2025-03-05"), JK_DAY_ANY));
    cr_assert_not_null(jk_phase_on(&s.pack, &everybody, day("2024-11-20"), JK_DAY_ANY));
    end(&s);
}

Test(calendar, a_pack_without_phases_takes_those_of_the_nearest_region_above)
{
    static const char *const province =
        "{\"phases\":[{\"id\":\"kampanye\",\"name\":\"Kampanye\",\"from\":\"2031-09-01\",\"to\":"
        "\"2031-10-31\",\"campaign\":true}]}";
    struct several s;

    begin(&s);
    add(&s, 1, "pack.json", HEAD("kaltim", "64", "2031-08-01", "2031-12-31"));
    add(&s, 1, "phases.json", province);
    add(&s, 2, "pack.json", HEAD("bontang", "64.74", "2031-08-01", "2031-12-31"));
    add(&s, 2, "contests.json", CONTEST("pilwal-64.74", "64.74"));
    add(&s, 2, "regions.json", BONTANG);
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert(campaigns(&s, "pilwal-64.74", "64.74", "2031-10-01"));
    cr_assert_not(campaigns(&s, "pilwal-64.74", "64.74", "2024-11-20"));
    cr_assert_not(campaigns(&s, "pilbup-64.08", "64.08", "2031-10-01"), "its own pack has phases");
    cr_assert(campaigns(&s, "", "64.74", "2031-10-01"));
    cr_assert_not(campaigns(&s, "", "64.08", "2031-10-01"), "the regency's stand nearer");
    end(&s);
}

Test(calendar, a_nations_days_hold_where_nobody_has_others)
{
    struct several s;

    begin(&s);
    add(&s, 1, "pack.json", HEAD("nasional", "64", "2031-08-01", "2031-12-31"));
    s.files[s.count - 1].bytes = JK_SPAN("{\"id\":\"n\",\"title\":\"n\",\"simulation\":true,"
                                         "\"region\":\"\",\"zone\":\"Asia/Jakarta\","
                                         "\"from\":\"2031-08-01\",\"to\":\"2031-12-31\"}");
    add(&s, 1, "phases.json",
        "{\"phases\":[{\"id\":\"kampanye\",\"name\":\"Kampanye\",\"from\":\"2031-09-01\",\"to\":"
        "\"2031-10-31\",\"campaign\":true}]}");
    add(&s, 1, "holidays.json", "{\"holidays\":[{\"date\":\"2024-11-21\",\"name\":\"Nasional\"}]}");
    add(&s, 2, "pack.json", HEAD("bontang", "64.74", "2031-08-01", "2031-12-31"));
    add(&s, 2, "contests.json", CONTEST("pilwal-64.74", "64.74"));
    add(&s, 2, "regions.json", BONTANG);
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert(campaigns(&s, "pilwal-64.74", "64.74", "2031-10-01"));
    cr_assert_eq(jk_working_days(&s.pack, &(struct jk_calendar_of){ "pilbup-64.08", "64.08" },
                                 day("2024-11-20"), day("2024-11-22")),
                 0, "holidays add up: the 21st is the nation's");
    end(&s);
}

/* Each rule is inherited by itself: other hours here, one rule off there, all else as the first
 * pack has it. */
Test(calendar, rules_are_inherited_one_by_one)
{
    struct several s;
    const struct jk_calendar_of kutim = { "pilbup-64.08", "64.08" }, psu = { "psu-64.74", "64.74" },
                                office = { "", "64.74.01" }, above = { "", "64" };

    begin(&s);
    add(&s, 1, "pack.json", HEAD("bontang-psu", "64.74", "2025-02-01", "2025-03-31"));
    add(&s, 1, "contests.json", CONTEST("psu-64.74", "64.74"));
    add(&s, 1, "regions.json", BONTANG);
    add(&s, 1, "rules.json",
        "{\"rules\":[{\"id\":\"R3\",\"level\":\"hold\",\"basis\":\"SK\",\"value\":[8,16]},"
        "{\"id\":\"R4\",\"level\":\"off\",\"basis\":\"SK\",\"value\":[7]}]}");
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert_float_eq(jk_rule_for(&s.pack, &kutim, 3)->value[0], 9, 0);
    cr_assert_float_eq(jk_rule_for(&s.pack, &psu, 3)->value[0], 8, 0);
    cr_assert_float_eq(jk_rule_for(&s.pack, &office, 3)->value[0], 8, 0);
    cr_assert_float_eq(jk_rule_for(&s.pack, &above, 3)->value[0], 9, 0);
    cr_assert_not_null(jk_rule_for(&s.pack, &kutim, 4));
    cr_assert_null(jk_rule_for(&s.pack, &psu, 4), "switched off");
    for (unsigned n = 1; n < JK_RULE_NUMBERS; n++) {
        if (n != 3 && n != 4)
            cr_assert_eq(jk_rule_for(&s.pack, &psu, n), jk_rule_for(&s.pack, &kutim, n), "R%u", n);
    }
    end(&s);
    begin(&s); /* of one contest alone, in the first pack itself */
    add(&s, 0, "rules.json",
        "{\"rules\":[{\"id\":\"R3\",\"level\":\"warn\",\"basis\":\"SK\",\"value\":[8,16],"
        "\"contests\":[\"pilgub-64\"]}]}");
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert_float_eq(jk_rule_for(&s.pack, &kutim, 3)->value[0], 9, 0);
    cr_assert_float_eq(
        jk_rule_for(&s.pack, &(struct jk_calendar_of){ "pilgub-64", "64" }, 3)->value[0], 8, 0);
    end(&s);
    begin(&s);
    add(&s, 0, "rules.json",
        "{\"rules\":[{\"id\":\"R3\",\"level\":\"warn\",\"basis\":\"SK\",\"value\":[8,16]}]}");
    cr_assert_eq(load(&s), JK_INVALID, "twice in one pack");
    cr_assert_eq(s.err.text, JK_TEXT_PACK_TWICE);
    end(&s);
}

Test(calendar, a_pack_that_is_given_twice_is_there_once)
{
    struct several s;
    size_t phases;

    begin(&s);
    cr_assert_eq(load(&s), JK_OK);
    phases = jk_pack_contest(&s.pack, "pilbup-64.08")->phase_count;
    for (size_t i = 0, own = s.count; i < own; i++) {
        s.files[s.count] = s.files[i];
        s.files[s.count++].pack = 1;
    }
    cr_assert_eq(load(&s), JK_OK, "%s: %s", s.err.field, s.err.value);
    cr_assert_eq(jk_pack_contest(&s.pack, "pilbup-64.08")->phase_count, phases);
    end(&s);
}

Test(calendar, what_names_nobody_or_stands_twice_is_refused)
{
    static const struct {
        const char *phases;
        const struct jk_text *text;
    } wrong[] = {
        { PSU(",\"contests\":[\"psu-99\"]"), JK_TEXT_UNKNOWN_CONTEST },
        { "{\"phases\":[{\"id\":\"pemungutan_suara\",\"name\":\"x\",\"from\":\"2024-12-01\",\"to\":"
          "\"2024-12-02\"}]}",
          JK_TEXT_PACK_TWICE },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct several s;

        begin(&s);
        add(&s, 0, "phases.json", wrong[i].phases);
        cr_assert_eq(load(&s), JK_INVALID, "row %zu", i);
        cr_assert_eq(s.err.text, wrong[i].text, "row %zu: %s", i, s.err.field);
        end(&s);
    }
}
