/* Deliveries: a table of them, and how far each sub-district is; the rest is as for every matter.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/online/matter.h"
#include "daemon/ctl/words.h"
#include "jarak/config/files.h"
#include "jarak/ctl/client.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/texts.h"

static int tell_import(const struct jk_ctl *ctl, json_t *answer)
{
    char rows[16], created[16], changed[16];
    const char *const names[] = { "rows", rows, "created", created, "changed", changed, NULL };

    snprintf(rows, sizeof rows, "%d", ctl_number_of(answer, "rows"));
    snprintf(created, sizeof created, "%d", ctl_number_of(answer, "created"));
    snprintf(changed, sizeof changed, "%d", ctl_number_of(answer, "changed"));
    if (answer && ctl->json)
        json_dumpf(answer, stdout, JSON_COMPACT);
    else if (answer)
        ctl_say(ctl, stdout, JK_TEXT_CTL_DROPS_IMPORTED, names);
    json_decref(answer);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

static int import(const struct jk_ctl *ctl, const char *path)
{
    struct jk_client_ask ask = { .method = "POST", .path = "/api/v1/drops", .type = "text/csv" };
    struct jk_buf bytes = { 0 };
    struct jk_error err;
    int status;

    if (jk_file_read(path, &bytes, &err) != JK_OK) {
        jk_ctl_refuse(ctl, path, &err);
        return JK_EXIT_INPUT;
    }
    ask.body = jk_buf_view(&bytes);
    status = tell_import(ctl, ctl_ask_quietly(ctl, &ask, NULL));
    jk_buf_clear(&bytes);
    return status;
}

static void add_row(struct ctl_rows *rows, const json_t *district)
{
    static const char *const figures[] = { "left", "slow", "late", "missing", "bad" };
    struct jk_buf cell = { 0 };

    ctl_rows_add(rows, ctl_text_of(district, "region"));
    ctl_rows_add(rows, ctl_text_of(district, "name"));
    jk_buf_fmt(&cell, "%d/%d", ctl_number_of(district, "received"),
               ctl_number_of(district, "drops"));
    ctl_rows_take(rows, &cell);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        jk_buf_fmt(&cell, "%d", ctl_number_of(district, figures[i]));
        ctl_rows_take(rows, &cell);
    }
    jk_buf_clear(&cell);
}

static int progress(const struct jk_ctl *ctl, const char *region)
{
    struct jk_buf path = { 0 };
    struct ctl_rows rows = { 0 };
    const json_t *district;
    json_t *answer;
    size_t i;

    jk_buf_str(&path, "/api/v1/drops/progress");
    if (region) {
        jk_buf_str(&path, "?region=");
        ctl_add_escaped(&path, region);
    }
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    json_array_foreach(json_object_get(answer, "districts"), i, district) if (!ctl->json)
        add_row(&rows, district);
    ctl_rows_print(&rows, 8);
    json_decref(answer);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

int jk_ctl_drop(const struct jk_ctl *ctl, int argc, char **argv)
{
    const char *region = NULL;
    const struct ctl_option options[] = { { .name = "region", .value = &region },
                                          { .name = NULL } };
    const char *word = argc > 1 ? argv[1] : "";
    struct ctl_words words;
    int status;

    if (strcmp(word, "import") != 0 && strcmp(word, "progress") != 0)
        return ctl_matter(ctl, JK_MATTER_DROP, argc, argv);
    status = ctl_words_read(&words, argc, argv, options, 1, 2);
    if (status != JK_EXIT_OK)
        return status;
    if (strcmp(word, "import") == 0)
        return words.count == 2 && !region ? import(ctl, words.at[1]) : JK_EXIT_USAGE;
    return words.count == 1 ? progress(ctl, region) : JK_EXIT_USAGE;
}
