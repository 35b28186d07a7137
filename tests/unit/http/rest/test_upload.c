/* Files that arrive in parts: what a range says, and which part is taken. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include "daemon/http/rest/upload.h"
#include "tests/unit/app/desk.h"

#define NOW 1732334400

static bool parse(const char *text, struct content_range *out)
{
    return rest_content_range_parse(jk_span_of(text), out);
}

Test(upload, a_range_lies_within_its_total)
{
    struct content_range r;

    cr_assert(parse("bytes 0-0/1", &r) && !r.is_question && r.from == 0 && r.to == 0 &&
              r.total == 1);
    cr_assert(parse("bytes 5-9/10", &r) && r.from == 5 && r.to == 9 && r.total == 10);
    cr_assert(parse("BYTES 5-9/10", &r));
    cr_assert(parse("bytes */10", &r) && r.is_question && r.total == 10);
    cr_assert(parse("bytes 0-9223372036854775806/9223372036854775807", &r));
    cr_assert(r.to == INT64_MAX - 1);
}

Test(upload, what_is_no_range_is_refused)
{
    static const char *const bad[] = {
        "",
        "bytes",
        "bytes 0-9",
        "bytes 0-10/10",
        "bytes 9-8/10",
        "bytes 0-0/0",
        "bytes */0",
        "bytes */*",
        "bytes 0-9/*",
        "bytes -9/10",
        "bytes 0-/10",
        "bytes=0-9/10",
        "bytes  0-9/10",
        "bytes 0-9/10 ",
        "items 0-9/10",
        "bytes +0-9/10",
        "bytes 0x0-9/10",
        "bytes 0-9/10/10",
        "bytes 0-9-9/10",
        "bytes 0-9/9223372036854775808",
        "bytes 18446744073709551616-9/10",
    };
    struct content_range r = { .total = 77 };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(!parse(bad[i], &r), "%s", bad[i]);
    cr_assert(r.total == 77, "nothing is written on refusal");
}

Test(upload, parts_of_another_sender_target_or_size_have_another_name)
{
    char name[UPLOAD_NAME], other[UPLOAD_NAME];

    rest_upload_name("a", "../../b@kutim", 10, name);
    rest_upload_name("a", "../../b@kutim", 10, other);
    cr_assert(strcmp(name, other) == 0);
    cr_assert(strspn(name, "0123456789abcdef.part") == strlen(name) && !strchr(name, '/'));
    rest_upload_name("b", "../../b@kutim", 10, other);
    cr_assert(strcmp(name, other) != 0);
    rest_upload_name("a", "../../b@kutim", 11, other);
    cr_assert(strcmp(name, other) != 0);
    rest_upload_name("a", "../../c@kutim", 10, other);
    cr_assert(strcmp(name, other) != 0);
    rest_upload_name("ab", "c", 10, name);
    rest_upload_name("a", "bc", 10, other);
    cr_expect(strcmp(name, other) != 0, "the two do not run into each other");
}

#define UID "surat@uji"

struct place {
    struct desk d;
    char root[64], folder[96];
    struct jk_error err;
    uint64_t received;
};

static void place_open(struct place *p)
{
    snprintf(p->root, sizeof p->root, "/tmp/jarakd-upload-XXXXXX");
    cr_assert(mkdtemp(p->root) != NULL);
    snprintf(p->folder, sizeof p->folder, "%s/parts", p->root);
    desk_open(&p->d);
    cr_assert(desk_file(&p->d, &(struct filed){ UID, 0.5, 117.5, 1, 0, NULL, NULL }) == JK_OK);
}

static void place_close(struct place *p)
{
    char command[128];

    desk_close(&p->d);
    snprintf(command, sizeof command, "rm -rf %s", p->root);
    cr_assert(system(command) == 0);
}

static enum jk_status add(struct place *p, const char *name, uint64_t from, const char *part,
                          uint64_t total)
{
    struct content_range range = { .from = from, .to = from + strlen(part) - 1, .total = total };

    return rest_upload_append(&(struct upload){ p->d.app, UID, p->folder, name }, &range,
                              jk_span_of(part), NOW, &p->received, &p->err);
}

Test(upload, a_part_begins_where_the_last_one_ended)
{
    struct jk_buf whole = { 0 };
    struct place p;

    place_open(&p);
    cr_assert(rest_upload_received(&(struct upload){ p.d.app, UID, p.folder, "x" }) == 0);
    cr_assert(add(&p, "x", 3, "def", 9) == JK_CONFLICT && p.received == 0);
    cr_assert(add(&p, "x", 0, "abc", 9) == JK_OK && p.received == 3);
    cr_assert(add(&p, "x", 0, "abc", 9) == JK_CONFLICT && p.received == 3, "sent again");
    cr_assert(add(&p, "x", 4, "ef", 9) == JK_CONFLICT && p.received == 3, "a gap");
    cr_assert(add(&p, "y", 0, "other", 9) == JK_OK);
    cr_assert(add(&p, "x", 3, "defghi", 9) == JK_OK && p.received == 9);
    cr_assert(rest_upload_read(&(struct upload){ p.d.app, UID, p.folder, "x" }, &whole, &p.err) ==
              JK_OK);
    cr_assert(whole.len == 9 && memcmp(whole.at, "abcdefghi", 9) == 0);
    rest_upload_drop(&(struct upload){ p.d.app, UID, p.folder, "x" });
    cr_assert(rest_upload_received(&(struct upload){ p.d.app, UID, p.folder, "x" }) == 0 &&
              rest_upload_received(&(struct upload){ p.d.app, UID, p.folder, "y" }) == 5);
    jk_buf_reset(&whole);
    cr_assert(rest_upload_read(&(struct upload){ p.d.app, UID, p.folder, "x" }, &whole, &p.err) ==
              JK_IO);
    jk_buf_clear(&whole);
    place_close(&p);
}

static void make_old(struct place *p, const char *name, int64_t at_s)
{
    char path[160];
    struct timeval times[2] = { { at_s, 0 }, { at_s, 0 } };

    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    cr_assert(utimes(path, times) == 0);
}

Test(upload, there_are_so_many_at_most_and_what_is_a_day_old_gives_way)
{
    struct place p;
    char name[16];

    place_open(&p);
    for (int i = 0; i < UPLOADS_MAX; i++) {
        snprintf(name, sizeof name, "n%d", i);
        cr_assert(add(&p, name, 0, "a", 2) == JK_OK, "%d", i);
        make_old(&p, name, NOW - UPLOAD_AGE_S);
    }
    cr_assert(add(&p, "more", 0, "a", 2) == JK_BUSY, "a day is not over yet");
    cr_assert(add(&p, "n0", 1, "b", 2) == JK_OK, "one under way goes on");
    make_old(&p, "n1", NOW - UPLOAD_AGE_S - 1);
    cr_assert(add(&p, "more", 0, "a", 2) == JK_OK);
    cr_assert(rest_upload_received(&(struct upload){ p.d.app, UID, p.folder, "n1" }) == 0);
    cr_assert(rest_upload_sweep(p.folder, NOW) == UPLOADS_MAX);
    cr_assert(rest_upload_sweep(p.folder, NOW + 2 * UPLOAD_AGE_S + 100 * 365 * 86400LL) == 0);
    place_close(&p);
}

Test(upload, a_link_in_the_place_of_a_part_is_not_followed)
{
    struct place p;
    char link[160], outside[160];

    place_open(&p);
    cr_assert(mkdir(p.folder, 0700) == 0);
    snprintf(link, sizeof link, "%s/x", p.folder);
    snprintf(outside, sizeof outside, "%s/outside", p.root);
    cr_assert(symlink(outside, link) == 0);
    cr_assert(add(&p, "x", 0, "abc", 3) == JK_IO && access(outside, F_OK) != 0);
    place_close(&p);
}

/* The bytes of the file "x". */
static size_t file_of(const struct place *p, char bytes[4096])
{
    char path[160];
    FILE *file;
    size_t len;

    snprintf(path, sizeof path, "%s/x", p->folder);
    file = fopen(path, "rb");
    cr_assert(file != NULL);
    len = fread(bytes, 1, 4096, file);
    fclose(file);
    return len;
}

static void write_file(const struct place *p, const char *bytes, size_t len)
{
    char path[160];
    FILE *file;

    snprintf(path, sizeof path, "%s/x", p->folder);
    file = fopen(path, "wb");
    cr_assert(file != NULL && fwrite(bytes, 1, len, file) == len && fclose(file) == 0);
}

Test(upload, the_file_is_sealed_and_a_changed_one_is_no_letter)
{
    struct jk_buf whole = { 0 };
    char bytes[4096];
    struct place p;
    size_t len;

    place_open(&p);
    struct upload x = { p.d.app, UID, p.folder, "x" };

    cr_assert(add(&p, "x", 0, "%PDF-rahasia", 21) == JK_OK);
    cr_assert(add(&p, "x", 12, "rahasia-2", 21) == JK_OK);
    len = file_of(&p, bytes);
    cr_assert(memmem(bytes, len, "rahasia", 7) == NULL && memmem(bytes, len, "%PDF", 4) == NULL);
    for (size_t at = 4; at < len;
         at += 7) { /* a length that was changed makes another file of it */
        bytes[at] ^= 1;
        write_file(&p, bytes, len);
        jk_buf_reset(&whole);
        cr_assert(rest_upload_read(&x, &whole, &p.err) == JK_CORRUPT || whole.len != 21, "%zu", at);
        bytes[at] ^= 1;
    }
    write_file(&p, bytes, len);
    x.name = "y"; /* the parts of another letter */
    cr_assert(rest_upload_read(&x, &whole, &p.err) == JK_IO);
    x.name = "x";
    jk_buf_reset(&whole);
    cr_assert(rest_upload_read(&x, &whole, &p.err) == JK_OK && whole.len == 21);
    jk_buf_clear(&whole);
    place_close(&p);
}

Test(upload, a_torn_part_is_none_and_the_next_takes_its_place)
{
    struct jk_buf whole = { 0 };
    char bytes[4096];
    struct place p;
    size_t len;

    place_open(&p);
    cr_assert(add(&p, "x", 0, "abc", 6) == JK_OK && add(&p, "x", 3, "def", 6) == JK_OK);
    len = file_of(&p, bytes);
    for (size_t cut = len / 2 + 1; cut < len; cut++) { /* a daemon was killed while it wrote */
        const struct upload x = { p.d.app, UID, p.folder, "x" };

        write_file(&p, bytes, cut);
        cr_assert(rest_upload_received(&x) == 3, "%zu", cut);
        cr_assert(add(&p, "x", 3, "DEF", 6) == JK_OK && p.received == 6);
        jk_buf_reset(&whole);
        cr_assert(rest_upload_read(&x, &whole, &p.err) == JK_OK && whole.len == 6 &&
                  memcmp(whole.at, "abcDEF", 6) == 0);
    }
    jk_buf_clear(&whole);
    place_close(&p);
}

Test(upload, many_small_parts_are_bounded)
{
    struct place p;

    place_open(&p);
    for (uint64_t i = 0; i < UPLOAD_PARTS; i++)
        cr_assert(add(&p, "x", i, "a", 1000) == JK_OK);
    cr_assert(add(&p, "x", UPLOAD_PARTS, "a", 1000) == JK_TOO_MANY && p.received == UPLOAD_PARTS);
    place_close(&p);
}
