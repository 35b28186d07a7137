/* A store with an entry of every kind: make_store FILE. Those of tests/fixtures were made by it.
 *
 * Each row has values that no other field of its kind has, so that two that change places are
 * noticed when they are read back (tests/unit/store/test_fixture.c). Keys, nonces and the salt are
 * random: two runs differ in them and in the hashes. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "jarak/base/digest.h"
#include "jarak/store/store.h"

#define LETTER "%PDF-1.4\nsurat\n"

static struct jk_store *store;
static struct jk_error err;
static const struct jk_act act = { "bawaslu-64.08", 1732334400 };

static void must(enum jk_status rc)
{
    if (rc == JK_OK)
        return;
    fprintf(stderr, "make_store: %s %s\n", jk_status_name(rc), err.value);
    exit(EXIT_FAILURE);
}

static void put_notices(void)
{
    struct jk_notice_row main_notice = { .uid = "main@test",
                                         .chain = "chain@test",
                                         .owner = "tim-1",
                                         .revision = 4000000001,
                                         .sequence = 4000000002,
                                         .created_s = 1732000003,
                                         .changed_s = 1732000004,
                                         .bytes = JK_SPAN("BEGIN\0newest\xff"),
                                         .approved = JK_SPAN("BEGIN\0older"),
                                         .approved_revision = 5 };
    struct jk_notice_row erased = { .uid = "erased@test",
                                    .chain = "erased@test",
                                    .owner = "tim-2",
                                    .revision = 1,
                                    .deleted = true,
                                    .bytes = JK_SPAN("gone") };
    struct jk_chain_row chain = { .chain = "main@test",
                                  .region = "64.08",
                                  .state = "submitted",
                                  .revision = 1,
                                  .changed_s = -2,
                                  .sttp = "" };

    must(jk_store_put_notice(store, &act, &main_notice, &err));
    must(jk_store_put_notice(store, &act, &erased, &err));
    must(jk_store_put_chain(store, &act, &chain, &err));
    chain = (struct jk_chain_row){ .chain = "main@test",
                                   .region = "64.08.01",
                                   .state = "approved",
                                   .revision = 4000000001,
                                   .pending = true,
                                   .feed_revision = 7,
                                   .changed_s = -3,
                                   .sttp = "STTP/1" };
    must(jk_store_put_chain(store, &act, &chain, &err));
    must(jk_store_erase(store, &act, "erased@test", "diminta", &err));
}

static void put_conflicts(void)
{
    struct jk_conflict_row conflict = { .id = "00000000000000c1",
                                        .chain_a = "a@test",
                                        .chain_b = "b@test",
                                        .revision = 4000000001,
                                        .level = 2,
                                        .level_max = 3,
                                        .open = true,
                                        .digest = "d1",
                                        .opened_s = 1732000001,
                                        .changed_s = 1732000002 };
    struct jk_alert_row alert = { .account = "polres-64.08",
                                  .index = 1,
                                  .conflict = "00000000000000c1",
                                  .revision = 2,
                                  .event = "opened",
                                  .level = 3,
                                  .time_s = 1732000004,
                                  .payload = "{\"p\":1}" };
    struct jk_opinion_row agency = { .conflict = "00000000000000c1",
                                     .agency = "kpu",
                                     .opinion = "objected",
                                     .actor = "kpu-64.08",
                                     .note = "catatan",
                                     .revision = 8,
                                     .time_s = 1732000009 };
    struct jk_escalation_row escalation = { .conflict = "00000000000000c1",
                                            .level = 3,
                                            .step = 2,
                                            .revision = 4,
                                            .since_s = 1732000005,
                                            .actor = "polres-64.08",
                                            .acked_s = 1732000006 };

    must(jk_store_put_conflict(store, &act, &conflict, &err));
    must(jk_store_put_alert(store, &act, &alert, &err));
    must(jk_store_put_opinion(store, &act, &agency, &err));
    must(jk_store_put_escalation(store, &act, &escalation, &err));
}

static void put_accounts(void)
{
    struct jk_account_row account = { .name = "polres-64.08",
                                      .role = "polres",
                                      .region = "64.08",
                                      .contest = "pilbup",
                                      .paslon = 2,
                                      .token_hash = "hash-1",
                                      .disabled = true };
    struct jk_access_row access = { .account = "polres-64.08",
                                    .not_before_s = 1732000001,
                                    .not_after_s = 1732000002,
                                    .password = "$y$kata" };
    struct jk_token_row token = { .hash = "hash-2",
                                  .account = "polres-64.08",
                                  .label = "ponsel",
                                  .not_before_s = 1732000003,
                                  .not_after_s = 1732000004,
                                  .revoked = true,
                                  .time_s = 1732000005 };
    struct jk_subscription_row subscription = { .id = "0000000000000051",
                                                .account = "polres-64.08",
                                                .channel = "webhook",
                                                .target = "https://tujuan.test/",
                                                .area = "64.08.02",
                                                .contest = "pilbup",
                                                .level = 2,
                                                .from_index = UINT64_C(9000000000000000001),
                                                .created_s = 1732000006,
                                                .secret = "rahasia",
                                                .kinds = "crossing,head_on" };

    must(jk_store_put_account(store, &act, &account, &err));
    must(jk_store_put_access(store, &act, &access, &err));
    must(jk_store_put_token(store, &act, &token, &err));
    must(jk_store_put_subscription(store, &act, &subscription, &err));
}

static void put_acts(void)
{
    struct jk_decision_row decision = { .chain = "main@test",
                                        .act = "approve",
                                        .actor = "polres-64.08",
                                        .role = "polres",
                                        .reason = "alasan",
                                        .basis = "UU 9/1998",
                                        .sttp = "STTP/1",
                                        .chain_revision = 3,
                                        .seen = "[[\"c1\",1]]",
                                        .time_s = 1732000004 };
    struct jk_certificate_row certificate = { .chain = "main@test",
                                              .chain_revision = 4,
                                              .sha256 = "sha-1",
                                              .document = JK_SPAN("{\"dokumen\":1}") };
    struct jk_retime_row retime = { .chain = "main@test",
                                    .act = "retime",
                                    .number = 5,
                                    .actor = "bawaslu-64.08",
                                    .role = "bawaslu",
                                    .reason = "geser",
                                    .chain_revision = 6,
                                    .level = 2,
                                    .bands = "10-20 30-30",
                                    .start_s = 1732000007,
                                    .time_s = 1732000008 };

    must(jk_store_put_decision(store, &act, &decision, &err));
    must(jk_store_put_certificate(store, &act, &certificate, &err));
    must(jk_store_put_retime(store, &act, &retime, &err));
    must(jk_store_put_pack(store, &act, "kutim-2024", "pack-hash", &err));
    must(jk_store_put_clock(store, &act,
                            &(struct jk_clock_row){ .from_s = 1732000001, .to_s = 1732000002 },
                            &err));
    must(jk_store_put_tick(store, &act, &err));
}

static void put_papers(void)
{
    struct jk_attachment_row letter = {
        .uid = "main@test",
        .chain = "chain@test",
        .actor = "bawaslu-64.08",
        .role = "bawaslu",
        .type = "application/pdf",
        .size = sizeof LETTER - 1,
        .sha256 = "06cb673b854eac8e22fee00182d8306a7d6445c1c995a3a76b3d2d800acba3fa",
        .time_s = 1732000001,
        .bytes = JK_SPAN(LETTER)
    };
    struct jk_report_row report = { .id = "00000000000000e1",
                                    .act = "report",
                                    .uid = "main@test",
                                    .kind = "late",
                                    .minutes = -7,
                                    .place = "0.5;117.5",
                                    .at_s = 1732000001,
                                    .planned_s = 1732000002,
                                    .actor = "bawaslu-64.08",
                                    .role = "bawaslu",
                                    .note = "macet",
                                    .time_s = 1732000003 };
    struct jk_draft_row draft = { .id = "00000000000000d1",
                                  .account = "tim-1",
                                  .contest = "pilbup",
                                  .paslon = 2,
                                  .region = "64.08",
                                  .state = "returned",
                                  .note = "kurang nama",
                                  .revision = 3,
                                  .created_s = 1732000004,
                                  .changed_s = 1732000005,
                                  .bytes = JK_SPAN("BEGIN\0draft") };
    struct jk_name_row name = { .uid = "main@test", .name = "kampanye-akbar" };

    must(jk_store_put_attachment(store, &act, &letter, &err));
    must(jk_store_put_report(store, &act, &report, &err));
    must(jk_store_put_draft(store, &act, &draft, &err));
    must(jk_store_put_name(store, &act, &name, &err));
}

/* Kinds that came behind store-v1. */
static void put_later(void)
{
    struct jk_standing_row standing = { .chain = "main@test",
                                        .former = "approved",
                                        .pending_state = "submitted",
                                        .asked_by = "tim-1" };
    struct jk_baseline_row baseline = { .conflict = "00000000000000c1",
                                        .lat_a = 1,
                                        .lon_a = -2,
                                        .lat_b = 3,
                                        .lon_b = 4,
                                        .from_a_s = 1732000011,
                                        .to_a_s = 1732000012,
                                        .from_b_s = 1732000013,
                                        .to_b_s = 1732000014 };
    struct jk_plain_row plain = { .id = "00000000000000f1",
                                  .account = "tim-2",
                                  .contest = "pilgub",
                                  .paslon = 3,
                                  .region = "64.08",
                                  .state = "returned",
                                  .note = "kapan",
                                  .revision = 4,
                                  .created_s = 1732000015,
                                  .changed_s = 1732000016,
                                  .name = JK_SPAN("acara.ics"),
                                  .bytes = JK_SPAN("BEGIN\0plain") };
    struct jk_paslon_row paslon = { .id = "pilbup/2",
                                    .contest = "pilbup",
                                    .number = 2,
                                    .state = "struck",
                                    .reason = "putusan",
                                    .basis = "PT TUN",
                                    .actor = "kpu-64.08",
                                    .role = "kpu",
                                    .time_s = 1732000017 };
    struct jk_edition_row edition = { .id = "zones/64.08",
                                      .part = "zones",
                                      .contest = "pilbup",
                                      .region = "64.08",
                                      .number = 5,
                                      .state = "stated",
                                      .basis = "Perpol 1/2024",
                                      .actor = "polres-64.08",
                                      .role = "polres",
                                      .office = "Polres Kutai Timur",
                                      .day = "2024-11-20",
                                      .time_s = 1732000018,
                                      .document = "{\"z\":1}" };
    struct jk_scope_row scope = { .account = "jaksa",
                                  .scope = "supervisory",
                                  .office = "kejaksaan",
                                  .reason = "permintaan",
                                  .time_s = 1732000019 };

    must(jk_store_put_standing(store, &act, &standing, &err));
    must(jk_store_put_baseline(store, &act, &baseline, &err));
    must(jk_store_put_plain(store, &act, &plain, &err));
    must(jk_store_put_paslon(store, &act, &paslon, &err));
    must(jk_store_put_edition(store, &act, &edition, &err));
    must(jk_store_put_scope(store, &act, &scope, &err));
}

static void put_matters(void)
{
    struct jk_matter_row matter = { .id = "00000000000000b1",
                                    .kind = "task",
                                    .region = "64.08.02",
                                    .topic = "hoax",
                                    .state = "open",
                                    .released = true,
                                    .account = "bawaslu-64.08",
                                    .role = "bawaslu",
                                    .agency = "polres",
                                    .about = "main@test",
                                    .revision = 6,
                                    .step = 2,
                                    .when_s = 1732000020,
                                    .created_s = 1732000021,
                                    .changed_s = 1732000022,
                                    .bytes = JK_SPAN("BEGIN\0matter") };
    struct jk_matter_act_row acted = { .matter = "00000000000000b1",
                                       .act = "verify",
                                       .state = "verified",
                                       .actor = "kpu-64.08",
                                       .role = "kpu",
                                       .revision = 7,
                                       .time_s = 1732000023,
                                       .words = JK_SPAN("{\"w\":1}") };

    must(jk_store_put_matter(store, &act, &matter, &err));
    must(jk_store_put_matter_act(store, &act, &acted, &err));
}

/* One file without a log, and with small pages: nearly all tables hold one row. */
static void make_small(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM", NULL, NULL,
                     NULL) != SQLITE_OK) {
        fprintf(stderr, "make_store: %s\n", sqlite3_errmsg(db));
        exit(EXIT_FAILURE);
    }
    sqlite3_close(db);
}

int main(int argc, char **argv)
{
    char hex[2 * 32 + 1];
    uint8_t hash[32];
    uint64_t entries;

    if (argc != 2) {
        fprintf(stderr, "usage: make_store FILE\n");
        return EXIT_FAILURE;
    }
    must(jk_store_open(argv[1], &store, &err));
    must(jk_store_begin(store, &err));
    put_notices();
    put_conflicts();
    put_accounts();
    put_acts();
    put_papers();
    put_later();
    put_matters();
    must(jk_store_commit(store, &err));
    entries = jk_store_journal_end(store, hash);
    jk_store_close(store);
    make_small(argv[1]);
    jk_hex(hash, sizeof hash, hex);
    printf("%llu %s\n", (unsigned long long)entries, hex);
    return EXIT_SUCCESS;
}
