/* jarak/feed/json/pen.h: JSON written member by member, straight to octets.
 *
 * For documents that are written often: a tree of values made, looked through and freed again costs
 * some six times as much (docs/performance.md). The octets are those that jk_json_write() makes of
 * the same document. What goes wrong is kept to the end, as in jk_buf: memory that is out, a text
 * that is not UTF-8, a number that is not finite. Pure but for malloc. */
#ifndef JARAK_FEED_JSON_PEN_H
#define JARAK_FEED_JSON_PEN_H
#include <jansson.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include "jarak/base/bytes.h"

struct yajl_gen_t;

#define JK_PEN_ROOM 1024

/** A document under way; stays where it began. Ends with jk_pen_end(). */
struct jk_pen {
    struct yajl_gen_t *gen;
    struct jk_buf *out;
    bool failed;
    size_t used;
    alignas(max_align_t) char room[JK_PEN_ROOM]; /**< private */
};

/** Begin a document behind what `out` holds. @param out borrowed until jk_pen_end() */
void jk_pen_begin(struct jk_pen *pen, struct jk_buf *out);

/* In an object each value has its name, UTF-8; in a list, and for the whole, it is null. */

/** Open an object; jk_pen_close_object() closes the innermost. */
void jk_pen_object(struct jk_pen *pen, const char *name);
void jk_pen_close_object(struct jk_pen *pen);
/** Open a list; jk_pen_close_list() closes the innermost. */
void jk_pen_list(struct jk_pen *pen, const char *name);
void jk_pen_close_list(struct jk_pen *pen);

/** @param text UTF-8, borrowed; null writes null */
void jk_pen_text(struct jk_pen *pen, const char *name, const char *text);
/** The same of a text just written, which is cleared; where it has failed the whole does. */
void jk_pen_buf(struct jk_pen *pen, const char *name, struct jk_buf *text);
void jk_pen_integer(struct jk_pen *pen, const char *name, long long value);
/** @param value finite; written with 15 digits at most, so that a decimal reads back the same */
void jk_pen_real(struct jk_pen *pen, const char *name, double value);
void jk_pen_bool(struct jk_pen *pen, const char *name, bool value);
void jk_pen_null(struct jk_pen *pen, const char *name);
/** A value that was made as a tree. @param value taken; null: it could not be made, and the whole
 * fails */
void jk_pen_tree(struct jk_pen *pen, const char *name, json_t *value);

/** The end. `out` has failed where anything of the document did. */
void jk_pen_end(struct jk_pen *pen);
#endif
