/* jarak/http/early/doorman.h: who answers while the daemon still reads its store.
 *
 * He has the files of the shelf, the pack and a number that says how far the start is, and knows no
 * application: nothing half read can be reached through him. He shows what anyone may see and what
 * was shown last:
 *
 *   /feeds/{region}/approved.ics            the feed, plain and gzip, with the tag it had; no
 * filters
 *   /, /kalender/{region}, /kalender/en/... the calendar pages, where the operator named the public
 *                                           address: without one they hold that of whoever asks
 *   /feeds/{region}/qr.svg, /assets/...     which need no store
 *   /healthz                                200
 *   /readyz                                 503, faults ["loading"], loaded_percent
 *
 * and answers everything else, and what of this is not on the shelf, with 503 and Retry-After: as a
 * problem document, or as a page for browsers. He answers every call when its head is there, so
 * that the server may be handed over to another handler between any two turns of the loop
 * (jk_http_server_set_handler()). Loop thread only. */
#ifndef JARAK_HTTP_EARLY_DOORMAN_H
#define JARAK_HTTP_EARLY_DOORMAN_H
#include "jarak/base/bytes.h"
#include "jarak/base/text.h"
#include "jarak/http/server/server.h"

struct jk_pack;

#define JK_DOOR_NAME_MAX 48 /**< of a name of the shelf, NUL included */

/** A file of the shelf as it was found. */
struct jk_door_file {
    struct jk_buf bytes;
    char etag[40]; /**< of the feed whatever its form, in quotes; "" of a page */
    int64_t modified_s;
    uint64_t unpacked; /**< octets when it is unpacked */
};

/** The needs of a doorman; all borrowed for his life. */
struct jk_doorman_options {
    const struct jk_pack *pack;
    const char *public_url; /**< "" where the operator named none */
    const char *web_root;   /**< as of jk_asset_read() */
    /** Read a file of the shelf whole and check it.
     * @param[out] file  its bytes are empty before @return JK_OK; else it is not to be shown */
    enum jk_status (*read)(void *ctx, const char *name, struct jk_door_file *file);
    /** How far the start is, 0..100, and in how many seconds it may be over, 1 and up. */
    void (*progress)(void *ctx, unsigned *percent, unsigned *wait_s);
    /** How old what is shown may be, of a journal that is shared; null: it is the daemon's own. */
    int64_t (*age_ms)(void *ctx);
    void *ctx;
    /** Likewise: does who asks state an entry that he was told of elsewhere? It may not be among
     * what is shown, and he is told to wait. */
    bool (*states_mark)(const struct jk_http_call *call);
};

struct jk_doorman;

/** @return given, jk_doorman_free(); null when memory is out */
struct jk_doorman *jk_doorman_new(const struct jk_doorman_options *options);
/** The server must have another handler by then, or be gone. Null is ignored. */
void jk_doorman_free(struct jk_doorman *doorman);
/** The handler for jk_http_options. */
struct jk_http_handler jk_doorman_handler(struct jk_doorman *doorman);

/** Under which name a region's feed lies on the shelf (compressed), and its page in a language.
 * @return false: there is none for such a code */
bool jk_door_feed_name(struct jk_span region, char out[JK_DOOR_NAME_MAX]);
bool jk_door_page_name(struct jk_span region, enum jk_lang lang, char out[JK_DOOR_NAME_MAX]);
#endif
