/* The inbox: what is in it, what comes, taking notice.
 *
 * tail is one stream (server-sent events). It ends with the daemon, and is then asked for again
 * from the last alert told, so that each is told once however often the daemon is started anew. A
 * cursor of a store that was restored since is answered by `reset`: then what stands behind the
 * restore begins again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemon/ctl/online/online.h"
#include "jarak/ctl/texts.h"

#define LINE_MAX_BYTES (4U * 1024 * 1024) /* no alert comes near it; a server gone mad would */
#define CURSOR_MAX     64                 /* bytes of one, with NUL; longer ones are none of ours */
#define WAIT_FIRST_S   1                  /* before a stream that ended is asked for again, ... */
#define WAIT_MOST_S    15                 /* ... doubled up to this */

int jk_ctl_ack(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);
    const json_t *acknowledged;
    json_t *answer;

    if (status != JK_EXIT_OK)
        return status;
    jk_buf_str(&path, "/api/v1/alerts/");
    ctl_add_escaped(&path, words.at[0]);
    jk_buf_str(&path, "/ack");
    answer = ctl_ask(ctl, "POST", &path, NULL, NULL);
    acknowledged = json_object_get(json_object_get(answer, "conflict"), "acknowledged");
    if (answer && !ctl->json)
        printf("%s\t%s\t%s\n", json_is_true(json_object_get(answer, "already")) ? "already" : "ok",
               ctl_text_of(acknowledged, "by"), ctl_text_of(acknowledged, "time"));
    json_decref(answer);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* A document a line with --json; else the text, and the id that `ack` wants. */
static void print_alert(const struct jk_ctl *ctl, const json_t *alert, long index)
{
    if (ctl->json) {
        json_dumpf(alert, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15));
        putchar('\n');
    } else {
        printf("[%ld] %s\n%s\n\n", index,
               ctl_text_of(alert, ctl->lang == JK_LANG_EN ? "text_en" : "text"),
               ctl_text_of(alert, "id"));
    }
}

/* A stream as it is read. */
struct tail {
    const struct jk_ctl *ctl;
    struct jk_buf line, data;
    bool reset;
    char id[CURSOR_MAX];     /* of the event under way */
    char cursor[CURSOR_MAX]; /* of the last alert told */
    bool heard;              /* something came since the stream was asked for */
};

/* The place in the inbox that a cursor names, whatever the epoch behind it. */
static long index_of(const char *cursor)
{
    return strtol(cursor, NULL, 10);
}

/* An event is complete. Each alert is told once, also where a stream repeats one. */
static void take_event(struct tail *t)
{
    json_t *alert = json_loadb(t->data.at ? t->data.at : "", t->data.len, 0, NULL);
    long index = (long)json_integer_value(json_object_get(alert, "index"));

    if (t->reset) {
        snprintf(t->cursor, sizeof t->cursor, "%s", t->id);
    } else if (index > index_of(t->cursor)) {
        print_alert(t->ctl, alert, index);
        fflush(stdout);
        snprintf(t->cursor, sizeof t->cursor, "%s", t->id);
    }
    json_decref(alert);
    jk_buf_reset(&t->data);
    t->reset = false;
    t->id[0] = '\0';
}

static void take_line(struct tail *t)
{
    struct jk_span line = jk_buf_view(&t->line), name = { "", 0 };

    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    if (line.len == 0) {
        take_event(t);
        return;
    }
    jk_span_cut(&line, ':', &name);
    if (jk_span_eq(name, JK_SPAN("data")))
        jk_buf_span(&t->data, jk_span_trim(line));
    else if (jk_span_eq(name, JK_SPAN("event")))
        t->reset = jk_span_eq(jk_span_trim(line), JK_SPAN("reset"));
    else if (jk_span_eq(name, JK_SPAN("id")))
        snprintf(t->id, sizeof t->id, "%.*s", (int)jk_span_trim(line).len, jk_span_trim(line).at);
}

static bool on_bytes(void *ctx, struct jk_span bytes)
{
    struct tail *t = ctx;

    t->heard = true;
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.at[i] != '\n') {
            jk_buf_char(&t->line, bytes.at[i]);
            continue;
        }
        take_line(t);
        jk_buf_reset(&t->line);
    }
    return jk_buf_ok(&t->line) && t->line.len + t->data.len <= LINE_MAX_BYTES;
}

/* One stream until it ends. @return false: the daemon refuses, and asking again would not help */
static bool listen_once(struct tail *t, bool first)
{
    struct jk_buf answer = { 0 };
    struct jk_error err = { 0 };
    char field[CURSOR_MAX + 20];
    enum jk_status rc;
    bool go_on = true;

    snprintf(field, sizeof field, "Last-Event-ID: %s", t->cursor);
    jk_buf_reset(&t->line);
    jk_buf_reset(&t->data);
    t->heard = false;
    rc = jk_client_ask(t->ctl,
                       &(struct jk_client_ask){ .method = "GET",
                                                .path = "/api/v1/alerts/stream",
                                                .field = field,
                                                .take = on_bytes,
                                                .ctx = t },
                       &answer, &err);
    /* A daemon that is away comes again, once it was there; 503 is one that starts or is full.
     * Other refusals stay what they are. */
    if (rc != JK_OK && err.text != JK_TEXT_CLIENT_CUT &&
        (first || err.text != JK_TEXT_CLIENT_UNREACHED) && strcmp(err.value, "HTTP 503") != 0) {
        jk_client_refuse(t->ctl, NULL, &answer, &err);
        go_on = false;
    }
    jk_buf_clear(&answer);
    return go_on;
}

static int follow(const struct jk_ctl *ctl, const char *after)
{
    struct tail tail = { .ctl = ctl };
    unsigned wait_s = WAIT_FIRST_S;
    bool first = true;

    snprintf(tail.cursor, sizeof tail.cursor, "%s", after);
    while (listen_once(&tail, first)) {
        first = false;
        wait_s = tail.heard ? WAIT_FIRST_S : wait_s * 2;
        sleep(wait_s < WAIT_MOST_S ? wait_s : WAIT_MOST_S);
    }
    jk_buf_clear(&tail.line);
    jk_buf_clear(&tail.data);
    return JK_EXIT_INPUT;
}

/* Print a page of the inbox. @param cursor  moves behind the last one told. @return how many were
 * told, -1 after a refusal */
static long print_page(const struct jk_ctl *ctl, char cursor[CURSOR_MAX])
{
    struct jk_buf path = { 0 };
    const json_t *alert, *alerts;
    json_t *answer;
    long told, last = 0;
    size_t i;

    jk_buf_fmt(&path, "/api/v1/alerts?after=%s", cursor);
    answer =
        ctl_ask_quietly(ctl, &(struct jk_client_ask){ .method = "GET", .path = path.at }, NULL);
    jk_buf_clear(&path);
    if (!answer)
        return -1;
    alerts = json_object_get(answer, "alerts");
    json_array_foreach(alerts, i, alert)
    {
        last = (long)json_integer_value(json_object_get(alert, "index"));
        print_alert(ctl, alert, last);
    }
    told = (long)json_array_size(alerts);
    if (json_object_get(answer, "cursor"))
        snprintf(cursor, CURSOR_MAX, "%s", ctl_text_of(answer, "cursor"));
    else if (told > 0)
        snprintf(cursor, CURSOR_MAX, "%ld", last);
    json_decref(answer);
    return told;
}

int jk_ctl_tail(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *from = "0";
    bool once = false;
    const struct ctl_option options[] = { { .name = "after", .value = &from },
                                          { .name = "once", .flag = &once },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 0);
    char cursor[CURSOR_MAX];
    long told;

    if (status != JK_EXIT_OK)
        return status;
    if (!from[0] || strlen(from) >= sizeof cursor || from[strspn(from, "0123456789.")])
        return JK_EXIT_USAGE;
    snprintf(cursor, sizeof cursor, "%s", from);
    if (!once)
        return follow(ctl, cursor);
    while ((told = print_page(ctl, cursor)) > 0)
        ;
    return told < 0 ? JK_EXIT_INPUT : JK_EXIT_OK;
}
