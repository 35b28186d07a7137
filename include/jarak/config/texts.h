/* jarak/config/texts.h: the sentences of config, from the table beside it. */
#ifndef JARAK_CONFIG_TEXTS_H
#define JARAK_CONFIG_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/config/texts.def"
#undef X
#endif
