/* What a snapshot holds of the rooms, in the order in which a start reads it: entries, chains, what
 * guests were told, the numbers of what changed conflicts and drafts of calendars, which their
 * tables do not have, and the parts of open conflicts, which would have to be found again. The rest
 * is read from the store at every start: there is little of it. */
#include "jarak/app/snapshot.h"

#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/kept_parts.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/load.h"
#include "daemon/app/plain/room.h"
#include "daemon/app/recall/record.h"
#include "daemon/app/recall/room.h"
#include "jarak/model/texts.h"

void app_snapshot_maker(const struct jk_pack *pack, const struct jk_app_start *start, bool judged,
                        uint8_t out[JK_DIGEST_LEN])
{
    const struct jk_span of[] = { { (const char *)start->program, sizeof start->program },
                                  jk_span_of(pack->hash),
                                  jk_span_of(judged ? "judged" : "followed") };

    jk_sha256_list(of, sizeof of / sizeof *of, out);
}

enum jk_status jk_app_snapshot_bind(const struct jk_app *app, const struct jk_app_start *start,
                                    struct jk_snapshot_binding *out, struct jk_error *err)
{
    uint8_t maker[JK_DIGEST_LEN];

    app_snapshot_maker(app->pack, start, !start->followed, maker);
    return jk_snapshot_bind(app->store, start->snapshot, maker, out, err);
}

static void add_change(struct jk_snapshot_writer *writer, struct jk_buf *record,
                       const struct jk_change_row *row)
{
    if (row->seq == 0)
        return;
    jk_buf_reset(record);
    recall_write_change(row, record);
    jk_snapshot_add(writer, jk_buf_view(record));
}

static void add_changes(const struct jk_app *app, struct jk_snapshot_writer *writer,
                        struct jk_buf *record)
{
    for (size_t i = 0; i < conflicts_count(app); i++) {
        const struct conflict *c = conflicts_at(app, i);

        add_change(writer, record,
                   &(struct jk_change_row){ c->change, JK_ENTRY_CONFLICT, jk_span_of(c->id) });
    }
    for (size_t i = 0; i < app->plain->draft_count; i++) {
        const struct jk_plain_draft *draft = app->plain->drafts[i];

        add_change(writer, record,
                   &(struct jk_change_row){ draft->change, JK_ENTRY_PLAIN,
                                            jk_span_of(draft->as.id) });
    }
}

static void add_lost(const struct jk_app *app, struct jk_snapshot_writer *writer,
                     struct jk_buf *record)
{
    for (size_t i = 0; i < app->plain->lost_count; i++) {
        const struct plain_lost *lost = &app->plain->lost[i];

        jk_buf_reset(record);
        recall_write_lost(&(struct recalled_lost){ lost->account, lost->contest, lost->paslon,
                                                   lost->change },
                          record);
        jk_snapshot_add(writer, jk_buf_view(record));
    }
}

static void add_inboxes(const struct jk_app *app, struct jk_snapshot_writer *writer,
                        struct jk_buf *record)
{
    const struct jk_accounts *accounts = app->accounts;

    for (size_t i = 0; i < jk_accounts_count(accounts); i++) {
        const struct jk_account *account = jk_accounts_at(accounts, i);

        jk_buf_reset(record);
        recall_write_inbox(account->name, account->last_alert, record);
        jk_snapshot_add(writer, jk_buf_view(record));
    }
}

/* Where a record goes, and room to make it. */
struct adding {
    struct jk_snapshot_writer *writer;
    struct jk_buf *record;
};

static void add_guest(void *ctx, const struct conflict *c, const struct guest *guest)
{
    const struct adding *to = ctx;

    jk_buf_reset(to->record);
    recall_write_guest(c->id, guest->account->name, guest->level, to->record);
    jk_snapshot_add(to->writer, jk_buf_view(to->record));
}

static void add_parts(const struct jk_app *app, struct jk_snapshot_writer *writer,
                      struct jk_buf *record)
{
    for (size_t i = 0; i < conflicts_count(app); i++) {
        const struct conflict *c = conflicts_at(app, i);

        jk_buf_reset(record);
        recall_begin_parts(c->id, record);
        if (c->open && conflicts_parts_write(app, c, record))
            jk_snapshot_add(writer, jk_buf_view(record));
    }
}

enum jk_status jk_app_snapshot_write(const struct jk_app *app,
                                     const struct jk_snapshot_binding *binding,
                                     struct jk_error *err)
{
    struct jk_snapshot_writer *writer;
    struct jk_buf record = { 0 };
    enum jk_status rc = jk_snapshot_create(binding, &writer, err);
    bool whole;

    if (rc != JK_OK)
        return rc;
    whole = recall_write(app, writer);
    add_inboxes(app, writer, &record);
    whole = conflicts_guests_each(app, add_guest, &(struct adding){ writer, &record }) && whole;
    add_changes(app, writer, &record);
    add_lost(app, writer, &record);
    add_parts(app, writer, &record);
    whole = whole && jk_buf_ok(&record);
    jk_buf_clear(&record);
    rc = jk_snapshot_finish(writer, whole, err);
    if (rc == JK_OK && !whole)
        return jk_fail(err, JK_STATE, JK_TEXT_NOT_STORED, "snapshot", "%s", "");
    return rc;
}
