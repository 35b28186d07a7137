/* A store in a folder of its own, and rows to put into it. */
#ifndef TESTS_UNIT_STORE_PLACE_H
#define TESTS_UNIT_STORE_PLACE_H
#include <stdbool.h>
#include <stdio.h>
#include "jarak/store/shared.h"
#include "jarak/store/store.h"

/** Where the environment names a server (JARAK_SHARED, and its module in JARAK_SHARED_MODULE),
 * every store of these tests is the copy of a journal there; JARAK_SHARED_POLL: it is not woken. */
struct place {
    char folder[64], path[96];
    char journal[JK_SHARED_JOURNAL_MAX + 1]; /* "" the file is all there is */
    struct jk_shared *shared;
    struct jk_store *store;
    struct jk_error err;
};

/** Who acts in these tests. */
extern const struct jk_act place_act;

void place_open(struct place *p);
/** The same with a file that is all there is, for tests that put their hand into it. */
void place_open_file(struct place *p);
/** Open a copy of tests/fixtures/NAME, brought to the newest schema. @return its replay, which
 * passed
 */
struct jk_replay place_open_fixture(struct place *p, const char *name);
/** Close the store and remove the folder. A shared one is held against another copy first: the same
 * rows must come of the same journal. */
void place_close(struct place *p);
/** Close the store and open it again. */
void place_reopen(struct place *p);
/** Begin, or fail the test. */
void place_begin(struct place *p);
void place_commit(struct place *p);
/** Put a notice that is its own chain; must succeed. */
void place_put_notice(struct place *p, const char *uid, const char *bytes, uint32_t revision);
/** Put an alert of polres-64.08; must answer `want`. */
void place_put_alert(struct place *p, uint64_t index, enum jk_status want);
/** The newest index of an inbox; must be readable. */
uint64_t place_last_alert(struct place *p, const char *account);
/** Some rows of every kind: `notices` + 8 entries, in one transaction. */
void place_fill(struct place *p, int notices);
/** Run SQL on a file behind the store's back. */
void place_tamper(const char *path, const char *sql);
/** Bytes of a file; given, free(). */
char *place_read(const char *path, size_t *len);
void place_write(const char *path, const char *bytes, size_t len);
/** True when the bytes stand anywhere in the database or its write-ahead log. */
bool place_holds(const struct place *p, const void *bytes, size_t len);
#endif
