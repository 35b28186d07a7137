/* The sender against a receiver on this machine: what counts as delivered, and what it never does.
 *
 * The receiver is a thread that answers by path; the sender runs in another over a socket pair. */
#include "jarak/notify/sender.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include "jarak/feed/alert/frame.h"

struct receiver {
    int fd, port;
    pthread_t thread;
    char heard[16384]; /* the last request */
    unsigned requests;
};

/* Reads a request: its head, and as much of a body as it says. */
static void hear(struct receiver *r, int fd)
{
    size_t len = 0, want = 0;

    for (;;) {
        ssize_t n = recv(fd, r->heard + len, sizeof r->heard - 1 - len, 0);
        const char *head, *field;

        if (n <= 0)
            break;
        len += (size_t)n;
        r->heard[len] = '\0';
        if (!(head = strstr(r->heard, "\r\n\r\n")))
            continue;
        field = strcasestr(r->heard, "\r\nContent-Length:");
        want = (size_t)(head + 4 - r->heard) + (field ? (size_t)atoi(field + 17) : 0);
        if (len >= want)
            break;
    }
}

static void tell(int fd, const char *text)
{
    size_t len = strlen(text), sent = 0;

    while (sent < len) {
        ssize_t n = send(fd, text + sent, len - sent, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        sent += (size_t)n;
    }
}

/* A body that does not end by itself. */
static void tell_without_end(int fd)
{
    static char piece[8192];

    memset(piece, 'x', sizeof piece);
    tell(fd, "HTTP/1.1 200 OK\r\n\r\n");
    while (send(fd, piece, sizeof piece, MSG_NOSIGNAL) > 0)
        continue;
}

static void *receive(void *ctx)
{
    struct receiver *r = ctx;
    int fd;

    while ((fd = accept(r->fd, NULL, NULL)) >= 0) {
        hear(r, fd);
        r->requests++;
        if (strstr(r->heard, "POST /gagal "))
            tell(fd, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        else if (strstr(r->heard, "POST /pindah "))
            tell(fd, "HTTP/1.1 302 Found\r\nLocation: /terima\r\nContent-Length: 0\r\n\r\n");
        else if (strstr(r->heard, "POST /kosong "))
            tell(fd, "HTTP/1.1 204 No Content\r\n\r\n");
        else if (strstr(r->heard, "POST /panjang "))
            tell_without_end(fd);
        else if (!strstr(r->heard, "POST /putus "))
            tell(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        close(fd);
    }
    return NULL;
}

static void open_receiver(struct receiver *r)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;

    *r = (struct receiver){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
    cr_assert(bind(r->fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(r->fd, 8) == 0);
    cr_assert(getsockname(r->fd, (struct sockaddr *)&at, &len) == 0);
    r->port = ntohs(at.sin_port);
    cr_assert(pthread_create(&r->thread, NULL, receive, r) == 0);
}

static void close_receiver(struct receiver *r)
{
    shutdown(r->fd, SHUT_RDWR);
    pthread_join(r->thread, NULL);
    close(r->fd);
}

/* The sender behind one end of a pair; ours is the other. */
struct sending {
    int ours, theirs;
    pthread_t thread;
    struct jk_arena arena;
    bool in_order;
};

static void *serve(void *ctx)
{
    struct sending *s = ctx;

    s->in_order = jk_sender_run(s->theirs, NULL);
    return NULL;
}

static void open_sending(struct sending *s)
{
    int pair[2];

    *s = (struct sending){ .in_order = false };
    cr_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    s->ours = pair[0];
    s->theirs = pair[1];
    cr_assert(pthread_create(&s->thread, NULL, serve, s) == 0);
}

static void close_sending(struct sending *s)
{
    close(s->ours);
    pthread_join(s->thread, NULL);
    close(s->theirs);
    jk_arena_clear(&s->arena);
}

static void send_frame(struct sending *s, const struct receiver *r, const char *path, uint64_t seq,
                       const char *address)
{
    struct jk_buf frame = { 0 };
    char url[96];

    snprintf(url, sizeof url, "http://penerima.uji:%d%s", r->port, path);
    jk_frame_write(&frame, &(struct jk_frame){ .subscription = "0123456789abcdef",
                                               .seq = seq,
                                               .from = "",
                                               .to = "",
                                               .url = url,
                                               .host = "penerima.uji",
                                               .port = (uint64_t)r->port,
                                               .address = address,
                                               .timestamp = "1732082400",
                                               .signature = "c0ffee",
                                               .body = JK_SPAN("{\"isi\":1}") });
    cr_assert(send(s->ours, frame.at, frame.len, 0) == (ssize_t)frame.len);
    jk_buf_clear(&frame);
}

/* The next receipt; its texts are in the arena. */
static struct jk_receipt take_receipt(struct sending *s)
{
    struct jk_receipt receipt = { .seq = 0 };
    struct jk_buf in = { 0 };
    struct jk_span rest, frame;
    char byte;

    do {
        cr_assert(recv(s->ours, &byte, 1, 0) == 1, "the sender ended");
        jk_buf_char(&in, byte);
        rest = jk_buf_view(&in);
    } while (jk_frame_take(&rest, &frame) != JK_OK);
    cr_assert(jk_receipt_read(frame, &s->arena, &receipt) == JK_OK);
    jk_buf_clear(&in);
    return receipt;
}

Test(sender, only_an_answer_of_the_two_hundreds_is_a_delivery)
{
    static const struct {
        const char *path, *address;
        bool delivered;
        const char *reason; /* begins so */
    } cases[] = {
        { "/terima", "127.0.0.1", true, "" },         { "/kosong", "127.0.0.1", true, "" },
        { "/gagal", "127.0.0.1", false, "HTTP 500" }, { "/pindah", "127.0.0.1", false, "HTTP 302" },
        { "/panjang", "127.0.0.1", true, "" },        { "/putus", "127.0.0.1", false, "" },
    };
    struct receiver r;
    struct sending s;

    open_receiver(&r);
    open_sending(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_receipt receipt;

        send_frame(&s, &r, cases[i].path, 100 + i, cases[i].address);
        receipt = take_receipt(&s);
        cr_expect(receipt.seq == 100 + i && receipt.delivered == cases[i].delivered, "%s: %s",
                  cases[i].path, receipt.reason);
        cr_expect(strncmp(receipt.reason, cases[i].reason, strlen(cases[i].reason)) == 0, "%s: %s",
                  cases[i].path, receipt.reason);
        cr_expect((receipt.reason[0] == '\0') == cases[i].delivered, "%s: %s", cases[i].path,
                  receipt.reason);
        cr_expect_str_eq(receipt.subscription, "0123456789abcdef");
    }
    cr_expect(r.requests == sizeof cases / sizeof *cases, "a redirect is not followed: %u",
              r.requests);
    close_sending(&s);
    cr_expect(s.in_order);
    close_receiver(&r);
}

Test(sender, a_message_carries_its_signature_its_number_and_nothing_of_a_browser)
{
    static const char *const lines[] = {
        "Content-Type: application/json\r\n",
        "X-Jarak-Seq: 7\r\n",
        "X-Jarak-Subscription: 0123456789abcdef\r\n",
        "X-Jarak-Timestamp: 1732082400\r\n",
        "X-Jarak-Signature: sha256=c0ffee\r\n",
        "User-Agent: jarakd-notify\r\n",
        "\r\n\r\n{\"isi\":1}",
    };
    struct receiver r;
    struct sending s;

    open_receiver(&r);
    open_sending(&s);
    send_frame(&s, &r, "/terima", 7, "127.0.0.1");
    cr_assert(take_receipt(&s).delivered);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect(strstr(r.heard, lines[i]) != NULL, "no %s in %s", lines[i], r.heard);
    cr_expect(strstr(r.heard, "Expect:") == NULL && strstr(r.heard, "Cookie:") == NULL);
    close_sending(&s);
    close_receiver(&r);
}

/* An address of this machine is refused unless the operator gave the host just that one. */
Test(sender, another_address_than_the_one_that_was_given_is_never_connected_to)
{
    struct jk_receipt receipt;
    struct jk_buf frame = { 0 };
    struct receiver r;
    struct sending s;
    char url[64];

    open_receiver(&r);
    open_sending(&s);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/terima", r.port);
    jk_frame_write(&frame, &(struct jk_frame){ .subscription = "0123456789abcdef",
                                               .seq = 1,
                                               .from = "",
                                               .to = "",
                                               .url = url,
                                               .host = "127.0.0.1",
                                               .port = (uint64_t)r.port,
                                               .address = "",
                                               .timestamp = "1",
                                               .signature = "",
                                               .body = JK_SPAN("{}") });
    cr_assert(send(s.ours, frame.at, frame.len, 0) == (ssize_t)frame.len);
    receipt = take_receipt(&s);
    cr_expect(!receipt.delivered);
    cr_expect_str_eq(receipt.reason, "the host's address is not a public one");
    cr_expect(r.requests == 0);
    jk_buf_clear(&frame);
    close_sending(&s);
    close_receiver(&r);
}

Test(sender, what_is_no_message_ends_it_and_what_was_under_way_has_no_receipt)
{
    static const char *const bad[] = { "\xff\xff\xff\xff", "\0\0\0\2{}" };
    static const size_t lens[] = { 4, 6 };

    for (size_t i = 0; i < 2; i++) {
        struct sending s;
        char byte;

        open_sending(&s);
        cr_assert(send(s.ours, bad[i], lens[i], 0) == (ssize_t)lens[i]);
        shutdown(s.ours, SHUT_WR);
        pthread_join(s.thread, NULL);
        close(s.theirs);
        cr_expect(recv(s.ours, &byte, 1, 0) == 0, "case %zu", i);
        close(s.ours);
        jk_arena_clear(&s.arena);
    }
}
