/* Tables of questions to the whole surface: who asks what, and what is answered. */
#ifndef TESTS_UNIT_HTTP_REST_ASKED_H
#define TESTS_UNIT_HTTP_REST_ASKED_H
#include <jansson.h>
#include "tests/unit/http/surface.h"

#define JSON     "\r\nContent-Type: application/json"
#define CALENDAR "\r\nContent-Type: text/calendar"

struct asked {
    enum jk_role role;
    const char *head; /**< as of surface_ask() */
    const char *body;
    int code;
    const char *says; /**< a text of the answer; null: not asked */
};

/** Expects each answer; the questions stand one behind the other on one surface. */
void expect_asked(struct surface *s, const struct asked *asked, size_t count);
/** The same, and none of them leaves anything in the journal. */
void expect_refused(struct surface *s, const struct asked *asked, size_t count);
/** Expects that the last answer holds the text. */
void expect_said(const struct surface *s, const char *text);
/** The last answer's body as JSON, given. */
json_t *asked_json(const struct surface *s);
/** Two rivals whose rallies of one day are 800 m apart: `one@uji`, `two@uji`. */
void asked_rivals(struct surface *s);

#define EXPECT_ASKED(s, list)   expect_asked(s, list, sizeof(list) / sizeof *(list))
#define EXPECT_REFUSED(s, list) expect_refused(s, list, sizeof(list) / sizeof *(list))
#endif
