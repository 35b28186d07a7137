/* daemon/feed/ink/ink.h: strokes of a drawing, named by what they show: as SVG within a page, or
 * as lines of a document for paper. What is drawn is decided once, by who draws.
 *
 * Names are classes of daemon/web/meja.css; daemon/paper/drawing.c has the same for paper. Units
 * are those of the drawing. */
#ifndef DAEMON_FEED_INK_INK_H
#define DAEMON_FEED_INK_INK_H
#include <stdbool.h>
#include "jarak/base/bytes.h"

struct ink {
    struct jk_buf *out;
    bool paper; /* lines for paper; else SVG */
};

/* A path: opened, walked, closed. `more`: further attributes in SVG, "" none. */
void ink_open(const struct ink *ink, const char *name, const char *more);
void ink_to(const struct ink *ink, bool first, double x, double y);
void ink_ring(const struct ink *ink);
void ink_done(const struct ink *ink);
void ink_circle(const struct ink *ink, const char *name, const double xyr[3], const char *more);
void ink_square(const struct ink *ink, const char *name, const double xywh[4]);
/* Words on a line that begins, ends ("e") or is centred ("m") there. */
void ink_say(const struct ink *ink, const char *name, const double xy[2], const char *text);
/* Strokes that belong together, in SVG; nothing on paper. */
void ink_group(const struct ink *ink, const char *name);
void ink_ungroup(const struct ink *ink);
#endif
