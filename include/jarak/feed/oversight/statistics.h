/* jarak/feed/oversight/statistics.h: the figures of a season, the same for each paslon.
 *
 * Every paslon has every figure, a zero too, in the same order; nothing is ranked, added up between
 * them or told of one alone. Swapping two numbers in all that was filed swaps two rows and changes
 * nothing else (tests/system/test_oversight.py). Pure. Source: issue 15 (Pengawasan). */
#ifndef JARAK_FEED_OVERSIGHT_STATISTICS_H
#define JARAK_FEED_OVERSIGHT_STATISTICS_H
#include "jarak/feed/desk/page.h"
#include "jarak/model/activity.h"

/** How near the sides of a conflict come: below so many metres each, the last without an end. */
#define JK_STAT_MARGINS 5

/** The upper end of a margin in metres; 0: it has none. */
unsigned jk_stat_margin_m(unsigned margin);

/** The figures of one paslon. */
struct jk_stat_paslon {
    const char *contest; /**< id */
    uint32_t number;
    const char *label;                 /**< "Paslon 1" */
    const char *const *office;         /**< what is elected, by language */
    unsigned activities;               /**< chains that are neither drafts nor withdrawn */
    unsigned levels[JK_LEVEL_END];     /**< of them, by the worst level each ever had */
    unsigned states[JK_STATE_END];     /**< by state */
    unsigned margins[JK_STAT_MARGINS]; /**< conflicts of waspada and above it was a side of */
    unsigned *districts;               /**< activities by sub-district */
    unsigned decided;                  /**< activities that were approved or refused */
    int64_t median_s, longest_s;       /**< from filing to that */
    unsigned overrides;                /**< approvals that name conflicts which were seen */
};

/** All of a region. */
struct jk_statistics {
    const struct jk_pack *pack;
    const struct jk_region *region;
    int32_t from_day, to_day; /**< INT32_MIN, INT32_MAX: no bound */
    uint64_t entry;           /**< of the journal: as of when */
    int64_t time_s;
    const char *const *districts; /**< by name; "-" where it is not known */
    size_t district_count;
    const struct jk_stat_paslon *paslon; /**< by contest, then number */
    size_t paslon_count;
};

/** As a table of five columns: contest, paslon, figure, of what, value. Appends. @return JK_OK;
 * JK_MEMORY; like each here */
enum jk_status jk_statistics_csv(struct jk_buf *out, const struct jk_statistics *s);
/** As a drawing: activities of each paslon by level, and by sub-district.
 * @param file  with its own style, to stand alone; else for a page */
enum jk_status jk_statistics_svg(struct jk_buf *out, const struct jk_statistics *s,
                                 enum jk_lang lang, bool file);
/** As a page of the desk. @param date  as it was typed, "" none */
enum jk_status jk_statistics_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_statistics *s, const char *date);
#endif
