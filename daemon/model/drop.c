/* The words of drops, each table once, and what is well said of one. */
#include "jarak/model/drop.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/control_chars.h"
#include "jarak/base/defend.h"

#define WORDS_OF_ONE 4 /* at most, by which one is known */

static const struct {
    const char *words[WORDS_OF_ONE]; /* the first in JSON */
    const struct jk_text *text;
} stages[] = {
    [JK_DROP_DISTRICT] = { { "district", "kecamatan", "ppk" }, JK_TEXT_DROP_DISTRICT },
    [JK_DROP_VILLAGE] = { { "village", "desa", "kelurahan", "pps" }, JK_TEXT_DROP_VILLAGE },
    [JK_DROP_STATION] = { { "station", "tps", "kpps" }, JK_TEXT_DROP_STATION },
};
_Static_assert(sizeof stages / sizeof *stages == JK_DROP_STAGES, "every stage has its row");

static const struct {
    const char *words[WORDS_OF_ONE];
    const struct jk_text *text;
} conditions[] = {
    [JK_DROP_UNKNOWN] = { { "unknown", "belum dicatat" }, JK_TEXT_DROP_UNKNOWN },
    [JK_DROP_GOOD] = { { "good", "baik", "lengkap" }, JK_TEXT_DROP_GOOD },
    [JK_DROP_SHORT] = { { "short", "kurang" }, JK_TEXT_DROP_SHORT },
    [JK_DROP_DAMAGED] = { { "damaged", "rusak", "basah" }, JK_TEXT_DROP_DAMAGED },
};
_Static_assert(sizeof conditions / sizeof *conditions == JK_DROP_CONDITIONS,
               "every condition has its row");

static const struct {
    const char *word;
    const struct jk_text *text;
} risks[] = {
    [JK_DROP_SAFE] = { "safe", JK_TEXT_DROP_SAFE },
    [JK_DROP_SLOW] = { "slow", JK_TEXT_DROP_SLOW },
    [JK_DROP_LATE] = { "late", JK_TEXT_DROP_LATE },
    [JK_DROP_MISSING] = { "missing", JK_TEXT_DROP_MISSING },
};
_Static_assert(sizeof risks / sizeof *risks == JK_DROP_RISKS, "every risk has its row");

static bool is_one_of(const char *const words[WORDS_OF_ONE], struct jk_span word)
{
    for (int i = 0; i < WORDS_OF_ONE && words[i]; i++) {
        if (jk_span_eq_nocase(word, jk_span_of(words[i])))
            return true;
    }
    return false;
}

const char *jk_drop_stage_word(enum jk_drop_stage stage)
{
    JK_ASSERT((unsigned)stage < JK_DROP_STAGES);
    return stages[stage].words[0];
}

enum jk_drop_stage jk_drop_stage_of(struct jk_span word)
{
    int stage = 0;

    while (stage < JK_DROP_STAGES && !is_one_of(stages[stage].words, word))
        stage++;
    return (enum jk_drop_stage)stage;
}

const struct jk_text *jk_drop_stage_text(enum jk_drop_stage stage)
{
    JK_ASSERT((unsigned)stage < JK_DROP_STAGES);
    return stages[stage].text;
}

const char *jk_drop_condition_word(enum jk_drop_condition condition)
{
    JK_ASSERT((unsigned)condition < JK_DROP_CONDITIONS);
    return conditions[condition].words[0];
}

enum jk_drop_condition jk_drop_condition_of(struct jk_span word)
{
    int condition = 0;

    while (condition < JK_DROP_CONDITIONS && !is_one_of(conditions[condition].words, word))
        condition++;
    return (enum jk_drop_condition)condition;
}

const struct jk_text *jk_drop_condition_text(enum jk_drop_condition condition)
{
    JK_ASSERT((unsigned)condition < JK_DROP_CONDITIONS);
    return conditions[condition].text;
}

bool jk_drop_mode_of(struct jk_span word, enum jk_mode *out)
{
    static const char *const sea[WORDS_OF_ONE] = { "sea", "laut" };
    static const char *const land[WORDS_OF_ONE] = { "land", "darat" };

    *out = is_one_of(sea, word) ? JK_MODE_SEA : JK_MODE_LAND;
    return *out == JK_MODE_SEA || is_one_of(land, word);
}

const struct jk_text *jk_drop_mode_text(enum jk_mode mode)
{
    return mode == JK_MODE_SEA ? JK_TEXT_DROP_SEA : JK_TEXT_DROP_LAND;
}

const char *jk_drop_risk_word(enum jk_drop_risk risk)
{
    JK_ASSERT((unsigned)risk < JK_DROP_RISKS);
    return risks[risk].word;
}

const struct jk_text *jk_drop_risk_text(enum jk_drop_risk risk)
{
    JK_ASSERT((unsigned)risk < JK_DROP_RISKS);
    return risks[risk].text;
}

/* From when on it leaves at the earliest; 0: nothing is known of it. */
static int64_t leaves_s(const struct jk_drop_times *t, int64_t now_s)
{
    int64_t planned_s = t->start_s ? t->start_s : t->leave_s;

    if (t->left_s)
        return t->left_s;
    return planned_s > now_s ? planned_s : now_s;
}

enum jk_drop_risk jk_drop_risk(const struct jk_drop_times *t, int64_t now_s, int64_t *arrives_s)
{
    bool knows = t->travel_s >= 0;
    int64_t expected_s = knows ? leaves_s(t, now_s) + t->travel_s : 0;
    int64_t until_s = t->leave_s ? t->leave_s : knows ? t->due_s - t->travel_s : INT64_MAX;

    if (arrives_s)
        *arrives_s = expected_s;
    if (now_s >= t->vote_s)
        return JK_DROP_MISSING;
    if (now_s > t->due_s)
        return JK_DROP_LATE;
    if (expected_s > t->due_s || (!t->left_s && now_s > until_s))
        return JK_DROP_SLOW;
    return JK_DROP_SAFE;
}

bool jk_drop_same_plan(const struct jk_drop *a, const struct jk_drop *b)
{
    return strcmp(a->from, b->from) == 0 && strcmp(a->carrier, b->carrier) == 0 &&
           a->stage == b->stage && a->mode == b->mode && a->items == b->items &&
           a->leave_s == b->leave_s;
}

bool jk_drop_is_none(const struct jk_drop *drop)
{
    const struct jk_drop none = JK_DROP_NONE;

    return jk_drop_same_plan(drop, &none) && drop->left_s == 0 && drop->got_s == 0 &&
           !drop->by[0] && drop->condition == JK_DROP_UNKNOWN;
}

static bool is_good(const char *text)
{
    struct jk_span span = jk_span_of(text);

    return span.len <= JK_DROP_WORDS_MAX && jk_is_one_line(span);
}

enum jk_status jk_drop_check(const struct jk_drop *drop, int64_t due_s, struct jk_error *err)
{
    if (!is_good(drop->from))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_WORDS, "from", "%.60s", drop->from);
    if (!is_good(drop->carrier))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_WORDS, "carrier", "%.60s", drop->carrier);
    if (!is_good(drop->by))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_WORDS, "received_by", "%.60s", drop->by);
    if (drop->items > JK_DROP_ITEMS_MAX)
        return jk_fail(err, JK_RANGE, JK_TEXT_DROP_ITEMS, "items", "%u", drop->items);
    if (drop->leave_s < 0 || (drop->leave_s && drop->leave_s >= due_s))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_LEAVE, "leave", "%s", "");
    return JK_OK;
}
