/* daemon/feed/personnel/words.h: what is said of a duty, for the page. */
#ifndef DAEMON_FEED_PERSONNEL_WORDS_H
#define DAEMON_FEED_PERSONNEL_WORDS_H
#include "daemon/feed/desk/pen.h"
#include "jarak/feed/personnel/personnel.h"
#include "jarak/model/address.h"

/* "Polres Kutai Timur; mengamankan Rapat umum Paslon 1". */
const char *personnel_duty_text(struct desk_pen *pen, const struct jk_personnel_duty *duty);
/* What is wrong with it, in the words of R33. */
const char *personnel_fault_text(struct desk_pen *pen, const struct jk_personnel_duty *duty);
/* The word of a fault on the wire; "" it is sound. Static. */
const char *personnel_fault_word(enum jk_duty_fault fault);
#endif
