/* jarak/base/text.h: sentences for people, in Indonesian and English.
 *
 * Each folder has a table of its own, texts.def, from which its texts.h and texts.c follow: a new
 * sentence rebuilds the folder that says it and nothing else, for whoever hands a sentence on (an
 * error, a finding) holds a pointer and needs no number of it. A text may hold the places {field},
 * {value} and {line}; they are filled by jk_error_format() and by the findings. Indonesian is
 * first: it is what officials read, English is the translation. Pure. */
#ifndef JARAK_BASE_TEXT_H
#define JARAK_BASE_TEXT_H

/** The languages of the tables, in order of preference. */
enum jk_lang { JK_LANG_ID, JK_LANG_EN, JK_LANG_END };

/** A sentence: UTF-8 without line break. X(NAME, "Indonesian", "English") of a table gives the
 * array JK_TEXT_NAME of one, so that the name alone is its address. Static. */
struct jk_text {
    const char *in[JK_LANG_END];
};

/** The wording of a text.
 *
 * @param text  null: nothing is said
 * @param lang  below JK_LANG_END
 * @return static; "" for null */
const char *jk_text_get(const struct jk_text *text, enum jk_lang lang);

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
