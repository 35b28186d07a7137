/* As of when something stands: the last change of what the desk tells, and not the last entry of
 * the journal, which each start of the daemon adds to. */
#include "jarak/app/desk/desk.h"

#include "daemon/app/conflicts/index.h"
#include "daemon/app/handle/handle.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t jk_app_changed_s(const struct jk_app *app)
{
    int64_t last_s = 0;

    for (uint32_t i = 0; i < jk_registry_entries(app->registry); i++) {
        const struct jk_entry *entry = jk_registry_entry_at(app->registry, i);

        last_s = later(last_s, later(entry->changed_s, entry->chain->changed_s));
    }
    for (size_t i = 0; i < conflicts_count(app); i++) {
        const struct conflict *conflict = conflicts_at(app, i);

        last_s = later(last_s, conflict->changed_s);
        for (int k = 0; k < JK_AGENCY_END; k++)
            last_s = later(last_s, conflict->opinions[k].time_s);
        for (size_t k = 0; k < conflict->office_count; k++)
            last_s = later(last_s, conflict->offices[k].said.time_s);
    }
    return last_s ? last_s : (int64_t)app->pack->from_day * 86400;
}
