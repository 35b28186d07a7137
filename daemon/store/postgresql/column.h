/* daemon/store/postgresql/column.h: the values of one column of many rows, as an array that
 * PostgreSQL takes as one parameter: a statement a row costs the server more than the row. */
#ifndef DAEMON_STORE_POSTGRESQL_COLUMN_H
#define DAEMON_STORE_POSTGRESQL_COLUMN_H
#include "daemon/store/postgresql/link.h"

struct pg_column {
    char *at;
    size_t len;
};

enum pg_column_of {
    COLUMN_NUMBERS = 20,
    COLUMN_OCTETS = 17
}; /* the server's numbers of the types */

/* Room for so many values with so many octets; numbers take eight each. pg_column_free().
 * @return false: out of memory */
bool pg_column_begin(struct pg_column *column, enum pg_column_of of, size_t count, size_t octets);
/* The next value. */
void pg_column_number(struct pg_column *column, int64_t number);
void pg_column_octets(struct pg_column *column, struct jk_span octets);
void pg_column_null(struct pg_column *column);
/* All of them, as a parameter that borrows. */
struct param pg_column_param(const struct pg_column *column);
void pg_column_free(struct pg_column *column);
#endif
