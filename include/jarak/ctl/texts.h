/* jarak/ctl/texts.h: the sentences of ctl, from the table beside it. */
#ifndef JARAK_CTL_TEXTS_H
#define JARAK_CTL_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/ctl/texts.def"
#undef X
#endif
