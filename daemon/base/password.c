/* Passwords by yescrypt through libxcrypt.
 *
 * A hash names its own method and cost, so old ones stay valid when COST rises. An account that is
 * not there, or has no password, is checked against a dummy hash: the time taken does not tell
 * which names exist. Phrase and working memory are wiped behind each use. */
#include "jarak/base/password.h"

#include <crypt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/digest.h"
#include "jarak/base/heap.h"
#include "jarak/base/random.h"

#define COST       5 /* yescrypt's N = 4096, r = 32; libcrypt's default now, whatever it is later */
#define SALT_BYTES 16 /* 128 bits */

_Static_assert(JK_PASSWORD_HASH_MAX >= CRYPT_OUTPUT_SIZE, "every hash has room");

/* The hash of nobody's password; a guess at an account that is not there is checked against it. */
static const char dummy[] =
    "$y$j9T$k2XAnEHBqQ1Ct2aMXFKNa/$1EAC/uMj53m3fSwyXKmXIy4Mhxsl1dK6pFr525jz0U5";

bool jk_password_allowed(struct jk_span password)
{
    if (password.len < JK_PASSWORD_MIN || password.len > JK_PASSWORD_MAX ||
        !jk_utf8_valid(password))
        return false;
    for (size_t i = 0; i < password.len; i++) {
        if ((unsigned char)password.at[i] < 0x20 || password.at[i] == 0x7f)
            return false;
    }
    return true;
}

/* crypt(3) of a password under a setting, which may be a whole hash. JK_MEMORY, or JK_CORRUPT for a
 * setting that is none. */
static enum jk_status run_crypt(struct jk_span password, const char *setting,
                                char out[JK_PASSWORD_HASH_MAX])
{
    struct crypt_data *data = jk_heap_zeroed(1, sizeof *data);
    char phrase[JK_PASSWORD_MAX + 1];
    const char *hash;

    if (!data)
        return JK_MEMORY;
    memcpy(phrase, password.at, password.len);
    phrase[password.len] = '\0';
    hash = crypt_rn(phrase, setting, data, (int)sizeof *data);
    if (hash)
        memcpy(out, hash, strlen(hash) + 1);
    explicit_bzero(phrase, sizeof phrase);
    explicit_bzero(data, sizeof *data);
    free(data);
    return hash ? JK_OK : JK_CORRUPT;
}

enum jk_status jk_password_hash(struct jk_span password, char out[JK_PASSWORD_HASH_MAX])
{
    char salt[SALT_BYTES], setting[CRYPT_GENSALT_OUTPUT_SIZE];

    if (!jk_password_allowed(password))
        return JK_INVALID;
    if (jk_random(salt, sizeof salt) != JK_OK)
        return JK_IO;
    if (!crypt_gensalt_rn("$y$", COST, salt, sizeof salt, setting, sizeof setting))
        return JK_MEMORY;
    return run_crypt(password, setting, out);
}

bool jk_password_check(struct jk_span password, const char *hash)
{
    char made[JK_PASSWORD_HASH_MAX];
    size_t len = strlen(hash);
    bool same;

    /* A text that cannot be a password never matches, but costs as much work as one that can. */
    if (!jk_password_allowed(password)) {
        password = JK_SPAN("");
        hash = "";
    }
    if (run_crypt(password, hash[0] ? hash : dummy, made) != JK_OK)
        return false;
    same = hash[0] && strlen(made) == len && jk_equal_secret(made, hash, len);
    explicit_bzero(made, sizeof made);
    return same;
}
