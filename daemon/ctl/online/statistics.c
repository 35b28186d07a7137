/* `jarakctl statistics`: the figures of a season as a table, in the pipe or on the terminal. */
#include "daemon/ctl/online/online.h"
#include "daemon/ctl/words.h"

int jk_ctl_statistics(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_parameter parameters[] = { { "region", NULL },
                                                       { "date", NULL },
                                                       { NULL, NULL } };
    struct jk_buf path = { 0 }, query = { 0 };
    struct ctl_words words;
    int status =
        ctl_query_read(ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 0, 0 }, &query);

    if (status != JK_EXIT_OK)
        return status;
    jk_buf_str(&path, "/api/v1/statistics.csv");
    jk_buf_span(&path, jk_buf_view(&query));
    jk_buf_clear(&query);
    return ctl_print_file(ctl, &path);
}
