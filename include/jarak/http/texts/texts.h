/* jarak/http/texts/texts.h: the sentences of http, from the table beside it. */
#ifndef JARAK_HTTP_TEXTS_TEXTS_H
#define JARAK_HTTP_TEXTS_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/http/texts/texts.def"
#undef X
#endif
