/* jarak/app/findings.h: what was found of pairs of long bodies, between a process and its copy.
 *
 * A copy of the process (fork) judges what would hold everybody and hands over what it found; the
 * command is then done here, and of everything that is still as it was then there is a finding
 * (jarak/engine/pair_memory.h). Both worlds: that of the officials and that of the public. */
#ifndef JARAK_APP_FINDINGS_H
#define JARAK_APP_FINDINGS_H
#include <stdbool.h>
#include <stdint.h>
#include "jarak/base/bytes.h"

struct jk_app;

/** Where the findings of both worlds end. */
struct jk_findings_mark {
    uint64_t own, open;
};

/** @return the mark of now */
struct jk_findings_mark jk_app_findings_mark(struct jk_app *app);
/** Append what was found since a mark, for jk_app_findings_read() of the process that this one is a
 * copy of. */
void jk_app_findings_write(struct jk_app *app, const struct jk_findings_mark *mark,
                           struct jk_buf *out);
/** Take in what a copy found, unless the pack was changed since: then its findings are of another.
 * @return false: they are not whole */
bool jk_app_findings_read(struct jk_app *app, struct jk_span written);
/** Bytes that the findings of both worlds take. */
size_t jk_app_findings_bytes(struct jk_app *app);
#endif
