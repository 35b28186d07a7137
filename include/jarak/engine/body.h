/* jarak/engine/body.h: a leg made ready to be judged: places with the interval each is occupied in.
 *
 * A body is a string of nodes; between two neighbours lies a straight piece of at most
 * JK_PIECE_MAX_M on which the place, t_in and t_out all change linearly (SPEC 2.1). A disc is one
 * node, an area its edges, a column its route cut wherever t_in or t_out bends or jumps (at each
 * vertex v and at v - L), and at local midnights. Where t_in or t_out jumps, two nodes share one
 * place. A disc keeps its place in doubles; other nodes are kept as whole steps of JK_GRAIN_M from
 * the first one, so that a million columns fit in memory: JK_PACKED_ERROR_M is certified and part
 * of every stated error. One allocation a body. Metres on WGS84, seconds since 1970 UTC. Immutable
 * once made; pure but for malloc. */
#ifndef JARAK_ENGINE_BODY_H
#define JARAK_ENGINE_BODY_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"
#include "jarak/engine/piece.h"
#include "jarak/geo/plane.h"
#include "jarak/model/presence.h"
#include "jarak/policy/land.h"
#include "jarak/policy/policy.h"

#define JK_CHUNK_PIECES 8      /* pieces under one bounding sphere: few enough to scan at once */
#define JK_CHUNK_SPAN_M 4000.0 /* and never longer than this, so that spheres stay small */

#define JK_GRAIN_M        0x1p-15 /* 31 bits of it reach 65 km; larger bodies are kept in doubles */
#define JK_PACKED_ERROR_M 2.7e-5  /* half a grain in each of three directions */

#define JK_BODY_PRINT 16 /* bytes of SHA-256: nobody makes two bodies of one print */

/** A place and the half-open interval in which it is occupied. */
struct jk_node {
    struct jk_xyz at;
    double in_s, out_s;
};

/** A place in steps of JK_GRAIN_M from the body's origin. */
struct jk_packed_xyz {
    int32_t x, y, z;
};

/** How far a body reaches: as stated, or widened by its uncertainty (SPEC 2.1). */
enum jk_extent { JK_EXTENT_STATED, JK_EXTENT_WIDENED, JK_EXTENT_END };

/** A sphere round neighbouring pieces, with the span of time in which any of them is occupied. */
struct jk_sphere {
    float x, y, z, radius_m; /**< of the pieces' centre lines; pads are not in it; rounded up */
    float in_s, out_s;       /**< from the body's in_s on, rounded outwards */
    uint32_t first;          /**< piece; they end where those of the next sphere begin */
};

/** A chunk of a body: its sphere and its pieces [sphere.first, end). */
struct jk_chunk {
    struct jk_sphere sphere;
    uint32_t end;
};

/** The nodes of a column or an area, and the spheres round them. */
struct jk_trace {
    uint32_t node_count, chunk_count;
    uint32_t ring_count;               /**< areas: rings; else 0 */
    const uint32_t *ring_end;          /**< areas: one past the last node of each ring */
    const struct jk_packed_xyz *steps; /**< places of the nodes; null: they are wide */
    const struct jk_xyz *wide; /**< likewise from the origin, metres; null: they are steps */
    const double *in_s;        /**< of each node, from the body's in_s on; null: all 0 */
    const double *stay_s;      /**< how long each is occupied; null: all `stay` */
    double stay;
    const struct jk_sphere *spheres;  /**< of the chunks */
    uint16_t *factors[JK_EXTENT_END]; /**< of the risk zones, one a piece, on the heap; null: one
                                       *   everywhere. The widened ones lie behind the stated. */
    uint8_t *print; /**< jk_body_sign(): JK_BODY_PRINT bytes on the heap; null: it has none */
};

/** Which days of a zone count for a body. */
enum jk_zone_days {
    JK_ZONE_DAYS_OWN,  /**< those on which a piece is occupied */
    JK_ZONE_DAYS_ANY,  /**< those of the piece at any shift of the span below */
    JK_ZONE_DAYS_EVERY /**< a zone counts that holds on all of these */
};

/** The land a body is laid on. */
struct jk_land {
    struct jk_risk_zones zones;
    enum jk_zone_days days;
    double from_s, to_s; /**< least and greatest shift, for ANY and EVERY */
};

#define JK_FACTORS_MAX (JK_ZONE_FACTORS + 1) /* 1 among them */

/** A leg made ready. Freed by jk_body_free(). */
struct jk_body {
    struct jk_row_key key;
    double in_s, out_s;   /**< from the first second any place is occupied until the last */
    struct jk_xyz origin; /**< the place of a disc; else of the first node */
    double pad_m;         /**< radius or half-width */
    double uncertainty_m;
    int32_t offset_s;
    uint8_t leg, shape;              /**< enum jk_leg, enum jk_shape_kind */
    uint16_t factors[JK_EXTENT_END]; /**< of the risk zones, of a disc; thousandths */
    const struct jk_trace *trace;    /**< null for a disc; behind the body in its allocation */
};

/** Nodes on their way to become a body's trace. */
struct jk_draft {
    struct jk_node *nodes; /**< on the heap */
    uint32_t node_count;
    uint32_t *ring_end; /**< areas: on the heap; else null */
    uint32_t ring_count;
    double stay_s; /**< how long each place is occupied; 0: that varies, the nodes tell */
};

/** Make a body of a presence.
 *
 * @param presence  borrowed for the call; validated by model/shape.h
 * @return given, free with jk_body_free(); null when memory is out */
struct jk_body *jk_body_new(const struct jk_presence *presence);

/** Make a body on land with risk zones. It touches a zone as it is judged: with its radius or
 * half-width, and widened by its uncertainty for JK_EXTENT_WIDENED. A route is cut where it begins
 * or ceases to touch; a disc and an area take the largest factor as a whole.
 *
 * @param land  borrowed for the call; null: no zones */
struct jk_body *jk_body_on(const struct jk_presence *presence, const struct jk_land *land);

/** Give a body that was just made its print: bodies of one print are judged alike in everything
 * (jarak/engine/pair_memory.h). A disc needs none. Costs about a microsecond for each 400 bytes. */
void jk_body_sign(struct jk_body *body);

/** A body of another day: the same places, everything whole days later or earlier. It is what
 * jk_body_on() makes of the presence on that day, to the last bit, and costs a copy.
 *
 * @param body  made without zones, for they hold on certain dates
 * @return given, without a print; null when memory is out */
struct jk_body *jk_body_on_day(const struct jk_body *body, int32_t days);

/** Are two bodies of one presence and one land, made apart? Signed ones that have a trace are known
 * by their prints; the size may have been changed since. */
bool jk_body_same(const struct jk_body *a, const struct jk_body *b);

/** Append a body as octets, for this program on this machine alone: they are its memory. */
void jk_body_write(const struct jk_body *body, struct jk_buf *out);

/** Make of such octets again what they were written of, print and all. They are believed, as of
 * jk_kept_notice_read().
 *
 * @param[in,out] rest  begins with them; becomes what is behind them
 * @return given, free with jk_body_free(); null when memory is out, or they are cut off */
struct jk_body *jk_body_read(struct jk_span *rest);

/** Nodes of a body: 1 for a disc. */
uint32_t jk_body_nodes(const struct jk_body *body);
/** Node `i` of them. */
struct jk_node jk_body_node(const struct jk_body *body, uint32_t i);

/** A body as plain facts: what evidence tells of it. */
struct jk_body_facts {
    struct jk_row_key key;
    enum jk_leg leg;
    enum jk_shape_kind shape;
    int32_t offset_s;
    double pad_m, uncertainty_m;
    const struct jk_node *nodes; /**< neighbours at most JK_PIECE_MAX_M apart */
    uint32_t node_count;         /**< 1 for a disc */
    const uint32_t *ring_end;    /**< areas: as in struct jk_trace; each ring closed */
    uint32_t ring_count;
    const uint16_t *factors[JK_EXTENT_END]; /**< one a piece; both null: one everywhere */
};

/** Make a body of facts again. They are not checked: jarak/feed/certificate/certificate.h does.
 *
 * @param facts  borrowed for the call
 * @return given, free with jk_body_free(); null when memory is out */
struct jk_body *jk_body_restore(const struct jk_body_facts *facts);

/** The factor of a piece in thousandths: that of the largest zone it touches, else JK_FACTOR_ONE.
 */
uint16_t jk_body_factor(const struct jk_body *body, uint32_t piece, enum jk_extent extent);

/** True when any factor is above one, in whatever extent. */
bool jk_body_zoned(const struct jk_body *body);

/** The different factors pairs of pieces of two bodies may have (the larger of each pair counts),
 * ascending.
 *
 * @return how many, at least 1 */
size_t jk_body_factors(const struct jk_body *a, const struct jk_body *b, enum jk_extent extent,
                       uint16_t factors[JK_FACTORS_MAX]);

/** A body seen as if its place were certain: JK_EXTENT_WIDENED of it is JK_EXTENT_STATED. */
struct jk_body_certain {
    struct jk_body body; /**< borrows from the body it was made of; not to be freed */
    struct jk_trace trace;
};

/** See a body so. @param[out] out  `out->body` may stand wherever a body is only looked at */
void jk_body_be_certain(const struct jk_body *body, struct jk_body_certain *out);

/** Free a body; null is allowed. */
void jk_body_free(struct jk_body *body);

/** A lower bound of the distance of two bodies' centre lines, from their spheres; may be negative.
 */
double jk_body_apart_m(const struct jk_body *a, const struct jk_body *b);

/** Number of chunks: one for a disc and an area. */
uint32_t jk_body_chunks(const struct jk_body *body);

/** Take chunk `i`: of a disc one round its place with no radius but the slack of floats. */
struct jk_chunk jk_body_chunk(const struct jk_body *body, uint32_t i);

/** Bytes of memory a body takes. */
size_t jk_body_memory(const struct jk_body *body);

/** Number of pieces: one for a disc, else one less than nodes (areas have gaps between rings). */
uint32_t jk_body_pieces(const struct jk_body *body);

/** Take piece `i`. @return false where no piece is (between the rings of an area) */
bool jk_body_piece(const struct jk_body *body, uint32_t i, struct jk_piece *out);

/** True when `place` lies inside an area (holes are outside); false for other shapes. */
bool jk_body_covers(const struct jk_body *body, struct jk_xyz place);

/** Length of a route, metres: the sum of its geodesic legs, to 0.02 mm each. */
double jk_route_length_m(const struct jk_point *points, size_t count);
#endif
