/* Names of places in a text, held against the sorted names of the pack.
 *
 * The text becomes words in small letters, parted into segments by commas, brackets and line ends.
 * At each word the longest name that begins there is taken. A name counts as a place only if its
 * segment holds nothing that nobody knows: "Sepaso Timur" is another desa than Sepaso, and
 * "Lapangan Merdeka Kembang" may be another field than Lapangan Merdeka. A street is followed until
 * its segment ends, for streets are named after places far away; one alone is no point.
 *
 * Sub-districts narrow where a notice may be, which takes rivals out of sight: only their whole
 * names do, or a first word that several share ("Sangatta" is Utara or Selatan). */
#include "jarak/policy/place_words.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/model/words.h"

#define WORD_MAX  40
#define WORDS_MAX 64 /* of a text; a longer one names nothing, and so nothing wrongly */

struct word {
    char text[WORD_MAX];
    size_t len;
    bool begins_segment;
};

struct words {
    struct word at[WORDS_MAX];
    size_t count;
};

enum meaning {
    NOBODY_KNOWS,
    SAYS_NOTHING, /* "di", "kabupaten"; also a name that has been read */
    BESIDE,       /* "halaman", "samping" */
    WITHIN,       /* "lapangan", "desa": somewhere in what is named behind it */
    DESA,         /* WITHIN, and what is named is a desa rather than a sub-district */
    DISTRICT,     /* "kecamatan": a sub-district is named behind it */
    STREET,
    SEVERAL, /* "dan" */
    ONLINE
};

/* Words of schedules beside names of places (cases/words of published schedules and STTPs). */
static const struct {
    const char *word;
    enum meaning means;
} known[] = {
    { "di", SAYS_NOTHING },
    { "pada", SAYS_NOTHING },
    { "bertempat", SAYS_NOTHING },
    { "kota", SAYS_NOTHING },
    { "kabupaten", SAYS_NOTHING },
    { "provinsi", SAYS_NOTHING },
    { "kecamatan", DISTRICT },
    { "halaman", BESIDE },
    { "kompleks", BESIDE },
    { "kawasan", BESIDE },
    { "area", BESIDE },
    { "samping", BESIDE },
    { "sebelah", BESIDE },
    { "depan", BESIDE },
    { "belakang", BESIDE },
    { "dekat", BESIDE },
    { "sekitar", BESIDE },
    { "seberang", BESIDE },
    { "lapangan", WITHIN },
    { "gedung", WITHIN },
    { "gor", WITHIN },
    { "balai", WITHIN },
    { "aula", WITHIN },
    { "alun", WITHIN },
    { "pasar", WITHIN },
    { "rumah", WITHIN },
    { "rt", SAYS_NOTHING },
    { "rw", SAYS_NOTHING },
    { "dusun", WITHIN },
    { "desa", DESA },
    { "kelurahan", DESA },
    { "kampung", DESA },
    { "nagari", DESA },
    { "jalan", STREET },
    { "dan", SEVERAL },
    { "serta", SEVERAL },
    { "daring", ONLINE },
    { "online", ONLINE },
    { "virtual", ONLINE },
    { "zoom", ONLINE },
};

/* What goes with ONLINE and says nothing by itself. */
static const char *const beside_online[] = { "via",   "melalui", "secara", "meeting",
                                             "rapat", "link",    "live",   "streaming" };

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_of_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static bool ends_segment(char c)
{
    return strchr(",;()[]\n\r/&+", c) != NULL; /* NUL does too */
}

/* What is written short. */
static void unfold(struct word *word)
{
    static const char *const whole[][2] = {
        { "lap", "lapangan" },     { "kec", "kecamatan" }, { "kel", "kelurahan" },
        { "ds", "desa" },          { "kp", "kampung" },    { "jl", "jalan" },
        { "jln", "jalan" },        { "kab", "kabupaten" }, { "prov", "provinsi" },
        { "komplek", "kompleks" },
    };

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        if (strcmp(word->text, whole[i][0]) != 0)
            continue;
        word->len = strlen(whole[i][1]);
        memcpy(word->text, whole[i][1], word->len + 1);
        return;
    }
}

/* @return false for a text of more or longer words than any name has */
static bool split(struct jk_span text, struct words *out)
{
    bool open = false, begins = true;

    out->count = 0;
    for (size_t at = 0; at < text.len; at++) {
        char c = small(text.at[at]);
        struct word *word;

        if (!is_of_word((unsigned char)c)) {
            open = open && c == '\''; /* ba'da */
            begins = begins || ends_segment(c);
            continue;
        }
        if (!open && out->count == WORDS_MAX)
            return false;
        if (!open) {
            out->at[out->count++] = (struct word){ .begins_segment = begins };
            open = true;
            begins = false;
        }
        word = &out->at[out->count - 1];
        if (word->len + 1 == WORD_MAX)
            return false;
        word->text[word->len++] = c;
    }
    for (size_t i = 0; i < out->count; i++)
        unfold(&out->at[i]);
    return true;
}

/* A name up to its first bracket or comma, as its words with single blanks. */
static char *fold_name(struct jk_arena *arena, const char *name)
{
    struct jk_buf folded = { 0 };
    struct words words;
    char *copy;

    if (!split(jk_span_of(name), &words))
        words.count = 0;
    for (size_t i = 0; i < words.count && (i == 0 || !words.at[i].begins_segment); i++)
        jk_buf_fmt(&folded, "%s%s", i ? " " : "", words.at[i].text);
    copy = jk_buf_ok(&folded) ? jk_arena_copy(arena, jk_buf_view(&folded)) : NULL;
    jk_buf_clear(&folded);
    return copy;
}

static int compare_names(const void *a, const void *b)
{
    const struct jk_pack_name *x = a, *y = b;

    return strcmp(x->words, y->words);
}

/* Codes of provinces and regencies have one dot at most: 64, 64.08; below them are those that a
 * place may be in. */
static bool is_district(const struct jk_region *region)
{
    const char *dot = strchr(region->code, '.');

    return dot && strchr(dot + 1, '.');
}

static bool add_name(struct jk_arena *arena, const char *name, struct jk_pack_name as,
                     struct jk_pack_name *list, size_t *count)
{
    as.words = fold_name(arena, name);
    if (!as.words)
        return false;
    /* A street is long: its name is no point, though the pack has points on it. */
    if (as.words[0] && strncmp(as.words, "jalan ", 6) != 0)
        list[(*count)++] = as;
    return true;
}

static size_t alias_count(const struct jk_place *place)
{
    size_t n = 0;

    while (place->aliases && place->aliases[n])
        n++;
    return n;
}

enum jk_status jk_pack_names_make(struct jk_arena *arena, struct jk_pack *pack)
{
    size_t most = pack->region_count, count = 0;
    struct jk_pack_name *list;
    bool ok = true;

    for (size_t i = 0; i < pack->place_count; i++)
        most += 1 + alias_count(&pack->places[i]);
    list = jk_arena_array(arena, most + 1, sizeof *list);
    if (!list)
        return JK_MEMORY;
    for (size_t i = 0; i < pack->place_count && ok; i++) {
        const struct jk_place *place = &pack->places[i];

        ok = add_name(arena, place->name, (struct jk_pack_name){ .place = place }, list, &count);
        for (size_t k = 0; k < alias_count(place) && ok; k++)
            ok = add_name(arena, place->aliases[k], (struct jk_pack_name){ .place = place }, list,
                          &count);
    }
    for (size_t i = 0; i < pack->region_count && ok; i++) {
        if (is_district(&pack->regions[i]))
            ok = add_name(arena, pack->regions[i].name,
                          (struct jk_pack_name){ .region = &pack->regions[i] }, list, &count);
    }
    if (!ok)
        return JK_MEMORY;
    if (count > 0)
        qsort(list, count, sizeof *list, compare_names);
    pack->names = list;
    pack->name_count = count;
    return JK_OK;
}

/* How many words from `at` on a name takes, all of it within one segment; 0: it does not stand
 * there. */
static size_t count_words(const struct words *w, size_t at, const char *name)
{
    struct jk_span rest = jk_span_of(name), part;
    size_t used = 0;

    for (; jk_span_cut(&rest, ' ', &part); used++) {
        if (at + used == w->count || (used > 0 && w->at[at + used].begins_segment) ||
            !jk_span_eq(part, jk_span_of(w->at[at + used].text)))
            return 0;
    }
    return used;
}

/* Sub-districts that are found one by one; too many of them are any. */
struct districts {
    const struct jk_region *at[JK_LOCATED_MAX];
    size_t count;
    bool too_many;
};

/* A reading under way. */
struct naming {
    const struct jk_pack *pack;
    const char *region;
    struct words words;
    const struct jk_place *place;
    struct districts whole, shared; /* by their whole names; by a first word that several share */
    enum meaning before;            /* of the word before this one, in its segment */
    bool strange;                   /* a word nobody knows has come in this segment */
    bool placed;                    /* a place has */
    bool doubtful, several, beside, within, online;
    bool only_online; /* so far nothing but what goes with ONLINE */
};

static bool is_below(const struct naming *n, const struct jk_pack_name *name)
{
    return !n->region[0] ||
           jk_region_covers(n->region, name->place ? name->place->region : name->region->code);
}

static void list_district(struct districts *list, const struct jk_region *region)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i] == region)
            return;
    }
    if (list->count == JK_LOCATED_MAX)
        list->too_many = true;
    else
        list->at[list->count++] = region;
}

/* The first name that is not before these words. */
static size_t lower_bound(const struct jk_pack *pack, const char *words)
{
    size_t low = 0, high = pack->name_count;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (strcmp(pack->names[mid].words, words) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The longest name that begins at a word; those of one name stand together from `first` on.
 * @return words it takes; 0: none */
static size_t longest(const struct naming *n, size_t at, size_t *first)
{
    const char *word = n->words.at[at].text;
    size_t best = 0;

    for (size_t i = lower_bound(n->pack, word); i < n->pack->name_count; i++) {
        const struct jk_pack_name *name = &n->pack->names[i];
        size_t used;

        if (strncmp(name->words, word, strlen(word)) != 0)
            break;
        used = is_below(n, name) ? count_words(&n->words, at, name->words) : 0;
        if (used > best) {
            best = used;
            *first = i;
        }
    }
    return best;
}

/* What tells Sangatta Utara from Sangatta Selatan. */
static bool is_direction(const char *word)
{
    static const char *const directions[] = { "utara",  "selatan", "barat", "timur",
                                              "tengah", "kota",    "hulu",  "hilir",
                                              "ulu",    "ilir",    "dalam", "luar",
                                              "baru",   "lama",    "darat", "seberang" };

    for (size_t i = 0; i < sizeof directions / sizeof *directions; i++) {
        if (strcmp(word, directions[i]) == 0)
            return true;
    }
    return false;
}

/* Sub-districts that are the word and a direction. Other first words are shared by what has nothing
 * to do with each other: Teluk Lingga is no part of Teluk Pandan. */
static bool take_shared(struct naming *n, size_t at, bool narrows)
{
    char begin[WORD_MAX + 1];
    size_t len = n->words.at[at].len + 1;
    bool any = false;

    memcpy(begin, n->words.at[at].text, len - 1);
    begin[len - 1] = ' ';
    begin[len] = '\0';
    for (size_t i = lower_bound(n->pack, begin); i < n->pack->name_count; i++) {
        const struct jk_pack_name *name = &n->pack->names[i];

        if (strncmp(name->words, begin, len) != 0)
            break;
        if (!name->region || !is_below(n, name) || !is_direction(name->words + len))
            continue;
        if (narrows)
            list_district(&n->shared, name->region);
        any = true;
    }
    return any;
}

static enum meaning meaning_of(const struct word *word)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(word->text, known[i].word) == 0)
            return known[i].means;
    }
    return NOBODY_KNOWS;
}

static bool goes_with_online(const struct word *word)
{
    for (size_t i = 0; i < sizeof beside_online / sizeof *beside_online; i++) {
        if (strcmp(word->text, beside_online[i]) == 0)
            return true;
    }
    return false;
}

/* Another word of the segment that nobody knows, right behind what was named. */
static bool goes_on_strangely(const struct naming *n, size_t at)
{
    size_t first;

    return at < n->words.count && !n->words.at[at].begins_segment &&
           meaning_of(&n->words.at[at]) == NOBODY_KNOWS && longest(n, at, &first) == 0;
}

/* True where a sub-district that is named says where it is: "Simpang Bengalon" may be far from it,
 * and so may what is near it. */
static bool may_narrow(const struct naming *n, size_t behind)
{
    return (!n->strange || n->before == DISTRICT) && n->before != BESIDE &&
           !goes_on_strangely(n, behind);
}

static void take_place(struct naming *n, const struct jk_pack_name *name)
{
    n->several = n->several || (n->place && n->place != name->place);
    n->doubtful = n->doubtful || n->strange || (n->place && n->place != name->place);
    n->within = n->within || n->before == WITHIN || n->before == DESA;
    n->place = name->place;
    n->placed = true;
}

/* Takes the places and sub-districts of one name. A name of both is the sub-district, which is
 * larger, unless the text says that it is a desa. */
static void take_name(struct naming *n, size_t first, size_t behind)
{
    const char *words = n->pack->names[first].words;
    bool narrows = may_narrow(n, behind), district = false;

    for (size_t i = first; i < n->pack->name_count && strcmp(n->pack->names[i].words, words) == 0;
         i++) {
        const struct jk_pack_name *name = &n->pack->names[i];

        if (!name->region || !is_below(n, name) || n->before == DESA)
            continue;
        district = true;
        if (narrows)
            list_district(&n->whole, name->region);
    }
    for (size_t i = first;
         !district && i < n->pack->name_count && strcmp(n->pack->names[i].words, words) == 0; i++) {
        if (n->pack->names[i].place && is_below(n, &n->pack->names[i]))
            take_place(n, &n->pack->names[i]);
    }
}

/* A word that begins no name. */
static void take_word(struct naming *n, size_t at)
{
    const struct word *word = &n->words.at[at];
    enum meaning means = meaning_of(word);

    n->online = n->online || means == ONLINE;
    n->only_online = n->only_online && (means == ONLINE || goes_with_online(word));
    n->beside = n->beside || means == BESIDE;
    n->doubtful = n->doubtful || means == SEVERAL;
    if (means == NOBODY_KNOWS && !take_shared(n, at, may_narrow(n, at + 1))) {
        /* "Stadion X, Lapangan Y" may be two venues, though a comma parts them. */
        n->doubtful = n->doubtful || n->placed || n->before == WITHIN;
        n->strange = true;
    }
    n->before = means;
}

/* The words of a street's name and of the word before it. */
static size_t street_words(const struct naming *n, size_t at)
{
    size_t used = 1;

    for (; at + used < n->words.count && !n->words.at[at + used].begins_segment; used++) {
        enum meaning means = meaning_of(&n->words.at[at + used]);

        if (means == DISTRICT || means == DESA)
            break;
    }
    return used;
}

static void read_words(struct naming *n)
{
    for (size_t at = 0, used; at < n->words.count; at += used) {
        size_t first = 0;

        if (n->words.at[at].begins_segment) {
            n->placed = n->strange = false;
            n->before = SAYS_NOTHING;
        }
        used = longest(n, at, &first);
        if (used > 0) {
            n->only_online = false;
            take_name(n, first, at + used);
            n->before = SAYS_NOTHING;
        } else if (meaning_of(&n->words.at[at]) == STREET) {
            n->only_online = false;
            used = street_words(n, at);
        } else {
            used = 1;
            take_word(n, at);
        }
    }
}

/* The place lies in one of the sub-districts the text names, or it names none. */
static bool fits_districts(const struct jk_place *place, const struct districts *districts)
{
    bool fits = districts->count == 0;

    for (size_t i = 0; i < districts->count && !fits; i++)
        fits = jk_region_covers(districts->at[i]->code, place->region);
    return fits;
}

void jk_place_words(const struct jk_pack *pack, const char *region, const char *text,
                    struct jk_named *out)
{
    JK_ASSERT(pack != NULL && region != NULL && text != NULL && out != NULL);

    struct naming n = { .pack = pack, .region = region, .only_online = true };
    const struct districts *districts = &n.whole;

    *out = (struct jk_named){ .place = NULL };
    if (!split(jk_words_last(jk_span_of(text)), &n.words) || n.words.count == 0)
        return;
    read_words(&n);
    districts = n.whole.count ? &n.whole : &n.shared;
    out->online = n.online && n.only_online;
    out->several = n.several;
    if (n.place && !n.doubtful && fits_districts(n.place, districts)) {
        out->place = n.place;
        out->beside = n.beside;
        out->within = n.within;
    }
    for (size_t i = 0; i < districts->count && !districts->too_many; i++)
        out->districts[out->district_count++] = districts->at[i];
}
