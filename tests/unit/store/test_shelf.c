/* What is on the shelf is what was put there, of this store and this maker, or nothing. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/store/shelf.h"
#include "tests/unit/store/place.h"

static const uint8_t maker[JK_DIGEST_LEN] = "this pack and this address";

struct shelf {
    struct place p;
    struct jk_shelf kept;
    char folder[160];
};

static void shelf_open(struct shelf *s)
{
    *s = (struct shelf){ .folder = "" };
    place_open(&s->p);
    snprintf(s->folder, sizeof s->folder, "%s/" JK_SHELF_FOLDER, s->p.folder);
    place_fill(&s->p, 3);
}

static void shelf_close(struct shelf *s)
{
    jk_shelf_clear(&s->kept);
    jk_shelf_remove(s->folder);
    place_close(&s->p);
}

static enum jk_status put(struct shelf *s, const char *name, const char *region, const char *text)
{
    struct jk_shelf_item item = { .modified_s = 1700000000, .unpacked = 7, .etag = "\"tag\"" };

    snprintf(item.name, sizeof item.name, "%s", name);
    snprintf(item.region, sizeof item.region, "%s", region);
    return jk_shelf_put(&s->kept, s->folder, &item, jk_span_of(text));
}

static void finish(struct shelf *s)
{
    struct jk_snapshot_binding binding;
    char path[256];

    cr_assert(jk_shelf_manifest(s->folder, path, sizeof path));
    cr_assert(jk_snapshot_bind(s->p.store, path, maker, &binding, &s->p.err) == JK_OK);
    cr_assert(jk_shelf_finish(&s->kept, s->folder, &binding, &s->p.err) == JK_OK);
}

/* As the next start finds it. */
static const char *find(struct shelf *s)
{
    jk_shelf_clear(&s->kept);
    return jk_shelf_open(s->p.store, s->folder, maker, &s->kept);
}

static enum jk_status read_one(struct shelf *s, const char *name, const char *wanted)
{
    const struct jk_shelf_item *item = jk_shelf_find(&s->kept, name);
    struct jk_buf bytes = { 0 };
    enum jk_status rc = item ? jk_shelf_read(s->folder, item, &bytes) : JK_NONE;

    if (rc == JK_OK)
        cr_assert(jk_span_eq(jk_buf_view(&bytes), jk_span_of(wanted)));
    else
        cr_assert(bytes.len == 0, "nothing of it is given out");
    jk_buf_clear(&bytes);
    return rc;
}

static void overwrite(struct shelf *s, const char *name, const char *text)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    f = fopen(path, "w");
    cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static int files_of(const struct shelf *s)
{
    DIR *dir = opendir(s->folder);
    int count = 0;

    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count;
}

Test(shelf, what_was_put_is_there_at_the_next_start)
{
    const struct jk_shelf_item *item;
    struct shelf s;

    shelf_open(&s);
    cr_assert(strcmp(find(&s), "none") == 0);
    s.kept.written_s = 1700000001;
    cr_assert(put(&s, "64.ics.gz", "64", "the feed") == JK_OK);
    cr_assert(put(&s, "01.ics.gz", "01", "") == JK_OK);
    cr_assert(put(&s, "64.08.ics.gz", "64.08", "first") == JK_OK);
    cr_assert(put(&s, "64.08.ics.gz", "64.08", "then") == JK_OK);
    finish(&s);
    cr_assert(find(&s) == NULL);
    cr_assert(s.kept.count == 3 && s.kept.written_s == 1700000001);
    cr_assert(s.kept.entries == jk_store_last_entry(s.p.store));
    cr_assert(read_one(&s, "64.ics.gz", "the feed") == JK_OK);
    cr_assert(read_one(&s, "01.ics.gz", "") == JK_OK);
    cr_assert(read_one(&s, "64.08.ics.gz", "then") == JK_OK);
    cr_assert(read_one(&s, "64.08.ics", "") == JK_NONE);
    item = jk_shelf_find(&s.kept, "64.08.ics.gz");
    cr_assert(strcmp(item->region, "64.08") == 0 && strcmp(item->etag, "\"tag\"") == 0);
    cr_assert(item->modified_s == 1700000000 && item->unpacked == 7 && item->size == 4);
    shelf_close(&s);
}

Test(shelf, a_file_that_is_another_is_not_given_out)
{
    static const char *const others[] = { "the feeD", "the fee", "the feed ", "" };
    struct shelf s;
    char path[256];

    shelf_open(&s);
    cr_assert(put(&s, "64.ics.gz", "64", "the feed") == JK_OK);
    finish(&s);
    cr_assert(find(&s) == NULL);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        overwrite(&s, "64.ics.gz", others[i]);
        cr_assert(read_one(&s, "64.ics.gz", "") == JK_CORRUPT, "%s", others[i]);
    }
    overwrite(&s, "64.ics.gz", "the feed");
    cr_assert(read_one(&s, "64.ics.gz", "the feed") == JK_OK);
    snprintf(path, sizeof path, "%s/64.ics.gz", s.folder);
    cr_assert(unlink(path) == 0 && symlink("manifest", path) == 0);
    cr_assert(read_one(&s, "64.ics.gz", "") == JK_IO, "through no link");
    cr_assert(unlink(path) == 0);
    cr_assert(read_one(&s, "64.ics.gz", "") == JK_NONE);
    shelf_close(&s);
}

Test(shelf, what_the_manifest_does_not_name_is_swept)
{
    struct shelf s;

    shelf_open(&s);
    cr_assert(put(&s, "64.ics.gz", "64", "the feed") == JK_OK);
    overwrite(&s, "65.ics.gz", "left by an earlier run");
    overwrite(&s, ".64.ics.gz.new", "left by one who was ended");
    finish(&s);
    cr_assert(files_of(&s) == 4, "itself, its parent, the file and the manifest");
    cr_assert(jk_shelf_remove(s.folder));
    cr_assert(files_of(&s) == 0);
    cr_assert(jk_shelf_remove(s.folder), "there is nothing to do");
    shelf_close(&s);
}

Test(shelf, the_manifest_of_another_maker_or_of_an_erased_store_is_none)
{
    static const uint8_t other[JK_DIGEST_LEN] = "another pack";
    struct jk_shelf found;
    struct shelf s;

    shelf_open(&s);
    place_begin(&s.p);
    place_put_notice(&s.p, "hapus@uji", "BEGIN:VCALENDAR", 1);
    place_commit(&s.p);
    cr_assert(put(&s, "64.ics.gz", "64", "the feed") == JK_OK);
    finish(&s);
    cr_assert(jk_shelf_open(s.p.store, s.folder, other, &found) && found.count == 0);
    cr_assert(!jk_store_public_changed(s.p.store, jk_store_last_entry(s.p.store) - 1));
    place_begin(&s.p);
    cr_assert(jk_store_erase(s.p.store, &place_act, "hapus@uji", "uji", &s.p.err) == JK_OK);
    place_commit(&s.p);
    cr_assert(jk_store_public_changed(s.p.store, jk_store_last_entry(s.p.store) - 1));
    cr_assert(!jk_store_public_changed(s.p.store, jk_store_last_entry(s.p.store)));
    cr_assert(strcmp(find(&s), "erased") == 0 && s.kept.count == 0);
    shelf_close(&s);
}

Test(shelf, what_is_too_large_takes_the_place_of_nothing)
{
    struct jk_shelf_item item = { .name = "64.ics.gz", .region = "64" };
    char *much = calloc(JK_SHELF_FILE_MAX + 1, 1);
    struct shelf s;

    shelf_open(&s);
    cr_assert(put(&s, "64.ics.gz", "64", "the feed") == JK_OK);
    cr_assert(jk_shelf_put(&s.kept, s.folder, &item,
                           (struct jk_span){ much, JK_SHELF_FILE_MAX + 1 }) == JK_TOO_BIG);
    cr_assert(s.kept.count == 0, "what was there is old");
    free(much);
    shelf_close(&s);
}

static bool is_of_64(void *ctx, const struct jk_shelf_item *item)
{
    (void)ctx;
    return strncmp(item->region, "64", 2) == 0;
}

Test(shelf, what_is_dropped_is_not_found_any_more)
{
    struct shelf s;

    shelf_open(&s);
    put(&s, "64.08.ics.gz", "64.08", "a");
    put(&s, "01.ics.gz", "01", "b");
    put(&s, "64.ics.gz", "64", "c");
    jk_shelf_drop(&s.kept, is_of_64, NULL);
    cr_assert(s.kept.count == 1 && jk_shelf_find(&s.kept, "01.ics.gz"));
    shelf_close(&s);
}
