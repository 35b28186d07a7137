/* daemon/store/kinds/kind_fields.h: how a descriptor tells its fields; for
 * daemon/store/kinds/kinds_*.c.
 *
 * A field is named by the member that holds it: its offset, its type, its column and its parameter
 * all come from that one word, so that no two fields can change places in one of them alone. Where
 * column and member are called differently both are said. A member of another type than its macro
 * wants does not compile. Only the order of the lines is left: it is the order of the payload,
 * which never changes (tests/unit/store/test_kinds.c has it written down a second time). */
#ifndef DAEMON_STORE_KIND_FIELDS_H
#define DAEMON_STORE_KIND_FIELDS_H
#include "daemon/store/kinds/kinds.h"

#define MEMBER(row, member) (((struct jk_##row##_row *)0)->member)

#define FIELD(row, member, column, field_type, field_form, words)        \
    {                                                                    \
        .name = (column), .type = (field_type), .form = (field_form),    \
        .offset = offsetof(struct jk_##row##_row, member), .note = words \
    }

/* clang-format off */
#define TEXT_FORM(member)   _Generic((member), const char *: FORM_TEXT)
#define SEALED_FORM(member) _Generic((member), struct jk_span: FORM_SPAN)
#define NUMBER_FORM(member) _Generic((member), bool: FORM_BOOL, uint8_t: FORM_U8, uint32_t: FORM_U32, \
                                     uint64_t: FORM_U64, int64_t: FORM_I64)
/* clang-format on */

/* ..._AS: the column has another name than the member, as after a member was renamed; columns that
 * shipped keep theirs. What follows is a note for docs/journal.md and may be left out. */
#define TEXT_AS(row, member, column, ...) \
    FIELD(row, member, column, FIELD_TEXT, TEXT_FORM(MEMBER(row, member)), "" __VA_ARGS__)
#define SEALED_AS(row, member, column, ...) \
    FIELD(row, member, column, FIELD_SEALED, SEALED_FORM(MEMBER(row, member)), "" __VA_ARGS__)
#define NUMBER_AS(row, member, column, ...) \
    FIELD(row, member, column, FIELD_NUMBER, NUMBER_FORM(MEMBER(row, member)), "" __VA_ARGS__)
#define TEXT(row, member, ...)   TEXT_AS(row, member, #member, __VA_ARGS__)
#define SEALED(row, member, ...) SEALED_AS(row, member, #member, __VA_ARGS__)
#define NUMBER(row, member, ...) NUMBER_AS(row, member, #member, __VA_ARGS__)
#endif
