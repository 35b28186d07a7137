/* The life of the room: what is kept of notices beside the registry. Reports come before names, for
 * a verified one changes the world that everything behind is judged in. */
#include "daemon/app/notices/room.h"

#include <stdlib.h>
#include "daemon/app/notices/attachment.h"
#include "daemon/app/notices/field_reports.h"
#include "daemon/app/notices/resource_names.h"
#include "jarak/base/heap.h"

enum jk_status notices_open(struct jk_app *app, struct jk_error *err)
{
    app->notices = jk_heap_zeroed(1, sizeof *app->notices);
    return app->notices ? JK_OK : jk_no_memory(err);
}

enum jk_status notices_load(struct jk_app *app, struct jk_error *err)
{
    enum jk_status rc = jk_store_each_attachment(app->store, notices_attachments_load, app, err);

    if (rc == JK_OK)
        rc = jk_store_each_report(app->store, notices_reports_load, app, err);
    if (rc == JK_OK)
        rc = notices_reports_apply(app, err);
    if (rc == JK_OK)
        rc = jk_store_each_name(app->store, notices_names_load, app, err);
    return rc;
}

void notices_clear(struct jk_app *app)
{
    if (!app->notices)
        return;
    notices_reports_clear(app);
    notices_names_clear(app);
}

void notices_close(struct jk_app *app)
{
    free(app->notices);
    app->notices = NULL;
}
