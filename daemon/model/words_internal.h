/* daemon/model/words_internal.h: a text as its words and numbers, for the readers of words. */
#ifndef DAEMON_MODEL_WORDS_INTERNAL_H
#define DAEMON_MODEL_WORDS_INTERNAL_H
#include "jarak/model/words.h"

#define WORD_TOKENS_MAX 16 /* of a cell that says one thing */

/* A word in small letters, or a number with the signs inside it. */
struct word_token {
    char text[24];
    size_t len;
    bool is_number;
};

struct word_tokens {
    struct word_token at[WORD_TOKENS_MAX];
    size_t count;
};

/* @return false for a text of more or longer words than any we know */
bool model_words_split(struct jk_span text, struct word_tokens *out);
/* The first token behind "pukul", "sekitar" and the like. */
size_t model_words_skip_clock(const struct word_tokens *t, size_t at);
#endif
