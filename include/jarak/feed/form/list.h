/* jarak/feed/form/list.h: many meetings of one letter, a row each.
 *
 * What the rows have in common stands once above them. A row is a form (form.h) of few fields, so
 * that it is understood as there. Pure. Source: WIRE 1 "meja". */
#ifndef JARAK_FEED_FORM_LIST_H
#define JARAK_FEED_FORM_LIST_H
#include "jarak/feed/form/form.h"

#define JK_LIST_ROWS_MAX 60 /* two letters of a busy fortnight */

/** X(NAME, field of the form): the columns of a row, in the order of the page. */
#define JK_LIST_COLUMNS(X) \
    X(KIND, KIND)          \
    X(DATE, DATE)          \
    X(FROM, FROM)          \
    X(TO, TO)              \
    X(PLACE, PLACE)        \
    X(POINT, POINT)        \
    X(CROWD, CROWD)        \
    X(CONTACT, CONTACT)

enum jk_list_column {
#define X(NAME, FIELD) JK_LIST_##NAME,
    JK_LIST_COLUMNS(X)
#undef X
        JK_LIST_END
};

struct jk_list_row {
    const char *cell[JK_LIST_END]; /**< "" where nothing was typed; never null */
};

struct jk_list {
    struct jk_form common; /**< UID (of the list), contest, paslon, letter; else "" */
    struct jk_list_row rows[JK_LIST_ROWS_MAX];
    size_t count; /**< rows up to the last that was typed into */
};

/** The field of the form that a column is. */
enum jk_form_field jk_list_field(enum jk_list_column column);

/** Is nothing typed into it? Such a row says nothing. */
bool jk_list_is_blank(const struct jk_list_row *row);

/** What is wrong with a row. */
struct jk_list_fault {
    bool wrong;
    struct jk_form_fault fault;
};

/** Write all rows that can be read as one stream. The UID of a row is that of the list with the
 * row's number behind it (jk_list_uid()), so that a list which is sent twice is filed once.
 * Appends; nothing where no row could be read.
 *
 * @param[out] faults  one for each row
 * @return JK_OK, whatever is wrong with rows; JK_MEMORY */
enum jk_status jk_list_write(const struct jk_list *list, const struct jk_pack *pack,
                             struct jk_list_fault *faults, struct jk_buf *out,
                             struct jk_error *err);

/** The UID of row `i`; in the arena, null when memory is out. */
const char *jk_list_uid(struct jk_arena *arena, const struct jk_list *list, size_t i);

/** Read what was pasted from a spreadsheet into the rows behind those that are there: cells between
 * tabs, semicolons or commas. A first line of heads says which column is which, by the names of the
 * register or of the page; without one they stand in the order of the page, and a cell too many is
 * refused.
 *
 * @param pasted  UTF-8 without NUL
 * @return JK_OK; JK_INVALID a line and a cell that cannot be read; JK_TOO_MANY rows; JK_TOO_BIG;
 *         JK_MEMORY */
enum jk_status jk_list_paste(struct jk_arena *arena, struct jk_span pasted, struct jk_list *list,
                             struct jk_error *err);
#endif
