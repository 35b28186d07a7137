/* Every sentence of geo that a person reads, as the table has it. */
#include "jarak/geo/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/geo/texts.def"
#undef X
