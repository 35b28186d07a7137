/* Every sentence of store that a person reads, as the table has it. */
#include "jarak/store/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/store/texts.def"
#undef X
