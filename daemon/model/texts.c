/* Every sentence of model that a person reads, as the table has it. */
#include "jarak/model/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/model/texts.def"
#undef X
