/* `jarakctl verify-certificate FILE`: recomputes a certificate from the file alone (SPEC 5). */
#include "jarak/feed/certificate/certificate.h"

#include <stdio.h>
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

int jk_ctl_verify_certificate(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct jk_certificate_report report;
    struct jk_buf bytes = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc;

    if (argc != 2)
        return JK_EXIT_USAGE;
    rc = jk_file_read(argv[1], &bytes, &err);
    if (rc == JK_OK)
        rc = jk_certificate_verify(jk_buf_view(&bytes), &report, &err);
    jk_buf_clear(&bytes);
    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, argv[1], &err);
    printf("conflicts %zu\nparts %zu\nfaults %zu\nsha256 %s\n", report.conflicts, report.parts,
           report.faults, report.hash);
    if (report.faults == 0)
        return JK_EXIT_OK;
    fprintf(stderr, "%s: %s\n", argv[1], report.first);
    return JK_EXIT_FOUND;
}
