/* Rows of a list: pasted lines into cells, and a row into a form.
 *
 * A first line of which every cell is a head we know is a head; any other first line is a row, for
 * people copy the rows they want and leave the head behind. Heads may be in any order. A column
 * nobody reads would be lost without a word, so that an unknown head is refused; a running number
 * is the one that says nothing. */
#include "jarak/feed/form/list.h"

#include <string.h>
#include "daemon/feed/table/row.h"
#include "jarak/base/defend.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/join.h"

#define COLUMN_LAT    JK_LIST_END /* of two columns that are one place */
#define COLUMN_LON    (JK_LIST_END + 1)
#define COLUMN_NUMBER (JK_LIST_END + 2) /* says nothing */
#define COLUMN_NONE   (JK_LIST_END + 3)
#define COLUMNS_MAX   32

static const struct {
    const char *head; /* small letters, blanks for underscores */
    int column;
} heads[] = {
    { "bentuk", JK_LIST_KIND },
    { "bentuk kampanye", JK_LIST_KIND },
    { "bentuk kegiatan", JK_LIST_KIND },
    { "kegiatan", JK_LIST_KIND },
    { "tanggal", JK_LIST_DATE },
    { "hari/tanggal", JK_LIST_DATE },
    { "hari, tanggal", JK_LIST_DATE },
    { "mulai", JK_LIST_FROM },
    { "jam mulai", JK_LIST_FROM },
    { "selesai", JK_LIST_TO },
    { "jam selesai", JK_LIST_TO },
    { "tempat", JK_LIST_PLACE },
    { "nama tempat", JK_LIST_PLACE },
    { "lokasi", JK_LIST_PLACE },
    { "koordinat", JK_LIST_POINT },
    { "titik koordinat", JK_LIST_POINT },
    { "peserta", JK_LIST_CROWD },
    { "jumlah peserta", JK_LIST_CROWD },
    { "perkiraan peserta", JK_LIST_CROWD },
    { "massa", JK_LIST_CROWD },
    { "penanggung jawab", JK_LIST_CONTACT },
    { "kontak", JK_LIST_CONTACT },
    { "lintang", COLUMN_LAT },
    { "lat", COLUMN_LAT },
    { "bujur", COLUMN_LON },
    { "lon", COLUMN_LON },
    { "no", COLUMN_NUMBER },
    { "no.", COLUMN_NUMBER },
    { "nomor", COLUMN_NUMBER },
};

enum jk_form_field jk_list_field(enum jk_list_column column)
{
    static const enum jk_form_field fields[] = {
#define X(NAME, FIELD) JK_FORM_##FIELD,
        JK_LIST_COLUMNS(X)
#undef X
    };

    return fields[column];
}

bool jk_list_is_blank(const struct jk_list_row *row)
{
    for (int i = 0; i < JK_LIST_END; i++) {
        if (row->cell[i][0])
            return false;
    }
    return true;
}

const char *jk_list_uid(struct jk_arena *arena, const struct jk_list *list, size_t i)
{
    return jk_arena_fmt(arena, "%s-%zu", list->common.value[JK_FORM_UID], i + 1);
}

/* The form that a row means: its own cells, and what the rows have in common. */
static bool make_form(struct jk_arena *arena, const struct jk_list *list, size_t i,
                      struct jk_form *out)
{
    *out = list->common;
    for (int k = 0; k < JK_LIST_END; k++) {
        const char *cell = list->rows[i].cell[k];

        if (cell[0])
            out->value[jk_list_field((enum jk_list_column)k)] = cell;
    }
    out->value[JK_FORM_UID] = jk_list_uid(arena, list, i);
    return out->value[JK_FORM_UID] != NULL;
}

/* Writes one row as a stream of its own, in the arena; none where something is wrong with it. */
static enum jk_status write_row(struct jk_arena *arena, const struct jk_form *form,
                                const struct jk_pack *pack, struct jk_list_fault *fault,
                                struct jk_span *out)
{
    struct jk_buf ical = { 0 };
    enum jk_status rc = jk_form_write(form, pack, &ical, &fault->fault);

    *out = (struct jk_span){ NULL, 0 };
    fault->wrong = rc != JK_OK;
    if (rc == JK_OK) {
        *out = (struct jk_span){ jk_arena_copy(arena, jk_buf_view(&ical)), ical.len };
        rc = out->at ? JK_OK : JK_MEMORY;
    }
    jk_buf_clear(&ical);
    return rc == JK_MEMORY ? rc : JK_OK;
}

enum jk_status jk_list_write(const struct jk_list *list, const struct jk_pack *pack,
                             struct jk_list_fault *faults, struct jk_buf *out, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct jk_form *form = jk_arena_take(&arena, sizeof *form);
    struct jk_span parts[JK_LIST_ROWS_MAX];
    enum jk_status rc = form ? JK_OK : JK_MEMORY;
    size_t count = 0;

    for (size_t i = 0; i < list->count && rc == JK_OK; i++) {
        faults[i].wrong = false;
        if (jk_list_is_blank(&list->rows[i]))
            continue;
        rc = make_form(&arena, list, i, form)
                 ? write_row(&arena, form, pack, &faults[i], &parts[count])
                 : JK_MEMORY;
        count += rc == JK_OK && !faults[i].wrong;
    }
    if (rc == JK_MEMORY)
        jk_no_memory(err);
    if (rc == JK_OK && count > 0)
        rc = jk_ical_join(parts, count, out, err);
    jk_arena_clear(&arena);
    return rc;
}

/* The pasted text while it is read. */
struct pasting {
    struct splitter split;
    struct jk_arena *arena;
    struct jk_list *list;
    struct jk_error *err;
    int columns[COLUMNS_MAX];
    size_t column_count;
};

/* A cell as a head is written: small letters, single blanks. */
static void plain_head(const char *cell, char out[40])
{
    size_t len = 0;

    for (const char *c = cell; *c && len < 38; c++) {
        bool blank = *c == ' ' || *c == '_' || *c == '\n' || *c == '\t';

        if (blank && (len == 0 || out[len - 1] == ' '))
            continue;
        out[len++] = blank ? ' ' : (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    while (len > 0 && out[len - 1] == ' ')
        len--;
    out[len] = '\0';
}

static int column_of(const char *cell)
{
    char head[40];

    plain_head(cell, head);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (strcmp(heads[i].head, head) == 0)
            return heads[i].column;
    }
    return COLUMN_NONE;
}

static enum jk_status refuse(const struct pasting *p, const struct jk_text *text, const char *cell)
{
    return jk_fail_at(p->err, JK_INVALID, text, (struct jk_at){ p->split.line, "tempel" }, "%s",
                      cell);
}

/* Reads one line into cells. */
static enum jk_status read_line(struct pasting *p, const char *cells[COLUMNS_MAX], size_t *count)
{
    bool last = false;

    *count = 0;
    while (!last) {
        const char *cell;
        enum jk_status rc = feed_split_cell(&p->split, p->arena, &cell, &last, p->err);
        struct jk_span text;

        if (rc != JK_OK)
            return rc;
        if (*count == COLUMNS_MAX)
            return refuse(p, JK_TEXT_CSV_CELLS, cell);
        text = jk_span_trim(jk_span_of(cell));
        cells[*count] = jk_arena_copy(p->arena, text);
        if (!cells[(*count)++])
            return jk_no_memory(p->err);
    }
    while (*count > 0 && !cells[*count - 1][0]) /* empty columns of a spreadsheet */
        (*count)--;
    return JK_OK;
}

/* Takes the first line as heads where it is one. JK_EXISTS: it is a row. */
static enum jk_status take_heads(struct pasting *p, const char *const *cells, size_t count)
{
    size_t known = 0;

    for (size_t i = 0; i < count; i++)
        known += column_of(cells[i]) != COLUMN_NONE;
    if (known < 2) /* one word of a row may be a head by chance: "Tempat" */
        return JK_EXISTS;
    for (size_t i = 0; i < count; i++) {
        p->columns[i] = column_of(cells[i]);
        if (p->columns[i] == COLUMN_NONE)
            return refuse(p, JK_TEXT_CSV_HEAD, cells[i]);
    }
    p->column_count = count;
    return JK_OK;
}

static enum jk_status put_row(struct pasting *p, const char *const *cells, size_t count)
{
    struct jk_list_row *row = &p->list->rows[p->list->count];
    const char *lat = "", *lon = "";

    if (p->list->count == JK_LIST_ROWS_MAX)
        return jk_fail(p->err, JK_TOO_MANY, JK_TEXT_LIST_ROWS, "tempel", "%d", JK_LIST_ROWS_MAX);
    for (int i = 0; i < JK_LIST_END; i++)
        row->cell[i] = "";
    for (size_t i = 0; i < count; i++) {
        if (i >= p->column_count)
            return refuse(p, JK_TEXT_CSV_CELLS, cells[i]);
        if (p->columns[i] == COLUMN_LAT)
            lat = cells[i];
        else if (p->columns[i] == COLUMN_LON)
            lon = cells[i];
        else if (p->columns[i] != COLUMN_NUMBER)
            row->cell[p->columns[i]] = cells[i];
    }
    if (lat[0] || lon[0])
        row->cell[JK_LIST_POINT] = jk_arena_fmt(p->arena, "%s; %s", lat, lon);
    if (!row->cell[JK_LIST_POINT])
        return jk_no_memory(p->err);
    p->list->count += !jk_list_is_blank(row);
    return JK_OK;
}

/* What parts the cells: a tab where there is one, since that is what spreadsheets copy. */
static char separator_of(struct jk_span text)
{
    for (const char *s = "\t;"; *s; s++) {
        if (memchr(text.at, *s, text.len))
            return *s;
    }
    return ',';
}

enum jk_status jk_list_paste(struct jk_arena *arena, struct jk_span pasted, struct jk_list *list,
                             struct jk_error *err)
{
    struct pasting p = { .split = { .text = pasted, .line = 1 },
                         .arena = arena,
                         .list = list,
                         .err = err,
                         .column_count = JK_LIST_END };
    bool first = true;
    enum jk_status rc = JK_OK;

    if (pasted.len == 0)
        return JK_OK;
    p.split.sep = separator_of(pasted);
    for (int i = 0; i < JK_LIST_END; i++)
        p.columns[i] = i;
    while (rc == JK_OK && p.split.at < pasted.len) {
        const char *cells[COLUMNS_MAX];
        size_t count;

        rc = read_line(&p, cells, &count);
        if (rc != JK_OK || count == 0)
            continue;
        rc = first ? take_heads(&p, cells, count) : JK_EXISTS;
        if (rc == JK_EXISTS)
            rc = put_row(&p, cells, count);
        first = false;
    }
    if (rc == JK_MEMORY)
        jk_no_memory(err);
    return rc;
}
