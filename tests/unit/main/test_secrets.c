/* What the first start writes once, and what the options may ask for together. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "jarak/app/app.h"
#include "jarak/base/digest.h"
#include "jarak/base/sign.h"
#include "jarak/main/daemon.h"
#include "tests/unit/app/desk.h"

/* A daemon of nothing but its data folder, and an application that was never started. */
struct first {
    struct desk desk;
    struct jk_daemon daemon;
    struct jk_store *store;
    char path[160], text[8192];
};

static void first_open(struct first *f)
{
    struct jk_error err;

    memset(f, 0, sizeof *f);
    desk_open(&f->desk);
    jk_options_default(&f->daemon.options);
    snprintf(f->daemon.options.data, sizeof f->daemon.options.data, "%s", f->desk.folder);
    snprintf(f->path, sizeof f->path, "%s/new.db", f->desk.folder);
    cr_assert(jk_store_open(f->path, &f->store, &err) == JK_OK);
    cr_assert(jk_app_open(f->store, &f->desk.pack, DESK_NOW, NULL, &f->daemon.app, &err) == JK_OK);
    cr_assert(jk_app_begin(f->daemon.app, &err) == JK_OK);
}

static void first_close(struct first *f)
{
    jk_app_close(f->daemon.app);
    jk_store_close(f->store);
    desk_close(&f->desk);
}

/* The text of a file of the data folder; null when it is not there. */
static const char *text_of(struct first *f, const char *name)
{
    FILE *file;
    size_t len;

    snprintf(f->path, sizeof f->path, "%s/%s", f->desk.folder, name);
    file = fopen(f->path, "r");
    if (!file)
        return NULL;
    len = fread(f->text, 1, sizeof f->text - 1, file);
    f->text[len] = '\0';
    fclose(file);
    return f->text;
}

static mode_t mode_of(struct first *f, const char *name)
{
    struct stat st;

    snprintf(f->path, sizeof f->path, "%s/%s", f->desk.folder, name);
    return stat(f->path, &st) == 0 ? st.st_mode & 07777 : 0;
}

Test(secrets, tokens_of_the_first_accounts_are_the_operators_alone_and_let_in)
{
    char role[32], region[32], token[80];
    struct jk_error err;
    struct first f;
    int64_t until_s;

    first_open(&f);
    umask(0);
    cr_assert(jk_daemon_tokens(&f.daemon, &err) == JK_OK);
    cr_assert(jk_app_commit(f.daemon.app, &err) == JK_OK);
    cr_assert(mode_of(&f, "tokens") == 0600);
    cr_assert(text_of(&f, "tokens") && sscanf(f.text, "%31s %31s %79s", role, region, token) == 3);
    cr_assert(strlen(token) == JK_TOKEN_HEX);
    cr_assert(jk_accounts_of_token(jk_app_accounts(f.daemon.app), jk_span_of(token), DESK_NOW,
                                   &until_s) != NULL);
    first_close(&f);
}

Test(secrets, a_file_that_is_there_is_never_overwritten)
{
    struct jk_error err;
    struct first f;
    FILE *file;

    first_open(&f);
    snprintf(f.path, sizeof f.path, "%s/tokens", f.desk.folder);
    file = fopen(f.path, "w");
    cr_assert(file && fputs("mine", file) >= 0 && fclose(file) == 0);
    cr_assert(jk_daemon_tokens(&f.daemon, &err) == JK_OK);
    cr_assert(strcmp(text_of(&f, "tokens"), "mine") == 0);
    cr_assert(strstr(text_of(&f, "tokens-2"), "polres 64.08 ") && mode_of(&f, "tokens-2") == 0600);
    first_close(&f);
}

Test(secrets, a_later_start_makes_no_tokens)
{
    struct jk_error err;
    struct first f;

    first_open(&f);
    jk_app_close(f.daemon.app);
    f.daemon.app = f.desk.app; /* it has accounts */
    cr_assert(jk_daemon_tokens(&f.daemon, &err) == JK_OK && text_of(&f, "tokens") == NULL);
    f.daemon.app = NULL;
    first_close(&f);
}

Test(secrets, the_key_of_checkpoints_is_made_once_and_its_halves_belong_together)
{
    uint8_t seed[JK_SIGN_SEED_LEN], public[JK_SIGN_PUBLIC_LEN];
    char hex[2 * JK_SIGN_PUBLIC_LEN + 1], key[2 * JK_SIGN_SEED_LEN + 1];
    struct jk_error err;
    struct first f;

    first_open(&f);
    umask(0);
    cr_assert(jk_daemon_keys(&f.daemon, &err) == JK_OK);
    cr_assert(mode_of(&f, "keys") == 0700 && mode_of(&f, "keys/checkpoint.key") == 0600);
    snprintf(key, sizeof key, "%s", text_of(&f, "keys/checkpoint.key"));
    for (size_t i = 0; i < sizeof seed; i++)
        cr_assert(sscanf(key + 2 * i, "%2hhx", &seed[i]) == 1);
    cr_assert(jk_sign_public(seed, public) == JK_OK);
    jk_hex(public, sizeof public, hex);
    cr_assert(strcmp(text_of(&f, "keys/checkpoint.pub"), hex) == 0);
    cr_assert(jk_daemon_keys(&f.daemon, &err) == JK_OK);
    cr_assert(strcmp(text_of(&f, "keys/checkpoint.key"), key) == 0, "a second start keeps it");
    first_close(&f);
}

/* Cut off between the two: only the public half is there, which nothing was signed by. */
Test(secrets, a_start_that_was_cut_off_between_the_halves_begins_again)
{
    struct jk_error err;
    struct first f;
    char old[128];

    first_open(&f);
    cr_assert(jk_daemon_keys(&f.daemon, &err) == JK_OK);
    snprintf(old, sizeof old, "%s", text_of(&f, "keys/checkpoint.pub"));
    cr_assert(text_of(&f, "keys/checkpoint.key") && unlink(f.path) == 0);
    cr_assert(jk_daemon_keys(&f.daemon, &err) == JK_OK, "%s", err.value);
    cr_assert(text_of(&f, "keys/checkpoint.key") != NULL);
    cr_assert(strcmp(text_of(&f, "keys/checkpoint.pub"), old) != 0);
    first_close(&f);
}

static bool passes(const char *hosts, const char *publish, const char *url, const char *relay,
                   const char *from)
{
    static struct jk_options o;
    struct jk_error err;

    jk_options_default(&o);
    snprintf(o.webhook_host, sizeof o.webhook_host, "%s", hosts);
    snprintf(o.publish, sizeof o.publish, "%s", publish);
    snprintf(o.public_url, sizeof o.public_url, "%s", url);
    snprintf(o.mail_relay, sizeof o.mail_relay, "%s", relay);
    snprintf(o.mail_from, sizeof o.mail_from, "%s", from);
    snprintf(o.mail_domain, sizeof o.mail_domain, "%s", relay[0] ? "kpu.example" : "");
    return jk_daemon_check(&o, &err) == JK_OK;
}

Test(secrets, ways_out_are_checked_before_the_daemon_runs_by_them)
{
    cr_assert(passes("", "", "", "", ""));
    cr_assert(passes("hook.example\nlocal=127.0.0.1\n", "", "", "", ""));
    cr_assert(!passes("hook.example/x\n", "", "", "", ""));
    cr_assert(!passes("", "/srv/situs", "", "", ""), "the files need to know their address");
    cr_assert(passes("", "/srv/situs", "https://jadwal.example", "", ""));
    cr_assert(passes("", "", "", "smtp://127.0.0.1:25", "a@kpu.example"));
    cr_assert(!passes("", "", "", "http://127.0.0.1:25", "a@kpu.example"));
    cr_assert(!passes("", "", "", "smtp://127.0.0.1:25", "kpu.example"));
}
