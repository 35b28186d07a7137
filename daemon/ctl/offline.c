/* Files read into a registry without a store, for check and whatif. */
#include "daemon/ctl/offline.h"

static enum jk_status read_file(struct offline *set, const char *path, struct jk_error *err)
{
    struct jk_buf bytes = { 0 };
    struct jk_reading *reading = NULL;
    enum jk_status rc = jk_file_read(path, &bytes, err);

    if (rc == JK_OK)
        rc = jk_reading_make(&(struct jk_read_as){ &set->pack, JK_ICAL_IMPORT, set->registry },
                             jk_buf_view(&bytes), &reading, err);
    jk_buf_clear(&bytes);
    for (size_t i = 0; rc == JK_OK && i < reading->stream.count; i++) {
        struct jk_change change;

        rc = jk_registry_put(set->registry, reading, &reading->stream.notices[i], &change, err);
        if (rc == JK_OK) {
            jk_registry_settle(set->registry, &change);
            jk_registry_keep_small(change.entry);
        }
    }
    jk_reading_drop(reading);
    return rc;
}

int ctl_offline_open(struct offline *set, const struct jk_ctl *ctl, int count, char **files)
{
    struct jk_error err = { 0 };

    *set = (struct offline){ .registry = NULL };
    if (jk_pack_read(ctl->pack, &set->arena, &set->pack, &err) != JK_OK)
        return jk_ctl_refuse(ctl, ctl->pack, &err);
    set->registry = jk_registry_new(&set->pack);
    if (!set->registry) {
        jk_no_memory(&err);
        return jk_ctl_refuse(ctl, ctl->pack, &err);
    }
    for (int i = 0; i < count; i++) {
        if (read_file(set, files[i], &err) != JK_OK)
            return jk_ctl_refuse(ctl, files[i], &err);
    }
    return JK_EXIT_OK;
}

void ctl_offline_close(struct offline *set)
{
    jk_registry_free(set->registry);
    jk_arena_clear(&set->arena);
}
