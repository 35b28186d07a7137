/* jarak/geo/texts.h: the sentences of geo, from the table beside it. */
#ifndef JARAK_GEO_TEXTS_H
#define JARAK_GEO_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/geo/texts.def"
#undef X
#endif
