/* Known vectors: FIPS 180-4, RFC 4231, the GCM specification; hexadecimal at its borders. */
#include <criterion/criterion.h>
#include <string.h>
#include "jarak/base/digest.h"

static void shows(const uint8_t digest[JK_DIGEST_LEN], const char *want)
{
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_hex(digest, JK_DIGEST_LEN, hex);
    cr_assert_str_eq(hex, want);
}

Test(digest, sha_256_of_nothing_and_of_two_blocks)
{
    static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    uint8_t out[JK_DIGEST_LEN];

    jk_sha256("", 0, out);
    shows(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    jk_sha256(two, sizeof two - 1, out);
    shows(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* RFC 4231, cases 1, 2 and 6: a key of 20 bytes, a short one, one longer than a block. */
Test(digest, hmac_has_the_vectors_of_rfc_4231)
{
    char key[131];
    uint8_t out[JK_DIGEST_LEN];

    memset(key, 0x0b, 20);
    jk_hmac_sha256((struct jk_span){ key, 20 }, JK_SPAN("Hi There"), out);
    shows(out, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    jk_hmac_sha256(JK_SPAN("Jefe"), JK_SPAN("what do ya want for nothing?"), out);
    shows(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    jk_hmac_sha256((struct jk_span){ key, sizeof key },
                   JK_SPAN("Test Using Larger Than Block-Size Key - Hash Key First"), out);
    shows(out, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* A list is its parts each behind 64 bits of length: hashed by hand. */
Test(digest, a_list_is_hashed_with_the_lengths_of_its_parts)
{
    static const char by_hand[] = "\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1c";
    const struct jk_span parts[] = { JK_SPAN("ab"), JK_SPAN(""), JK_SPAN("c") };
    uint8_t list[JK_DIGEST_LEN], plain[JK_DIGEST_LEN];

    jk_sha256_list(parts, 3, list);
    jk_sha256(by_hand, sizeof by_hand - 1, plain);
    cr_assert(memcmp(list, plain, sizeof list) == 0);
    jk_sha256_list(parts, 0, list);
    jk_sha256("", 0, plain);
    cr_assert(memcmp(list, plain, sizeof list) == 0);
}

/* The GCM specification (McGrew and Viega), case 14: 256-bit zero key and nonce, 16 zero bytes. */
Test(seal, it_is_aes_256_gcm)
{
    static const uint8_t key[JK_SEAL_KEY_LEN], nonce[JK_SEAL_NONCE_LEN], plain[16];
    struct jk_buf sealed = { 0 };
    char hex[65];

    cr_assert(jk_seal(key, nonce, JK_SPAN(""), (struct jk_span){ (const char *)plain, 16 },
                      &sealed) == JK_OK);
    cr_assert(sealed.len == JK_SEAL_NONCE_LEN + 16 + JK_SEAL_TAG_LEN);
    jk_hex((uint8_t *)sealed.at + JK_SEAL_NONCE_LEN, 32, hex);
    cr_assert_str_eq(hex, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    jk_buf_clear(&sealed);
}

Test(seal, what_is_too_short_to_be_sealed_is_corrupt_and_appends_nothing)
{
    static const uint8_t key[JK_SEAL_KEY_LEN] = { 1 }, nonce[JK_SEAL_NONCE_LEN] = { 2 };
    struct jk_buf sealed = { 0 }, out = { 0 };

    jk_buf_str(&out, "sebelum");
    cr_assert(jk_seal(key, nonce, JK_SPAN("u"), JK_SPAN(""), &sealed) == JK_OK);
    cr_assert(sealed.len == 28, "nothing is sealed in 28 bytes");
    for (size_t len = 0; len < sealed.len; len++)
        cr_assert(jk_unseal(key, JK_SPAN("u"), (struct jk_span){ sealed.at, len }, &out) ==
                      JK_CORRUPT,
                  "%zu bytes", len);
    cr_assert(jk_unseal(key, JK_SPAN("u"), jk_buf_view(&sealed), &out) == JK_OK);
    cr_assert(jk_span_eq(jk_buf_view(&out), JK_SPAN("sebelum")));
    jk_buf_clear(&sealed);
    jk_buf_clear(&out);
}

Test(hex, both_cases_are_read_and_exactly_the_digits_asked_for)
{
    static const char *const wrong[] = { "",     "0",    "00f",  "00fff", "00fg", "0x0f",
                                         " 00f", "00f/", "00f:", "00f@",  "00fG", "00f`" };
    uint8_t out[2] = { 9, 9 };
    char hex[5];

    cr_assert(jk_unhex(JK_SPAN("0aFf"), out, 2) && out[0] == 10 && out[1] == 255);
    jk_hex(out, 2, hex);
    cr_assert_str_eq(hex, "0aff");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(!jk_unhex(jk_span_of(wrong[i]), out, 2), "%s", wrong[i]);
}

Test(secret, it_is_the_same_only_when_every_byte_is)
{
    char a[32] = "rahasia", b[32] = "rahasia";

    cr_assert(jk_equal_secret(a, b, sizeof a) && jk_equal_secret(a, b, 0));
    for (size_t i = 0; i < sizeof a; i++) {
        for (int bit = 0; bit < 8; bit++) {
            b[i] ^= (char)(1 << bit);
            cr_assert(!jk_equal_secret(a, b, sizeof a), "byte %zu bit %d", i, bit);
            b[i] ^= (char)(1 << bit);
        }
    }
}
