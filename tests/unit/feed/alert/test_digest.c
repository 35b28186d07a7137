/* Many alerts in one message: worst first, none left out, and never longer than a message may be.
 */
#include "jarak/feed/alert/digest.h"

#include <stdio.h>
#include "jarak/feed/alert/text.h"
#include "tests/support/documents.h"
#include "tests/support/seeded.h"

#define MOST 300

static char ids[MOST][17];

static void make_entries(struct jk_digest_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(ids[i], sizeof ids[i], "%016zx", i);
        entries[i] = (struct jk_digest_entry){ .alert = { .conflict = ids[i],
                                                          .revision = 1,
                                                          .index = i + 1,
                                                          .event = JK_EVENT_OPENED,
                                                          .level = JK_LEVEL_WASPADA,
                                                          .time_s = 1732082400 } };
    }
}

static struct jk_digest digest_of(const struct jk_pack *pack, const struct jk_digest_entry *entries,
                                  size_t count)
{
    return (struct jk_digest){ .pack = pack,
                               .tz = jk_tz_find(JK_SPAN("WITA")),
                               .number = 9,
                               .time_s = 1732082400,
                               .entries = entries,
                               .count = count };
}

Test(digest, worst_first_then_as_the_inbox_has_them_then_by_conflict)
{
    static struct jk_digest_entry entries[200];
    struct seeded random = { 11 };

    make_entries(entries, 200);
    for (size_t i = 0; i < 200; i++) {
        entries[i].alert.level = (enum jk_level)seeded_whole(&random, 0, 3);
        entries[i].alert.index = (uint64_t)seeded_whole(&random, 0, 30);
    }
    jk_digest_sort(entries, 200);
    for (size_t i = 1; i < 200; i++) {
        const struct jk_alert *a = &entries[i - 1].alert, *b = &entries[i].alert;

        cr_assert(a->level > b->level ||
                  (a->level == b->level &&
                   (a->index < b->index ||
                    (a->index == b->index && strcmp(a->conflict, b->conflict) < 0))));
    }
    jk_digest_sort(NULL, 0);
}

Test(digest, it_counts_by_level_and_says_so_when_nothing_is_open)
{
    struct jk_pack pack = { .simulation = true };
    struct jk_digest_entry entries[4];
    struct jk_digest d = digest_of(&pack, entries, 4);
    struct jk_buf text = { 0 };

    make_entries(entries, 4);
    entries[0].alert.level = JK_LEVEL_SIAGA;
    entries[3].alert.level = JK_LEVEL_NONE;
    entries[3].alert.event = JK_EVENT_CLOSED;
    jk_digest_text(&text, &d, 0, JK_LANG_ID);
    expect_holds(text_of_buffer(&text), "PERINGATAN JARAK - RANGKUMAN - SIMULASI\n");
    expect_holds(text.at, "Rabu, 20 November 2024, 14.00 WITA\n");
    expect_holds(text.at, "bukan status kesiagaan pasukan");
    expect_holds(text.at, "SIAGA 1, WASPADA 2, Selesai 1");
    expect_holds(text.at, "\n1. SIAGA, ");
    expect_holds(text.at, "\n4. Selesai (Konflik 0000)");
    jk_buf_reset(&text);
    d.count = 0;
    jk_digest_text(&text, &d, 0, JK_LANG_EN);
    expect_holds(text_of_buffer(&text), "No conflict is open");
    jk_buf_clear(&text);
}

/* SPEC 7: under 1,000 characters; what does not fit is counted. */
Test(digest, a_text_that_is_bounded_never_exceeds_it_and_counts_the_rest)
{
    static struct jk_digest_entry entries[MOST];
    struct jk_pack pack = { .simulation = true };

    make_entries(entries, MOST);
    for (size_t count = 1; count <= MOST; count += 7) {
        struct jk_digest d = digest_of(&pack, entries, count);
        struct jk_buf text = { 0 };
        const char *more;
        size_t lines = 0;

        jk_digest_text(&text, &d, JK_MESSAGE_MAX, JK_LANG_ID);
        cr_assert(text.len < JK_MESSAGE_MAX, "%zu: %zu", count, text.len);
        text_of_buffer(&text);
        lines = times_in(text.at, " (Konflik ");
        more = strstr(text.at, "\n+");
        cr_assert(lines + (more ? (size_t)atoi(more + 2) : 0) == count, "%zu: %s", count, text.at);
        jk_buf_clear(&text);
    }
}

Test(digest, as_json_all_stand_and_only_a_summary_marks_what_is_new)
{
    struct jk_pack pack = { .simulation = false };
    struct jk_digest_entry entries[8];
    struct jk_digest d = digest_of(&pack, entries, 8);
    struct jk_buf text = { 0 };
    json_t *json;

    make_entries(entries, 8);
    entries[2].is_new = true;
    json = jk_digest_json(&d);
    cr_assert(json_array_size(json_object_get(json, "alerts")) == 8);
    cr_assert(json_integer_value(json_object_get(json, "summary")) == 9);
    cr_assert_str_eq(json_string_value(json_object_get(json, "event")), "summary");
    cr_assert(
        json_is_true(json_object_get(json_array_get(json_object_get(json, "alerts"), 2), "new")));
    expect_json(json_incref(json_object_get(json, "counts")),
                "{\"siaga\":0,\"waspada\":8,\"info\":0,\"closed\":0}");
    expect_json(json_incref(json_array_get(json_object_get(json, "alerts"), 7)),
                "{\"index\":8,\"id\":\"0000000000000007-1\","
                "\"time\":\"2024-11-20T14:00:00+08:00\",\"event\":\"opened\","
                "\"level\":\"waspada\",\"new\":false}");
    json_decref(json);
    jk_digest_text(&text, &d, 0, JK_LANG_ID);
    cr_assert(times_in(text_of_buffer(&text), ", baru)") == 1);
    jk_buf_reset(&text);
    d.one_command = true;
    jk_digest_text(&text, &d, 0, JK_LANG_ID);
    cr_assert(times_in(text_of_buffer(&text), ", baru)") == 0);
    json = jk_digest_json(&d);
    cr_assert_str_eq(json_string_value(json_object_get(json, "event")), "command");
    cr_assert(json_integer_value(json_object_get(json, "index")) == 9);
    json_decref(json);
    jk_buf_clear(&text);
}
