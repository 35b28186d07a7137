/* Proposals of other times: their bands as text in the journal, and the whole as JSON. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/time_offer.h"

#include <inttypes.h>
#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"

void jk_offer_bands_add(struct jk_buf *buf, const struct jk_intervals *bands)
{
    JK_ASSERT(bands->at != NULL || bands->count == 0);
    for (size_t i = 0; i < bands->count; i++)
        jk_buf_fmt(buf, "%s%" PRId64 "-%" PRId64, i ? " " : "", bands->at[i].from_s,
                   bands->at[i].to_s);
}

enum jk_status jk_offer_bands_read(struct jk_arena *arena, const char *text,
                                   struct jk_intervals *out)
{
    JK_ASSERT(text != NULL && out != NULL);

    struct jk_span rest = jk_span_of(text), part, from;
    uint64_t from_s, to_s;

    *out = (struct jk_intervals){ .count = 0 };
    out->at = jk_arena_array(arena, JK_OFFER_BANDS_MAX, sizeof *out->at);
    if (!out->at)
        return JK_MEMORY;
    while (rest.len && jk_span_cut(&rest, ' ', &part)) {
        if (out->count == JK_OFFER_BANDS_MAX || !jk_span_cut(&part, '-', &from) ||
            !jk_uint_parse(from, INT64_MAX, &from_s) || !jk_uint_parse(part, INT64_MAX, &to_s) ||
            to_s < from_s)
            return JK_CORRUPT;
        out->at[out->count++] = (struct jk_interval){ (int64_t)from_s, (int64_t)to_s };
    }
    return JK_OK;
}

json_t *jk_offer_bands_json(const struct jk_intervals *bands, const struct jk_tz *tz)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < bands->count; i++)
        jk_json_add(&list,
                    json_pack("{s:o, s:o}", "from", feed_time_json((double)bands->at[i].from_s, tz),
                              "to", feed_time_json((double)bands->at[i].to_s, tz)));
    return jk_json_end(&list);
}

static const char *fate_word(enum jk_fate fate)
{
    static const char *const words[] = { "open", "accepted", "declined", "void" };

    _Static_assert(sizeof words / sizeof *words == JK_FATE_END, "every fate has its word");
    return words[fate];
}

static json_t *answer_json(const struct jk_offer *offer, const struct jk_tz *tz)
{
    if (offer->answer_s == 0)
        return json_null();
    return json_pack("{s:s, s:s, s:o, s:o}", "account", offer->answer_account, "reason",
                     offer->answer_reason, "time", feed_time_json((double)offer->answer_s, tz),
                     "start",
                     offer->start_s ? feed_time_json((double)offer->start_s, tz) : json_null());
}

json_t *jk_offer_json(const struct jk_offer *offer, const struct jk_tz *tz)
{
    JK_ASSERT(offer != NULL && tz != NULL);
    return json_pack("{s:i, s:s, s:i, s:s, s:o, s:s, s:s, s:o, s:o}", "proposal",
                     (int)offer->number, "status", fate_word(offer->fate), "chain_revision",
                     (int)offer->chain_revision, "level", jk_level_word(offer->level), "bands",
                     jk_offer_bands_json(&offer->bands, tz), "account", offer->account, "reason",
                     offer->reason, "time", feed_time_json((double)offer->time_s, tz), "answer",
                     answer_json(offer, tz));
}
