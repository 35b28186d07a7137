/* Every kind of journal entry, by its number; each is told once, by its descriptor in kinds_*.c. */
#include "daemon/store/kinds/kinds.h"

#define DESCRIPTOR(KIND, name) [JK_ENTRY_##KIND] = &store_kind_##name,

static const struct kind *const kinds[JK_ENTRY_END] = { JK_PUT_KINDS(DESCRIPTOR)
                                                            OTHER_KINDS(DESCRIPTOR) };

#define BIT(KIND, name) | UINT64_C(1) << JK_ENTRY_##KIND
#define NEVER_WRITTEN   (UINT64_C(1) << 25) /* a number that was given away and not used */
_Static_assert(JK_ENTRY_END <= 64, "kinds are counted by the bits of one number below");
_Static_assert(((NEVER_WRITTEN)JK_PUT_KINDS(BIT) OTHER_KINDS(BIT)) ==
                   (UINT64_C(1) << (JK_ENTRY_END - 1)) * 2 - 2,
               "a kind has no descriptor");

const struct kind *store_kind_of(enum jk_entry_kind kind)
{
    return (unsigned)kind < JK_ENTRY_END ? kinds[kind] : NULL;
}
