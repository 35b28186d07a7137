/* Files of the published site: whole or not there, and nothing of somebody else's is touched. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/main/site_disk.h"

#define ID "0123456789abcdef"

struct place {
    char folder[64], path[256];
};

static void place_open(struct place *p)
{
    struct jk_error err;

    snprintf(p->folder, sizeof p->folder, "/tmp/jarakd-site-XXXXXX");
    cr_assert(mkdtemp(p->folder) != NULL && rmdir(p->folder) == 0);
    umask(0077);
    cr_assert(jk_site_disk_open(p->folder, &err) == JK_OK);
    cr_assert(jk_site_disk_open(p->folder, &err) == JK_OK, "it may be there already");
}

static void place_close(struct place *p)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    cr_assert(system(command) == 0);
}

static const char *at(struct place *p, const char *path)
{
    snprintf(p->path, sizeof p->path, "%s/%s", p->folder, path);
    return p->path;
}

static bool holds(struct place *p, const char *path, const char *text)
{
    char bytes[256] = "";
    FILE *file = fopen(at(p, path), "r");
    size_t len = file ? fread(bytes, 1, sizeof bytes - 1, file) : 0;

    if (file)
        fclose(file);
    return file && len == strlen(text) && memcmp(bytes, text, len) == 0;
}

static mode_t mode_of(struct place *p, const char *path)
{
    struct stat st;

    return stat(at(p, path), &st) == 0 ? st.st_mode & 0777 : 0;
}

static enum jk_status put(struct place *p, const char *path, const char *a, const char *b)
{
    struct jk_span spans[] = { jk_span_of(a), jk_span_of(b) };

    return jk_site_disk_write(p->folder, path, spans, 2);
}

Test(site_disk, a_file_and_its_folders_are_made_readable_whatever_the_umask)
{
    struct place p;

    place_open(&p);
    cr_assert(put(&p, "kalender/64.08/x/index.html", "a", "bc") == JK_OK);
    cr_assert(holds(&p, "kalender/64.08/x/index.html", "abc"));
    cr_assert(mode_of(&p, "kalender/64.08/x/index.html") == 0644);
    cr_assert(mode_of(&p, "kalender") == 0755 && mode_of(&p, "kalender/64.08/x") == 0755);
    cr_assert(access(at(&p, "kalender/64.08/x/.index.html.new"), F_OK) != 0,
              "nothing is left over");
    place_close(&p);
}

static ino_t number_of(struct place *p, const char *path)
{
    struct stat st;

    cr_assert(stat(at(p, path), &st) == 0);
    return st.st_ino;
}

Test(site_disk, the_same_bytes_leave_the_file_alone_and_others_take_its_place)
{
    struct place p;
    ino_t first;

    place_open(&p);
    cr_assert(put(&p, "f.ics", "abc", "def") == JK_OK);
    first = number_of(&p, "f.ics");
    cr_assert(put(&p, "f.ics", "ab", "cdef") == JK_OK && number_of(&p, "f.ics") == first,
              "in whatever parts");
    cr_assert(put(&p, "f.ics", "abc", "deX") == JK_OK && number_of(&p, "f.ics") != first);
    cr_assert(holds(&p, "f.ics", "abcdeX"));
    cr_assert(put(&p, "f.ics", "abc", "") == JK_OK && holds(&p, "f.ics", "abc"), "shorter");
    cr_assert(put(&p, "f.ics", "", "") == JK_OK && holds(&p, "f.ics", ""));
    place_close(&p);
}

Test(site_disk, more_parts_than_one_write_takes_are_all_written_in_order)
{
    static struct jk_span spans[1300];
    static char digits[1300][5];
    char whole[5201] = "", read[5300];
    struct place p;
    FILE *file;

    place_open(&p);
    for (int i = 0; i < 1300; i++) {
        snprintf(digits[i], sizeof digits[i], "%04d", i);
        spans[i] = (struct jk_span){ digits[i], 4 };
        memcpy(whole + 4 * i, digits[i], 4);
    }
    cr_assert(jk_site_disk_write(p.folder, "many", spans, 1300) == JK_OK);
    file = fopen(at(&p, "many"), "r");
    cr_assert(file && fread(read, 1, sizeof read, file) == 5200 && memcmp(read, whole, 5200) == 0);
    fclose(file);
    place_close(&p);
}

Test(site_disk, what_stands_in_the_way_is_told_and_stays)
{
    struct place p;

    place_open(&p);
    cr_assert(put(&p, "kalender", "a", "file") == JK_OK);
    cr_assert(put(&p, "kalender/64.08/index.html", "a", "b") == JK_IO);
    cr_assert(holds(&p, "kalender", "afile"));
    cr_assert(mkdir(at(&p, "folder.ics"), 0755) == 0);
    cr_assert(put(&p, "folder.ics", "a", "b") == JK_IO && errno == EISDIR);
    cr_assert(access(at(&p, ".folder.ics.new"), F_OK) != 0);
    place_close(&p);
}

Test(site_disk, a_link_that_somebody_laid_beside_the_place_is_not_followed)
{
    struct place p;
    char outside[300], link[300];

    place_open(&p);
    snprintf(outside, sizeof outside, "%s", at(&p, "outside"));
    cr_assert(put(&p, "outside", "private", "") == JK_OK);
    snprintf(link, sizeof link, "%s", at(&p, ".f.ics.new"));
    cr_assert(symlink(outside, link) == 0);
    cr_assert(put(&p, "f.ics", "public", "") == JK_OK, "it is put away, not written through");
    cr_assert(holds(&p, "outside", "private") && holds(&p, "f.ics", "public"));
    place_close(&p);
}

Test(site_disk, an_activity_is_removed_with_its_folder_but_not_what_else_lies_there)
{
    static const char page[] = "kalender/64.08/" ID "/index.html",
                      file[] = "kalender/64.08/" ID ".ics",
                      other[] = "kalender/64.08/" ID "/foto.jpg";
    struct place p;

    place_open(&p);
    cr_assert(put(&p, page, "a", "") == JK_OK && put(&p, file, "a", "") == JK_OK);
    cr_assert(jk_site_disk_remove(p.folder, "kalender/64.08", ID) == JK_OK);
    cr_assert(access(at(&p, "kalender/64.08/" ID), F_OK) != 0 && access(at(&p, file), F_OK) != 0);
    cr_assert(jk_site_disk_remove(p.folder, "kalender/64.08", ID) == JK_OK, "it is gone already");
    cr_assert(put(&p, page, "a", "") == JK_OK && put(&p, other, "mine", "") == JK_OK);
    cr_assert(jk_site_disk_remove(p.folder, "kalender/64.08", ID) == JK_OK);
    cr_assert(access(at(&p, page), F_OK) != 0 && holds(&p, other, "mine"));
    place_close(&p);
}
