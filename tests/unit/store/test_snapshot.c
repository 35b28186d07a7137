/* A snapshot is what was written, of this store and this maker, or nothing. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/store/snapshot.h"
#include "tests/unit/store/place.h"

static const uint8_t maker[JK_DIGEST_LEN] = "this program and this pack";

struct kept {
    struct place p;
    char path[128];
};

static void keep_open(struct kept *k)
{
    place_open(&k->p);
    snprintf(k->path, sizeof k->path, "%s/snapshot", k->p.folder);
    place_fill(&k->p, 3);
}

/* Records of many sizes, each of its own octets. */
static struct jk_buf record_of(unsigned i)
{
    struct jk_buf record = { 0 };
    size_t len = 1 + i * 7919U % 60000U;

    for (size_t k = 0; k < len; k++)
        jk_buf_char(&record, (char)(i + k));
    return record;
}

static void write_some(struct kept *k, unsigned count)
{
    struct jk_snapshot_binding binding;
    struct jk_snapshot_writer *w;

    cr_assert(jk_snapshot_bind(k->p.store, k->path, maker, &binding, &k->p.err) == JK_OK);
    cr_assert(jk_snapshot_create(&binding, &w, &k->p.err) == JK_OK);
    for (unsigned i = 0; i < count; i++) {
        struct jk_buf record = record_of(i);

        jk_snapshot_add(w, jk_buf_view(&record));
        jk_buf_clear(&record);
    }
    cr_assert(jk_snapshot_finish(w, true, &k->p.err) == JK_OK);
}

/* How many records can be read; each must be as it was written. */
static unsigned read_all(struct kept *k, bool *whole)
{
    struct jk_snapshot_reader *r;
    struct jk_span record;
    const char *because;
    unsigned count = 0;

    *whole = false;
    jk_snapshot_open(k->p.store, k->path, maker, &r, &because);
    if (!r)
        return 0;
    for (; jk_snapshot_next(r, &record); count++) {
        struct jk_buf want = record_of(count);

        cr_assert(jk_span_eq(record, jk_buf_view(&want)), "record %u", count);
        jk_buf_clear(&want);
    }
    *whole = jk_snapshot_is_whole(r);
    jk_snapshot_close(r);
    return count;
}

__attribute__((unused)) static const char *refused_for(struct kept *k, const uint8_t *by)
{
    struct jk_snapshot_reader *r;
    const char *because;

    jk_snapshot_open(k->p.store, k->path, by, &r, &because);
    if (!r)
        return because;
    jk_snapshot_close(r);
    return "nothing";
}

Test(snapshot, what_was_written_is_read)
{
    struct kept k;
    struct stat st;
    bool whole;

    keep_open(&k);
    write_some(&k, 100);
    cr_assert(stat(k.path, &st) == 0 && (st.st_mode & 0777) == 0600);
    cr_assert(read_all(&k, &whole) == 100 && whole);
    place_reopen(&k.p);
    cr_assert(read_all(&k, &whole) == 100 && whole, "the key lies in the store");
    write_some(&k, 0);
    cr_assert(read_all(&k, &whole) == 0 && whole);
    unlink(k.path);
    place_close(&k.p);
}
