/* jarak/feed/alert/text.h: conflicts in words, for people.
 *
 * Texts fit into a WhatsApp message: under JK_MESSAGE_MAX characters, plain, Indonesian first.
 * Pure. Source: SPEC 7. */
#ifndef JARAK_FEED_ALERT_TEXT_H
#define JARAK_FEED_ALERT_TEXT_H
#include "jarak/feed/json/verdict.h"
#include "jarak/model/alert.h"

#define JK_MESSAGE_MAX 1000 /* characters of a message fit to paste (SPEC 7) */

/** The *internal* text of a conflict (SPEC 7): level, both sides, legs, kind, distance, minute and
 * place. Appends under JK_MESSAGE_MAX characters; parts beyond the third are counted.
 *
 * @param event  what happened */
void jk_message_internal(struct jk_buf *buf, const struct jk_conflict_view *view,
                         const struct jk_pack *pack, enum jk_alert_event event, enum jk_lang lang);

/** The *bersama* text of a conflict (SPEC 7), to be passed on: level, date, hour, sub-districts and
 * a request to coordinate. Nothing of who, by which way, or which leg. Appends under JK_MESSAGE_MAX
 * characters.
 *
 * @param event  as of jk_message_internal() */
void jk_message_shared(struct jk_buf *buf, const struct jk_conflict_view *view,
                       const struct jk_pack *pack, enum jk_alert_event event, enum jk_lang lang);

/** Why a conflict has ended: a side was cancelled, or lost its place, or they are far apart. */
const struct jk_text *jk_end_text(bool cancelled, bool unassessed);

/** What a part is told in. */
struct jk_part_context {
    const struct jk_pack *pack;
    const struct jk_tz *tz;
    const struct jk_party *own, *other; /**< whose its sides are */
    enum jk_lang lang;
};

/** One part in one line: `konvoi berangkat - konvoi berangkat: berpapasan, 0 m (batas 500 m, selang
 * 30 menit) ...`. Appends. */
void jk_part_line(struct jk_buf *buf, const struct jk_leg_part *part,
                  const struct jk_part_context *in);
#endif
