/* A stream of notices from the short lines of tests/cases/notices (its README.md has the form). */
#ifndef TESTS_UNIT_APP_COMPOSE_H
#define TESTS_UNIT_APP_COMPOSE_H
#include "jarak/base/bytes.h"
#include "jarak/geo/point.h"

/** Columns of a line parted by `|`, trimmed. */
struct columns {
    struct jk_span at[8];
    size_t count;
};

struct columns compose_columns(const char *line);
/** Begin a stream; lines are numbered from 1. */
void compose_begin(struct jk_buf *out);
/** Add a notice: `UID | KIND[:LEG>PARENT] [CONTEST/]PASLON | WHEN | WHERE [| LINE ¶ LINE ...]`;
 * `where` names the line of the case file for messages. */
void compose_notice(struct jk_buf *out, struct jk_point origin, const char *line,
                    const char *where);
void compose_end(struct jk_buf *out);
#endif
