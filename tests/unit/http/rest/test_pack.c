/* What forms and maps ask of the pack: places by code or name, regions, contests, zones, rows. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>
#include "tests/unit/http/surface.h"

static json_t *get(struct surface *s, enum jk_role role, const char *path)
{
    char head[200];
    json_t *json;

    snprintf(head, sizeof head, "GET %s", path);
    cr_assert(surface_ask(s, role, head, NULL) == 200, "%s: %s", path, s->heard.at);
    json = json_loads(s->body, 0, NULL);
    cr_assert(json != NULL, "%s", s->body);
    return json;
}

Test(pack_data, places_are_found_by_code_and_by_name)
{
    static const struct {
        const char *q, *code; /* the first that is told; null: none */
    } cases[] = {
        { "?q=V010", "V010" },
        { "?q=v-010", "V010" },
        { "?q=kudungga", "stadion-kudungga" },
        { "?q=Stadion%20Kudungga", "stadion-kudungga" },
        { "?q=nowhere%20at%20all", NULL },
    };
    static struct surface s;

    surface_open(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[120];
        json_t *json, *first;

        snprintf(path, sizeof path, "/api/v1/places%s", cases[i].q);
        json = get(&s, JK_ROLE_TIM, path);
        first = json_array_get(json_object_get(json, "places"), 0);
        cr_assert(!first == !cases[i].code, "%s: %s", cases[i].q, s.body);
        cr_assert(!first ||
                      strcmp(json_string_value(json_object_get(first, "code")), cases[i].code) == 0,
                  "%s: %s", cases[i].q, s.body);
        json_decref(json);
    }
    cr_assert(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/places?name=x", NULL) == 400,
              "an unknown parameter");
    cr_assert(surface_ask(&s, JK_ROLE_END, "GET /api/v1/places", NULL) == 401);
    surface_close(&s);
}

Test(pack_data, a_form_gets_its_lists)
{
    static struct surface s;
    json_t *json, *rows;
    bool found = false;

    surface_open(&s);
    json = get(&s, JK_ROLE_TIM, "/api/v1/contests");
    cr_assert(json_array_size(json_object_get(json, "contests")) == s.desk.pack.contest_count);
    json_decref(json);
    json = get(&s, JK_ROLE_PEMBACA, "/api/v1/regions");
    cr_assert(json_array_size(json_object_get(json, "regions")) == s.desk.pack.region_count);
    json_decref(json);
    json = get(&s, JK_ROLE_BAWASLU, "/api/v1/zones");
    cr_assert(json_array_size(json_object_get(json, "features")) == s.desk.pack.zones.count);
    json_decref(json);
    cr_assert(surface_ask(&s, JK_ROLE_TIM, "GET /api/v1/zones", NULL) == 403,
              "where the police expects trouble is for officials");
    json = get(&s, JK_ROLE_TIM, "/api/v1/policy");
    rows = json_object_get(json, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i), *siaga = json_object_get(row, "siaga");

        if (strcmp(json_string_value(json_object_get(row, "id")), "besar-besar") != 0 ||
            !json_is_object(siaga))
            continue;
        found = json_number_value(json_object_get(siaga, "distance_m")) == 1000 &&
                json_number_value(json_object_get(siaga, "tau_min")) == 120;
    }
    cr_assert(found, "besar-besar: siaga 1 km, 120 minutes: %s", s.body);
    json_decref(json);
    surface_close(&s);
}

/* What is told as the policy in force can be tried as a policy: read again, it is the same table.
 */
Test(pack_data, the_policy_told_is_a_policy_that_can_be_read)
{
    static struct surface s;
    static struct jk_policy again;
    const struct jk_policy *now;
    struct jk_error err;

    surface_open(&s);
    now = &s.desk.pack.policies.at[0];
    cr_assert(surface_ask(&s, JK_ROLE_POLRES, "GET /api/v1/policy", NULL) == 200);
    cr_assert(jk_pack_policy(&s.desk.pack, now, jk_span_of(s.body), &again, &err) == JK_OK, "%s %s",
              err.field, err.value);
    cr_assert(again.version == now->version && strcmp(again.id, now->id) == 0);
    cr_assert(again.raise.within_m == now->raise.within_m && again.raise.on == now->raise.on);
    cr_assert(memcmp(&again.escalation, &now->escalation, sizeof again.escalation) == 0);
    for (int i = 0; i < 2 * JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        int at = i / 2;
        const struct jk_row *a = (i % 2 ? now->sea_land : now->rows)[0][0][0] + at;
        const struct jk_row *b = (i % 2 ? again.sea_land : again.rows)[0][0][0] + at;

        cr_assert(strcmp(a->id, b->id) == 0 && a->exempt == b->exempt, "%s and %s", a->id, b->id);
        for (int l = JK_LEVEL_INFO; l < JK_LEVEL_END; l++)
            cr_assert(a->rung[l].distance_m == b->rung[l].distance_m &&
                          a->rung[l].tau_s == b->rung[l].tau_s &&
                          a->rung[l].same_day == b->rung[l].same_day,
                      "%s", a->id);
    }
    surface_close(&s);
}
