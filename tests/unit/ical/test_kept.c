/* A kept notice says what was read, octet for octet, of every notice of the samples and examples
 * and of series whose dates say something of their own. */
#include "jarak/model/kept_notice.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <string.h>
#include "tests/unit/ical/help.h"

TestSuite(kept, .init = help_zones);

/* Numbers, words and shape of facts; their texts are compared beside it. */
static void compare_facts(const struct jk_facts *a, const struct jk_facts *b, const char *uid)
{
    const char *const texts[][2] = {
        { a->summary, b->summary },
        { a->location, b->location },
        { a->place_code, b->place_code },
        { a->letter_no, b->letter_no },
        { a->sttp, b->sttp },
        { a->contact, b->contact },
        { a->props, b->props },
        { a->public_note, b->public_note },
        { a->inferred, b->inferred },
        { a->geometry, b->geometry },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_assert_str_eq(texts[i][0], texts[i][1], "%s", uid);
    cr_assert(a->kind == b->kind && a->leg == b->leg && a->line == b->line, "%s", uid);
    cr_assert(jk_party_same(&a->party, &b->party), "%s", uid);
    cr_assert(a->cancelled == b->cancelled && a->received_s == b->received_s, "%s", uid);
    cr_assert(a->shape.kind == b->shape.kind, "%s", uid);
    cr_assert(a->shape.point_count == b->shape.point_count, "%s", uid);
    for (size_t i = 0; i < a->shape.point_count; i++) {
        cr_assert(jk_point_eq(a->shape.points[i], b->shape.points[i]), "%s", uid);
        cr_assert(!a->shape.times == !b->shape.times, "%s", uid);
        cr_assert(!a->shape.times || a->shape.times[i] == b->shape.times[i], "%s", uid);
    }
    cr_assert(a->shape.ring_count == b->shape.ring_count, "%s", uid);
    for (size_t i = 0; i < a->shape.ring_count; i++) {
        cr_assert(a->shape.rings[i].count == b->shape.rings[i].count, "%s", uid);
        for (size_t k = 0; k < a->shape.rings[i].count; k++)
            cr_assert(jk_point_eq(a->shape.rings[i].points[k], b->shape.rings[i].points[k]), "%s",
                      uid);
    }
}

static void compare(const struct jk_notice *a, const struct jk_notice *b)
{
    cr_assert_str_eq(a->uid, b->uid);
    cr_assert(!a->parent == !b->parent && (!a->parent || strcmp(a->parent, b->parent) == 0));
    cr_assert(a->sequence == b->sequence && a->dtstamp_s == b->dtstamp_s && a->tz == b->tz &&
              a->first_start_s == b->first_start_s);
    cr_assert(jk_notice_same(a, b));
    cr_assert(jk_span_eq(a->bytes, b->bytes) && jk_span_eq(a->stored, b->stored), "%s", a->uid);
    compare_facts(&a->facts, &b->facts, a->uid);
    cr_assert(a->instance_count == b->instance_count);
    for (size_t i = 0; i < a->instance_count; i++) {
        const struct jk_instance *x = &a->instances[i], *y = &b->instances[i];

        cr_assert(x->start_s == y->start_s && x->end_s == y->end_s &&
                  x->recurrence_s == y->recurrence_s);
        cr_assert((x->facts == &a->facts) == (y->facts == &b->facts));
        compare_facts(x->facts, y->facts, a->uid);
        for (size_t k = 0; k < i; k++)
            cr_assert((x->facts == a->instances[k].facts) == (y->facts == b->instances[k].facts));
    }
}

/* @return how many were kept */
static size_t keep_all(struct help *h)
{
    for (size_t i = 0; i < h->stream.count; i++) {
        const struct jk_notice *read = &h->stream.notices[i];
        struct jk_kept_notice *kept = jk_kept_notice_new(read);
        struct jk_arena arena = { 0 };
        const struct jk_notice *whole;

        cr_assert(kept != NULL);
        cr_assert(jk_kept_notice_octets(kept) == read->stored.len);
        cr_assert(jk_kept_notice_get(kept)->bytes.len == 0);
        whole = jk_kept_notice_whole(kept, &arena);
        cr_assert(whole != NULL);
        compare(read, whole);
        jk_kept_notice_drop(jk_kept_notice_take(kept));
        compare(read, jk_kept_notice_whole(kept, &arena));
        jk_kept_notice_drop(kept);
        jk_arena_clear(&arena);
    }
    return h->stream.count;
}

Test(kept, all_that_the_samples_and_examples_say_is_kept)
{
    const char *const patterns[] = { "calendars/kutim-2024/notices/*.ics",
                                     "calendars/examples/*.ics" };
    size_t kept = 0;

    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        glob_t files;

        cr_assert(glob(patterns[p], 0, NULL, &files) == 0);
        for (size_t i = 0; i < files.gl_pathc; i++) {
            struct help h = { .context = help_context() };

            h.context.purpose = JK_ICAL_IMPORT;
            help_file(&h, files.gl_pathv[i]);
            if (help_read_span(&h, jk_buf_view(&h.sent)) == JK_OK)
                kept += keep_all(&h);
            help_clear(&h);
        }
        globfree(&files);
    }
    cr_assert(kept > 25, "%zu", kept);
}

#define ROUTE "{\"type\":\"LineString\"\\,\"coordinates\":[[117.5\\,0.5]\\,[117.6\\,0.5]]}"
#define OTHER "{\"type\":\"LineString\"\\,\"coordinates\":[[117.5\\,0.5]\\,[117.5\\,0.6]]}"

Test(kept, dates_that_say_something_of_their_own_keep_it)
{
    struct help h = { .context = help_context() };
    const char *changes = "CATEGORIES:KONVOI|RRULE:FREQ=DAILY;COUNT=4|X-JARAK-COLUMN:300|"
                          "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/geo+json\":" ROUTE "|";

    cr_assert(help_read(&h, changes) == JK_OK, "%s %s", h.err.field, h.err.value);
    cr_assert(h.stream.notices[0].instance_count == 4);
    cr_assert(h.stream.notices[0].facts.geometry[0] != '\0');
    /* As overrides lie in a reading: facts of their own, which two dates may share. */
    {
        struct jk_notice *n = &h.stream.notices[0];
        struct jk_instance list[4];
        struct jk_facts own = n->facts, second = n->facts;

        memcpy(list, n->instances, sizeof list);
        own.geometry = OTHER;
        own.summary = "Lewat jalan lain";
        second.geometry = "";
        second.cancelled = true;
        list[1].facts = list[3].facts = &own;
        list[2].facts = &second;
        n->instances = list;
        cr_assert(keep_all(&h) == 1);
    }
    help_clear(&h);
}
