/* `jarakctl pack check` and `version`: a pack is loaded, and what it leaves unjudged is told. */
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/words.h"
#include "jarak/base/version.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"
#include "jarak/ctl/texts.h"

static const struct ctl_option none[] = { { .name = NULL } };

/* Warnings go where refusals go, so that the line of a good pack stays what programs read. */
static void print_warnings(const struct jk_ctl *ctl, const struct jk_pack *pack)
{
    struct jk_error warning[JK_PACK_WARNINGS];
    size_t count = jk_pack_warn(pack, warning);
    char line[1024];

    for (size_t i = 0; i < count; i++) {
        jk_error_format(&warning[i], ctl->lang, line, sizeof line);
        fprintf(stderr, "%s: %s\n", jk_text_get(JK_TEXT_CTL_WARNING, ctl->lang), line);
    }
}

int jk_ctl_pack(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_error err = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 2, 2);

    if (status == JK_EXIT_OK && strcmp(words.at[0], "check") != 0)
        status = JK_EXIT_USAGE;
    if (status != JK_EXIT_OK)
        return status;
    if (jk_pack_read(words.at[1], &arena, &pack, &err) != JK_OK)
        status = jk_ctl_refuse(ctl, words.at[1], &err);
    else {
        print_warnings(ctl, &pack);
        printf(
            "%s: %zu contests, %zu regions, %zu phases, %zu rules, %zu places, policy %s/%u\n%s\n",
            pack.id, pack.contest_count, pack.region_count, pack.phase_count, pack.rule_count,
            pack.place_count, pack.policy.id, pack.policy.version, pack.hash);
    }
    jk_arena_clear(&arena);
    return status;
}

int jk_ctl_version(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 0, 0);

    (void)ctl;
    if (status == JK_EXIT_OK)
        puts("jarakctl " JK_VERSION);
    return status;
}
