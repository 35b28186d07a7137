/* jarak/feed/personnel/duty.h: the form by which a security duty is filed and changed, and its
 * page.
 *
 * A duty is a notice like any other (CATEGORIES:PENGAMANAN without a paslon): the form writes its
 * VEVENT. Fields hold what was typed. A change is carried over into the event as it was filed: what
 * the form does not show stays (jarak/ical/amend.h). Pure. */
#ifndef JARAK_FEED_PERSONNEL_DUTY_H
#define JARAK_FEED_PERSONNEL_DUTY_H
#include "jarak/feed/desk/page.h"
#include "jarak/feed/personnel/personnel.h"

/** X(NAME, "name of the field"). */
#define JK_DUTY_FIELDS(X)    \
    X(TITLE, "judul")        \
    X(UNIT, "satuan")        \
    X(OFFICERS, "personel")  \
    X(GUARDS, "mengamankan") \
    X(DATE, "tanggal")       \
    X(FROM, "mulai")         \
    X(TO, "selesai")         \
    X(PLACE, "tempat")

enum jk_duty_field {
#define X(NAME, name) JK_DUTY_##NAME,
    JK_DUTY_FIELDS(X)
#undef X
        JK_DUTY_END
};

struct jk_duty_form {
    const char *uid;
    const char *value[JK_DUTY_END]; /**< "" where nothing was typed; never null */
};

/** The name of a field. Static. */
const char *jk_duty_name(enum jk_duty_field field);

/** How a form becomes an event. */
struct jk_duty_frame {
    const struct jk_pack *pack;
    const char *contest; /**< id, which names the region; "" none */
    const struct jk_tz *tz;
    int64_t now_s;
    const char *guards, *about; /**< what that UID or code is, in words */
    bool has_at; /**< what it guards has a place, which it has too where none is typed */
    struct jk_point at;
    const struct jk_notice *notice; /**< that is changed; null: a new one */
};

/** What is wrong with a field. */
struct jk_duty_problem {
    enum jk_duty_field field; /**< JK_DUTY_END: none in particular */
    struct jk_error error;
};

/** Fill a form with what a notice says. @param form  texts in the arena @return JK_OK; JK_MEMORY */
enum jk_status jk_duty_open(struct jk_arena *arena, const struct jk_notice *notice,
                            const struct jk_tz *tz, struct jk_duty_form *form);

/** Write the stream of a form, or of what it changes in `frame->notice`. Appends.
 *
 * @param[out] problem  written where the answer is neither JK_OK nor JK_EXISTS
 * @return JK_OK; JK_EXISTS nothing was changed; JK_INVALID a field; JK_STATE the event repeats and
 *         has other hours; JK_MEMORY */
enum jk_status jk_duty_write(struct jk_arena *arena, const struct jk_duty_form *form,
                             const struct jk_duty_frame *frame, struct jk_buf *out,
                             struct jk_duty_problem *problem);

/** The page of the form. */
struct jk_duty_page {
    const struct jk_duty_form *form;
    const struct jk_duty_problem *problem; /**< null: nothing is wrong */
    const char *change;                    /**< UID of the duty that is changed; null: a new one */
    uint32_t revision;                     /**< of its chain, as it was shown */
    const struct jk_personnel_day *day;    /**< whose activities are offered; null: none are */
};

/** @return JK_OK; JK_MEMORY */
enum jk_status jk_duty_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_duty_page *page);
#endif
