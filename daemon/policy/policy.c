/* The table of rows: setting, sealing, choosing (SPEC 2.3).
 *
 * Rows are stored for both orders of a pair, so the choice of a row is one index and never depends
 * on which side is called a. jk_policy_seal() refuses a table with a gap and computes the reach of
 * each pair of classes over all relations and eras: the index may then search once, before it knows
 * the relation of what it finds. Rungs must be nested, each higher one within the distance and time
 * of the one below; the engine stops at the first rung that fails and would miss levels otherwise.
 * The same day counts as two days in that comparison, for two places on one civil date in WIB and
 * WIT can be that far apart.
 *
 * One's own activities, and a leg at sea with one on land, have rows like all others: what is
 * exempt is written out (SPEC 2.3). Only legs of one chain never meet a row; the callers see to
 * that. The era is that of the later start of the two legs. */
#include "jarak/policy/policy.h"
#include "jarak/policy/texts.h"

#include <math.h>
#include <string.h>
#include "jarak/base/defend.h"

#define DISTANCE_MAX_M 200000.0 /* larger than any regency; beyond it a row is a typing error */
#define TAU_MAX_S      (7 * 86400)
#define SAME_DAY_S     (2 * 86400) /* two places on one civil date in zones WIB..WIT */

static const char *const level_words[] = { "none", "info", "waspada", "siaga" };
static const char *const size_words[] = {
    "besar", "sedang", "kecil", "konvoi", "logistik", "bebas"
};
static const char *const relation_words[] = { "same", "rival", "cross", "neutral" };
static const char *const era_words[] = { "campaign", "after_vote" };
_Static_assert(sizeof relation_words / sizeof *relation_words == JK_RELATION_END, "complete");
_Static_assert(sizeof era_words / sizeof *era_words == JK_ERA_END, "complete");
_Static_assert(sizeof level_words / sizeof *level_words == JK_LEVEL_END, "every level has a word");
_Static_assert(sizeof size_words / sizeof *size_words == JK_SIZE_END, "every size has a word");

/* The rows of one element, or those of sea with land. */
typedef struct jk_row row_table[JK_RELATION_END][JK_ERA_END][JK_SIZE_END][JK_SIZE_END];

/* The widest gap in time a rung allows, in seconds, for comparing rungs. */
static int32_t rung_span_s(const struct jk_rung *rung)
{
    JK_ASSERT_ALL(rung->same_day || rung->tau_s >= 0);
    return rung->same_day ? SAME_DAY_S : rung->tau_s;
}

static enum jk_status check_rungs(const struct jk_row *row, struct jk_error *err)
{
    const struct jk_rung *below = NULL;

    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        const struct jk_rung *rung = &row->rung[level];

        if (!rung->present)
            continue;
        if (!(rung->distance_m >= 1.0 && rung->distance_m <= DISTANCE_MAX_M) || rung->tau_s < 0 ||
            rung->tau_s > TAU_MAX_S)
            return jk_fail(err, JK_RANGE, JK_TEXT_POLICY_RUNG, row->id, "%s", level_words[level]);
        /* Nested: each rung within the one below it, in distance and in time. Engine and slots stop
         * at the first rung that fails and rely on it. */
        if (below &&
            (rung->distance_m > below->distance_m || rung_span_s(rung) > rung_span_s(below)))
            return jk_fail(err, JK_RANGE, JK_TEXT_POLICY_NESTED, row->id, "%s", level_words[level]);
        below = rung;
    }
    return JK_OK;
}

/* One row for both orders: symmetry is made here and cannot be lost by a lookup. */
static void state_both(struct jk_row rows[JK_SIZE_END][JK_SIZE_END], enum jk_size a, enum jk_size b,
                       const struct jk_row *row)
{
    rows[a][b] = *row;
    rows[a][b].stated = true;
    rows[b][a] = rows[a][b];
}

enum jk_status jk_policy_set(struct jk_policy *policy, enum jk_relation relation, enum jk_era era,
                             enum jk_size a, enum jk_size b, const struct jk_row *row,
                             struct jk_error *err)
{
    JK_ASSERT((unsigned)relation < JK_RELATION_END && (unsigned)era < JK_ERA_END);
    JK_ASSERT((unsigned)a < JK_SIZE_END && (unsigned)b < JK_SIZE_END);

    enum jk_status rc = check_rungs(row, err);

    if (rc == JK_OK)
        state_both(policy->rows[relation][era], a, b, row);
    return rc;
}

enum jk_status jk_policy_set_sea_land(struct jk_policy *policy, enum jk_relation relation,
                                      enum jk_era era, enum jk_size a, enum jk_size b,
                                      const struct jk_row *row, struct jk_error *err)
{
    JK_ASSERT((unsigned)relation < JK_RELATION_END && (unsigned)era < JK_ERA_END);
    JK_ASSERT((unsigned)a < JK_SIZE_END && (unsigned)b < JK_SIZE_END);

    enum jk_status rc = check_rungs(row, err);

    if (rc == JK_OK)
        state_both(policy->sea_land[relation][era], a, b, row);
    return rc;
}

/* Widens the reach of two classes by the rungs of one row. */
static void add_reach(struct jk_row_reach *reach, int a, int b, const struct jk_row *row)
{
    if (row->exempt)
        return;
    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        const struct jk_rung *rung = &row->rung[level];

        if (!rung->present)
            continue;
        reach->m[a][b] = fmax(reach->m[a][b], rung->distance_m);
        if (rung->same_day)
            reach->day[a][b] = true;
        else if (reach->s[a][b] < rung->tau_s)
            reach->s[a][b] = rung->tau_s;
    }
}

static void inherit_rows(struct jk_row *rows, const struct jk_row *above)
{
    for (size_t i = 0; i < sizeof(row_table) / sizeof *rows; i++) {
        if (!rows[i].stated)
            rows[i] = above[i];
    }
}

void jk_policy_inherit(struct jk_policy *policy, const struct jk_policy *above)
{
    inherit_rows(&policy->rows[0][0][0][0], &above->rows[0][0][0][0]);
    inherit_rows(&policy->sea_land[0][0][0][0], &above->sea_land[0][0][0][0]);
}

/* Every pair of one table has a row, and its rungs widen the reach. */
static enum jk_status seal_table(struct jk_policy *policy, row_table *table, const char *mode,
                                 struct jk_error *err)
{
    for (int i = 0; i < JK_RELATION_END * JK_ERA_END * JK_SIZE_END * JK_SIZE_END; i++) {
        int b = i % JK_SIZE_END, a = i / JK_SIZE_END % JK_SIZE_END;
        int era = i / (JK_SIZE_END * JK_SIZE_END) % JK_ERA_END;
        int relation = i / (JK_SIZE_END * JK_SIZE_END * JK_ERA_END);
        const struct jk_row *row = &(*table)[relation][era][a][b];

        if (!row->stated)
            return jk_fail(err, JK_INVALID, JK_TEXT_POLICY_NO_ROW, "rows", "%s, %s, %s: %s-%s",
                           relation_words[relation], era_words[era], mode, size_words[a],
                           size_words[b]);
        add_reach(&policy->reach, a, b, row);
    }
    return JK_OK;
}

enum jk_status jk_policy_seal(struct jk_policy *policy, struct jk_error *err)
{
    enum jk_status rc;

    memset(&policy->reach, 0, sizeof policy->reach);
    rc = seal_table(policy, &policy->rows, "alike", err);
    return rc == JK_OK ? seal_table(policy, &policy->sea_land, "sea_land", err) : rc;
}

const struct jk_row *jk_policy_row(const struct jk_policy *policy, enum jk_relation relation,
                                   const struct jk_row_key *a, const struct jk_row_key *b)
{
    JK_ASSERT_ALL((unsigned)relation < JK_RELATION_END);
    JK_ASSERT_ALL((unsigned)a->size < JK_SIZE_END && (unsigned)b->size < JK_SIZE_END);

    enum jk_era era =
        fmax(a->from_s, b->from_s) >= policy->vote_s ? JK_ERA_AFTER_VOTE : JK_ERA_CAMPAIGN;

    if (a->mode != b->mode)
        return &policy->sea_land[relation][era][a->size][b->size];
    return &policy->rows[relation][era][a->size][b->size];
}

static void widen(struct jk_row_reach *reach, const struct jk_row_reach *by)
{
    for (int i = 0; i < JK_SIZE_END * JK_SIZE_END; i++) {
        int a = i / JK_SIZE_END, b = i % JK_SIZE_END;

        reach->m[a][b] = fmax(reach->m[a][b], by->m[a][b]);
        reach->s[a][b] = reach->s[a][b] > by->s[a][b] ? reach->s[a][b] : by->s[a][b];
        reach->day[a][b] = reach->day[a][b] || by->day[a][b];
    }
}

struct jk_policies jk_policies_over(const struct jk_policy *at, uint32_t count)
{
    JK_ASSERT(at != NULL && count > 0);

    struct jk_policies all = { .at = at, .count = count };

    for (uint32_t i = 0; i < count; i++) {
        widen(&all.reach, &at[i].reach);
        all.zone_factor = fmax(all.zone_factor, at[i].zone_factor);
    }
    return all;
}

bool jk_row_same(const struct jk_row *a, const struct jk_row *b)
{
    bool same = a->exempt == b->exempt;

    for (int level = JK_LEVEL_INFO; level < JK_LEVEL_END; level++) {
        const struct jk_rung *p = &a->rung[level], *q = &b->rung[level];

        same = same && p->present == q->present &&
               (!p->present || (p->distance_m == q->distance_m && p->same_day == q->same_day &&
                                p->tau_s == q->tau_s));
    }
    return same;
}

size_t jk_policies_rule(const struct jk_policies *policies, enum jk_relation relation,
                        const struct jk_ruled *a, const struct jk_ruled *b,
                        struct jk_ruling out[JK_RULINGS_MAX])
{
    JK_ASSERT_ALL(a->policy < policies->count && b->policy < policies->count);

    const struct jk_policy *first = &policies->at[a->policy < b->policy ? a->policy : b->policy];
    const struct jk_policy *last = &policies->at[a->policy < b->policy ? b->policy : a->policy];

    out[0] = (struct jk_ruling){ first, jk_policy_row(first, relation, a->key, b->key) };
    if (first == last)
        return 1;
    out[1] = (struct jk_ruling){ last, jk_policy_row(last, relation, a->key, b->key) };
    /* Of policies that differ in their vote alone the rows of one era are the same. */
    return first->statement == last->statement && jk_row_same(out[0].row, out[1].row) ? 1 : 2;
}

const char *jk_level_name(enum jk_level level)
{
    JK_ASSERT((unsigned)level < JK_LEVEL_END);

    static const char *const names[] = { "-", "INFO", "WASPADA", "SIAGA" };

    return names[level];
}

const char *jk_level_word(enum jk_level level)
{
    JK_ASSERT((unsigned)level < JK_LEVEL_END);
    return level_words[level];
}

const char *jk_size_word(enum jk_size size)
{
    JK_ASSERT((unsigned)size < JK_SIZE_END);
    return size_words[size];
}

const char *jk_relation_word(enum jk_relation relation)
{
    JK_ASSERT((unsigned)relation < JK_RELATION_END);
    return relation_words[relation];
}

const char *jk_era_word(enum jk_era era)
{
    JK_ASSERT((unsigned)era < JK_ERA_END);
    return era_words[era];
}
