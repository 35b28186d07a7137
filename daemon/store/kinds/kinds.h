/* daemon/store/kinds/kinds.h: what each kind of journal entry is, told once: its descriptor.
 *
 * From the descriptors follow the payloads (codec.h), the statements that fold entries into tables
 * (fold.h), how rows are put (put.c), walked (walk.h) and compared by replay, and the table in
 * docs/journal.md. */
#ifndef DAEMON_STORE_KINDS_H
#define DAEMON_STORE_KINDS_H
#include <stddef.h>
#include "jarak/store/kinds/rows.h"

#define FIELDS_MAX 16
#define BESIDE_MAX 3

/* Names of keys in `keys` that are no UIDs (jarak/store/kinds/rows.h), in SQL with the table as
 * `d`. */
#define DRAFT_KEY      "'draft' || char(10) || d.id"
#define PLAIN_KEY      "'plain' || char(10) || d.id"
#define MATTER_KEY(id) "'matter' || char(10) || d." id

/* A field in a payload. Sealed bytes are plain in the row struct. */
enum field_type { FIELD_TEXT, FIELD_NUMBER, FIELD_SEALED };

/* A field in its row struct: the type of the member. */
enum field_form { FORM_TEXT, FORM_BOOL, FORM_U8, FORM_U32, FORM_U64, FORM_I64, FORM_SPAN };

struct field {
    const char *name; /* of its column, and behind ':' of its parameter */
    enum field_type type;
    enum field_form form;
    size_t offset;    /* of the member in the row struct */
    const char *note; /* for docs/journal.md; "" */
};

/* How an entry becomes part of its table. */
enum fold_mode {
    FOLD_NOTHING, /* the kind has no table */
    FOLD_ADD,     /* a row of its own */
    FOLD_REPLACE, /* in the place of the row with its key, all columns anew */
    FOLD_CHANGE,  /* the same, but the number of the first entry stays */
    FOLD_AMEND    /* into columns of a row that another kind made */
};

struct kind {
    const char *name;
    int version;                         /* of the payload's form */
    struct field fields[FIELDS_MAX + 1]; /* in the order of the payload, ended by a null name */
    const char *note;                    /* for docs/journal.md, behind the fields; or null */

    enum fold_mode fold;
    const char *table;
    const char *key; /* columns by which one row is told from the others */
    const char *seq; /* column for the number of the entry; null: none */

    const char *rows;                /* what is walked: all that follows FROM; null: no walk */
    struct field beside[BESIDE_MAX]; /* members that a walk fills from other tables */
    bool opened;         /* `rows` has the column `key`, and walks open what is sealed */
    struct field bound;  /* the member that names the key, and that sealing binds to */
    const char *own_key; /* null: the key is a notice's; else the head of the name of the row's own,
                          * which ends with its bytes (S6) */
};

/* Kinds without a put of their own in JK_PUT_KINDS. */
#define OTHER_KINDS(X) \
    X(TICK, tick)      \
    X(PACK, pack)      \
    X(ERASE, erase)    \
    X(TOPIC, topic)

/* The descriptors, in kinds_*.c. */
#define STORE_DECLARE(KIND, name) extern const struct kind store_kind_##name;
JK_PUT_KINDS(STORE_DECLARE)
OTHER_KINDS(STORE_DECLARE)
#undef STORE_DECLARE

/* The descriptor of a kind; null for a number that no kind has. */
const struct kind *store_kind_of(enum jk_entry_kind kind);

/* Room for a row of any kind. */
union row {
#define ROW_MEMBER(KIND, name) struct jk_##name##_row name;
    JK_PUT_KINDS(ROW_MEMBER)
#undef ROW_MEMBER
};
#endif
