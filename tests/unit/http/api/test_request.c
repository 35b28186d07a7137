/* What a client's conditional fields mean for a resource (RFC 9110 13.1, SPEC 5). */
#include <criterion/criterion.h>
#include <string.h>
#include "daemon/http/api/request.h"

Test(request, conditions_become_what_the_registry_compares)
{
    static const struct {
        enum jk_http_condition match, none_match;
        const char *etag, *if_match; /* null: no condition */
        bool match_any, none_any;
    } cases[] = {
        { JK_CONDITION_ABSENT, JK_CONDITION_ABSENT, "\"7\"", NULL, false, false },
        { JK_CONDITION_HIT, JK_CONDITION_ABSENT, "\"7\"", "\"7\"", false, false },
        { JK_CONDITION_MISS, JK_CONDITION_ABSENT, "\"7\"", "\"\"", false, false },
        { JK_CONDITION_BAD, JK_CONDITION_ABSENT, "\"7\"", "\"\"", false, false },
        { JK_CONDITION_ANY, JK_CONDITION_ABSENT, "\"7\"", NULL, true, false },
        { JK_CONDITION_ANY, JK_CONDITION_ABSENT, NULL, NULL, true, false },
        { JK_CONDITION_ABSENT, JK_CONDITION_ANY, NULL, NULL, false, true },
        { JK_CONDITION_MISS, JK_CONDITION_ABSENT, NULL, "\"\"", false, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_precondition have =
            api_precondition(cases[i].match, cases[i].none_match, cases[i].etag);

        cr_assert((have.if_match == NULL) == (cases[i].if_match == NULL), "case %zu", i);
        if (have.if_match)
            cr_assert_str_eq(have.if_match, cases[i].if_match);
        cr_assert(have.if_match_any == cases[i].match_any, "case %zu", i);
        cr_assert(have.if_none_match_any == cases[i].none_any, "case %zu", i);
    }
}
