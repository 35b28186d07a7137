/* jarak/feed/public/page.h: the public page: what has an STTP, readable without a calendar or
 * JavaScript.
 *
 * The same items as the public feed, with no more than it tells (SPEC 9). HTML 5 in UTF-8; whatever
 * came from outside is escaped. The address says the language, English below /kalender/en/. No
 * clock: the same items give the same bytes. Pure. */
#ifndef JARAK_FEED_PUBLIC_PAGE_H
#define JARAK_FEED_PUBLIC_PAGE_H
#include "jarak/feed/html/html.h"
#include "jarak/feed/public/approved.h"

#define JK_PAGE_ROWS_MAX 500 /* rows of one page: what a phone still shows; the feed holds all */

/** The facts a page is written from. */
/** What officers say to the public about a rumour. */
struct jk_page_answer {
    const char *text; /**< lines; names nobody (jarak/app/matters/matters.h) */
    int64_t time_s;   /**< when it was said, UTC */
};

struct jk_page {
    const struct jk_pack *pack;
    const struct jk_feed_filter *filter; /**< what of the region it shows */
    const char *base;                    /**< "https://host", without "/" at its end */
    enum jk_lang lang;
    bool fixed; /**< pages are also kept as files: none offers what only a query could give */
    const struct jk_feed_item *items; /**< sorted by the caller: the order is kept */
    size_t count;
    const struct jk_page_answer *answers; /**< the newest first; of a calendar alone */
    size_t answer_count;
    int64_t of_s;  /**< what is told is of this second, UTC; 0: of the present */
    bool of_dated; /**< which was on another day, or may have been */
};

/** Write the calendar of a region: how to subscribe, the filter, the activities. Appends.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_calendar_page(struct jk_buf *out, const struct jk_page *page);

/** Write the page of one activity, items[0]. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_activity_page(struct jk_buf *out, const struct jk_page *page);

/** Write a page that says why there is none. Of the page its pack, the filter's region and the
 * language count. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_public_fault_page(struct jk_buf *out, const struct jk_page *page,
                                    const char *text);

/** What is told of a letter to whoever holds it: that it is on record, and nothing of what it says.
 */
struct jk_public_letter {
    const char *hash; /**< of its certificate */
    int32_t day;      /**< local day of the act */
    bool in_force;
    const char *other_href; /**< the same in the other language */
};

/** Write the page of a letter. Of the page its pack, the filter's region and the language count.
 * Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_public_letter_page(struct jk_buf *out, const struct jk_page *page,
                                     const struct jk_public_letter *letter);

/** True when a region has a calendar of its own. Sub-districts have none: their activities belong
 * to what stands above them. */
bool jk_public_has_calendar(const struct jk_pack *pack, const struct jk_region *region);

/** Write the code of a feed's webcal address as an SVG file, for posters. Appends.
 *
 * @param base  as of struct jk_page
 * @return JK_OK; JK_TOO_BIG: the address is too long for a code; JK_MEMORY */
enum jk_status jk_feed_code(struct jk_buf *out, const char *base,
                            const struct jk_feed_filter *filter);

/** The address of a region's feed, or of what a filter lets through, without its base. Filters that
 * let through the same by the same words have the same address. Appends. */
void jk_feed_path_add(struct jk_buf *out, const struct jk_feed_filter *filter);

#define JK_FEED_PATH_MAX 160 /* bytes of such an address where region and area are of the pack */

/** The same as a name to keep feeds by, NUL-ended. @return false: it is too long, or memory is out;
 * then it is "" */
bool jk_feed_path_write(const struct jk_feed_filter *filter, char path[JK_FEED_PATH_MAX]);

/** The title the public reads for an activity: "Rapat umum Paslon 1". Appends. */
void jk_public_title_add(struct jk_buf *out, const struct jk_pack *pack,
                         const struct jk_facts *facts, enum jk_lang lang);

/** True when an activity of this kind is published once it is approved. What guards the election,
 * moves its goods or is a meeting of officials is not (SPEC 9). */
bool jk_public_kind(enum jk_kind kind);
/** True when the public reads where it is held: of rallies and limited meetings; smaller ones are
 * told by their village only. */
bool jk_public_venue(const struct jk_facts *facts);
/** The place the public reads: the venue of rallies and limited meetings where it is named, else
 * the sub-district; "" when it is not known. Borrowed from both. */
const char *jk_public_place(const struct jk_pack *pack, const struct jk_facts *facts);
#endif
