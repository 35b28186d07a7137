/* Values that several documents write the same way: times with the region's offset, texts of a
 * buffer, names of parties. */
#include "daemon/feed/json/values.h"

#include "jarak/feed/json/verdict.h"

#include <string.h>
#include "jarak/base/defend.h"

void jk_party_add(struct jk_buf *buf, const struct jk_pack *pack, const struct jk_party *party)
{
    JK_ASSERT(party != NULL);

    const struct jk_contest *contest = jk_pack_contest(pack, party->contest);

    if (party->count == 0)
        jk_buf_char(buf, '-');
    for (unsigned i = 0; i < party->count; i++) {
        const char *label = NULL;

        for (size_t k = 0; contest && k < contest->paslon_count; k++) {
            if (contest->paslon[k].number == party->paslon[i])
                label = contest->paslon[k].label;
        }
        jk_buf_str(buf, i ? ", " : "");
        if (label)
            jk_buf_str(buf, label);
        else
            jk_buf_fmt(buf, "Paslon %u", party->paslon[i]);
    }
}

/* "Pemilihan Bupati Kutai Timur" without its first word, which all of them have. */
static const char *elected_of(const struct jk_pack *pack, const char *id)
{
    static const char first[] = "Pemilihan ";
    const struct jk_contest *contest = jk_pack_contest(pack, id);
    const char *name = contest ? contest->name[JK_LANG_ID] : NULL;

    if (!name || !name[0])
        return id;
    return strncmp(name, first, sizeof first - 1) == 0 ? name + sizeof first - 1 : name;
}

void jk_party_beside_add(struct jk_buf *buf, const struct jk_pack *pack,
                         const struct jk_party *party, const struct jk_party *other)
{
    JK_ASSERT(party != NULL && other != NULL);

    jk_party_add(buf, pack, party);
    if (jk_party_relation(party, other) == JK_RELATION_CROSS)
        jk_buf_fmt(buf, " %s", elected_of(pack, party->contest));
}

json_t *feed_text_json(struct jk_buf *buf)
{
    json_t *text = jk_buf_ok(buf) ? json_stringn(buf->at ? buf->at : "", buf->len) : NULL;

    jk_buf_clear(buf);
    return text;
}

json_t *feed_time_json(double utc_s, const struct jk_tz *tz)
{
    struct jk_buf buf = { 0 };

    jk_iso_add(&buf, (int64_t)utc_s, tz->offset_s);
    return feed_text_json(&buf);
}

json_t *feed_party_json(const struct jk_pack *pack, const struct jk_party *party)
{
    struct jk_buf buf = { 0 };

    jk_party_add(&buf, pack, party);
    return feed_text_json(&buf);
}

json_t *feed_party_beside_json(const struct jk_pack *pack, const struct jk_party *party,
                               const struct jk_party *other)
{
    struct jk_buf buf = { 0 };

    jk_party_beside_add(&buf, pack, party, other);
    return feed_text_json(&buf);
}
