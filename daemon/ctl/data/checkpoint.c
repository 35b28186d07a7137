/* `jarakctl checkpoint` and `verify`: signed heads of the journal, and holding a store against
 * them.
 *
 * A checkpoint is the number and hash of the last entry, signed. Kept elsewhere it shows later
 * whether the journal up to there was rewritten. verify replays the store as well, since a chain
 * that is whole may still disagree with its tables; the worst of all results is the exit code. The
 * key to trust may be given by hand: one read from the same folder proves nothing against who
 * controls the folder. */
#include "jarak/app/maintain/checkpoint.h"
#include "daemon/ctl/data/replay.h"
#include "daemon/ctl/words.h"
#include "jarak/app/texts/texts.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "jarak/app/maintain/maintain.h"
#include "jarak/base/digest.h"
#include "jarak/base/sign.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

/* A key of 32 bytes, hexadecimal, in `<data>/keys/<name>`. */
static enum jk_status read_key(const char *data, const char *name, uint8_t key[32],
                               struct jk_error *err)
{
    struct jk_buf hex = { 0 };
    char path[PATH_MAX];
    enum jk_status rc;

    snprintf(path, sizeof path, "%s/keys/%s", data, name);
    rc = jk_file_read_kept(path, false, &hex, err);
    if (rc == JK_OK && hex.len == 65 && hex.at[64] == '\n')
        hex.len = 64;
    if (rc == JK_OK && (hex.len != 64 || !jk_unhex((struct jk_span){ hex.at, 64 }, key, 32)))
        rc = jk_fail(err, JK_INVALID, JK_TEXT_CHECKPOINT_LINE, path, "%s", "");
    if (hex.at)
        explicit_bzero(hex.at, hex.len);
    jk_buf_clear(&hex);
    return rc;
}

int jk_ctl_checkpoint(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *data = "var";
    const struct ctl_option options[] = { { .name = "data", .value = &data }, { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 0);
    struct jk_checkpoint checkpoint;
    struct jk_buf text = { 0 };
    uint8_t seed[JK_SIGN_SEED_LEN];
    struct jk_error err = { 0 };
    char path[PATH_MAX];
    enum jk_status rc;

    if (status != JK_EXIT_OK)
        return status;
    snprintf(path, sizeof path, "%s/jarakd.db", data);
    rc = read_key(data, "checkpoint.key", seed, &err);
    if (rc == JK_OK)
        rc = jk_checkpoint_make(path, seed, time(NULL), &checkpoint, &err);
    explicit_bzero(seed, sizeof seed);
    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, data, &err);
    jk_checkpoint_format(&checkpoint, &text);
    fputs(text.at, stdout);
    jk_buf_clear(&text);
    return JK_EXIT_OK;
}

/* One checkpoint against the store. @return JK_EXIT_OK, JK_EXIT_FOUND, JK_EXIT_INPUT */
static int hold_against(const struct jk_ctl *ctl, const char *database, const char *file,
                        const uint8_t *trusted)
{
    struct jk_checkpoint checkpoint;
    struct jk_buf text = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc = jk_file_read(file, &text, &err);

    if (rc == JK_OK)
        rc = jk_checkpoint_parse(jk_buf_view(&text), &checkpoint, &err);
    jk_buf_clear(&text);
    if (rc != JK_OK)
        return jk_ctl_refuse(ctl, file, &err);
    rc = jk_checkpoint_verify(database, &checkpoint, trusted, &err);
    if (rc == JK_OK) {
        printf("checkpoint %s: entry %" PRIu64 " stands\n", file, checkpoint.entries);
        return JK_EXIT_OK;
    }
    jk_ctl_refuse(ctl, file, &err);
    return rc == JK_CORRUPT || rc == JK_DENIED ? JK_EXIT_FOUND : JK_EXIT_INPUT;
}

/* The halves of the key that lie there belong together: one of them was not exchanged alone. A
 * folder without the private half, as whoever checks for others has it, is none the worse.
 * @return JK_EXIT_OK, JK_EXIT_FOUND, JK_EXIT_INPUT */
static int hold_keys(const struct jk_ctl *ctl, const char *data)
{
    uint8_t seed[JK_SIGN_SEED_LEN], public[JK_SIGN_PUBLIC_LEN], shown[JK_SIGN_PUBLIC_LEN];
    struct jk_error err = { 0 };
    enum jk_status rc = read_key(data, "checkpoint.key", seed, &err);

    if (rc == JK_NONE)
        return JK_EXIT_OK;
    if (rc == JK_OK)
        rc = read_key(data, "checkpoint.pub", shown, &err);
    if (rc == JK_OK)
        rc = jk_sign_public(seed, public);
    explicit_bzero(seed, sizeof seed);
    if (rc == JK_OK && memcmp(public, shown, sizeof public) != 0)
        rc = jk_fail(&err, JK_CORRUPT, JK_TEXT_CHECKPOINT_PAIR, "keys", "%s", "");
    if (rc == JK_OK)
        return JK_EXIT_OK;
    jk_ctl_refuse(ctl, data, &err);
    return rc == JK_IO ? JK_EXIT_INPUT : JK_EXIT_FOUND;
}

/* The store and its keys against all of them; the worst of the results. */
static int hold(const struct jk_ctl *ctl, const char *data, const char *key,
                const struct ctl_values *files)
{
    uint8_t trusted[JK_SIGN_PUBLIC_LEN];
    struct jk_error err = { 0 };
    char path[PATH_MAX];
    int status;

    if (key && (strlen(key) != 64 || !jk_unhex(jk_span_of(key), trusted, sizeof trusted)))
        return JK_EXIT_USAGE;
    if (!key && read_key(data, "checkpoint.pub", trusted, &err) != JK_OK)
        return jk_ctl_refuse(ctl, data, &err);
    snprintf(path, sizeof path, "%s/jarakd.db", data);
    status = data_replay(ctl, path, "");
    if (status == JK_EXIT_OK)
        status = hold_keys(ctl, data);
    for (size_t i = 0; i < files->count && status != JK_EXIT_INPUT; i++) {
        int held = hold_against(ctl, path, files->at[i], trusted);

        status = held > status ? held : status;
    }
    return status;
}

int jk_ctl_verify(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *data = "var", *key = NULL;
    struct ctl_values files = { 0 };
    const struct ctl_option options[] = { { .name = "data", .value = &data },
                                          { .name = "key", .value = &key },
                                          { .name = "checkpoint", .all = &files },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 0);

    if (status == JK_EXIT_OK)
        status = hold(ctl, data, key, &files);
    ctl_values_free(&files);
    return status;
}
