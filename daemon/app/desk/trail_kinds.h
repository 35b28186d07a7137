/* daemon/app/desk/trail_kinds.h: which entries of the journal the audit view tells, and how. */
#ifndef DAEMON_APP_DESK_TRAIL_KINDS_H
#define DAEMON_APP_DESK_TRAIL_KINDS_H
#include "jarak/feed/admin/trail.h"
#include "jarak/store/trail.h"

#define TRAIL_PARTS_MAX 7

/* The type of a member. */
enum trail_member {
    TRAIL_MEMBER_NONE,
    TRAIL_MEMBER_TEXT,
    TRAIL_MEMBER_BOOL,
    TRAIL_MEMBER_U8,
    TRAIL_MEMBER_U32,
    TRAIL_MEMBER_I64
};

/* A member of the row that is told. */
struct trail_part {
    const char *name; /* null ends them */
    const struct jk_text *label;
    enum trail_member type;
    enum jk_trail_form form;
    size_t offset;
    bool content; /* only to who sees notices */
};

/* Texts of the row by their offset; 0 of `has`: there is none. */
struct trail_text {
    size_t offset;
    bool has;
};

/* A kind of entry. */
struct trail_kind {
    enum jk_entry_kind kind;
    enum jk_trail_topic topic;
    const struct jk_text *first, *changed; /* what was done; the same where nothing is replaced */
    struct trail_text key, key_more;       /* what a later row replaces; neither: nothing */
    struct trail_text uid, conflict, account, region, contest; /* whose region it is of */
    struct trail_text act, note;
    struct trail_text revision; /* a uint32_t: 1 replaces nothing */
    struct trail_part parts[TRAIL_PARTS_MAX + 1];
};

/* The kind's line; null: it is not told. */
const struct trail_kind *desk_trail_kind(enum jk_entry_kind kind);
/* The kinds of some topics, as bits for a slice. */
uint64_t desk_trail_kinds(unsigned topics);
/* A text of a row; "" where there is none. Borrowed from the row. */
const char *desk_trail_text(const union jk_trail_row *row, struct trail_text which);
/* A member as a text, in the arena; null when memory is out. */
const char *desk_trail_value(struct jk_arena *arena, const union jk_trail_row *row,
                             const struct trail_part *part);
#endif
