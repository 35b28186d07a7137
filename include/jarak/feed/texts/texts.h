/* jarak/feed/texts/texts.h: the sentences of feed, from the table beside it. */
#ifndef JARAK_FEED_TEXTS_TEXTS_H
#define JARAK_FEED_TEXTS_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/feed/texts/texts.def"
#undef X
#endif
