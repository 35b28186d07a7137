/* jarak/feed/desk/form.h: the form of a notice: what a clerk types from the letter, and the notices
 * it becomes.
 *
 * Fields hold what was typed, as it was typed, so that a page can give it back unchanged. They are
 * read by the reader of tables (jarak/feed/table/table.h): an hour, a date, a number of people is
 * understood here if and only if it is in a spreadsheet. A filled-in form is one chain: the
 * activity, and where they are filled in its assembly point, convoys and place of dispersal. Pure.
 * Source: WIRE 1 "meja", SPEC 3. */
#ifndef JARAK_FEED_DESK_FORM_H
#define JARAK_FEED_DESK_FORM_H
#include "jarak/feed/desk/page.h"

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
    const char *value[JK_FORM_END]; /**< "" where nothing was typed; never null */
    struct jk_form_way out, back;   /**< the way there; the way back where it is another one */
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
 * is said of stay as they are.
 *
 * @param form  texts in the arena, or borrowed from the notices @return JK_OK; JK_MEMORY */
enum jk_status jk_form_fill(struct jk_arena *arena, const struct jk_notice *const *notices,
                            size_t count, const struct jk_tz *tz, struct jk_form *form);

/** What is told beside the form. */
struct jk_form_verdict {
    const struct jk_verdict_view *view; /**< of the main; null: not checked */
    size_t rivals;    /**< activities of other paslon of the contest on that day */
    double nearest_m; /**< of them; below 0: none is near */
    double limit_m;   /**< from which on nothing is told */
};

struct jk_form_page {
    const struct jk_form *form;
    const struct jk_form_fault *fault; /**< null: none */
    struct jk_form_verdict verdict;
    bool only_verdict; /**< for a script: the panel beside the form and nothing else */
};

/** The form, with what is told of it. */
enum jk_status jk_desk_form_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                 const struct jk_form_page *page);

/** One notice: its state, what is missing, its conflicts, what was done to it and why. */
struct jk_notice_page {
    const struct jk_verdict_view *view;
    const struct jk_facts *facts;
    int64_t start_s, end_s;
    const struct jk_desk_activity *activity; /**< null: nothing of it is left */
    const struct jk_told *acts; /**< oldest first; `event` is what was done, text why */
    size_t act_count;
    const char *saved; /**< what was done just now; null */
};

enum jk_status jk_desk_notice_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                   const struct jk_notice_page *page);
#endif
