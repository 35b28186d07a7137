/* Reading JSON: the first fault is told with its path, and what is read after it is harmless. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/json_read.h"
#include "jarak/policy/texts.h"

struct reading {
    struct jk_arena arena;
    struct jk_error err;
    struct jk_json_reader r;
    struct jk_json_at root;
    json_t *document;
};

static void open_text(struct reading *x, const char *text)
{
    *x = (struct reading){ .document = json_loads(text, JSON_DECODE_ANY, NULL) };
    cr_assert(x->document != NULL, "%s", text);
    x->r = (struct jk_json_reader){ &x->arena, &x->err, JK_OK };
    x->root = (struct jk_json_at){ x->document, "pack.json: " };
}

static void close_text(struct reading *x)
{
    json_decref(x->document);
    jk_arena_clear(&x->arena);
}

static void faults(const struct reading *x, const struct jk_text *text, const char *path)
{
    cr_assert(x->r.status != JK_OK && x->err.text == text, "%s", path);
    cr_assert_str_eq(x->err.field, path);
}

Test(json_read, what_is_there_is_read_and_outlives_the_document)
{
    struct jk_json_at list, one;
    const char *both[JK_LANG_END], *text;
    struct jk_point place;
    struct reading x;

    open_text(&x, "{\"a\":[{\"n\":1.5,\"t\":\"teks\",\"f\":true,\"d\":\"2024-11-23\",\"lat\":-90,"
                  "\"lon\":180,\"name\":{\"id\":\"satu\",\"en\":\"one\"},\"plain\":\"dua\"}]}");
    list = jk_json_member(&x.r, &x.root, "a");
    cr_assert(jk_json_count(&x.r, &list) == 1);
    one = jk_json_element(&list, 0);
    cr_assert_str_eq(one.path, "pack.json: a[0]");
    cr_assert(jk_json_number_in(&x.r, &one, "n", 1.5, 1.5) == 1.5, "both bounds belong to it");
    cr_assert(jk_json_number_or(&x.r, &one, "none", 0, 9, 4) == 4);
    cr_assert(jk_json_flag(&x.r, &one, "f", false) && jk_json_flag(&x.r, &one, "none", true));
    cr_assert(jk_json_day(&x.r, &one, "d") == 20050);
    jk_json_point(&x.r, &one, &place);
    cr_assert(place.lat_deg == -90 && place.lon_deg == 180);
    jk_json_both(&x.r, &one, "name", both);
    cr_assert(strcmp(both[JK_LANG_ID], "satu") == 0 && strcmp(both[JK_LANG_EN], "one") == 0);
    jk_json_both(&x.r, &one, "plain", both);
    cr_assert(strcmp(both[JK_LANG_ID], "dua") == 0 && strcmp(both[JK_LANG_EN], "dua") == 0);
    text = jk_json_text(&x.r, &one, "t", NULL);
    cr_assert_str_eq(jk_json_text(&x.r, &one, "none", "cadangan"), "cadangan");
    cr_assert(jk_json_element(&list, 1).value == NULL && jk_json_optional(&one, "x").value == NULL);
    cr_assert(x.r.status == JK_OK);
    json_decref(x.document);
    x.document = NULL;
    cr_assert_str_eq(text, "teks");
    close_text(&x);
}

Test(json_read, each_fault_has_its_text_its_path_and_a_harmless_value)
{
    struct jk_json_at at;
    struct reading x;

    open_text(&x, "{}");
    cr_assert(jk_json_number_in(&x.r, &x.root, "n", 3, 9) == 3);
    faults(&x, JK_TEXT_PACK_MISSING, "pack.json: n");
    close_text(&x);
    open_text(&x, "{\"n\":9.001}");
    cr_assert(jk_json_number_in(&x.r, &x.root, "n", 3, 9) == 3 && x.r.status == JK_RANGE);
    faults(&x, JK_TEXT_PACK_NUMBER, "pack.json: n");
    cr_assert_str_eq(x.err.value, "3..9");
    close_text(&x);
    open_text(&x, "{\"n\":\"5\"}");
    cr_assert(jk_json_number_or(&x.r, &x.root, "n", 3, 9, 4) == 3, "text is no number");
    faults(&x, JK_TEXT_PACK_NUMBER, "pack.json: n");
    close_text(&x);
    open_text(&x, "{\"t\":5}");
    cr_assert_str_eq(jk_json_text(&x.r, &x.root, "t", "cadangan"), "");
    faults(&x, JK_TEXT_PACK_STRING, "pack.json: t");
    close_text(&x);
    open_text(&x, "{\"f\":\"true\"}");
    cr_assert(!jk_json_flag(&x.r, &x.root, "f", true));
    faults(&x, JK_TEXT_PACK_FLAG, "pack.json: f");
    close_text(&x);
    open_text(&x, "{\"l\":{}}");
    at = jk_json_member(&x.r, &x.root, "l");
    cr_assert(jk_json_count(&x.r, &at) == 0);
    faults(&x, JK_TEXT_PACK_LIST, "pack.json: l");
    close_text(&x);
    open_text(&x, "{\"d\":\"2024-02-30\"}");
    cr_assert(jk_json_day(&x.r, &x.root, "d") == 0);
    faults(&x, JK_TEXT_ISO_DATE, "pack.json: d");
    close_text(&x);
    open_text(&x, "{\"d\":20241123}");
    cr_assert(jk_json_day(&x.r, &x.root, "d") == 0, "a number is no date");
    faults(&x, JK_TEXT_ISO_DATE, "pack.json: d");
    close_text(&x);
    open_text(&x, "{\"name\":{\"id\":\"satu\"}}");
    {
        const char *both[JK_LANG_END];

        jk_json_both(&x.r, &x.root, "name", both);
        cr_assert_str_eq(both[JK_LANG_EN], "");
        faults(&x, JK_TEXT_PACK_MISSING, "pack.json: name.en");
    }
    close_text(&x);
}

Test(json_read, only_the_first_fault_is_told)
{
    struct reading x;

    open_text(&x, "{\"b\":\"x\"}");
    jk_json_text(&x.r, &x.root, "a", NULL);
    jk_json_number_in(&x.r, &x.root, "b", 0, 1);
    jk_json_text(&x.r, &x.root, "c", NULL);
    faults(&x, JK_TEXT_PACK_MISSING, "pack.json: a");
    cr_assert(x.r.status == JK_INVALID);
    close_text(&x);
}

/* What is asked of something that is no object, or not there, is not there either. */
Test(json_read, members_of_what_is_no_object_are_missing)
{
    static const char *const texts[] = { "[]", "5", "\"x\"", "null", "true" };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct jk_json_at at;
        struct reading x;

        open_text(&x, texts[i]);
        at = jk_json_optional(&x.root, "a");
        cr_assert(at.value == NULL && jk_json_optional(&at, "b").value == NULL);
        cr_assert(jk_json_count(&x.r, &at) == 0 && x.r.status == JK_OK);
        jk_json_member(&x.r, &x.root, "a");
        faults(&x, JK_TEXT_PACK_MISSING, "pack.json: a");
        close_text(&x);
    }
}

/* The paths we read fit whole; one that does not loses whole members in its middle, and says so. */
Test(json_read, a_path_is_never_cut_within_a_name)
{
    struct jk_json_at at = { .path = "certificate: " };

    at = jk_json_optional(&at, "conflicts");
    at = jk_json_element(&at, 12);
    at = jk_json_optional(&at, "parts");
    at = jk_json_element(&at, 345);
    at = jk_json_optional(&at, "at");
    at = jk_json_element(&at, 67);
    at = jk_json_optional(&at, "lat");
    cr_assert_str_eq(at.path, "certificate: conflicts[12].parts[345].at[67].lat");
    at = (struct jk_json_at){ .path = "policy.json: " };
    for (int i = 0; i < 30; i++)
        at = jk_json_optional(&at, "sebuah_nama_yang_panjang");
    cr_assert(strlen(at.path) < JK_JSON_PATH_MAX);
    cr_assert(strncmp(at.path, "policy.json: sebuah_nama_yang_panjang.", 38) == 0, "%s", at.path);
    cr_assert(strstr(at.path, "...sebuah_nama_yang_panjang") != NULL, "%s", at.path);
    at = jk_json_element(&at, 1234567);
    cr_assert(strstr(at.path, ".sebuah_nama_yang_panjang[1234567]") != NULL, "%s", at.path);
}
