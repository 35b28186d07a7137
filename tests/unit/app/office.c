#include "tests/unit/app/office.h"
#include "jarak/app/alerts/outbox_queue.h"
#include "jarak/app/app.h"

#include <criterion/criterion.h>
#include <string.h>

const struct jk_account *office_polres(struct office *o)
{
    return jk_app_account(o->desk.app, "polres-64.08");
}

static enum jk_level level_of(const char *word)
{
    int level = 0;

    while (level < JK_LEVEL_END - 1 && strcmp(word, jk_level_word((enum jk_level)level)) != 0)
        level++;
    return (enum jk_level)level;
}

const struct jk_subscription *office_subscribe(struct office *o, const char *level)
{
    const struct jk_wish wish = { .actor = office_polres(o),
                                  .now_s = DESK_NOW,
                                  .channel = JK_CHANNEL_WEBHOOK,
                                  .target = "https://hook.example/x",
                                  .area = "",
                                  .level = level_of(level),
                                  .contest = "",
                                  .kind = "",
                                  .hosts = "hook.example" };
    const struct jk_subscription *made;

    cr_assert(jk_app_subscribe(o->desk.app, &wish, &made, &o->desk.err) == JK_OK, "%s",
              o->desk.err.value);
    cr_assert(jk_app_commit(o->desk.app, &o->desk.err) == JK_OK);
    return made;
}

/* One alert: two rivals 800 m apart, far from all others. */
void office_raise(struct office *o)
{
    char uids[2][16];

    for (int i = 0; i < 2; i++) {
        struct filed f = { uids[i], 0.3 + 0.2 * o->filed + i * 800.0 / 110575.0,
                           117.0,   (unsigned)i + 1,
                           0,       NULL,
                           NULL };

        snprintf(uids[i], sizeof uids[i], "%c%d@x", 'a' + i, o->filed);
        cr_assert(desk_file(&o->desk, &f) == JK_OK, "%s", o->desk.err.value);
    }
    o->filed++;
}

void office_open(struct office *o)
{
    *o = (struct office){ .filed = 0 };
    desk_open(&o->desk);
    cr_assert(jk_outbox_open(":memory:", &o->outbox, &o->desk.err) == JK_OK);
    o->options = (struct jk_outbox_queue_options){
        .app = o->desk.app,
        .outbox = o->outbox,
        .hosts = "hook.example",
        .pauses = { .first_ms = 1000, .most_ms = 3600000, .dead_ms = 86400000 }
    };
    o->outbox_queue = jk_outbox_queue_new(&o->options);
}

void office_close(struct office *o)
{
    jk_outbox_queue_free(o->outbox_queue);
    jk_outbox_close(o->outbox);
    jk_buf_clear(&o->frame);
    jk_arena_clear(&o->arena);
    desk_close(&o->desk);
}

/* The next letter's number; 0: none. */
uint64_t office_next(struct office *o, int64_t now_ms, int64_t *due_ms)
{
    struct jk_span rest, frame;

    jk_buf_reset(&o->frame);
    if (jk_outbox_queue_next(o->outbox_queue, now_ms, &o->frame, due_ms) != JK_OK)
        return 0;
    rest = jk_buf_view(&o->frame);
    cr_assert(jk_frame_take(&rest, &frame) == JK_OK);
    cr_assert(jk_frame_read(frame, &o->arena, &o->letter) == JK_OK);
    return o->letter.seq;
}

void office_receive(struct office *o, const char *id, uint64_t seq, bool delivered, int64_t now_ms)
{
    jk_outbox_queue_receive(o->outbox_queue, now_ms,
                            &(struct jk_receipt){ id, seq, delivered,
                                                  delivered ? "" : "HTTP 503" });
}
