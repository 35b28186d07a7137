/* A photo of a telephone becomes one that tells nothing but its picture: decoded, turned as its
 * camera was held, made no larger than can be looked at, and encoded anew. What it knew besides
 * (where, when, by which device) is not carried over, for nothing but the picture is. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include "daemon/paper/paper.h"

#define EDGE_MAX 1600 /* pixels: a page of A4 at 137 dots an inch */
#define FEED     65536

bool paper_is_photo(struct jk_span bytes)
{
    return jk_span_starts(bytes, JK_SPAN("\xff\xd8\xff")) ||
           jk_span_starts(bytes, JK_SPAN("\x89PNG\r\n"));
}

/* Decoded at the size it will have: a picture of ten thousand pixels a side needs no room for all
 * of them. */
static void on_size(GdkPixbufLoader *loader, int wide, int high, void *ctx)
{
    double edge = wide > high ? wide : high;
    double scale = edge > EDGE_MAX ? EDGE_MAX / edge : 1.0;
    int scaled_wide = (int)(wide * scale), scaled_high = (int)(high * scale);

    (void)ctx;
    gdk_pixbuf_loader_set_size(loader, scaled_wide ? scaled_wide : 1,
                               scaled_high ? scaled_high : 1);
}

static GdkPixbuf *decode(struct jk_span bytes)
{
    GdkPixbufLoader *loader = gdk_pixbuf_loader_new();
    GdkPixbuf *picture = NULL, *turned;
    bool good = true;

    g_signal_connect(loader, "size-prepared", G_CALLBACK(on_size), NULL);
    while (bytes.len > 0 && good) {
        size_t len = bytes.len < FEED ? bytes.len : FEED;

        good = gdk_pixbuf_loader_write(loader, (const guchar *)bytes.at, len, NULL);
        bytes = (struct jk_span){ bytes.at + len, bytes.len - len };
    }
    if (gdk_pixbuf_loader_close(loader, NULL) && good)
        picture = gdk_pixbuf_loader_get_pixbuf(loader);
    turned = picture ? gdk_pixbuf_apply_embedded_orientation(picture) : NULL;
    g_object_unref(loader);
    return turned;
}

/* A JPEG knows no transparency: what is clear becomes white. */
static GdkPixbuf *on_white(GdkPixbuf *picture)
{
    GdkPixbuf *flat;
    int wide = gdk_pixbuf_get_width(picture), high = gdk_pixbuf_get_height(picture);

    if (!gdk_pixbuf_get_has_alpha(picture))
        return g_object_ref(picture);
    flat = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, wide, high);
    if (flat) {
        gdk_pixbuf_fill(flat, 0xffffffff);
        gdk_pixbuf_composite(picture, flat, 0, 0, wide, high, 0, 0, 1, 1, GDK_INTERP_NEAREST, 255);
    }
    return flat;
}

enum jk_status paper_photo(struct jk_span bytes, struct jk_buf *out)
{
    GdkPixbuf *picture = decode(bytes), *flat = picture ? on_white(picture) : NULL;
    enum jk_status rc = picture ? JK_MEMORY : JK_INVALID;
    gchar *made = NULL;
    gsize len = 0;

    if (flat && gdk_pixbuf_save_to_buffer(flat, &made, &len, "jpeg", NULL, "quality", "85", NULL)) {
        jk_buf_add(out, made, len);
        rc = jk_buf_ok(out) ? JK_OK : JK_MEMORY;
    }
    g_free(made);
    if (flat)
        g_object_unref(flat);
    if (picture)
        g_object_unref(picture);
    return rc;
}
