/* `jarakctl pack check` and `version`: loading a pack is the whole of its check. */
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/ctl/ctl.h"

#ifndef JK_VERSION
#define JK_VERSION "0.1"
#endif

int jk_ctl_pack(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_error err = { 0 };
    int status = JK_EXIT_OK;

    if (argc != 3 || strcmp(argv[1], "check") != 0)
        return JK_EXIT_USAGE;
    if (jk_pack_read(argv[2], &arena, &pack, &err) != JK_OK)
        status = jk_ctl_refuse(ctl, argv[2], &err);
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
    (void)ctl;
    (void)argv;
    if (argc != 1)
        return JK_EXIT_USAGE;
    puts("jarakctl " JK_VERSION);
    return JK_EXIT_OK;
}
