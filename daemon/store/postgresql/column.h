/* daemon/store/postgresql/column.h: the values of one column of many rows, as an array that
 * PostgreSQL takes as one parameter: a statement a row costs the server more than the row. */
#ifndef DAEMON_STORE_POSTGRESQL_COLUMN_H
#define DAEMON_STORE_POSTGRESQL_COLUMN_H
#include "daemon/store/postgresql/link.h"

struct column {
    char *at;
    size_t len;
};

enum column_of { COLUMN_NUMBERS = 20, COLUMN_OCTETS = 17 }; /* the server's numbers of the types */

/* Room for so many values with so many octets; numbers take eight each. column_free().
 * @return false: out of memory */
bool column_begin(struct column *column, enum column_of of, size_t count, size_t octets);
/* The next value. */
void column_number(struct column *column, int64_t number);
void column_octets(struct column *column, struct jk_span octets);
void column_null(struct column *column);
/* All of them, as a parameter that borrows. */
struct param column_param(const struct column *column);
void column_free(struct column *column);
#endif
