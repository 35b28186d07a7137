/* `jarakctl verify-certificate FILE`: recomputes a certificate from the file alone (SPEC 5). */
#include "jarak/feed/certificate/certificate.h"

#include <stdio.h>
#include "daemon/ctl/words.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

int jk_ctl_verify_certificate(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);
    struct jk_certificate_checked checked;
    struct jk_buf bytes = { 0 };
    struct jk_error err = { 0 };
    const char *file;
    enum jk_status rc;

    if (status != JK_EXIT_OK)
        return status;
    file = words.at[0];
    rc = jk_file_read(file, &bytes, &err);
    if (rc == JK_OK)
        rc = jk_certificate_verify(jk_buf_view(&bytes), &checked, &err);
    jk_buf_clear(&bytes);
    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, file, &err);
    printf("conflicts %zu\nparts %zu\nfaults %zu\nsha256 %s\n", checked.conflicts, checked.parts,
           checked.faults, checked.hash);
    if (checked.faults == 0)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", file, checked.first);
    return JK_EXIT_FOUND;
}
