/* Every sentence of main that a person reads, as the table has it. */
#include "jarak/main/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/main/texts.def"
#undef X
