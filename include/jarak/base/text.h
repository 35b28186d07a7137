/* jarak/base/text.h: every sentence a person reads, in Indonesian and English, from one table.
 *
 * The table is jarak/base/texts.def. A text may hold the places {field}, {value} and {line}; they
 * are filled by jk_error_format() and by the findings. Indonesian is first: it is what officials
 * read, English is the translation. Pure. */
#ifndef JARAK_BASE_TEXT_H
#define JARAK_BASE_TEXT_H

/** The languages of the table, in order of preference. */
enum jk_lang { JK_LANG_ID, JK_LANG_EN, JK_LANG_END };

/** The number of a text: X(NAME, "Indonesian", "English") of texts.def gives JK_TEXT_NAME. */
enum jk_text {
#define X(name, id, en) JK_TEXT_##name,
#include "jarak/base/texts.def"
#undef X
    JK_TEXT_END
};

/** The wording of a text.
 *
 * @param text  below JK_TEXT_END
 * @param lang  below JK_LANG_END
 * @return static UTF-8 text without line break; never null */
const char *jk_text_get(enum jk_text text, enum jk_lang lang);

/** Copy `format` to `out`, replacing {name} by the value that stands behind the name.
 *
 * @param format      borrowed text, as of jk_text_get()
 * @param names       names and values in turn, ended by a null name; a name not listed stays
 * @param[out] out    always ended by NUL when cap > 0; cut at a whole UTF-8 character
 * @param cap         bytes at out
 * @return bytes written without the NUL */
unsigned long jk_text_fill(const char *format, const char *const names[], char *out,
                           unsigned long cap);
#endif
