/* Caches filled on the way to a broken promise, or without the memory for all of it, may be as
 * wrong as the answer that was held back, so they are dropped and written again. */
#include "jarak/app/public/watch.h"

#include "daemon/app/public/room.h"
#include "jarak/base/defend.h"

void jk_app_watch(struct jk_app *app)
{
    if (app->group.open || app_sound(app, NULL) == JK_OK)
        return;
    app->group.mark = jk_defend_mark();
    public_clear(app);
    app_public_forget(&app->published);
}
