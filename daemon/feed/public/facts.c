/* Public facts as JSON, by the functions the feed is written with: what is left out there is left
 * out here. */
#include "jarak/feed/public/facts.h"

#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/public/page.h"
#include "jarak/model/chain_state.h"

static const char *state_of(bool cancelled)
{
    return jk_state_word(cancelled ? JK_STATE_WITHDRAWN : JK_STATE_APPROVED);
}

static json_t *date_json(const struct jk_pack *pack, const struct jk_feed_item *item,
                         const struct jk_instance *instance)
{
    const struct jk_facts *f = instance->facts;
    struct jk_json date = jk_json_object();

    jk_json_set(&date, "start", feed_time_json((double)instance->start_s, item->tz));
    jk_json_set(&date, "end", feed_time_json((double)instance->end_s, item->tz));
    jk_json_set_text(&date, "state", state_of(item->cancelled || f->cancelled));
    jk_json_set_text(&date, "place", jk_public_place(pack, f));
    if (jk_public_venue(f) && jk_facts_state_point(f)) {
        jk_json_set_real(&date, "lat", f->shape.centre.lat_deg);
        jk_json_set_real(&date, "lon", f->shape.centre.lon_deg);
    }
    jk_json_set_text(&date, "note", f->public_note);
    return jk_json_end(&date);
}

json_t *jk_public_facts_json(const struct jk_pack *pack, const struct jk_feed_item *item,
                             enum jk_lang lang)
{
    JK_ASSERT(item != NULL && item->notice != NULL);

    const struct jk_facts *f = &item->notice->facts;
    struct jk_json object = jk_json_object(), dates = jk_json_list();
    struct jk_buf title = { 0 };

    for (size_t i = 0; i < item->notice->instance_count; i++)
        jk_json_add(&dates, date_json(pack, item, &item->notice->instances[i]));
    jk_public_title_add(&title, pack, f, lang);
    jk_json_set_text(&object, "uid", item->notice->uid);
    jk_json_set_text(&object, "kind", jk_kind_word(f->kind));
    jk_json_set_text(&object, "contest", f->party.contest);
    jk_json_set(&object, "party", feed_party_json(pack, &f->party));
    jk_json_set(&object, "title", feed_text_json(&title));
    jk_json_set_text(&object, "state", state_of(item->cancelled));
    jk_json_set(&object, "dates", jk_json_end(&dates));
    return jk_json_end(&object);
}
