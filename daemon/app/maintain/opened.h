/* daemon/app/maintain/opened.h: a store that is written by hand, in a file or at a server. */
#ifndef DAEMON_APP_MAINTAIN_OPENED_H
#define DAEMON_APP_MAINTAIN_OPENED_H
#include <limits.h>
#include "jarak/app/maintain/erase.h"
#include "jarak/store/shared.h"

struct opened {
    struct jk_store *store;
    struct jk_shared *shared; /* null: a file of its own */
    char folder[PATH_MAX];    /* of the copy; "" none */
};

/* Open it to be written. @return JK_BUSY: a daemon writes it; as of jk_store_open(),
 * jk_shared_open(). To be closed on failure too */
enum jk_status maintain_open(const struct jk_erase_from *from, struct opened *out,
                             struct jk_error *err);
/* Close it; nobody needs to wait for another writer. */
void maintain_close(struct opened *opened);
/* Remove a database with all that SQLite keeps beside it. */
void maintain_remove(const char *path);
#endif
