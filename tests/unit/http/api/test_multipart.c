/* Forms with files, as browsers write them; whatever else is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/api/multipart.h"

#define TYPE "multipart/form-data; boundary=----WebKitFormBoundaryX"
#define B    "------WebKitFormBoundaryX"
#define TEXT(name, value) \
    B "\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, type, bytes)                                               \
    B "\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\n" \
      "Content-Type: " type "\r\n\r\n" bytes "\r\n"
#define END B "--\r\n"

struct sent {
    struct jk_arena arena;
    struct api_form form;
    struct jk_error err;
    enum jk_status rc;
};

static struct sent read_as(const char *type, const char *body, size_t len)
{
    struct sent s = { .rc = JK_OK };

    s.rc = api_multipart_read(&s.arena, jk_span_of(type), (struct jk_span){ body, len }, &s.form,
                              &s.err);
    return s;
}

#define READ(body) read_as(TYPE, body, sizeof(body) - 1)

Test(multipart, fields_and_files_come_apart)
{
    struct sent s = READ(TEXT("csrf", "abc")
                             FILE_PART("surat", "a b.pdf", "application/pdf", "%PDF-1\r\n--\r\n\0x")
                                 TEXT("nama", "  Ani ") END);
    const struct api_file *file = api_form_file(&s.form, "surat");

    cr_assert(s.rc == JK_OK && s.form.count == 2 && s.form.file_count == 1);
    cr_assert_str_eq(api_form_get(&s.form, "csrf"), "abc");
    cr_assert_str_eq(api_form_get(&s.form, "nama"), "Ani");
    cr_assert(file && strcmp(file->name, "a b.pdf") == 0);
    cr_assert_str_eq(file->type, "application/pdf");
    cr_assert(file->bytes.len == 14 && memcmp(file->bytes.at, "%PDF-1\r\n--\r\n\0x", 14) == 0);
    jk_arena_clear(&s.arena);
}

Test(multipart, a_file_that_was_not_chosen_is_none_and_an_empty_one_is)
{
    struct sent s = READ(FILE_PART("surat", "", "application/octet-stream", "") END);

    cr_assert(s.rc == JK_OK && s.form.file_count == 0 && !api_form_file(&s.form, "surat"));
    jk_arena_clear(&s.arena);
    s = READ(FILE_PART("surat", "kosong.pdf", "application/pdf", "") END);
    cr_assert(s.rc == JK_OK && s.form.file_count == 1 && s.form.files[0].bytes.len == 0);
    jk_arena_clear(&s.arena);
}

Test(multipart, names_are_as_browsers_write_them)
{
    struct sent s = READ(FILE_PART("surat", "a%22b%0D%0Ac%20.pdf", "x", "1") END);

    cr_assert(s.rc == JK_OK);
    cr_assert_str_eq(s.form.files[0].name, "a\"b  c%20.pdf");
    jk_arena_clear(&s.arena);
    s = read_as("multipart/form-data; charset=utf-8; boundary=\"----WebKitFormBoundaryX\"",
                TEXT("a", "b") END, sizeof(TEXT("a", "b") END) - 1);
    cr_assert(s.rc == JK_OK && s.form.count == 1);
    jk_arena_clear(&s.arena);
}

Test(multipart, what_looks_like_a_delimiter_within_a_file_is_content)
{
    struct sent s = READ(FILE_PART("f", "x", "x", "\r\r\n--\r\n" B "\r\n\r") END);

    /* A whole delimiter line ends the part: what follows is no head. */
    cr_assert(s.rc == JK_UNDECODED);
    jk_arena_clear(&s.arena);
    s = READ(FILE_PART("f", "x", "x", "\r\r\n------WebKitFormBoundary\r\n " B "\r") END);
    cr_assert(s.rc == JK_OK && s.form.files[0].bytes.len == 56, "%zu", s.form.files[0].bytes.len);
    jk_arena_clear(&s.arena);
}

Test(multipart, what_no_browser_writes_is_refused)
{
    static const char *const bodies[] = {
        "",
        B,
        B "\r\n",
        B "\r\n\r\nx\r\n" END,                                                /* no name */
        B "\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n" END, /* no form-data */
        B "\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n" END,
        B "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
        B "\r\nContent-Disposition: form-data; name=\"a\"\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\neA==\r\n" END,
        B "\nContent-Disposition: form-data; name=\"a\"\n\nx\n" END,
        "preamble\r\n" TEXT("a", "b") END,
        TEXT("a", "\xff") END,
    };

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct sent s = read_as(TYPE, bodies[i], strlen(bodies[i]));

        cr_assert(s.rc == JK_UNDECODED && s.err.text, "%zu", i);
        jk_arena_clear(&s.arena);
    }
}

Test(multipart, boundaries_have_bounds)
{
    static const char *const types[] = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789"
        "012345678901",
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct sent s = read_as(types[i], TEXT("a", "b") END, sizeof(TEXT("a", "b") END) - 1);

        cr_assert(s.rc == JK_UNDECODED, "%s", types[i]);
        jk_arena_clear(&s.arena);
    }
}

Test(multipart, parts_have_a_bound)
{
    struct jk_buf body = { 0 };
    struct sent s;

    for (int i = 0; i <= API_FIELDS_MAX; i++)
        jk_buf_str(&body, TEXT("a", "b"));
    jk_buf_str(&body, END);
    s = read_as(TYPE, body.at, body.len);
    cr_assert(s.rc == JK_TOO_MANY);
    jk_buf_clear(&body);
    jk_arena_clear(&s.arena);
}
