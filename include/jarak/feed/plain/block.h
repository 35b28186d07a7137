/* jarak/feed/plain/block.h: the one marked block that is appended to the DESCRIPTION of a plain
 * event.
 *
 * It tells in the calendar what is missing and where to complete it. A client sends it back with
 * the next change, and it is stripped then; so taking it out of a text it was appended to gives
 * that text again, whatever the text is. No level and no rival stands in it: phones are lost and
 * lent. Pure. Source: WIRE 4. */
#ifndef JARAK_FEED_PLAIN_BLOCK_H
#define JARAK_FEED_PLAIN_BLOCK_H
#include "jarak/feed/plain/plain.h"
#include "jarak/model/chain_state.h"

/** What the block says. */
struct jk_plain_note {
    const struct jk_plain *plain;   /**< a draft: what is missing and asked; null: it is filed */
    const struct jk_error *refused; /**< why it could not be filed as it stands; or null */
    const char *returned;           /**< an official's note; "" */
    enum jk_state state;            /**< of a filed chain; not looked at of a draft */
    bool changes_filed;             /**< a draft of a change to what is filed */
    size_t legs_behind;             /**< legs that did not move with their main */
    const char *const *conflicts;   /**< codes, for officials alone */
    size_t conflict_count;
    const char *link; /**< where to complete it */
};

/** Write the lines of a block, without its marks. Appends. */
void jk_plain_note_write(struct jk_buf *out, const struct jk_plain_note *note, enum jk_lang lang);

/** Append a block to a text. Appends text and block. @param note  lines without a mark */
void jk_plain_block_append(struct jk_buf *out, struct jk_span text, struct jk_span note);

/** Take the last block out of a text: what stands before and behind it. Appends.
 * @return false: it holds none; then all of it was appended */
bool jk_plain_block_strip(struct jk_buf *out, struct jk_span text);

/** The event with a block in the DESCRIPTION of its first date. Appends.
 *
 * @param bytes  as jk_plain_strip() gave it
 * @return JK_OK; as jk_ical_scan(); JK_MEMORY */
enum jk_status jk_plain_show(struct jk_buf *out, struct jk_arena *arena, struct jk_span bytes,
                             struct jk_span note, struct jk_error *err);
#endif
