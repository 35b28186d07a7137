/* Every sentence of ctl that a person reads, as the table has it. */
#include "jarak/ctl/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/ctl/texts.def"
#undef X
