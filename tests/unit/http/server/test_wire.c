/* The request reader against vectors that can be checked with the RFCs in hand. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdio.h>
#include "tests/support/seeded.h"
#include "tests/unit/http/server/wire_trace.h"

/* One line of a case file, unescaped. */
struct vector {
    struct jk_buf expected, bytes;
    char *why;
};

static int hex(char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* See the head of tests/cases/http_refuse.txt. Returns what stands behind the part. */
static const char *unescape(const char *p, char stop, struct jk_buf *out)
{
    for (; *p && *p != stop; p++) {
        if (*p != '\\') {
            jk_buf_char(out, *p);
        } else if (*++p == 'x') {
            jk_buf_char(out, (char)(hex(p[1]) * 16 + hex(p[2])));
            p += 2;
        } else if (*p == '(') {
            struct jk_buf part = { 0 };
            char *text;
            long times = strtol(p + 1, &text, 10);

            p = unescape(text + 1, ')', &part);
            for (long i = 0; i < times; i++)
                jk_buf_add(out, part.at, part.len);
            jk_buf_clear(&part);
        } else {
            jk_buf_char(out, *p == 'r'   ? '\r'
                             : *p == 'n' ? '\n'
                             : *p == 't' ? '\t'
                             : *p == '0' ? '\0'
                                         : *p);
        }
    }
    return p;
}

static void run_vector(const struct vector *vector)
{
    struct jk_span bytes = jk_buf_view(&vector->bytes);
    struct jk_buf seen = { 0 }, whole = { 0 }, cut = { 0 };
    size_t *ends = calloc(bytes.len + 1, sizeof *ends);

    trace_bytes(bytes, NULL, 0, false, &seen);
    cr_assert(jk_span_eq(jk_buf_view(&seen), jk_buf_view(&vector->expected)),
              "%s: want \"%.200s\", got \"%.200s\"", vector->why, vector->expected.at, seen.at);
    trace_bytes(bytes, NULL, 0, true, &whole);
    /* Long vectors are long runs of one byte: every 97th cut there is as good as every one. */
    for (size_t at = 0; at <= bytes.len; at += bytes.len > 2000 && at > 200 ? 97 : 1) {
        jk_buf_reset(&cut);
        trace_bytes(bytes, &at, 1, true, &cut);
        cr_assert(jk_span_eq(jk_buf_view(&whole), jk_buf_view(&cut)), "%s: cut at %zu: %s not %s",
                  vector->why, at, cut.at, whole.at);
    }
    for (size_t i = 0; i <= bytes.len; i++)
        ends[i] = i + 1;
    jk_buf_reset(&cut);
    trace_bytes(bytes, ends, bytes.len, true, &cut);
    cr_assert(jk_span_eq(jk_buf_view(&whole), jk_buf_view(&cut)), "%s: octet by octet: %s not %s",
              vector->why, cut.at, whole.at);
    free(ends);
    jk_buf_clear(&seen);
    jk_buf_clear(&whole);
    jk_buf_clear(&cut);
}

static unsigned run_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[4096];
    unsigned count = 0;

    cr_assert(file != NULL, "%s", path);
    while (fgets(line, sizeof line, file)) {
        struct vector vector = { 0 };
        char *rest = line;

        if (line[0] == '#')
            continue;
        line[strcspn(line, "\n")] = '\0';
        unescape(strsep(&rest, "\t"), '\0', &vector.expected);
        strsep(&rest, "\t");
        vector.why = strsep(&rest, "\t");
        cr_assert(rest != NULL, "four columns: %s", line);
        unescape(rest, '\0', &vector.bytes);
        run_vector(&vector);
        jk_buf_clear(&vector.expected);
        jk_buf_clear(&vector.bytes);
        count++;
    }
    fclose(file);
    return count;
}

Test(wire, what_two_readers_could_read_differently_is_refused_wherever_it_is_cut)
{
    cr_assert(run_file("tests/cases/http_refuse.txt") >= 60);
}

Test(wire, what_honest_clients_send_is_read_wherever_it_is_cut)
{
    cr_assert(run_file("tests/cases/http_accept.txt") >= 30);
}

static enum jk_wire_event feed(struct jk_wire *wire, const char *text)
{
    size_t used;

    return jk_wire_feed(wire, text, strlen(text), &used);
}

/* Is a head taken that has such a byte in the place of "?"? */
static bool takes(const char *head, char byte)
{
    struct jk_wire wire = { 0 };
    struct jk_buf text = { 0 };
    enum jk_wire_event event;
    size_t used;

    jk_buf_str(&text, head);
    *strchr(text.at, '?') = byte;
    event = jk_wire_feed(&wire, text.at, text.len, &used);
    jk_buf_clear(&text);
    jk_wire_clear(&wire);
    return event == JK_WIRE_HEAD;
}

/* Each byte in each place, against the words of the RFCs; those that end a part are left out, for
 * behind them another begins. */
Test(wire, every_byte_is_taken_where_the_rfcs_let_it_stand_and_nowhere_else)
{
    static const struct {
        const char *head, *marks, *ends;
        bool letters; /* all of them, not only those of hexadecimal numbers */
    } places[] = {
        /* RFC 9110 section 5.6.2, tchar */
        { "GET / HTTP/1.1\r\nHost: a\r\nx?y: z\r\n\r\n", "!#$%&'*+-.^_`|~", ":", true },
        /* RFC 3986 section 3.3, pchar and "/"; "%" begins an escape */
        { "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n", "-._~!$&'()*+,;=:@/", "? ", true },
        /* names of hosts: unreserved */
        { "GET / HTTP/1.1\r\nHost: a?b\r\n\r\n", "-._~", ":", true },
        { "GET / HTTP/1.1\r\nHost: [:?1]\r\n\r\n", ":.", "]", false },
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        for (int byte = 1; byte < 256; byte++) {
            const bool letter = places[i].letters ? byte < 128 && isalnum(byte) : isxdigit(byte);
            const bool may = letter || strchr(places[i].marks, byte);

            if (!strchr(places[i].ends, byte))
                cr_assert(takes(places[i].head, (char)byte) == may, "place %zu, byte %d", i, byte);
        }
        cr_assert(takes(places[i].head, '\0') == false, "place %zu", i);
    }
}

/* RFC 9112 section 3.2.2: what the target says stands in the place of the field. */
Test(wire, the_host_is_that_of_an_absolute_target)
{
    struct jk_wire wire = { 0 };

    cr_assert(feed(&wire, "GET http://jarak.id:80/x HTTP/1.1\r\nA: b\r\nhost: lain\r\n\r\n") ==
              JK_WIRE_HEAD);
    cr_assert(jk_span_eq(jk_wire_field_value(&wire, 1), JK_SPAN("jarak.id:80")));
    cr_assert(jk_span_eq(jk_wire_path(&wire), JK_SPAN("/x")));
    jk_wire_clear(&wire);
}

Test(wire, a_body_without_a_granted_limit_is_refused)
{
    struct jk_wire wire = { 0 };

    cr_assert(feed(&wire, "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n") ==
              JK_WIRE_HEAD);
    cr_assert(feed(&wire, "x") == JK_WIRE_ERROR);
    cr_assert(eq(int, wire.code, 413));
    jk_wire_clear(&wire);
}

Test(wire, a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not)
{
    struct jk_wire wire = { 0 };
    const char *head = "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";

    cr_assert(feed(&wire, head) == JK_WIRE_HEAD);
    cr_assert(jk_wire_accept(&wire, 5) == JK_WIRE_NEED_MORE);
    cr_assert(feed(&wire, "hello") == JK_WIRE_REQUEST);
    jk_wire_next(&wire);
    cr_assert(feed(&wire, head) == JK_WIRE_HEAD);
    cr_assert(jk_wire_accept(&wire, 4) == JK_WIRE_ERROR);
    cr_assert(eq(int, wire.code, 413));
    jk_wire_clear(&wire);
}

Test(wire, a_small_refused_body_is_read_off_and_a_large_or_waiting_one_is_not)
{
    struct jk_wire wire = { 0 };

    cr_assert(feed(&wire, "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n") ==
              JK_WIRE_HEAD);
    cr_assert(jk_wire_skip(&wire));
    cr_assert(feed(&wire, "hello") == JK_WIRE_REQUEST);
    cr_assert(eq(sz, jk_wire_body(&wire).len, 0));
    jk_wire_next(&wire);
    cr_assert(feed(&wire, "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 65537\r\n\r\n") ==
              JK_WIRE_HEAD);
    cr_assert(not(jk_wire_skip(&wire)));
    jk_wire_next(&wire);
    cr_assert(feed(&wire, "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n") ==
              JK_WIRE_HEAD);
    cr_assert(not(jk_wire_skip(&wire)));
    jk_wire_next(&wire);
    cr_assert(feed(&wire, "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
                          "Expect: 100-continue\r\n\r\n") == JK_WIRE_HEAD);
    cr_assert(not(jk_wire_skip(&wire)));
    jk_wire_clear(&wire);
}

Test(wire, a_declared_length_takes_no_memory_before_bytes_come)
{
    struct jk_wire wire = { 0 };

    cr_assert(feed(&wire, "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n") ==
              JK_WIRE_HEAD);
    cr_assert(jk_wire_accept(&wire, 5 << 20) == JK_WIRE_NEED_MORE);
    cr_assert(feed(&wire, "x") == JK_WIRE_NEED_MORE);
    cr_assert(le(sz, wire.body.cap, 64));
    jk_wire_clear(&wire);
}

/* Bytes that matter to a reader of requests, for breaking good ones. */
static char odd_byte(struct seeded *random)
{
    static const char odd[] = "\r\n \t:;,/%?#0159afAFxX.+-\0\x7f\xff\"HC*";

    return odd[seeded_whole(random, 0, sizeof odd - 2)];
}

/* A few good requests after each other, some bytes of them changed, doubled or lost. */
static void make_broken(struct seeded *random, struct jk_buf *out)
{
    static const char *const good[] = {
        "GET /a%20b/c?d=e HTTP/1.1\r\nHost: h:80\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        ("PUT /x/ HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A\r\n"
         "0123456789\r\n0\r\n\r\n"),
        "\r\nOPTIONS * HTTP/1.0\r\nConnection: keep-alive , x\r\n\r\n",
    };
    int changes = (int)seeded_whole(random, 0, 3);

    jk_buf_reset(out);
    for (int i = 0; i < 3; i++)
        jk_buf_str(out, good[seeded_whole(random, 0, 3)]);
    for (int i = 0; i < changes; i++) {
        size_t at = (size_t)seeded_whole(random, 0, (int64_t)out->len - 1);
        int64_t how = seeded_whole(random, 0, 2);

        if (how == 0)
            out->at[at] = odd_byte(random);
        else if (how == 1)
            memmove(out->at + at, out->at + at + 1, --out->len - at);
        else
            jk_buf_add(out, "\r\n", (size_t)seeded_whole(random, 1, 2));
    }
}

Test(wire, broken_requests_are_read_the_same_wherever_they_are_cut)
{
    struct seeded random = { 0x6a6172616b };
    struct jk_buf bytes = { 0 }, whole = { 0 }, cut = { 0 };
    int rounds = seeded_rounds(20000), refused = 0;

    for (int round = 0; round < rounds; round++) {
        size_t ends[8], at = 0;

        make_broken(&random, &bytes);
        for (int i = 0; i < 8; i++)
            ends[i] = at += (size_t)seeded_whole(&random, 0, 60);
        jk_buf_reset(&whole);
        jk_buf_reset(&cut);
        trace_bytes(jk_buf_view(&bytes), NULL, 0, true, &whole);
        trace_bytes(jk_buf_view(&bytes), ends, 8, true, &cut);
        cr_assert(jk_span_eq(jk_buf_view(&whole), jk_buf_view(&cut)), "round %d: %s not %s", round,
                  cut.at, whole.at);
        refused += strstr(whole.at, "@") && strstr(whole.at, "400 ") != NULL;
    }
    cr_assert(refused > rounds / 10 && refused < rounds * 9 / 10, "%d refused", refused);
    jk_buf_clear(&bytes);
    jk_buf_clear(&whole);
    jk_buf_clear(&cut);
}
