/* Every sentence of config that a person reads, as the table has it. */
#include "jarak/config/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/config/texts.def"
#undef X
