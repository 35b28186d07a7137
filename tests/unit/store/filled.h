/* Rows of every kind of journal entry, filled through the descriptors. */
#ifndef TESTS_UNIT_STORE_FILLED_H
#define TESTS_UNIT_STORE_FILLED_H
#include "daemon/store/kinds/codec.h"
#include "tests/unit/store/place.h"

/** A row of any kind, and the texts it points to. */
struct filled {
    union {
        union row row;
        struct jk_pack_row pack;
        struct jk_erase_row erase;
    } as;
    char texts[FIELDS_MAX + BESIDE_MAX][24];
};

/** Different values in all members, but for those whose value something hangs on. */
void filled_make(struct filled *f, enum jk_entry_kind number);
/** Put it into the store. @return JK_STATE for a kind that is not put by itself */
enum jk_status filled_put(struct place *p, enum jk_entry_kind kind, const struct filled *f);
#endif
