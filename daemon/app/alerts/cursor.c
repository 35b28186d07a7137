/* Cursors of an inbox whose numbers may have begun again. */
#include "jarak/app/alerts/cursor.h"

#include <inttypes.h>
#include <stdio.h>
#include "jarak/base/decimal.h"

/* The epoch that an index was given in: the newest that began below it. */
static int64_t epoch_of(const struct jk_account *account, uint64_t index)
{
    for (size_t i = account->epoch_count; i > 0; i--) {
        if (account->epochs[i - 1].from_index < index)
            return account->epochs[i - 1].epoch_s;
    }
    return 0;
}

void jk_cursor_text(const struct jk_account *account, uint64_t index, char out[JK_CURSOR_MAX])
{
    const int64_t epoch_s = epoch_of(account, index);

    if (epoch_s)
        snprintf(out, JK_CURSOR_MAX, "%" PRIu64 ".%" PRId64, index, epoch_s);
    else
        snprintf(out, JK_CURSOR_MAX, "%" PRIu64, index);
}

bool jk_cursor_parse(struct jk_span text, struct jk_cursor *out)
{
    struct jk_span index = text;
    uint64_t epoch_s = 0;

    *out = (struct jk_cursor){ 0 };
    if (jk_span_cut(&text, '.', &index) && text.at &&
        (!jk_uint_parse(text, INT64_MAX, &epoch_s) || epoch_s == 0))
        return false;
    if (!jk_uint_parse(index, INT64_MAX, &out->index))
        return false;
    out->epoch_s = (int64_t)epoch_s;
    return true;
}

/* What is common to the inbox as the reader knew it and as it is ends where the first of the epochs
 * behind his began. */
bool jk_cursor_resume(const struct jk_account *account, const struct jk_cursor *at, uint64_t *after)
{
    uint64_t common = UINT64_MAX;

    for (size_t i = 0; i < account->epoch_count; i++) {
        if (account->epochs[i].epoch_s > at->epoch_s && account->epochs[i].from_index < common)
            common = account->epochs[i].from_index;
    }
    *after = at->index;
    if (at->index <= common && at->index <= account->last_alert)
        return true;
    /* Beyond the end and no restore is noted: somebody copied files. Nothing is known of it. */
    *after = at->index > common ? common : 0;
    return false;
}
