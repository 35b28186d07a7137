/* daemon/http/rest/upload.h: a file that arrives in parts, kept in a folder until it is whole.
 *
 * Parts come in order, each with `Content-Range: bytes FROM-TO/TOTAL` (RFC 9110 section 14.4); a
 * part that was cut off is sent again from where the last one ended. An upload not finished within
 * a day is forgotten, and there are never more than UPLOADS_MAX.
 *
 * The file holds each part sealed under the key of the notice that the letter is of: on a stolen
 * disk it says as little as the store, and when the notice is erased nothing opens it any more. */
#ifndef DAEMON_HTTP_REST_UPLOAD_H
#define DAEMON_HTTP_REST_UPLOAD_H
#include <stdint.h>
#include "jarak/base/bytes.h"
#include "jarak/base/error.h"

struct jk_app;

#define UPLOADS_MAX  64          /* at 5 MiB they fill 320 MiB */
#define UPLOAD_PARTS 512         /* of one: at 5 MiB they are of 10 KiB, which any line carries */
#define UPLOAD_AGE_S (24 * 3600) /* a clerk comes back the same day */
#define UPLOAD_NAME  48          /* hexadecimal digits and an ending */

/* A range as sent. */
struct content_range {
    bool is_question;         /* "bytes STAR/TOTAL", STAR being an asterisk: how much is there? */
    uint64_t from, to, total; /* bytes; from <= to < total */
};

/* Read the value of Content-Range; false for another form or what cannot be. Pure. */
bool rest_content_range_parse(struct jk_span value, struct content_range *out);

/* The name of the file for what is sent by `account` to `target`, of `total` bytes. Pure. */
void rest_upload_name(const char *account, const char *target, uint64_t total,
                      char name[UPLOAD_NAME]);

/* A file that arrives; strings borrowed. */
struct upload {
    struct jk_app *app;
    const char *uid;    /* of the notice */
    const char *folder; /* made where it is not there */
    const char *name;   /* by rest_upload_name() */
};

/* How much of it is there already; 0 where nothing is. */
uint64_t rest_upload_received(const struct upload *upload);

/* Append a part.
 *
 * @param part           the bytes of `range`
 * @param[out] received  how much is there now, also when refused
 * @return JK_OK; JK_CONFLICT the part does not begin where the last one ended; JK_BUSY too many
 *         others; JK_TOO_MANY of so many small parts; JK_NONE the notice is gone; JK_IO; JK_FULL */
enum jk_status rest_upload_append(const struct upload *upload, const struct content_range *range,
                                  struct jk_span part, int64_t now_s, uint64_t *received,
                                  struct jk_error *err);

/* Forget what is too old. @return how many are left */
size_t rest_upload_sweep(const char *folder, int64_t now_s);

/* All of it. Appends. @return JK_OK; JK_CORRUPT somebody changed the file; JK_NONE; JK_IO;
 * JK_MEMORY */
enum jk_status rest_upload_read(const struct upload *upload, struct jk_buf *out,
                                struct jk_error *err);

/* Forget it. */
void rest_upload_drop(const struct upload *upload);
#endif
