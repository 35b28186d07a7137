/* Accounts of the pack in a store that no daemon has open, and a sheet for each that was given
 * something.
 *
 * Everything below the data folder is done as its owner. What is told is written before it is
 * committed: a sheet of an account that was not kept lets nobody in, and one that is missing would
 * let nobody know. */
#include "daemon/ctl/setup/setup.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "jarak/app/accounts/account.h"
#include "jarak/app/maintain/maintain.h"
#include "jarak/base/digest.h"
#include "jarak/base/password.h"
#include "jarak/base/random.h"
#include "jarak/base/text.h"
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/texts.h"

#define LETTERS 20 /* of a password: 100 bits */
#define GROUP   4

/* Who does it, and who did it before. */
struct owner {
    uid_t uid;
    gid_t gid;
};

/* A folder that is missing is the daemon's, where its user is known. */
static enum jk_status open_folder(struct setup *s, struct stat *at, struct jk_error *err)
{
    const struct passwd *user = getpwnam("jarakd");

    if (mkdir(s->data, 0700) == 0) {
        if (geteuid() == 0 && user && chown(s->data, user->pw_uid, user->pw_gid) != 0)
            return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, s->data, "%s", strerror(errno));
    } else if (errno != EEXIST) {
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, s->data, "%s", strerror(errno));
    }
    return stat(s->data, at) == 0
               ? JK_OK
               : jk_fail(err, JK_IO, JK_TEXT_FILE_READ, s->data, "%s", strerror(errno));
}

/* Of root alone: down to the owner, and up again. The group goes first on the way down and last on
 * the way up, for only root may set it. */
static bool become(const struct owner *who)
{
    if (geteuid() == 0)
        return setegid(who->gid) == 0 && seteuid(who->uid) == 0;
    return seteuid(who->uid) == 0 && setegid(who->gid) == 0;
}

/* Letters that cannot be taken for each other, in groups. False: no random bytes. */
static bool make_password(char out[LETTERS + LETTERS / GROUP])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* 32 of them */
    uint8_t bytes[LETTERS];
    size_t len = 0;

    if (jk_random(bytes, sizeof bytes) != JK_OK)
        return false;
    for (size_t i = 0; i < LETTERS; i++) {
        if (i > 0 && i % GROUP == 0)
            out[len++] = '-';
        out[len++] = letters[bytes[i] & 31];
    }
    out[len] = '\0';
    explicit_bzero(bytes, sizeof bytes);
    return true;
}

/* The token whose hash an account has, among lines `role region token ...`. False: none was made.
 */
static bool find_token(const struct jk_buf *tokens, const char *hash, struct jk_span *token)
{
    struct jk_span rest = jk_buf_view(tokens), line, word;
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];

    while (rest.len > 0 && jk_span_cut(&rest, '\n', &line)) {
        for (int i = 0; i < 3 && jk_span_cut(&line, ' ', &word); i++)
            *token = word;
        jk_sha256(token->at, token->len, digest);
        jk_hex(digest, sizeof digest, hex);
        if (strcmp(hex, hash) == 0)
            return true;
    }
    return false;
}

static const struct jk_text *role_text(enum jk_role role)
{
    static const struct jk_text *const texts[JK_ROLE_END] = {
        [JK_ROLE_BAWASLU] = JK_TEXT_SETUP_BAWASLU, [JK_ROLE_KPU] = JK_TEXT_SETUP_KPU,
        [JK_ROLE_POLRES] = JK_TEXT_SETUP_POLRES,   [JK_ROLE_KESBANGPOL] = JK_TEXT_SETUP_KESBANGPOL,
        [JK_ROLE_TIM] = JK_TEXT_SETUP_TIM,         [JK_ROLE_PEMBACA] = JK_TEXT_SETUP_PEMBACA,
        [JK_ROLE_ADMIN] = JK_TEXT_SETUP_ADMIN
    };

    return texts[role];
}

static void add_line(struct jk_buf *out, const struct setup *s, const struct jk_text *label,
                     struct jk_span value)
{
    jk_buf_fmt(out, "%-10s: ", jk_text_get(label, s->ctl->lang));
    jk_buf_span(out, value);
    jk_buf_char(out, '\n');
}

static void add_sheet(struct jk_buf *out, const struct setup *s, const struct jk_account *account,
                      const char *password, const struct jk_buf *tokens)
{
    const struct jk_region *region = jk_pack_region(&s->pack, account->region);
    struct jk_buf whom = { 0 };
    struct jk_span token;

    jk_buf_fmt(&whom, "%s, %s (%s)", jk_text_get(role_text(account->role), s->ctl->lang),
               region ? region->name : "", account->region);
    if (jk_is_team(account))
        jk_buf_fmt(&whom, ", %s %u", account->contest, account->paslon);
    jk_buf_fmt(out, "------------------------------------------------------------\n%s\n",
               jk_text_get(JK_TEXT_SETUP_SHEET, s->ctl->lang));
    add_line(out, s, JK_TEXT_SETUP_FOR, jk_buf_view(&whom));
    jk_buf_fmt(out, "%-10s: %s/meja/\n", jk_text_get(JK_TEXT_SETUP_ADDRESS, s->ctl->lang),
               s->address);
    add_line(out, s, JK_TEXT_SETUP_ACCOUNT, jk_span_of(account->name));
    add_line(out, s, JK_TEXT_SETUP_PASSWORD, jk_span_of(password));
    if (find_token(tokens, account->token_hash, &token))
        add_line(out, s, JK_TEXT_SETUP_TOKEN, token);
    if (s->print[0])
        jk_buf_fmt(out, "%-10s: %s/ca.crt\n            SHA-256 %s\n",
                   jk_text_get(JK_TEXT_SETUP_PHONE, s->ctl->lang), s->address, s->print);
    jk_buf_char(out, '\n');
    jk_buf_clear(&whom);
}

/* Those of packs have a first token; an account that somebody made for a machine has none, and no
 * password that nobody asked for. */
static bool wants_password(const struct jk_account *account)
{
    return account->token_hash[0] && !account->password[0] && !account->disabled && !account->gone;
}

static enum jk_status give_password(struct setup *s, struct jk_accounts *accounts,
                                    const struct jk_account *account, const struct jk_buf *tokens,
                                    struct jk_buf *sheets, struct jk_error *err)
{
    const struct jk_account_ask ask = { &s->pack, "jarakd-setup", NULL, time(NULL) };
    char password[LETTERS + LETTERS / GROUP], hash[JK_PASSWORD_HASH_MAX];
    enum jk_status rc = make_password(password) ? JK_OK : JK_IO;

    if (rc == JK_OK)
        rc = jk_password_hash(jk_span_of(password), hash);
    if (rc != JK_OK)
        return jk_fail(err, rc, JK_TEXT_NOT_STORED, account->name, "%s", "");
    rc = jk_accounts_password(accounts, &ask, account->name, hash, err);
    if (rc == JK_OK)
        add_sheet(sheets, s, account, password, tokens);
    explicit_bzero(password, sizeof password);
    return rc;
}

/* Files that say what was given, each under a name of its own. */
static enum jk_status write_given(const struct setup *s, const struct jk_buf *tokens,
                                  const struct jk_buf *sheets, char *written, struct jk_error *err)
{
    char path[PATH_MAX];
    enum jk_status rc = JK_OK;

    if (!jk_buf_ok(tokens) || !jk_buf_ok(sheets))
        return jk_no_memory(err);
    if (tokens->len > 0) {
        snprintf(path, sizeof path, "%s/tokens", s->data);
        rc = jk_secret_write_beside(path, jk_buf_view(tokens), written, PATH_MAX, err);
    }
    if (rc == JK_OK && sheets->len > 0) {
        snprintf(path, sizeof path, "%s/lembar", s->data);
        rc = jk_secret_write_beside(path, jk_buf_view(sheets), written, PATH_MAX, err);
    }
    return rc;
}

/* As the daemon would at its first start: what began as an exercise ends as one. */
static enum jk_status note_exercise(const struct setup *s, const struct jk_accounts *accounts,
                                    struct jk_error *err)
{
    char path[PATH_MAX];
    enum jk_status rc;

    if (!s->pack.simulation || jk_accounts_count(accounts) > 0)
        return JK_OK;
    snprintf(path, sizeof path, "%s/latihan", s->data);
    rc = jk_secret_write(path, JK_SPAN("Folder data ini dimulai dengan paket simulasi.\n"), err);
    return rc == JK_EXISTS ? JK_OK : rc;
}

static enum jk_status give(struct setup *s, struct jk_accounts *accounts, struct jk_buf *sheets,
                           char *written, struct jk_error *err)
{
    struct jk_buf tokens = { 0 };
    enum jk_status rc = note_exercise(s, accounts, err);

    if (rc == JK_OK)
        rc = jk_accounts_of_pack(accounts, &s->pack, time(NULL), &tokens, err);
    if (rc == JK_NONE)
        rc = JK_OK;
    for (size_t i = 0; i < jk_accounts_count(accounts) && rc == JK_OK; i++) {
        const struct jk_account *account = jk_accounts_at(accounts, i);

        if (wants_password(account))
            rc = give_password(s, accounts, account, &tokens, sheets, err);
    }
    if (rc == JK_OK)
        rc = write_given(s, &tokens, sheets, written, err);
    if (tokens.at)
        explicit_bzero(tokens.at, tokens.len);
    jk_buf_clear(&tokens);
    return rc;
}

static enum jk_status in_store(struct setup *s, struct jk_buf *sheets, char *written,
                               struct jk_error *err)
{
    struct jk_accounts *accounts = NULL;
    char path[PATH_MAX];
    enum jk_status rc, closed;

    snprintf(path, sizeof path, "%s/jarakd.db", s->data);
    rc = jk_accounts_begin(path, &accounts, err);
    if (rc == JK_OK)
        rc = give(s, accounts, sheets, written, err);
    closed = jk_accounts_close(accounts, rc == JK_OK, rc == JK_OK ? err : NULL);
    return rc == JK_OK ? closed : rc;
}

enum jk_status ctl_setup_people(struct setup *s, struct jk_buf *sheets, char *written,
                                struct jk_error *err)
{
    const struct owner before = { geteuid(), getegid() };
    struct owner owner;
    struct stat at;
    enum jk_status rc = open_folder(s, &at, err);

    written[0] = '\0';
    if (rc != JK_OK)
        return rc;
    owner = (struct owner){ at.st_uid, at.st_gid };
    if (before.uid == 0 && !become(&owner))
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, s->data, "%s", strerror(errno));
    umask(0077);
    rc = in_store(s, sheets, written, err);
    if (before.uid == 0 && !become(&before))
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, s->data, "%s", strerror(errno));
    return rc;
}
