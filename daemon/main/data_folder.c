/* The data folder is its owner's alone: 0700, and each file in it 0600, whatever the umask was and
 * whoever made the folder. One that stood open to others, as an older version or `mkdir` left it,
 * is closed with all in it before anything is opened; what cannot be closed is refused, for it
 * holds tokens, names and a key. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "jarak/base/log.h"
#include "jarak/main/daemon.h"
#include "jarak/model/texts.h"

#define OPEN_FOLDERS 16 /* at once, while the folder is walked */
#define OTHERS       (S_IRWXG | S_IRWXO)

static int close_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)kind, (void)at;
    if (S_ISLNK(st->st_mode) || (st->st_mode & OTHERS) == 0)
        return 0;
    return chmod(path, st->st_mode & 07777 & ~(mode_t)OTHERS) == 0 ? 0 : errno;
}

enum jk_status jk_daemon_data_folder(const char *folder, struct jk_error *err)
{
    char path[PATH_MAX + 16];
    struct stat st;
    int failed;

    umask(OTHERS);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    if (stat(folder, &st) != 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    if ((st.st_mode & OTHERS) == 0)
        return JK_OK;
    snprintf(path, sizeof path, "%s/.", folder); /* what a link leads to, too */
    failed = nftw(path, close_entry, OPEN_FOLDERS, FTW_PHYS);
    if (failed != 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s",
                       strerror(failed > 0 ? failed : errno));
    jk_log(JK_LOG_WARNING, "data-closed folder=%s mode=%04o", folder,
           (unsigned)(st.st_mode & 07777));
    return JK_OK;
}
