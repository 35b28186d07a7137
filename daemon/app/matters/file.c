/* Matters are filed and changed by what a calendar, a form or a script states of them as a whole.
 *
 * A filing is compared with what is there: the same again is no act, so that a phone without a line
 * may send until it hears an answer. What a task's agency may change is how far it is; whatever
 * else its calendar sends back is that calendar's and stays where it is. */
#include <string.h>
#include "daemon/app/conflicts/index.h"
#include "daemon/app/conflicts/sight.h"
#include "daemon/app/matters/matters.h"
#include "jarak/app/registry/registry.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/stations.h"

/* A filing under way. */
struct filing {
    struct jk_app *app;
    struct jk_arena *arena;
    const struct jk_matter_filing *asked;
    struct jk_matter_said said;
    enum jk_matter_state state;
    struct jk_matter *old; /* null: it is new */
    struct jk_matter_said old_said;
    char id[JK_MATTER_HEX + 1];
};

/* The sub-district or region a point lies in, as far as the account reaches; null: outside. */
static const char *region_of_point(const struct jk_app *app, const struct jk_account *actor,
                                   struct jk_point point)
{
    struct jk_located at;

    jk_pack_locate(app->pack, point, &at);
    for (size_t i = 0; i < at.count; i++) {
        if (jk_region_covers(actor->region, at.regions[i]->code))
            return at.regions[i]->code;
    }
    return NULL;
}

/* Where it lies: as it was said, else by its point, else where its author works. */
static enum jk_status settle_region(struct filing *f, struct jk_error *err)
{
    const struct jk_account *actor = f->asked->actor;
    struct jk_matter_said *said = &f->said;

    if (said->region[0] && !jk_pack_region(f->app->pack, said->region))
        return jk_fail(err, JK_INVALID, JK_TEXT_PACK_REGION, "region", "%.60s", said->region);
    if (!said->region[0])
        said->region = said->has_point    ? region_of_point(f->app, actor, said->point)
                       : actor->region[0] ? actor->region
                                          : f->app->pack->region;
    if (!said->region || !jk_region_covers(actor->region, said->region) ||
        (f->asked->region && !jk_region_covers(f->asked->region, said->region)))
        return jk_fail(err, JK_DENIED, JK_TEXT_OTHER_REGION, "region", "%.60s",
                       said->region ? said->region : "");
    return JK_OK;
}

static bool has_agency(const char *word)
{
    enum jk_role role = jk_role_of(word);

    return role != JK_ROLE_END && jk_role_rights(role) & JK_MAY_REPORT;
}

/* A place that is the code of a polling station of the pack has its point. */
static void settle_station(struct filing *f)
{
    const struct jk_station *station = jk_pack_station(f->app->pack, f->said.place);

    if (!station || f->said.has_point || !station->has_point)
        return;
    f->said.has_point = true;
    f->said.point = station->point;
    if (!f->said.region[0])
        f->said.region = station->region;
}

/* What happened on the way is said by acts; a filing states the plan. Where a client has dropped
 * the lines it does not know, the plan stays what it was. */
static void settle_drop(struct filing *f)
{
    struct jk_drop *drop = &f->said.drop;

    f->said.agency = jk_role_word(JK_ROLE_KPU);
    if (f->old && !f->asked->matter->has_plan) {
        int64_t leave_s = drop->leave_s ? drop->leave_s : f->old_said.drop.leave_s;

        *drop = f->old_said.drop;
        drop->leave_s = leave_s;
        f->said.region = f->said.region[0] ? f->said.region : f->old_said.region;
        f->said.about = f->said.about[0] ? f->said.about : f->old_said.about;
    }
    settle_station(f);
    drop->left_s = f->old ? f->old_said.drop.left_s : 0;
    drop->got_s = f->old ? f->old_said.drop.got_s : 0;
    drop->by = f->old ? f->old_said.drop.by : "";
    drop->condition = f->old ? f->old_said.drop.condition : JK_DROP_UNKNOWN;
}

static enum jk_status settle(struct filing *f, struct jk_error *err)
{
    const struct jk_account *actor = f->asked->actor;
    struct jk_matter_said *said = &f->said;

    if (said->kind == JK_MATTER_TASK && !said->agency[0]) /* a calendar knows no agencies */
        said->agency = f->old ? f->old->agency : jk_role_word(actor->role);
    if (said->kind == JK_MATTER_DROP)
        settle_drop(f);
    if (jk_matter_check(said, err) != JK_OK)
        return err->status;
    if (said->kind == JK_MATTER_TASK && !has_agency(said->agency))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_AGENCY, "agency", "%.60s", said->agency);
    if (said->at_s > f->asked->now_s + JK_MATTER_AHEAD_S)
        return jk_fail(err, JK_INVALID, JK_TEXT_REPORT_AHEAD, "at", "%s", "");
    if (said->kind == JK_MATTER_REPORT && said->at_s == 0)
        said->at_s = f->old ? f->old->when_s : f->asked->now_s;
    return settle_region(f, err);
}

static bool is_same(const struct jk_matter_said *a, const struct jk_matter_said *b)
{
    return a->topic == b->topic && strcmp(a->title, b->title) == 0 &&
           strcmp(a->text, b->text) == 0 && strcmp(a->place, b->place) == 0 &&
           strcmp(a->region, b->region) == 0 && strcmp(a->agency, b->agency) == 0 &&
           strcmp(a->about, b->about) == 0 && a->at_s == b->at_s && a->due_s == b->due_s &&
           jk_drop_same_plan(&a->drop, &b->drop) && a->has_point == b->has_point &&
           (!a->has_point || jk_point_eq(a->point, b->point));
}

static size_t count_open(const struct jk_app *app, const struct jk_account *actor, bool drops)
{
    struct jk_matter_walk walk = jk_app_matters(app, NULL, actor->region, -1);
    const struct jk_matter *matter;
    size_t count = 0;

    while ((matter = jk_app_matter_next(&walk)))
        count += (matter->state == JK_MATTER_UNVERIFIED || matter->state == JK_MATTER_OPEN ||
                  matter->state == JK_MATTER_BEGUN) &&
                 (matter->kind == JK_MATTER_DROP) == drops &&
                 strcmp(matter->account, actor->name) == 0;
    return count;
}

/* What it is about stands in the open, so that pages find it: the name of something that is there
 * for its author to see, and nothing else, for a calendar may write anything there. */
static const char *known_about(const struct filing *f)
{
    const struct jk_app *app = f->app;
    const struct jk_account *actor = f->asked->actor;
    const char *about = f->said.about;
    const struct jk_entry *entry = jk_registry_entry(app->registry, about);
    const struct conflict *conflict = conflicts_of_id(app, about);

    if (f->old && strcmp(about, f->old->about) == 0)
        return about;
    for (size_t i = 0; i < app->pack->zones.count; i++) {
        if (strcmp(app->pack->zones.at[i].id, about) == 0)
            return about;
    }
    return (entry && jk_region_covers(actor->region, entry->chain->region->code)) ||
                   (conflict && conflicts_is_own(actor->region, conflict)) ||
                   jk_app_matter(app, actor, about)
               ? about
               : "";
}

static enum jk_status put(struct filing *f, enum jk_matter_act act,
                          const struct jk_matter_words *words, const struct jk_matter **out,
                          struct jk_error *err)
{
    const struct jk_account *actor = f->asked->actor;
    int64_t now_s = f->asked->now_s;
    struct jk_matter_said *said = &f->said;
    bool report = said->kind == JK_MATTER_REPORT;
    const struct jk_ical_matter_stand stand = { f->state, f->old ? f->old->revision + 1 : 1,
                                                f->old ? f->old->created_s : now_s, now_s };
    struct matter_put put = { .act = act, .actor = actor, .words = *words };
    struct jk_matter *matter = NULL;
    enum jk_status rc;

    if (f->old)
        put.row = matters_row_of(f->old);
    else
        put.row = (struct jk_matter_row){ .id = f->id,
                                          .kind = jk_matter_kind_word(said->kind),
                                          .account = actor->name,
                                          .role = jk_role_word(actor->role),
                                          .created_s = now_s };
    if (f->old && put.row.when_s != said->due_s)
        put.row.step = 0; /* there is time again */
    put.row.region = said->region;
    put.row.topic = report ? jk_topic_word(said->topic) : "";
    put.row.state = jk_matter_state_word(f->state);
    put.row.agency = said->agency;
    put.row.about = known_about(f);
    put.row.revision = stand.revision;
    put.row.when_s = report ? said->at_s : said->due_s;
    put.row.changed_s = now_s;
    put.row.bytes = matters_bytes(f->arena, said, &stand);
    if (!put.row.bytes.at)
        return jk_no_memory(err);
    rc = matters_put(f->app, &put, now_s, &matter, err);
    *out = matter;
    return rc;
}

static enum jk_status refuse_as_it_stands(const struct filing *f, struct jk_error *err)
{
    return jk_fail(err, JK_STATE, JK_TEXT_MATTER_NOT_NOW, "state", "%s",
                   jk_matter_state_word(f->old->state));
}

/* What a calendar that ticks a drop says: it has left, or was received by who ticked, now. */
static enum jk_status pass(struct filing *f, const struct jk_matter **out, struct jk_error *err)
{
    static const enum jk_matter_act acts[] = {
        [JK_MATTER_OPEN] = JK_MATTER_UNDO,
        [JK_MATTER_BEGUN] = JK_MATTER_LEAVE,
        [JK_MATTER_DONE] = JK_MATTER_RECEIVE,
        [JK_MATTER_CANCELLED] = JK_MATTER_CANCEL,
    };
    struct jk_matter_ask ask = { .actor = f->asked->actor,
                                 .now_s = f->asked->now_s,
                                 .id = f->old->id,
                                 .act = acts[f->state],
                                 .words = JK_MATTER_NO_WORDS };

    *out = f->old;
    if (f->state == f->old->state)
        return JK_OK;
    ask.words.by = ask.act == JK_MATTER_RECEIVE ? ask.actor->name : "";
    ask.words.text = ask.act == JK_MATTER_UNDO || ask.act == JK_MATTER_CANCEL
                         ? jk_text_get(JK_TEXT_MATTER_BY_CALENDAR, JK_LANG_ID)
                         : "";
    return jk_app_matter_act(f->app, f->arena, &ask, out, err);
}

/* The agency's calendar, or its author's, sends a task back: only how far it is may differ. */
static enum jk_status progress(struct filing *f, const struct jk_matter **out, struct jk_error *err)
{
    struct jk_matter_words words = JK_MATTER_NO_WORDS;

    if (f->said.kind == JK_MATTER_DROP)
        return pass(f, out, err);
    *out = f->old;
    words.percent = f->said.percent;
    if (f->state == f->old->state && f->said.percent == f->old_said.percent)
        return JK_OK;
    if (!jk_app_matter_may(f->app, f->asked->actor, f->old, JK_MATTER_PROGRESS))
        return jk_fail(err, JK_DENIED, JK_TEXT_MATTER_NOT_YOURS, "", "%s", "");
    return put(f, f->state == JK_MATTER_CANCELLED ? JK_MATTER_CANCEL : JK_MATTER_PROGRESS, &words,
               out, err);
}

/* May the caller say how far it is? */
static bool may_pass(const struct filing *f, const struct jk_account *actor)
{
    static const enum jk_matter_act acts[] = { JK_MATTER_PROGRESS, JK_MATTER_LEAVE,
                                               JK_MATTER_RECEIVE };
    bool may = false;

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        may = may || jk_app_matter_may(f->app, actor, f->old, acts[i]);
    return may;
}

/* Another plan, and then how far it is: each is an act of its own. */
static enum jk_status change_drop(struct filing *f, const struct jk_matter **out,
                                  struct jk_error *err)
{
    const struct jk_matter_words words = JK_MATTER_NO_WORDS;
    enum jk_matter_state state = f->state;
    enum jk_status rc;

    f->state = f->old->state;
    f->said.percent = f->old_said.percent;
    rc = put(f, JK_MATTER_CHANGE, &words, out, err);
    f->state = state;
    return rc == JK_OK ? pass(f, out, err) : rc;
}

static enum jk_status change(struct filing *f, const struct jk_matter **out, struct jk_error *err)
{
    const struct jk_matter_words words = JK_MATTER_NO_WORDS;
    const struct jk_account *actor = f->asked->actor;
    bool report = f->said.kind == JK_MATTER_REPORT;
    bool may = jk_app_matter_may(f->app, actor, f->old, JK_MATTER_CHANGE);

    *out = f->old;
    if (is_same(&f->said, &f->old_said))
        return report ? JK_OK : progress(f, out, err);
    if (!report && !may && may_pass(f, actor)) {
        uint32_t percent = f->said.percent;

        f->said = f->old_said;
        f->said.percent = percent;
        if (f->state == JK_MATTER_CANCELLED)
            return jk_fail(err, JK_DENIED, JK_TEXT_MATTER_NOT_YOURS, "STATUS", "%s", "");
        return progress(f, out, err);
    }
    if (!may)
        return refuse_as_it_stands(f, err);
    return f->said.kind == JK_MATTER_DROP ? change_drop(f, out, err)
                                          : put(f, JK_MATTER_CHANGE, &words, out, err);
}

/* How a task stands by what was sent; where nothing was said of it, as it stood. */
static void settle_state(struct filing *f)
{
    const struct jk_ical_matter *sent = f->asked->matter;

    if (f->said.kind == JK_MATTER_REPORT)
        f->state = f->old ? f->old->state : JK_MATTER_UNVERIFIED;
    else if (sent->has_state && (f->old || f->said.kind == JK_MATTER_TASK))
        f->state = sent->state;
    else
        f->state = f->old ? f->old->state : JK_MATTER_OPEN;
    if (f->said.kind == JK_MATTER_DROP)
        f->said.percent = f->state == JK_MATTER_DONE ? 100 : f->state == JK_MATTER_BEGUN ? 50 : 0;
    if (f->old && f->said.kind == JK_MATTER_TASK && !sent->has_state)
        f->said.percent = f->old_said.percent;
    if (f->state == JK_MATTER_BEGUN && f->said.percent == 0 && f->old)
        f->said.percent = f->old_said.percent; /* begun, and no word of how far */
    if (f->state == JK_MATTER_BEGUN && f->said.percent == 0)
        f->said.percent = 1;
}

static enum jk_status check_revision(const struct filing *f, struct jk_error *err)
{
    uint32_t want = f->asked->revision;

    if (want == UINT32_MAX && f->old)
        return jk_fail(err, JK_STALE, JK_TEXT_ALREADY_THERE, "uid", "%s", f->id);
    if (want != 0 && want != UINT32_MAX && (!f->old || f->old->revision != want))
        return jk_fail(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "revision", "%u", want);
    return JK_OK;
}

/* Of a task that was shown to the caller its author's office gave the id; of anything else the
 * caller's. */
static struct jk_matter *find_old(const struct filing *f)
{
    return matters_find(f->app, f->asked->id ? f->asked->id : f->id);
}

/* May the account have so many more that nobody has judged, done or received? */
static enum jk_status check_room(const struct filing *f, size_t more, struct jk_error *err)
{
    bool drop = f->said.kind == JK_MATTER_DROP;
    size_t most = drop ? JK_DROPS_OPEN_MAX : JK_MATTERS_OPEN_MAX;

    if (more > 0 && count_open(f->app, f->asked->actor, drop) + more > most)
        return jk_fail(err, JK_LIMIT, drop ? JK_TEXT_DROP_MANY : JK_TEXT_MATTER_MANY, "", "%s", "");
    return JK_OK;
}

/* Everything that may refuse it by itself; nothing is changed. */
static enum jk_status prepare(struct filing *f, struct jk_error *err)
{
    const struct jk_matter_filing *filing = f->asked;
    const struct jk_account *actor = filing->actor;
    bool drop = f->said.kind == JK_MATTER_DROP;
    enum jk_status rc;

    if (!(jk_role_rights(actor->role) & JK_MAY_REPORT) ||
        (drop && !filing->id && actor->role != JK_ROLE_KPU))
        return jk_fail(err, JK_DENIED, drop ? JK_TEXT_DROP_KPU : JK_TEXT_MATTER_NOT_YOURS, "", "%s",
                       "");
    matters_id(actor, f->said.uid, f->id);
    f->old = find_old(f);
    if (f->old && (f->old->kind != f->said.kind || !jk_app_matter_is_seen(f->app, actor, f->old)))
        return jk_fail(err, JK_STATE, JK_TEXT_ALREADY_THERE, "uid", "%.60s", f->said.uid);
    if (f->old && jk_app_matter_said(f->app, f->arena, f->old, &f->old_said) != JK_OK)
        return jk_fail(err, JK_STATE, JK_TEXT_MATTER_ERASED, "uid", "%s", f->id);
    rc = settle(f, err);
    if (rc == JK_OK)
        rc = check_revision(f, err);
    if (rc == JK_OK)
        settle_state(f);
    return rc;
}

static enum jk_status carry_out(struct filing *f, const struct jk_matter **out,
                                struct jk_error *err)
{
    const struct jk_matter_words none = JK_MATTER_NO_WORDS;

    return f->old ? change(f, out, err) : put(f, JK_MATTER_FILE, &none, out, err);
}

enum jk_status jk_app_matter_file(struct jk_app *app, struct jk_arena *arena,
                                  const struct jk_matter_filing *filing,
                                  const struct jk_matter **out, bool *created, struct jk_error *err)
{
    struct filing f = { .app = app, .arena = arena, .asked = filing, .said = filing->matter->said };
    enum jk_status rc = prepare(&f, err);

    if (created)
        *created = !f.old;
    if (rc == JK_OK)
        rc = check_room(&f, !f.old, err);
    return rc == JK_OK ? carry_out(&f, out, err) : rc;
}

enum jk_status jk_app_matters_file(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_matter_filing *filings, size_t count,
                                   struct jk_matters_filed *out, struct jk_error *err)
{
    struct filing *all = jk_arena_array(arena, count, sizeof *all);
    enum jk_status rc = all ? JK_OK : jk_no_memory(err);
    size_t new = 0;

    *out = (struct jk_matters_filed){ .created = 0 };
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        all[i] = (struct filing){
            .app = app, .arena = arena, .asked = &filings[i], .said = filings[i].matter->said
        };
        out->at = i;
        rc = prepare(&all[i], err);
        new += rc == JK_OK && !all[i].old;
        if (rc == JK_OK && all[i].old && !is_same(&all[i].said, &all[i].old_said) &&
            !jk_app_matter_may(app, filings[i].actor, all[i].old, JK_MATTER_CHANGE))
            rc = refuse_as_it_stands(&all[i], err);
    }
    if (rc == JK_OK && count > 0)
        rc = check_room(&all[0], new, err);
    for (size_t i = 0; i < count && rc == JK_OK; i++) {
        uint32_t before = all[i].old ? all[i].old->revision : 0;
        const struct jk_matter *matter = NULL;

        out->at = i;
        rc = carry_out(&all[i], &matter, err);
        out->created += rc == JK_OK && before == 0;
        out->changed += rc == JK_OK && before > 0 && matter->revision > before;
    }
    return rc;
}
