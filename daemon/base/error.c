/* Filling and formatting the error a person reads.
 *
 * Field and value come from strangers and end up in terminals, logs and JSON, so they are made
 * printable here, once: control characters become '?', a character cut by the buffer's end is
 * dropped. The text is a number of the table and gets its language only when it is formatted. */
#include "jarak/base/error.h"
#include "jarak/base/texts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "jarak/base/bytes.h"

/* Makes a text of a stranger safe for terminals, logs and JSON. */
static void make_printable(char *text)
{
    size_t len = strlen(text);

    for (char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    }
    len = jk_utf8_cut((struct jk_span){ text, len }, len);
    text[len] = '\0';
    if (!jk_utf8_valid((struct jk_span){ text, len })) {
        for (char *p = text; *p; p++) {
            if ((unsigned char)*p >= 0x80)
                *p = '?';
        }
    }
}

/* Writes the two parts of a refusal that come from strangers. */
static void fill(struct jk_error *err, const char *field, const char *value_fmt, va_list args)
{
    snprintf(err->field, sizeof err->field, "%s", field ? field : "");
    if (value_fmt)
        vsnprintf(err->value, sizeof err->value, value_fmt, args);
    make_printable(err->field);
    make_printable(err->value);
}

enum jk_status jk_fail(struct jk_error *err, enum jk_status status, const struct jk_text *text,
                       const char *field, const char *value_fmt, ...)
{
    va_list args;

    if (!err)
        return status;
    *err = (struct jk_error){ .status = status, .text = text };
    va_start(args, value_fmt);
    fill(err, field, value_fmt, args);
    va_end(args);
    return status;
}

enum jk_status jk_fail_at(struct jk_error *err, enum jk_status status, const struct jk_text *text,
                          struct jk_at at, const char *value_fmt, ...)
{
    va_list args;

    if (!err)
        return status;
    *err = (struct jk_error){ .status = status, .text = text, .line = at.line };
    va_start(args, value_fmt);
    fill(err, at.field, value_fmt, args);
    va_end(args);
    return status;
}

enum jk_status jk_no_memory(struct jk_error *err)
{
    return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "", "%s", "");
}

size_t jk_error_format(const struct jk_error *err, enum jk_lang lang, char *out, size_t cap)
{
    char where[32] = "", text[512], found[JK_ERROR_VALUE_MAX + 4] = "";
    const char *const names[] = { "field", err->field, "value", err->value, NULL };
    int len;

    if (cap == 0)
        return 0;
    if (err->line)
        snprintf(where, sizeof where, lang == JK_LANG_ID ? "baris %u: " : "line %u: ", err->line);
    /* A text that says the value itself is not headed by it. */
    if (err->value[0] && !strstr(jk_text_get(err->text, lang), "{value}"))
        snprintf(found, sizeof found, "%s\"%s\"", err->field[0] ? " " : "", err->value);
    jk_text_fill(jk_text_get(err->text, lang), names, text, sizeof text);
    len = snprintf(out, cap, "%s%s%s%s%s", where, err->field, found,
                   err->field[0] || found[0] ? ": " : "", text);
    if (len < 0)
        len = 0;
    if ((size_t)len >= cap) {
        len = (int)jk_utf8_cut((struct jk_span){ out, cap - 1 }, cap - 1);
        out[len] = '\0';
    }
    return (size_t)len;
}
