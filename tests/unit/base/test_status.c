/* Names of statuses for logs: one each, and one for a number that is none. */
#include "jarak/base/status.h"

#include <criterion/criterion.h>
#include <string.h>

Test(status, every_status_has_a_name_of_its_own_in_lower_case)
{
    for (int i = 0; i < JK_STATUS_END; i++) {
        const char *name = jk_status_name((enum jk_status)i);

        cr_expect(name && name[0] && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name));
        for (int k = 0; k < i; k++)
            cr_expect(strcmp(name, jk_status_name((enum jk_status)k)) != 0, "%s", name);
    }
    cr_assert_str_eq(jk_status_name(JK_OK), "ok");
    cr_assert_str_eq(jk_status_name(JK_STALE), "stale");
}

Test(status, a_number_that_is_none_is_said_so)
{
    cr_assert_str_eq(jk_status_name(JK_STATUS_END), "unknown-status");
    cr_assert_str_eq(jk_status_name((enum jk_status) - 1), "unknown-status");
}
