/* Which clear times were found, then the findings of one world behind those of the other, each with
 * its length before it. */
#include "jarak/app/findings.h"

#include <string.h>
#include "daemon/app/handle/handle.h"
#include "daemon/app/teams/public_world.h"
#include "jarak/app/registry/registry.h"
#include "jarak/engine/pair_memory.h"

/* Null where there is no such world, or it remembers nothing. */
static struct jk_pair_memory *memory_of(const struct jk_app *world)
{
    return world ? jk_world_remembered(jk_registry_world(world->registry), NULL) : NULL;
}

static uint64_t mark_of(const struct jk_app *world)
{
    const struct jk_pair_memory *memory = memory_of(world);

    return memory ? jk_pair_memory_mark(memory) : 0;
}

struct jk_findings_mark jk_app_findings_mark(struct jk_app *app)
{
    return (struct jk_findings_mark){ mark_of(app), mark_of(teams_known_public_world(app)) };
}

static void write_world(const struct jk_app *world, uint64_t mark, struct jk_buf *out)
{
    const struct jk_pair_memory *memory = memory_of(world);
    struct jk_buf found = { 0 };
    uint64_t len;

    if (memory)
        jk_pair_memory_write(memory, mark, &found);
    len = jk_buf_ok(&found) ? found.len : 0;
    jk_buf_add(out, (const char *)&len, sizeof len);
    if (len)
        jk_buf_add(out, found.at, len);
    jk_buf_clear(&found);
}

void jk_app_findings_write(struct jk_app *app, const struct jk_findings_mark *mark,
                           struct jk_buf *out)
{
    jk_buf_add(out, (const char *)app->work.cleared, sizeof app->work.cleared);
    write_world(app, mark->own, out);
    write_world(teams_known_public_world(app), mark->open, out);
}

/* What was found of one world; false: not what write_world() writes. */
static bool take_world(struct jk_span *rest, struct jk_span *out)
{
    uint64_t len;

    if (rest->len < sizeof len)
        return false;
    memcpy(&len, rest->at, sizeof len);
    if (rest->len - sizeof len < len)
        return false;
    *out = (struct jk_span){ rest->at + sizeof len, (size_t)len };
    *rest = (struct jk_span){ out->at + out->len, rest->len - sizeof len - out->len };
    return true;
}

static bool remember(const struct jk_app *world, struct jk_span found)
{
    struct jk_pair_memory *memory = memory_of(world);

    return !memory || jk_pair_memory_read(memory, found);
}

/* The world of teams is made only where something was found in it: making it takes as long as a
 * start judges, and most copies answer what has nothing to do with it. */
bool jk_app_findings_read(struct jk_app *app, struct jk_span written)
{
    const size_t len = sizeof app->work.cleared;
    struct jk_span own, open;

    if (written.len < len)
        return false;
    memcpy(app->work.cleared, written.at, len);
    written = (struct jk_span){ written.at + len, written.len - len };
    if (!take_world(&written, &own) || !take_world(&written, &open) || written.len > 0)
        return false;
    return remember(app, own) && (open.len == 0 || remember(teams_public_world(app), open));
}

size_t jk_app_findings_bytes(struct jk_app *app)
{
    const struct jk_pair_memory *own = memory_of(app),
                                *open = memory_of(teams_known_public_world(app));

    return (own ? jk_pair_memory_bytes(own) : 0) + (open ? jk_pair_memory_bytes(open) : 0);
}
