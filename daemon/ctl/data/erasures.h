/* daemon/ctl/data/erasures.h: the list of what was erased, kept outside the store.
 *
 * A backup holds the keys of everything that was erased after it was made. So each erasure is also
 * a line of `DATA/erasures`, written before a key is destroyed, and a restore applies the list. A
 * line holds the instant, the SHA-256 of the name (a UID may name a person), and the basis. Lines
 * are only ever added, so that a list which knows less than a backup did is seen. */
#ifndef DAEMON_CTL_ERASURES_H
#define DAEMON_CTL_ERASURES_H
#include <stdbool.h>
#include <stddef.h>
#include "jarak/base/bytes.h"
#include "jarak/base/digest.h"
#include "jarak/base/error.h"

/* The list as it was read. All zero: an empty one. */
struct erasures {
    struct jk_buf text;   /* the lines as they stand */
    char *words;          /* the same, each line ended */
    struct erasure *list; /* by digest */
    size_t count;
};

/* Read a list. @return JK_OK, for a missing file too, whose list is empty; JK_INVALID with
 * `file:line`; JK_IO; JK_MEMORY */
enum jk_status data_list_read(const char *path, struct erasures *out, struct jk_error *err);
void data_list_clear(struct erasures *list);

/* Is the name of a key in it? As of struct jk_erase_listed. @param ctx a struct erasures */
bool data_list_is_listed(void *ctx, const char *key, const char **basis);

/* SHA-256 of its first lines. @return false: it has not so many */
bool data_list_digest(const struct erasures *list, size_t lines, uint8_t out[JK_DIGEST_LEN]);

/* A line for a key. Appends. */
void data_list_line(struct jk_buf *out, const char *key, const char *basis, int64_t now_s);

/* Write a list in the place of what is there: whole, mode 0600, on the disk when it returns. */
enum jk_status data_list_write(const char *path, struct jk_span text, struct jk_error *err);
#endif
