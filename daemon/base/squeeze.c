/* Raw deflate without a header, for every byte counts; window and hash table are small, for setting
 * up and clearing those of the usual size costs more than a notice, and squeezes no better: 56, 119
 * and 337 bytes of three notices whichever, a route of 600 corners 10.2 KB instead of 10.4. Level
 * 1: the higher ones save a tenth of the bytes and take a fifth more time. */
#include "jarak/base/squeeze.h"
#include "jarak/base/heap.h"

#include <stdint.h>
#include <zlib.h>

#define RAW_WINDOW (-12) /* bits; minus: no header. 4 KiB: as much as counts of a dictionary */
#define WAS_WINDOW (-13) /* with which a text in a snapshot may have been squeezed */
#define MEMORY     4     /* of the hash table, 2,048 entries */
#define CHUNK      1024

void jk_squeeze(struct jk_buf *out, struct jk_span text, struct jk_span dictionary)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)text.at, .avail_in = (uInt)text.len };
    unsigned char room[CHUNK];
    int rc = deflateInit2(&z, 1, Z_DEFLATED, RAW_WINDOW, MEMORY, Z_DEFAULT_STRATEGY);

    if (rc != Z_OK) {
        jk_heap_note(); /* zlib asks for its own */
        out->failed = true;
        return;
    }
    rc = deflateSetDictionary(&z, (const Bytef *)dictionary.at, (uInt)dictionary.len);
    while (rc == Z_OK) {
        z.next_out = room;
        z.avail_out = sizeof room;
        rc = deflate(&z, Z_FINISH);
        jk_buf_add(out, room, sizeof room - z.avail_out);
        if (rc == Z_BUF_ERROR)
            rc = Z_OK;
    }
    if (rc != Z_STREAM_END)
        out->failed = true;
    deflateEnd(&z);
}

char *jk_unsqueeze(struct jk_arena *arena, struct jk_span squeezed, size_t len,
                   struct jk_span dictionary)
{
    char *text = jk_arena_take(arena, len + 1);
    z_stream z = { .next_in = (Bytef *)(uintptr_t)squeezed.at,
                   .avail_in = (uInt)squeezed.len,
                   .next_out = (Bytef *)text,
                   .avail_out = (uInt)len + 1 }; /* one more, or the end would not be seen */
    bool whole;

    if (!text)
        return NULL;
    if (inflateInit2(&z, WAS_WINDOW) != Z_OK) {
        jk_heap_note();
        return NULL;
    }
    whole = inflateSetDictionary(&z, (const Bytef *)dictionary.at, (uInt)dictionary.len) == Z_OK &&
            inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == len;
    inflateEnd(&z);
    if (!whole) { /* what we squeezed ourselves: zlib had no room for the dictionary */
        jk_heap_note();
        return NULL;
    }
    text[len] = '\0';
    return text;
}
