/* JSON that remembers failure: what could not be made is missing from nothing. */
#include <criterion/criterion.h>
#include "jarak/feed/json/build.h"

Test(build, a_value_that_could_not_be_made_fails_the_whole)
{
    struct jk_json object = jk_json_object(), list = jk_json_list();

    jk_json_set_text(&object, "a", "b");
    jk_json_set(&object, "lost", NULL);
    jk_json_set_integer(&object, "later", 1);
    cr_assert(object.failed && jk_json_end(&object) == NULL);
    jk_json_add(&list, json_integer(1));
    jk_json_add(&list, NULL);
    cr_assert(jk_json_end(&list) == NULL);
}

Test(build, failure_goes_up_through_what_holds_it)
{
    struct jk_json outer = jk_json_object(), inner = jk_json_list();

    jk_json_add(&inner, json_string("\xff")); /* not UTF-8: jansson makes none of it */
    jk_json_set(&outer, "inner", jk_json_end(&inner));
    cr_assert(jk_json_end(&outer) == NULL);
    outer = jk_json_take(NULL);
    jk_json_set_bool(&outer, "a", true);
    cr_assert(jk_json_end(&outer) == NULL);
    outer = jk_json_object();
    jk_json_join(&outer, NULL);
    cr_assert(jk_json_end(&outer) == NULL);
}

Test(build, a_whole_one_has_its_members_in_order)
{
    struct jk_json object = jk_json_object();
    json_t *whole;
    char *text;

    jk_json_set_text(&object, "z", NULL);
    jk_json_set_real(&object, "a", 0.5);
    jk_json_set_bool(&object, "m", false);
    jk_json_join(&object, json_pack("{s:i}", "last", 7));
    whole = jk_json_end(&object);
    text = json_dumps(whole, JSON_COMPACT);
    cr_assert_str_eq(text, "{\"z\":null,\"a\":0.5,\"m\":false,\"last\":7}");
    cr_assert(jk_json_end(&object) == NULL, "it is handed out once");
    free(text);
    json_decref(whole);
}
