/* `jarakctl pack check` and `version`: loading a pack is the whole of its check. */
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/words.h"
#include "jarak/base/version.h"
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

static const struct ctl_option none[] = { { .name = NULL } };

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
    else
        printf(
            "%s: %zu contests, %zu regions, %zu phases, %zu rules, %zu places, policy %s/%u\n%s\n",
            pack.id, pack.contest_count, pack.region_count, pack.phase_count, pack.rule_count,
            pack.place_count, pack.policy.id, pack.policy.version, pack.hash);
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
