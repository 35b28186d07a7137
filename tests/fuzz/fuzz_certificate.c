/* Verifying a certificate: any bytes are refused with the member at fault, or computed again;
 * twice the same way. Nothing of a document reaches the engine unchecked. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/feed/certificate/certificate.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/pack.h"

#define INPUT_MAX 20000 /* some hundred nodes: pairs of pieces grow with their square */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    jk_geodesic_init();
    jk_pack_setup();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_span text = { (const char *)bytes, len };
    struct jk_certificate_checked first, again;
    struct jk_error err = { 0 };
    enum jk_status rc;

    if (len > INPUT_MAX)
        return 0;
    rc = jk_certificate_verify(text, &first, &err);
    must(rc == jk_certificate_verify(text, &again, &err));
    if (rc == JK_OK)
        must(first.faults == again.faults && first.parts == again.parts &&
             strcmp(first.hash, again.hash) == 0);
    else
        must(err.field[0] != '\0' || rc == JK_MEMORY);
    return 0;
}
