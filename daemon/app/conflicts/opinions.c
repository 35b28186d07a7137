/* Four opinions lie in each conflict, one an agency. When the conflict changes, the application
 * itself resets an opinion that was given to "rejudge", never to "open": that it was given, by whom
 * and of which revision, stays to be seen (SPEC 4). */
#include "daemon/app/conflicts/opinions.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/conflicts/view.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/base/heap.h"

static bool set_opinion(struct conflict *c, const struct jk_opinion_row *row, enum jk_agency agency)
{
    struct jk_agency_opinion *v = &c->opinions[agency];

    if (!jk_text_set(&v->actor, row->actor) || !jk_text_set(&v->note, row->note))
        return false;
    v->opinion = jk_opinion_of(row->opinion);
    v->revision = row->revision;
    v->time_s = row->time_s;
    return true;
}

void conflicts_opinions_clear(struct conflict *c)
{
    for (int i = 0; i < JK_AGENCY_END; i++) {
        jk_text_free(c->opinions[i].actor);
        jk_text_free(c->opinions[i].note);
    }
    memset(c->opinions, 0, sizeof c->opinions);
}

enum jk_status conflicts_opinions_load(void *ctx, const struct jk_opinion_row *row)
{
    struct jk_app *app = ctx;
    struct conflict *c = conflicts_of_id(app, row->conflict);
    enum jk_agency agency = jk_agency_of(row->agency);

    if (!c || agency == JK_AGENCY_END || jk_opinion_of(row->opinion) == JK_OPINION_END)
        return JK_CORRUPT;
    return set_opinion(c, row, agency) ? JK_OK : JK_MEMORY;
}

/* Writes the row to the store and, once that succeeded, to memory. */
static enum jk_status put_opinion(struct jk_app *app, const struct jk_act *act, struct conflict *c,
                                  enum jk_agency agency, const struct jk_opinion_row *row,
                                  struct jk_error *err)
{
    enum jk_status rc = jk_store_put_opinion(app->store, act, row, err);

    if (rc == JK_OK && !set_opinion(c, row, agency))
        rc = jk_no_memory(err);
    return rc;
}

enum jk_status conflicts_opinions_reset(struct jk_app *app, const struct jk_act *act,
                                        struct conflict *c, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    for (int i = 0; i < JK_AGENCY_END && rc == JK_OK; i++) {
        const struct jk_agency_opinion *v = &c->opinions[i];
        struct jk_opinion_row row = { .conflict = c->id,
                                      .agency = jk_agency_word((enum jk_agency)i),
                                      .opinion = jk_opinion_word(JK_OPINION_REJUDGE),
                                      .actor = v->actor,
                                      .note = v->note,
                                      .revision = v->revision,
                                      .time_s = v->time_s };

        if (v->opinion == JK_OPINION_ACCEPTED || v->opinion == JK_OPINION_OBJECTED)
            rc = put_opinion(app, act, c, (enum jk_agency)i, &row, err);
    }
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
                    enum jk_agency agency)
{
    const struct jk_agency_opinion *v = &c->opinions[agency];

    return v->actor && v->opinion == jk_opinion_of(said->opinion) &&
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
    enum jk_agency agency = jk_agency_of(jk_role_word(said->actor->role));
    struct jk_act act = { said->actor->name, said->now_s };
    struct jk_opinion_row row = { .conflict = said->conflict,
                                  .opinion = said->opinion,
                                  .actor = said->actor->name,
                                  .note = said->note,
                                  .revision = said->revision,
                                  .time_s = said->now_s };
    enum jk_status rc = check(app, said, c, agency, err);

    if (rc == JK_OK && !is_said(said, c, agency)) {
        row.agency = jk_agency_word(agency);
        rc = jk_app_begin(app, err);
        if (rc == JK_OK)
            rc = put_opinion(app, &act, c, agency, &row, err);
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
