/* Records are numbers as they lie in memory and texts ended by NUL, so that what is read points
 * into the record and nothing is copied that is only looked at. */
#include "daemon/app/recall/record.h"

#include <string.h>
#include "daemon/app/registry/version.h"

/* The numbers of an entry's record, behind its first octet. */
struct entry_numbers {
    uint64_t change;
    int64_t created_s, changed_s;
    uint32_t revision, sequence, approved_revision;
    bool deleted, has_current, has_approved;
};

struct chain_numbers {
    uint64_t change;
    int64_t changed_s;
    uint32_t revision, feed_revision;
    bool pending;
};

struct lost_numbers {
    uint64_t change;
    uint32_t paslon;
};

struct change_numbers {
    uint64_t seq;
    enum jk_entry_kind kind;
};

static void add_text(struct jk_buf *out, const char *text)
{
    jk_buf_add(out, text, strlen(text) + 1);
}

static const char *word_of(enum jk_state state)
{
    return state == JK_STATE_END ? "" : jk_state_word(state);
}

void recall_write_counts(struct recalled_counts counts, struct jk_buf *out)
{
    jk_buf_char(out, RECORD_COUNTS);
    jk_buf_add(out, &counts, sizeof counts);
}

bool recall_write_entry(const struct jk_pack *pack, const struct jk_entry *entry,
                        struct jk_buf *out)
{
    struct entry_numbers n;

    if ((entry->current && !entry->current->kept) || (entry->approved && !entry->approved->kept))
        return false;
    memset(&n, 0, sizeof n); /* with what lies between the members */
    n.change = entry->change;
    n.created_s = entry->created_s;
    n.changed_s = entry->changed_s;
    n.revision = entry->revision;
    n.sequence = entry->sequence;
    n.approved_revision = entry->approved_revision;
    n.deleted = entry->deleted || entry->leaving;
    n.has_current = entry->current != NULL;
    n.has_approved = entry->approved != NULL;
    jk_buf_char(out, RECORD_ENTRY);
    jk_buf_add(out, &n, sizeof n);
    add_text(out, entry->uid);
    add_text(out, entry->chain->id);
    add_text(out, entry->owner ? entry->owner : "");
    add_text(out, entry->etag);
    if (entry->current)
        registry_version_write(pack, entry->current, out);
    if (entry->approved)
        registry_version_write(pack, entry->approved, out);
    return true;
}

void recall_write_chain(const struct jk_chain *chain, struct jk_buf *out)
{
    struct chain_numbers n;

    memset(&n, 0, sizeof n);
    n.change = chain->change;
    n.changed_s = chain->changed_s;
    n.revision = chain->revision;
    n.feed_revision = chain->feed_revision;
    n.pending = chain->pending;
    jk_buf_char(out, RECORD_CHAIN);
    jk_buf_add(out, &n, sizeof n);
    add_text(out, chain->id);
    add_text(out, chain->region->code);
    add_text(out, jk_state_word(chain->state));
    add_text(out, chain->sttp);
    add_text(out, word_of(chain->kept.former));
    add_text(out, word_of(chain->kept.pending_state));
}

void recall_write_change(const struct jk_change_row *row, struct jk_buf *out)
{
    struct change_numbers n;

    memset(&n, 0, sizeof n);
    n.seq = row->seq;
    n.kind = row->kind;
    jk_buf_char(out, RECORD_CHANGE);
    jk_buf_add(out, &n, sizeof n);
    jk_buf_span(out, row->key);
}

void recall_write_inbox(const char *account, uint64_t last_alert, struct jk_buf *out)
{
    jk_buf_char(out, RECORD_INBOX);
    jk_buf_add(out, &last_alert, sizeof last_alert);
    add_text(out, account);
}

void recall_write_guest(const char *conflict, const char *account, enum jk_level level,
                        struct jk_buf *out)
{
    jk_buf_char(out, RECORD_GUEST);
    jk_buf_add(out, &level, sizeof level);
    add_text(out, conflict);
    add_text(out, account);
}

void recall_write_lost(const struct recalled_lost *lost, struct jk_buf *out)
{
    struct lost_numbers n;

    memset(&n, 0, sizeof n);
    n.change = lost->change;
    n.paslon = lost->paslon;
    jk_buf_char(out, RECORD_LOST);
    jk_buf_add(out, &n, sizeof n);
    add_text(out, lost->account);
    add_text(out, lost->contest);
}

void recall_begin_parts(const char *id, struct jk_buf *out)
{
    jk_buf_char(out, RECORD_PARTS);
    add_text(out, id);
}

/* Takes the octet that says what it is of, and the numbers behind it. */
static bool take_numbers(struct jk_span *rest, enum record_of of, void *out, size_t len)
{
    if (rest->len < 1 + len || rest->at[0] != (char)of)
        return false;
    if (len)
        memcpy(out, rest->at + 1, len);
    *rest = (struct jk_span){ rest->at + 1 + len, rest->len - 1 - len };
    return true;
}

static bool take_texts(struct jk_span *rest, const char **const texts[], size_t count)
{
    struct jk_span text;

    for (size_t i = 0; i < count; i++) {
        if (!rest->at || !memchr(rest->at, '\0', rest->len))
            return false;
        jk_span_cut(rest, '\0', &text);
        *texts[i] = text.at;
    }
    return true;
}

#define TAKE_TEXTS(rest, ...)                               \
    take_texts(rest, (const char **const[]){ __VA_ARGS__ }, \
               sizeof((const char **const[]){ __VA_ARGS__ }) / sizeof(const char **))

bool recall_read_counts(struct jk_span record, struct recalled_counts *out)
{
    return take_numbers(&record, RECORD_COUNTS, out, sizeof *out);
}

bool recall_read_inbox(struct jk_span record, const char **account, uint64_t *last_alert)
{
    return take_numbers(&record, RECORD_INBOX, last_alert, sizeof *last_alert) &&
           TAKE_TEXTS(&record, account);
}

bool recall_read_guest(struct jk_span record, struct recalled_guest *out)
{
    return take_numbers(&record, RECORD_GUEST, &out->level, sizeof out->level) &&
           TAKE_TEXTS(&record, &out->conflict, &out->account);
}

bool recall_read_entry(struct jk_span record, struct recalled_entry *out)
{
    struct entry_numbers n;

    *out = (struct recalled_entry){ .has_current = false };
    if (!take_numbers(&record, RECORD_ENTRY, &n, sizeof n) ||
        !TAKE_TEXTS(&record, &out->row.uid, &out->row.chain, &out->row.owner, &out->etag))
        return false;
    out->row.revision = n.revision;
    out->row.sequence = n.sequence;
    out->row.deleted = n.deleted;
    out->row.created_s = n.created_s;
    out->row.changed_s = n.changed_s;
    out->row.approved_revision = n.approved_revision;
    out->change = n.change;
    out->has_current = n.has_current;
    out->has_approved = n.has_approved;
    out->versions = record;
    return true;
}

bool recall_read_chain(struct jk_span record, struct recalled_chain *out)
{
    struct chain_numbers n;
    struct jk_chain_row *row = &out->row;

    *out = (struct recalled_chain){ .change = 0 };
    if (!take_numbers(&record, RECORD_CHAIN, &n, sizeof n) ||
        !TAKE_TEXTS(&record, &row->chain, &row->region, &row->state, &row->sttp, &row->former,
                    &row->pending_state))
        return false;
    row->asked_by = "";
    row->revision = n.revision;
    row->pending = n.pending;
    row->feed_revision = n.feed_revision;
    row->changed_s = n.changed_s;
    out->change = n.change;
    return true;
}

bool recall_read_change(struct jk_span record, struct jk_change_row *out)
{
    struct change_numbers n;

    if (!take_numbers(&record, RECORD_CHANGE, &n, sizeof n))
        return false;
    *out = (struct jk_change_row){ .seq = n.seq, .kind = n.kind, .key = record };
    return true;
}

bool recall_read_lost(struct jk_span record, struct recalled_lost *out)
{
    struct lost_numbers n;

    if (!take_numbers(&record, RECORD_LOST, &n, sizeof n) ||
        !TAKE_TEXTS(&record, &out->account, &out->contest))
        return false;
    out->change = n.change;
    out->paslon = n.paslon;
    return true;
}

bool recall_read_parts(struct jk_span record, const char **id, struct jk_span *parts)
{
    if (!take_numbers(&record, RECORD_PARTS, NULL, 0) || !TAKE_TEXTS(&record, id))
        return false;
    *parts = record;
    return true;
}
