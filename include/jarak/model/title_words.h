/* jarak/model/title_words.h: what a title says among other words.
 *
 * The readers of words.h want a text of which every word is known, as a cell of a table has it. A
 * title ("Rapat umum Paslon 1 di Stadion") says more: here the phrases of the same table are looked
 * for anywhere in it. What is found is inferred, to be marked and asked. Pure. */
#ifndef JARAK_MODEL_TITLE_WORDS_H
#define JARAK_MODEL_TITLE_WORDS_H
#include "jarak/model/words.h"

/** The kinds that a title names, as bits by enum jk_kind; 0: none. */
unsigned jk_title_kinds(struct jk_span title);

/** Append the paslon a title names behind "paslon" or "nomor urut", as `1` or `1,2`.
 *
 * @return false: it names none */
bool jk_title_paslon(struct jk_span title, struct jk_buf *out);

/** What the title says of whether it takes place: JK_SAID_LIVE where it says nothing. */
enum jk_said_status jk_title_status(struct jk_span title);
#endif
