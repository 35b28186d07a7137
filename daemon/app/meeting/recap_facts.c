/* What a digest is filled with: what stands now, beside what was read of the journal.
 *
 * Everything is of the application's last entry: times are held against that entry's and against
 * no clock. What the reader may not see is left out before it is counted. */
#include <stdlib.h>
#include <string.h>
#include "daemon/app/conflicts/about.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/desk/gather.h"
#include "daemon/app/meeting/room.h"
#include "jarak/app/personnel/personnel.h"
#include "jarak/app/desk/desk.h"
#include "jarak/app/registry/ground.h"
#include "jarak/app/registry/walk.h"
#include "jarak/policy/stations.h"

static bool is_seen(const struct meeting_filling *f, const struct conflict *c)
{
    return (conflicts_is_own(f->s->region, c) || conflicts_is_near(f->app, f->s->region, c)) &&
           conflicts_is_seen(f->app, f->actor, c);
}

/* When it would have been: of what is over the last that was told. */
static int64_t first_told_s(const struct conflict *c)
{
    return c->told.from_a_s < c->told.from_b_s ? c->told.from_a_s : c->told.from_b_s;
}

/* What became of it; JK_RECAP_NEWS_END: nothing that a reader of the last digest has to know. */
static enum jk_recap_news news_of(const struct conflict *c, const struct meeting_traced *t)
{
    const enum jk_level before = t->was_open ? t->before : JK_LEVEL_NONE;
    const enum jk_level now = c->open ? c->levels.level : JK_LEVEL_NONE;

    if (now == before)
        return JK_RECAP_NEWS_END;
    if (now > before)
        return before == JK_LEVEL_NONE ? JK_RECAP_NEW : JK_RECAP_WORSE;
    if (now > JK_LEVEL_NONE)
        return JK_RECAP_EASED;
    return !c->open && c->told.conflict && first_told_s(c) <= c->changed_s ? JK_RECAP_PASSED
                                                                           : JK_RECAP_CLOSED;
}

static int compare_conflicts(const void *a, const void *b)
{
    static const int rank[] = { [JK_RECAP_NEW] = 0,
                                [JK_RECAP_WORSE] = 0,
                                [JK_RECAP_EASED] = 1,
                                [JK_RECAP_CLOSED] = 2,
                                [JK_RECAP_PASSED] = 3 };
    const struct jk_recap_conflict *x = a, *y = b;

    if (rank[x->news] != rank[y->news])
        return rank[x->news] - rank[y->news];
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    if (x->first_s != y->first_s)
        return x->first_s < y->first_s ? -1 : 1;
    return strcmp(x->view.id, y->view.id);
}

static enum jk_status add_conflicts(struct meeting_filling *f)
{
    struct jk_recap_conflict *list = jk_arena_array(f->arena, f->s->traced_count, sizeof *list);
    size_t count = 0;

    if (!list)
        return JK_MEMORY;
    for (size_t i = 0; i < f->s->traced_count; i++) {
        const struct meeting_traced *t = f->s->list[i];
        const struct conflict *c = conflicts_of_id(f->app, t->id);
        struct jk_desk_conflict told;
        const enum jk_recap_news news = c ? news_of(c, t) : JK_RECAP_NEWS_END;

        if (news == JK_RECAP_NEWS_END || !is_seen(f, c))
            continue;
        if (desk_gather_conflict(f->app, f->arena, f->actor, c, &told) != JK_OK)
            return JK_MEMORY;
        list[count++] =
            (struct jk_recap_conflict){ .view = told.view,
                                        .news = news,
                                        .before = t->was_open ? t->before : JK_LEVEL_NONE,
                                        .last = c->open && c->levels.level   ? c->levels.level
                                                : t->last_opened > t->before ? t->last_opened
                                                                             : t->before,
                                        .first_s = c->open && c->part_count ? told.first_s
                                                                            : first_told_s(c),
                                        .regions = { c->a->region->code, c->b->region->code } };
    }
    if (count)
        qsort(list, count, sizeof *list, compare_conflicts);
    f->out->conflicts = list;
    f->out->conflict_count = count;
    return JK_OK;
}

static int compare_silent(const void *a, const void *b)
{
    const struct jk_desk_conflict *x = a, *y = b;

    if (x->view.escalation.level != y->view.escalation.level)
        return x->view.escalation.level > y->view.escalation.level ? -1 : 1;
    if (x->view.escalation.since_s != y->view.escalation.since_s)
        return x->view.escalation.since_s < y->view.escalation.since_s ? -1 : 1;
    return strcmp(x->view.id, y->view.id);
}

/* Figures of a regency that lies within; null: it is counted in none. */
static struct jk_recap_figures *figures_of(const struct meeting_filling *f, const char *region)
{
    struct jk_recap_part *parts = (struct jk_recap_part *)(uintptr_t)f->out->parts;

    for (size_t i = 0; i < f->out->part_count; i++) {
        if (jk_region_covers(parts[i].region->code, region))
            return &parts[i].figures;
    }
    return NULL;
}

struct meeting_figures meeting_figures_of(const struct meeting_filling *f, const char *a,
                                          const char *b)
{
    struct meeting_figures c = { { &f->out->figures, figures_of(f, a), NULL } };

    if (b)
        c.of[2] = figures_of(f, b);
    if (c.of[2] == c.of[1])
        c.of[2] = NULL;
    return c;
}

/* Open conflicts: how many there are, and those nobody has taken notice of. */
static enum jk_status add_open(struct meeting_filling *f)
{
    struct jk_desk_conflict *list = NULL;
    struct conflict_list about;
    size_t cap = 0;

    if (conflicts_about(f->app, f->arena, f->s->region, &about) != JK_OK)
        return JK_MEMORY;
    for (size_t i = 0; i < about.count; i++) {
        const struct conflict *c = about.list[i];
        const char *a = c->a->region->code, *b = c->b->region->code;
        struct jk_desk_conflict *grown;

        if (!c->open || c->levels.level == JK_LEVEL_NONE || !is_seen(f, c))
            continue;
        MEETING_COUNT(f, a, b, open[c->levels.level], 1);
        if (c->escalation.level == JK_LEVEL_NONE || c->escalation_actor)
            continue;
        MEETING_COUNT(f, a, b, silent, 1);
        grown = jk_arena_grow(f->arena, list, f->out->silent_count, &cap, sizeof *grown);
        if (!grown || desk_gather_conflict(f->app, f->arena, f->actor, c,
                                           &grown[f->out->silent_count]) != JK_OK)
            return JK_MEMORY;
        list = grown;
        f->out->silent_count++;
    }
    if (list)
        qsort(list, f->out->silent_count, sizeof *list, compare_silent);
    f->out->silent = list;
    return JK_OK;
}

static void count_news(const struct meeting_filling *f)
{
    for (size_t i = 0; i < f->out->conflict_count; i++) {
        const struct jk_recap_conflict *c = &f->out->conflicts[i];

        MEETING_COUNT(f, c->regions[0], c->regions[1], news[c->news], 1);
    }
}

static int compare_acts(const void *a, const void *b)
{
    const struct jk_recap_act *x = a, *y = b;

    if ((x->seen > 0) != (y->seen > 0))
        return x->seen > 0 ? -1 : 1;
    return x->seq > y->seq ? -1 : x->seq < y->seq;
}

/* Every paslon of the contests that the region, or what lies in it, elects by; and of what elects
 * over it. */
static enum jk_status begin_paslon(struct meeting_filling *f)
{
    struct jk_recap_paslon *list;
    size_t most = 0, count = 0;

    for (size_t i = 0; i < f->app->pack->contest_count; i++)
        most += f->app->pack->contests[i].paslon_count;
    list = jk_arena_array(f->arena, most, sizeof *list);
    if (!list)
        return JK_MEMORY;
    for (size_t i = 0; i < f->app->pack->contest_count; i++) {
        const struct jk_contest *contest = &f->app->pack->contests[i];

        for (size_t k = 0; k < contest->paslon_count; k++) {
            if (jk_region_covers(f->s->region, contest->region) ||
                jk_region_covers(contest->region, f->s->region))
                list[count++] = (struct jk_recap_paslon){ .contest = contest,
                                                          .number = contest->paslon[k].number };
        }
    }
    f->out->paslon = list;
    f->out->paslon_count = count;
    return JK_OK;
}

static bool has_party(const struct jk_party *party, const struct jk_recap_paslon *p)
{
    for (unsigned i = 0; strcmp(party->contest, p->contest->id) == 0 && i < party->count; i++) {
        if (party->paslon[i] == p->number)
            return true;
    }
    return false;
}

static bool is_act(const struct jk_recap_act *act, const char *word)
{
    return strcmp(act->act, word) == 0;
}

static bool is_yes(const struct jk_recap_act *act)
{
    return is_act(act, "approve") || is_act(act, "record");
}

static bool is_no(const struct jk_recap_act *act)
{
    return is_act(act, "refuse") || is_act(act, "return") || is_act(act, "hold");
}

static void count_answer(const struct meeting_filling *f, const struct jk_recap_act *act)
{
    struct jk_recap_paslon *list = (struct jk_recap_paslon *)(uintptr_t)f->out->paslon;

    for (size_t i = 0; act->facts && i < f->out->paslon_count; i++) {
        if (has_party(&act->facts->party, &list[i])) {
            list[i].approved += is_yes(act);
            list[i].refused += is_no(act);
        }
    }
}

static void count_act(const struct meeting_filling *f, const struct jk_recap_act *act)
{
    const char *r = act->region;

    MEETING_COUNT(f, r, NULL, acts, 1);
    MEETING_COUNT(f, r, NULL, overrides, act->seen > 0);
    MEETING_COUNT(f, r, NULL, sttp, is_yes(act));
    MEETING_COUNT(f, r, NULL, refused, is_no(act));
    count_answer(f, act);
}

static enum jk_status add_acts(struct meeting_filling *f)
{
    struct jk_recap_act *list = jk_arena_array(f->arena, f->s->act_count, sizeof *list);
    size_t count = 0;

    if (!list || begin_paslon(f) != JK_OK)
        return JK_MEMORY;
    for (size_t i = 0; i < f->s->act_count; i++) {
        const struct jk_chain *chain = jk_registry_chain(f->app->registry, f->s->acts[i].uid);
        const struct jk_entry *face = chain ? jk_chain_face(chain) : NULL;
        const struct jk_notice *notice = face ? face->current->notice : NULL;

        if (!chain || !jk_region_covers(f->actor->region, chain->region->code))
            continue;
        list[count] = f->s->acts[i];
        list[count].region = chain->region->code;
        list[count].facts = notice ? &notice->facts : NULL;
        list[count].start_s = notice && notice->instance_count ? notice->instances[0].start_s : 0;
        count_act(f, &list[count++]);
    }
    if (count)
        qsort(list, count, sizeof *list, compare_acts);
    memcpy(f->out->editions, f->s->editions, sizeof f->out->editions);
    f->out->edition_count = f->s->edition_count;
    f->out->editions_all = f->s->editions_all;
    f->out->acts = list;
    f->out->act_count = count;
    return JK_OK;
}

static bool is_waiting(const struct jk_chain *chain)
{
    return chain->pending || chain->state == JK_STATE_SUBMITTED ||
           chain->state == JK_STATE_UNDER_REVIEW || chain->state == JK_STATE_ON_HOLD ||
           chain->state == JK_STATE_RETURNED;
}

static bool is_ahead(const struct meeting_filling *f, const struct jk_chain *chain,
                     const struct jk_notice *notice)
{
    for (size_t i = 0; i < notice->instance_count; i++) {
        const struct jk_instance *x = &notice->instances[i];

        if (!x->facts->cancelled && x->end_s > f->out->to_s && x->start_s < f->ahead_s)
            return jk_state_stands(chain->state);
    }
    return false;
}

static void count_paslon(const struct meeting_filling *f, const struct jk_chain *chain, bool ahead,
                         bool waits)
{
    struct jk_recap_paslon *list = (struct jk_recap_paslon *)(uintptr_t)f->out->paslon;
    const struct jk_entry *main = jk_chain_face(chain);
    const struct jk_party *party = &main->current->notice->facts.party;

    for (size_t i = 0; i < f->out->paslon_count; i++) {
        if (!has_party(party, &list[i]))
            continue;
        list[i].filed += jk_name_table_find(&f->s->filed, chain->id) != NULL;
        list[i].waiting += waits;
        list[i].ahead += ahead;
    }
}

/* Open conflicts of a chain, from info on. */
static unsigned conflicts_with(const struct meeting_filling *f, const struct jk_chain *chain)
{
    struct conflict_list of = conflicts_of(f->app, chain);
    unsigned count = 0;

    for (size_t i = 0; i < of.count; i++)
        count += of.list[i]->open && of.list[i]->levels.level > JK_LEVEL_NONE;
    return count;
}

static bool took_place(const struct meeting_filling *f, const struct jk_chain *chain,
                       const struct jk_notice *notice)
{
    for (size_t i = 0; i < notice->instance_count; i++) {
        const struct jk_instance *x = &notice->instances[i];

        if (!x->facts->cancelled && x->end_s > f->out->from_s && x->end_s <= f->out->to_s)
            return chain->state == JK_STATE_APPROVED || chain->state == JK_STATE_DONE;
    }
    return false;
}

static void count_duty(const struct meeting_filling *f, const struct jk_chain *chain,
                       const struct jk_notice *notice, bool ahead)
{
    for (size_t i = 0; i < sizeof f->out->duties / sizeof *f->out->duties; i++) {
        struct jk_recap_duty *duty = &f->out->duties[i];

        if (duty->kind != notice->facts.kind)
            continue;
        duty->since += took_place(f, chain, notice);
        duty->ahead += ahead;
        duty->unscheduled += ahead && is_waiting(chain);
        duty->conflicts += ahead ? conflicts_with(f, chain) : 0;
        duty->people += ahead && notice->facts.crowd > 0 ? notice->facts.crowd : 0;
    }
}

static void count_chain(const struct meeting_filling *f, const struct jk_chain *chain)
{
    const struct jk_entry *face = jk_chain_face(chain);
    const struct jk_notice *notice = face ? face->current->notice : NULL;
    const char *r = chain->region->code;
    bool ahead = notice && is_ahead(f, chain, notice), waits;

    if (!notice)
        return;
    if (ahead)
        MEETING_COUNT(f, r, NULL, ahead, 1);
    if (jk_chain_is_neutral(chain)) {
        count_duty(f, chain, notice, ahead);
        return;
    }
    waits = is_waiting(chain) && !jk_chain_is_over(chain, f->out->to_s);
    count_paslon(f, chain, ahead, waits);
    if (!waits)
        return;
    MEETING_COUNT(f, r, NULL, waiting, 1);
    if (f->out->oldest_waiting_s == 0 || face->created_s < f->out->oldest_waiting_s)
        f->out->oldest_waiting_s = face->created_s;
}

static enum jk_status add_chains(struct meeting_filling *f)
{
    struct jk_walk walk = jk_registry_walk(f->app->registry, f->s->region);
    const struct jk_chain *chain;

    f->out->duties[0].kind = JK_KIND_LOGISTIK;
    f->out->duties[1].kind = JK_KIND_PENGAMANAN;
    f->out->duties[2].kind = JK_KIND_SOSIALISASI;
    while ((chain = jk_walk_chain(&walk))) {
        if (chain->revision > 0 && jk_region_covers(f->s->region, chain->region->code) &&
            jk_region_covers(f->actor->region, chain->region->code))
            count_chain(f, chain);
    }
    return JK_OK;
}

static enum jk_status add_days(struct meeting_filling *f)
{
    struct jk_desk_day *days = jk_arena_array(f->arena, JK_BRIEF_DAYS, sizeof *days);
    struct jk_desk_ask ask = { .region = f->s->region,
                               .day = jk_local_day(f->out->to_s, f->out->region->tz->offset_s),
                               .now_s = f->out->to_s,
                               .actor = f->actor };

    if (!days)
        return JK_MEMORY;
    for (size_t i = 0; i < JK_BRIEF_DAYS; i++, ask.day++) {
        if (jk_app_day(f->app, f->arena, &ask, &days[i]) != JK_OK)
            return JK_MEMORY;
    }
    f->out->days = days;
    return JK_OK;
}

/* How short the police are in one of the days to come. */
static void note_day(struct jk_recap_officers *o, const struct jk_personnel_day *day)
{
    uint32_t most = 0;

    for (unsigned hour = 0; hour < JK_DAY_HOURS; hour++) {
        if (jk_balance_is_short(&day->balance, hour) && day->balance.hours[hour].need > most)
            most = day->balance.hours[hour].need;
    }
    if (most == 0)
        return;
    o->short_days++;
    if (o->short_days == 1 || most - day->balance.capacity > o->need - o->capacity) {
        o->day = day->day;
        o->need = most;
        o->capacity = day->balance.capacity;
    }
}

static enum jk_status add_officers(struct meeting_filling *f)
{
    int32_t day = jk_local_day(f->out->to_s, f->out->region->tz->offset_s);
    const struct jk_personnel_day *found;

    if (!jk_sees_personnel(f->actor))
        return JK_OK;
    for (int i = 0; i < JK_BRIEF_DAYS; i++, day++) {
        if (jk_app_personnel(f->app, f->out->region, day, &found) != JK_OK)
            return JK_MEMORY;
        f->out->officers.told = f->out->officers.told || found->balance.known;
        note_day(&f->out->officers, found);
    }
    return JK_OK;
}

static void count_places(const struct meeting_filling *f)
{
    size_t stations;

    jk_pack_stations_of(f->app->pack, f->s->region, &stations);
    f->out->tps += (unsigned)stations;
    for (size_t i = 0; i < f->app->pack->place_count; i++) {
        const struct jk_place *place = &f->app->pack->places[i];

        if (!jk_region_covers(f->s->region, place->region))
            continue;
        f->out->tps += strcmp(place->kind, "tps") == 0;
        f->out->recaps += strcmp(place->kind, "rekapitulasi") == 0;
    }
}

/* The regencies and towns of a province. */
static enum jk_status begin_parts(struct meeting_filling *f)
{
    const struct jk_pack *pack = f->app->pack;
    struct jk_recap_part *parts = jk_arena_array(f->arena, pack->region_count, sizeof *parts);
    size_t count = 0;

    if (!parts)
        return JK_MEMORY;
    for (size_t i = 0; i < pack->region_count && !f->out->region->parent[0]; i++) {
        if (strcmp(pack->regions[i].parent, f->out->region->code) == 0)
            parts[count++] = (struct jk_recap_part){ .region = &pack->regions[i] };
    }
    f->out->parts = parts;
    f->out->part_count = count;
    return JK_OK;
}

/* What worries most comes first: what is worst and new, what stands open, what nobody has seen. */
static int compare_parts(const void *a, const void *b)
{
    const struct jk_recap_figures *x = &((const struct jk_recap_part *)a)->figures;
    const struct jk_recap_figures *y = &((const struct jk_recap_part *)b)->figures;
    const unsigned of_x[] = { x->open[JK_LEVEL_SIAGA], x->open[JK_LEVEL_WASPADA], x->silent,
                              x->news[JK_RECAP_NEW] + x->news[JK_RECAP_WORSE], x->waiting };
    const unsigned of_y[] = { y->open[JK_LEVEL_SIAGA], y->open[JK_LEVEL_WASPADA], y->silent,
                              y->news[JK_RECAP_NEW] + y->news[JK_RECAP_WORSE], y->waiting };

    for (size_t i = 0; i < sizeof of_x / sizeof *of_x; i++) {
        if (of_x[i] != of_y[i])
            return of_x[i] > of_y[i] ? -1 : 1;
    }
    return strcmp(((const struct jk_recap_part *)a)->region->code,
                  ((const struct jk_recap_part *)b)->region->code);
}

enum jk_status jk_app_recap_gather(struct jk_recap_search *s, struct jk_arena *arena,
                                   struct jk_recap *out)
{
    struct meeting_filling f = { .s = s, .app = s->app, .arena = arena, .out = out };
    struct jk_error ignored;
    int64_t to_s = 0;
    enum jk_status rc = meeting_newest(s, &to_s, &ignored);

    if (rc != JK_OK)
        return rc;
    f.actor = jk_app_account(s->app, s->reader);
    *out = (struct jk_recap){ .pack = s->app->pack,
                              .region = jk_pack_region(s->app->pack, s->region),
                              .from = s->from,
                              .to = jk_store_last_entry(s->app->store),
                              .to_s = to_s };
    if (!f.actor || !out->region)
        return JK_NONE;
    if ((rc = meeting_find_last(s->app, arena, s->region, to_s, &out->last)) != JK_OK ||
        (rc = meeting_since(s, &out->last, &out->since_meeting, &out->from_s)) != JK_OK)
        return rc;
    f.ahead_s = ((int64_t)jk_local_day(to_s, out->region->tz->offset_s) + JK_BRIEF_DAYS) * 86400 -
                out->region->tz->offset_s;
    if ((rc = begin_parts(&f)) != JK_OK || (rc = add_conflicts(&f)) != JK_OK ||
        (rc = add_open(&f)) != JK_OK || (rc = add_acts(&f)) != JK_OK ||
        (rc = add_chains(&f)) != JK_OK || (rc = meeting_add_matters(&f)) != JK_OK ||
        (rc = add_days(&f)) != JK_OK || (rc = add_officers(&f)) != JK_OK ||
        (rc = meeting_find_next(s->app, arena, s->region, to_s, &out->next)) != JK_OK)
        return rc;
    count_news(&f);
    count_places(&f);
    if (out->part_count)
        qsort((void *)(uintptr_t)out->parts, out->part_count, sizeof *out->parts, compare_parts);
    return JK_OK;
}
