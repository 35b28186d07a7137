/* `jarakctl statistics`: the figures of a season as a table, in the pipe or on the terminal. */
#include <stdio.h>
#include "daemon/ctl/online/online.h"
#include "daemon/ctl/words.h"
#include "jarak/ctl/client.h"
#include "jarak/model/texts.h"

int jk_ctl_statistics(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_parameter parameters[] = { { "region", NULL },
                                                       { "date", NULL },
                                                       { NULL, NULL } };
    struct jk_buf path = { 0 }, query = { 0 }, answer = { 0 };
    struct jk_client_ask request = { .method = "GET" };
    struct jk_error err = { 0 };
    enum jk_status rc = JK_MEMORY;
    struct ctl_words words;
    int status =
        ctl_query_read(ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 0, 0 }, &query);

    if (status != JK_EXIT_OK)
        return status;
    jk_buf_str(&path, "/api/v1/statistics.csv");
    jk_buf_span(&path, jk_buf_view(&query));
    jk_buf_clear(&query);
    if (jk_buf_ok(&path)) {
        request.path = path.at;
        rc = jk_client_ask(ctl, &request, &answer, &err);
    } else {
        jk_no_memory(&err);
    }
    if (rc == JK_OK && fwrite(answer.at, 1, answer.len, stdout) != answer.len)
        rc = jk_fail(&err, JK_IO, JK_TEXT_FILE_WRITE, "", "%s", "");
    if (rc != JK_OK)
        status = jk_client_refuse(ctl, NULL, &answer, &err);
    jk_buf_clear(&path);
    jk_buf_clear(&answer);
    return status;
}
