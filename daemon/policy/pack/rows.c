/* policy.json: rows, raise, escalation.
 *
 * A row of the file names sets of relations, eras and classes, and fills every pair of them that
 * has no row yet: the first row in the file wins, so special rows stand above general ones with
 * "*". A row must either be exempt or have a rung: silence is not taken for either. Absent
 * escalation delays are those of SPEC 7, an absent raise is off, override_from is waspada; all
 * other numbers must be written out. What inherits leaves out what it has from above. Every number
 * has a range in which it can be meant, so that a slip of a digit is refused when the pack is
 * loaded and not found on the last day. */
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <stdio.h>
#include <string.h>

static const char *relation_word(int i)
{
    return jk_relation_word((enum jk_relation)i);
}

static const char *era_word(int i)
{
    return jk_era_word((enum jk_era)i);
}

static const char *size_word(int i)
{
    return jk_size_word((enum jk_size)i);
}

/* The set of words a member lists, as bits; "*" or an absent member is all of them. */
static unsigned word_set(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                         int count, const char *(*word)(int))
{
    struct jk_json_at list = jk_json_optional(at, key);
    unsigned set = 0;

    /* A row that does not say is for all. */
    if (!list.value)
        return (1U << count) - 1;
    for (size_t i = 0; i < jk_json_count(r, &list); i++) {
        struct jk_json_at element = jk_json_element(&list, i);
        const char *text = json_string_value(element.value);
        unsigned found = 0;

        for (int k = 0; text && k < count; k++) {
            if (strcmp(text, "*") == 0 || strcmp(text, word(k)) == 0)
                found |= 1U << k;
        }
        if (found == 0)
            jk_json_fault(r, &element, JK_INVALID, JK_TEXT_PACK_WORD, text ? text : "");
        set |= found;
    }
    return set;
}

static struct jk_rung read_rung(struct jk_json_reader *r, const struct jk_json_at *at,
                                const char *key)
{
    static const char *const members[] = { "distance_m", "tau_min", "same_day", NULL };
    struct jk_json_at c = jk_json_optional(at, key);
    struct jk_rung rung = { .present = c.value != NULL };

    if (!rung.present)
        return rung;
    jk_json_only(r, &c, members);
    /* Bounds of what can be meant; jk_policy_set() checks that rungs are nested. */
    rung.distance_m = jk_json_number_in(r, &c, "distance_m", 1, 200000);
    rung.same_day = jk_json_flag(r, &c, "same_day", false);
    if (!rung.same_day)
        rung.tau_s = (int32_t)(60.0 * jk_json_number_in(r, &c, "tau_min", 0, 10080));
    return rung;
}

static const char *mode_word(int i)
{
    static const char *const words[] = { "alike", "sea_land" };

    return words[i];
}

/* @param pair  relation, era, and the two classes */
static enum jk_status set_pair(struct jk_policy *policy, int mode, const int pair[4],
                               const struct jk_row *row, struct jk_error *err)
{
    enum jk_relation relation = (enum jk_relation)pair[0];
    enum jk_era era = (enum jk_era)pair[1];
    enum jk_size a = (enum jk_size)pair[2], b = (enum jk_size)pair[3];

    return mode ? jk_policy_set_sea_land(policy, relation, era, a, b, row, err)
                : jk_policy_set(policy, relation, era, a, b, row, err);
}

/* States a row for every pair of the sets that has none yet. @return it names one */
static bool state_row(struct jk_json_reader *r, const struct jk_json_at *at,
                      struct jk_policy *policy, const struct jk_row *row)
{
    unsigned relations = word_set(r, at, "relation", JK_RELATION_END, relation_word);
    unsigned eras = word_set(r, at, "era", JK_ERA_END, era_word);
    unsigned a_set = word_set(r, at, "a", JK_SIZE_END, size_word);
    unsigned b_set = word_set(r, at, "b", JK_SIZE_END, size_word);
    unsigned modes = word_set(r, at, "mode", 2, mode_word);
    bool any = false;

    for (int i = 0; i < 2 * JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        int b = i % JK_SIZE_END, a = i / JK_SIZE_END % JK_SIZE_END;
        int era = i / (JK_SIZE_END * JK_SIZE_END) % JK_ERA_END;
        int relation = i / (JK_SIZE_END * JK_SIZE_END * JK_ERA_END) % JK_RELATION_END;
        int mode = i / (JK_SIZE_END * JK_SIZE_END * JK_ERA_END * JK_RELATION_END);
        const struct jk_row *there =
            mode ? &policy->sea_land[relation][era][a][b] : &policy->rows[relation][era][a][b];
        struct jk_error fault;

        /* A pair that has a row keeps it: special rows stand before general ones. */
        if (!(relations >> relation & 1) || !(eras >> era & 1) || !(a_set >> a & 1) ||
            !(b_set >> b & 1) || !(modes >> mode & 1) || there->stated)
            continue;
        any = true;
        if (set_pair(policy, mode, (const int[]){ relation, era, a, b }, row, &fault) != JK_OK)
            jk_json_fault(r, at, fault.status, fault.text, fault.value);
    }
    return any;
}

/* @return it names a pair that no row before it names */
static bool read_row(struct jk_json_reader *r, const struct jk_json_at *at,
                     struct jk_policy *policy)
{
    static const char *const members[] = {
        "id",     "relation",  "era",  "mode",    "a",     "b",
        "exempt", "push_info", "info", "waspada", "siaga", NULL
    };
    struct jk_row row = { .exempt = jk_json_flag(r, at, "exempt", false),
                          .push_info = jk_json_flag(r, at, "push_info", false) };

    jk_json_only(r, at, members);
    jk_json_id(r, at, "id", row.id, sizeof row.id);
    row.rung[JK_LEVEL_INFO] = read_rung(r, at, "info");
    row.rung[JK_LEVEL_WASPADA] = read_rung(r, at, "waspada");
    row.rung[JK_LEVEL_SIAGA] = read_rung(r, at, "siaga");
    /* Either exempt or with a rung: a row with neither would silence a pair by an omission. */
    if (row.exempt == (row.rung[JK_LEVEL_INFO].present || row.rung[JK_LEVEL_WASPADA].present ||
                       row.rung[JK_LEVEL_SIAGA].present))
        jk_json_fault(r, at, JK_INVALID, JK_TEXT_POLICY_NO_ROW, row.id);
    return r->status != JK_OK || state_row(r, at, policy, &row);
}

/* All numbers of the raise are stated together or none is: half a raise would mean something nobody
 * wrote. */
static void read_raise(struct jk_json_reader *r, const struct jk_json_at *at,
                       struct jk_raise *raise)
{
    static const char *const members[] = { "within_m", "stretch_m", "head_on_deg", "following_deg",
                                           NULL };
    struct jk_json_at c = jk_json_optional(at, "raise");

    if (!c.value)
        return;
    jk_json_only(r, &c, members);
    raise->on = true;
    raise->within_m = jk_json_number_in(r, &c, "within_m", 0, 1000);
    raise->stretch_m = jk_json_number_in(r, &c, "stretch_m", 0, 100000);
    raise->head_on_deg = jk_json_number_in(r, &c, "head_on_deg", 90, 180);
    raise->following_deg = jk_json_number_in(r, &c, "following_deg", 0, 90);
}

/* A delay in minutes; a week is longer than any campaign can wait. */
static int32_t read_delay(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                          int32_t fallback_s)
{
    return (int32_t)(60.0 * jk_json_number_or(r, at, key, 1, 10080, fallback_s / 60.0));
}

/* A pack that says nothing has the delays of SPEC 7, or of what it inherits from. */
static void read_escalation(struct jk_json_reader *r, const struct jk_json_at *at,
                            const struct jk_escalation *above, struct jk_escalation *out)
{
    static const struct jk_escalation spec = { 1440 * 60, 240 * 60, 30 * 60,
                                               1440 * 60, 60 * 60,  720 * 60 };
    static const char *const members[] = {
        "waspada_min",        "siaga_min", "siaga_soon_min", "soon_within_min", "waspada_soon_min",
        "waspada_within_min", NULL
    };
    struct jk_json_at c = jk_json_optional(at, "escalation");

    if (!above)
        above = &spec;
    jk_json_only(r, &c, members);
    out->waspada_s = read_delay(r, &c, "waspada_min", above->waspada_s);
    out->siaga_s = read_delay(r, &c, "siaga_min", above->siaga_s);
    out->siaga_soon_s = read_delay(r, &c, "siaga_soon_min", above->siaga_soon_s);
    out->soon_within_s = read_delay(r, &c, "soon_within_min", above->soon_within_s);
    out->waspada_soon_s = read_delay(r, &c, "waspada_soon_min", above->waspada_soon_s);
    out->waspada_within_s = read_delay(r, &c, "waspada_within_min", above->waspada_within_s);
}

/* A text that is kept by value; "" where it is absent. */
static void read_text(struct jk_json_reader *r, const struct jk_json_at *at, const char *key,
                      char out[JK_POLICY_TEXT_MAX])
{
    const char *text = jk_json_text(r, at, key, "");
    struct jk_json_at where = jk_json_optional(at, key);

    if (strlen(text) >= JK_POLICY_TEXT_MAX)
        jk_json_fault(r, &where, JK_RANGE, JK_TEXT_PACK_STRING, text);
    else
        memcpy(out, text, strlen(text) + 1);
}

/* Who set it, when, on what basis: told with the policy, on its page and in certificates. */
static void read_source(struct jk_json_reader *r, const struct jk_json_at *at,
                        struct jk_policy *policy)
{
    const char *day = jk_json_text(r, at, "decided_on", "");

    read_text(r, at, "decided_by", policy->decided_by);
    read_text(r, at, "basis", policy->basis);
    policy->decided_day = day[0] ? jk_json_day(r, at, "decided_on") : INT32_MIN;
}

/* From which level on an approval names what it overrides. */
static enum jk_level read_override(struct jk_json_reader *r, const struct jk_json_at *at,
                                   const struct jk_policy *above)
{
    const char *from = jk_json_text(r, at, "override_from",
                                    above ? jk_level_word(above->override_from) : "waspada");

    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        if (strcmp(from, jk_level_word((enum jk_level)level)) == 0)
            return (enum jk_level)level;
    }
    jk_json_fault(r, at, JK_INVALID, JK_TEXT_PACK_WORD, from);
    return JK_LEVEL_NONE;
}

/* Rows come last, and sealing after them: only a table in which every pair has a row becomes a
 * policy. What is inherited stands below the last row of the file. */
void policy_pack_read_policy(struct jk_json_reader *r, const struct jk_json_at *at,
                             const struct jk_policy *above, struct jk_policy *policy)
{
    static const char *const members[] = { "id",         "version", "override_from", "raise",
                                           "escalation", "rows",    PACK_BY_CONTEST, "contests",
                                           PACK_SCOPE,   NULL };
    struct jk_json_at rows = above ? jk_json_optional(at, "rows") : jk_json_member(r, at, "rows");
    struct jk_error fault;

    jk_json_only(r, at, members);
    jk_json_id(r, at, "id", policy->id, sizeof policy->id);
    policy->version = (uint32_t)jk_json_number_in(r, at, "version", 1, 1e9);
    read_source(r, at, policy);
    if (above)
        policy->raise = above->raise;
    read_raise(r, at, &policy->raise);
    read_escalation(r, at, above ? &above->escalation : NULL, &policy->escalation);
    policy->override_from = read_override(r, at, above);
    for (size_t i = 0; i < jk_json_count(r, &rows) && r->status == JK_OK; i++) {
        struct jk_json_at row = jk_json_element(&rows, i);

        if (!read_row(r, &row, policy) && policy->idle_row == 0)
            policy->idle_row = (unsigned)i + 1;
    }
    if (above)
        jk_policy_inherit(policy, above);
    if (r->status == JK_OK && jk_policy_seal(policy, &fault) != JK_OK)
        jk_json_fault(r, &rows, fault.status, fault.text, fault.value);
}
