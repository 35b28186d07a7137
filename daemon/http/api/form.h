/* daemon/http/api/form.h: what a page's form sends: application/x-www-form-urlencoded, or, where it
 * has files, multipart/form-data. */
#ifndef DAEMON_HTTP_API_FORM_H
#define DAEMON_HTTP_API_FORM_H
#include "jarak/base/error.h"
#include "jarak/http/server/call.h"

#define API_FORM_TYPE  "application/x-www-form-urlencoded"
#define API_PARTS_TYPE "multipart/form-data"
#define API_FIELDS_MAX 2000 /* of one form: a route of 300 places, typed, with its hours */

struct api_field {
    const char *name, *value; /* UTF-8, ended by NUL */
};

/* A file that came with a form. */
struct api_file {
    const char *field, *name, *type; /* as the browser calls them; UTF-8 */
    struct jk_span bytes;            /* borrowed from the body */
};

struct api_form {
    struct api_field *fields;
    size_t count;
    struct api_file *files;
    size_t file_count;
};

/* Read the body as a form, by its media type; in the call's arena. JK_UNDECODED no UTF-8, or a NUL;
 * JK_TOO_MANY; JK_MEMORY. */
enum jk_status api_form_read(struct jk_http_call *call, struct api_form *out, struct jk_error *err);
/* The value of the first field of that name, without blanks at its ends; "" where there is none. */
const char *api_form_get(const struct api_form *form, const char *name);
/* The first file of that field; null where none was chosen. */
const struct api_file *api_form_file(const struct api_form *form, const char *field);
#endif
