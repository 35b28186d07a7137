/* A frame is one message as JSON behind its length. The child that sends them is the other half of
 * this program, but it runs without the database and talks to strangers, so that what comes back
 * from it is read as strictly as anything from outside. */
#include "jarak/feed/alert/frame.h"
#include "jarak/feed/json/build.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"

/* The object's bytes behind their length. */
static void add_frame(struct jk_buf *buf, json_t *object)
{
    struct jk_buf text = { 0 };

    jk_json_write(&text, object);
    if (!jk_buf_ok(&text) || text.len > JK_FRAME_MAX)
        buf->failed = true;
    for (int shift = 24; shift >= 0 && !buf->failed; shift -= 8)
        jk_buf_char(buf, (char)(text.len >> shift & 255));
    jk_buf_span(buf, jk_buf_view(&text));
    jk_buf_clear(&text);
}

enum jk_status jk_frame_take(struct jk_span *rest, struct jk_span *frame)
{
    size_t len = 0;

    if (rest->len < 4)
        return JK_NONE;
    for (int i = 0; i < 4; i++)
        len = len << 8 | (unsigned char)rest->at[i];
    if (len > JK_FRAME_MAX)
        return JK_TOO_BIG;
    if (rest->len - 4 < len)
        return JK_NONE;
    *frame = (struct jk_span){ rest->at + 4, len };
    *rest = (struct jk_span){ rest->at + 4 + len, rest->len - 4 - len };
    return JK_OK;
}

void jk_frame_write(struct jk_buf *buf, const struct jk_frame *frame)
{
    JK_ASSERT(frame->subscription != NULL && frame->body.at != NULL);
    add_frame(buf,
              json_pack("{s:s, s:s, s:s, s:I, s:I, s:b, s:s, s:s, s:I, s:s, s:s, s:s, s:o}", "from",
                        frame->from, "to", frame->to, "subscription", frame->subscription, "seq",
                        (json_int_t)frame->seq, "epoch", (json_int_t)frame->epoch, "summary",
                        frame->summary, "url", frame->url, "host", frame->host, "port",
                        (json_int_t)frame->port, "address", frame->address, "timestamp",
                        frame->timestamp, "signature", frame->signature, "body",
                        json_stringn(frame->body.at, frame->body.len)));
}

/* A text member in the arena; null where it is none, or memory is out. */
static const char *copy_text(const json_t *object, const char *name, struct jk_arena *arena)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? jk_arena_copy(arena, jk_span_of(text)) : NULL;
}

static bool read_number(const json_t *object, const char *name, uint64_t *out)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

enum jk_status jk_frame_read(struct jk_span frame, struct jk_arena *arena, struct jk_frame *out)
{
    json_t *object = json_loadb(frame.at, frame.len, 0, NULL);
    const char *body = copy_text(object, "body", arena);
    bool whole;

    *out = (struct jk_frame){ .summary = json_is_true(json_object_get(object, "summary")),
                              .subscription = copy_text(object, "subscription", arena),
                              .from = copy_text(object, "from", arena),
                              .to = copy_text(object, "to", arena),
                              .url = copy_text(object, "url", arena),
                              .host = copy_text(object, "host", arena),
                              .address = copy_text(object, "address", arena),
                              .timestamp = copy_text(object, "timestamp", arena),
                              .signature = copy_text(object, "signature", arena),
                              .body = jk_span_of(body) };
    whole = out->subscription && out->from && out->to && out->url && out->host && out->address &&
            out->timestamp && out->signature && body && read_number(object, "seq", &out->seq) &&
            read_number(object, "epoch", &out->epoch) && read_number(object, "port", &out->port);
    json_decref(object);
    return whole ? JK_OK : JK_INVALID;
}

void jk_receipt_write(struct jk_buf *buf, const struct jk_receipt *receipt)
{
    JK_ASSERT(receipt->subscription != NULL && receipt->reason != NULL);
    add_frame(buf, json_pack("{s:s, s:I, s:b, s:b, s:I, s:s}", "subscription",
                             receipt->subscription, "seq", (json_int_t)receipt->seq, "delivered",
                             receipt->delivered, "gone", receipt->gone, "retry_s",
                             (json_int_t)receipt->retry_s, "reason", receipt->reason));
}

enum jk_status jk_receipt_read(struct jk_span frame, struct jk_arena *arena, struct jk_receipt *out)
{
    json_t *object = json_loadb(frame.at, frame.len, 0, NULL);
    bool whole;

    *out = (struct jk_receipt){ .subscription = copy_text(object, "subscription", arena),
                                .delivered = json_is_true(json_object_get(object, "delivered")),
                                .gone = json_is_true(json_object_get(object, "gone")),
                                .reason = copy_text(object, "reason", arena) };
    whole = out->subscription && out->reason && read_number(object, "seq", &out->seq) &&
            read_number(object, "retry_s", &out->retry_s);
    json_decref(object);
    return whole ? JK_OK : JK_INVALID;
}
