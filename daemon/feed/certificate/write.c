/* The certificate of a verdict as JSON (SPEC 5): everything needed to compute it again, and nothing
 * else.
 *
 * Bodies are written as they were judged: nodes with their times, rings, factors of zones, pad and
 * uncertainty. Places go as latitude and longitude, which are good to a micrometre. Each part names
 * its two bodies by number and carries its whole row, so that verifying needs no pack. The hash is
 * over the compact form with sorted keys, so a reader that loads and dumps the document gets the
 * same. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/certificate/certificate.h"

#include <math.h>
#include <stdlib.h>
#include "daemon/feed/json/values.h"
#include "jarak/base/defend.h"
#include "jarak/feed/json/edition.h"
#include "jarak/feed/json/pack.h"
#include "jarak/base/digest.h"

static const char *const shape_words[] = { "none", "disc", "area", "route" };

/* Writes the nodes of a body. Latitude and longitude to 1e-12 degrees are good to a micrometre, far
 * below what is rounded. */
static json_t *nodes_json(const struct jk_body *body)
{
    struct jk_json list = jk_json_list();

    for (uint32_t i = 0; i < jk_body_nodes(body); i++) {
        struct jk_node node = jk_body_node(body, i);
        struct jk_point place = jk_xyz_place(node.at);

        jk_json_add(&list,
                    json_pack("[f, f, f, f]", place.lat_deg, place.lon_deg, node.in_s, node.out_s));
    }
    return jk_json_end(&list);
}

static json_t *rings_json(const struct jk_body *body)
{
    struct jk_json list = jk_json_list();

    for (uint32_t i = 0; body->trace && i < body->trace->ring_count; i++)
        jk_json_add(&list, json_integer(body->trace->ring_end[i]));
    return jk_json_end(&list);
}

/* The factors of one extent; an empty list where the body lies on no zone. */
static json_t *factors_json(const struct jk_body *body, enum jk_extent extent)
{
    struct jk_json list = jk_json_list();

    for (uint32_t i = 0; jk_body_zoned(body) && i < jk_body_pieces(body); i++)
        jk_json_add(&list, json_real((double)jk_body_factor(body, i, extent) / JK_FACTOR_ONE));
    return jk_json_end(&list);
}

static json_t *party_json(const struct jk_party *party)
{
    struct jk_json paslon = jk_json_list();

    for (unsigned i = 0; i < party->count; i++)
        jk_json_add(&paslon, json_integer(party->paslon[i]));
    return json_pack("{s:s, s:o}", "contest", party->contest, "paslon", jk_json_end(&paslon));
}

static json_t *body_json(const struct jk_certificate_body *b, bool several)
{
    const struct jk_body *body = b->body;
    struct jk_json object = jk_json_take(json_pack(
        "{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:f, s:i, s:f, s:f, s:o, s:o, s:o, s:o}", "uid",
        b->uid, "chain", b->chain, "leg", jk_leg_word(body->leg), "party", party_json(b->party),
        "octets_sha256", b->bytes_sha256, "shape", shape_words[body->shape], "size",
        jk_size_word(body->key.size), "mode", body->key.mode == JK_MODE_SEA ? "sea" : "land",
        "from_s", body->key.from_s, "utc_offset_s", (int)body->offset_s, "pad_m", body->pad_m,
        "uncertainty_m", body->uncertainty_m, "rings", rings_json(body), "nodes", nodes_json(body),
        "factors", factors_json(body, JK_EXTENT_STATED), "factors_widened",
        factors_json(body, JK_EXTENT_WIDENED)));

    if (several)
        jk_json_set_integer(&object, "policy", (json_int_t)b->policy);
    return jk_json_end(&object);
}

static json_t *row_json(const struct jk_row *row)
{
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "id", row->id);
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        const struct jk_rung *rung = &row->rung[level];

        if (rung->present)
            jk_json_set(&object, jk_level_word((enum jk_level)level),
                        json_pack("{s:f, s:b, s:i}", "distance_m", rung->distance_m, "same_day",
                                  rung->same_day, "tau_s", (int)rung->tau_s));
    }
    return jk_json_end(&object);
}

static json_t *place_json(struct jk_point place, double time_s)
{
    return json_pack("{s:f, s:f, s:f}", "lat", place.lat_deg, "lon", place.lon_deg, "time_s",
                     time_s);
}

static json_int_t number_of(const struct jk_certificate_view *view, const struct jk_policy *policy)
{
    size_t i = 0;

    while (i < view->policy_count && view->policies[i] != policy)
        i++;
    return (json_int_t)i;
}

/* What the other of two policies says. */
static json_t *beside_json(const struct jk_certificate_view *view, const struct jk_ruled_beside *b)
{
    return json_pack("{s:I, s:o, s:b, s:s, s:s}", "policy", number_of(view, b->ruling.policy),
                     "row", row_json(b->ruling.row), "exempt", b->ruling.row->exempt, "level",
                     jk_level_word(b->levels.level), "level_max",
                     jk_level_word(b->levels.level_max));
}

static json_t *part_json(const struct jk_certificate_view *view,
                         const struct jk_certificate_pair *pair, const struct jk_part *p)
{
    struct jk_json object = jk_json_take(
        json_pack("{s:i, s:i, s:o, s:s, s:s, s:s, s:b, s:f, s:f, s:f, s:f, s:[o, o]}", "own",
                  (int)pair->own, "other", (int)pair->other, "row", row_json(p->row), "level",
                  jk_level_word(p->levels.level), "level_max", jk_level_word(p->levels.level_max),
                  "kind", jk_meet_word(p->meet), "raised", p->raised, "zone_factor",
                  (double)p->factor / JK_FACTOR_ONE, "required_m", p->required_m, "tau_s", p->tau_s,
                  "distance_m", p->distance_m, "at", place_json(p->at_a, p->time_a_s),
                  place_json(p->at_b, p->time_b_s)));

    if (view->policy_count > 1)
        jk_json_set_integer(&object, "policy", number_of(view, p->policy));
    if (p->beside.ruling.row)
        jk_json_set(&object, "beside", beside_json(view, &p->beside));
    return jk_json_end(&object);
}

static json_t *conflict_json(const struct jk_certificate_view *whole,
                             const struct jk_conflict_view *view,
                             const struct jk_certificate_pair *pairs)
{
    struct jk_json parts = jk_json_list();

    for (size_t i = 0; i < view->part_count; i++)
        jk_json_add(&parts, part_json(whole, &pairs[i], &view->parts[i].part));
    return json_pack("{s:s, s:i, s:s, s:s, s:s, s:o}", "id", view->id, "revision",
                     (int)view->revision, "level", jk_level_word(view->levels.level), "level_max",
                     jk_level_word(view->levels.level_max), "with", view->other.uid, "parts",
                     jk_json_end(&parts));
}

static json_t *policy_json(const struct jk_pack *pack, const struct jk_policy *policy)
{
    return json_pack("{s:s, s:i, s:s, s:s, s:{s:b, s:f, s:f, s:f, s:f}, s:o, s:o}", "id",
                     policy->id, "version", (int)policy->version, "pack", pack->id, "pack_sha256",
                     pack->hash, "raise", "on", policy->raise.on, "within_m",
                     policy->raise.within_m, "stretch_m", policy->raise.stretch_m, "head_on_deg",
                     policy->raise.head_on_deg, "following_deg", policy->raise.following_deg,
                     "vote_s", isinf(policy->vote_s) ? json_null() : json_real(policy->vote_s),
                     "rules", jk_policy_json(policy, false));
}

static json_t *nearest_json(const struct jk_certificate_view *view)
{
    const struct jk_nearest *n = &view->verdict->nearest;

    if (!view->nearest)
        return json_null();
    return json_pack("{s:i, s:i, s:f, s:[o, o]}", "own", (int)view->nearest->own, "other",
                     (int)view->nearest->other, "distance_m", n->distance_m, "at",
                     place_json(n->at_own, n->time_own_s),
                     place_json(n->at_other, n->time_other_s));
}

/* Who stated the risk zones that some body touches, and on what basis; null: nobody did, or none
 * touches any. What a file states its source says. */
static json_t *zones_json(const struct jk_certificate_view *view)
{
    const struct jk_pack *pack = view->verdict->pack;
    json_t *list = NULL;
    bool zoned = false;

    for (size_t i = 0; i < view->body_count && !zoned; i++)
        zoned = jk_body_zoned(view->bodies[i].body);
    for (size_t i = 0; zoned && i < pack->edition_count; i++) {
        if (pack->editions[i].part != JK_EDITION_ZONES)
            continue;
        list = list ? list : json_array();
        json_array_append_new(list, jk_edition_json(&pack->editions[i], view->verdict->tz));
    }
    return list;
}

json_t *jk_certificate_json(const struct jk_certificate_view *view)
{
    JK_ASSERT(view != NULL);

    const struct jk_verdict_view *v = view->verdict;
    struct jk_json bodies = jk_json_list();
    struct jk_json conflicts = jk_json_list(), policies = jk_json_list();
    struct jk_json object;
    bool several = view->policy_count > 1;
    json_t *zones;
    size_t at = 0;

    for (size_t i = 0; i < view->body_count; i++)
        jk_json_add(&bodies, body_json(&view->bodies[i], several));
    for (size_t i = 0; i < v->conflict_count; i++) {
        jk_json_add(&conflicts, conflict_json(view, &v->conflicts[i], view->pairs + at));
        at += v->conflicts[i].part_count;
    }
    for (size_t i = 0; i < view->policy_count; i++)
        jk_json_add(&policies, policy_json(v->pack, view->policies[i]));
    object = jk_json_take(
        json_pack("{s:s, s:b, s:s, s:i, s:s, s:o, s:o, s:{s:I, s:s}, s:o, s:o, s:o}", "certificate",
                  several ? JK_CERTIFICATE_FORM_3 : JK_CERTIFICATE_FORM, "simulation",
                  v->pack->simulation, "chain", v->chain, "chain_revision", (int)v->chain_revision,
                  "state", v->state, "time", feed_time_json((double)view->now_s, v->tz), "policy",
                  policy_json(v->pack, view->policies[0]), "journal", "seq",
                  (json_int_t)view->journal_seq, "hash", view->journal_hash, "bodies",
                  jk_json_end(&bodies), "conflicts", jk_json_end(&conflicts), "nearest",
                  nearest_json(view)));
    zones = zones_json(view);
    if (zones)
        jk_json_set(&object, "zones", zones);
    if (several)
        jk_json_set(&object, "policies", jk_json_end(&policies));
    else
        json_decref(jk_json_end(&policies));
    return jk_json_end(&object);
}

bool jk_certificate_hash(const json_t *document, char hex[65])
{
    JK_ASSERT(document != NULL);

    char *text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
    uint8_t digest[JK_DIGEST_LEN];

    if (!text)
        return false;
    jk_sha256(text, jk_span_of(text).len, digest);
    jk_hex(digest, sizeof digest, hex);
    free(text);
    return true;
}
