/* jarak/base/texts.h: the sentences of base, from the table beside it. */
#ifndef JARAK_BASE_TEXTS_H
#define JARAK_BASE_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/base/texts.def"
#undef X
#endif
