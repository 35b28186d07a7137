#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/sign.h"

/* RFC 8032 section 7.1, TEST 2: one byte. */
Test(sign, the_vector_of_rfc_8032)
{
    uint8_t seed[32], key[32], want_key[32], signature[64], want[64];
    char message = 0x72;

    cr_assert(jk_unhex(JK_SPAN("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
                       seed, 32));
    cr_assert(jk_unhex(JK_SPAN("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
                       want_key, 32));
    cr_assert(jk_unhex(JK_SPAN("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
                       want, 64));
    cr_assert(jk_sign_public(seed, key) == JK_OK && memcmp(key, want_key, 32) == 0);
    cr_assert(jk_sign(seed, (struct jk_span){ &message, 1 }, signature) == JK_OK);
    cr_assert(memcmp(signature, want, 64) == 0);
    cr_assert(jk_sign_check(key, (struct jk_span){ &message, 1 }, signature));
    message ^= 1;
    cr_assert(!jk_sign_check(key, (struct jk_span){ &message, 1 }, signature));
    message ^= 1;
    for (int i = 0; i < 64; i++) {
        signature[i] ^= 4;
        cr_assert(!jk_sign_check(key, (struct jk_span){ &message, 1 }, signature), "octet %d", i);
        signature[i] ^= 4;
    }
}
