/* Two lists of fixed size, in no order. Both are short: people log out a few times a minute, and
 * few accounts are kept out. */
#include "daemon/http/login/ended.h"

#include <stdlib.h>
#include "jarak/base/heap.h"
#include "jarak/base/name_table.h"

struct session_end {
    uint64_t serial;
    int64_t until_s;
};

struct cut {
    char account[JK_ACCOUNT_NAME_MAX + 1]; /* first: jk_name_table_make() */
    int64_t at_s;
};

struct ended {
    size_t count;
    struct session_end at[ENDED_MAX];
    struct jk_name_table cuts;
};

struct ended *login_ended_new(void)
{
    return jk_heap_zeroed(1, sizeof(struct ended));
}

void login_ended_free(struct ended *ended)
{
    if (ended)
        jk_name_table_free(&ended->cuts, NULL);
    free(ended);
}

void login_ended_note(struct ended *ended, uint64_t serial, int64_t until_s)
{
    size_t at = 0;

    if (ended->count < ENDED_MAX) {
        at = ended->count++;
    } else {
        for (size_t i = 1; i < ENDED_MAX; i++) {
            if (ended->at[i].until_s < ended->at[at].until_s)
                at = i;
        }
    }
    ended->at[at] = (struct session_end){ serial, until_s };
}

void login_ended_cut(struct ended *ended, const char *account, int64_t now_s)
{
    struct cut *cut = jk_name_table_make(&ended->cuts, account, sizeof *cut);

    if (cut) /* without memory its sessions end when they are idle */
        cut->at_s = now_s;
}

bool login_ended_has(const struct ended *ended, uint64_t serial, const char *account,
                     int64_t made_s)
{
    const struct cut *cut = jk_name_table_find(&ended->cuts, account);

    for (size_t i = 0; i < ended->count; i++) {
        if (ended->at[i].serial == serial)
            return true;
    }
    return cut && made_s < cut->at_s;
}

void login_ended_sweep(struct ended *ended, int64_t now_s)
{
    for (size_t i = ended->count; i > 0; i--) {
        if (now_s > ended->at[i - 1].until_s)
            ended->at[i - 1] = ended->at[--ended->count];
    }
}
