/* wire_internal.h: what the parts of the request reader share. Private to daemon/http/wire*.c. */
#ifndef DAEMON_HTTP_SERVER_WIRE_INTERNAL_H
#define DAEMON_HTTP_SERVER_WIRE_INTERNAL_H
#include "jarak/http/server/wire.h"

/** Where the reader stands. Zero is the beginning, so that an all-zero reader is ready. */
enum wire_state {
    WIRE_LINES,    /* request line and fields */
    WIRE_BODY,     /* the head was reported; the owner may choose a limit */
    WIRE_LENGTH,   /* a body of declared length */
    WIRE_SIZE,     /* the digits of a chunk size */
    WIRE_SIZE_LF,  /* the LF behind them */
    WIRE_CHUNK,    /* the bytes of a chunk */
    WIRE_CHUNK_CR, /* the CR behind them */
    WIRE_CHUNK_LF, /* the LF behind it */
    WIRE_LAST_CR,  /* CR of the empty line behind the last chunk: no trailers */
    WIRE_LAST_LF,  /* its LF */
    WIRE_DONE,     /* the request was reported */
    WIRE_FAILED,   /* refused for good */
    WIRE_STATE_END
};

/** Refuse for good. `blame` is static. @return JK_WIRE_ERROR */
enum jk_wire_event http_wire_fail(struct jk_wire *wire, int code, const struct jk_text *text,
                                  const char *blame);

/** Take the target (already known to be of legal length) apart.
 * @return JK_WIRE_NEED_MORE or JK_WIRE_ERROR */
enum jk_wire_event http_wire_read_target(struct jk_wire *wire);

/** Read the request line without its CRLF. */
enum jk_wire_event http_wire_read_request_line(struct jk_wire *wire, struct jk_span line);

/** Read one field line without its CRLF. */
enum jk_wire_event http_wire_read_field(struct jk_wire *wire, struct jk_span line);

/** The fields are complete: decide framing, Host, Expect, persistence. @return HEAD or ERROR */
enum jk_wire_event http_wire_finish_head(struct jk_wire *wire);

/** Bytes that may stand in ... */
enum wire_class {
    WIRE_TOKEN = 1,  /* a token: tchar of RFC 9110 section 5.6.2 */
    WIRE_PATH = 2,   /* a path, unescaped: RFC 3986 section 3.3, with "/" and "%" */
    WIRE_NAME = 4,   /* the name of a host */
    WIRE_ADDRESS = 8 /* between the brackets of an IPv6 address */
};
/** Is every byte of that class? Of nothing, yes. */
bool http_wire_is_all(struct jk_span span, enum wire_class of);

/** Value of a hexadecimal digit, -1 for any other byte. */
int http_wire_hex_value(char c);
/* "name", "name:port", "[v6]:port": what a Host may be. */
bool http_wire_is_host(struct jk_span host);

/** The steps of the states from WIRE_BODY to WIRE_LAST_LF: each takes what it can. */
typedef enum jk_wire_event wire_step(struct jk_wire *wire, const char *bytes, size_t len,
                                     size_t *took);
wire_step http_wire_step_body, http_wire_step_length, http_wire_step_size, http_wire_step_size_lf,
    http_wire_step_chunk, http_wire_step_chunk_cr, http_wire_step_chunk_lf, http_wire_step_last_cr,
    http_wire_step_last_lf;
#endif
