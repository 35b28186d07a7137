/* jarak/interchange/texts.h: the sentences of interchange, from the table beside it. */
#ifndef JARAK_INTERCHANGE_TEXTS_H
#define JARAK_INTERCHANGE_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/interchange/texts.def"
#undef X
#endif
