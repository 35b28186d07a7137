/* A document from its lines to the file: walked once to count its pages, and once to draw them.
 *
 * The first walk draws on an image of one point: the same code, and nothing to be kept. */
#include "daemon/paper/paper.h"

#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#include <math.h>
#include <string.h>

#define PNG_PER_MM 8.0
#define OUT_MOST   (64U << 20)

static cairo_status_t take(void *ctx, const unsigned char *bytes, unsigned len)
{
    struct jk_buf *out = ctx;

    if (out->len + len > OUT_MOST)
        return CAIRO_STATUS_WRITE_ERROR;
    jk_buf_add(out, bytes, len);
    return jk_buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void about(struct paper_about *a, const struct jk_sheet_item *item)
{
    const double *n = item->numbers;

    switch (item->word) {
    case JK_SHEET_FORM:
        a->form = item->texts[0].at[0] == 's'   ? PAPER_SVG
                  : item->texts[0].at[1] == 'n' ? PAPER_PNG
                                                : PAPER_PDF;
        break;
    case JK_SHEET_PAGE:
        a->wide = n[0] * PAPER_MM;
        a->high = n[1] * PAPER_MM;
        a->margin = n[2] * PAPER_MM;
        break;
    case JK_SHEET_TITLE:
        a->title = item->texts[0];
        break;
    case JK_SHEET_LANG:
        a->lang = item->texts[0];
        break;
    case JK_SHEET_CREATED:
        a->created = item->texts[0];
        break;
    case JK_SHEET_SIZE:
        a->size = n[0];
        break;
    case JK_SHEET_FOOT:
        a->foot[0] = item->texts[0];
        a->foot[1] = item->texts[1];
        break;
    default:
        a->stamp = item->texts[0];
    }
}

static void paragraph(struct paper *p, struct jk_span text, const struct paper_style *style,
                      double above)
{
    PangoLayout *layout = paper_layout(p, text, paper_width(p), style);
    double high = paper_height(layout);

    if (p->y > p->about.margin)
        p->y += above;
    paper_keep(p, fmin(high, paper_bottom(p) - p->about.margin));
    paper_show(p, layout, paper_left(p), p->y);
    p->y += high + PAPER_MM * .8;
}

static void heading(struct paper *p, struct jk_span text, double size)
{
    struct paper_style style = { .size = size, .bold = true };

    paper_keep(p, 16 * PAPER_MM); /* not alone at the end of a page */
    paragraph(p, text, &style, 3 * PAPER_MM);
}

static void signs(struct paper *p, const struct jk_sheet_item *item)
{
    double wide = paper_width(p) / (double)item->text_count, gap = 4 * PAPER_MM;
    struct paper_style style = { .size = p->about.size, .align = PANGO_ALIGN_CENTER };

    paper_keep(p, 28 * PAPER_MM);
    p->y += 17 * PAPER_MM;
    for (size_t i = 0; i < item->text_count; i++) {
        double x = paper_left(p) + wide * (double)i;
        PangoLayout *layout = paper_layout(p, item->texts[i], wide - gap, &style);

        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, -2);
        cairo_set_line_width(p->cr, .6);
        cairo_move_to(p->cr, x + gap / 2, p->y);
        cairo_line_to(p->cr, x + wide - gap / 2, p->y);
        cairo_stroke(p->cr);
        paper_show(p, layout, x + gap / 2, p->y + 1);
    }
    p->y += 9 * PAPER_MM;
}

static unsigned digit(char c)
{
    return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
           : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                                  : 0;
}

/* A QR code with the quiet zone of four modules, and a text beside it. */
static void code(struct paper *p, const struct jk_sheet_item *item)
{
    size_t modules = (size_t)item->numbers[1];
    double size = item->numbers[0] * PAPER_MM, module = size / (double)(modules + 8);
    struct paper_style style = { .size = p->about.size - 1.5 };
    PangoLayout *layout =
        paper_layout(p, item->texts[1], fmax(paper_width(p) - size - 3 * PAPER_MM, 30), &style);

    paper_keep(p, size);
    for (size_t i = 0; i < modules * modules; i++) {
        if (digit(item->texts[0].at[i / 4]) >> (3 - i % 4) & 1)
            cairo_rectangle(p->cr, paper_left(p) + module * (double)(i % modules + 4),
                            p->y + module * (double)(i / modules + 4), module, module);
    }
    cairo_fill(p->cr);
    paper_show(p, layout, paper_left(p) + size + 2 * PAPER_MM,
               p->y + fmax(0, (size - paper_height(layout)) / 2));
    p->y += size;
}

static void rule(struct paper *p)
{
    p->y += PAPER_MM;
    cairo_set_line_width(p->cr, 1.4);
    cairo_move_to(p->cr, paper_left(p), p->y);
    cairo_line_to(p->cr, paper_left(p) + paper_width(p), p->y);
    cairo_stroke(p->cr);
    p->y += 1.5 * PAPER_MM;
}

/* Widths are scaled to the page where they are too many. */
static void begin_table(struct paper *p, const struct jk_sheet_item *item)
{
    double sum = 0, scale;

    p->table =
        (struct paper_table){ .ruled = item->numbers[0] > 0, .columns = item->number_count - 1 };
    for (size_t i = 0; i < p->table.columns; i++)
        sum += item->numbers[i + 1] * PAPER_MM;
    scale = fmin(1, paper_width(p) / sum);
    for (size_t i = 0; i < p->table.columns; i++)
        p->table.widths[i] = item->numbers[i + 1] * PAPER_MM * scale;
}

static void begin_cell(struct paper *p, const struct jk_sheet_item *item)
{
    struct paper_cell *cell = &p->table.cells[p->table.cell_count++];

    *cell = (struct paper_cell){ .boxes = item->word == JK_SHEET_BOXES };
    for (size_t i = 0; i < item->text_count; i++) {
        cell->parts[i] = item->texts[i];
        cell->looks[i] = cell->boxes ? JK_LOOK_PLAIN : (enum jk_sheet_look)item->numbers[0];
    }
    cell->count = item->text_count;
}

static void also(struct paper *p, const struct jk_sheet_item *item)
{
    struct paper_cell *cell = &p->table.cells[p->table.cell_count - 1];

    if (cell->count == PAPER_PARTS || cell->boxes)
        return;
    cell->parts[cell->count] = item->texts[0];
    cell->looks[cell->count++] = (enum jk_sheet_look)item->numbers[0];
}

static void put_table(struct paper *p, const struct jk_sheet_item *item, bool in_row)
{
    switch (item->word) {
    case JK_SHEET_TABLE:
        begin_table(p, item);
        break;
    case JK_SHEET_HEADS:
        memcpy(p->table.heads, item->texts, item->text_count * sizeof *item->texts);
        p->table.has_heads = true;
        paper_heads(p);
        break;
    case JK_SHEET_CELL:
    case JK_SHEET_BOXES:
        begin_cell(p, item);
        break;
    case JK_SHEET_ALSO:
        also(p, item);
        break;
    case JK_SHEET_END:
        if (in_row)
            paper_row(p);
        break;
    default:
        break;
    }
}

static void put_text(struct paper *p, const struct jk_sheet_item *item)
{
    struct paper_style style = { .size = p->about.size };

    switch (item->word) {
    case JK_SHEET_H1:
        heading(p, item->texts[0], p->about.size + 5);
        return;
    case JK_SHEET_H2:
        heading(p, item->texts[0], p->about.size + 2);
        return;
    case JK_SHEET_SMALL:
        style.size -= 1.5;
        break;
    case JK_SHEET_CENTRE:
        style.align = PANGO_ALIGN_CENTER;
        style.bold = item->numbers[0] > 0;
        break;
    default:
        style.bold = item->word == JK_SHEET_STRONG;
    }
    paragraph(p, item->texts[0], &style, 0);
}

static void put(struct paper *p, const struct jk_sheet_item *item, struct jk_sheet_reader *reader,
                bool in_row)
{
    switch (item->word) {
    case JK_SHEET_H1:
    case JK_SHEET_H2:
    case JK_SHEET_TEXT:
    case JK_SHEET_STRONG:
    case JK_SHEET_SMALL:
    case JK_SHEET_CENTRE:
        put_text(p, item);
        break;
    case JK_SHEET_RULE:
        rule(p);
        break;
    case JK_SHEET_GAP:
        p->y += item->numbers[0] * PAPER_MM;
        break;
    case JK_SHEET_KEEP:
        paper_keep(p, item->numbers[0] * PAPER_MM);
        break;
    case JK_SHEET_BREAK:
        paper_turn(p);
        break;
    case JK_SHEET_SIGNS:
        signs(p, item);
        break;
    case JK_SHEET_CODE:
        code(p, item);
        break;
    case JK_SHEET_DRAW:
        paper_drawing(p, item, reader);
        break;
    default:
        put_table(p, item, in_row);
    }
}

/* All lines in order; the head of the document is over with the first that is seen. */
static enum jk_status walk(struct paper *p, struct jk_span document)
{
    struct jk_sheet_reader reader = jk_sheet_reader_of(document);
    struct jk_sheet_item item;
    enum jk_status rc;
    bool in_row = false;

    p->page = 0;
    while (!p->failed && (rc = jk_sheet_next(&reader, &item)) == JK_OK) {
        if (reader.place == JK_SHEET_HEAD_)
            continue;
        if (p->page == 0)
            paper_turn(p);
        put(p, &item, &reader, in_row);
        in_row = reader.place == JK_SHEET_ROW_;
    }
    return p->failed ? JK_INVALID : rc == JK_NONE ? JK_OK : rc;
}

/* The head alone: it says what to draw on. */
static enum jk_status read_head(struct jk_span document, struct paper_about *out)
{
    struct jk_sheet_reader reader = jk_sheet_reader_of(document);
    struct jk_sheet_item item;
    enum jk_status rc;

    *out = (struct paper_about){
        .wide = 210 * PAPER_MM, .high = 297 * PAPER_MM, .margin = 12 * PAPER_MM, .size = 9
    };
    while ((rc = jk_sheet_next(&reader, &item)) == JK_OK && reader.place == JK_SHEET_HEAD_)
        about(out, &item);
    return rc == JK_OK ? JK_OK : JK_INVALID;
}

static void describe(cairo_surface_t *surface, const struct paper_about *a)
{
    static const cairo_pdf_metadata_t kinds[] = { CAIRO_PDF_METADATA_TITLE,
                                                  CAIRO_PDF_METADATA_CREATE_DATE,
                                                  CAIRO_PDF_METADATA_CREATOR };
    const struct jk_span values[] = { a->title, a->created, JK_SPAN("jarakd") };
    char text[JK_SHEET_TEXT_MAX + 1];

    for (int i = 0; i < 3; i++) {
        memcpy(text, values[i].len ? values[i].at : "", values[i].len);
        text[values[i].len] = '\0';
        cairo_pdf_surface_set_metadata(surface, kinds[i], text);
    }
}

static cairo_surface_t *surface_of(const struct paper_about *a, struct jk_buf *out)
{
    cairo_surface_t *surface;

    switch (a->form) {
    case PAPER_SVG:
        return cairo_svg_surface_create_for_stream(take, out, a->wide, a->high);
    case PAPER_PNG:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                          (int)ceil(a->wide / PAPER_MM * PNG_PER_MM),
                                          (int)ceil(a->high / PAPER_MM * PNG_PER_MM));
    case PAPER_PDF:
        break;
    }
    surface = cairo_pdf_surface_create_for_stream(take, out, a->wide, a->high);
    describe(surface, a);
    return surface;
}

/* Letters are placed where the font says, not where a screen's points are. */
static PangoContext *context_of(PangoFontMap *map)
{
    PangoContext *context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("id"));
    return context;
}

static enum jk_status draw(struct paper *p, struct jk_span document, struct jk_buf *out)
{
    cairo_surface_t *surface = surface_of(&p->about, out);
    enum jk_status rc;

    p->cr = cairo_create(surface);
    if (p->about.form == PAPER_PNG) {
        cairo_set_source_rgb(p->cr, 1, 1, 1);
        cairo_paint(p->cr);
        cairo_scale(p->cr, PNG_PER_MM / PAPER_MM, PNG_PER_MM / PAPER_MM);
    }
    rc = walk(p, document);
    cairo_show_page(p->cr);
    if (rc == JK_OK && cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
        rc = JK_MEMORY;
    cairo_destroy(p->cr);
    if (rc == JK_OK && p->about.form == PAPER_PNG &&
        cairo_surface_write_to_png_stream(surface, take, out) != CAIRO_STATUS_SUCCESS)
        rc = JK_MEMORY;
    cairo_surface_finish(surface);
    if (rc == JK_OK && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        rc = JK_MEMORY;
    cairo_surface_destroy(surface);
    return rc;
}

static enum jk_status count_pages(struct paper *p, struct jk_span document)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    enum jk_status rc;

    p->cr = cairo_create(surface);
    rc = walk(p, document);
    cairo_destroy(p->cr);
    cairo_surface_destroy(surface);
    p->pages = p->page;
    return rc;
}

enum jk_status paper_print(struct jk_span document, struct jk_buf *out)
{
    struct paper *p = g_new0(struct paper, 1);
    PangoFontMap *map = paper_letters_new();
    enum jk_status rc = map ? read_head(document, &p->about) : JK_IO;

    if (rc == JK_OK) {
        p->letters = context_of(map);
        p->plain = pango_attr_list_new();
        pango_attr_list_insert(p->plain, pango_attr_insert_hyphens_new(FALSE));
        rc = count_pages(p, document);
        if (rc == JK_OK)
            rc = draw(p, document, out);
        pango_attr_list_unref(p->plain);
        g_object_unref(p->letters);
    }
    if (map)
        g_object_unref(map);
    g_free(p);
    return rc == JK_OK && !jk_buf_ok(out) ? JK_MEMORY : rc;
}
