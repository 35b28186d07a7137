/* jarak/feed/form/form.h: the form of a notice: what a clerk types from the letter, and the notices
 * it becomes.
 *
 * Fields hold what was typed, as it was typed, so that a page can give it back unchanged. They are
 * read by the reader of tables (jarak/feed/table/table.h): an hour, a date, a number of people is
 * understood here if and only if it is in a spreadsheet. A filled-in form is one chain: the
 * activity, and where they are filled in its assembly point, convoys and place of dispersal. Pure.
 * Source: WIRE 1 "meja", SPEC 3. */
#ifndef JARAK_FEED_FORM_FORM_H
#define JARAK_FEED_FORM_FORM_H
#include "jarak/base/arena.h"
#include "jarak/base/error.h"
#include "jarak/model/notice.h"
#include "jarak/policy/pack.h"

/** X(NAME, "name of the field"): in the order of the letter. */
#define JK_FORM_FIELDS(X)         \
    X(UID, "uid")                 \
    X(LETTER_NO, "nosurat")       \
    X(LETTER_DATE, "tglsurat")    \
    X(RECEIVED_DATE, "tglterima") \
    X(RECEIVED_HOUR, "jamterima") \
    X(CONTEST, "pemilihan")       \
    X(PASLON, "paslon")           \
    X(KIND, "bentuk")             \
    X(WEEKDAY, "hari")            \
    X(DATE, "tanggal")            \
    X(FROM, "mulai")              \
    X(TO, "selesai")              \
    X(PLACE, "tempat")            \
    X(POINT, "titik")             \
    X(CONTACT, "pj")              \
    X(SPEAKERS, "juru")           \
    X(CROWD, "massa")             \
    X(CARS, "mobil")              \
    X(MOTORCYCLES, "motor")       \
    X(TRUCKS, "truk")             \
    X(BUSES, "bus")               \
    X(ASSEMBLY, "kumpul")         \
    X(ASSEMBLY_FROM, "jkumpul")   \
    X(LEAVE, "jberangkat")        \
    X(ARRIVE, "jtiba")            \
    X(BACK, "pulang")             \
    X(BACK_FROM, "jpulang")       \
    X(BACK_TO, "jpulangtiba")     \
    X(DISPERSED, "jbubar")        \
    X(PROPS, "raga")

enum jk_form_field {
#define X(NAME, name) JK_FORM_##NAME,
    JK_FORM_FIELDS(X)
#undef X
        JK_FORM_END
};

#define JK_FORM_POINTS_MAX 300 /* of one way, typed or imported */

/** One way: places in driving order, as they were typed. */
struct jk_form_way {
    const char *lat[JK_FORM_POINTS_MAX], *lon[JK_FORM_POINTS_MAX];
    size_t count;
};

struct jk_form {
    const char *value[JK_FORM_END];  /**< "" where nothing was typed; never null */
    struct jk_form_way out, back;    /**< the way there; the way back where it is another one */
    bool left_out;                   /**< a way was not filled in, for it has too many places */
    const char *leg_uid[JK_LEG_END]; /**< of a leg that has a UID of its own already; else null */
};

/** The name of a field. Static. */
const char *jk_form_name(enum jk_form_field field);

/** What is wrong with a field. */
struct jk_form_fault {
    enum jk_form_field field; /**< JK_FORM_END: none in particular */
    struct jk_error error;
};

/** Write a form as an iCalendar stream of its notices. Appends.
 *
 * @param[out] fault  written where the answer is not JK_OK
 * @return JK_OK; JK_INVALID; JK_MEMORY */
enum jk_status jk_form_write(const struct jk_form *form, const struct jk_pack *pack,
                             struct jk_buf *out, struct jk_form_fault *fault);

/** Fill a form with what the notices of a chain say, but for their letter and UIDs. Fields nothing
 * is said of stay as they are. Of two legs of one kind the first is shown; a way of more than
 * JK_FORM_POINTS_MAX places is not, since a part of it would be another way.
 *
 * @param form  texts in the arena, or borrowed from the notices @return JK_OK; JK_MEMORY */
enum jk_status jk_form_fill(struct jk_arena *arena, const struct jk_notice *const *notices,
                            size_t count, const struct jk_tz *tz, struct jk_form *form);

/** As jk_form_fill(), and their letter and UIDs: the form by which this chain is changed. One with
 * a way left out must not be used so: nobody could change the hours of that way. */
enum jk_status jk_form_open(struct jk_arena *arena, const struct jk_notice *const *notices,
                            size_t count, const struct jk_tz *tz, struct jk_form *form);

/** A chain that is changed by its form. */
struct jk_form_change {
    const struct jk_form *before;           /**< as jk_form_open() fills it from `notices` */
    const struct jk_form *after;            /**< as it was sent */
    const struct jk_notice *const *notices; /**< the chain's newest versions */
    size_t count;
    int64_t now_s;
};

/** Write a stream of what a change of a form makes of the notices: those that it changes, with the
 * lines that the form does not know (jarak/ical/amend.h); legs that are new; STATUS:CANCELLED for
 * a leg whose fields were emptied. Appends.
 *
 * @param[out] fault  written where the answer is neither JK_OK nor JK_EXISTS
 * @return JK_OK; JK_EXISTS nothing was changed; as jk_form_write(); JK_STATE the chain says more
 *         than the form can show */
enum jk_status jk_form_amend(const struct jk_form_change *change, const struct jk_pack *pack,
                             struct jk_buf *out, struct jk_form_fault *fault);
#endif
