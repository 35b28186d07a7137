/* jarak/main/texts.h: the sentences of main, from the table beside it. */
#ifndef JARAK_MAIN_TEXTS_H
#define JARAK_MAIN_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/main/texts.def"
#undef X
#endif
