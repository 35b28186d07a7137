/* The reader of reports, tasks and drops: no crash, every refusal says what; what is read and well
 * said is read again as it was when we have written it.
 *
 * Input: a stream. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/ical/matter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void is_same(const struct jk_matter_said *a, const struct jk_matter_said *b)
{
    must(a->kind == b->kind && a->topic == b->topic && strcmp(a->uid, b->uid) == 0);
    must(strcmp(a->title, b->title) == 0 && strcmp(a->text, b->text) == 0);
    must(strcmp(a->place, b->place) == 0 && strcmp(a->about, b->about) == 0);
    must(strcmp(a->region, b->region) == 0 && strcmp(a->agency, b->agency) == 0);
    must(jk_drop_same_plan(&a->drop, &b->drop) && strcmp(a->drop.by, b->drop.by) == 0);
    must(a->drop.left_s == b->drop.left_s && a->drop.got_s == b->drop.got_s &&
         a->drop.condition == b->drop.condition);
    must(a->has_point == b->has_point && a->due_s == b->due_s && a->percent == b->percent);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct jk_ical_context context = { .floating = jk_tz_find(JK_SPAN("WITA")) };
    struct jk_arena arena = { 0 };
    struct jk_ical_matter matter, again;
    struct jk_buf out = { 0 };
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc = jk_ical_matter_read(&arena, (struct jk_span){ (const char *)bytes, len },
                                            &context, &matter, &err);

    must(rc == JK_OK || err.status == rc);
    if (rc == JK_OK && (rc = jk_matter_check(&matter.said, &err)) != JK_OK)
        must(err.field[0]);
    if (rc == JK_OK) {
        const struct jk_ical_matter_stand stand = { matter.has_state ? matter.state
                                                    : matter.said.kind == JK_MATTER_REPORT
                                                        ? JK_MATTER_UNVERIFIED
                                                        : JK_MATTER_OPEN,
                                                    1, 0, 0 };

        jk_ical_matter_write(&out, &matter.said, &stand);
        must(jk_ical_matter_read(&arena, jk_buf_view(&out), &context, &again, &err) == JK_OK);
        is_same(&matter.said, &again.said);
    }
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
    return 0;
}
