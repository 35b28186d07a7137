/* Questions are asked as a client does, over a socket. */
#include "tests/unit/http/rest/asked.h"

#include <criterion/criterion.h>
#include <string.h>

void expect_asked(struct surface *s, const struct asked *asked, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct asked *a = &asked[i];
        int code = surface_ask(s, a->role, a->head, a->body);

        cr_expect(code == a->code, "%zu %s %s: %d, expected %d: %s", i, a->head,
                  a->body ? a->body : "", code, a->code, s->body);
        cr_expect(!a->says || surface_said(s, a->says), "%zu %s: no \"%s\" in %s", i, a->head,
                  a->says ? a->says : "", s->body);
    }
}

void expect_refused(struct surface *s, const struct asked *asked, size_t count)
{
    uint64_t last = jk_store_last_entry(s->desk.store);

    expect_asked(s, asked, count);
    cr_expect(jk_store_last_entry(s->desk.store) == last, "nothing is journalled");
}

void expect_said(const struct surface *s, const char *text)
{
    cr_expect(surface_said(s, text), "no \"%s\" in %s", text, s->heard.at);
}

json_t *asked_json(const struct surface *s)
{
    json_t *json = json_loads(s->body, 0, NULL);

    cr_assert(json != NULL, "%s", s->body);
    return json;
}

void asked_rivals(struct surface *s)
{
    static const struct filed rivals[] = {
        { "one@uji", 0.5, 117.5, 1, 0, NULL, NULL },
        { "two@uji", 0.507235, 117.5, 2, 0, NULL, NULL }, /* 800 m north */
    };

    for (size_t i = 0; i < 2; i++)
        cr_assert(desk_file(&s->desk, &rivals[i]) == JK_OK, "%s", s->desk.err.value);
    cr_assert(desk_conflicts(&s->desk) == 1);
}
