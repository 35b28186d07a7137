/* DESCRIPTION as lines with labels.
 *
 * Calendars of the web write HTML into it: line ends are <br>, blanks &nbsp;, and what looks like a
 * tag is one only where it closes soon. Labels are known in any case, behind bullets, numbers and
 * the stars of messengers. A line without a known label is text. */
#include <string.h>
#include "daemon/feed/plain/plain_internal.h"
#include "jarak/base/decimal.h"
#include "jarak/ical/value.h"

#define TAG_MAX 200 /* bytes of a tag; what is longer is text */

static const struct {
    const char *label;
    enum plain_label is;
} labels[] = {
    { "jenis", PLAIN_LABEL_KIND },
    { "jenis kegiatan", PLAIN_LABEL_KIND },
    { "bentuk", PLAIN_LABEL_KIND },
    { "bentuk kegiatan", PLAIN_LABEL_KIND },
    { "bentuk kampanye", PLAIN_LABEL_KIND },
    { "paslon", PLAIN_LABEL_PASLON },
    { "nomor urut", PLAIN_LABEL_PASLON },
    { "tempat", PLAIN_LABEL_PLACE },
    { "lokasi", PLAIN_LABEL_PLACE },
    { "koordinat", PLAIN_LABEL_POINT },
    { "titik koordinat", PLAIN_LABEL_POINT },
    { "jam selesai", PLAIN_LABEL_END },
    { "selesai", PLAIN_LABEL_END },
    { "massa", PLAIN_LABEL_CROWD },
    { "jumlah massa", PLAIN_LABEL_CROWD },
    { "perkiraan massa", PLAIN_LABEL_CROWD },
    { "estimasi massa", PLAIN_LABEL_CROWD },
    { "peserta", PLAIN_LABEL_CROWD },
    { "jumlah peserta", PLAIN_LABEL_CROWD },
    { "perkiraan peserta", PLAIN_LABEL_CROWD },
    { "kendaraan", PLAIN_LABEL_VEHICLES },
    { "jumlah kendaraan", PLAIN_LABEL_VEHICLES },
    { "titik kumpul", PLAIN_LABEL_ASSEMBLY },
    { "rute berangkat", PLAIN_LABEL_OUT },
    { "rute keberangkatan", PLAIN_LABEL_OUT },
    { "rute pulang", PLAIN_LABEL_BACK },
    { "rute kembali", PLAIN_LABEL_BACK },
    { "rute kepulangan", PLAIN_LABEL_BACK },
    { "penanggung jawab", PLAIN_LABEL_CONTACT },
    { "penanggungjawab", PLAIN_LABEL_CONTACT },
    { "pj", PLAIN_LABEL_CONTACT },
    { "narahubung", PLAIN_LABEL_CONTACT },
    { "kontak", PLAIN_LABEL_CONTACT },
    { "nomor surat", PLAIN_LABEL_LETTER_NO },
    { "no surat", PLAIN_LABEL_LETTER_NO },
    { "no. surat", PLAIN_LABEL_LETTER_NO },
    { "tanggal surat", PLAIN_LABEL_LETTER_DATE },
    { "tgl surat", PLAIN_LABEL_LETTER_DATE },
    { "tgl. surat", PLAIN_LABEL_LETTER_DATE },
    { "jam buka", PLAIN_LABEL_GATE },
    { "open gate", PLAIN_LABEL_GATE },
    { "pintu dibuka", PLAIN_LABEL_GATE },
    { "jam bubar", PLAIN_LABEL_LEAVE },
    { "alat peraga", PLAIN_LABEL_PROPS },
    { "hari", PLAIN_LABEL_WEEKDAY },
    { "ajukan", PLAIN_LABEL_FILE },
};

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* How long the tag at the front is, with its brackets; 0: it is none. */
static size_t tag_at(const char *text)
{
    const char *name = text + 1 + (text[1] == '/');
    size_t len = 0;

    if (text[0] != '<' || small(*name) < 'a' || small(*name) > 'z')
        return 0;
    while (len < TAG_MAX && text[len] && text[len] != '>' && (len == 0 || text[len] != '<'))
        len++;
    return text[len] == '>' ? len + 1 : 0;
}

/* Does this tag end a line: <br>, </p>, <li>? */
static bool breaks_line(const char *tag)
{
    static const char *const names[] = { "br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2" };
    const char *name = tag + 1 + (tag[1] == '/');

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]), same = 0;

        while (same < len && small(name[same]) == names[i][same])
            same++;
        if (same == len && strchr(" />\t", name[len]))
            return true;
    }
    return false;
}

/* Writes the character of an entity. @return its bytes in the text; 0: it is none */
static size_t take_entity(struct jk_buf *out, const char *text)
{
    static const struct {
        const char *entity, *is;
    } known[] = { { "&nbsp;", " " }, { "&amp;", "&" },   { "&lt;", "<" },
                  { "&gt;", ">" },   { "&quot;", "\"" }, { "&apos;", "'" },
                  { "&#39;", "'" },  { "&#160;", " " },  { "\xc2\xa0", " " } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t len = strlen(known[i].entity);

        if (strncmp(text, known[i].entity, len) != 0)
            continue;
        jk_buf_str(out, known[i].is);
        return len;
    }
    return 0;
}

/* Text without tags and entities. */
static void write_plainly(struct jk_buf *out, const char *text)
{
    while (*text) {
        size_t tag = tag_at(text), entity = tag ? 0 : take_entity(out, text);

        if (tag) {
            jk_buf_str(out, breaks_line(text) ? "\n" : "");
            text += tag;
        } else if (entity) {
            text += entity;
        } else {
            jk_buf_char(out, *text++);
        }
    }
}

/* Without bullets, the number of an item and stars. */
static struct jk_span bare(struct jk_span text)
{
    text = jk_span_trim(text);
    for (;;) {
        if (jk_span_starts(text, JK_SPAN("\xe2\x80\xa2")))
            text = (struct jk_span){ text.at + 3, text.len - 3 };
        else if (text.len && strchr("*_-", text.at[0]))
            text = (struct jk_span){ text.at + 1, text.len - 1 };
        else
            break;
        text = jk_span_trim(text);
    }
    while (text.len && strchr("*_", text.at[text.len - 1]))
        text.len--;
    return jk_span_trim(text);
}

/* "2. Massa" is an item of a list. */
static struct jk_span without_number(struct jk_span text)
{
    size_t n = 0;

    while (n < text.len && n < 2 && text.at[n] >= '0' && text.at[n] <= '9')
        n++;
    if (n == 0 || n + 1 >= text.len || !strchr(".)", text.at[n]))
        return text;
    return jk_span_trim((struct jk_span){ text.at + n + 1, text.len - n - 1 });
}

/* Are these the words of a label, with any blanks between them? */
static bool is_label(struct jk_span found, const char *label)
{
    size_t at = 0;

    for (; *label; label++) {
        if (at == found.len || small(found.at[at]) != *label)
            return false;
        at++;
        while (*label == ' ' && at < found.len && found.at[at] == ' ')
            at++;
    }
    return at == found.len;
}

static void know_line(struct plain_reading *r, struct jk_span text)
{
    struct plain_line *line = &r->lines[r->line_count];
    struct jk_span rest, label;
    size_t sign = 0;

    text = jk_span_trim(text);
    if (!text.len || r->line_count == PLAIN_LINES_MAX)
        return;
    *line = (struct plain_line){ .label = PLAIN_TEXT, .value = "" };
    line->text = jk_arena_copy(r->arena, text);
    rest = without_number(bare(text));
    while (sign < rest.len && rest.at[sign] != ':' && rest.at[sign] != '=')
        sign++;
    label = bare((struct jk_span){ rest.at, sign });
    for (size_t i = 0; i < sizeof labels / sizeof *labels && sign < rest.len; i++) {
        if (is_label(label, labels[i].label))
            line->label = labels[i].is;
    }
    if (line->label != PLAIN_TEXT) {
        rest = (struct jk_span){ rest.at + sign + 1, rest.len - sign - 1 };
        line->value = jk_arena_copy(r->arena, bare(rest));
    }
    r->failed = r->failed || !line->text || !line->value;
    r->line_count++;
}

bool feed_plain_lines(struct plain_reading *r)
{
    struct jk_buf text = { 0 };
    struct jk_span rest, line;

    for (const struct jk_ical_prop *prop = r->event->props; prop; prop = prop->next) {
        bool bad;
        const char *said;

        if (!jk_ical_is(prop->name, "DESCRIPTION"))
            continue;
        said = jk_ical_text_unescape(r->arena, prop->value, &bad);
        if (!said && bad) /* another program's escapes: read as they stand */
            said = jk_arena_copy(r->arena, prop->value);
        r->failed = r->failed || !said;
        write_plainly(&text, said ? said : "");
        jk_buf_char(&text, '\n');
    }
    rest = jk_buf_view(&text);
    while (rest.len && jk_span_cut(&rest, '\n', &line))
        know_line(r, line);
    r->failed = r->failed || !jk_buf_ok(&text);
    jk_buf_clear(&text);
    return !r->failed;
}

struct plain_line *feed_plain_line(struct plain_reading *r, enum plain_label label)
{
    struct plain_line *found = NULL;

    for (size_t i = 0; i < r->line_count; i++) {
        struct plain_line *line = &r->lines[i];

        if (line->label != label || !line->value[0])
            continue;
        if (found && strcmp(found->value, line->value) != 0)
            return NULL; /* two that differ: both stay text */
        if (found)
            line->read = true;
        found = line;
    }
    return found;
}
