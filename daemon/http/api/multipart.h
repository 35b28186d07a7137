/* daemon/http/api/multipart.h: a form with files (multipart/form-data). */
#ifndef DAEMON_HTTP_API_MULTIPART_H
#define DAEMON_HTTP_API_MULTIPART_H
#include "daemon/http/api/form.h"

/* Read the parts of a body. A part with a filename is a file, any other one a field; a file field
 * that was left empty is neither. Files are borrowed from the body, everything else lies in the
 * arena. As browsers write it (RFC 7578; the HTML standard): no transfer encoding, no nested parts,
 * quotes in names as %22.
 *
 * type: the value of Content-Type. JK_UNDECODED not so written; JK_TOO_MANY; JK_MEMORY. */
enum jk_status api_multipart_read(struct jk_arena *arena, struct jk_span type, struct jk_span body,
                                  struct api_form *out, struct jk_error *err);
#endif
