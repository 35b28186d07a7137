/* jarak/app/public/feed.h: what anyone may see: the approved feed and the public pages.
 *
 * Source: SPEC 9, WIRE 3 "Feed". */
#ifndef JARAK_APP_PUBLIC_FEED_H
#define JARAK_APP_PUBLIC_FEED_H
#include "jarak/app/handle/handle.h"
#include "jarak/feed/public/approved.h"

/** Rises with every commit that changed what the approved feed of a region shows, or of its regency
 * where it is a sub-district. @param region  its code */
uint64_t jk_app_feed_version(const struct jk_app *app, const char *region);

/** The request for a feed. */
struct jk_feed_request {
    const struct jk_feed_filter *filter;
    const char *source; /**< absolute address for SOURCE; "" leaves it out */
    int64_t now_s;
    enum jk_feed_form form;
};

/** Write the approved feed. Those of regions, and the last few of filters, are kept in stretches:
 * what did not change since is not written again.
 *
 * @param[out] out  all zero before; free with jk_feed_clear()
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_app_feed(struct jk_app *app, const struct jk_feed_request *request,
                           struct jk_feed *out);

/** Items that one jk_app_feed_step() writes or brings into a form, and the rest of a stretch: some
 * 4 ms of one core, beside the look at all chains. */
#define JK_FEED_PIECE 512

/** Bring the kept feed nearer to what the public may see now, by one piece.
 *
 * What changes between two steps is seen by the next one.
 * @return true: jk_app_feed() has next to nothing left to write, or the feed is not kept at all, or
 * memory is out, as jk_app_feed() will say; false: there is more */
bool jk_app_feed_step(struct jk_app *app, const struct jk_feed_request *request);

/** Items that were written for feeds, or brought into a form, since the application was opened. */
uint64_t jk_app_feed_written(const struct jk_app *app);

/** The request for a public page. */
struct jk_page_request {
    const struct jk_feed_filter *filter;
    const char *base; /**< "https://host", without "/" at its end */
    int64_t now_s;
    enum jk_lang lang;
    bool fixed; /**< as of struct jk_page */
    int64_t of_s;
    bool of_dated;
};

/** Write the public calendar with the same activities. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_app_page(struct jk_app *app, const struct jk_page_request *request,
                           struct jk_buf *out);

/** Write the public page of one activity. Appends.
 *
 * @param id  jk_public_id() of its UID; nothing of the filter but the region counts
 * @return JK_OK; JK_NONE where the public sees no such activity in the region; JK_MEMORY */
enum jk_status jk_app_activity_page(struct jk_app *app, const struct jk_page_request *request,
                                    struct jk_span id, struct jk_buf *out);

/** Write one activity as a feed of its own, without SOURCE; nothing of the filter but the region
 * counts. @return as jk_app_activity_page() */
enum jk_status jk_app_activity_feed(struct jk_app *app, const struct jk_feed_request *request,
                                    struct jk_span id, struct jk_feed *out);

/** The activities a filter lets through as the public sees them, by start; their notices are
 * borrowed until the next command.
 *
 * @param[out] out  in the arena @return JK_OK; JK_MEMORY */
enum jk_status jk_app_public_list(const struct jk_app *app, const struct jk_feed_filter *filter,
                                  int64_t now_s, struct jk_arena *arena, struct jk_feed_item **out,
                                  size_t *count);

/** One of them by its UID. False: the public sees no such activity in the region. */
bool jk_app_public_find(const struct jk_app *app, const char *region, const char *uid,
                        int64_t now_s, struct jk_feed_item *out);
#endif
