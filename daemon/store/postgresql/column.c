/* Arrays in the binary form that array_recv() of the server reads: dimensions, whether there may be
 * NULL, the type, the length and the first subscript; then each value behind its length. */
#include "daemon/store/postgresql/column.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_OCTETS 20
#define NONE        UINT32_MAX /* the length of NULL */

static void put(struct pg_column *column, uint64_t number, unsigned octets)
{
    for (unsigned i = octets; i-- > 0;)
        column->at[column->len++] = (char)(number >> 8 * i & 255);
}

bool pg_column_begin(struct pg_column *column, enum pg_column_of of, size_t count, size_t octets)
{
    *column = (struct pg_column){ malloc(HEAD_OCTETS + 4 * count + octets), 0 };
    if (!column->at)
        return false;
    put(column, 1, 4);
    put(column, 1, 4);
    put(column, of, 4);
    put(column, count, 4);
    put(column, 1, 4);
    return true;
}

void pg_column_number(struct pg_column *column, int64_t number)
{
    put(column, sizeof number, 4);
    put(column, (uint64_t)number, sizeof number);
}

void pg_column_octets(struct pg_column *column, struct jk_span octets)
{
    put(column, octets.len, 4);
    if (octets.len)
        memcpy(column->at + column->len, octets.at, octets.len);
    column->len += octets.len;
}

void pg_column_null(struct pg_column *column)
{
    put(column, NONE, 4);
}

struct param pg_column_param(const struct pg_column *column)
{
    return (struct param){ column->at, (int)column->len, "" };
}

void pg_column_free(struct pg_column *column)
{
    free(column->at);
    *column = (struct pg_column){ NULL, 0 };
}
