/* Every sentence of ical that a person reads, as the table has it. */
#include "jarak/ical/texts.h"

#define X(name, id, en) const struct jk_text JK_TEXT_##name[1] = { { { (id), (en) } } };
#include "jarak/ical/texts.def"
#undef X
