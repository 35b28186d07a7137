/* The pack of the daemon: files that the options name, and over them what accounts stated. */
#include <string.h>
#include "jarak/app/editions/editions.h"
#include "jarak/base/log.h"
#include "jarak/base/texts.h"
#include "jarak/config/files.h"
#include "jarak/main/daemon.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

/* What a pack leaves without a judge is told where the operator looks, and not only to who checks
 * the pack by hand. */
void jk_daemon_tell_pack(const struct jk_pack *pack)
{
    struct jk_error warning[JK_PACK_WARNINGS];
    size_t count = jk_pack_warn(pack, warning);
    char line[1024];

    for (size_t i = 0; i < count; i++) {
        jk_error_format(&warning[i], JK_LANG_EN, line, sizeof line);
        jk_log(JK_LOG_WARNING, "pack-warning pack=%s %s", pack->id, line);
    }
    for (size_t i = 0; i < pack->misfit_count; i++) {
        const struct jk_edition *e = pack->misfits[i].edition;

        jk_error_format(&pack->misfits[i].err, JK_LANG_EN, line, sizeof line);
        jk_log(JK_LOG_WARNING, "edition-left-out part=%s of=%s number=%u %s",
               jk_edition_part_word(e->part), e->contest[0] ? e->contest : e->region, e->number,
               line);
    }
}

enum jk_status jk_daemon_files(const struct jk_options *options, struct jk_arena *arena,
                               struct jk_pack_files *out, struct jk_error *err)
{
    char *text = jk_arena_take(arena, JK_PACK_LIST_MAX);
    const char *folders[JK_PACKS_MAX];
    size_t count;

    if (!text)
        return jk_fail(err, JK_MEMORY, JK_TEXT_NO_MEMORY, "pack", "%s", "");
    count = jk_options_packs(options, text, folders, JK_PACKS_MAX);
    if (count == 0 || count > JK_PACKS_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_OPTION_VALUE, "pack", "%zu", count);
    return jk_pack_files_read(folders, count, arena, out, err);
}

enum jk_status jk_daemon_pack(struct jk_daemon *daemon, struct jk_error *err)
{
    struct jk_pack *pack = jk_arena_take(&daemon->pack_arena, sizeof *pack);
    enum jk_status rc =
        pack ? jk_daemon_files(&daemon->options, &daemon->files_arena, &daemon->files, err)
             : jk_no_memory(err);

    if (rc == JK_OK)
        rc = jk_pack_load(&daemon->pack_arena, daemon->files.at, daemon->files.count, pack, err);
    if (rc != JK_OK)
        return rc;
    jk_daemon_tell_pack(pack);
    daemon->pack = pack;
    return JK_OK;
}

static enum jk_status count_edition(void *ctx, const struct jk_edition_row *row)
{
    size_t *count = ctx;

    (void)row;
    ++*count;
    return JK_OK;
}

enum jk_status jk_daemon_editions(struct jk_daemon *daemon, struct jk_error *err)
{
    struct jk_arena arena = { 0 };
    struct jk_pack *pack;
    size_t count = 0;
    enum jk_status rc = jk_store_each_edition(daemon->store, count_edition, &count, err);

    if (rc != JK_OK || count == 0)
        return rc;
    pack = jk_arena_take(&arena, sizeof *pack);
    rc = pack ? jk_editions_load(daemon->store, &arena, &daemon->files, NULL, NULL, pack, err)
              : jk_no_memory(err);
    if (rc != JK_OK) {
        jk_arena_clear(&arena);
        return rc;
    }
    jk_arena_clear(&daemon->pack_arena);
    daemon->pack_arena = arena;
    daemon->pack = pack;
    if (pack->misfit_count)
        jk_daemon_tell_pack(pack);
    return JK_OK;
}
