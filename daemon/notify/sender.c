/* The loop of jarakd-notify: frames in, transfers, receipts out.
 *
 * One thread, libcurl's multi interface and one socket. A receipt is written when a transfer ends,
 * whichever ends first. Whatever goes wrong with the socket or the memory ends the process: the
 * daemon starts it anew and sends again what has no receipt, which is simpler and safer than to
 * repair here. */
#include "jarak/notify/sender.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "daemon/notify/hook.h"
#include "jarak/host/manager.h"

#define READ_LEN 65536
#define WAIT_MS  1000
#define ALIVE_MS 10000

struct sender {
    int fd;
    const char *ca; /* as of jk_sender_run() */
    CURLM *multi;
    struct hook *under_way;
    struct jk_buf in; /* frames that are not whole yet */
    int64_t fed_ms;   /* when the service manager was told that we turn */
    int64_t said_ms;  /* when it was last said that this process is alive */
    bool ended;       /* the other end closed, or is not ours */
};

/* Receipts are short and the other side always reads: waiting for room is no danger. */
static void answer(struct sender *s, const struct jk_receipt *receipt)
{
    struct jk_buf frame = { 0 };
    size_t sent = 0;

    jk_receipt_write(&frame, receipt);
    if (!jk_buf_ok(&frame))
        s->ended = true; /* better to begin anew than to leave a message without its receipt */
    while (sent < frame.len && !s->ended) {
        ssize_t n = send(s->fd, frame.at + sent, frame.len - sent, MSG_NOSIGNAL);

        if (n > 0)
            sent += (size_t)n;
        else if (errno != EINTR)
            s->ended = true;
    }
    jk_buf_clear(&frame);
}

static void begin(struct sender *s, struct jk_span frame)
{
    struct hook *hook = notify_hook_new(frame, s->ca);

    if (!hook || curl_multi_add_handle(s->multi, hook->easy) != CURLM_OK) {
        notify_hook_free(hook);
        s->ended = true; /* jarakd starts us again and sends it once more */
        return;
    }
    hook->next = s->under_way;
    s->under_way = hook;
}

static void drop(struct sender *s, struct hook *hook)
{
    struct hook **at = &s->under_way;

    while (*at != hook)
        at = &(*at)->next;
    *at = hook->next;
    curl_multi_remove_handle(s->multi, hook->easy);
    notify_hook_free(hook);
}

static void read_frames(struct sender *s)
{
    char bytes[READ_LEN];
    struct jk_span rest, frame;
    ssize_t n = recv(s->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    enum jk_status rc = JK_NONE;

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        s->ended = true;
        return;
    }
    jk_buf_add(&s->in, bytes, (size_t)n);
    rest = jk_buf_view(&s->in);
    while (!s->ended && (rc = jk_frame_take(&rest, &frame)) == JK_OK)
        begin(s, frame);
    if (rc == JK_TOO_BIG || !jk_buf_ok(&s->in))
        s->ended = true;
    memmove(s->in.at, rest.at, rest.len);
    s->in.len = rest.len;
}

static void finish(struct sender *s)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(s->multi, &left))) {
        struct hook *hook = NULL;
        CURLcode code = message->data.result;
        char reason[JK_REASON_MAX];
        bool delivered;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&hook);
        delivered = notify_hook_outcome(hook, code, reason);
        answer(s, &(struct jk_receipt){ .subscription = hook->frame.subscription,
                                        .seq = hook->frame.seq,
                                        .delivered = delivered,
                                        .gone = hook->status == 410,
                                        .retry_s = hook->retry_s,
                                        .reason = reason });
        drop(s, hook);
    }
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* While something is under way the daemon hears that this process works on: an answer may take
 * longer than it waits for a sign of life. */
static void tend(struct sender *s)
{
    int64_t now = now_ms();

    for (struct hook *hook = s->under_way; hook; hook = hook->next)
        notify_hook_look(hook);
    if (!s->under_way || s->said_ms == 0)
        s->said_ms = now; /* there is nothing to be asked about yet */
    if (jk_manager_watchdog_ms() > 0 && now - s->fed_ms >= jk_manager_watchdog_ms()) {
        s->fed_ms = now;
        jk_manager_alive();
    }
    if (now - s->said_ms < ALIVE_MS)
        return;
    s->said_ms = now;
    answer(s, &(struct jk_receipt){ .subscription = "", .reason = "" });
}

bool jk_sender_run(int fd, const char *ca)
{
    struct sender s = { .fd = fd, .ca = ca, .multi = curl_multi_init() };
    struct curl_waitfd pipe = { .fd = fd, .events = CURL_WAIT_POLLIN };
    int running = 0;
    bool ok = s.multi != NULL;

    while (ok && !s.ended) {
        pipe.revents = 0;
        ok = curl_multi_poll(s.multi, &pipe, 1, WAIT_MS, NULL) == CURLM_OK;
        if (pipe.revents)
            read_frames(&s);
        ok = ok && curl_multi_perform(s.multi, &running) == CURLM_OK;
        finish(&s);
        tend(&s);
    }
    while (s.under_way) /* no receipt: jarakd sends it again */
        drop(&s, s.under_way);
    curl_multi_cleanup(s.multi);
    jk_buf_clear(&s.in);
    return ok;
}
