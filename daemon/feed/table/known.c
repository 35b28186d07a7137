/* Rows of a table against the register.
 *
 * Row and notice are compared by what they say: the cells of both are written as an event by the
 * one writer, so that a date in another form, a decimal comma or a zero more is no difference. A
 * row with uid is about that notice. Without one a letter names its notices; each may be one row's
 * only, and each date of a series one row's. Rows that say what a notice says take it first. What
 * is left is a correction where one row and one notice are left that agree in place or day, or
 * where a row agrees with one of several; a row that agrees with none while notices of its letter
 * are left over may be either, and is asked for a uid. */
#include "daemon/feed/table/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/words.h"

#define NEAR_DEG 6e-8 /* a register has seven digits of a degree */

/* A table being matched. */
struct matching {
    struct jk_arena *arena;
    struct known *known;
    size_t known_count;
    struct known **by_uid, **by_letter;
    const bool *given;
    struct register_row *rows;
    struct row_match *matches;
    size_t count;
    struct jk_error *err;
};

static int compare_uid(const void *a, const void *b)
{
    const struct known *x = *(struct known *const *)a, *y = *(struct known *const *)b;

    return strcmp(x->item->notice->uid, y->item->notice->uid);
}

/* Letters are written with blanks and in capitals or not. */
static int compare_letters(struct jk_span a, struct jk_span b)
{
    a = jk_span_trim(a);
    b = jk_span_trim(b);
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        char x = a.at[i], y = b.at[i];

        x = x >= 'a' && x <= 'z' ? (char)(x - 32) : x;
        y = y >= 'a' && y <= 'z' ? (char)(y - 32) : y;
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

static struct jk_span letter_of(const struct known *k)
{
    return jk_span_of(k->item->notice->facts.letter_no);
}

static int compare_known_letters(const void *a, const void *b)
{
    return compare_letters(letter_of(*(struct known *const *)a),
                           letter_of(*(struct known *const *)b));
}

static bool index_known(struct matching *m, const struct jk_register_known *known)
{
    m->known = jk_arena_array(m->arena, known->count, sizeof *m->known);
    m->by_uid = jk_arena_array(m->arena, known->count, sizeof(struct known *));
    m->by_letter = jk_arena_array(m->arena, known->count, sizeof(struct known *));
    if (!m->known || !m->by_uid || !m->by_letter)
        return false;
    for (size_t i = 0; i < known->count; i++) {
        m->known[i] = (struct known){ .item = &known->items[i] };
        m->by_uid[i] = m->by_letter[i] = &m->known[i];
    }
    m->known_count = known->count;
    if (known->count > 1) {
        qsort(m->by_uid, known->count, sizeof(struct known *), compare_uid);
        qsort(m->by_letter, known->count, sizeof(struct known *), compare_known_letters);
    }
    return true;
}

static struct known *find_uid(const struct matching *m, const char *uid)
{
    size_t low = 0, high = m->known_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(uid, m->by_uid[middle]->item->notice->uid);

        if (order == 0)
            return m->by_uid[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The first notice whose letter is not below. */
static size_t find_letter(const struct matching *m, struct jk_span letter)
{
    size_t low = 0, high = m->known_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_letters(letter_of(m->by_letter[middle]), letter) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The rows a notice has in the register, made when first asked for. */
static bool make_rows(struct matching *m, struct known *k)
{
    if (k->rows)
        return true;
    k->rows = feed_register_rows(m->arena, k->item, &k->row_count);
    k->said = k->rows ? jk_arena_array(m->arena, k->row_count, sizeof *k->said) : NULL;
    if (!k->said)
        return false;
    memset(k->said, 0, k->row_count * sizeof *k->said);
    for (size_t i = 0; i < k->row_count; i++)
        k->rows[i].pack = m->rows[0].pack;
    return true;
}

/* Columns whose cells follow from others that the table has. */
static bool follows(enum jk_register_column column)
{
    return column == JK_REGISTER_WEEKDAY || column == JK_REGISTER_END_DATE ||
           column == JK_REGISTER_UID || column == JK_REGISTER_SEQUENCE ||
           column == JK_REGISTER_STATE || column == JK_REGISTER_ZONE ||
           column == JK_REGISTER_VEHICLES || column == JK_REGISTER_ROUTE;
}

static bool is_position(enum jk_register_column column)
{
    return column == JK_REGISTER_LAT || column == JK_REGISTER_LON || column == JK_REGISTER_RADIUS ||
           column == JK_REGISTER_UNCERTAINTY || column == JK_REGISTER_GEOMETRY;
}

/* Vehicles by class, which a cell of words says all at once. */
static bool is_class(enum jk_register_column column)
{
    return column == JK_REGISTER_CARS || column == JK_REGISTER_MOTORCYCLES ||
           column == JK_REGISTER_TRUCKS || column == JK_REGISTER_BUSES;
}

static bool same_cell(const struct register_row *a, const struct register_row *b,
                      enum jk_register_column column)
{
    return jk_span_eq(jk_span_trim(jk_span_of(a->cell[column])),
                      jk_span_trim(jk_span_of(b->cell[column])));
}

/* What a table has no column for it does not change. A position is the place's: it goes when the
 * place does. */
static struct register_row filled(const struct matching *m, const struct register_row *row,
                                  const struct register_row *known)
{
    bool in_words = row->cell[JK_REGISTER_VEHICLES][0] != '\0';
    struct register_row full = *row;
    bool moved = m->given[JK_REGISTER_PLACE] && !same_cell(row, known, JK_REGISTER_PLACE);

    for (unsigned i = 0; i < JK_REGISTER_END; i++) {
        enum jk_register_column column = (enum jk_register_column)i;

        if (!m->given[i] && !follows(column) && !(moved && is_position(column)) &&
            !(in_words && is_class(column)))
            full.cell[i] = known->cell[i];
    }
    return full;
}

/* Numbers of a line that are the same to the last digit a register has. */
static bool same_numbers(struct jk_span a, struct jk_span b)
{
    struct jk_span x, y;

    for (;;) {
        double one, other;
        bool more = jk_span_cut(&a, ';', &x), has = jk_span_cut(&b, ';', &y);

        if (more != has)
            return false;
        if (!more)
            return true;
        if (!jk_number_parse(x, &one) || !jk_number_parse(y, &other) ||
            !(one - other < NEAR_DEG && other - one < NEAR_DEG))
            return false;
    }
}

static bool same_line(struct jk_span a, struct jk_span b)
{
    struct jk_span x = a, y = b, name, other;

    if (jk_span_eq(a, b))
        return true;
    jk_span_cut(&x, ':', &name);
    jk_span_cut(&y, ':', &other);
    return x.at && y.at && jk_span_eq(name, other) &&
           same_numbers(jk_span_trim(x), jk_span_trim(y));
}

/* An end that was inferred is the same end; a weekday need not be said. */
static bool says_nothing(struct jk_span line)
{
    return jk_span_starts(line, JK_SPAN("X-JARAK-INFERRED")) ||
           jk_span_starts(line, JK_SPAN("X-JARAK-DAY"));
}

static bool next_line(struct jk_span *rest, struct jk_span *line)
{
    while (jk_span_cut(rest, '\n', line)) {
        if (!says_nothing(*line))
            return true;
    }
    return false;
}

static bool same_event(struct jk_span a, struct jk_span b)
{
    struct jk_span x, y;

    for (;;) {
        bool more = next_line(&a, &x), has = next_line(&b, &y);

        if (more != has || (more && !same_line(x, y)))
            return false;
        if (!more)
            return true;
    }
}

/* Writes a row as an event whose UID and version do not count. */
static bool write_plain(const struct register_row *row, struct jk_buf *out)
{
    struct register_row plain = *row;
    struct jk_error ignored;

    plain.uid = "x";
    plain.known = true;
    plain.cell[JK_REGISTER_SEQUENCE] = "";
    return feed_register_row_write(&plain, out, &ignored) == JK_OK;
}

static bool says_same(const struct matching *m, const struct register_row *row,
                      const struct register_row *known)
{
    struct register_row full = filled(m, row, known), asked = *known;
    struct jk_buf a = { 0 }, b = { 0 };
    bool same;

    if (!m->given[JK_REGISTER_ROUTE])
        asked.cell[JK_REGISTER_ROUTE] = "";
    same = write_plain(&full, &a) && write_plain(&asked, &b) && jk_buf_ok(&a) && jk_buf_ok(&b) &&
           same_event(jk_buf_view(&a), jk_buf_view(&b));

    jk_buf_clear(&a);
    jk_buf_clear(&b);
    return same;
}

static bool read_day(const struct register_row *row, int32_t *day)
{
    int weekday;

    return jk_words_date(jk_words_last(jk_span_trim(jk_span_of(row->cell[JK_REGISTER_DATE]))), day,
                         &weekday);
}

/* The rows of a series as one, where they are days in a row that say the same; null where not. */
static const struct register_row *make_series(struct matching *m, const struct known *k)
{
    struct register_row *one = jk_arena_take(m->arena, sizeof *one);
    int32_t first = 0, day;
    char days[64];

    if (!one || k->row_count < 2)
        return NULL;
    *one = k->rows[0];
    for (size_t i = 0; i < k->row_count; i++) {
        struct register_row row = k->rows[i];

        if (!read_day(&row, &day) || (i > 0 && day != first + (int32_t)i))
            return NULL;
        first = i ? first : day;
        row.cell[JK_REGISTER_DATE] = one->cell[JK_REGISTER_DATE];
        row.cell[JK_REGISTER_END_DATE] = one->cell[JK_REGISTER_END_DATE];
        if (!says_same(m, &row, one))
            return NULL;
    }
    snprintf(days, sizeof days, "%s s.d. %s", k->rows[0].cell[JK_REGISTER_DATE],
             k->rows[k->row_count - 1].cell[JK_REGISTER_DATE]);
    one->cell[JK_REGISTER_DATE] = jk_arena_copy(m->arena, jk_span_of(days));
    one->cell[JK_REGISTER_END_DATE] = "";
    return one->cell[JK_REGISTER_DATE] ? one : NULL;
}

/* Does the row say what one of the notice's says that no row has said yet? Then it has now. */
static bool says_what(struct matching *m, const struct register_row *row, struct known *k)
{
    const struct register_row *series = NULL;
    int32_t first, last;

    if (jk_words_days(jk_words_last(jk_span_of(row->cell[JK_REGISTER_DATE])), &first, &last))
        series = make_series(m, k);
    if (series) {
        memset(k->said, true, k->row_count * sizeof *k->said);
        return says_same(m, row, series);
    }
    for (size_t i = 0; i < k->row_count; i++) {
        if (!k->said[i] && says_same(m, row, &k->rows[i]))
            return k->said[i] = true;
    }
    return false;
}

/* A row with uid may stand twice in a table: that says nothing more. */
static bool says_again(struct matching *m, const struct register_row *row, const struct known *k)
{
    bool again = false;

    for (size_t i = 0; i < k->row_count && !again; i++)
        again = k->said[i] && says_same(m, row, &k->rows[i]);
    return again;
}

/* A series of which other rows say dates, and none this one. */
static bool has_unsaid(const struct known *k)
{
    bool unsaid = false;

    for (size_t i = 0; k->is_taken && k->row_count > 1 && i < k->row_count; i++)
        unsaid = unsaid || !k->said[i];
    return unsaid;
}

/* Rows of one series are one notice: each of them may take it. */
static enum jk_status match_uid(struct matching *m, size_t i)
{
    struct register_row *row = &m->rows[i];
    struct known *k = find_uid(m, row->cell[JK_REGISTER_UID]);

    if (!k)
        return JK_OK;
    if (!make_rows(m, k))
        return JK_MEMORY;
    m->matches[i] = (struct row_match){ k, says_what(m, row, k) || says_again(m, row, k) };
    k->is_taken = true;
    return JK_OK;
}

/* True when letter, contest, paslon and part of the chain are the same. */
static bool is_of_letter(const struct register_row *row, const struct known *k)
{
    const struct jk_facts *facts = &k->item->notice->facts;
    struct jk_span said = jk_span_trim(jk_span_of(row->cell[JK_REGISTER_LEG]));
    enum jk_leg leg = JK_LEG_MAIN;
    struct jk_buf numbers = { 0 };
    struct jk_party party;
    bool same;

    if ((said.len && !jk_words_leg(said, &leg)) || leg != facts->leg ||
        !jk_span_eq(jk_span_trim(jk_span_of(row->cell[JK_REGISTER_CONTEST])),
                    jk_span_of(facts->party.contest)))
        return false;
    same = jk_words_paslon(jk_span_trim(jk_span_of(row->cell[JK_REGISTER_PASLON])), &numbers) &&
           jk_party_parse_paslon(jk_buf_view(&numbers), &party, NULL) == JK_OK &&
           party.count == facts->party.count &&
           memcmp(party.paslon, facts->party.paslon, party.count * sizeof *party.paslon) == 0;
    jk_buf_clear(&numbers);
    return same;
}

static bool has_letter(const struct matching *m, size_t i)
{
    const struct register_row *row = &m->rows[i];

    return !m->matches[i].of && row->cell[JK_REGISTER_UID][0] == '\0' &&
           jk_span_trim(jk_span_of(row->cell[JK_REGISTER_LETTER_NO])).len > 0;
}

/* The next notice of the row's letter that no row is yet, or not for each of its dates; *at is
 * where to look on. */
static struct known *next_free(const struct matching *m, size_t i, size_t *at)
{
    struct jk_span letter = jk_span_of(m->rows[i].cell[JK_REGISTER_LETTER_NO]);

    for (; *at < m->known_count && compare_letters(letter_of(m->by_letter[*at]), letter) == 0;
         ++*at) {
        struct known *k = m->by_letter[*at];

        if ((!k->is_taken || has_unsaid(k)) && is_of_letter(&m->rows[i], k)) {
            ++*at;
            return k;
        }
    }
    return NULL;
}

static size_t first_of(const struct matching *m, size_t i)
{
    return find_letter(m, jk_span_of(m->rows[i].cell[JK_REGISTER_LETTER_NO]));
}

static enum jk_status match_same(struct matching *m, size_t i)
{
    size_t at = first_of(m, i);

    for (struct known *k; (k = next_free(m, i, &at)) != NULL;) {
        if (!make_rows(m, k))
            return JK_MEMORY;
        if (!says_what(m, &m->rows[i], k))
            continue;
        m->matches[i] = (struct row_match){ k, true };
        k->is_taken = true;
        return JK_OK;
    }
    return JK_OK;
}

static bool same_day(const struct register_row *a, const struct register_row *b)
{
    int32_t x, y;

    return read_day(a, &x) && read_day(b, &y) && x == y;
}

/* How much a row and a notice have in common: place and day, each once; of a series the date that
 * is nearest to it and that no other row says. */
static unsigned in_common(const struct register_row *row, const struct known *k)
{
    unsigned most = 0, common;

    for (size_t i = 0; i < k->row_count; i++) {
        common = 2U * same_cell(row, &k->rows[i], JK_REGISTER_PLACE) + same_day(row, &k->rows[i]);
        most = !k->said[i] && common > most ? common : most;
    }
    return most;
}

/* The row is a correction of the one notice of its letter with which it has most in common. */
static enum jk_status match_change(struct matching *m, size_t i)
{
    struct known *best = NULL;
    unsigned most = 0, ties = 0, left = 0;
    size_t at = first_of(m, i);

    for (struct known *k; (k = next_free(m, i, &at)) != NULL; left++) {
        unsigned common;

        if (!make_rows(m, k))
            return JK_MEMORY;
        common = in_common(&m->rows[i], k);
        ties = common == most ? ties + 1 : common > most ? 1 : ties;
        if (common > most) {
            best = k;
            most = common;
        }
    }
    if (left == 0)
        return JK_OK; /* a new one */
    if (!best || ties > 1)
        return jk_fail_at(m->err, JK_INVALID, JK_TEXT_CSV_WHICH,
                          (struct jk_at){ m->rows[i].line, jk_register_name(JK_REGISTER_UID) },
                          "%s", m->rows[i].cell[JK_REGISTER_LETTER_NO]);
    m->matches[i] = (struct row_match){ best, false };
    best->is_taken = true;
    return JK_OK;
}

/* Two rows may be about one notice only where they are dates of a series, both unchanged. */
static void complete(struct matching *m, size_t i)
{
    const struct known *k = m->matches[i].of;
    struct register_row *row = &m->rows[i];

    if (!k || k->row_count == 0)
        return;
    *row = filled(m, row, &k->rows[0]);
    /* To the second, and perhaps from the day before: that is kept as it was sent. */
    if (!m->given[JK_REGISTER_GATE])
        row->cell[JK_REGISTER_GATE] = "";
    if (!m->given[JK_REGISTER_LEAVE])
        row->cell[JK_REGISTER_LEAVE] = "";
    row->uid = k->item->notice->uid;
    row->known = true;
}

enum jk_status feed_known_match(struct jk_arena *arena, const struct jk_register_known *known,
                                struct register_row *rows, size_t count, const bool given[],
                                struct row_match *matches, struct jk_error *err)
{
    JK_ASSERT(known != NULL && rows != NULL && matches != NULL);

    static enum jk_status (*const passes[])(struct matching * m, size_t i) = { match_same,
                                                                               match_change };
    struct matching m = {
        .arena = arena, .given = given, .rows = rows, .matches = matches, .count = count, .err = err
    };
    enum jk_status rc = index_known(&m, known) ? JK_OK : JK_MEMORY;

    for (size_t i = 0; i < count && rc == JK_OK; i++)
        rc = rows[i].cell[JK_REGISTER_UID][0] ? match_uid(&m, i) : JK_OK;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count && rc == JK_OK; i++)
            rc = has_letter(&m, i) ? passes[pass](&m, i) : JK_OK;
    }
    for (size_t i = 0; i < count && rc == JK_OK; i++)
        complete(&m, i);
    return rc == JK_MEMORY ? jk_no_memory(err) : rc;
}
