/* The table of texts, and filling names in braces.
 *
 * texts.def is included with a macro that makes one row of it, so a text cannot lack a language. An
 * unknown {name} is left as it stands, so a forgotten value is seen by the reader and is not a
 * crash. Output is cut at a character, not inside one. */
#include "jarak/base/text.h"

#include <string.h>
#include "jarak/base/bytes.h"
#include "jarak/base/defend.h"

const char *jk_text_get(const struct jk_text *text, enum jk_lang lang)
{
    if (JK_NEVER((unsigned)lang >= JK_LANG_END) || !text)
        return "";
    return text->in[lang];
}

static const char *value_of(const char *const names[], const char *name, size_t len)
{
    for (; names && names[0]; names += 2) {
        if (strlen(names[0]) == len && memcmp(names[0], name, len) == 0)
            return names[1] ? names[1] : "";
    }
    return NULL;
}

unsigned long jk_text_fill(const char *format, const char *const names[], char *out,
                           unsigned long cap)
{
    size_t used = 0;

    if (cap == 0)
        return 0;
    while (*format && used + 1 < cap) {
        const char *end = *format == '{' ? strchr(format, '}') : NULL;
        const char *value = end ? value_of(names, format + 1, (size_t)(end - format) - 1) : NULL;
        const char *from = value ? value : format;
        size_t taken = value ? strlen(value) : 1 + strcspn(format + 1, "{");
        size_t len = taken < cap - 1 - used ? taken : cap - 1 - used;

        memcpy(out + used, from, len);
        used += len;
        format = value ? end + 1 : format + taken;
    }
    used = jk_utf8_cut((struct jk_span){ out, used }, used);
    out[used] = '\0';
    return used;
}
