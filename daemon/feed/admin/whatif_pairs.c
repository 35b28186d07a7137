/* Rows of pairs whose level would be another. */
#include "daemon/feed/admin/whatif_pairs.h"

static const char *side_text(struct desk_pen *pen, const struct jk_side_view *side,
                             const struct jk_side_view *beside)
{
    return desk_fmt(pen, "%s %s", desk_kind(pen, side),
                    desk_party_beside(pen, side->party, beside->party));
}

const struct web_policy_pair *feed_whatif_pairs(struct desk_pen *pen,
                                                const struct jk_whatif_view *view, size_t *count)
{
    const size_t shown = view->pair_count < JK_WHATIF_SHOWN ? view->pair_count : JK_WHATIF_SHOWN;
    struct web_policy_pair *pairs = desk_array(pen, shown, sizeof *pairs);

    for (size_t i = 0; pairs && i < shown; i++) {
        const struct jk_whatif_pair *p = &view->pairs[i];

        pairs[i] = (struct web_policy_pair){
            .title = desk_fmt(pen, "%s %s %s", side_text(pen, &p->a, &p->b),
                              desk_say(pen, JK_TEXT_AND), side_text(pen, &p->b, &p->a)),
            .href = p->before.level_max != JK_LEVEL_NONE && p->id[0]
                        ? desk_fmt(pen, "/meja/konflik/%s", p->id)
                        : "",
            .before = desk_level(pen, p->before),
            .after = desk_level(pen, p->after),
            .distance = desk_distance(pen, p->distance_m)
        };
    }
    *count = pairs ? shown : 0;
    return pairs;
}
