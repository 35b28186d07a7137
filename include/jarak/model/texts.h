/* jarak/model/texts.h: the sentences of model, from the table beside it. */
#ifndef JARAK_MODEL_TEXTS_H
#define JARAK_MODEL_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/model/texts.def"
#undef X
#endif
