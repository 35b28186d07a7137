/* Arrays in the binary form that array_recv() of the server reads: dimensions, whether there may be
 * NULL, the type, the length and the first subscript; then each value behind its length. */
#include "daemon/store/postgresql/column.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_OCTETS 20
#define NONE        UINT32_MAX /* the length of NULL */

static void put(struct column *column, uint64_t number, unsigned octets)
{
    for (unsigned i = octets; i-- > 0;)
        column->at[column->len++] = (char)(number >> 8 * i & 255);
}

bool column_begin(struct column *column, enum column_of of, size_t count, size_t octets)
{
    *column = (struct column){ malloc(HEAD_OCTETS + 4 * count + octets), 0 };
    if (!column->at)
        return false;
    put(column, 1, 4);
    put(column, 1, 4);
    put(column, of, 4);
    put(column, count, 4);
    put(column, 1, 4);
    return true;
}

void column_number(struct column *column, int64_t number)
{
    put(column, sizeof number, 4);
    put(column, (uint64_t)number, sizeof number);
}

void column_octets(struct column *column, struct jk_span octets)
{
    put(column, octets.len, 4);
    if (octets.len)
        memcpy(column->at + column->len, octets.at, octets.len);
    column->len += octets.len;
}

void column_null(struct column *column)
{
    put(column, NONE, 4);
}

struct param column_param(const struct column *column)
{
    return (struct param){ column->at, (int)column->len, "" };
}

void column_free(struct column *column)
{
    free(column->at);
    *column = (struct column){ NULL, 0 };
}
