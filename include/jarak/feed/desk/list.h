/* jarak/feed/desk/list.h: the page of a list of meetings (jarak/feed/form/list.h).
 *
 * Pure. Source: WIRE 1 "meja". */
#ifndef JARAK_FEED_DESK_LIST_H
#define JARAK_FEED_DESK_LIST_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/form/list.h"

struct jk_list_page {
    const struct jk_list *list;
    const struct jk_list_fault *faults; /**< one for each row; null: nothing was asked yet */
    const struct jk_verdict_view *const *views; /**< likewise; null where a row was not judged */
    const struct jk_error *fault;   /**< of the list as a whole, or of its head; null: none */
    enum jk_form_field fault_field; /**< of the head; JK_FORM_END none in particular */
    const char *pasted;             /**< what could not be taken over; "" */
    bool only_verdict;              /**< for a script: the panel and nothing else */
};

enum jk_status jk_desk_list_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_list_page *page);
#endif
