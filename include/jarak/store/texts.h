/* jarak/store/texts.h: the sentences of store, from the table beside it. */
#ifndef JARAK_STORE_TEXTS_H
#define JARAK_STORE_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/store/texts.def"
#undef X
#endif
