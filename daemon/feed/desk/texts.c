/* Every sentence of the desk that a person reads, as the table has it. */
#include "jarak/feed/desk/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/feed/desk/texts.def"
#undef X
