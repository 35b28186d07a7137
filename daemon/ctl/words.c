/* Options of a command: its own table, --help, and the words that are left over.
 *
 * getopt_long() reorders argv so that the words stand together at its end. Its `val` is the row of
 * the table, above every character it may return itself. */
#include "daemon/ctl/words.h"

#include <curl/curl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/heap.h"
#include "jarak/ctl/ctl.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/chain_state.h"
#include "jarak/policy/policy.h"

#define ROW  (UCHAR_MAX + 1) /* `val` of the first row */
#define HELP UCHAR_MAX

static void list_long(struct option longs[CTL_OPTIONS_MAX + 2], const struct ctl_option options[])
{
    int count = 0;

    for (; options[count].name && count < CTL_OPTIONS_MAX; count++)
        longs[count] = (struct option){ options[count].name,
                                        options[count].flag ? no_argument : required_argument, NULL,
                                        ROW + count };
    longs[count++] = (struct option){ "help", no_argument, NULL, HELP };
    longs[count] = (struct option){ NULL, 0, NULL, 0 };
}

/* @return false when memory is out */
static bool take(const struct ctl_option *option, const char *value)
{
    struct ctl_values *all = option->all;

    if (option->flag)
        *option->flag = true;
    else if (option->value)
        *option->value = value;
    else if (jk_grow(&all->at, all->count, &all->cap, sizeof *all->at))
        all->at[all->count++] = value;
    else
        return false;
    return true;
}

int ctl_words_read(struct ctl_words *words, int argc, char **argv,
                   const struct ctl_option options[], int least, int most)
{
    struct option longs[CTL_OPTIONS_MAX + 2];
    int option;

    list_long(longs, options);
    optind = 0; /* afresh: the options before the command were read by it too */
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (option == HELP)
            return JK_EXIT_HELP;
        if (option < ROW)
            return JK_EXIT_USAGE;
        if (!take(&options[option - ROW], optarg)) {
            fputs("jarakctl: no memory\n", stderr);
            return JK_EXIT_INPUT;
        }
    }
    *words = (struct ctl_words){ argv + optind, argc - optind };
    return words->count >= least && words->count <= most ? JK_EXIT_OK : JK_EXIT_USAGE;
}

void ctl_values_free(struct ctl_values *values)
{
    free(values->at);
    *values = (struct ctl_values){ 0 };
}

bool ctl_is_known(const struct jk_ctl *ctl, const char *option, const char *value,
                  const char *(*known)(unsigned i))
{
    struct jk_buf list = { 0 };
    char text[512];

    for (unsigned i = 0; value && known(i); i++) {
        if (strcmp(value, known(i)) == 0) {
            jk_buf_clear(&list);
            return true;
        }
        jk_buf_fmt(&list, "%s%s", i ? ", " : "", known(i));
    }
    if (!value)
        return true;
    jk_text_fill(jk_text_get(JK_TEXT_CTL_NOT_KNOWN, ctl->lang),
                 (const char *const[]){ "field", option, "value", value, "known",
                                        jk_buf_ok(&list) ? list.at : "", NULL },
                 text, sizeof text);
    fprintf(stderr, "%s\n", text);
    jk_buf_clear(&list);
    return false;
}

const char *ctl_known_state(unsigned i)
{
    return i < JK_STATE_END ? jk_state_word((enum jk_state)i) : NULL;
}

const char *ctl_known_level(unsigned i)
{
    return i + JK_LEVEL_INFO < JK_LEVEL_END ? jk_level_word((enum jk_level)(i + JK_LEVEL_INFO))
                                            : NULL;
}

int ctl_query_read(const struct jk_ctl *ctl, struct ctl_words *words, int argc, char **argv,
                   const struct ctl_parameter parameters[], struct ctl_bounds bounds,
                   struct jk_buf *path)
{
    struct ctl_option options[CTL_OPTIONS_MAX + 1] = { { .name = NULL } };
    const char *values[CTL_OPTIONS_MAX] = { NULL };
    char before = '?';
    int status;

    for (size_t i = 0; parameters[i].name && i < CTL_OPTIONS_MAX; i++)
        options[i] = (struct ctl_option){ .name = parameters[i].name, .value = &values[i] };
    status = ctl_words_read(words, argc, argv, options, bounds.least, bounds.most);
    for (size_t i = 0; parameters[i].name && status == JK_EXIT_OK; i++) {
        if (parameters[i].known &&
            !ctl_is_known(ctl, parameters[i].name, values[i], parameters[i].known))
            status = JK_EXIT_USAGE;
    }
    for (size_t i = 0; parameters[i].name && status == JK_EXIT_OK; i++) {
        if (!values[i])
            continue;
        jk_buf_fmt(path, "%c%s=", before, parameters[i].name);
        ctl_add_escaped(path, values[i]);
        before = '&';
    }
    return status;
}

void ctl_add_escaped(struct jk_buf *path, const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, 0);

    jk_buf_str(path, escaped ? escaped : "");
    curl_free(escaped);
}
