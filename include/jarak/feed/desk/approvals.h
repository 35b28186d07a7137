/* jarak/feed/desk/approvals.h: what waits for an STTP and meets nothing, to be decided in one go.
 *
 * A snapshot the application fills (jarak/app/desk/desk.h). What meets something is not in it: each
 * of those is looked at singly. Pure. Source: SPEC 4. */
#ifndef JARAK_FEED_DESK_APPROVALS_H
#define JARAK_FEED_DESK_APPROVALS_H
#include "jarak/feed/desk/page.h"

#define JK_APPROVALS_SHOWN 100 /* rows of one page, by date */

/** One chain, or the change of one, that may be approved. */
struct jk_approval {
    const char *chain;
    struct jk_desk_activity activity; /**< as it is in force, or asked for */
    const struct jk_tz *tz;
    int64_t start_s, end_s; /**< of what would be approved */
    uint32_t revision;
    bool change;      /**< a change of an approved one */
    const char *sttp; /**< the number it has; "" none */
    bool assessed;    /**< false: *belum dapat dinilai* */
};

struct jk_approvals {
    const struct jk_approval *at; /**< by begin */
    size_t count;
    size_t more;   /**< of those that meet nothing, how many are not listed */
    size_t singly; /**< that meet something */
};

/** What was typed into a row. */
struct jk_approval_typed {
    const char *chain;
    bool chosen;
    const char *sttp;
};

struct jk_approvals_page {
    struct jk_approvals list;
    const struct jk_approval_typed *typed;
    size_t typed_count;
    const char *fault; /**< null: nothing was tried */
    const char *done;  /**< what was done just now; null */
};

enum jk_status jk_desk_approvals_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                      const struct jk_approvals_page *page);
#endif
