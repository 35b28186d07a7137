/* Raw deflate without a header, for every byte counts.
 *
 * A short text is written here, with the fixed codes of RFC 1951 section 3.2.6: zlib counts letters
 * and builds three trees of them before it finds that a short text is smaller without, and clears
 * tables that are made for long ones. Greedy; of each place the last few that began with the same
 * four bytes are looked at. That is 4 to 10 % smaller than zlib's level 1 and takes a fifth of its
 * time. What is read back is read by zlib.
 *
 * A long text is zlib's: a route of 600 corners is digits, which codes of their own make smaller.
 * Window and hash table are small, for setting up and clearing those of the usual size costs more
 * than a notice, and squeezes no better. Level 1: the higher ones save a tenth of the bytes and
 * take a fifth more time. */
#include "jarak/base/squeeze.h"
#include "jarak/base/heap.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#define SHORT      4096  /* bytes of a text, of which most have some hundred */
#define COUNTS     8192  /* bytes of a dictionary, the last; so far back a short text may point */
#define RAW_WINDOW (-12) /* of a long text: bits; minus: no header */
#define WAS_WINDOW (-13) /* of either: 8 KiB */
#define MEMORY     4     /* of the hash table, 2,048 entries */
#define CHUNK      1024

#define HEAD_BITS  10
#define HEADS      (1 << HEAD_BITS)
#define LEAST      4   /* bytes worth pointing to */
#define MOST       257 /* 258 has a code of its own in deflate */
#define LOOKS      4   /* at so many places that may begin alike */
#define NO_PLACE   0
#define FIRST      1
#define BEYOND     8
#define END_SYMBOL 256

/* A byte with its bits turned around: deflate writes codes from their highest bit on. */
#define TURN_2(n) (n), (n) + 128, (n) + 64, (n) + 192
#define TURN_4(n) TURN_2(n), TURN_2((n) + 32), TURN_2((n) + 16), TURN_2((n) + 48)
#define TURN_6(n) TURN_4(n), TURN_4((n) + 8), TURN_4((n) + 4), TURN_4((n) + 12)
static const uint8_t turned[256] = { TURN_6(0), TURN_6(2), TURN_6(1), TURN_6(3) };

/* A short text on its way. A place is where something begins in `all`, in which the dictionary
 * stands from FIRST on, and behind it the text. */
struct squeezing {
    uint64_t bits; /* not written yet, the lowest first */
    unsigned bit_count;
    size_t len;                                /* bytes written */
    unsigned char room[2 * SHORT];             /* nine bits a letter at most */
    char all[FIRST + COUNTS + SHORT + BEYOND]; /* what is beyond is read, and counts for nothing */
    uint16_t heads[HEADS];                     /* the last place that may begin so, or NO_PLACE */
    uint16_t earlier[FIRST + COUNTS + SHORT];  /* of a place: the one before it that may */
};

static void put_bits(struct squeezing *s, uint32_t value, unsigned count)
{
    s->bits |= (uint64_t)value << s->bit_count;
    s->bit_count += count;
    for (; s->bit_count >= 8; s->bit_count -= 8, s->bits >>= 8)
        s->room[s->len++] = (unsigned char)s->bits;
}

/* The fixed codes of letters, the end and lengths. */
static void put_symbol(struct squeezing *s, unsigned symbol)
{
    if (symbol < 144)
        put_bits(s, turned[0x30 + symbol], 8);
    else if (symbol < END_SYMBOL)
        put_bits(s, 2U * turned[symbol] + 1U, 9);
    else if (symbol < 280)
        put_bits(s, turned[(symbol - END_SYMBOL) << 1], 7);
    else
        put_bits(s, turned[0xc0 + symbol - 280], 8);
}

/* Both codes have four, or two, symbols for each number of further bits. */
static void put_pointer(struct squeezing *s, unsigned len, unsigned back)
{
    unsigned more = len - 3 < 8 ? 0 : 29 - (unsigned)__builtin_clz(len - 3);

    put_symbol(s, 257 + 4 * more + ((len - 3) >> more));
    put_bits(s, (len - 3) & ((1U << more) - 1), more);
    more = back - 1 < 4 ? 0 : 30 - (unsigned)__builtin_clz(back - 1);
    put_bits(s, turned[(2 * more + ((back - 1) >> more)) << 3], 5);
    put_bits(s, (back - 1) & ((1U << more) - 1), more);
}

/* How many bytes are the same at both places, `most` at most; eight are compared at once. */
static unsigned same_len(const char *a, const char *b, unsigned most)
{
    for (unsigned len = 0; len < most; len += 8) {
        uint64_t of_a, of_b;

        memcpy(&of_a, a + len, sizeof of_a);
        memcpy(&of_b, b + len, sizeof of_b);
        if (of_a != of_b) {
            len += (unsigned)__builtin_ctzll(le64toh(of_a ^ of_b)) / 8;
            return len < most ? len : most;
        }
    }
    return most;
}

/* The longest that is the same as what stands at `at`. @return 0: none that is worth it */
static unsigned find_same(const struct squeezing *s, size_t at, unsigned most, unsigned place,
                          unsigned *back)
{
    unsigned best = LEAST - 1;

    for (int looks = 0; looks < LOOKS && place != NO_PLACE; looks++, place = s->earlier[place]) {
        unsigned len = at - place > COUNTS ? 0 : same_len(s->all + place, s->all + at, most);

        if (len > best) {
            best = len;
            *back = (unsigned)(at - place);
        }
    }
    return best < LEAST ? 0 : best;
}

/* @return the place before it that may begin alike, or NO_PLACE */
static unsigned note_place(struct squeezing *s, size_t at)
{
    uint16_t *head, was;
    uint32_t four;

    memcpy(&four, s->all + at, sizeof four);
    head = &s->heads[four * 2654435761U >> (32 - HEAD_BITS)];
    was = *head;
    s->earlier[at] = was;
    *head = (uint16_t)at;
    return was;
}

/* What lies before `from` is known, what is behind it up to `to` is written. */
static void write_short(struct squeezing *s, size_t from, size_t to)
{
    put_bits(s, 1 | 1 << 1, 3); /* the last block, of fixed codes */
    for (size_t at = from; at < to;) {
        unsigned most = to - at < MOST ? (unsigned)(to - at) : MOST, back = 0;
        unsigned len = find_same(s, at, most, note_place(s, at), &back);

        if (len)
            put_pointer(s, len, back);
        else
            put_symbol(s, (unsigned char)s->all[at]);
        at += len ? len : 1;
    }
    put_symbol(s, END_SYMBOL);
    put_bits(s, 0, 7); /* the byte begun is written */
}

static void squeeze_short(struct jk_buf *out, struct jk_span text, struct jk_span dictionary)
{
    const size_t counts = dictionary.len < COUNTS ? dictionary.len : COUNTS, from = FIRST + counts;
    struct squeezing s;

    s.bits = s.bit_count = 0;
    s.len = 0;
    memset(s.heads, 0, sizeof s.heads);
    if (counts)
        memcpy(s.all + FIRST, dictionary.at + dictionary.len - counts, counts);
    if (text.len)
        memcpy(s.all + from, text.at, text.len);
    memset(s.all + from + text.len, 0, BEYOND);
    for (size_t at = FIRST; at < from; at++)
        note_place(&s, at);
    write_short(&s, from, from + text.len);
    jk_buf_add(out, s.room, s.len);
}

static void squeeze_long(struct jk_buf *out, struct jk_span text, struct jk_span dictionary)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)text.at, .avail_in = (uInt)text.len };
    unsigned char room[CHUNK];
    int rc = deflateInit2(&z, 1, Z_DEFLATED, RAW_WINDOW, MEMORY, Z_DEFAULT_STRATEGY);

    if (rc != Z_OK) {
        jk_heap_note(); /* zlib asks for its own */
        out->failed = true;
        return;
    }
    rc = deflateSetDictionary(&z, (const Bytef *)dictionary.at, (uInt)dictionary.len);
    while (rc == Z_OK) {
        z.next_out = room;
        z.avail_out = sizeof room;
        rc = deflate(&z, Z_FINISH);
        jk_buf_add(out, room, sizeof room - z.avail_out);
        if (rc == Z_BUF_ERROR)
            rc = Z_OK;
    }
    if (rc != Z_STREAM_END)
        out->failed = true;
    deflateEnd(&z);
}

void jk_squeeze(struct jk_buf *out, struct jk_span text, struct jk_span dictionary)
{
    if (text.len <= SHORT)
        squeeze_short(out, text, dictionary);
    else
        squeeze_long(out, text, dictionary);
}

char *jk_unsqueeze(struct jk_arena *arena, struct jk_span squeezed, size_t len,
                   struct jk_span dictionary)
{
    char *text = jk_arena_take(arena, len + 1);
    z_stream z = { .next_in = (Bytef *)(uintptr_t)squeezed.at,
                   .avail_in = (uInt)squeezed.len,
                   .next_out = (Bytef *)text,
                   .avail_out = (uInt)len + 1 }; /* one more, or the end would not be seen */
    bool whole;

    if (!text)
        return NULL;
    if (inflateInit2(&z, WAS_WINDOW) != Z_OK) {
        jk_heap_note();
        return NULL;
    }
    whole = inflateSetDictionary(&z, (const Bytef *)dictionary.at, (uInt)dictionary.len) == Z_OK &&
            inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == len;
    inflateEnd(&z);
    if (!whole) { /* what we squeezed ourselves: zlib had no room for the dictionary */
        jk_heap_note();
        return NULL;
    }
    text[len] = '\0';
    return text;
}
