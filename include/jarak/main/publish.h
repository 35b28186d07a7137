/* jarak/main/publish.h: keeps the public calendar in a folder (--publish), for any web host to
 * serve.
 *
 * The files are those of jarak/app/public/static_site.h and the assets. Each is written beside its
 * place and renamed into it: who reads finds the whole old file or the whole new one. It runs
 * between requests, some milliseconds at a time. What cannot be written is logged once and tried
 * again until it can; nothing else waits for it. Loop thread only. */
#ifndef JARAK_MAIN_PUBLISH_H
#define JARAK_MAIN_PUBLISH_H
#include "jarak/app/public/static_site.h"
#include "jarak/base/error.h"

struct event_base;
struct jk_publish;

/** Where the site is published, and from which app. All borrowed for the life of it. */
struct jk_publish_options {
    struct event_base *base;
    struct jk_app *app;
    const char *folder;   /**< made where its parent is there */
    const char *url;      /**< "https://host" the files will be found at */
    const char *web_root; /**< as of jk_asset_read() */
    int64_t (*now_s)(void *ctx);
};

/** Begin to publish; the first file is written from the loop.
 *
 * @param[out] out  given, jk_publish_free()
 * @return JK_OK; JK_IO, err->field is the folder; JK_MEMORY */
enum jk_status jk_publish_new(const struct jk_publish_options *options, struct jk_publish **out,
                              struct jk_error *err);
/** Something may have changed: called after each commit. */
void jk_publish_wake(struct jk_publish *publish);
/** Write what is left, for at most two seconds, before the daemon ends. No group may be open. */
void jk_publish_finish(struct jk_publish *publish);
/** Null is ignored. */
void jk_publish_free(struct jk_publish *publish);
#endif
