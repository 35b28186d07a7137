/* Each call that the store makes is refused in turn, memory and system alike: what it answers is a
 * fault of the machine, never "there is none" or "it is spoilt", and when the fault has passed all
 * is as it was or as it was to be. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/store/copy.h"
#include "jarak/store/outbox.h"
#include "jarak/store/past.h"
#include "jarak/store/shelf.h"
#include "jarak/store/trail.h"
#include "jarak/base/texts.h"
#include "tests/unit/store/filled.h"
#include "tests/unit/store/refusals.h"

#define RUNS_MOST 50 /* of one deed and one kind of calls: a sample where there are more */

static const uint8_t maker[JK_DIGEST_LEN] = "this program and this pack";
static const unsigned kinds[] = { REFUSE_MEMORY, REFUSE_OPEN,  REFUSE_READ,
                                  REFUSE_WRITE,  REFUSE_FLUSH, REFUSE_NAMES };

struct world {
    struct place p;
    struct jk_shelf shelf;
    struct jk_buf image; /* of the past */
    char snapshot[128], folder[128], copy[128], box[128];
    unsigned number; /* of the run: for names that are new */
    uint64_t sum;    /* of what was read */
};

typedef enum jk_status deed(struct world *w, struct jk_error *err);

static enum jk_status open_it(struct world *w, struct jk_error *err)
{
    jk_store_close(w->p.store);
    w->p.store = NULL;
    return jk_store_open(w->p.path, &w->p.store, err);
}

/* Put by themselves above, or only where what they hang on is there. */
static bool is_beside(int kind)
{
    return kind == JK_ENTRY_NOTICE || kind == JK_ENTRY_ALERT || kind == JK_ENTRY_ERASE ||
           kind == JK_ENTRY_TOPIC || kind == JK_ENTRY_STANDING || kind == JK_ENTRY_ATTACHMENT ||
           kind == JK_ENTRY_MATTER_ACT;
}

static enum jk_status put_all_kinds(struct world *w, struct jk_error *err)
{
    enum jk_status rc = jk_store_begin(w->p.store, err);
    char uid[32];
    struct jk_notice_row notice = {
        .uid = uid, .chain = uid, .owner = "x", .revision = 1, .bytes = JK_SPAN("BEGIN")
    };
    static struct filled f;

    snprintf(uid, sizeof uid, "r%u@refused", w->number);
    if (rc == JK_OK)
        rc = jk_store_put_notice(w->p.store, &place_act, &notice, err);
    for (int kind = 1; kind < JK_ENTRY_END && rc == JK_OK; kind++) {
        if (!store_kind_of((enum jk_entry_kind)kind) || is_beside(kind))
            continue;
        filled_make(&f, (enum jk_entry_kind)kind);
        rc = filled_put(&w->p, (enum jk_entry_kind)kind, &f);
        *err = w->p.err;
    }
    jk_store_rollback(w->p.store); /* some are put but once; erasing commits */
    return rc;
}

static enum jk_status erase(struct world *w, struct jk_error *err)
{
    enum jk_status rc = jk_store_begin(w->p.store, err);
    char uid[32];
    struct jk_notice_row notice = {
        .uid = uid, .chain = uid, .owner = "x", .revision = 1, .bytes = JK_SPAN("BEGIN")
    };

    snprintf(uid, sizeof uid, "r%u@refused", w->number);
    if (rc == JK_OK)
        rc = jk_store_put_notice(w->p.store, &place_act, &notice, err);
    if (rc == JK_OK)
        rc = jk_store_erase(w->p.store, &place_act, uid, "uji", err);
    if (rc == JK_OK)
        rc = jk_store_commit(w->p.store, err);
    if (rc != JK_OK)
        jk_store_rollback(w->p.store);
    return rc;
}

static enum jk_status seal(struct world *w, struct jk_error *err)
{
    struct jk_buf sealed = { 0 }, plain = { 0 };
    enum jk_status rc =
        jk_store_seal(w->p.store, "n2@test", JK_SPAN("0"), JK_SPAN("octets"), &sealed, err);

    if (rc == JK_OK)
        rc =
            jk_store_unseal(w->p.store, "n2@test", JK_SPAN("0"), jk_buf_view(&sealed), &plain, err);
    jk_buf_clear(&sealed);
    jk_buf_clear(&plain);
    return rc;
}

static enum jk_status write_snapshot(struct world *w, struct jk_error *err)
{
    struct jk_snapshot_binding binding;
    struct jk_snapshot_writer *writer;
    enum jk_status rc = jk_snapshot_bind(w->p.store, w->snapshot, maker, &binding, err);
    static char octets[50000];

    if (rc == JK_OK)
        rc = jk_snapshot_create(&binding, &writer, err);
    if (rc != JK_OK)
        return rc;
    for (int i = 0; i < 3; i++)
        jk_snapshot_add(writer, (struct jk_span){ octets, sizeof octets });
    return jk_snapshot_finish(writer, true, err);
}

/* What cannot be read is not used, which is no fault: the store is read instead. */
static enum jk_status read_snapshot(struct world *w, struct jk_error *err)
{
    struct jk_snapshot_reader *reader;
    struct jk_span record;
    uint64_t read, size;
    const char *because;

    (void)err;
    jk_snapshot_open(w->p.store, w->snapshot, maker, &reader, &because);
    if (!reader)
        return JK_OK;
    while (jk_snapshot_next(reader, &record))
        w->sum += record.len;
    jk_snapshot_progress(reader, &read, &size);
    w->sum += jk_snapshot_is_whole(reader);
    jk_snapshot_close(reader);
    return JK_OK;
}

static enum jk_status write_shelf(struct world *w, struct jk_error *err)
{
    struct jk_snapshot_binding binding;
    struct jk_shelf_item item = { .etag = "\"x\"", .name = "64.08.ics.gz", .region = "64.08" };
    char path[256];
    enum jk_status rc = JK_IO;

    jk_fail(err, JK_IO, JK_TEXT_NO_MEMORY, "", "%s", ""); /* putting has no words */
    if (jk_shelf_manifest(w->folder, path, sizeof path))
        rc = jk_snapshot_bind(w->p.store, path, maker, &binding, err);
    if (rc == JK_OK)
        rc = jk_shelf_put(&w->shelf, w->folder, &item, JK_SPAN("the feed"));
    if (rc == JK_OK)
        rc = jk_shelf_finish(&w->shelf, w->folder, &binding, err);
    return rc;
}

static enum jk_status read_shelf(struct world *w, struct jk_error *err)
{
    struct jk_shelf kept;
    struct jk_buf bytes = { 0 };
    const struct jk_shelf_item *item;

    (void)err;
    if (!jk_shelf_open(w->p.store, w->folder, maker, &kept) &&
        (item = jk_shelf_find(&kept, "64.08.ics.gz")) != NULL &&
        jk_shelf_read(w->folder, item, &bytes) == JK_OK)
        cr_assert(jk_span_eq(jk_buf_view(&bytes), JK_SPAN("the feed")));
    jk_buf_clear(&bytes);
    jk_shelf_clear(&kept);
    return JK_OK;
}

static enum jk_status copy(struct world *w, struct jk_error *err)
{
    struct jk_journal_mark mark;
    enum jk_status rc = jk_store_copy(w->p.path, w->copy, &mark, err);

    remove(w->copy);
    return rc;
}

static enum jk_status peek(struct world *w, struct jk_error *err)
{
    struct jk_journal_mark mark;

    return jk_store_peek(w->p.path, 0, &mark, err);
}

static enum jk_status note_notice(void *ctx, const struct jk_notice_row *row)
{
    ((struct world *)ctx)->sum += row->bytes.len;
    return JK_OK;
}

static enum jk_status note_chain(void *ctx, const struct jk_chain_row *row)
{
    ((struct world *)ctx)->sum += strlen(row->chain);
    return JK_OK;
}

static enum jk_status note_decision(void *ctx, const struct jk_decision_row *row)
{
    ((struct world *)ctx)->sum += strlen(row->act);
    return JK_OK;
}

static enum jk_status note_alert(void *ctx, const struct jk_alert_row *row)
{
    ((struct world *)ctx)->sum += row->index;
    return JK_OK;
}

static enum jk_status note_change(void *ctx, const struct jk_change_row *row)
{
    ((struct world *)ctx)->sum += (uint64_t)row->kind;
    return JK_OK;
}

static enum jk_status note_trail(void *ctx, const struct jk_trail_entry *entry)
{
    ((struct world *)ctx)->sum += entry->seq;
    return JK_OK;
}

static enum jk_status note_entry(void *ctx, const struct jk_entry_view *entry)
{
    (void)entry;
    ((struct world *)ctx)->sum++;
    return JK_OK;
}

static enum jk_status walk(struct world *w, struct jk_error *err)
{
    struct jk_store *store = w->p.store;
    const struct jk_alert_page page = { "polres-64.08", 0, 10 };
    const struct jk_alert_of of = { "polres-64.08", "0123456789abcdef", UINT32_MAX };
    const struct jk_trail_slice slice = { UINT64_MAX, 100, UINT64_MAX };
    struct jk_journal_place place = { 0 };
    enum jk_status rc = jk_store_each_notice(store, note_notice, w, err);
    uint64_t seq, last;
    unsigned read;
    bool intact = true;
    int64_t time_s;
    uint8_t hash[32];

    if (rc == JK_OK)
        rc = jk_store_find_notice(store, "n2@test", note_notice, w, err);
    if (rc == JK_OK)
        rc = jk_store_find_chain(store, "a", note_chain, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_decision(store, "a", note_decision, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_alert(store, &page, note_alert, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_alert_of(store, &of, note_alert, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_last_alert(store, "polres-64.08", note_alert, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_change(store, 0, note_change, w, err);
    if (rc == JK_OK)
        rc = jk_store_follow(store, &place, 100, &read, &intact, err);
    cr_assert(rc != JK_OK || intact);
    if (rc == JK_OK)
        rc = jk_store_last_alert(store, "polres-64.08", &last, err);
    if (rc == JK_OK)
        rc = jk_store_hash_of(store, 1, hash, err);
    if (rc == JK_OK)
        rc = jk_store_each_trail(store, &slice, note_trail, w, err);
    if (rc == JK_OK)
        rc = jk_store_each_entry(store, 0, 100, note_entry, w, err);
    if (rc == JK_OK)
        rc = jk_store_trail_time(store, 1, &time_s, err);
    return rc == JK_OK ? jk_store_trail_after(store, 0, &seq, err) : rc;
}

static bool put_image(void *ctx, struct jk_span octets)
{
    jk_buf_span(ctx, octets);
    return jk_buf_ok(ctx);
}

static enum jk_status note_past(void *ctx, const struct jk_past_change *change)
{
    ((struct world *)ctx)->sum += change->seq;
    return JK_OK;
}

static enum jk_status note_worst(void *ctx, const char *id, unsigned level)
{
    ((struct world *)ctx)->sum += strlen(id) + level;
    return JK_OK;
}

static enum jk_status note_noted(void *ctx, const struct jk_past_noted *noted)
{
    ((struct world *)ctx)->sum += noted->level;
    return JK_OK;
}

static bool keep_all(void *ctx, const char *id)
{
    ((struct world *)ctx)->sum += strlen(id);
    return true;
}

static bool keep_none(void *ctx, const char *id)
{
    (void)ctx, (void)id;
    return false;
}

static enum jk_status look_at_past(struct world *w, struct jk_store *past, struct jk_error *err)
{
    enum jk_status rc = jk_store_past_each_change(past, note_past, w, err);

    if (rc == JK_OK)
        rc = jk_store_past_each_worst(past, note_worst, w, err);
    if (rc == JK_OK)
        rc = jk_store_past_each_noted(past, "0123456789abcdef", note_noted, w, err);
    if (rc == JK_OK)
        rc = jk_store_past_chain(past, "a", "64.09", NULL, err);
    if (rc == JK_OK)
        rc = jk_store_past_keep(past, keep_all, w, err);
    return rc == JK_OK ? jk_store_past_keep(past, keep_none, w, err) : rc;
}

static enum jk_status fold_past(struct world *w, struct jk_error *err)
{
    struct jk_store *past = NULL, *read = NULL;
    enum jk_status rc =
        jk_store_past(w->p.path, jk_store_last_entry(w->p.store), "polres-64.08", &past, err);

    jk_buf_reset(&w->image);
    if (rc == JK_OK)
        rc = jk_store_past_write(past, put_image, &w->image, err);
    jk_store_close(past);
    if (rc == JK_OK)
        rc = jk_store_past_read(jk_buf_view(&w->image), &read, err);
    if (rc == JK_OK)
        rc = look_at_past(w, read, err);
    jk_store_close(read);
    return rc;
}

static enum jk_status note_held(void *ctx, uint64_t number, int64_t until_ms)
{
    ((struct world *)ctx)->sum += number + (uint64_t)until_ms;
    return JK_OK;
}

static enum jk_status use_outbox(struct world *w, struct jk_error *err)
{
    struct jk_delivery_state state = { .delivered = 7 }, found;
    struct jk_outbox *box = NULL;
    enum jk_status rc = jk_outbox_open(w->box, &box, err);
    int64_t until_ms;

    if (rc == JK_OK)
        rc = jk_outbox_put(box, "s", &state, err);
    if (rc == JK_OK)
        rc = jk_outbox_get(box, "s", &found, err);
    if (rc == JK_OK)
        rc = jk_outbox_hold(box, "s", (struct jk_held){ 8, 1000 }, &state, err);
    if (rc == JK_OK)
        rc = jk_outbox_find_held(box, "s", 8, &until_ms, err);
    if (rc == JK_OK)
        rc = jk_outbox_each_held(box, "s", note_held, w, err);
    if (rc == JK_OK)
        rc = jk_outbox_release(box, "s", 8, 1000, err);
    if (rc == JK_OK)
        rc = jk_outbox_drop(box, "s", err);
    jk_outbox_close(box);
    return rc;
}

static void world_open(struct world *w)
{
    *w = (struct world){ .number = 0 };
    place_open_file(&w->p); /* the threads of a shared one would be refused as well */
    place_fill(&w->p, 4);
    snprintf(w->snapshot, sizeof w->snapshot, "%s/snapshot", w->p.folder);
    snprintf(w->folder, sizeof w->folder, "%s/shelf", w->p.folder);
    snprintf(w->copy, sizeof w->copy, "%s/copy.db", w->p.folder);
    snprintf(w->box, sizeof w->box, "%s/outbox.db", w->p.folder);
}

static void world_close(struct world *w)
{
    jk_shelf_clear(&w->shelf);
    jk_buf_clear(&w->image);
    place_close(&w->p);
}

static bool is_of_the_machine(enum jk_status rc)
{
    return rc == JK_OK || rc == JK_MEMORY || rc == JK_IO || rc == JK_FULL || rc == JK_BUSY;
}

/* One run with refusals, and one without; then the store is what its journal says. */
static void run(struct world *w, deed *act, unsigned kind, long first, bool always)
{
    struct jk_error err = { .status = JK_OK };
    enum jk_status rc;

    w->number++;
    refuse(kind, first, always);
    rc = act(w, &err);
    refuse_no_more();
    cr_assert(is_of_the_machine(rc), "kind %u, call %ld, %d: %s %s %s", kind, first, always,
              jk_status_name(rc), err.field, err.value);
    cr_assert(rc == JK_OK || err.status != JK_OK, "kind %u, call %ld: no words", kind, first);
    if (!w->p.store)
        cr_assert(jk_store_open(w->p.path, &w->p.store, &err) == JK_OK, "%s", err.value);
    w->number++;
    rc = act(w, &err);
    cr_assert(rc == JK_OK, "behind kind %u, call %ld, %d: %s %s", kind, first, always,
              jk_status_name(rc), err.value);
}

static void refuse_each(deed *act)
{
    struct jk_replay found;
    struct world w;
    struct jk_error err;

    world_open(&w);
    cr_assert(act(&w, &err) == JK_OK);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        long seen;

        w.number++;
        refuse(kinds[k], 0, false);
        act(&w, &err);
        seen = refuse_no_more();
        for (long first = 1; first <= seen; first += 1 + seen / RUNS_MOST) {
            run(&w, act, kinds[k], first, false);
            run(&w, act, kinds[k], first, true);
        }
    }
    cr_assert(jk_store_replay(w.p.path, &found, &err) == JK_OK, "%s", found.first);
    world_close(&w);
}

#define REFUSED(name, act) \
    Test(refusals, name)   \
    {                      \
        refuse_each(act);  \
    }

REFUSED(while_it_is_opened, open_it)
REFUSED(while_entries_of_every_kind_are_put, put_all_kinds)
REFUSED(while_a_notice_is_erased, erase)
REFUSED(while_octets_are_sealed_and_opened, seal)
REFUSED(while_it_is_walked, walk)
REFUSED(while_it_is_copied, copy)
REFUSED(while_its_end_is_read, peek)
REFUSED(while_its_past_is_folded, fold_past)
REFUSED(while_deliveries_are_noted, use_outbox)
REFUSED(while_a_snapshot_is_written, write_snapshot)
REFUSED(while_a_shelf_is_written, write_shelf)

Test(refusals, while_snapshot_and_shelf_are_read)
{
    struct jk_error err;
    struct world w;

    world_open(&w);
    cr_assert(write_snapshot(&w, &err) == JK_OK && write_shelf(&w, &err) == JK_OK);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (long first = 1; first < 60; first++) {
            run(&w, read_snapshot, kinds[k], first, first % 2);
            run(&w, read_shelf, kinds[k], first, first % 2);
        }
    }
    w.sum = 0;
    read_snapshot(&w, &err);
    cr_assert(w.sum == 3 * 50000 + 1, "it is whole behind all that");
    world_close(&w);
}

static enum jk_status replay(struct world *w, struct jk_error *err)
{
    struct jk_replay found;

    return jk_store_replay(w->p.path, &found, err);
}

REFUSED(while_it_is_replayed, replay)
