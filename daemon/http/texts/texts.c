/* Every sentence of http that a person reads, as the table has it. */
#include "jarak/http/texts/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/http/texts/texts.def"
#undef X
