/* Names of places in a text: tests/cases/place_names.txt, and what no text may do. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/policy/place_words.h"
#include "tests/support/columns.h"
#include "tests/unit/policy/pack_case.h"

static const char *how(const struct jk_named *named)
{
    if (named->online)
        return "online";
    if (!named->place)
        return "";
    return named->within ? "within" : named->beside ? "beside" : "at";
}

static void check_line(const struct jk_pack *pack, char *line, int number)
{
    char *rest = line, *text = next_column(&rest), *place = next_column(&rest),
         *want = next_column(&rest);
    char *districts = next_column(&rest), have[256] = "";
    struct jk_named named;

    jk_place_words(pack, "64.08", text, &named);
    cr_expect(strcmp(named.place ? named.place->code : "none", place) == 0,
              "place_names.txt:%d: \"%s\" is %s", number, text,
              named.place ? named.place->code : "none");
    cr_expect(strcmp(how(&named), want) == 0, "place_names.txt:%d: \"%s\": %s", number, text,
              how(&named));
    for (size_t i = 0; i < named.district_count; i++) {
        strcat(have, i ? " " : "");
        strcat(have, named.districts[i]->code);
    }
    cr_expect(strcmp(have, districts) == 0, "place_names.txt:%d: \"%s\": \"%s\"", number, text,
              have);
}

Test(place_words, the_cases_hold)
{
    struct pack_case c;
    FILE *f = fopen("tests/cases/place_names.txt", "r");
    char line[512];
    int number = 0, cases = 0;

    cr_assert(f != NULL);
    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    while (fgets(line, sizeof line, f)) {
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        check_line(&c.pack, line, number);
        cases++;
    }
    fclose(f);
    pack_case_clear(&c);
    cr_assert(cases >= 40, "%d cases", cases);
}

/* Law: another word that nobody knows, anywhere in the segment of a name, takes the place away; and
 * a text of any length and bytes is read. */
Test(place_words, a_strange_word_takes_the_place_away)
{
    static const char *const strange[] = { "Xyz", "Lama", "Timur", "II", "7", "\xc3\xa9" };
    struct pack_case c;
    struct jk_named named;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    for (size_t i = 0; i < c.pack.place_count; i++) {
        char text[256];

        for (size_t k = 0; k < sizeof strange / sizeof *strange; k++) {
            char name[128];

            snprintf(name, sizeof name, "%.*s", (int)strcspn(c.pack.places[i].name, "(,"),
                     c.pack.places[i].name);
            snprintf(text, sizeof text, "%s %s", name, strange[k]);
            jk_place_words(&c.pack, "", text, &named);
            cr_assert(!named.place || named.place == &c.pack.places[i] ||
                          strstr(named.place->name, strange[k]),
                      "%s is %s", text, named.place->code);
            cr_assert(!named.place || strstr(named.place->name, strange[k]), "%s is taken", text);
        }
    }
    pack_case_clear(&c);
}

Test(place_words, any_bytes_are_read)
{
    struct pack_case c;
    struct jk_named named;
    unsigned seed = 5;
    char text[600];

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    for (int round = 0; round < 2000; round++) {
        size_t len = (size_t)(rand_r(&seed) % (int)(sizeof text - 1));

        for (size_t i = 0; i < len; i++)
            text[i] = rand_r(&seed) % 3
                          ? "stadion kudungga, sangatta utara dan jl."[rand_r(&seed) % 40]
                          : (char)(1 + rand_r(&seed) % 255);
        text[len] = '\0';
        jk_place_words(&c.pack, "64.08", text, &named);
        cr_assert(named.district_count <= JK_LOCATED_MAX);
    }
    pack_case_clear(&c);
}

/* A name counts only below the region that elects. */
Test(place_words, names_of_other_regions_are_no_places_here)
{
    struct pack_case c;
    struct jk_named named;

    pack_case_open(&c);
    cr_assert(pack_case_load(&c) == JK_OK);
    jk_place_words(&c.pack, "64.08", "Lapangan simulasi Kelay", &named);
    cr_assert(!named.place, "Kelay is in Berau");
    jk_place_words(&c.pack, "64", "Lapangan simulasi Kelay", &named);
    cr_assert(named.place && strcmp(named.place->code, "V050") == 0);
    jk_place_words(&c.pack, "", "Lapangan simulasi Kelay", &named);
    cr_assert(named.place != NULL);
    pack_case_clear(&c);
}
