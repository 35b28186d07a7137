/* A notice nothing is wrong with but what a test changes. */
#include "tests/unit/policy/subject.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"

int64_t subject_instant(const char *wita)
{
    char text[64];
    int64_t s = 0;

    snprintf(text, sizeof text, "%s%s+08:00", wita, strlen(wita) > 16 ? "" : ":00");
    cr_assert(jk_iso_parse(jk_span_of(text), &s), "%s", wita);
    return s;
}

void subject_make(struct subject *s)
{
    struct jk_error err;

    *s = (struct subject){ .pack = { .id = NULL } };
    jk_geodesic_init();
    cr_assert(jk_pack_read("calendars/kutim-2024", &s->arena, &s->pack, &err) == JK_OK, "%s %s",
              err.field, err.value);
    s->notice.uid = "n";
    s->notice.facts = jk_facts_unstated();
    s->notice.facts.shape = (struct jk_shape){ .kind = JK_SHAPE_DISC, .centre = { 0.42, 117.1 } };
    s->notice.facts.party =
        (struct jk_party){ .contest = "pilbup-64.08", .count = 1, .paslon = { 1 } };
    s->notice.instances = s->instance;
    s->notice.instance_count = 1;
    s->main = (struct jk_notice){ .uid = "main", .facts = jk_facts_unstated() };
    s->chain[0] = &s->notice;
    s->input = (struct jk_rule_input){ .pack = &s->pack,
                                       .notice = &s->notice,
                                       .region = "64.08",
                                       .tz = s->pack.tz,
                                       .main_known = true,
                                       .chain = s->chain,
                                       .chain_count = 1 };
    subject_hours(s, "2024-11-20T10:00", "2024-11-20T12:00");
}

void subject_clear(struct subject *s)
{
    jk_arena_clear(&s->arena);
}

static void set_instance(struct subject *s, size_t i, const char *start, const char *end)
{
    s->instance[i] = (struct jk_instance){ .start_s = subject_instant(start),
                                           .end_s = subject_instant(end),
                                           .facts = &s->notice.facts };
    s->notice.instance_count = i + 1;
}

void subject_hours(struct subject *s, const char *start, const char *end)
{
    set_instance(s, 0, start, end);
    s->notice.first_start_s = s->instance[0].start_s;
}

void subject_also(struct subject *s, const char *start, const char *end)
{
    cr_assert(s->notice.instance_count < SUBJECT_INSTANCES);
    set_instance(s, s->notice.instance_count, start, end);
}

void subject_be_leg(struct subject *s, enum jk_leg leg)
{
    s->notice.parent = "main";
    s->notice.facts.leg = leg;
    s->chain[0] = &s->main;
    s->chain[1] = &s->notice;
    s->input.chain_count = 2;
}

void subject_route(struct subject *s, struct jk_point from, struct jk_point to)
{
    s->route[0] = from;
    s->route[1] = to;
    s->notice.facts.shape =
        (struct jk_shape){ .kind = JK_SHAPE_ROUTE, .points = s->route, .point_count = 2 };
}

struct jk_rule_entry *subject_entry(struct subject *s, int number)
{
    cr_assert(s->pack.rule_of[number] != NULL, "R%d", number);
    s->entry[number] = *s->pack.rule_of[number];
    s->pack.rule_of[number] = &s->entry[number];
    return &s->entry[number];
}

const struct jk_finding *subject_finding(struct subject *s, const char *rule)
{
    struct jk_finding *findings;
    size_t count;

    cr_assert(jk_rules_apply(&s->arena, &s->input, &findings, &count) == JK_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(findings[i].rule, rule) == 0)
            return &findings[i];
    }
    return NULL;
}

const char *subject_text(struct subject *s, const char *rule, enum jk_lang lang)
{
    const struct jk_finding *finding = subject_finding(s, rule);

    return finding ? finding->text[lang] : "";
}

bool subject_says(struct subject *s, const char *rule)
{
    return subject_finding(s, rule) != NULL;
}
