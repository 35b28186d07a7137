/* jarak/base/error.h: what a person must learn to put a refusal right.
 *
 * One struct for all modules: field, value, line and the text that says what would do. It is
 * filled where the fault is found and shown where the caller stands (problem+json, CalDAV,
 * terminal) in the caller's language. Pure: no allocation. */
#ifndef JARAK_BASE_ERROR_H
#define JARAK_BASE_ERROR_H
#include <stddef.h>
#include "jarak/base/status.h"
#include "jarak/base/text.h"

#define JK_ERROR_FIELD_MAX 128 /* the longest of our property and JSON path names, with room */
#define JK_ERROR_VALUE_MAX                                                \
    120 /* enough to recognise the value; the whole stays with the sender \
         */

/** A refusal, or JK_OK with everything else empty. */
struct jk_error {
    enum jk_status status;
    const struct jk_text *text;     /**< what is wrong and what would do */
    unsigned line;                  /**< 1-based line of the input; 0 where lines mean nothing */
    char field[JK_ERROR_FIELD_MAX]; /**< property, option or JSON path; "" where none */
    char value[JK_ERROR_VALUE_MAX]; /**< what was found: printable UTF-8, cut */
};

/** Fill `err` and give its status back, so that a check can end `return jk_fail(...)`.
 *
 * @param[out] err   may be null (then only the status is returned); overwritten
 * @param status     not JK_OK
 * @param text       the sentence of texts.def
 * @param field      borrowed; cut to JK_ERROR_FIELD_MAX - 1
 * @param value_fmt  printf format of the value found; control characters become '?'
 * @return status */
enum jk_status jk_fail(struct jk_error *err, enum jk_status status, const struct jk_text *text,
                       const char *field, const char *value_fmt, ...)
    __attribute__((format(printf, 5, 6)));

/** Where in the input: a line and what stands there. */
struct jk_at {
    unsigned line;     /**< 1-based; 0 where it is not known */
    const char *field; /**< as of jk_fail() */
};

/** As jk_fail(), with the line of the input. */
enum jk_status jk_fail_at(struct jk_error *err, enum jk_status status, const struct jk_text *text,
                          struct jk_at at, const char *value_fmt, ...)
    __attribute__((format(printf, 5, 6)));

/** Memory is out: a refusal that no one can put right, so it names nothing. @return JK_MEMORY */
enum jk_status jk_no_memory(struct jk_error *err);

/** The refusal as one sentence: `baris 12: GEO "117.5;0.5": <text>`; parts not known are left out.
 *
 * @param err       borrowed
 * @param lang      language of the sentence
 * @param[out] out  ended by NUL when cap > 0
 * @param cap       bytes at out
 * @return bytes written without the NUL */
size_t jk_error_format(const struct jk_error *err, enum jk_lang lang, char *out, size_t cap);
#endif
