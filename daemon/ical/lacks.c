/* What a VEVENT lacks, all of it in one refusal.
 *
 * What follows from something else that is missing is missed too: without a kind it may be one of
 * the campaign's, which need contest and paslon. Place and end alone are asked for by the readers
 * that know more of them. */
#include "jarak/ical/lacks.h"

#include <stdio.h>
#include "jarak/ical/texts.h"
#include "jarak/ical/value.h"
#include "jarak/model/texts.h"

/* A VEVENT and what its reader was told. */
struct lacking {
    const struct jk_ical_draft *draft;
    const struct jk_ical_context *context;
};

static bool needs_party(enum jk_kind kind)
{
    return kind == JK_KIND_RAPAT_UMUM || kind == JK_KIND_TERBATAS || kind == JK_KIND_TATAP_MUKA ||
           kind == JK_KIND_KONVOI;
}

#define LACKS_MAX 8 /* as many as below */

/* What a VEVENT lacks, in the order it is told. */
struct lacks {
    const char *field[LACKS_MAX];
    const struct jk_text *text; /* of the first */
    size_t count;
};

static void lack(struct lacks *l, bool is_missing, const char *field, const struct jk_text *text)
{
    if (!is_missing)
        return;
    l->text = l->count ? l->text : text;
    l->field[l->count++] = field;
}

/* The place may be carried from the version before (read.c), so it is never missed alone here. */
static bool lacks_place(const struct lacking *r)
{
    const struct jk_ical_draft *draft = r->draft;
    const struct jk_facts *facts = &draft->facts;
    const struct jk_ical_context *c = r->context;
    const struct jk_notice *before = NULL;
    struct jk_arena arena = { 0 };
    bool known;

    if (facts->shape.kind != JK_SHAPE_NONE || draft->geometry || draft->geometry_x ||
        facts->location[0] || facts->place_code[0])
        return false;
    if (!c->before || !draft->uid)
        return true;
    /* Where memory is out nothing is missed: what follows says so. */
    known = c->before(c->before_ctx, &arena, draft->uid, &before) != JK_OK || before;
    jk_arena_clear(&arena);
    return !known;
}

/* A date alone is that day; every other time needs an end. */
static bool lacks_end(const struct jk_ical_draft *draft)
{
    struct jk_ical_stamp stamp;

    return draft->props.dtstart && !draft->props.dtend && !draft->props.duration &&
           !(jk_ical_stamp_parse(jk_span_trim(draft->props.dtstart->value), &stamp) &&
             stamp.is_date);
}

static void find_lacks(const struct lacking *r, struct lacks *l)
{
    const struct jk_ical_draft *draft = r->draft;
    const struct jk_party *party = &draft->facts.party;
    bool campaign = !draft->has_kind || needs_party(draft->facts.kind);

    lack(l, !draft->uid, "UID", JK_TEXT_ICAL_MISSING);
    lack(l, draft->dtstamp_s == JK_NO_TIME, "DTSTAMP", JK_TEXT_ICAL_MISSING);
    lack(l, !draft->props.dtstart, "DTSTART", JK_TEXT_ICAL_MISSING);
    if (draft->props.recurrence_id && draft->facts.cancelled)
        return; /* one date less: whose it is, and what, its master says */
    lack(l, !draft->has_kind, "CATEGORIES", JK_TEXT_UNKNOWN_KIND);
    if (draft->facts.cancelled) { /* what no longer happens needs no place */
        lack(l, party->count && !party->contest[0], "X-JARAK-CONTEST", JK_TEXT_ICAL_PARTY);
        return;
    }
    lack(l, (campaign || party->count) && !party->contest[0], "X-JARAK-CONTEST",
         JK_TEXT_ICAL_PARTY);
    lack(l, campaign && !party->count, "X-JARAK-PASLON", JK_TEXT_ICAL_PARTY);
    lack(l, lacks_place(r), "GEO", NULL);
    lack(l, lacks_end(draft), "DTEND", NULL);
}

/* SPEC 3: to be saved a notice needs paslon, kind, date, start and place; all else may follow. All
 * that is missing is told at once: whoever files a phone's event would else be refused for one
 * after the other. */
enum jk_status jk_ical_lacks_check(const struct jk_ical_draft *draft,
                                   const struct jk_ical_context *context, struct jk_error *err)
{
    const struct lacking r = { draft, context };
    struct lacks l = { .count = 0 };
    char all[JK_ERROR_VALUE_MAX] = "";
    size_t len = 0;

    find_lacks(&r, &l);
    if (l.count == 0 || (l.count == 1 && !l.text))
        return JK_OK; /* place or end alone: asked where more is known of them */
    if (l.count == 1)
        return jk_fail_at(err, JK_INVALID, l.text, (struct jk_at){ draft->comp->line, l.field[0] },
                          NULL);
    for (size_t i = 0; i < l.count && len < sizeof all; i++)
        len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i ? ", " : "", l.field[i]);
    return jk_fail_at(err, JK_INVALID, JK_TEXT_MISSING_ALL,
                      (struct jk_at){ draft->comp->line, l.field[0] }, "%s", all);
}
