/* jarak/model/words.h: what people write into letters and schedules, as types.
 *
 * One table of phrases (daemon/model/words.c) for the cells of tables; its source are published
 * schedules, STTPs and news. Nothing is guessed: a text that holds a word nobody knows is refused
 * by the caller, never passed over. Letters in any case, signs and blanks as they come. Pure. */
#ifndef JARAK_MODEL_WORDS_H
#define JARAK_MODEL_WORDS_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/civil.h"
#include "jarak/model/activity.h"

/** What a status says of the activity. */
enum jk_said_status {
    JK_SAID_LIVE,      /**< it takes place as far as anybody knows; also the words of our states */
    JK_SAID_CANCELLED, /**< batal, dibatalkan, ditiadakan, tidak diambil */
    JK_SAID_POSTPONED  /**< ditunda: not then; when is not known */
};

/** Read a status; "" is JK_SAID_LIVE. @return false for a word nobody knows */
bool jk_words_status(struct jk_span text, enum jk_said_status *out);

/** Read a kind: the profile's words, and those of the country (kampanye akbar, blusukan, pawai).
 *
 * @param[out] walks  the words say that it goes on foot (long march, jalan santai)
 * @return false for an unknown word, or two different kinds */
bool jk_words_kind(struct jk_span text, enum jk_kind *out, bool *walks);

/** Read a part of a chain: the profile's words, titik kumpul, rute berangkat, kegiatan utama.
 *
 * @return false for an unknown word */
bool jk_words_leg(struct jk_span text, enum jk_leg *out);

/** Read vehicles by class: "100 mobil, 400 motor", "100 unit roda empat". A vehicle that is slow in
 * its column (mobil hias, truk sound, bak terbuka) counts as a truck.
 *
 * @return false for anything else, boats too: a column on the road has none */
bool jk_words_vehicles(struct jk_span text, struct jk_vehicles *out);

/** What counts of "semula X menjadi Y", "X dipindah ke Y": Y; of anything else all of it. */
struct jk_span jk_words_last(struct jk_span text);

/** Append the numbers in "paslon 01", "nomor urut 1", "No. 1", "1 dan 2" as `1` or `1,2`.
 *
 * @return false for anything else */
bool jk_words_paslon(struct jk_span text, struct jk_buf *out);

/** True for "selesai", "s.d. selesai", "sampai dengan selesai": the end is not known. */
bool jk_words_open_end(struct jk_span text);

/** Read a date as the country writes it: `23 November 2024`, `23/11/2024`, `20-11-2024`,
 * `20.11.2024`, with or without the weekday before it. The day comes first; years have four digits.
 *
 * @param[out] weekday  0 = Sunday, as it is written; -1 where it is not
 * @return false for anything else, or a date that does not exist */
bool jk_words_date(struct jk_span text, int32_t *day, int *weekday);

#define JK_WORDS_DAYS_MAX 60 /* of a series; a campaign has about as many */

/** Read a series of days: `20 s.d. 22 November 2024`, `20-22 November 2024`, `30 Oktober sampai
 * dengan 2 November 2024`, two dates in digits. Weekdays in it are not cross-checked.
 *
 * @return false for anything else, one day, or more than JK_WORDS_DAYS_MAX */
bool jk_words_days(struct jk_span text, int32_t *first, int32_t *last);

/** Read a day that is counted from another: H-3 and H+1 from the vote, "hari ke-64" from the first
 * day of the campaign. To be shown to whoever wrote it, and asked: it is taken by nobody.
 *
 * @return false for anything else */
bool jk_words_relative(struct jk_span text, int32_t vote_day, int32_t campaign_day, int32_t *day);

/** Read an hour: 14:00, 14.00, 9.00, with seconds that are zero, behind "pukul", "pkl." or "jam",
 * before a zone; "setengah tiga sore" is 14.30. A part of the day alone is no hour.
 *
 * @param[out] tz  of the zone in the text, or null
 * @return false for anything else */
bool jk_words_clock(struct jk_span text, int32_t *second, const struct jk_tz **tz);

/** Read a number of people: 500, 10.552, "135 ribu", "500 orang", "maks. 5.000"; of "20 hingga 30
 * ribu" the larger, of "ribuan" the most it can mean. Points, commas and blanks part thousands.
 *
 * @param[out] is_class  it was a size and no number: to be marked as inferred
 * @return false for anything else */
bool jk_words_people(struct jk_span text, uint32_t *out, bool *is_class);
#endif
