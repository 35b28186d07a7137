/* daemon/feed/paper/sheets.h: what the documents have in common. */
#ifndef DAEMON_FEED_PAPER_SHEETS_H
#define DAEMON_FEED_PAPER_SHEETS_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/paper/paper.h"
#include "jarak/feed/sheet/sheet.h"

/* The paper, millimetres, and what is written at its foot. */
struct paper_size {
    enum jk_paper_form form;
    double wide, high, margin, letters;
    const char *foot; /* null: none, and no stamp but on pictures */
};

/* The head of a document. `pen->tz` is that of its region by then. */
void paper_head(struct jk_buf *out, struct desk_pen *pen, const struct jk_paper *paper,
                const struct paper_size *size, const char *title);
/* The look of a level's word. */
enum jk_sheet_look paper_level(const struct web_level *level);
/* "Paslon 1, Paslon 2". */
const char *paper_parties(struct desk_pen *pen, const struct web_party *parties, size_t count);
/* A cell, where there is something to say; else an empty one. */
void paper_cell(struct jk_buf *out, enum jk_sheet_look look, const char *text);
/* Below it, where there is something to say. */
void paper_also(struct jk_buf *out, enum jk_sheet_look look, const char *text);
/* What was written is a document, or memory was out; the pen is cleared. */
enum jk_status paper_end(struct jk_buf *out, struct desk_pen *pen);
#endif
