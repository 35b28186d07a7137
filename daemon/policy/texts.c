/* Every sentence of policy that a person reads, as the table has it. */
#include "jarak/policy/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/policy/texts.def"
#undef X
