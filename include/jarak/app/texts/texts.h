/* jarak/app/texts/texts.h: the sentences of app, from the table beside it. */
#ifndef JARAK_APP_TEXTS_TEXTS_H
#define JARAK_APP_TEXTS_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/app/texts/texts.def"
#undef X
#endif
