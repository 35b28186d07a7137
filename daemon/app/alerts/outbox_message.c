/* Messages as frames for jarakd-notify: signed posts for webhooks, e-mail for the relay.
 *
 * The target is checked again when the message is written, since the operator may have withdrawn a
 * host after the subscription was made. A post is signed over its timestamp and body with the
 * subscription's secret (HMAC-SHA-256), so that a receiver can tell it is ours and fresh. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/alerts/outbox_internal.h"
#include "jarak/app/alerts/targets.h"
#include "jarak/feed/json/build.h"
#include "jarak/base/digest.h"
#include "jarak/feed/alert/frame.h"
#include "jarak/feed/alert/mail.h"

/* Writes the frame of a webhook's request, signed with the subscription's secret. The epoch of its
 * number stands in the object too, where the signature covers it. */
static void write_hook(const struct search *s, const struct jk_hook_target *target,
                       const struct jk_buf *object, struct jk_buf *frame)
{
    struct jk_buf message = { 0 }, body = { 0 };
    uint8_t mac[JK_DIGEST_LEN];
    char signature[2 * JK_DIGEST_LEN + 1], timestamp[24];

    snprintf(timestamp, sizeof timestamp, "%" PRId64, s->now_ms / 1000);
    if (jk_buf_ok(object) && object->len > 2)
        jk_buf_fmt(&body, "{\"epoch\":%" PRId64 ",%s", s->queue->state.epoch_s, object->at + 1);
    jk_buf_fmt(&message, "%s.", timestamp);
    jk_buf_span(&message, jk_buf_view(&body));
    if (jk_buf_ok(&message) && jk_buf_ok(&body) && body.len > 0) {
        jk_hmac_sha256(jk_span_of(s->subscription->secret), jk_buf_view(&message), mac);
        jk_hex(mac, sizeof mac, signature);
        jk_frame_write(frame, &(struct jk_frame){ .subscription = s->subscription->id,
                                                  .seq = s->index,
                                                  .epoch = (uint64_t)s->queue->state.epoch_s,
                                                  .summary = s->queue->summary,
                                                  .from = "",
                                                  .to = "",
                                                  .url = s->subscription->target,
                                                  .host = target->host,
                                                  .port = target->port,
                                                  .address = target->address,
                                                  .timestamp = timestamp,
                                                  .signature = signature,
                                                  .body = jk_buf_view(&body) });
    } else {
        frame->failed = true;
    }
    jk_buf_clear(&body);
    jk_buf_clear(&message);
}

/* The message, for the operator's relay. */
static void write_mail(const struct search *s, enum jk_status rc, const struct jk_buf *message,
                       struct jk_buf *frame)
{
    const struct jk_mail_way *way = s->outbox_queue->options.mail;

    if (rc == JK_OK)
        jk_frame_write(frame, &(struct jk_frame){ .subscription = s->subscription->id,
                                                  .seq = s->index,
                                                  .summary = s->queue->summary,
                                                  .from = way->from,
                                                  .to = s->subscription->target,
                                                  .url = way->relay,
                                                  .host = "",
                                                  .address = "",
                                                  .timestamp = "",
                                                  .signature = "",
                                                  .body = jk_buf_view(message) });
    else
        frame->failed = true;
}

/* Does the operator allow it still? */
static bool read_target(const struct search *s, bool *mail, struct jk_hook_target *target)
{
    const struct jk_outbox_queue_options *options = &s->outbox_queue->options;
    struct jk_span to = jk_span_of(s->subscription->target);

    *mail = s->subscription->channel == JK_CHANNEL_EMAIL;
    return *mail ? jk_mail_read(options->mail, to, NULL) == JK_OK
                 : jk_hook_read(options->hosts, to, target, NULL) == JK_OK;
}

bool alerts_frame_write(struct search *s, struct jk_buf *frame)
{
    const struct jk_outbox_queue_options *options = &s->outbox_queue->options;
    struct jk_hook_target target;
    struct jk_buf body = { 0 };
    bool mail;

    if (!read_target(s, &mail, &target))
        return false;
    if (mail) {
        write_mail(s,
                   jk_mail_write(&body, jk_app_pack(options->app), &s->alert,
                                 &(struct jk_mail_head){ options->mail->from,
                                                         s->subscription->target,
                                                         options->mail->site }),
                   &body, frame);
    } else {
        jk_app_alert_title(options->app, &s->alert);
        jk_alert_add(&body, &s->alert);
        write_hook(s, &target, &body, frame);
    }
    jk_buf_clear(&body);
    return true;
}

bool alerts_frame_write_digest(struct search *s, const struct jk_digest *summary,
                               struct jk_buf *frame)
{
    struct jk_hook_target target;
    struct jk_buf body = { 0 };
    bool mail;

    if (!read_target(s, &mail, &target))
        return false;
    if (mail) {
        write_mail(s,
                   jk_mail_digest(&body, summary, s->subscription->id,
                                  &(struct jk_mail_head){ s->outbox_queue->options.mail->from,
                                                          s->subscription->target,
                                                          s->outbox_queue->options.mail->site }),
                   &body, frame);
    } else {
        jk_json_write(&body, jk_digest_json(summary));
        write_hook(s, &target, &body, frame);
    }
    jk_buf_clear(&body);
    return true;
}
