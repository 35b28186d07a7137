/* Lines of a configuration, changed in their place: an operator's comments and order stay. */
#include "daemon/ctl/setup/setup.h"

#include <string.h>

static bool is_of(struct jk_span line, const char *name)
{
    struct jk_span word;

    line = jk_span_trim(line);
    jk_span_cut(&line, ' ', &word);
    return jk_span_eq(word, jk_span_of(name));
}

void ctl_setup_config_put(struct jk_buf *text, const char *name, const char *value)
{
    struct jk_span rest = jk_buf_view(text), line;
    struct jk_buf out = { 0 };

    while (rest.at && rest.len > 0 && jk_span_cut(&rest, '\n', &line)) {
        if (!is_of(line, name)) {
            jk_buf_span(&out, line);
            jk_buf_char(&out, '\n');
        } else if (value) {
            jk_buf_fmt(&out, "%s %s\n", name, value);
            value = NULL;
        }
    }
    if (value)
        jk_buf_fmt(&out, "%s %s\n", name, value);
    jk_buf_clear(text);
    *text = out;
}
