/* jarak/feed/oversight/journal_line.h: an entry of the journal as a line of JSON that somebody else
 * can check.
 *
 * The members of a line, in this order: seq, time_s, actor, kind, version, fields (in the order of
 * the payload), withheld (names of fields that are not told; left out where all are), hash (of the
 * entry, as the journal has it), sha256. An entry of which nothing is told has seq, hash and
 * sha256. sha256 is the digest of the sha256 before (64 zeros before the first line) and the line
 * up to
 * `,"sha256"`, so that no line can be changed, left out or put in. docs/journal.md says how a
 * reader checks both chains. Pure. Source: docs/decisions/0118-the-journal-as-a-file.md. */
#ifndef JARAK_FEED_OVERSIGHT_JOURNAL_LINE_H
#define JARAK_FEED_OVERSIGHT_JOURNAL_LINE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "jarak/base/bytes.h"

#define JK_JOURNAL_CHAIN 64 /* digits of a line's sha256 */

struct jk_journal_field {
    const char *name;
    bool told, is_number;
    struct jk_span text;
    int64_t number;
};

struct jk_journal_line {
    uint64_t seq;
    bool told; /**< false: nothing of it is */
    int64_t time_s;
    struct jk_span actor;
    const char *kind;
    int version;
    const struct jk_journal_field *fields;
    size_t count;
    const uint8_t *hash; /**< 32 bytes */
};

/** Write a line with its line feed. Appends.
 *
 * @param[in,out] chain  sha256 of the line before, and of this one then; NUL-ended
 * @return false: memory is out */
bool jk_journal_line_add(struct jk_buf *out, const struct jk_journal_line *line,
                         char chain[JK_JOURNAL_CHAIN + 1]);
#endif
