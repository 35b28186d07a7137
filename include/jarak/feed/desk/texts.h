/* jarak/feed/desk/texts.h: the sentences of the desk's pages, from the table beside it. */
#ifndef JARAK_FEED_DESK_TEXTS_H
#define JARAK_FEED_DESK_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/feed/desk/texts.def"
#undef X
#endif
