/* Place codes: looked up, and the nearest ones named when they are unknown.
 *
 * An unknown code is compared with all codes and names by edit distance (Levenshtein) over letters
 * and digits alone, lower case, so that `v-10`, `V010` and `v010` lie side by side. The table of
 * distances is one row, since only the last one is read. Codes are short (CODE_MAX), so a gazetteer
 * of a few thousand places takes a millisecond or two, and only for a filing that is refused. */
#include "jarak/policy/settle.h"
#include "jarak/policy/texts.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/policy/place_words.h"

#define CODE_MAX 64 /* letters of a code or name that are compared */
#define NAMED    3  /* codes named in a refusal */

/* Letters and digits of a text, lower case. @return how many */
static size_t fold(const char *text, char out[CODE_MAX + 1])
{
    size_t n = 0;

    for (; *text && n < CODE_MAX; text++) {
        char c = *text;

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            out[n++] = c;
    }
    out[n] = '\0';
    return n;
}

bool jk_place_is_like(const struct jk_place *place, const char *what)
{
    char asked[CODE_MAX + 1], own[CODE_MAX + 1];

    JK_ASSERT(what != NULL);
    fold(what, asked);
    fold(place->code, own);
    if (strstr(own, asked))
        return true;
    fold(place->name, own);
    return strstr(own, asked) != NULL;
}

/* Insertions, deletions and exchanges from one text to the other. */
static unsigned edits(const char *a, size_t na, const char *b, size_t nb)
{
    unsigned row[CODE_MAX + 1];

    for (size_t k = 0; k <= nb; k++)
        row[k] = (unsigned)k;
    for (size_t i = 1; i <= na; i++) {
        unsigned corner = row[0];

        row[0] = (unsigned)i;
        for (size_t k = 1; k <= nb; k++) {
            unsigned exchanged = corner + (a[i - 1] != b[k - 1]), least = row[k] + 1;

            corner = row[k];
            if (row[k - 1] + 1 < least)
                least = row[k - 1] + 1;
            row[k] = exchanged < least ? exchanged : least;
        }
    }
    return row[nb];
}

/* How unlike a place is: by its code or its name, whichever is nearer. */
static unsigned unlike(const struct jk_place *place, const char *asked, size_t asked_len)
{
    char own[CODE_MAX + 1];
    size_t n = fold(place->code, own);
    unsigned by_code = edits(asked, asked_len, own, n), by_name;

    n = fold(place->name, own);
    by_name = edits(asked, asked_len, own, n);
    return by_code < by_name ? by_code : by_name;
}

static enum jk_status refuse(const struct jk_pack *pack, const char *code, struct jk_error *err)
{
    const struct jk_place *best[NAMED] = { NULL };
    unsigned far[NAMED];
    char asked[CODE_MAX + 1], named[JK_ERROR_VALUE_MAX] = "";
    size_t asked_len = fold(code, asked), len = 0;

    for (size_t i = 0; i < pack->place_count; i++) {
        unsigned distance = unlike(&pack->places[i], asked, asked_len);
        size_t k = NAMED;

        for (; k > 0 && (!best[k - 1] || distance < far[k - 1]); k--) {
            if (k < NAMED) {
                best[k] = best[k - 1];
                far[k] = far[k - 1];
            }
        }
        if (k < NAMED) {
            best[k] = &pack->places[i];
            far[k] = distance;
        }
    }
    for (size_t k = 0; k < NAMED && best[k] && len + 1 < sizeof named; k++)
        len +=
            (size_t)snprintf(named + len, sizeof named - len, "%s%s", k ? ", " : "", best[k]->code);
    return jk_fail(err, JK_INVALID, JK_TEXT_UNKNOWN_PLACE, "X-JARAK-PLACE", "%s (%s)", code, named);
}

static void stand_at(struct jk_facts *facts, const struct jk_place *place, double more_doubt_m)
{
    facts->shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = place->point };
    if (facts->radius_m < 0.0)
        facts->radius_m = place->radius_m;
    if (facts->uncertainty_m < 0.0)
        facts->uncertainty_m = place->uncertainty_m + more_doubt_m;
}

/* One name stands for one place in a regency, and for several in a province: there are many fields
 * called Merdeka, and the pack need not know all of them. */
static bool is_regency(const struct jk_pack *pack, const struct jk_contest *contest)
{
    const struct jk_region *region = contest ? jk_pack_region(pack, contest->region) : NULL;

    return region && region->parent[0];
}

/* LOCATION, where nothing else says where. */
static void settle_name(const struct jk_pack *pack, struct jk_facts *facts)
{
    const struct jk_contest *contest = jk_pack_contest(pack, facts->party.contest);
    struct jk_named named;

    if (facts->shape.kind != JK_SHAPE_NONE || !facts->location[0])
        return;
    jk_place_words(pack, contest ? contest->region : "", facts->location, &named);
    if (named.online)
        facts->place_by = JK_PLACE_ONLINE;
    if (!named.place || (!is_regency(pack, contest) && named.district_count == 0))
        return;
    stand_at(facts, named.place, named.beside || named.within ? JK_BESIDE_M : 0.0);
    facts->place_by = named.within ? JK_PLACE_BY_AROUND : JK_PLACE_BY_NAME;
}

enum jk_status jk_settle_place(const void *pack, struct jk_facts *facts, struct jk_error *err)
{
    JK_ASSERT(pack != NULL && facts != NULL);

    const struct jk_place *place;

    if (!facts->place_code[0]) {
        settle_name(pack, facts);
        return JK_OK;
    }
    place = jk_pack_place(pack, facts->place_code);
    if (!place)
        return refuse(pack, facts->place_code, err);
    if (facts->shape.kind != JK_SHAPE_NONE)
        return JK_OK;
    stand_at(facts, place, 0.0);
    facts->place_by = JK_PLACE_BY_CODE;
    return JK_OK;
}
