/* `jarakctl setup`, installed as jarakd-setup: the configuration, then accounts, then what to tell.
 *
 * It asks nothing: what is not said stays as it is, and what is missing is made, so it can be run
 * again at any time. TLS is looked after also while a daemon runs, for certificates are renewed so;
 * accounts of a running daemon are its own. */
#include "daemon/ctl/setup/setup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "daemon/ctl/words.h"
#include "jarak/base/text.h"
#include "jarak/config/files.h"
#include "jarak/ctl/texts.h"

/* The options of a configuration, and its text. */
static enum jk_status read_config(struct setup *s, struct jk_error *err)
{
    char *argv[] = { "jarakd", "--config", (char *)(uintptr_t)s->config, NULL };
    enum jk_status rc;

    jk_options_default(&s->options);
    rc = jk_options_read(&s->options, 3, argv, err);
    jk_buf_reset(&s->text);
    return rc == JK_OK ? jk_file_read(s->config, &s->text, err) : rc;
}

static enum jk_status read_pack(struct setup *s, struct jk_error *err)
{
    char *text = jk_arena_take(&s->arena, JK_PACK_LIST_MAX);
    const char *folders[JK_PACKS_MAX];
    size_t count;

    if (!text)
        return jk_no_memory(err);
    count = jk_options_packs(&s->options, text, folders, JK_PACKS_MAX);
    if (count == 0 || count > JK_PACKS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_SETUP_PACKS, "pack", "%zu", count);
    return jk_packs_read(folders, count, &s->arena, &s->pack, err);
}

static void tell(const struct setup *s, const struct jk_text *text)
{
    puts(jk_text_get(text, s->ctl->lang));
}

static void tell_people(const struct setup *s, const struct jk_buf *sheets, const char *written)
{
    if (sheets->len == 0) {
        tell(s, JK_TEXT_SETUP_NOTHING);
    } else {
        fwrite(sheets->at, 1, sheets->len, stdout);
        printf("%s: %s\n", jk_text_get(JK_TEXT_SETUP_KEPT, s->ctl->lang), written);
    }
    tell(s, JK_TEXT_SETUP_NEXT);
}

static void tell_running(const struct setup *s)
{
    tell(s, JK_TEXT_SETUP_RUNS);
    if (s->moved)
        tell(s, JK_TEXT_SETUP_MOVED);
}

static int people(struct setup *s)
{
    struct jk_buf sheets = { 0 };
    struct jk_error err = { 0 };
    char written[PATH_MAX];
    enum jk_status rc = ctl_setup_people(s, &sheets, written, &err);

    if (rc == JK_OK)
        tell_people(s, &sheets, written);
    else if (rc == JK_BUSY)
        tell_running(s);
    if (sheets.at)
        explicit_bzero(sheets.at, sheets.len);
    jk_buf_clear(&sheets);
    return rc == JK_OK || rc == JK_BUSY ? JK_EXIT_OK : jk_ctl_refuse(s->ctl, s->data, &err);
}

static int run(struct setup *s)
{
    struct jk_error err = { 0 };
    struct stat at;
    enum jk_status rc = read_config(s, &err);

    if (!s->data) /* the unit says it on the command line */
        s->data = strcmp(s->options.data, "var") != 0 ? s->options.data : "/var/lib/jarakd";
    s->group = stat(s->data, &at) == 0 ? at.st_gid : 0;
    if (rc == JK_OK)
        rc = read_pack(s, &err);
    if (rc == JK_OK)
        rc = ctl_setup_way(s, &err);
    if (rc == JK_OK)
        rc = ctl_setup_unit(s, &err);
    if (rc != JK_OK)
        return jk_ctl_refuse(s->ctl, s->config, &err);
    ctl_setup_tell_way(s);
    return people(s);
}

int jk_ctl_setup(const struct jk_ctl *ctl, int argc, char **argv)
{
    static struct setup s; /* its options are large */
    const char *name = "", *lang = NULL;
    struct jk_ctl told = *ctl;
    const struct ctl_option options[] = {
        { .name = "config", .value = &s.config }, { .name = "data", .value = &s.data },
        { .name = "tls", .value = &s.way },       { .name = "name", .value = &name },
        { .name = "lang", .value = &lang },       { .name = NULL }
    };
    struct ctl_words words;
    int status;

    s = (struct setup){ .ctl = &told, .config = "/etc/jarakd/jarakd.conf" };
    status = ctl_words_read(&words, argc, argv, options, 0, 0);
    if (status != JK_EXIT_OK)
        return status;
    if (strlen(name) > SETUP_NAME_MAX ||
        (lang && strcmp(lang, "id") != 0 && strcmp(lang, "en") != 0))
        return JK_EXIT_USAGE;
    strcpy(s.name, name);
    if (lang)
        told.lang = strcmp(lang, "en") == 0 ? JK_LANG_EN : JK_LANG_ID;
    status = run(&s);
    jk_buf_clear(&s.text);
    jk_arena_clear(&s.arena);
    return status;
}
