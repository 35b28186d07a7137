/* Memory of SQLite, as it has it anyway, but that a refusal is noted (jarak/base/heap.h).
 *
 * What SQLite had no memory for it says with a status where a statement ends, and with a null or a
 * zero where a column is read. Whoever asks only whether there is a row takes both for "nothing".
 * So the refusal itself is noted where it happens, and an answer or a group that was made meanwhile
 * is given up (jk_defend_since()). */
#include <sqlite3.h>
#include "jarak/base/heap.h"
#include "jarak/store/store.h"

static sqlite3_mem_methods given; /* SQLite's own */

static void *noted(void *taken)
{
    if (!taken)
        jk_heap_note();
    return taken;
}

static void *take(int size)
{
    return noted(given.xMalloc(size));
}

static void *resize(void *at, int size)
{
    return noted(given.xRealloc(at, size));
}

bool jk_store_note_memory(void)
{
    sqlite3_mem_methods noting;

    if (given.xMalloc)
        return true;
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &given) != SQLITE_OK)
        return false;
    noting = given;
    noting.xMalloc = take;
    noting.xRealloc = resize;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &noting) == SQLITE_OK;
}
