/* `jarakctl account ...`: words of the command line as a request, the answer as lines.
 *
 * Two tables say which command takes which options. The same words go to the running daemon as
 * JSON, or with --data to the store of a stopped one (account_apply.c); both answer in the same
 * form, so printing is shared. Passwords and tokens are wiped behind their use. */
#include "daemon/ctl/account.h"
#include "jarak/app/texts/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/words.h"
#include "jarak/base/decimal.h"
#include "jarak/ctl/client.h"

/* Each command, the options it takes (letters of the table below), and its path. */
static const struct command {
    const char *what, *options, *path;
    bool name;
} commands[] = {
    { "add", "rgcpftd", "", true },        { "list", "d", "", false },
    { "disable", "ud", "/disable", true }, { "passwd", "xd", "/password", true },
    { "token", "lftvd", "/tokens", true }, { "dates", "ftd", "/dates", true },
    { "scope", "osd", "/scope", true },
};

static const struct {
    char letter;
    const char *option;
    size_t at;
    bool flag;
} options[] = {
    { 'r', "role", offsetof(struct account_words, role), false },
    { 'g', "region", offsetof(struct account_words, region), false },
    { 'c', "contest", offsetof(struct account_words, contest), false },
    { 'p', "paslon", offsetof(struct account_words, paslon), false },
    { 'f', "from", offsetof(struct account_words, from), false },
    { 't', "to", offsetof(struct account_words, to), false },
    { 'l', "label", offsetof(struct account_words, label), false },
    { 'v', "revoke", offsetof(struct account_words, revoke), false },
    { 'd', "data", offsetof(struct account_words, data), false },
    { 'o', "office", offsetof(struct account_words, office), false },
    { 's', "reason", offsetof(struct account_words, reason), false },
    { 'u', "undo", offsetof(struct account_words, undo), true },
    { 'x', "remove", offsetof(struct account_words, remove), true },
};
#define OPTION_COUNT (sizeof options / sizeof *options)

static const struct command *command_of(const char *what)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].what, what) == 0)
            return &commands[i];
    }
    return NULL;
}

/* @return JK_EXIT_OK or the exit status */
static int read_words(const struct command *command, struct account_words *words, int argc,
                      char **argv)
{
    struct ctl_option list[CTL_OPTIONS_MAX + 1] = { { .name = NULL } };
    const bool scoped = strcmp(command->what, "scope") == 0;
    struct ctl_words given;
    size_t count = 0;
    int wanted, status;

    _Static_assert(OPTION_COUNT <= CTL_OPTIONS_MAX, "room for every option");
    for (size_t row = 0; row < OPTION_COUNT; row++) {
        void *at = (char *)words + options[row].at;

        if (!strchr(command->options, options[row].letter))
            continue;
        list[count].name = options[row].option;
        if (options[row].flag)
            list[count].flag = at;
        else
            list[count].value = at;
        count++;
    }
    wanted = 1 + command->name + scoped;
    status = ctl_words_read(&given, argc, argv, list, wanted, wanted);
    words->what = command->what;
    if (status == JK_EXIT_OK && scoped)
        words->scope = given.at[2];
    if (status == JK_EXIT_OK && command->name)
        words->name = given.at[1];
    return status;
}

/* The command, which is the first word; --help may stand in its place. */
static int find_command(int argc, char **argv, const struct command **out)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct ctl_words given;

    *out = argc > 1 ? command_of(argv[1]) : NULL;
    if (*out)
        return JK_EXIT_OK;
    return ctl_words_read(&given, argc, argv, none, 0, 0) == JK_EXIT_HELP ? JK_EXIT_HELP
                                                                          : JK_EXIT_USAGE;
}

static void put_text(json_t *body, const char *member, const char *text)
{
    if (text)
        json_object_set_new(body, member, json_string(text));
}

/* Makes the body of the request. A text that is not UTF-8 is left out by jansson, and then missed
 * by the daemon. */
static json_t *body_of(const struct account_words *words)
{
    json_t *body = json_object();
    uint64_t paslon;

    put_text(body, "role", words->role);
    put_text(body, "region", words->region);
    put_text(body, "contest", words->contest);
    put_text(body, "not_before", words->from);
    put_text(body, "not_after", words->to);
    put_text(body, "label", words->label);
    put_text(body, "scope", words->scope);
    put_text(body, "office", words->office);
    put_text(body, "reason", words->reason);
    if (words->paslon && jk_uint_parse(jk_span_of(words->paslon), UINT32_MAX, &paslon))
        json_object_set_new(body, "paslon", json_integer((json_int_t)paslon));
    else
        put_text(body, "paslon", words->paslon); /* the daemon says what it wants */
    if (strcmp(words->what, "add") == 0)
        put_text(body, "name", words->name);
    if (strcmp(words->what, "disable") == 0)
        json_object_set_new(body, "disabled", json_boolean(!words->undo));
    if (strcmp(words->what, "passwd") == 0)
        json_object_set_new(body, "password",
                            words->remove ? json_null()
                                          : json_stringn(words->password.at, words->password.len));
    return body;
}

/* Names and ids go into an address as they are. */
static bool is_plain(const char *text)
{
    return !text ||
           (text[0] && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(text));
}

static enum jk_status ask_daemon(const struct jk_ctl *ctl, const struct command *command,
                                 const struct account_words *words, json_t **out,
                                 struct jk_error *err)
{
    struct jk_client_ask ask = { .method = command->name ? "POST" : "GET" };
    struct jk_buf path = { 0 }, answer = { 0 };
    json_t *body = body_of(words);
    char *bytes = json_dumps(body, JSON_COMPACT);
    enum jk_status rc;

    jk_buf_str(&path, "/api/v1/accounts");
    if (command->path[0])
        jk_buf_fmt(&path, "/%s%s", words->name, command->path);
    if (words->revoke)
        jk_buf_fmt(&path, "/%s/revoke", words->revoke);
    ask.path = path.at;
    if (!words->revoke)
        ask.type = command->name ? "application/json" : NULL;
    ask.body = jk_span_of(bytes);
    if (!bytes || !jk_buf_ok(&path))
        rc = jk_no_memory(err);
    else if (!is_plain(words->name) || !is_plain(words->revoke))
        rc = jk_fail(err, JK_INVALID, JK_TEXT_ACCOUNT_NAME, "", "%s", words->name);
    else
        rc = jk_client_ask(ctl, &ask, &answer, err);
    *out = rc == JK_OK ? json_loadb(answer.at, answer.len, 0, NULL) : NULL;
    if (rc != JK_OK)
        jk_client_refuse(ctl, words->name, &answer, err);
    if (bytes)
        explicit_bzero(bytes, strlen(bytes));
    if (answer.at)
        explicit_bzero(answer.at, answer.len);
    free(bytes);
    json_decref(body);
    jk_buf_clear(&path);
    jk_buf_clear(&answer);
    return rc;
}

static const char *text_at(const json_t *json, const char *member)
{
    const char *text = json_string_value(json_object_get(json, member));

    return text && text[0] ? text : "-";
}

/* A line for the account and one for each of its tokens, tab-separated. */
static void print_account(const json_t *account)
{
    const json_t *tokens = json_object_get(account, "tokens"), *paslon;
    const char *name = text_at(account, "name");

    paslon = json_object_get(account, "paslon");
    printf("account\t%s\t%s\t%s\t%s\t%lld\t%s\t%s\t%s\t%s\n", name, text_at(account, "role"),
           text_at(account, "region"), text_at(account, "contest"),
           (long long)json_integer_value(paslon),
           json_is_true(json_object_get(account, "disabled")) ? "disabled" : "active",
           json_is_true(json_object_get(account, "password")) ? "password" : "-",
           text_at(account, "not_before"), text_at(account, "not_after"));
    if (json_object_get(account, "scope"))
        printf("scope\t%s\t%s\t%s\n", name, text_at(account, "scope"), text_at(account, "office"));
    for (size_t i = 0; i < json_array_size(tokens); i++) {
        const json_t *token = json_array_get(tokens, i);

        printf("token\t%s\t%s\t%s\t%s\t%s\t%s\n", name, text_at(token, "id"),
               text_at(token, "label"),
               json_is_true(json_object_get(token, "revoked")) ? "revoked" : "valid",
               text_at(token, "not_before"), text_at(token, "not_after"));
    }
}

static void print_answer(const struct jk_ctl *ctl, const json_t *answer)
{
    const json_t *accounts = json_object_get(answer, "accounts");
    const char *token = json_string_value(json_object_get(answer, "token"));

    if (ctl->json) {
        json_dumpf(answer, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (token) {
        puts(token); /* alone, so that it can be led into a file */
    } else if (accounts) {
        for (size_t i = 0; i < json_array_size(accounts); i++)
            print_account(json_array_get(accounts, i));
    } else {
        print_account(answer);
    }
}

int jk_ctl_account(const struct jk_ctl *ctl, int argc, char **argv)
{
    const struct command *command;
    struct account_words words = { .name = NULL };
    struct jk_error err = { 0 };
    json_t *answer = NULL;
    enum jk_status rc = JK_OK;
    bool told = false; /* a refusal was */
    int status = find_command(argc, argv, &command);

    if (status == JK_EXIT_OK)
        status = read_words(command, &words, argc, argv);
    if (status != JK_EXIT_OK)
        return status;
    if (strcmp(command->what, "passwd") == 0 && !words.remove)
        rc = ctl_password_read(ctl, &words.password, &err);
    if (rc == JK_OK && words.data)
        rc = ctl_account_apply(ctl, &words, &answer, &err);
    else if (rc == JK_OK) {
        rc = ask_daemon(ctl, command, &words, &answer, &err);
        told = true;
    }
    if (words.password.at)
        explicit_bzero(words.password.at, words.password.len);
    jk_buf_clear(&words.password);
    if (rc != JK_OK)
        return told ? JK_EXIT_INPUT : jk_ctl_refuse(ctl, words.name ? words.name : "account", &err);
    print_answer(ctl, answer);
    json_decref(answer);
    return JK_EXIT_OK;
}
