/* The fonts of the program, and no others.
 *
 * fontconfig is given an empty configuration and two files of the program's own: neither what the
 * machine has installed nor its settings can change a page. They lie in memory files, since
 * FreeType opens fonts by name. */
#include "daemon/paper/paper.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

extern const char paper_plain[], paper_plain_end[], paper_bold[], paper_bold_end[];

static bool add_face(FcConfig *config, const char *from, const char *end)
{
    size_t len = (size_t)(end - from), done = 0;
    int fd = memfd_create("letters", MFD_CLOEXEC);
    char path[40];

    while (fd >= 0 && done < len) {
        ssize_t put = write(fd, from + done, len - done);

        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd); /* it stays open as long as we live */
    return fd >= 0 && FcConfigAppFontAddFile(config, (const FcChar8 *)path);
}

PangoFontMap *paper_letters_new(void)
{
    FcConfig *config = FcConfigCreate();
    PangoFontMap *map;

    if (!config || !add_face(config, paper_plain, paper_plain_end) ||
        !add_face(config, paper_bold, paper_bold_end))
        return NULL;
    map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (!map)
        return NULL;
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    FcConfigDestroy(config); /* the map has its own hold on it */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    return map;
}
