/* Options of a command as the query of a path: checked against a list, names without `--`, values
 * escaped. */
#include "daemon/ctl/query.h"

#include <curl/curl.h>
#include <string.h>

bool ctl_are_options(int argc, char **argv, int first, const char *const names[])
{
    if ((argc - first) % 2 != 0)
        return false;
    for (int i = first; i < argc; i += 2) {
        int k = 0;

        while (names[k] && strcmp(names[k], argv[i]) != 0)
            k++;
        if (!names[k])
            return false;
    }
    return true;
}

void ctl_add_escaped(struct jk_buf *path, const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, 0);

    jk_buf_str(path, escaped ? escaped : "");
    curl_free(escaped);
}

void ctl_add_query(struct jk_buf *path, int argc, char **argv, int first)
{
    for (int i = first; i + 1 < argc; i += 2) {
        jk_buf_fmt(path, "%c%s=", i == first ? '?' : '&', argv[i] + 2);
        ctl_add_escaped(path, argv[i + 1]);
    }
}
