/* jarak/feed/table/table.h: notices as the table the police keep of them, and as a map.
 *
 * The columns follow the police register (DOMAIN 2.1): letter, STTP, whose, who answers for it,
 * form, day and hours, place, people, vehicles, which part of a chain, props; behind them what a
 * table needs to come back: title, UID, SEQUENCE. RFC 4180 with CRLF, UTF-8 with a byte order mark,
 * without which Excel reads another character set. Pure but for malloc. */
#ifndef JARAK_FEED_TABLE_TABLE_H
#define JARAK_FEED_TABLE_TABLE_H
#include "jarak/base/arena.h"
#include "jarak/model/kept_notice.h"
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

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
    JK_REGISTER_GATE,     /**< from when people are there: gate open, road closed */
    JK_REGISTER_LEAVE,    /**< until when */
    JK_REGISTER_VEHICLES, /**< all of them in words; read, and never written */
    JK_REGISTER_ROUTE,    /**< `lat,lon lat,lon ...`; likewise */
    JK_REGISTER_OFFICERS, /**< of a duty, the police's own; likewise */
    JK_REGISTER_UNIT,     /**< likewise */
    JK_REGISTER_GUARDS,   /**< likewise */
    JK_REGISTER_END
};

/** The head of a column: "nomor_surat" ... Static. */
const char *jk_register_name(enum jk_register_column column);

/** One notice of the table. */
struct jk_register_item {
    const struct jk_notice *notice;
    const struct jk_tz *tz;            /**< of its region: days and hours are written in it */
    const char *state;                 /**< word of the chain's state */
    const char *sttp;                  /**< of the chain; "" while there is none */
    const struct jk_kept_notice *kept; /**< has the octets of `notice`; null: it has them itself */
};

/** Append the table: the head, then a row for each instance; one row without an end for a notice
 * that has none left.
 *
 * Text of other people never becomes a formula: an apostrophe stands before = + - @ TAB and CR at
 * the start of a cell and behind what another reader may take for the end of one (; , TAB LF and
 * the quote). Numbers are ours and stay numbers. */
void jk_register_write(const struct jk_register_item *items, size_t count, struct jk_buf *out);

#define JK_REGISTER_ROWS_MAX 2000 /* four times a campaign of a regency */

/** A way that came beside the table, and that cells of `rute` name. */
struct jk_register_way {
    const char *name; /**< of its file: "konvoi.gpx" */
    const char *text; /**< `lat,lon lat,lon ...` */
};

/** What a table may speak of. */
struct jk_register_known {
    const struct jk_register_item
        *items; /**< notices that stand, among which rows are looked for */
    size_t count;
    const struct jk_register_way *ways;
    size_t way_count;
};

/** A table as an iCalendar stream for the ordinary reader. */
struct jk_register_text {
    struct jk_buf ical; /**< owned; free with jk_buf_clear() */
    unsigned *rows;     /**< line of the table of each row, in the arena */
    unsigned *begins;   /**< line of the stream on which its VEVENT begins */
    size_t count, cap;
    const char **unchanged; /**< UIDs of notices whose rows say what the register says, each once */
    size_t unchanged_count;
};

/** Write a table of these columns as notices.
 *
 * Comma or semicolon as the head has it, a byte order mark or none, CRLF or LF. Columns are known
 * by their heads and may stand in any order or be absent but for bentuk, tanggal, jam_mulai and
 * jam_selesai; empty rows say nothing. Dates, hours, kinds, paslon, people and status are read in
 * words too (jarak/model/words.h); an unknown word is refused. A row without zona has the zone of
 * its contest's region. One without an end gets one, and X-JARAK-INFERRED says so. With semicolons
 * numbers may have a decimal comma. A
 * cell of `rute` is a way, or the name of one that came beside the table.
 *
 * A row is about the notice of its uid, else of its letter number, contest, paslon and part of the
 * chain. Where it says what the register says, the notice is named in `unchanged` and not written;
 * else it is the next version of that notice, with everything no column states. Another row is a
 * new notice; without uid it gets one from what it says, the same each time.
 *
 * @param arena     takes the lists of *out
 * @param pack      borrowed
 * @param known     borrowed
 * @param[out] out  zeroed before; clear its `ical` whatever the answer
 * @return JK_OK; JK_UNDECODED, JK_INVALID, JK_TOO_BIG, JK_TOO_MANY with the line of the table and
 *         the head of the column; JK_MEMORY */
enum jk_status jk_register_read(struct jk_arena *arena, struct jk_span bytes,
                                const struct jk_pack *pack, const struct jk_register_known *known,
                                struct jk_register_text *out, struct jk_error *err);

/** Turn a refusal of the stream into one of the table: its line, and the column a property came
 * from. */
void jk_register_locate(const struct jk_register_text *text, struct jk_error *err);

/** Append the notices' bytes as one VCALENDAR (jarak/ical/join.h).
 *
 * @return JK_OK; JK_MEMORY; another status when bytes are not what a reader took */
enum jk_status jk_register_calendar(const struct jk_register_item *items, size_t count,
                                    struct jk_buf *out);

/** Append the notices as a GeoJSON FeatureCollection (RFC 7946): a Point, LineString or Polygon
 * each, null where only a name is known; the facts of the register as properties.
 *
 * @return JK_OK; JK_MEMORY */
enum jk_status jk_register_map(const struct jk_register_item *items, size_t count,
                               struct jk_buf *out);
#endif
