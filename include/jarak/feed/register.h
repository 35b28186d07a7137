/* jarak/feed/register.h: notices as the table the police keep of them, and as a map.
 *
 * The columns follow the police register (DOMAIN 2.1): letter, STTP, whose, who answers for it,
 * form, day and hours, place, people, vehicles, which part of a chain, props; behind them what a
 * table needs to come back: title, UID, SEQUENCE. RFC 4180 with CRLF, UTF-8 with a byte order mark,
 * without which Excel reads another character set. Pure but for malloc. */
#ifndef JARAK_FEED_REGISTER_H
#define JARAK_FEED_REGISTER_H
#include "jarak/model/notice.h"

/** The columns, in their order. */
enum jk_register_column {
    JK_REGISTER_LETTER_NO,
    JK_REGISTER_LETTER_DATE,
    JK_REGISTER_STTP,
    JK_REGISTER_CONTEST,
    JK_REGISTER_PASLON,
    JK_REGISTER_CONTACT,
    JK_REGISTER_KIND,
    JK_REGISTER_WEEKDAY,
    JK_REGISTER_DATE,
    JK_REGISTER_FROM,
    JK_REGISTER_END_DATE,
    JK_REGISTER_TO,
    JK_REGISTER_ZONE,
    JK_REGISTER_PLACE,
    JK_REGISTER_LAT,
    JK_REGISTER_LON,
    JK_REGISTER_RADIUS,
    JK_REGISTER_UNCERTAINTY,
    JK_REGISTER_CROWD,
    JK_REGISTER_CARS,
    JK_REGISTER_MOTORCYCLES,
    JK_REGISTER_TRUCKS,
    JK_REGISTER_BUSES,
    JK_REGISTER_LEG,
    JK_REGISTER_PARENT,
    JK_REGISTER_GEOMETRY,
    JK_REGISTER_PROPS,
    JK_REGISTER_SUMMARY,
    JK_REGISTER_UID,
    JK_REGISTER_SEQUENCE,
    JK_REGISTER_STATE,
    JK_REGISTER_END
};

/** The head of a column: "nomor_surat" ... Static. */
const char *jk_register_name(enum jk_register_column column);

/** One notice of the table. */
struct jk_register_item {
    const struct jk_notice *notice;
    const struct jk_zone *zone; /**< of its region: days and hours are written in it */
    const char *state;          /**< word of the chain's state */
    const char *sttp;           /**< of the chain; "" while there is none */
};

/** Append the table: the head, then a row for each instance; one row without an end for a notice
 * that has none left.
 *
 * What somebody wrote can be no formula: an apostrophe stands before = + - @ TAB and CR at the
 * start of a cell and behind what another reader may take for the end of one (; , TAB LF and the
 * quote). Numbers are ours and stay numbers. */
void jk_register_write(const struct jk_register_item *items, size_t count, struct jk_buf *out);

/** Append the notices' octets as one VCALENDAR (jarak/ical/join.h).
 *
 * @return JK_OK; JK_MEMORY; another status when octets are not what a reader took */
enum jk_status jk_register_calendar(const struct jk_register_item *items, size_t count,
                                    struct jk_buf *out);

/** Append the notices as a GeoJSON FeatureCollection (RFC 7946): a Point, LineString or Polygon
 * each, null where only a name is known; the facts of the register as properties.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_register_map(const struct jk_register_item *items, size_t count,
                               struct jk_buf *out);
#endif
