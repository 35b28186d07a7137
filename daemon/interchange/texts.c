/* Every sentence of interchange that a person reads, as the table has it. */
#include "jarak/interchange/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/interchange/texts.def"
#undef X
