/* jarak/ical/texts.h: the sentences of ical, from the table beside it. */
#ifndef JARAK_ICAL_TEXTS_H
#define JARAK_ICAL_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/ical/texts.def"
#undef X
#endif
