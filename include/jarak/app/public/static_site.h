/* jarak/app/public/static_site.h: the public calendar as a set of files that any web host can
 * serve.
 *
 *   index.html                              the calendar of the pack's region
 *   kalender/{region}/index.html            and of each region above the sub-districts
 *   kalender/en/{region}/index.html         the same in English
 *   kalender/{region}/{id}/index.html       one activity, .../en/... in English
 *   kalender/{region}/{id}.ics              the same as iCalendar
 *   feeds/{region}/approved.ics, .ics.gz    the feed
 *   feeds/{region}/qr.svg                   the code of its address
 *
 * A file's bytes are those the daemon answers the address with. Written in rounds of small steps,
 * so that nobody waits for them: activities that changed, then the feeds and pages that name them,
 * then what is gone is removed: no page ever names a file that is not there. The caller brings the
 * file system. Loop thread only. */
#ifndef JARAK_APP_PUBLIC_STATIC_SITE_H
#define JARAK_APP_PUBLIC_STATIC_SITE_H
#include "jarak/app/handle/handle.h"
#include "jarak/base/bytes.h"
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

struct jk_site;

/** Where the files go. Paths are relative, of letters, digits, `.`, `-` and `/`, without
 * `..`. */
struct jk_site_disk {
    /** Put a file in place of whatever is there, whole or not at all; folders are made, and what is
     * the same already is left alone.
     * @param spans  borrowed; one behind the other they are the file
     * @return JK_OK; else the round is given up and begun again later */
    enum jk_status (*write)(void *ctx, const char *path, const struct jk_span *spans, size_t count);
    /** Remove the files of an activity that is gone: `<folder>/<id>.ics` and `<folder>/<id>/`. */
    enum jk_status (*remove)(void *ctx, const char *folder, const char *id);
    void *ctx;
};

/** A site of which nothing is known to be written yet.
 *
 * @param app   borrowed
 * @param base  "https://host" of the site, borrowed
 * @return given, jk_site_free(); null when memory is out */
struct jk_site *jk_site_new(struct jk_app *app, const char *base, const struct jk_site_disk *disk);
/** Null is ignored. */
void jk_site_free(struct jk_site *site);

/** True when all is written that the public sees at this instant; true again only after a step said
 * so. */
bool jk_site_is_done(const struct jk_site *site, int64_t now_s);

/** Write the next file or few.
 *
 * No group may be open: what is not durable is not public.
 * @return JK_OK there is more to do; JK_NONE all is written; JK_MEMORY, or what the disk said: the
 *         next step tries the same again */
enum jk_status jk_site_step(struct jk_site *site, int64_t now_s);

/** True when the site holds an activity of this name in this region; finds the files of an earlier
 * run. */
bool jk_site_holds(const struct jk_site *site, const char *region, struct jk_span id);
/** The regions that have a calendar, 0 and up; null: there are no more. */
const char *jk_site_region(const struct jk_site *site, size_t at);
#endif
