/* The reader of plain events: no crash, every refusal says where; what it completes is one stream
 * that the ordinary reader takes or refuses by its own rules; taking out what was read gives the
 * event, and taking out the block gives what it was appended to.
 *
 * Input: a stream. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/plain/block.h"
#include "jarak/ical/read.h"
#include "jarak/policy/place_words.h"
#include "tests/fuzz/real_pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void check_completed(struct jk_arena *arena, const struct jk_plain *plain,
                            struct jk_span event)
{
    struct jk_ical_context context = { .purpose = JK_ICAL_PUT,
                                       .floating = jk_tz_find(JK_SPAN("WITA")),
                                       .window_from_s = 1727193600,
                                       .window_to_s = 1733068800 };
    struct jk_ical_stream stream;
    struct jk_error err = { .status = JK_OK };
    struct jk_span back;

    if (jk_ical_read(arena, plain->completed, &context, &stream, &err) == JK_OK)
        must(stream.count == 1 && strcmp(stream.notices[0].uid, plain->uid) == 0);
    context.purpose = JK_ICAL_POST;
    if (jk_ical_read(arena, plain->chain, &context, &stream, &err) == JK_OK) {
        must(stream.count <= 4 && strcmp(stream.notices[0].uid, plain->uid) == 0);
        for (size_t i = 1; i < stream.count; i++)
            must(stream.notices[i].parent && strcmp(stream.notices[i].parent, plain->uid) == 0);
    }
    must(jk_plain_strip(arena, plain->completed, &back, &err) == JK_OK);
    must(jk_span_eq(back, event));
}

static void check_shown(struct jk_arena *arena, struct jk_span event)
{
    struct jk_buf shown = { 0 };
    struct jk_span back;
    struct jk_error err;

    if (jk_plain_show(&shown, arena, event, JK_SPAN("Belum lengkap: tempat.\n"), &err) == JK_OK &&
        jk_plain_strip(arena, jk_buf_view(&shown), &back, &err) == JK_OK)
        must(back.len <= shown.len);
    jk_buf_clear(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct jk_contest contest = { .id = "pilbup-64.08", .region = "64.08" };
    const struct jk_plain_context context = { real_pack(), &contest, 1, 1730000000, 1729000000 };
    struct jk_arena arena = { 0 };
    static struct jk_plain plain;
    struct jk_error err = { .status = JK_OK };
    struct jk_span event;
    json_t *json;
    enum jk_status rc;

    rc = jk_plain_strip(&arena, (struct jk_span){ (const char *)bytes, len }, &event, &err);
    must(rc == err.status);
    if (rc == JK_OK) {
        check_shown(&arena, event);
        rc = jk_plain_read(&arena, event, &context, &plain, &err);
        must(rc == err.status && (rc == JK_OK || err.line > 0));
        if (rc == JK_OK) {
            check_completed(&arena, &plain, event);
            json = jk_plain_json(&plain, JK_LANG_ID);
            must(json != NULL);
            json_decref(json);
        }
    }
    jk_arena_clear(&arena);
    return 0;
}
