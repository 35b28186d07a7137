/* Every sentence of app that a person reads, as the table has it. */
#include "jarak/app/texts/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/app/texts/texts.def"
#undef X
