/* Batches of notices, from files: each is filed whole or not at all. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/ctl/client.h"

static const char *word_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* The verdict table: UID, state, worst level, conflicts, findings. */
static void print_table(const json_t *answer)
{
    static const char *const levels[] = { "none", "info", "waspada", "siaga" };
    const json_t *verdict, *conflict;
    size_t i, k;

    json_array_foreach(json_object_get(answer, "notices"), i, verdict)
    {
        const json_t *conflicts = json_object_get(verdict, "conflicts");
        size_t worst = 0;

        json_array_foreach(conflicts, k, conflict)
        {
            for (size_t level = worst + 1; level < sizeof levels / sizeof *levels; level++) {
                if (strcmp(word_of(conflict, "level"), levels[level]) == 0)
                    worst = level;
            }
        }
        printf("%s\t%s\t%s\t%zu\t%zu\n", word_of(verdict, "uid"), word_of(verdict, "state"),
               levels[worst], json_array_size(conflicts),
               json_array_size(json_object_get(verdict, "findings")));
    }
}

static enum jk_status import_file(const struct jk_ctl *ctl, const char *name, struct jk_error *err)
{
    struct jk_buf file = { 0 }, answer = { 0 };
    enum jk_status rc = jk_file_read(name, &file, err);
    json_t *json;

    if (rc == JK_OK)
        rc = jk_client_ask(ctl,
                           &(struct jk_client_ask){ .method = "POST",
                                                    .path = "/api/v1/import",
                                                    .type = "text/calendar",
                                                    .body = jk_buf_view(&file) },
                           &answer, err);
    if (rc == JK_OK && ctl->json)
        printf("%.*s\n", (int)answer.len, answer.at ? answer.at : "");
    json = rc == JK_OK ? json_loadb(answer.at ? answer.at : "", answer.len, 0, NULL) : NULL;
    if (json && !ctl->json)
        print_table(json);
    json_decref(json);
    jk_buf_clear(&file);
    jk_buf_clear(&answer);
    return rc;
}

int jk_ctl_import(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct jk_error err = { 0 };

    if (argc < 2)
        return JK_EXIT_USAGE;
    for (int i = 1; i < argc; i++) {
        if (import_file(ctl, argv[i], &err) != JK_OK)
            return jk_ctl_refuse(ctl, argv[i], &err);
    }
    return JK_EXIT_OK;
}
