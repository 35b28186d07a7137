/* One table of phrases, and the readers that take a text apart by it.
 *
 * A text becomes tokens: words in small letters, and numbers with the signs inside them. A reader
 * takes the longest phrase of its class at each place; what is left over is a word nobody knows,
 * and the text is refused. Phrases that say nothing in a class stand there as FILLER. Letters are
 * folded here and not by the locale, which would make other letters of them on another machine. */
#include "jarak/model/words.h"

#include <string.h>
#include "daemon/model/words_internal.h"
#include "jarak/base/decimal.h"

enum word_class { STATUS, KIND, FOOT, LEG, PASLON, PEOPLE, CROWD_CLASS, VEHICLE, CLOCK, OPEN_END };

#define FILLER (-1)

enum vehicle { CARS, MOTORCYCLES, TRUCKS, BUSES, VEHICLE_END };

/* By class; of phrases that begin alike the longer one is taken, wherever it stands. */
static const struct {
    enum word_class of;
    const char *phrase;
    int means;
} phrases[] = {
    { STATUS, "draft", JK_SAID_LIVE },
    { STATUS, "submitted", JK_SAID_LIVE },
    { STATUS, "under review", JK_SAID_LIVE },
    { STATUS, "on hold", JK_SAID_LIVE },
    { STATUS, "returned", JK_SAID_LIVE },
    { STATUS, "approved", JK_SAID_LIVE },
    { STATUS, "refused", JK_SAID_LIVE }, /* what the police decided is not imported */
    { STATUS, "done", JK_SAID_LIVE },
    { STATUS, "confirmed", JK_SAID_LIVE },
    { STATUS, "tentative", JK_SAID_LIVE },
    { STATUS, "diajukan", JK_SAID_LIVE },
    { STATUS, "diterima", JK_SAID_LIVE },
    { STATUS, "disetujui", JK_SAID_LIVE },
    { STATUS, "dijadwalkan", JK_SAID_LIVE },
    { STATUS, "terjadwal", JK_SAID_LIVE },
    { STATUS, "terlaksana", JK_SAID_LIVE },
    { STATUS, "cancelled", JK_SAID_CANCELLED },
    { STATUS, "canceled", JK_SAID_CANCELLED },
    { STATUS, "withdrawn", JK_SAID_CANCELLED },
    { STATUS, "not held", JK_SAID_CANCELLED },
    { STATUS, "batal", JK_SAID_CANCELLED },
    { STATUS, "dibatalkan", JK_SAID_CANCELLED },
    { STATUS, "ditiadakan", JK_SAID_CANCELLED },
    { STATUS, "dicabut", JK_SAID_CANCELLED },
    { STATUS, "tidak diambil", JK_SAID_CANCELLED },
    { STATUS, "tidak menggelar", JK_SAID_CANCELLED },
    { STATUS, "tidak dilaksanakan", JK_SAID_CANCELLED },
    { STATUS, "ditunda", JK_SAID_POSTPONED },
    { KIND, "rapat umum", JK_KIND_RAPAT_UMUM },
    { KIND, "kampanye akbar", JK_KIND_RAPAT_UMUM },
    { KIND, "kampanye terbuka", JK_KIND_RAPAT_UMUM },
    { KIND, "hajatan rakyat", JK_KIND_RAPAT_UMUM },
    { KIND, "konser", JK_KIND_RAPAT_UMUM },
    { KIND, "pertemuan terbatas", JK_KIND_TERBATAS },
    { KIND, "tatap muka", JK_KIND_TATAP_MUKA },
    { KIND, "dialogis", JK_KIND_TATAP_MUKA },
    { KIND, "dialog", JK_KIND_TATAP_MUKA },
    { KIND, "blusukan", JK_KIND_TATAP_MUKA },
    { KIND, "konvoi", JK_KIND_KONVOI },
    { KIND, "pawai", JK_KIND_KONVOI },
    { KIND, "kirab", JK_KIND_KONVOI },
    { KIND, "karnaval", JK_KIND_KONVOI },
    { KIND, "arak arakan", JK_KIND_KONVOI },
    { KIND, "iring iringan", JK_KIND_KONVOI },
    { KIND, "long march", JK_KIND_KONVOI },
    { KIND, "jalan santai", JK_KIND_KONVOI },
    { KIND, "jalan sehat", JK_KIND_KONVOI },
    { KIND, "gerak jalan", JK_KIND_KONVOI },
    { KIND, "logistik", JK_KIND_LOGISTIK },
    { KIND, "pengamanan", JK_KIND_PENGAMANAN },
    { KIND, "rakor", JK_KIND_RAKOR },
    { KIND, "rapat koordinasi", JK_KIND_RAKOR },
    { KIND, "sosialisasi", JK_KIND_SOSIALISASI },
    { FOOT, "long march", 1 },
    { FOOT, "jalan santai", 1 },
    { FOOT, "jalan sehat", 1 },
    { FOOT, "gerak jalan", 1 },
    { LEG, "utama", JK_LEG_MAIN },
    { LEG, "kegiatan utama", JK_LEG_MAIN },
    { LEG, "rapat", JK_LEG_MAIN },
    { LEG, "kumpul", JK_LEG_KUMPUL },
    { LEG, "titik kumpul", JK_LEG_KUMPUL },
    { LEG, "posko keberangkatan", JK_LEG_KUMPUL },
    { LEG, "berangkat", JK_LEG_BERANGKAT },
    { LEG, "rute berangkat", JK_LEG_BERANGKAT },
    { LEG, "keberangkatan", JK_LEG_BERANGKAT },
    { LEG, "pulang", JK_LEG_PULANG },
    { LEG, "rute pulang", JK_LEG_PULANG },
    { LEG, "kepulangan", JK_LEG_PULANG },
    { LEG, "bubar", JK_LEG_BUBAR },
    { LEG, "titik bubar", JK_LEG_BUBAR },
    { KIND, "pertemuan", FILLER },
    { KIND, "kegiatan", FILLER },
    { KIND, "kampanye", FILLER },
    { KIND, "dan", FILLER },
    { PASLON, "paslon", FILLER },
    { PASLON, "pasangan", FILLER },
    { PASLON, "calon", FILLER },
    { PASLON, "nomor", FILLER },
    { PASLON, "no", FILLER },
    { PASLON, "urut", FILLER },
    { PASLON, "dan", FILLER },
    { PASLON, "&", FILLER },
    { PEOPLE, "ribu", 1000 },
    { PEOPLE, "juta", 1000000 },
    { PEOPLE, "orang", FILLER },
    { PEOPLE, "peserta", FILLER },
    { PEOPLE, "massa", FILLER },
    { PEOPLE, "maks", FILLER },
    { PEOPLE, "maksimal", FILLER },
    { PEOPLE, "paling banyak", FILLER },
    { PEOPLE, "hingga", FILLER },
    { PEOPLE, "sampai", FILLER },
    { PEOPLE, "s d", FILLER },
    { PEOPLE, "sekitar", FILLER },
    { PEOPLE, "kurang lebih", FILLER },
    { PEOPLE, "kira kira", FILLER },
    { PEOPLE, "\xc2\xb1", FILLER },
    { CROWD_CLASS, "puluhan", 99 },
    { CROWD_CLASS, "ratusan", 999 },
    { CROWD_CLASS, "ribuan", 9999 },
    { CROWD_CLASS, "puluhan ribu", 99999 },
    { CROWD_CLASS, "ratusan ribu", 999999 },
    { CROWD_CLASS, "jutaan", 9999999 },
    { VEHICLE, "mobil", CARS },
    { VEHICLE, "roda empat", CARS },
    { VEHICLE, "motor", MOTORCYCLES },
    { VEHICLE, "sepeda motor", MOTORCYCLES },
    { VEHICLE, "roda dua", MOTORCYCLES },
    { VEHICLE, "truk", TRUCKS },
    { VEHICLE, "truk sound", TRUCKS },
    { VEHICLE, "mobil hias", TRUCKS },
    { VEHICLE, "mobil bak terbuka", TRUCKS },
    { VEHICLE, "bak terbuka", TRUCKS },
    { VEHICLE, "bus", BUSES },
    { VEHICLE, "bis", BUSES },
    { VEHICLE, "unit", FILLER },
    { VEHICLE, "buah", FILLER },
    { VEHICLE, "kendaraan", FILLER },
    { VEHICLE, "dan", FILLER },
    { CLOCK, "pukul", FILLER },
    { CLOCK, "pkl", FILLER },
    { CLOCK, "jam", FILLER },
    { CLOCK, "sekitar", FILLER },
    { CLOCK, "kurang lebih", FILLER },
    { CLOCK, "kira kira", FILLER },
    { CLOCK, "\xc2\xb1", FILLER },
    { OPEN_END, "selesai", 1 },
    { OPEN_END, "s d selesai", 1 },
    { OPEN_END, "sampai selesai", 1 },
    { OPEN_END, "sampai dengan selesai", 1 },
    { OPEN_END, "hingga selesai", 1 },
};

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || c == '\'' || c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A sign within a number: digits on both sides. */
static bool joins_digits(struct jk_span text, size_t i)
{
    return i > 0 && i + 1 < text.len && strchr(".,:/-", text.at[i]) && text.at[i] &&
           is_digit(text.at[i - 1]) && is_digit(text.at[i + 1]);
}

/* Appends to the last token, or begins one. @return false when it does not fit */
static bool put(struct word_tokens *t, char c, bool begins)
{
    struct word_token *last;

    if (begins && t->count == WORD_TOKENS_MAX)
        return false;
    if (begins)
        t->at[t->count++] = (struct word_token){ .len = 0 };
    last = &t->at[t->count - 1];
    if (last->len + 1 == sizeof last->text)
        return false;
    last->text[last->len++] = c;
    last->text[last->len] = '\0';
    last->is_number = is_digit(last->text[0]);
    return true;
}

bool model_words_split(struct jk_span text, struct word_tokens *out)
{
    enum { NOTHING, WORD, NUMBER } open = NOTHING;

    *out = (struct word_tokens){ .count = 0 };
    for (size_t i = 0; i < text.len; i++) {
        char c = small(text.at[i]);
        bool two = i + 1 < text.len;

        if (two && c == '\xc2' && text.at[i + 1] == '\xa0') { /* a blank that does not break */
            open = NOTHING;
            i++;
        } else if (two && c == '\xc2' && text.at[i + 1] == '\xb1') { /* plus-minus: a word */
            if (!put(out, c, true) || !put(out, text.at[++i], false))
                return false;
            open = NOTHING;
        } else if (is_digit(c) || (open == NUMBER && joins_digits(text, i))) {
            if (!put(out, c, open != NUMBER))
                return false;
            open = NUMBER;
        } else if (is_letter((unsigned char)c)) {
            if (!put(out, c, open != WORD))
                return false;
            open = WORD;
        } else {
            bool splits_words =
                c == '-' && open == WORD && two && is_letter((unsigned char)small(text.at[i + 1]));

            /* Signs between words part them; others would change what a number says. */
            if (!strchr(" \t.,;:/()_", c) && !splits_words && !put(out, c, true))
                return false;
            open = NOTHING;
        }
    }
    return true;
}

/* How many tokens from `at` on are the phrase; 0: they are another. */
static size_t match(const struct word_tokens *t, size_t at, const char *phrase)
{
    struct jk_span rest = jk_span_of(phrase), word;
    size_t count = 0;

    while (jk_span_cut(&rest, ' ', &word)) {
        if (at + count == t->count ||
            !jk_span_eq(word, (struct jk_span){ t->at[at + count].text, t->at[at + count].len }))
            return 0;
        count++;
    }
    return count;
}

/* Takes the longest phrase of a class. @return tokens taken; 0: nobody knows it */
static size_t take(const struct word_tokens *t, size_t at, enum word_class of, int *means)
{
    size_t best = 0;

    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        size_t count = phrases[i].of == of ? match(t, at, phrases[i].phrase) : 0;

        if (count > best) {
            best = count;
            *means = phrases[i].means;
        }
    }
    return best;
}

/* The one meaning of a whole text: all its words are known, and no two differ. */
static bool read_one(struct jk_span text, enum word_class of, int *out)
{
    struct word_tokens t;
    bool found = false;
    int means = FILLER;

    if (!model_words_split(text, &t))
        return false;
    for (size_t at = 0, count; at < t.count; at += count) {
        count = take(&t, at, of, &means);
        if (count == 0 || (means != FILLER && found && means != *out))
            return false;
        if (means != FILLER) {
            *out = means;
            found = true;
        }
    }
    return found;
}

bool jk_words_status(struct jk_span text, enum jk_said_status *out)
{
    int means = JK_SAID_LIVE;

    if (jk_span_trim(text).len && !read_one(text, STATUS, &means))
        return false;
    *out = (enum jk_said_status)means;
    return true;
}

/* True when a phrase of the class stands anywhere in the text. */
static bool holds(struct jk_span text, enum word_class of)
{
    struct word_tokens t;
    int means;

    if (!model_words_split(text, &t))
        return false;
    for (size_t at = 0; at < t.count; at++) {
        if (take(&t, at, of, &means) > 0)
            return true;
    }
    return false;
}

bool jk_words_kind(struct jk_span text, enum jk_kind *out, bool *walks)
{
    int means;

    if (!read_one(text, KIND, &means))
        return false;
    *out = (enum jk_kind)means;
    *walks = *out == JK_KIND_KONVOI && holds(text, FOOT);
    return true;
}

bool jk_words_leg(struct jk_span text, enum jk_leg *out)
{
    int means;

    if (!read_one(text, LEG, &means))
        return false;
    *out = (enum jk_leg)means;
    return true;
}

bool jk_words_open_end(struct jk_span text)
{
    int means;

    return read_one(text, OPEN_END, &means);
}

bool jk_words_paslon(struct jk_span text, struct jk_buf *out)
{
    struct word_tokens t;
    int means;
    bool any = false;

    if (!model_words_split(text, &t))
        return false;
    for (size_t at = 0, count; at < t.count; at += count) {
        struct jk_span rest = { t.at[at].text, t.at[at].len }, part;
        uint64_t number;

        count = 1;
        if (!t.at[at].is_number) {
            count = take(&t, at, PASLON, &means);
            if (count == 0)
                return false;
            continue;
        }
        while (jk_span_cut(&rest, ',', &part)) {
            if (!jk_uint_parse(part, JK_PASLON_NO_MAX, &number) || number == 0)
                return false;
            jk_buf_fmt(out, "%s%u", any ? "," : "", (unsigned)number);
            any = true;
        }
    }
    return any;
}

/* Skips what stands before an hour and says nothing of it. */
size_t model_words_skip_clock(const struct word_tokens *t, size_t at)
{
    int means;
    size_t count;

    while (at < t->count && (count = take(t, at, CLOCK, &means)) > 0)
        at += count;
    return at;
}

/* A whole number, groups of three parted by one sign. */
static bool read_whole(const struct word_token *token, uint64_t *out)
{
    struct jk_span rest = { token->text, token->len }, part;
    char sign = strchr(token->text, '.') ? '.' : ',';
    bool first = true;
    uint64_t group;

    *out = 0;
    while (jk_span_cut(&rest, sign, &part)) {
        bool grouped = first ? part.len <= 3 || !strchr(token->text, sign) : part.len == 3;

        if (!grouped || part.len > 9 || !jk_uint_parse(part, UINT32_MAX, &group) ||
            (first && part.len > 1 && part.at[0] == '0') || *out > UINT32_MAX)
            return false;
        *out = first ? group : *out * 1000 + group;
        first = false;
    }
    /* 0.500 has groups and no thousands. */
    return !strchr(token->text, sign) || token->text[0] != '0';
}

/* A blank may part thousands too: a further token of three digits. */
static bool read_number(const struct word_tokens *t, size_t *at, uint64_t *out)
{
    if (!read_whole(&t->at[(*at)++], out))
        return false;
    while (*at < t->count && t->at[*at].is_number && t->at[*at].len == 3 && *out > 0 &&
           *out < UINT32_MAX && !strpbrk(t->at[*at - 1].text, ".,")) {
        uint64_t group;

        if (!jk_uint_parse(jk_span_of(t->at[(*at)++].text), 999, &group))
            return false;
        *out = *out * 1000 + group;
    }
    return true;
}

/* "ribuan orang": a size and no number, of which the most it can mean counts. */
static bool read_class(const struct word_tokens *t, uint32_t *out)
{
    bool any = false;
    int means;

    for (size_t at = 0, count; at < t->count; at += count) {
        count = take(t, at, CROWD_CLASS, &means);
        if (count > 0 && !any) {
            *out = (uint32_t)means;
            any = true;
        } else if (count > 0 || (count = take(t, at, PEOPLE, &means)) == 0 || means != FILLER) {
            return false;
        }
    }
    return any;
}

bool jk_words_people(struct jk_span text, uint32_t *out, bool *is_class)
{
    struct word_tokens t;
    uint64_t most = 0, number, times = 1;
    bool any = false;
    int means;

    if (!model_words_split(text, &t))
        return false;
    *is_class = read_class(&t, out);
    if (*is_class)
        return true;
    for (size_t at = 0, count; at < t.count;) {
        if (t.at[at].is_number) {
            if (!read_number(&t, &at, &number))
                return false;
            most = number > most ? number : most;
            any = true;
            continue;
        }
        count = take(&t, at, PEOPLE, &means);
        /* A unit stands behind a number: ribu alone is no number, and two are none either. */
        if (count == 0 || (means != FILLER && (!any || times > 1)))
            return false;
        times = means == FILLER ? times : (uint64_t)means;
        at += count;
    }
    if (!any || most > UINT32_MAX / times)
        return false;
    *out = (uint32_t)(most * times);
    return true;
}

/* Each class has a number before it; the same class twice adds up. */
bool jk_words_vehicles(struct jk_span text, struct jk_vehicles *out)
{
    uint64_t count[VEHICLE_END] = { 0 }, number = 0;
    bool counted = false, any = false;
    struct word_tokens t;
    int means;

    if (!model_words_split(text, &t))
        return false;
    for (size_t at = 0, used; at < t.count;) {
        if (t.at[at].is_number) {
            if (counted || !read_number(&t, &at, &number))
                return false;
            counted = true;
            continue;
        }
        used = take(&t, at, VEHICLE, &means);
        if (used == 0 || (means != FILLER && !counted))
            return false;
        at += used;
        if (means == FILLER)
            continue;
        count[means] += number;
        counted = false;
        any = true;
        if (count[means] > JK_VEHICLES_MAX)
            return false;
    }
    *out = (struct jk_vehicles){ .cars = (uint32_t)count[CARS],
                                 .motorcycles = (uint32_t)count[MOTORCYCLES],
                                 .trucks = (uint32_t)count[TRUCKS],
                                 .buses = (uint32_t)count[BUSES] };
    return any && !counted;
}

/* A word at a place of a text, letters in any case, with no letter on either side. */
static bool is_word_at(struct jk_span text, size_t at, const char *word)
{
    size_t len = strlen(word);

    if (at + len > text.len || (at > 0 && is_letter((unsigned char)small(text.at[at - 1]))) ||
        (at + len < text.len && is_letter((unsigned char)small(text.at[at + len]))))
        return false;
    for (size_t i = 0; i < len; i++) {
        if (small(text.at[at + i]) != word[i])
            return false;
    }
    return true;
}

static struct jk_span behind(struct jk_span text, size_t at)
{
    return jk_span_trim((struct jk_span){ text.at + at, text.len - at });
}

struct jk_span jk_words_last(struct jk_span text)
{
    static const char *const moved[] = { "dipindah ke", "dipindahkan ke", "pindah ke",
                                         "digeser ke",  "bergeser ke",    "diganti ke" };
    bool formerly = false;

    for (size_t at = 0; at < text.len; at++) {
        formerly = formerly || is_word_at(text, at, "semula");
        /* "Menjadi" alone may be part of a name. */
        if (formerly && is_word_at(text, at, "menjadi"))
            return behind(text, at + strlen("menjadi"));
        for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
            if (is_word_at(text, at, moved[i]))
                return behind(text, at + strlen(moved[i]));
        }
    }
    return text;
}
