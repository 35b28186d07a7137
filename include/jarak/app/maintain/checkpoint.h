/* jarak/app/maintain/checkpoint.h: where the journal stood, as a small signed text to hand out.
 *
 * Whoever rewrites the whole journal can make it consistent again; not with what others hold. A
 * checkpoint names the number and hash of an entry, signed with the daemon's Ed25519 key. KPU,
 * Polres and both teams keep it; later `jarakctl verify --checkpoint` shows that this entry still
 * stands where it stood, and with it everything before. Source: SPEC 5, docs/journal.md. */
#ifndef JARAK_APP_MAINTAIN_CHECKPOINT_H
#define JARAK_APP_MAINTAIN_CHECKPOINT_H
#include "jarak/base/error.h"
#include "jarak/base/sign.h"

/** The content of a checkpoint. */
struct jk_checkpoint {
    char store[17];   /**< names the store: of its salt, hexadecimal */
    uint64_t entries; /**< number of the last entry, at least 1 */
    uint8_t hash[32]; /**< its hash */
    int64_t time_s;   /**< when the checkpoint was made, UTC */
    uint8_t key[JK_SIGN_PUBLIC_LEN];
    uint8_t signature[JK_SIGN_LEN];
};

/** Make one of a store, which a daemon may be writing meanwhile.
 *
 * @return JK_OK; JK_NONE no store there or nothing in it; JK_CORRUPT; JK_IO; JK_MEMORY */
enum jk_status jk_checkpoint_make(const char *database, const uint8_t seed[JK_SIGN_SEED_LEN],
                                  int64_t now_s, struct jk_checkpoint *out, struct jk_error *err);

/** As text: a head line, a sentence for people, `name: value` lines. Appends. */
void jk_checkpoint_format(const struct jk_checkpoint *checkpoint, struct jk_buf *out);

/** Read the text again. Spaces, empty lines and CR that a messenger added do not matter; every
 * line must be there once.
 *
 * @return JK_OK; JK_INVALID naming the line; the signature is not looked at */
enum jk_status jk_checkpoint_parse(struct jk_span text, struct jk_checkpoint *out,
                                   struct jk_error *err);

/** Hold a store against a checkpoint. The journal's own chain is jk_replay_offline()'s.
 *
 * @param trusted  the key to be believed; null: the one in the checkpoint (then it only proves that
 *                 the text is whole)
 * @return JK_OK; JK_DENIED the signature or the key is not right; JK_CORRUPT the entry is gone or
 *         another stands there, or it is of another store; JK_NONE; JK_IO */
enum jk_status jk_checkpoint_verify(const char *database, const struct jk_checkpoint *checkpoint,
                                    const uint8_t *trusted, struct jk_error *err);
#endif
