/* Every property that calendars/profile.md documents changes something somebody sees.
 *
 * A carrier that is parsed and has no effect is worse than one that is refused: who filled it in
 * believes it counts. For each property of the profile's tables a notice is filed with and without
 * it, before a rival that stands near, and what officials and the public are shown is compared: the
 * verdict, the list, the table, the feed once it is approved. Properties that the profile says are
 * kept and not read are left out; a property without a line here fails, so a new one needs one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/http/surface.h"

#define ROUTE_JSON \
    "{\"type\":\"LineString\"\\,\"coordinates\":[[117.4\\,0.5]\\,[117.5\\,0.5]\\,[117.6\\,0.5]]}"

/* Lines of the notice `n`, changed: "NAME..." replaces the line of that name or is added, "-NAME"
 * removes it. */
static const struct {
    const char *property, *without, *with;
} cases[] = {
    { "UID", NULL, "UID:other" },
    { "SEQUENCE", NULL, "SEQUENCE:7" },
    { "DTSTART", NULL, "DTSTART:20241120T050000Z" },
    { "DTEND", NULL, "DTEND:20241120T100000Z" },
    { "DURATION", NULL, "-DTEND|DURATION:PT5H" },
    { "CATEGORIES", NULL, "CATEGORIES:TATAP-MUKA" },
    { "X-JARAK-CONTEST", NULL, "X-JARAK-CONTEST:pilgub-64" },
    { "X-JARAK-PASLON", NULL, "X-JARAK-PASLON:2" },
    { "GEO", NULL, "GEO:0.51;117.51" },
    { "LOCATION", NULL, "LOCATION:Lapangan lain" },
    { "X-JARAK-PLACE", "-GEO", "-GEO|X-JARAK-PLACE:V010" },
    { "X-JARAK-RADIUS", NULL, "X-JARAK-RADIUS:900" },
    { "X-JARAK-UNCERTAINTY", NULL, "X-JARAK-UNCERTAINTY:2500" },
    { "STRUCTURED-DATA", NULL,
      "CATEGORIES:KONVOI|STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":" ROUTE_JSON },
    { "X-JARAK-GEOMETRY", "CATEGORIES:KONVOI", "CATEGORIES:KONVOI|X-JARAK-GEOMETRY:" ROUTE_JSON },
    { "X-JARAK-LEG", NULL, "X-JARAK-LEG:KUMPUL|X-JARAK-CROWD:300" },
    { "RELATED-TO", "X-JARAK-LEG:KUMPUL", "X-JARAK-LEG:KUMPUL|RELATED-TO;RELTYPE=PARENT:main" },
    { "X-JARAK-CROWD", NULL, "X-JARAK-CROWD:20000" },
    { "X-JARAK-VEHICLES", NULL, "X-JARAK-VEHICLES:cars=120" },
    { "X-JARAK-COLUMN", "CATEGORIES:KONVOI|X-JARAK-GEOMETRY:" ROUTE_JSON,
      "CATEGORIES:KONVOI|X-JARAK-COLUMN:9000|X-JARAK-GEOMETRY:" ROUTE_JSON },
    { "X-JARAK-WIDTH", "CATEGORIES:KONVOI|X-JARAK-GEOMETRY:" ROUTE_JSON,
      "CATEGORIES:KONVOI|X-JARAK-WIDTH:300|X-JARAK-GEOMETRY:" ROUTE_JSON },
    { "X-JARAK-MODE", NULL, "X-JARAK-MODE:SEA" },
    { "X-JARAK-BUILDUP", NULL, "X-JARAK-BUILDUP:PT5H" },
    { "X-JARAK-INFERRED", NULL, "X-JARAK-INFERRED:DTEND" },
    { "X-JARAK-DISPERSAL", NULL, "X-JARAK-DISPERSAL:PT5H" },
    { "X-JARAK-LETTER-NO", NULL, "X-JARAK-LETTER-NO:12/TIM" },
    { "X-JARAK-PROPS", NULL, "X-JARAK-PROPS:panggung besar" },
    { "X-JARAK-PUBLIC-NOTE", NULL, "X-JARAK-PUBLIC-NOTE:jalan ditutup" },
    { "X-JARAK-STTP", NULL, "X-JARAK-STTP:STTP/1" },
    { "X-JARAK-LETTER-DATE", NULL, "X-JARAK-LETTER-DATE:2024-11-18" },
    { "X-JARAK-RECEIVED", NULL, "X-JARAK-RECEIVED:20241119T020000Z" },
    { "X-JARAK-DAY", NULL, "X-JARAK-DAY:Senin" },
    { "CONTACT", NULL, "CONTACT:Budi" },
    { "SUMMARY", NULL, "SUMMARY:Nama lain" },
    { "STATUS", NULL, "STATUS:CANCELLED" },
    /* The police's own: whoever else states one is refused, and is shown none. */
    { "X-JARAK-OFFICERS", "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN",
      "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN|X-JARAK-OFFICERS:5" },
    { "X-JARAK-UNIT", "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN",
      "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN|X-JARAK-UNIT:a" },
    { "X-JARAK-GUARDS", "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN",
      "-X-JARAK-PASLON|CATEGORIES:PENGAMANAN|X-JARAK-GUARDS:a" },
    { "RRULE", NULL, "RRULE:FREQ=DAILY;COUNT=2" },
    { "EXDATE", "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=DAILY;COUNT=2|EXDATE:20241121T060000Z" },
    { "RDATE", NULL, "RDATE:20241122T060000Z" },
    { "RECURRENCE-ID", "RRULE:FREQ=DAILY;COUNT=2",
      "RRULE:FREQ=DAILY;COUNT=2|END:VEVENT\r\nBEGIN:VEVENT\r\nUID:n\r\nDTSTAMP:20241101T000000Z\r\n"
      "RECURRENCE-ID:20241121T060000Z\r\nDTSTART:20241121T080000Z\r\nDTEND:20241121T090000Z\r\n"
      "CATEGORIES:RAPAT-UMUM\r\nX-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\n"
      "GEO:0.9;117.5\r\nEND:VEVENT" },
};

#define CASES (sizeof cases / sizeof *cases)

/* The name a line begins with. */
static size_t name_len(const char *line)
{
    return strcspn(line, ":;\r");
}

/* Puts one change into a list of lines, each ended by CRLF. */
static void change(struct jk_buf *lines, const char *one, size_t len)
{
    bool remove = one[0] == '-';
    const char *name = one + remove;
    size_t n = name_len(name) < len ? name_len(name) : len - (size_t)remove;
    struct jk_buf out = { 0 };
    bool done = remove;

    for (const char *at = lines->at; at && *at; at = strstr(at, "\r\n") + 2) {
        size_t whole = (size_t)(strstr(at, "\r\n") + 2 - at);
        bool same = name_len(at) == n && strncmp(at, name, n) == 0;

        if (same && !done) {
            jk_buf_fmt(&out, "%.*s\r\n", (int)len, one);
            done = true;
        } else if (!same || !remove) {
            if (!same)
                jk_buf_add(&out, at, whole);
        }
    }
    if (!done)
        jk_buf_fmt(&out, "%.*s\r\n", (int)len, one);
    jk_buf_char(&out, '\0');
    jk_buf_clear(lines);
    *lines = out;
}

/* The stream of one notice with changes parted by bars. */
static void write_stream(struct jk_buf *out, const char *changes)
{
    struct jk_buf lines = { 0 };

    jk_buf_str(&lines, "UID:n\r\nDTSTAMP:20241101T000000Z\r\nDTSTART:20241120T060000Z\r\n"
                       "DTEND:20241120T090000Z\r\nSUMMARY:Rapat umum\r\nCATEGORIES:RAPAT-UMUM\r\n"
                       "X-JARAK-CONTEST:pilbup-64.08\r\nX-JARAK-PASLON:1\r\nLOCATION:Lapangan\r\n"
                       "GEO:0.5;117.5\r\n");
    jk_buf_char(&lines, '\0');
    lines.len--;
    while (changes && *changes) {
        size_t len = strcspn(changes, "|");

        change(&lines, changes, len);
        changes += len + (changes[len] == '|');
    }
    jk_buf_fmt(out,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//uji//EN\r\nBEGIN:VEVENT\r\n%s"
               "END:VEVENT\r\nEND:VCALENDAR\r\n",
               lines.at);
    jk_buf_char(out, '\0');
    /* An override brings the end of its own component along. */
    if (strstr(out->at, "END:VEVENT\r\nEND:VEVENT")) {
        char *at = strstr(out->at, "END:VEVENT\r\nEND:VEVENT");

        memmove(at, at + 12, strlen(at + 12) + 1);
    }
    jk_buf_clear(&lines);
}

/* Blanks what follows a word, as far as one of the characters of `end`. */
static void blank(struct jk_buf *text, const char *word, const char *end)
{
    char *at = text->at;

    while ((at = strstr(at, word)) != NULL) {
        at += strlen(word);
        memset(at, ' ', strcspn(at, end));
    }
}

/* What somebody sees of it: each answer behind the other.
 */
static void look(const char *changes, struct jk_buf *seen)
{
    static const char *const paths[] = {
        "/api/v1/notices/n",         "/api/v1/notices/n/conflicts", "/api/v1/notices?region=64.08",
        "/api/v1/export?format=csv", "/feeds/64.08/approved.ics",
    };
    static struct surface s;
    struct jk_buf stream = { 0 };
    char decision[200];

    surface_open(&s);
    cr_assert(surface_ask(&s, JK_ROLE_BAWASLU,
                          "POST /api/v1/notices\r\nContent-Type: text/calendar",
                          surface_rally("rival", 2, 0.57, 117.5)) == 201);
    write_stream(&stream, changes);
    jk_buf_fmt(seen, "%d\n",
               surface_ask(&s, JK_ROLE_BAWASLU,
                           "POST /api/v1/notices\r\nContent-Type: text/calendar", stream.at));
    jk_buf_str(seen, s.body);
    for (int approved = 0; approved < 2; approved++) {
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
            char head[200];

            snprintf(head, sizeof head, "GET %s", paths[i]);
            jk_buf_fmt(seen, "\n%d ", surface_ask(&s, JK_ROLE_BAWASLU, head, NULL));
            jk_buf_str(seen, s.body);
        }
        snprintf(decision, sizeof decision,
                 "{\"act\":\"approve\",\"chain_revision\":1,\"sttp\":\"S1\"}");
        surface_ask(&s, JK_ROLE_POLRES,
                    "POST /api/v1/notices/n/decision\r\nContent-Type: application/json", decision);
    }
    jk_buf_char(seen, '\0');
    /* Hashes and salted ids differ between two stores. */
    blank(seen, "\"etag\":", ",");
    blank(seen, "\"id\":\"", "\"");
    blank(seen, "\"code\":\"", "\"");
    blank(seen, "X-JARAK-CERTIFICATE:", "X"); /* and its folded rest: hex has no X */
    jk_buf_clear(&stream);
    surface_close(&s);
}

Test(profile, every_documented_property_has_an_effect, .timeout = 240)
{
    struct jk_buf base = { 0 }, again = { 0 };

    look(NULL, &base);
    look("X-OTHER:of somebody else", &again);
    cr_assert(strcmp(base.at, again.at) == 0, "what nobody reads changes nothing: %s\n%s", base.at,
              again.at);
    jk_buf_clear(&again);
    for (size_t i = 0; i < CASES; i++) {
        struct jk_buf without = { 0 }, with = { 0 };

        if (cases[i].without)
            look(cases[i].without, &without);
        look(cases[i].with, &with);
        cr_expect(strcmp(cases[i].without ? without.at : base.at, with.at) != 0,
                  "%s changes nothing that anybody sees", cases[i].property);
        jk_buf_clear(&without);
        jk_buf_clear(&with);
    }
    jk_buf_clear(&base);
}

/* The first column of the profile's tables: names in capitals, several in one cell. */
Test(profile, every_documented_property_has_a_line_here)
{
    /* DTSTAMP orders messages by e-mail (iTIP) and nothing else; agenda and attendance stand on the
     * page of a coordination meeting (tests/system/test_rakor.py). */
    static const char kept[] =
        "DTSTAMP CLASS CREATED DESCRIPTION ATTENDEE LAST-MODIFIED ORGANIZER PRIORITY TRANSP "
        "URL BEGIN END VERSION METHOD CALSCALE VTIMEZONE";
    char line[2000], word[64];
    FILE *f = fopen("calendars/profile.md", "r");
    size_t named = 0;

    cr_assert(f != NULL);
    while (fgets(line, sizeof line, f)) {
        char *cell = line + 2, *end = strstr(line + 1, " |");

        if (strncmp(line, "| ", 2) != 0 || !end)
            continue;
        *end = '\0';
        for (; *cell; cell += strspn(cell, " ,")) {
            size_t len = strcspn(cell, " ,;"), i = 0;

            snprintf(word, sizeof word, "%.*s", (int)len, cell);
            cell += strcspn(cell, " ,");
            if (strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != len || len < 3 || strstr(kept, word))
                continue;
            while (i < CASES && strcmp(cases[i].property, word) != 0)
                i++;
            cr_expect(i < CASES, "%s is documented and has no case", word);
            named++;
        }
    }
    fclose(f);
    cr_assert(named >= CASES, "%zu names found", named);
}
