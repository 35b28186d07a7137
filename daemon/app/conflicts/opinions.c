/* Four opinions lie in each conflict, one an agency of the region whose chain comes first, and
 * beside them those of offices of other regions: each of them stands for itself. When the conflict
 * changes, the application itself resets an opinion that was given to "rejudge", never to "open":
 * that it was given, by whom and of which revision, stays to be seen (SPEC 4). */
#include "daemon/app/conflicts/opinions.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/base/heap.h"

/* Of whom a row is: "polres", or "polres@64.08.04". */
struct office {
    enum jk_agency agency;
    struct jk_span region; /* empty: that of chain_a */
};

static struct office office_of(const char *word)
{
    const char *at = strchr(word, '@');
    char agency[16] = "";
    struct office office = { JK_AGENCY_END, { "", 0 } };

    if (!at)
        return (struct office){ jk_agency_of(word), { "", 0 } };
    if ((size_t)(at - word) < sizeof agency) {
        memcpy(agency, word, (size_t)(at - word));
        office.agency = jk_agency_of(agency);
    }
    office.region = jk_span_of(at + 1);
    if (office.region.len == 0 || office.region.len >= JK_REGION_MAX)
        office.agency = JK_AGENCY_END;
    return office;
}

static int compare(const struct office *a, const struct jk_office_opinion *b)
{
    int order = strncmp(a->region.at, b->region, a->region.len);

    if (order == 0 && b->region[a->region.len] != '\0')
        order = -1; /* a region comes before those below it */
    return order ? order : (int)a->agency - (int)b->agency;
}

/* Where the opinion of an office of another region is, or has to be put in. */
static size_t place_of(const struct conflict *c, const struct office *office, bool *there)
{
    size_t i = 0;
    int order = 1;

    while (i < c->office_count && (order = compare(office, &c->offices[i])) > 0)
        i++;
    *there = i < c->office_count && order == 0;
    return i;
}

static const struct jk_agency_opinion *find(const struct conflict *c, const struct office *office)
{
    bool there;
    size_t i;

    if (office->region.len == 0)
        return &c->opinions[office->agency];
    i = place_of(c, office, &there);
    return there ? &c->offices[i].said : NULL;
}

/* Its room, made where there is none yet. Null: memory is out. */
static struct jk_agency_opinion *make(struct conflict *c, const struct office *office)
{
    struct jk_office_opinion *one;
    char *region;
    bool there;
    size_t i;

    if (office->region.len == 0)
        return &c->opinions[office->agency];
    i = place_of(c, office, &there);
    if (there)
        return &c->offices[i].said;
    region = jk_heap_zeroed(office->region.len + 1, 1);
    if (!region || !jk_grow(&c->offices, c->office_count, &c->office_cap, sizeof *c->offices)) {
        free(region);
        return NULL;
    }
    memcpy(region, office->region.at, office->region.len);
    one = &c->offices[i];
    memmove(one + 1, one, (c->office_count++ - i) * sizeof *one);
    *one = (struct jk_office_opinion){ .agency = office->agency, .region = region };
    return &one->said;
}

static bool set_opinion(struct conflict *c, const struct jk_opinion_row *row,
                        const struct office *office)
{
    struct jk_agency_opinion *v = make(c, office);

    if (!v || !jk_text_set(&v->actor, row->actor) || !jk_text_set(&v->note, row->note))
        return false;
    v->opinion = jk_opinion_of(row->opinion);
    v->revision = row->revision;
    v->time_s = row->time_s;
    return true;
}

static void clear_one(struct jk_agency_opinion *v)
{
    jk_text_free(v->actor);
    jk_text_free(v->note);
}

void conflicts_opinions_clear(struct conflict *c)
{
    for (int i = 0; i < JK_AGENCY_END; i++)
        clear_one(&c->opinions[i]);
    for (size_t i = 0; i < c->office_count; i++) {
        clear_one(&c->offices[i].said);
        jk_text_free(c->offices[i].region);
    }
    free(c->offices);
    c->offices = NULL;
    c->office_count = c->office_cap = 0;
    memset(c->opinions, 0, sizeof c->opinions);
}

enum jk_status conflicts_opinions_load(void *ctx, const struct jk_opinion_row *row)
{
    struct jk_app *app = ctx;
    struct conflict *c = conflicts_of_id(app, row->conflict);
    struct office office = office_of(row->agency);

    if (!c || office.agency == JK_AGENCY_END || jk_opinion_of(row->opinion) == JK_OPINION_END)
        return JK_CORRUPT;
    return set_opinion(c, row, &office) ? JK_OK : JK_MEMORY;
}

#define OFFICE_MAX (16 + JK_REGION_MAX)

static void write_office(const struct office *office, char out[OFFICE_MAX])
{
    snprintf(out, OFFICE_MAX, "%s%s%.*s", jk_agency_word(office->agency),
             office->region.len ? "@" : "", (int)office->region.len, office->region.at);
}

/* Writes the row to the store and, once that succeeded, to memory. */
static enum jk_status put_opinion(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                  const struct office *office, struct jk_opinion_row *row,
                                  struct jk_error *err)
{
    char word[OFFICE_MAX];
    enum jk_status rc;

    write_office(office, word);
    row->agency = word;
    rc = jk_store_put_opinion(app->store, act, row, err);
    if (rc == JK_OK && !set_opinion(c, row, office))
        rc = jk_no_memory(err);
    return rc;
}

static enum jk_status reset_one(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                const struct office *office, struct jk_error *err)
{
    const struct jk_agency_opinion *v = find(c, office);
    struct jk_opinion_row row = { .conflict = c->id,
                                  .opinion = jk_opinion_word(JK_OPINION_REJUDGE),
                                  .actor = v->actor,
                                  .note = v->note,
                                  .revision = v->revision,
                                  .time_s = v->time_s };

    return v->opinion == JK_OPINION_ACCEPTED || v->opinion == JK_OPINION_OBJECTED
               ? put_opinion(app, act, c, office, &row, err)
               : JK_OK;
}

enum jk_status conflicts_opinions_reset(struct jk_app *app, const struct jk_act *act,
                                        struct conflict *c, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (int i = 0; i < JK_AGENCY_END && rc == JK_OK; i++)
        rc = reset_one(app, act, c, &(struct office){ (enum jk_agency)i, { "", 0 } }, err);
    for (size_t i = 0; i < c->office_count && rc == JK_OK; i++)
        rc = reset_one(app, act, c,
                       &(struct office){ c->offices[i].agency, jk_span_of(c->offices[i].region) },
                       err);
    return rc;
}

enum jk_status conflicts_opinions_reset_chain(struct jk_app *app, const struct jk_act *act,
                                              const struct jk_chain *chain, struct jk_error *err)
{
    struct conflict_list of = conflicts_of(app, chain);
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < of.count && rc == JK_OK; i++)
        rc = conflicts_opinions_reset(app, act, of.list[i], err);
    return rc;
}

enum jk_status conflicts_opinions_reset_all(struct jk_app *app, const struct jk_act *act,
                                            struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < conflicts_count(app) && rc == JK_OK; i++)
        rc = conflicts_opinions_reset(app, act, conflicts_at(app, i), err);
    return rc;
}

/* Refuses an opinion of an account that has none to give, one whose word or note is wrong, and one
 * on a conflict that is closed or changed since. */
static enum jk_status check(const struct jk_app *app, const struct jk_opinion_act *said,
                            const struct conflict *c, enum jk_agency agency, struct jk_error *err)
{
    enum jk_opinion opinion = jk_opinion_of(said->opinion);

    if (!c || !conflicts_is_seen(app, said->actor, c))
        return jk_fail(err, JK_NONE, JK_TEXT_NOT_THERE, "conflict", "%s", said->conflict);
    if (agency == JK_AGENCY_END)
        return jk_fail(err, JK_DENIED, JK_TEXT_NO_RIGHT, "", "%s", jk_role_word(said->actor->role));
    if (opinion == JK_OPINION_END || opinion == JK_OPINION_REJUDGE)
        return jk_fail(err, JK_INVALID, JK_TEXT_AGENCY_OPINION, "verdict", "%s", said->opinion);
    if (!jk_is_one_line(jk_span_of(said->note)))
        return jk_fail(err, JK_INVALID, JK_TEXT_ONE_LINE, "note", "%s", "");
    if (strlen(said->note) > JK_OPINION_NOTE_MAX)
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_STRING, "note", "%zu", strlen(said->note));
    if (opinion == JK_OPINION_OBJECTED && said->note[0] == '\0')
        return jk_fail(err, JK_INVALID, JK_TEXT_AGENCY_NOTE, "note", "%s", "");
    if (!c->open)
        return jk_fail(err, JK_STATE, JK_TEXT_CONFLICT_CLOSED, "conflict", "%s", said->conflict);
    if (said->revision != c->revision)
        return jk_fail(err, JK_CONFLICT, JK_TEXT_CONFLICT_CHANGED, "revision", "%u", c->revision);
    return JK_OK;
}

/* Said before in the same words by the same account: a repeated message adds nothing. */
static bool is_said(const struct jk_opinion_act *said, const struct conflict *c,
                    const struct office *office)
{
    const struct jk_agency_opinion *v = find(c, office);

    return v && v->actor && v->opinion == jk_opinion_of(said->opinion) &&
           v->revision == said->revision && strcmp(v->actor, said->actor->name) == 0 &&
           strcmp(v->note, said->note) == 0;
}

/* In the history of both chains: the newest opinion of an agency stands in its table, and what was
 * said before only here. */
static enum jk_status note_opinion(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_opinion_act *said, const struct conflict *c,
                                   struct jk_error *err)
{
    struct jk_act act = { said->actor->name, said->now_s };
    struct jk_decision_row row = { .act = "opinion",
                                   .actor = said->actor->name,
                                   .role = jk_role_word(said->actor->role),
                                   .reason = said->note,
                                   .basis = said->opinion,
                                   .sttp = "",
                                   .seen = jk_arena_fmt(arena,
                                                        "[{\"conflict\":\"%s\",\"revision\":%u}]",
                                                        c->id, said->revision),
                                   .time_s = said->now_s };
    const struct jk_chain *const sides[] = { c->a, c->b };
    enum jk_status rc = row.seen ? JK_OK : jk_no_memory(err);

    for (size_t i = 0; i < 2 && rc == JK_OK; i++) {
        row.chain = sides[i]->id;
        row.chain_revision = sides[i]->revision;
        rc = jk_store_put_decision(app->store, &act, &row, err);
    }
    return rc;
}

enum jk_status jk_app_opine(struct jk_app *app, struct jk_arena *arena,
                            const struct jk_opinion_act *said, struct jk_conflict_view *out,
                            struct jk_error *err)
{
    struct conflict *c = conflicts_of_id(app, said->conflict);
    struct office office = { jk_agency_of(jk_role_word(said->actor->role)), { "", 0 } };
    struct jk_act act = { said->actor->name, said->now_s };
    struct jk_opinion_row row = { .conflict = said->conflict,
                                  .opinion = said->opinion,
                                  .actor = said->actor->name,
                                  .note = said->note,
                                  .revision = said->revision,
                                  .time_s = said->now_s };
    enum jk_status rc = check(app, said, c, office.agency, err);

    if (rc == JK_OK && strcmp(said->actor->region, c->a->region->code) != 0)
        office.region = jk_span_of(said->actor->region);
    if (rc == JK_OK && !is_said(said, c, &office)) {
        rc = jk_app_begin(app, err);
        if (rc == JK_OK)
            rc = put_opinion(app, &act, c, &office, &row, err);
        if (rc == JK_OK)
            rc = note_opinion(app, arena, said, c, err);
        if (rc != JK_OK)
            app_break(app, rc);
    }
    if ((rc == JK_OK || rc == JK_CONFLICT) &&
        conflicts_view_for(app, arena, said->actor->region, c, c->a, out) != JK_OK)
        return jk_no_memory(err);
    return rc;
}
