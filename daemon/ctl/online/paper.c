/* What is printed, as files: matrix and brief of a meeting, maps, the answer to a notice.
 *
 * The daemon has them laid out; here they are put where they are wanted. A terminal gets none of
 * it, for it would show octets. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemon/ctl/online/online.h"
#include "daemon/ctl/words.h"
#include "jarak/ctl/client.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/texts.h"

/* Append "?name=value" or "&name=value"; nothing without a value. */
static void add_param(struct jk_buf *path, const char *name, const char *value)
{
    if (!value)
        return;
    jk_buf_fmt(path, "%c%s=", jk_buf_ok(path) && strchr(path->at, '?') ? '&' : '?', name);
    ctl_add_escaped(path, value);
}

/* Write the file, or standard output. What was not written whole is no file. */
static enum jk_status put(const char *output, struct jk_span file, struct jk_error *err)
{
    FILE *out = output ? fopen(output, "wb") : stdout;
    bool whole = out && fwrite(file.at, 1, file.len, out) == file.len && fflush(out) == 0;

    if (out && output && fclose(out) != 0)
        whole = false;
    if (whole)
        return JK_OK;
    if (out && output)
        remove(output);
    return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, output ? output : "-", "%s", "");
}

/* Ask for a file in the language of the terminal and put it there; the path is cleared. */
static int fetch(const struct jk_ctl *ctl, struct jk_buf *path, const char *output)
{
    struct jk_client_ask request = { .method = "GET" };
    struct jk_buf answer = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc = JK_MEMORY;
    int status = JK_EXIT_OK;

    add_param(path, "lang", ctl->lang == JK_LANG_EN ? "en" : "id");
    if (!output && isatty(STDOUT_FILENO)) {
        ctl_say(ctl, stderr, JK_TEXT_CTL_NO_TERMINAL, (const char *const[]){ NULL });
        jk_buf_clear(path);
        return JK_EXIT_USAGE;
    }
    if (jk_buf_ok(path)) {
        request.path = path->at;
        rc = jk_client_ask(ctl, &request, &answer, &err);
    } else {
        jk_no_memory(&err);
    }
    if (rc == JK_OK)
        rc = put(output, jk_buf_view(&answer), &err);
    if (rc != JK_OK)
        status = jk_client_refuse(ctl, NULL, &answer, &err);
    jk_buf_clear(path);
    jk_buf_clear(&answer);
    return status;
}

static const char *known_edition(unsigned i)
{
    static const char *const words[] = { "internal", "bersama" };

    return i < sizeof words / sizeof *words ? words[i] : NULL;
}

static const char *known_form(unsigned i)
{
    static const char *const words[] = { "svg", "png" };

    return i < sizeof words / sizeof *words ? words[i] : NULL;
}

/* Append "/api/v1/days/REGION/DATE". */
static void add_day(struct jk_buf *path, char **words)
{
    jk_buf_str(path, "/api/v1/days/");
    ctl_add_escaped(path, words[0]);
    jk_buf_char(path, '/');
    ctl_add_escaped(path, words[1]);
}

int jk_ctl_matrix(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *to = NULL, *edition = NULL, *output = NULL;
    const struct ctl_option options[] = { { .name = "to", .value = &to },
                                          { .name = "edition", .value = &edition },
                                          { .name = "output", .value = &output },
                                          { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2);

    if (status != JK_EXIT_OK)
        return status;
    if (!ctl_is_known(ctl, "edition", edition, known_edition))
        return JK_EXIT_USAGE;
    add_day(&path, words.at);
    jk_buf_str(&path, "/matrix.pdf");
    add_param(&path, "to", to);
    add_param(&path, "edition", edition);
    return fetch(ctl, &path, output);
}

/* As the file is called, where nobody says. */
static const char *form_of(const char *output)
{
    size_t len = output ? strlen(output) : 0;

    return len > 4 && strcmp(output + len - 4, ".png") == 0 ? "png" : "svg";
}

int jk_ctl_map(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *time = NULL, *form = NULL, *output = NULL;
    const struct ctl_option options[] = { { .name = "time", .value = &time },
                                          { .name = "form", .value = &form },
                                          { .name = "output", .value = &output },
                                          { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 2);

    if (status != JK_EXIT_OK)
        return status;
    if (!ctl_is_known(ctl, "form", form, known_form))
        return JK_EXIT_USAGE;
    if (words.count == 2) {
        add_day(&path, words.at);
    } else {
        jk_buf_str(&path, "/api/v1/conflicts/");
        ctl_add_escaped(&path, words.at[0]);
    }
    jk_buf_fmt(&path, "/map.%s", form ? form : form_of(output));
    add_param(&path, "time", time);
    return fetch(ctl, &path, output);
}

int jk_ctl_surat(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *output = NULL;
    const struct ctl_option options[] = { { .name = "output", .value = &output },
                                          { .name = NULL } };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 1);

    if (status != JK_EXIT_OK)
        return status;
    ctl_notice_path(&path, words.at[0], "/answer.pdf");
    return fetch(ctl, &path, output);
}

/* What the daemon says of something in one text. */
static int say_text(const struct jk_ctl *ctl, struct jk_buf *path, const char *member)
{
    json_t *answer = ctl_ask(ctl, "GET", path, NULL, NULL);

    if (answer && !ctl->json)
        puts(ctl_text_of(answer, member));
    json_decref(answer);
    jk_buf_clear(path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* What a digest may be asked with. */
struct asked {
    const char *since, *edition, *from, *to, *output;
};

static int fetch_brief(const struct jk_ctl *ctl, char **words, const struct asked *a)
{
    struct jk_buf path = { 0 };

    add_day(&path, words);
    jk_buf_str(&path, a->output ? "/brief.pdf" : "/brief");
    add_param(&path, "edition", a->edition);
    add_param(&path, "since", a->since);
    if (a->output)
        return fetch(ctl, &path, a->output);
    add_param(&path, "lang", ctl->lang == JK_LANG_EN ? "en" : "id");
    return say_text(ctl, &path, "text");
}

/* Of a region what became of it between two entries; of a region and date the brief: each as its
 * message or, into a file, on paper. */
int jk_ctl_digest(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct asked a = { .since = NULL };
    const struct ctl_option options[] = {
        { .name = "since", .value = &a.since },   { .name = "edition", .value = &a.edition },
        { .name = "from", .value = &a.from },     { .name = "to", .value = &a.to },
        { .name = "output", .value = &a.output }, { .name = NULL }
    };
    struct jk_buf path = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 0, 2);
    bool brief;

    if (status != JK_EXIT_OK)
        return status;
    brief = words.count == 2;
    if ((brief ? a.from || a.to : a.since || a.edition) ||
        !ctl_is_known(ctl, "edition", a.edition, known_edition))
        return JK_EXIT_USAGE;
    if (brief)
        return fetch_brief(ctl, words.at, &a);
    jk_buf_str(&path, a.output ? "/api/v1/digest.pdf" : "/api/v1/digest");
    add_param(&path, "region", words.count ? words.at[0] : NULL);
    add_param(&path, "from", a.from);
    add_param(&path, "to", a.to);
    if (a.output)
        return fetch(ctl, &path, a.output);
    add_param(&path, "lang", ctl->lang == JK_LANG_EN ? "en" : "id");
    return say_text(ctl, &path, "text");
}
