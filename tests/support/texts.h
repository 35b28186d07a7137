/* The name of a text, by its address: case files say which sentence a refusal has. */
#ifndef TESTS_SUPPORT_TEXTS_H
#define TESTS_SUPPORT_TEXTS_H
#include <stddef.h>
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/config/texts.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/geo/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/ical/texts.h"
#include "jarak/interchange/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"
#include "jarak/store/texts.h"

struct named_text {
    const char *name;
    const struct jk_text *text;
};

static const struct named_text named_texts[] = {
#define X(name, id, en) { #name, JK_TEXT_##name },
#include "jarak/app/texts/texts.def"
#include "jarak/base/texts.def"
#include "jarak/config/texts.def"
#include "jarak/feed/texts/texts.def"
#include "jarak/geo/texts.def"
#include "jarak/http/texts/texts.def"
#include "jarak/ical/texts.def"
#include "jarak/interchange/texts.def"
#include "jarak/model/texts.def"
#include "jarak/policy/texts.def"
#include "jarak/store/texts.def"
#undef X
};
#define NAMED_TEXTS (sizeof named_texts / sizeof *named_texts)

/* "" for a text that is none. */
static inline const char *text_name(const struct jk_text *text)
{
    for (size_t i = 0; i < NAMED_TEXTS; i++) {
        if (named_texts[i].text == text)
            return named_texts[i].name;
    }
    return "";
}
#endif
