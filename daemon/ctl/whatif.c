/* `jarakctl whatif`: which pairs another policy would judge otherwise, from files or by the daemon.
 *
 * With files both policies are judged here over one registry; without, the daemon compares over
 * what stands in it. Either way a changed pair makes the exit code JK_EXIT_FOUND, so a script can
 * tell. */
#include "jarak/app/conflicts/whatif.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "daemon/ctl/offline.h"
#include "daemon/ctl/words.h"
#include "jarak/base/heap.h"
#include "jarak/ctl/client.h"

/* One changed pair: a line for a person, tab-separated in a pipe. */
static void print_pair(const struct jk_whatif_pair *p, bool terminal)
{
    printf(terminal ? "%s > %s  %.0f m  %s | %s\n" : "%s\t%s\t%.2f\t%s\t%s\n",
           jk_level_word(p->before.level), jk_level_word(p->after.level), p->distance_m, p->a.uid,
           p->b.uid);
}

static void print_view(const struct jk_ctl *ctl, const struct jk_pack *pack,
                       const struct jk_whatif_view *view)
{
    struct jk_buf line = { 0 };

    if (ctl->json) {
        json_t *json = jk_whatif_json(view, pack, ctl->lang);

        json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
        putchar('\n');
        json_decref(json);
        return;
    }
    for (size_t i = 0; i < view->pair_count; i++)
        print_pair(&view->pairs[i], isatty(STDOUT_FILENO));
    jk_whatif_line(&line, view, ctl->lang);
    puts(line.at ? line.at : "");
    jk_buf_clear(&line);
}

static int compare_files(const struct jk_ctl *ctl, struct jk_span policy_bytes, int count,
                         char **files)
{
    struct offline set;
    struct jk_policy *policy = jk_heap_take(sizeof *policy);
    struct jk_whatif_request request = { NULL, policy, "", INT64_MIN, NULL };
    struct jk_whatif_view view = { .pair_count = 0 };
    struct jk_arena arena = { 0 };
    struct jk_error err = { 0 };
    int status = policy ? ctl_offline_open(&set, ctl, count, files) : JK_EXIT_INPUT;

    if (policy && status == JK_EXIT_OK) /* of several the first pack's */
        request.now = &set.pack.policies.at[0];
    if (policy && status == JK_EXIT_OK &&
        (jk_pack_policy(&set.pack, request.now, policy_bytes, policy, &err) != JK_OK ||
         jk_whatif(set.registry, &arena, &request, &view) != JK_OK))
        status = jk_ctl_refuse(ctl, "policy.json", &err);
    else if (status == JK_EXIT_OK)
        print_view(ctl, &set.pack, &view);
    if (status == JK_EXIT_OK && view.pair_count > 0)
        status = JK_EXIT_FOUND;
    if (policy)
        ctl_offline_close(&set);
    jk_arena_clear(&arena);
    free(policy);
    return status;
}

static int ask_daemon(const struct jk_ctl *ctl, struct jk_span policy)
{
    struct jk_client_ask ask = {
        .method = "POST", .path = "/api/v1/whatif", .type = "application/json", .body = policy
    };
    struct jk_buf answer = { 0 };
    struct jk_error err = { 0 };
    int status = JK_EXIT_OK;
    json_t *json = NULL;

    if (jk_client_ask(ctl, &ask, &answer, &err) != JK_OK)
        status = jk_client_refuse(ctl, NULL, &answer, &err);
    else if (ctl->json)
        fwrite(answer.at, 1, answer.len, stdout);
    if (status == JK_EXIT_OK) {
        json = json_loadb(answer.at, answer.len, 0, NULL);
        if (!ctl->json)
            puts(json_string_value(json_object_get(json, "text")));
        if (json_array_size(json_object_get(json, "changed")) > 0)
            status = JK_EXIT_FOUND;
    }
    json_decref(json);
    jk_buf_clear(&answer);
    return status;
}

int jk_ctl_whatif(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *file = NULL;
    const struct ctl_option options[] = { { .name = "policy", .value = &file }, { .name = NULL } };
    struct ctl_words words;
    struct jk_buf policy = { 0 };
    struct jk_error err = { 0 };
    int status = ctl_words_read(&words, argc, argv, options, 0, INT_MAX);

    if (status == JK_EXIT_OK && !file)
        status = JK_EXIT_USAGE;
    if (status != JK_EXIT_OK)
        return status;
    if (jk_file_read(file, &policy, &err) != JK_OK)
        status = jk_ctl_refuse(ctl, file, &err);
    else if (words.count > 0)
        status = compare_files(ctl, jk_buf_view(&policy), words.count, words.at);
    else
        status = ask_daemon(ctl, jk_buf_view(&policy));
    jk_buf_clear(&policy);
    return status;
}
