/* jarak/policy/texts.h: the sentences of policy, from the table beside it. */
#ifndef JARAK_POLICY_TEXTS_H
#define JARAK_POLICY_TEXTS_H
#include "jarak/base/text.h"

#define X(name, id, en) extern const struct jk_text JK_TEXT_##name[1];
#include "jarak/policy/texts.def"
#undef X
#endif
