/* jarak/feed/meeting/form.h: the form by which a coordination meeting is called and changed, and
 * its page.
 *
 * Fields hold what was typed. A change is carried over into the event as it was filed: what the
 * form does not show (an alarm, somebody's address) stays (jarak/ical/amend.h). Pure. */
#ifndef JARAK_FEED_MEETING_FORM_H
#define JARAK_FEED_MEETING_FORM_H
#include "jarak/feed/desk/page.h"
#include "jarak/model/notice.h"

/** X(NAME, "name of the field"). */
#define JK_MEETING_FIELDS(X) \
    X(TITLE, "judul")        \
    X(DATE, "tanggal")       \
    X(FROM, "mulai")         \
    X(TO, "selesai")         \
    X(PLACE, "tempat")       \
    X(AGENDA, "agenda")      \
    X(INVITED, "undangan")   \
    X(PRESENT, "hadir")      \
    X(ABSENT, "absen")

enum jk_meeting_field {
#define X(NAME, name) JK_MEETING_##NAME,
    JK_MEETING_FIELDS(X)
#undef X
        JK_MEETING_END
};

struct jk_meeting_form {
    const char *uid;
    const char *value[JK_MEETING_END]; /**< "" where nothing was typed; never null */
};

/** The name of a field. Static. */
const char *jk_meeting_name(enum jk_meeting_field field);

/** How a form becomes an event. */
struct jk_meeting_frame {
    const char *contest; /**< id, which names the region; "" none */
    const struct jk_tz *tz;
    int64_t now_s;
    const struct jk_notice *notice; /**< that is changed; null: a new one */
};

/** What is wrong with a field. */
struct jk_meeting_fault {
    enum jk_meeting_field field; /**< JK_MEETING_END: none in particular */
    struct jk_error error;
};

/** Fill a form with what a notice says. @param form  texts in the arena @return JK_OK; JK_MEMORY */
enum jk_status jk_meeting_open(struct jk_arena *arena, const struct jk_notice *notice,
                               const struct jk_tz *tz, struct jk_meeting_form *form);

/** Write the stream of a form, or of what it changes in `frame->notice`. Appends.
 *
 * @param[out] fault  written where the answer is neither JK_OK nor JK_EXISTS
 * @return JK_OK; JK_EXISTS nothing was changed; JK_INVALID a field; JK_STATE the event repeats and
 *         has other hours; JK_MEMORY */
enum jk_status jk_meeting_write(struct jk_arena *arena, const struct jk_meeting_form *form,
                                const struct jk_meeting_frame *frame, struct jk_buf *out,
                                struct jk_meeting_fault *fault);

/** The page. */
struct jk_meeting_page {
    const struct jk_meeting_form *form;
    const struct jk_meeting_fault *fault; /**< null: none */
    const char *change;                   /**< id of the chain that it changes; null: a new one */
    uint32_t revision;                    /**< of that chain */
};

/** Write it. Appends. @return JK_OK; JK_MEMORY */
enum jk_status jk_meeting_page_write(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_meeting_page *page);
#endif
