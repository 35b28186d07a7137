/* Copies made beside the writer, and files that lost their write-ahead log. */
#include "jarak/store/copy.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/store/outbox.h"
#include "jarak/store/texts.h"
#include "tests/unit/store/place.h"

static void copy_file(const char *from, const char *to)
{
    size_t len;
    char *bytes = place_read(from, &len);

    place_write(to, bytes, len);
    free(bytes);
}

/* The database alone, as somebody copies it who does not know of the log. */
static void copy_alone(const struct place *p, char to[128])
{
    snprintf(to, 128, "%s/alone.db", p->folder);
    copy_file(p->path, to);
}

Test(copy, a_copy_is_the_store_at_the_moment_it_began)
{
    struct jk_journal_mark mark, later;
    struct jk_replay found;
    struct place p;
    struct stat st;
    char to[128], log[140];

    place_open(&p);
    place_fill(&p, 3);
    snprintf(to, sizeof to, "%s/copy.db", p.folder);
    cr_assert(jk_store_copy(p.path, to, &mark, &p.err) == JK_OK, "%s", p.err.value);
    place_begin(&p); /* what comes later is not in it */
    place_put_notice(&p, "later@x", "BEGIN", 1);
    place_commit(&p);
    cr_assert(jk_store_replay(to, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(jk_store_peek(to, 0, &later, &p.err) == JK_OK);
    cr_assert(found.entries == mark.entries && later.entries == mark.entries && mark.entries > 3);
    cr_assert(memcmp(later.hash, mark.hash, 32) == 0 && memcmp(later.salt, mark.salt, 32) == 0);
    cr_assert(stat(to, &st) == 0 && (st.st_mode & 07777) == 0600);
    snprintf(log, sizeof log, "%s-wal", to);
    cr_assert(access(log, F_OK) != 0, "it needs no log");
    cr_assert(jk_store_copy(p.path, to, &mark, &p.err) == JK_IO, "nothing is written over");
    place_close(&p);
}

Test(copy, a_store_that_nobody_has_open_is_copied_too_and_an_empty_one)
{
    struct jk_journal_mark mark;
    struct place p;
    char to[128];

    place_open(&p);
    jk_store_close(p.store);
    p.store = NULL;
    snprintf(to, sizeof to, "%s/copy.db", p.folder);
    cr_assert(jk_store_copy(p.path, to, &mark, &p.err) == JK_OK, "%s", p.err.value);
    cr_assert(mark.entries == 0);
    cr_assert(jk_store_copy("/does/not/exist.db", to, &mark, &p.err) == JK_NONE);
    place_close(&p);
}

Test(copy, a_database_that_was_open_is_refused_without_its_log)
{
    struct jk_journal_mark mark;
    struct jk_replay found;
    struct jk_store *store;
    struct place p;
    char alone[128], log[140], to[128];

    place_open_file(&p);
    place_fill(&p, 3);
    copy_alone(&p, alone);
    for (int i = 0; i < 2; i++) { /* looking leaves nothing behind that would pass for a log */
        cr_assert(jk_store_replay(alone, &found, &p.err) == JK_CORRUPT);
        cr_assert(p.err.text == JK_TEXT_STORE_LOG_MISSING, "%s", p.err.value);
    }
    snprintf(to, sizeof to, "%s/copy.db", p.folder);
    cr_assert(jk_store_copy(alone, to, &mark, &p.err) == JK_CORRUPT);
    cr_assert(jk_store_open(alone, &store, &p.err) == JK_CORRUPT);
    jk_store_close(p.store);
    p.store = NULL;
    cr_assert(jk_store_replay(p.path, &found, &p.err) == JK_OK, "closed, it needs none: %s",
              found.first);
    copy_alone(&p, alone);
    cr_assert(jk_store_replay(alone, &found, &p.err) == JK_OK, "%s", found.first);
    snprintf(log, sizeof log, "%s-wal", alone);
    cr_assert(access(log, F_OK) != 0 || unlink(log) == 0);
    place_close(&p);
}

Test(copy, with_its_log_it_is_whole_and_without_it_it_can_be_given_up)
{
    struct jk_replay found, with;
    struct jk_store *store;
    struct place p;
    char alone[128], from[140], log[140];

    place_open(&p);
    place_fill(&p, 3);
    copy_alone(&p, alone);
    snprintf(from, sizeof from, "%s-wal", p.path);
    snprintf(log, sizeof log, "%s-wal", alone);
    copy_file(from, log);
    cr_assert(jk_store_replay(alone, &with, &p.err) == JK_OK, "%s", with.first);
    cr_assert(with.entries > 3);
    unlink(log);
    copy_alone(&p, alone);
    cr_assert(jk_store_open_without_log(alone, &store, &p.err) == JK_OK, "%s", p.err.value);
    jk_store_close(store);
    cr_assert(jk_store_replay(alone, &found, &p.err) == JK_OK, "%s", found.first);
    cr_assert(found.entries < with.entries, "what stood in the log alone is lost");
    place_close(&p);
}

Test(copy, deliveries_are_copied_beside_their_writer)
{
    struct jk_delivery_state state = { .delivered = 7, .epoch_s = 5 }, copied = { 0 };
    struct jk_outbox *outbox, *copy;
    struct place p;
    char from[128], to[128];

    place_open(&p);
    snprintf(from, sizeof from, "%s/deliveries.db", p.folder);
    snprintf(to, sizeof to, "%s/copy.db", p.folder);
    cr_assert(jk_outbox_copy(from, to, &p.err) == JK_NONE);
    cr_assert(jk_outbox_open(from, &outbox, &p.err) == JK_OK);
    cr_assert(jk_outbox_put(outbox, "s-1", &state, &p.err) == JK_OK);
    cr_assert(jk_outbox_copy(from, to, &p.err) == JK_OK, "%s", p.err.value);
    jk_outbox_close(outbox);
    cr_assert(jk_outbox_open(to, &copy, &p.err) == JK_OK);
    cr_assert(jk_outbox_get(copy, "s-1", &copied, &p.err) == JK_OK && copied.delivered == 7);
    jk_outbox_close(copy);
    place_close(&p);
}
