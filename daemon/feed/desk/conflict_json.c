/* One conflict as its document: what every other document says of it, and around that what only
 * this one is asked for. */
#include "jarak/feed/desk/conflict.h"

#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"
#include "jarak/policy/whose.h"

static json_t *acts_json(unsigned allowed)
{
    struct jk_json list = jk_json_list();

    for (int act = 0; act < JK_ACT_END; act++) {
        if (allowed >> act & 1)
            jk_json_add(&list, json_string(jk_act_word((enum jk_act_kind)act)));
    }
    return jk_json_end(&list);
}

static json_t *told_json(const struct jk_told *told, const struct jk_tz *tz, enum jk_lang lang)
{
    return json_pack("{s:o, s:i, s:s, s:s, s:s}", "time", feed_time_json((double)told->time_s, tz),
                     "revision", (int)told->revision, "event", told->event, "level", told->level,
                     "text", told->text[lang]);
}

json_t *jk_conflict_page_json(const struct jk_conflict_page *page, enum jk_lang lang)
{
    JK_ASSERT(page != NULL && (unsigned)lang < JK_LANG_END);

    const struct jk_tz *tz = page->conflict.view.tz;
    /* Of two sides the one that is left may be the second. */
    const struct jk_desk_activity *sides_at = page->has_side[0] ? page->sides : page->sides + 1;
    size_t sides_count = (size_t)page->has_side[0] + page->has_side[1];
    struct jk_json object =
        jk_json_take(jk_desk_conflict_json(&page->conflict, page->pack, sides_at, sides_count));
    struct jk_json sides = jk_json_list(), history = jk_json_list();
    const struct jk_policy *policy;

    for (int i = 0; i < 2; i++)
        jk_json_add(&sides, page->has_side[i]
                                ? jk_desk_activity_json(&page->sides[i], page->pack, tz)
                                : json_null());
    for (size_t i = 0; i < page->told_count; i++)
        jk_json_add(&history, told_json(&page->told[i], tz, lang));
    jk_json_set(&object, "sides", jk_json_end(&sides));
    jk_json_set(&object, "allowed",
                json_pack("[o, o]", acts_json(page->acts[0].plan | page->acts[0].change),
                          acts_json(page->acts[1].plan | page->acts[1].change)));
    jk_json_set(&object, "chain_revisions",
                json_pack("[i, i]", (int)page->acts[0].revision, (int)page->acts[1].revision));
    policy = page->conflict.view.part_count
                 ? page->conflict.view.parts[0].part.policy
                 : jk_policy_for(page->pack, &(struct jk_calendar_of){ "", page->region->code });
    jk_json_set(&object, "policy",
                json_pack("{s:s, s:i}", "id", policy->id, "version", (int)policy->version));
    jk_json_set(&object, "history", jk_json_end(&history));
    return jk_json_end(&object);
}
