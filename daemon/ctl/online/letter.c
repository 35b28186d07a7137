/* The signed letter of a notice, from a file. */
#include <stdio.h>
#include "daemon/ctl/words.h"
#include "jarak/model/address.h"
#include "jarak/config/files.h"
#include "jarak/ctl/client.h"

/* The daemon looks again: this chooses what the file is called. */
static const char *type_of(const struct jk_buf *file)
{
    return jk_span_starts(jk_buf_view(file), JK_SPAN("\xff\xd8\xff")) ? "image/jpeg"
                                                                      : "application/pdf";
}

/* Sends the letter of one notice; `ask` has all but the path. */
static enum jk_status send_letter(const struct jk_ctl *ctl, const char *uid,
                                  struct jk_client_ask ask, struct jk_buf *answer,
                                  struct jk_error *err)
{
    struct jk_buf path = { 0 };
    char hashed[JK_ADDRESS_HEX + 2];
    enum jk_status rc = JK_MEMORY;

    jk_buf_str(&path, "/api/v1/notices/");
    jk_segment_add(&path, jk_uid_segment(uid, hashed));
    jk_buf_str(&path, "/letter");
    ask.path = path.at;
    if (jk_buf_ok(&path))
        rc = jk_client_ask(ctl, &ask, answer, err);
    else
        jk_no_memory(err);
    jk_buf_clear(&path);
    return rc;
}

int jk_ctl_letter(const struct jk_ctl *ctl, int argc, char **argv)
{
    bool replace = false;
    const struct ctl_option options[] = { { .name = "replace", .flag = &replace },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2);
    struct jk_buf file = { 0 }, answer = { 0 };
    struct jk_error err = { 0 };
    enum jk_status rc;

    if (status != JK_EXIT_OK)
        return status;
    rc = jk_file_read(words.at[1], &file, &err);
    if (rc == JK_OK)
        rc = send_letter(ctl, words.at[0],
                         (struct jk_client_ask){ .method = "PUT",
                                                 .type = type_of(&file),
                                                 .body = jk_buf_view(&file),
                                                 .field = replace ? "If-Match: *" : NULL },
                         &answer, &err);
    if (rc == JK_OK)
        printf("%.*s\n", (int)answer.len, answer.at ? answer.at : "");
    else
        status = jk_client_refuse(ctl, words.at[1], &answer, &err);
    jk_buf_clear(&file);
    jk_buf_clear(&answer);
    return status;
}
