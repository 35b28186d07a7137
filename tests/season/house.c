/* The application is opened, closed and moved on as the daemon does it, without a socket; what two
 * seasons say is made alike before it is kept. */
#include "tests/season/house.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "jarak/app/app.h"
#include "jarak/app/conflicts/alerts.h"
#include "jarak/app/maintain/maintain.h"
#include "jarak/app/maintain/setup.h"
#include "jarak/app/repack.h"
#include "jarak/config/files.h"
#include "tests/season/pack.h"
#include "tests/season/pairs.h"

const struct jk_mail_way house_mail = { "smtp://127.0.0.1:25", "jarakd@kantor.example",
                                        "kantor.example", "" };

double house_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void season_fail(const struct season *s, const char *format, ...)
{
    va_list args;

    fprintf(stderr,
            "\nseason %s, seed %llu, day %d, step %llu: ", s->swapped ? "swapped" : "as it is",
            (unsigned long long)s->plan.size.seed, s->day, (unsigned long long)s->step);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n  again: build/tests/whole_season --seed %llu --days %d --percent %d\n",
            (unsigned long long)s->plan.size.seed, s->plan.size.days, s->plan.size.percent);
    _Exit(1);
}

static void hear(void *ctx, const struct jk_account *account, const struct jk_alert_row *row)
{
    pairs_hear(ctx, account, row);
}

static void open_app(struct season *s, const struct jk_app_start *start)
{
    enum jk_status rc = jk_store_open(s->path, &s->store, &s->err);

    if (rc == JK_OK)
        rc = jk_app_open(s->store, &s->pack[s->edition], s->now_s, start, &s->app, &s->err);
    NEED(s, rc == JK_OK, "does not start: %s %s %s", jk_status_name(rc), s->err.field,
         s->err.value);
    jk_app_set_sink(s->app, hear, s);
    s->queue = jk_outbox_queue_new(
        &(struct jk_outbox_queue_options){ .app = s->app,
                                           .outbox = s->outbox,
                                           .hosts = HOUSE_HOOKS,
                                           .mail = &house_mail,
                                           .pauses = { 1000, 3600000, 86400000 } });
    NEED(s, s->queue != NULL, "no memory");
}

static void close_app(struct season *s)
{
    jk_outbox_queue_free(s->queue);
    jk_app_close(s->app);
    jk_store_close(s->store);
}

static void read_pack(struct season *s, int edition)
{
    char folder[128], command[160];

    snprintf(folder, sizeof folder, "%s/pack-%d", s->folder, edition);
    snprintf(command, sizeof command, "mkdir %s", folder);
    NEED(s, system(command) == 0, "%s", command);
    pack_write(&s->plan, folder, edition, s->swapped);
    NEED(s, jk_pack_read(folder, &s->pack_arena[edition], &s->pack[edition], &s->err) == JK_OK,
         "%s: %s %s", folder, s->err.field, s->err.value);
}

static void set_up(struct season *s)
{
    struct jk_buf zones = { 0 };
    char path[PATH_MAX];

    NEED(s,
         jk_zones_find(path, sizeof path) == JK_OK &&
             jk_file_read(path, &zones, &s->err) == JK_OK &&
             jk_process_setup(jk_buf_view(&zones), &s->err) == JK_OK,
         "%s: %s", path, s->err.value);
    jk_buf_clear(&zones);
}

/* Offices of quarters beside the first accounts: a police post in each regency, a supervisor in the
 * first. */
static void add_offices(struct season *s)
{
    static const char *const offices[][3] = { { "polres-64.01.01", "polres", "64.01.01" },
                                              { "bawaslu-64.01.04", "bawaslu", "64.01.04" },
                                              { "polres-64.02.02", "polres", "64.02.02" },
                                              { "polres-64.03.01", "polres", "64.03.01" } };
    const struct jk_account_ask ask = { &s->pack[1], "admin-64", NULL, s->now_s };

    NEED(s, jk_app_begin(s->app, &s->err) == JK_OK, "%s", s->err.value);
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
        const struct jk_account_spec spec = {
            .name = offices[i][0], .role = offices[i][1], .region = offices[i][2], .contest = ""
        };

        NEED(s, jk_accounts_add(jk_app_accounts(s->app), &ask, &spec, &s->err) == JK_OK,
             "%s: %s %s", spec.name, s->err.field, s->err.value);
    }
    NEED(s, jk_app_commit(s->app, &s->err) == JK_OK, "%s", s->err.value);
}

static int contest_of(const char *id)
{
    for (int i = 0; i < PLAN_CONTESTS; i++) {
        if (strcmp(plan_contest_id(i), id) == 0)
            return i;
    }
    return -1;
}

void house_meet(struct season *s)
{
    const struct jk_accounts *all = jk_app_accounts(s->app);

    for (size_t i = 0; i < jk_accounts_count(all); i++) {
        const struct jk_account *account = jk_accounts_at(all, i);
        struct eye *eye = &s->eyes[s->eye_count];
        bool known = false;

        for (int k = 0; k < s->eye_count; k++)
            known = known || strcmp(s->eyes[k].name, account->name) == 0;
        if (known)
            continue;
        NEED(s, s->eye_count < EYES_MAX, "too many accounts");
        *eye = (struct eye){ .name = strdup(account->name),
                             .region = strdup(account->region),
                             .role = account->role,
                             .contest = -1,
                             .sees = jk_role_rights(account->role) & JK_MAY_SEE };
        if (account->role == JK_ROLE_TIM) {
            eye->contest = contest_of(account->contest);
            eye->paslon = s->swapped ? 3 - account->paslon : account->paslon;
        }
        s->eye_count++;
    }
}

void house_open(struct season *s)
{
    struct jk_buf tokens = { 0 };

    s->began_s = house_clock();
    snprintf(s->folder, sizeof s->folder, "/dev/shm/jarakd-season-XXXXXX");
    if (!mkdtemp(s->folder)) { /* this is not about the disk */
        snprintf(s->folder, sizeof s->folder, "/tmp/jarakd-season-XXXXXX");
        NEED(s, mkdtemp(s->folder) != NULL, "no folder");
    }
    snprintf(s->path, sizeof s->path, "%s/jarakd.db", s->folder);
    snprintf(s->snapshot, sizeof s->snapshot, "%s/snapshot", s->folder);
    s->start = (struct jk_app_start){ .snapshot = s->snapshot, .program = "a season" };
    set_up(s);
    read_pack(s, 1);
    read_pack(s, 2);
    s->edition = 1;
    s->now_s = PLAN_FIRST_S + 5 * 3600;
    NEED(s, jk_outbox_open(":memory:", &s->outbox, &s->err) == JK_OK, "%s", s->err.value);
    open_app(s, NULL);
    NEED(s, jk_first_accounts(s->app, s->now_s, &tokens, &s->err) == JK_OK, "%s", s->err.value);
    jk_buf_clear(&tokens);
    add_offices(s);
    house_meet(s);
}

void house_close(struct season *s)
{
    char command[96];

    house_next(s);
    close_app(s);
    jk_outbox_close(s->outbox);
    jk_arena_clear(&s->arena);
    for (int i = 0; i < 3; i++)
        jk_arena_clear(&s->pack_arena[i]);
    jk_buf_clear(&s->said);
    for (int i = 0; i < s->eye_count; i++) {
        free((char *)s->eyes[i].name);
        free((char *)s->eyes[i].region);
    }
    snprintf(command, sizeof command, "rm -rf %s", s->folder);
    NEED(s, system(command) == 0, "%s", command);
}

void house_snapshot(struct season *s)
{
    struct jk_snapshot_binding binding;

    NEED(s,
         jk_app_snapshot_bind(s->app, &s->start, &binding, &s->err) == JK_OK &&
             jk_app_snapshot_write(s->app, &binding, &s->err) == JK_OK,
         "no snapshot: %s %s", s->err.field, s->err.value);
    s->snapshot_edition = s->edition;
}

void house_restart(struct season *s, bool by_snapshot)
{
    bool fits = by_snapshot && s->snapshot_edition == s->edition;

    uint64_t entries = jk_store_last_entry(s->store);

    house_next(s);
    close_app(s);
    open_app(s, by_snapshot ? &s->start : NULL);
    NEED(s, (strcmp(jk_app_audit(s->app).snapshot, "used") == 0) == fits, "a snapshot: %s",
         jk_app_audit(s->app).snapshot);
    s->tally.recalled += fits;
    NEED(s, jk_app_audit(s->app).changed == 0, "a restart changes %zu conflicts",
         jk_app_audit(s->app).changed);
    NEED(s, jk_store_last_entry(s->store) == entries + 1,
         "a restart writes %llu entries, beside that it judged",
         (unsigned long long)(jk_store_last_entry(s->store) - entries - 1));
    s->tally.restarts++;
}

void house_next(struct season *s)
{
    jk_outcome_clear(&s->outcome);
    jk_arena_clear(&s->arena);
    s->step++;
    s->now_s += 5;
}

enum jk_status house_commit(struct season *s, enum jk_status rc)
{
    struct jk_error err;
    enum jk_status kept = jk_app_commit(s->app, &err);

    NEED(s, kept == JK_OK, "a commit failed: %s %s", jk_status_name(kept), err.value);
    return rc;
}

void house_repack(struct season *s, int edition)
{
    struct jk_repack *change;
    bool ready = false, done = false;
    enum jk_status rc = JK_OK;

    house_next(s);
    change = jk_app_repack_new(s->app, &s->pack[edition], NULL);
    while (!ready && (rc == JK_OK || rc == JK_HEAVY)) {
        if (rc == JK_HEAVY) /* judged here: nobody waits */
            jk_app_repack_learn(change, (struct jk_span){ NULL, 0 });
        rc = jk_app_repack_step(change, &ready, &s->err);
    }
    NEED(s, rc == JK_OK, "another policy: %s %s", jk_status_name(rc), s->err.value);
    rc = jk_app_repack_switch(change, s->now_s, &s->err);
    NEED(s, rc == JK_OK, "the switch to it: %s %s", jk_status_name(rc), s->err.value);
    while (!done && rc == JK_OK) {
        rc = jk_app_repack_tidy(change, s->now_s, &done, &s->err);
        house_commit(s, rc);
    }
    NEED(s, rc == JK_OK, "telling it: %s %s", jk_status_name(rc), s->err.value);
    jk_app_repack_free(change);
    s->edition = edition;
}

const struct jk_account *house_office(const struct season *s, const char *role, const char *region)
{
    char name[64];
    const struct jk_account *account;

    snprintf(name, sizeof name, "%s-%s", role, region);
    account = jk_app_account(s->app, name);
    NEED(s, account != NULL, "no account %s", name);
    return account;
}

const struct jk_account *house_team(const struct season *s, int contest, unsigned paslon)
{
    char name[80];
    const struct jk_account *account;

    snprintf(name, sizeof name, "tim-%s-%u", plan_contest_id(contest),
             s->swapped ? 3 - paslon : paslon);
    account = jk_app_account(s->app, name);
    NEED(s, account != NULL, "no account %s", name);
    return account;
}

/* Of a joint event the smaller number stands first, whoever has it. */
static void order_joint(char *text)
{
    while ((text = strstr(text, "aslon 2")) != NULL) {
        char *second = text + 7 + (text[7] == '\\');

        if (strncmp(second, ", ", 2) == 0 && strncmp(second + 3, "aslon 1", 7) == 0) {
            text[6] = '1';
            second[9] = '2';
        }
        text += 7;
    }
}

/* Words behind which a ballot number stands. */
static const struct word {
    const char *text;
    size_t len;
} words[] = {
    { "paslon\":[", 9 }, { "paslon\":", 8 }, { "psu1-", 5 },       { "64.01-", 6 },
    { "64.02-", 6 },     { "64.03-", 6 },    { "pilgub-64-", 10 }, { "aslon ", 6 },
};

static void exchange(char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char *digit = text;

        while ((digit = strstr(digit, words[i].text)) != NULL) {
            digit += words[i].len;
            if ((*digit == '1' || *digit == '2') && !isdigit((unsigned char)digit[1]))
                *digit = (char)('1' + '2' - *digit);
        }
    }
}

/* Blanks what is random in a store, or of its bytes: 16 hexadecimal digits and more; and numbers of
 * the journal, which notes each start. */
static void blank(char *text)
{
    static const char command[] = "\"command\":";
    size_t run = 0;
    char *at = text;

    for (char *c = text;; c++) {
        if ((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'f')) {
            run++;
            continue;
        }
        if (run >= 16 && ((size_t)(c - text) == run || c[-(ptrdiff_t)run - 1] != '.'))
            memset(c - run, '#', run);
        run = 0;
        if (!*c)
            break;
    }
    while ((at = strstr(at, command)) != NULL) {
        size_t digits = strspn(at += sizeof command - 1, "0123456789");

        memmove(at, at + digits, strlen(at + digits) + 1);
    }
}

void house_normalise(const struct season *s, char *text)
{
    blank(text);
    if (!s->swapped)
        return;
    exchange(text);
    order_joint(text);
}

void say(struct season *s, const char *format, ...)
{
    char line[512];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    house_normalise(s, line);
    jk_buf_str(&s->said, line);
}

static char *normal(const struct season *s, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

    NEED(s, text != NULL, "no memory");
    house_normalise(s, text);
    return text;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Conflicts that are alike in level, distance and instant stand in the order of their ids, which
 * are random: here in that of their words. */
static void say_conflicts(struct season *s, const json_t *conflicts)
{
    size_t count = json_array_size(conflicts);
    char **texts = calloc(count + 1, sizeof *texts);

    for (size_t i = 0; i < count; i++)
        texts[i] = normal(s, json_array_get(conflicts, i));
    qsort(texts, count, sizeof *texts, compare_texts);
    for (size_t i = 0; i < count; i++) {
        jk_buf_fmt(&s->said, "  %s\n", texts[i]);
        free(texts[i]);
    }
    free(texts);
}

void say_verdicts(struct season *s, enum jk_role role)
{
    for (size_t i = 0; i < s->outcome.count; i++) {
        json_t *json = jk_verdict_json(&s->outcome.verdicts[i], jk_role_sees(role), JK_LANG_ID);
        char *text;

        say_conflicts(s, json_object_get(json, "conflicts"));
        json_object_del(json, "conflicts");
        text = normal(s, json);
        jk_buf_fmt(&s->said, "%s\n", text);
        free(text);
        json_decref(json);
    }
}
