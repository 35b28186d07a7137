/* jarak/feed/matters/page.h: the pages of reports and tasks: what is there, one of them with its
 * history, and the forms to file and to act.
 *
 * Made for a phone: one column, a form that needs no script, and a UID in it that makes a form sent
 * twice one report. Pure. Source: issue 17, docs/laporan.md. */
#ifndef JARAK_FEED_MATTERS_PAGE_H
#define JARAK_FEED_MATTERS_PAGE_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/json/matter.h"

/** A form to file one, as it was typed; "" where nothing was. */
struct jk_matter_form {
    const char *uid;   /**< made when the form was first shown */
    const char *topic; /**< jk_topic_word() */
    const char *title, *text, *place;
    const char *point;  /**< jarak/model/point_words.h */
    const char *when;   /**< YYYY-MM-DDTHH:MM, local: seen, or due; "" for a report: now */
    const char *agency; /**< role word */
    const char *about;
};

/** The list of one kind. */
struct jk_matters_page {
    enum jk_matter_kind kind;
    const struct jk_region *region;
    const struct jk_matter_view *rows; /**< newest first */
    size_t count;
    const char *next;          /**< id behind which the rest begins; null: that is all */
    const char *state, *topic; /**< what the list was filtered by; "" nothing */
    const char *agency;        /**< likewise, of tasks */
    const char *stage;         /**< likewise, of drops */
    bool threatened;           /**< likewise: those that will not arrive in time, or have not */
    size_t waiting;            /**< reports nobody has judged, tasks that are not done */
    size_t late;               /**< tasks whose time has passed */
    bool may_file;
    const struct jk_matter_form *form;
    const char *done, *fault; /**< what was done just now; why not; null */
};

/** @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_matters_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_matters_page *page);

/** The form alone, for where there is no line: of no account, and telling nothing. `reader` has
 * none.
 *
 * @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_matter_offline_write(struct jk_buf *out, const struct jk_desk_reader *reader);

/** A form to file a drop, as it was typed. */
struct jk_drop_form {
    const char *uid, *title, *stage, *mode, *region, *place, *point, *due, *leave, *from, *carrier,
        *items, *about, *text;
};

/** The deliveries of a region: how far each sub-district is, those that are threatened, the list,
 * and the form and the table by which KPU states them. */
struct jk_drops_page {
    const struct jk_matters_page *list;
    const struct jk_drop_progress *districts; /**< by code */
    size_t district_count;
    const struct jk_matter_view *points; /**< those drawn on the map: not received yet */
    size_t point_count;
    const struct jk_drop_form *form;
};

/** @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_drops_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_drops_page *page);

/** One of them. */
struct jk_matter_page {
    struct jk_matter_view view;
    const char *about_href, *about_title; /**< what it is about; "" where the reader sees nothing */
    struct jk_matter_views follow;        /**< tasks about it that the reader may see */
    const struct jk_matter_words *typed;  /**< of an act that could not be done; null */
    const char *done, *fault;
};

/** @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_matter_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                    const struct jk_matter_page *page);
#endif
