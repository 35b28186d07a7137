/* What is said of a duty, and of a what-if: the words of the page, the document and the findings.
 */
#include "daemon/feed/personnel/words.h"

#include <stdio.h>
#include <string.h>
#include "jarak/policy/texts.h"

static const struct {
    const char *word;
    const struct jk_text *text;
} faults[] = {
    [JK_DUTY_SOUND] = { "", NULL },
    [JK_DUTY_UNIT_UNKNOWN] = { "unit_unknown", JK_TEXT_DUTY_UNIT_UNKNOWN },
    [JK_DUTY_UNIT_AWAY] = { "unit_away", JK_TEXT_DUTY_UNIT_AWAY },
    [JK_DUTY_UNKNOWN] = { "guards_unknown", JK_TEXT_DUTY_UNKNOWN },
    [JK_DUTY_GONE] = { "guards_gone", JK_TEXT_DUTY_GONE },
    [JK_DUTY_MOVED] = { "guards_moved", JK_TEXT_DUTY_MOVED },
};

const char *personnel_fault_word(enum jk_duty_fault fault)
{
    return faults[fault].word;
}

const char *personnel_fault_text(struct desk_pen *pen, const struct jk_personnel_duty *d)
{
    const bool of_unit = d->fault == JK_DUTY_UNIT_UNKNOWN || d->fault == JK_DUTY_UNIT_AWAY;
    const char *when =
        d->fault == JK_DUTY_MOVED
            ? desk_fmt(pen, "%s %s", desk_instant(pen, d->guarded_from_s),
                       desk_hours(pen, (double)d->guarded_from_s, (double)d->guarded_to_s))
            : "";

    return desk_fill(pen, faults[d->fault].text,
                     (const char *const[]){ "who", of_unit ? d->unit : d->about, "date", when,
                                            NULL });
}

const char *personnel_duty_text(struct desk_pen *pen, const struct jk_personnel_duty *d)
{
    const char *unit = d->unit[0] ? d->unit : desk_say(pen, JK_TEXT_PERSONNEL_NO_UNIT);

    if (!d->guards[0])
        return unit;
    return desk_fill(pen, JK_TEXT_PERSONNEL_GUARDS,
                     (const char *const[]){ "who", unit, "value", d->about, NULL });
}

/* As each language groups digits: a page and a phone say the same. */
static const char *grouped(unsigned long long value, enum jk_lang lang, char out[32])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", value), n = 0;

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[n++] = lang == JK_LANG_ID ? '.' : ',';
        out[n++] = digits[i];
    }
    out[n] = '\0';
    return out;
}

void jk_personnel_whatif_add(struct jk_buf *out, const struct jk_personnel_whatif *ask,
                             enum jk_lang lang)
{
    const uint64_t need = (uint64_t)ask->stations * ask->each;
    const bool enough = need <= ask->capacity;
    char stations[32], each[32], asked[32], have[32], rest[32], text[256];
    const char *const names[] = {
        "value", grouped(ask->stations, lang, stations),
        "count", grouped(ask->each, lang, each),
        "asked", grouped(need, lang, asked),
        "have",  grouped(ask->capacity, lang, have),
        "field", grouped(enough ? ask->capacity - need : need - ask->capacity, lang, rest),
        NULL
    };
    size_t len = jk_text_fill(jk_text_get(enough ? JK_TEXT_PERSONNEL_WHATIF_LEFT
                                                 : JK_TEXT_PERSONNEL_WHATIF_SHORT,
                                          lang),
                              names, text, sizeof text);

    jk_buf_add(out, text, len);
}
