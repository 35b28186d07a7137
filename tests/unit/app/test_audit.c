/* The audit behind the service finds nothing in what is right, whatever was done, and every change
 * that somebody makes behind the daemon's back, in its memory or in its file. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/handle/handle.h"
#include "jarak/app/app.h"
#include "jarak/app/audit.h"
#include "tests/unit/app/desk.h"
#include "tests/unit/app/doings.h"

static void note(void *ctx, const struct jk_audit_found *found)
{
    jk_buf_fmt(ctx, "%s %s %s\n", found->part, found->what, found->name);
}

/* All of it, with something done between any two pieces where `r` is given. */
static struct jk_buf audit(struct desk *d, struct jk_audit_run *run, struct seeded *r,
                           uint32_t sequences[DOINGS_PLACES])
{
    struct jk_buf told = { 0 };
    struct jk_error err;

    *run = (struct jk_audit_run){ .next = 0 };
    for (int i = 0; run->part != JK_AUDIT_DONE; i++) {
        cr_assert(i < 10000, "it never comes to an end");
        cr_assert(jk_app_audit_some(d->app, run, note, &told, &err) == JK_OK);
        if (r)
            doings_some(d, r, sequences);
    }
    jk_buf_char(&told, '\0');
    return told;
}

static void must_be_right(struct desk *d, struct seeded *r, uint32_t sequences[DOINGS_PLACES])
{
    struct jk_audit_run run;
    struct jk_buf told = audit(d, &run, r, sequences);

    cr_assert(run.differences == 0 && told.len == 1, "%s", told.at);
    cr_assert(run.notices == jk_registry_entries(jk_app_registry(d->app)) || r);
    cr_assert(run.chains == jk_registry_chains(jk_app_registry(d->app)) || r);
    cr_assert(run.entries == jk_store_last_entry(d->store) || r);
    jk_buf_clear(&told);
}

Test(audit, finds_nothing_in_what_is_right, .timeout = 600)
{
    for (int i = 0; i < seeded_rounds(40); i++) {
        struct seeded r = { 0x9e3779b97f4a7c15U * (uint64_t)(i + 1) };
        uint32_t sequences[DOINGS_PLACES] = { 0 };
        struct desk d;

        desk_open(&d);
        for (int64_t k = seeded_whole(&r, 0, 60); k > 0; k--)
            doings_some(&d, &r, sequences);
        must_be_right(&d, NULL, NULL);
        must_be_right(&d, &r, sequences);
        desk_reopen(&d, d.now_s);
        must_be_right(&d, NULL, NULL);
        desk_close(&d);
    }
}

static void open_filled(struct desk *d)
{
    desk_open(d);
    for (int i = 0; i < 4; i++) {
        char uid[32];
        const struct filed filed = {
            uid, 0.5 + 0.01 * i, 117.5, 1 + (unsigned)i % 2, 0, NULL, NULL
        };

        snprintf(uid, sizeof uid, "a%d@audit", i);
        cr_assert(desk_file(d, &filed) == JK_OK);
    }
    desk_file_chain(d, "rantai", 1, 0.51, 117.52, 1732082400);
    must_be_right(d, NULL, NULL);
}

static void must_find(struct desk *d, const char *what)
{
    struct jk_audit_run run;
    struct jk_buf told = audit(d, &run, NULL, NULL);

    cr_assert(run.differences > 0 && strstr(told.at, what), "%s, not %s", told.at, what);
    jk_buf_clear(&told);
}

/* What somebody writes into the file while the daemon runs. */
Test(audit, finds_what_was_changed_in_the_file)
{
    static const struct {
        const char *sql, *found;
    } cases[] = {
        { "UPDATE journal SET payload = payload || x'00' WHERE seq = 5", "journal hash" },
        { "UPDATE journal SET time_s = time_s + 1 WHERE seq = 7", "journal hash" },
        { "UPDATE journal SET actor = 'polres-64.08' WHERE seq = 7", "journal hash" },
        { "DELETE FROM journal WHERE seq = 9", "journal hash" },
        { "UPDATE notices SET revision = 99 WHERE uid = 'a1@audit'", "notice row a1@audit" },
        { "UPDATE notices SET owner = 'kpu-64.08' WHERE uid = 'a1@audit'", "notice row a1@audit" },
        { "DELETE FROM notices WHERE uid = 'a2@audit'", "notice missing a2@audit" },
        { "DELETE FROM keys WHERE uid = 'a2@audit'", "notice current a2@audit" },
        { "UPDATE notices SET octets = (SELECT octets FROM notices WHERE uid = 'a1@audit')"
          " WHERE uid = 'a2@audit'",
          "notice unreadable a2@audit" },
        { "UPDATE chains SET state = 'approved' WHERE chain = 'a0@audit'", "chain row a0@audit" },
        { "UPDATE chains SET sttp = 'X' WHERE chain = 'a0@audit'", "chain row a0@audit" },
        { "DELETE FROM chains WHERE chain = 'a3@audit'", "chain missing a3@audit" },
        { "UPDATE conflicts SET level = 0 WHERE level > 0", "conflict row" },
        { "DELETE FROM conflicts", "conflict row" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk d;
        sqlite3 *db;

        open_filled(&d);
        cr_assert(sqlite3_open(d.path, &db) == SQLITE_OK);
        cr_assert(sqlite3_exec(db, cases[i].sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s",
                  cases[i].sql, sqlite3_errmsg(db));
        sqlite3_close(db);
        must_find(&d, cases[i].found);
        desk_close(&d);
    }
}

static struct jk_entry *entry_of(struct desk *d, const char *uid)
{
    return jk_registry_entry(jk_app_registry(d->app), uid);
}

/* What a broken machine, or a mistake of ours, makes of memory. */
Test(audit, finds_what_was_changed_in_memory)
{
    for (int which = 0; which < 6; which++) {
        static const char *const found[] = { "notice row a1@audit",     "notice current a1@audit",
                                             "notice current a1@audit", "conflict findings",
                                             "chain row a1@audit",      "conflict row" };
        struct desk d;
        struct jk_entry *entry;
        struct jk_facts *facts;
        struct conflict *c;

        open_filled(&d);
        entry = entry_of(&d, "a1@audit");
        facts = (struct jk_facts *)(uintptr_t)&entry->current->notice->facts;
        c = conflicts_at(d.app, 0);
        if (which == 0)
            entry->sequence++;
        else if (which == 1)
            facts->crowd = 1234.0;
        else if (which == 2)
            entry->current->bodies[0]->pad_m += 1.0;
        else if (which == 3)
            c->digest[0] = c->digest[0] == 'a' ? 'b' : 'a';
        else if (which == 4)
            entry->chain->revision++;
        else
            c->revision++;
        must_find(&d, found[which]);
        desk_close(&d);
    }
}

/* A conflict that was lost, and one that there never was. */
Test(audit, finds_conflicts_that_are_missing)
{
    struct desk d;
    struct conflict *c;

    open_filled(&d);
    c = conflicts_at(d.app, 0);
    cr_assert(c->open);
    c->open = false;
    must_find(&d, "conflict closed");
    desk_close(&d);
}
