/* jarak/app/registry/missing_fields.h: what a returned chain waits for, by the words of the API.
 *
 * Source: SPEC 4 "returned", docs/lifecycle.md. */
#ifndef JARAK_APP_REGISTRY_MISSING_FIELDS_H
#define JARAK_APP_REGISTRY_MISSING_FIELDS_H
#include <stdbool.h>

/** The word of a field that may be missing when a notice is returned: "letter_no" ...; null behind
 * the last. Static. */
const char *jk_missing_word(unsigned bit);

/** Add the field of a word to a set. @return false when there is none */
bool jk_missing_add(unsigned *missing, const char *word);

/** The fields a decision row names as missing. @param seen  its member of that name */
unsigned jk_missing_read(const char *seen);
#endif
