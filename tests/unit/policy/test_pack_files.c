/* The files of a pack as one document each: what is missing, what joins, and what may not differ.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemon/policy/pack/files.h"
#include "jarak/config/files.h"
#include "jarak/base/texts.h"
#include "jarak/geo/geodesic.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "tests/unit/policy/pack_case.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

struct joining {
    struct jk_arena arena;
    struct jk_error err;
    struct jk_json_reader r;
    struct jk_json_at at;
    json_t *document;
};

/* Joins the texts, all files of one name. */
static void join(struct joining *j, const char *const *texts, size_t count, enum pack_join how)
{
    struct jk_pack_file files[4];

    *j = (struct joining){ .document = NULL };
    j->r = (struct jk_json_reader){ &j->arena, &j->err, JK_OK };
    for (size_t i = 0; i < count; i++)
        files[i] = (struct jk_pack_file){ "x.json", jk_span_of(texts[i]), 0 };
    const struct pack_document wanted = { "x.json", false, how };

    j->document = policy_pack_file_parse(&j->r, files, count, &wanted, &j->at);
}

static void clear(struct joining *j)
{
    json_decref(j->document);
    jk_arena_clear(&j->arena);
}

static void expect_joined(const char *a, const char *b, enum pack_join how, const char *want)
{
    const char *const texts[] = { a, b };
    json_t *wanted = json_loads(want, JSON_DECODE_ANY, NULL);
    struct joining j;

    join(&j, texts, 2, how);
    cr_assert(j.r.status == JK_OK, "%s", want);
    cr_expect(json_equal(j.document, wanted), "%s", want);
    json_decref(wanted);
    clear(&j);
}

Test(pack_files, lists_grow_by_what_is_not_there_yet_and_keep_their_order)
{
    expect_joined("{\"a\":[1,2]}", "{\"a\":[2,3,1,4]}", PACK_JOIN_LISTS, "{\"a\":[1,2,3,4]}");
    /* Equal whatever the order of the members. */
    expect_joined("{\"a\":[{\"x\":1,\"y\":2}]}", "{\"a\":[{\"y\":2,\"x\":1}]}", PACK_JOIN_LISTS,
                  "{\"a\":[{\"x\":1,\"y\":2}]}");
    expect_joined("{\"a\":[]}", "{\"a\":[5,5]}", PACK_JOIN_LISTS, "{\"a\":[5]}");
}

Test(pack_files, what_is_no_list_is_the_firsts_and_what_only_the_second_has_is_taken)
{
    expect_joined("{\"n\":1,\"a\":[1]}", "{\"n\":2,\"b\":[7],\"m\":3}", PACK_JOIN_LISTS,
                  "{\"n\":1,\"a\":[1],\"b\":[7],\"m\":3}");
    expect_joined("{\"a\":[1]}", "{\"a\":{\"x\":1}}", PACK_JOIN_LISTS, "{\"a\":[1]}");
}

Test(pack_files, the_calendar_is_widened_on_each_side_by_itself)
{
    static const struct {
        const char *a, *b, *want;
    } cases[] = {
        { "{\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}",
          "{\"from\":\"2024-08-25\",\"to\":\"2025-01-01\"}",
          "{\"from\":\"2024-08-25\",\"to\":\"2025-01-01\"}" },
        { "{\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}",
          "{\"from\":\"2024-08-27\",\"to\":\"2025-01-01\"}",
          "{\"from\":\"2024-08-26\",\"to\":\"2025-01-01\"}" },
        { "{\"from\":\"2024-08-26\",\"to\":\"2024-12-31\"}",
          "{\"from\":\"2024-08-25\",\"to\":\"2024-12-30\"}",
          "{\"from\":\"2024-08-25\",\"to\":\"2024-12-31\"}" },
        { "{\"id\":\"one\",\"from\":\"2024-08-26\"}", "{\"id\":\"two\"}",
          "{\"id\":\"one\",\"from\":\"2024-08-26\"}" },
    };

    for (size_t i = 0; i < LEN(cases); i++)
        expect_joined(cases[i].a, cases[i].b, PACK_JOIN_HEAD, cases[i].want);
}

Test(pack_files, a_simulation_does_not_stand_beside_the_real_thing)
{
    static const struct {
        const char *a, *b;
        bool refused;
    } cases[] = {
        { "{\"simulation\":true}", "{\"simulation\":true}", false },
        { "{\"simulation\":true}", "{\"simulation\":false}", true },
        { "{\"simulation\":false}", "{\"simulation\":true}", true },
        { "{\"simulation\":true}", "{}", true }, /* absent is false */
        { "{}", "{\"simulation\":false}", false },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        const char *const texts[] = { cases[i].a, cases[i].b };
        struct joining j;

        join(&j, texts, 2, PACK_JOIN_HEAD);
        cr_expect((j.r.status == JK_INVALID) == cases[i].refused, "case %zu", i);
        cr_expect(!cases[i].refused || j.err.text == JK_TEXT_PACK_DIFFERS, "case %zu", i);
        clear(&j);
    }
}

Test(pack_files, what_each_states_stands_apart_in_the_order_of_the_packs)
{
    const char *const texts[] = { "{\"a\":1}", "{\"a\":1}", "{\"a\":2}" };
    static const int want[] = { 1, 1, 2 };
    struct joining j;

    join(&j, texts, 3, PACK_JOIN_EACH);
    cr_assert(j.r.status == JK_OK && json_array_size(j.document) == 3, "what is the same, too");
    for (size_t i = 0; i < 3; i++) {
        const json_t *one = json_array_get(j.document, i);

        cr_assert(json_integer_value(json_object_get(one, "a")) == want[i]);
        cr_assert(json_is_object(json_object_get(one, PACK_SCOPE)), "with whose it is");
    }
    clear(&j);
}

Test(pack_files, a_fault_of_the_syntax_has_its_line)
{
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        { "", 1 },
        { "{\n\"a\":1,\n}", 3 },
        { "{\"a\":1,\"a\":2}", 1 }, /* a reader would see one of them */
        { "{\"a\":01}", 1 },
        { "{\"a\":1}{}", 1 },
        { "{\n\n\"a\": \"\xff\"}", 3 },
    };

    for (size_t i = 0; i < LEN(cases); i++) {
        struct joining j;

        join(&j, &cases[i].text, 1, PACK_JOIN_LISTS);
        cr_expect(j.r.status == JK_INVALID && !j.document, "case %zu", i);
        cr_expect(j.err.text == JK_TEXT_PACK_JSON && j.err.line == cases[i].line, "case %zu: %u", i,
                  j.err.line);
        cr_expect_str_eq(j.err.field, "x.json");
        clear(&j);
    }
}

Test(pack_files, a_missing_file_is_named_unless_a_pack_may_do_without)
{
    const char *name;
    bool optional;

    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        struct pack_case c;

        if (optional)
            continue;
        pack_case_open(&c);
        pack_case_drop(&c, name);
        cr_expect(pack_case_load(&c) == JK_NONE, "%s", name);
        cr_expect(c.err.text == JK_TEXT_PACK_FILE, "%s", name);
        cr_expect_str_eq(c.err.value, name);
        pack_case_clear(&c);
    }
}

/* calendars/README.md: nine files and up to seven optional ones. */
Test(pack_files, nine_must_be_there_and_seven_may)
{
    const char *name;
    bool optional;
    int must = 0, may = 0;

    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        must += !optional;
        may += optional;
    }
    cr_assert(must == 9 && may == 7);
}

/* The fuzzer of packs puts its input in place of one of these; without one of them, or where they
 * are no pack any more, it ends before its first input. */
Test(pack_files, the_seeds_of_the_fuzzer_are_a_whole_pack)
{
    struct jk_arena arena = { 0 };
    struct jk_error err;
    struct jk_pack pack;
    const char *name;
    bool optional;
    char path[128];

    jk_geodesic_init();
    jk_pack_setup();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        snprintf(path, sizeof path, "tests/fuzz/corpus/fuzz_pack/%s", name);
        cr_expect(access(path, R_OK) == 0, "%s", path);
    }
    cr_assert(jk_pack_read("tests/fuzz/corpus/fuzz_pack", &arena, &pack, &err) == JK_OK, "%s %s",
              err.field, err.value);
    jk_arena_clear(&arena);
}
