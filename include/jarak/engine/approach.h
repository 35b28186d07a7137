/* jarak/engine/approach.h: how close two bodies come to each other within a tolerance of time.
 *
 * The fast answer comes from local planes and carries its certified error; the exact one asks the
 * geodesic and says where and when. Metres on the WGS84 ellipsoid between centre lines (pads not
 * yet subtracted), seconds since 1970 UTC. Swapping a and b swaps what belongs to them and changes
 * nothing else. Pure, no allocation. Source: SPEC 2.2; shown by tests/cases/motion.txt and
 * tests/unit/engine/test_reference.c (a slow independent reference). */
#ifndef JARAK_ENGINE_APPROACH_H
#define JARAK_ENGINE_APPROACH_H
#include <stdbool.h>
#include "jarak/engine/body.h"
#include "jarak/engine/pair_gap.h"

#define JK_TIE_M 0.01 /* nearer than this to the least distance is as near */

/** When two places count as occupied together. */
struct jk_window {
    double tau_s;          /**< less than this apart; JK_NEVER_S: never by minutes */
    bool same_day;         /**< or occupied on one civil date, each in its own zone */
    uint16_t factor;       /**< only pairs of pieces with this factor of risk zones; 0: all */
    enum jk_extent extent; /**< whose factors */
};

/** On one civil date, whatever the hour and the land. */
extern const struct jk_window jk_window_same_date;

/** The least distance found, with its error. */
struct jk_near {
    double gap_m;   /**< between centre lines; infinite where none is below the limit */
    double error_m; /**< certified: the geodesic's differs by no more */
};

/** Where and when two bodies are nearest. */
struct jk_approach {
    double gap_m;              /**< geodesic between the centre lines, to 0.1 mm */
    struct jk_point a, b;      /**< where each is; ties within JK_TIE_M: the earliest, then the
                                *   smaller latitude, then longitude */
    double time_a_s, time_b_s; /**< the first common second, or the last of the earlier and the
                                *   first of the later */
    struct jk_piece piece_a, piece_b; /**< on which they lie, for directions */
};

/** An approach as seen from the other body. */
static inline struct jk_approach jk_approach_swapped(const struct jk_approach *p)
{
    return (struct jk_approach){ p->gap_m,    p->b,       p->a,      p->time_b_s,
                                 p->time_a_s, p->piece_b, p->piece_a };
}

/** True when the factor of a pair of pieces, the larger of the two, is the window's. */
bool jk_window_counts(const struct jk_window *window, const struct jk_body *a, uint32_t piece_a,
                      const struct jk_body *b, uint32_t piece_b);

/** A pair of pieces as a visit sees it. */
struct jk_meeting {
    uint32_t index_a, index_b; /**< of the pieces in their bodies */
    struct jk_piece a, b;
    struct jk_plane plane;
    struct jk_shares region; /**< not empty */
    double error_m;          /**< certified error of distances on this plane */
};

/** Called for each pair of pieces that may be nearer than *limit_m and meet in time; may lower it.
 */
typedef void jk_meeting_visit(void *ctx, const struct jk_meeting *meeting, double *limit_m);

/** Visit all pairs of pieces less than `limit_m` apart that meet in time; none is left out. */
void jk_approach_each(const struct jk_body *a, const struct jk_body *b,
                      const struct jk_window *window, double limit_m, jk_meeting_visit *visit,
                      void *ctx);

/** Sees two chunks that may be nearer than *limit_m; may lower it. @return false to end the walk */
typedef bool jk_chunks_visit(void *ctx, const struct jk_chunk *a, const struct jk_chunk *b,
                             double *limit_m);

/** Two chunks and how near their pieces are looked for. */
struct jk_two_chunks {
    const struct jk_chunk *a, *b;
    double limit_m;
};

/** Visit the pairs of pieces of two chunks as jk_approach_each() does. */
void jk_approach_pieces(const struct jk_body *a, const struct jk_body *b,
                        const struct jk_window *window, const struct jk_two_chunks *chunks,
                        jk_meeting_visit *visit, void *ctx);

/** Visit all pairs of chunks less than `limit_m` apart whose spans are at most `tau_s` apart. */
void jk_approach_chunks(const struct jk_body *a, const struct jk_body *b, double tau_s,
                        double limit_m, jk_chunks_visit *visit, void *ctx);

/** Tau for two pieces under a window: infinite where they share a civil date. */
double jk_approach_tau(const struct jk_body *a, const struct jk_piece *pa, const struct jk_body *b,
                       const struct jk_piece *pb, const struct jk_window *window);

/** The most that two spans may be apart and still count under a window. */
double jk_approach_widest_s(const struct jk_window *window);

/** The least distance below `limit_m`, fast. */
struct jk_near jk_approach_near(const struct jk_body *a, const struct jk_body *b,
                                const struct jk_window *window, double limit_m);

/** The nearest places and instants below `limit_m`, exact.
 *
 * @return false when nothing is that near; *out is then left alone */
bool jk_approach_find(const struct jk_body *a, const struct jk_body *b,
                      const struct jk_window *window, double limit_m, struct jk_approach *out);
#endif
