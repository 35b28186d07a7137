/* Kinds, legs, parties and vehicles: their words, and who is whose rival.
 *
 * The words stand in one table for each enumeration, with an assertion that no row is missing;
 * parsing walks the table, which has at most eight rows. A party's paslon are kept ascending, so
 * two parties share one iff a merge of both lists meets an equal pair. Sharing none within one
 * contest makes rivals; no paslon at all is neutral (SPEC 1). */
#include "jarak/model/activity.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

static const struct {
    const char *category, *word, *name[JK_LANG_END];
} kinds[] = {
    [JK_KIND_RAPAT_UMUM] = { "RAPAT-UMUM", "rapat_umum", { "rapat umum", "mass rally" } },
    [JK_KIND_TERBATAS] = { "PERTEMUAN-TERBATAS",
                           "terbatas",
                           { "pertemuan terbatas", "limited meeting" } },
    [JK_KIND_TATAP_MUKA] = { "TATAP-MUKA",
                             "tatap_muka",
                             { "pertemuan tatap muka", "face-to-face meeting" } },
    [JK_KIND_KONVOI] = { "KONVOI", "konvoi", { "konvoi", "convoy" } },
    [JK_KIND_LOGISTIK] = { "LOGISTIK", "logistik", { "logistik pemilihan", "election logistics" } },
    [JK_KIND_PENGAMANAN] = { "PENGAMANAN", "pengamanan", { "pengamanan", "security duty" } },
    [JK_KIND_RAKOR] = { "RAKOR", "rakor", { "rapat koordinasi", "coordination meeting" } },
    [JK_KIND_SOSIALISASI] = { "SOSIALISASI", "sosialisasi", { "sosialisasi", "outreach" } },
};
_Static_assert(sizeof kinds / sizeof *kinds == JK_KIND_END, "every kind has its words");

static const struct {
    const char *value, *word, *name[JK_LANG_END];
} legs[] = {
    [JK_LEG_MAIN] = { "", "rapat", { "kegiatan utama", "main activity" } },
    [JK_LEG_KUMPUL] = { "KUMPUL", "kumpul", { "titik kumpul", "assembly" } },
    [JK_LEG_BERANGKAT] = { "BERANGKAT", "berangkat", { "konvoi berangkat", "outbound convoy" } },
    [JK_LEG_PULANG] = { "PULANG", "pulang", { "konvoi pulang", "return convoy" } },
    [JK_LEG_BUBAR] = { "BUBAR", "bubar", { "titik bubar", "break-up" } },
};
_Static_assert(sizeof legs / sizeof *legs == JK_LEG_END, "every leg has its words");

enum jk_relation jk_party_relation(const struct jk_party *a, const struct jk_party *b)
{
    JK_ASSERT_ALL(a != NULL && b != NULL);
    if (a->count == 0 || b->count == 0)
        return JK_RELATION_NEUTRAL;
    if (strcmp(a->contest, b->contest) != 0)
        return JK_RELATION_CROSS;
    for (unsigned i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->paslon[i] == b->paslon[k])
            return JK_RELATION_SAME;
        if (a->paslon[i] < b->paslon[k])
            i++;
        else
            k++;
    }
    return JK_RELATION_RIVAL;
}

bool jk_party_same(const struct jk_party *a, const struct jk_party *b)
{
    return strcmp(a->contest, b->contest) == 0 && a->count == b->count &&
           memcmp(a->paslon, b->paslon, a->count * sizeof *a->paslon) == 0;
}

/* Keeps the list ascending; false when the number is there already or the list is full. */
static bool insert_paslon(struct jk_party *party, uint32_t number)
{
    unsigned at = party->count;

    if (party->count == JK_PASLON_MAX)
        return false;
    while (at > 0 && party->paslon[at - 1] > number) {
        party->paslon[at] = party->paslon[at - 1];
        at--;
    }
    party->paslon[at] = number;
    party->count++;
    return at == 0 || party->paslon[at - 1] != number;
}

enum jk_status jk_party_parse_paslon(struct jk_span text, struct jk_party *party,
                                     struct jk_error *err)
{
    JK_ASSERT(party != NULL);

    struct jk_span rest = text, part;
    uint64_t number;

    party->count = 0;
    while (jk_span_next(&rest, ',', &part)) {
        if (!jk_uint_parse(part, JK_PASLON_NO_MAX, &number) || number == 0 ||
            !insert_paslon(party, (uint32_t)number)) {
            party->count = 0;
            return jk_fail(err, JK_INVALID, JK_TEXT_PASLON_LIST, "X-JARAK-PASLON", "%.*s",
                           (int)text.len, text.at);
        }
    }
    if (party->count == 0)
        return jk_fail(err, JK_INVALID, JK_TEXT_PASLON_LIST, "X-JARAK-PASLON", "%.*s",
                       (int)text.len, text.at);
    return JK_OK;
}

enum jk_status jk_vehicles_parse(struct jk_span text, struct jk_vehicles *out, struct jk_error *err)
{
    JK_ASSERT(out != NULL);

    struct jk_vehicles read = { 0 };
    const struct {
        struct jk_span name;
        uint32_t *count;
    } classes[] = { { JK_SPAN("cars"), &read.cars },
                    { JK_SPAN("motorcycles"), &read.motorcycles },
                    { JK_SPAN("trucks"), &read.trucks },
                    { JK_SPAN("buses"), &read.buses } };
    struct jk_span rest = text, value, name;
    unsigned seen = 0;
    uint64_t count;

    while (jk_span_next(&rest, ';', &value)) {
        size_t i = 0;

        jk_span_cut(&value, '=', &name);
        while (i < 4 && !jk_span_eq_nocase(jk_span_trim(name), classes[i].name))
            i++;
        if (i == 4 || seen & 1U << i || !value.at ||
            !jk_uint_parse(jk_span_trim(value), JK_VEHICLES_MAX, &count))
            return jk_fail(err, JK_INVALID, JK_TEXT_VEHICLES, "X-JARAK-VEHICLES", "%.*s",
                           (int)text.len, text.at);
        seen |= 1U << i;
        *classes[i].count = (uint32_t)count;
    }
    if (!seen)
        return jk_fail(err, JK_INVALID, JK_TEXT_VEHICLES, "X-JARAK-VEHICLES", "%.*s", (int)text.len,
                       text.at);
    *out = read;
    return JK_OK;
}

bool jk_kind_is_neutral(enum jk_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_KIND_END);
    return kind == JK_KIND_LOGISTIK || kind == JK_KIND_PENGAMANAN || kind == JK_KIND_RAKOR ||
           kind == JK_KIND_SOSIALISASI;
}

const char *jk_kind_category(enum jk_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_KIND_END);
    return kinds[kind].category;
}

const char *jk_kind_word(enum jk_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_KIND_END);
    return kinds[kind].word;
}

const char *jk_kind_name(enum jk_kind kind, enum jk_lang lang)
{
    JK_ASSERT((unsigned)kind < JK_KIND_END);
    JK_ASSERT((unsigned)lang < JK_LANG_END);
    return kinds[kind].name[lang];
}

enum jk_status jk_kind_parse(struct jk_span text, enum jk_kind *out, struct jk_error *err)
{
    JK_ASSERT(out != NULL);
    for (int kind = 0; kind < JK_KIND_END; kind++) {
        if (jk_span_eq_nocase(text, jk_span_of(kinds[kind].category))) {
            *out = (enum jk_kind)kind;
            return JK_OK;
        }
    }
    return jk_fail(err, JK_INVALID, JK_TEXT_UNKNOWN_KIND, "CATEGORIES", "%.*s", (int)text.len,
                   text.at);
}

const char *jk_leg_word(enum jk_leg leg)
{
    JK_ASSERT((unsigned)leg < JK_LEG_END);
    return legs[leg].word;
}

const char *jk_leg_name(enum jk_leg leg, enum jk_lang lang)
{
    JK_ASSERT((unsigned)leg < JK_LEG_END);
    JK_ASSERT((unsigned)lang < JK_LANG_END);
    return legs[leg].name[lang];
}

enum jk_status jk_leg_parse(struct jk_span text, enum jk_leg *out, struct jk_error *err)
{
    JK_ASSERT(out != NULL);
    for (int leg = JK_LEG_KUMPUL; leg < JK_LEG_END; leg++) {
        if (jk_span_eq_nocase(text, jk_span_of(legs[leg].value))) {
            *out = (enum jk_leg)leg;
            return JK_OK;
        }
    }
    return jk_fail(err, JK_INVALID, JK_TEXT_UNKNOWN_LEG, "X-JARAK-LEG", "%.*s", (int)text.len,
                   text.at);
}
