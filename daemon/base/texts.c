/* Every sentence of base that a person reads, as the table has it. */
#include "jarak/base/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/base/texts.def"
#undef X
