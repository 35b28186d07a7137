/* Activities are drawn day by day: half of them round towns that lie near each other and near
 * borders, some on the two roads that lead out of each town, so that convoys of rivals share them.
 *
 * All of an activity lies within one day of its zone: the look at pairs (look.c) rests on that. */
#include "tests/season/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/base/heap.h"
#include "jarak/base/civil.h"

#define DEG_M   111000.0
#define MINUTES 60

static const char *const contests[PLAN_CONTESTS] = { "pilbup-64.01", "pilbup-64.02", "pilbup-64.03",
                                                     "pilgub-64", "pilbup-64.02-psu1" };
static const char *const decided_by[PLAN_CONTESTS] = { "64.01", "64.02", "64.03", "64", "64.02" };

const char *plan_contest_id(int contest)
{
    return contests[contest];
}

const char *plan_contest_region(int contest)
{
    return decided_by[contest];
}

const char *plan_regency(int regency)
{
    return decided_by[regency];
}

int plan_offset_s(int regency)
{
    return regency == PLAN_REGENCIES - 1 ? 25200 : 28800;
}

int plan_day_of(int64_t at_s)
{
    return (int)((at_s - PLAN_FIRST_S) / PLAN_DAY_S);
}

void plan_uid(const struct plan_chain *chain, enum plan_leg leg, char out[PLAN_NAME])
{
    static const char *const tails[] = { "", "-a", "-b", "-c", "-d" };

    snprintf(out, PLAN_NAME, "k%05d.%u%s@musim", chain->number % 100000, chain->life % 10,
             tails[leg]);
}

int plan_find_name(const char *text, const char **rest)
{
    for (; (text = strchr(text, 'k')) != NULL; text++) {
        if (strspn(text + 1, "0123456789") == 5 && text[6] == '.') {
            *rest = text + 6;
            return atoi(text + 1);
        }
    }
    return -1;
}

static struct plan_place beside(struct plan_place p, double north_m, double east_m)
{
    return (struct plan_place){ p.lat + north_m / DEG_M, p.lon + east_m / DEG_M };
}

static void draw_land(struct plan *plan, struct seeded *r)
{
    for (int i = 0; i < PLAN_REGENCIES; i++) {
        double west = PLAN_WEST_DEG + PLAN_SIDE_DEG * i;
        const double at[4][2] = {
            { 0.04, 0.02 }, { 0.10, 0.15 }, { -0.08, 0.10 }, { -0.02, 0.27 }
        };

        for (int k = 0; k < 4; k++) {
            struct plan_place *town = &plan->town[i][k];

            *town = (struct plan_place){ at[k][0], west + at[k][1] };
            for (int road = 0; road < 2; road++) {
                double heading = seeded_between(r, 0, 6.28);

                plan->road[i][k][road][0] = *town;
                for (int n = 1; n < 4; n++) {
                    plan->road[i][k][road][n] = beside(plan->road[i][k][road][n - 1],
                                                       1400 * cos(heading), 1400 * sin(heading));
                    heading += seeded_between(r, -0.7, 0.7);
                }
            }
        }
    }
}

/* How many activities a regency has on a day. */
static int weight(const struct plan *plan, int day)
{
    int weekday = (day + 3) % 7, left = plan->quiet_day - day; /* the first day is a Wednesday */

    if (day >= plan->quiet_day)
        return day < plan->vote_day ? 15 : 23;
    if (left == 1)
        return 100;
    if (left <= 7)
        return 55;
    return weekday >= 6 || weekday == 0 ? 48 : 38;
}

static struct plan_place draw_place(const struct plan *plan, struct seeded *r, int regency)
{
    const struct plan_place *town = &plan->town[regency][seeded_whole(r, 0, 3)];
    double turn = seeded_between(r, 0, 6.28), out_m = 2600 * seeded_between(r, 0, 1);

    if (seeded_whole(r, 0, 9) < 4)
        return beside(*town, out_m * cos(turn), out_m * sin(turn));
    return (struct plan_place){ PLAN_SOUTH_DEG + PLAN_SIDE_DEG * seeded_between(r, 0.01, 0.99),
                                PLAN_WEST_DEG +
                                    PLAN_SIDE_DEG * (regency + seeded_between(r, 0.01, 0.99)) };
}

static struct plan_leg_said stands(enum plan_leg leg, enum plan_kind kind, struct plan_place at,
                                   int64_t from_s, int64_t to_s)
{
    static const double radii[] = { 150, 60, 25, 60, 25 };

    return (struct plan_leg_said){ .leg = leg,
                                   .kind = kind,
                                   .at = { at },
                                   .count = 1,
                                   .radius_m = radii[kind],
                                   .crowd = -1,
                                   .from_s = from_s,
                                   .to_s = to_s,
                                   .dates = 1 };
}

/* A convoy to the main along one of the roads, or back. */
static struct plan_leg_said rides(struct seeded *r, enum plan_leg leg,
                                  const struct plan_place road[4], struct plan_place end,
                                  int64_t from_s)
{
    struct plan_leg_said said = stands(leg, PLAN_CONVOY, end, from_s, from_s);
    double length_m = 0;

    said.count = 0;
    for (int i = 0; i < 4; i++)
        said.at[said.count++] = road[leg == PLAN_OUT ? 3 - i : i];
    if (leg == PLAN_OUT)
        said.at[said.count++] = end;
    for (int i = 1; i < said.count; i++)
        length_m +=
            hypot(said.at[i].lat - said.at[i - 1].lat, said.at[i].lon - said.at[i - 1].lon) * DEG_M;
    said.cars = (int)seeded_whole(r, 4, 60);
    said.motorcycles = (int)seeded_whole(r, 0, 240);
    said.to_s = from_s + MINUTES * (int64_t)ceil(length_m / seeded_between(r, 300, 500));
    return said;
}

static void draw_main(const struct plan *plan, struct seeded *r, const struct plan_chain *chain,
                      struct plan_leg_said *main)
{
    int share = (int)seeded_whole(r, 0, 99);
    enum plan_kind kind = share < 8 ? PLAN_RALLY : share < 25 ? PLAN_LIMITED : PLAN_FACE;
    int64_t midnight_s = PLAN_FIRST_S + (int64_t)PLAN_DAY_S * chain->day;
    int64_t from_s = midnight_s + 900 * seeded_whole(r, 40, 64); /* 10.00 to 16.00 */

    if (chain->paslon == 0)
        kind = PLAN_GOODS;
    *main = stands(PLAN_MAIN, kind, draw_place(plan, r, chain->regency), from_s,
                   from_s + 900 * seeded_whole(r, 4, 9));
    if (kind == PLAN_LIMITED)
        main->crowd = (int)seeded_whole(r, 200, 1300);
    if (kind == PLAN_FACE)
        main->crowd = (int)seeded_whole(r, 20, 400);
    if (seeded_whole(r, 0, 19) == 0)
        main->off_m = 50.0 * (double)seeded_whole(r, 2, 16);
    if (kind == PLAN_RALLY && seeded_whole(r, 0, 7) == 0)
        main->hexagon = true;
    if (kind == PLAN_FACE && chain->day + 3 < plan->quiet_day && seeded_whole(r, 0, 39) == 0)
        main->dates = 3;
}

static void draw_version(const struct plan *plan, struct seeded *r, const struct plan_chain *chain,
                         struct plan_version *out)
{
    struct plan_leg_said *main = &out->leg[0];
    const struct plan_place(*road)[4] = plan->road[chain->regency][seeded_whole(r, 0, 3)];
    const struct plan_place *way = road[seeded_whole(r, 0, 1)];
    struct plan_leg_said ride;
    struct plan_place start;

    draw_main(plan, r, chain, main);
    out->count = 1;
    if (chain->paslon == 0 || main->dates > 1 ||
        seeded_whole(r, 0, 99) >= (main->kind == PLAN_RALLY ? 70 : 6))
        return;
    main->at[0] = beside(way[0], seeded_between(r, -600, 600), seeded_between(r, -600, 600));
    ride = rides(r, PLAN_OUT, way, main->at[0], main->from_s - 3600);
    /* Not on one spot with others, or two conflicts would be alike in all that orders them. */
    start = beside(way[3], seeded_between(r, -60, 60), seeded_between(r, -60, 60));
    out->leg[out->count++] =
        stands(PLAN_ASSEMBLY, main->kind, start, ride.from_s - 1800, ride.from_s);
    out->leg[out->count - 1].crowd = (int)seeded_whole(r, 50, 900);
    out->leg[out->count++] = ride;
    out->leg[out->count++] = rides(r, PLAN_BACK, way, way[3], main->to_s + 900);
    if (seeded_whole(r, 0, 1)) {
        int64_t end_s = out->leg[out->count - 1].to_s;

        out->leg[out->count++] = stands(PLAN_BREAK_UP, main->kind, start, end_s, end_s + 1800);
        out->leg[out->count - 1].crowd = (int)seeded_whole(r, 50, 900);
    }
}

void plan_shift(struct plan_version *version, int64_t by_s)
{
    for (int i = 0; i < version->count; i++) {
        version->leg[i].from_s += by_s;
        version->leg[i].to_s += by_s;
    }
}

void plan_change(const struct plan *plan, struct seeded *r, const struct plan_chain *chain,
                 struct plan_version *out)
{
    *out = chain->now;
    if (seeded_whole(r, 0, 1))
        plan_shift(out, 900 * seeded_whole(r, -3, 3));
    else if (out->count == 1)
        out->leg[0].at[0] = draw_place(plan, r, chain->regency);
    if (seeded_whole(r, 0, 3) == 0)
        out->leg[0].radius_m += 20;
}

static int draw_contest(const struct plan *plan, struct seeded *r, int regency, int day)
{
    if (regency == 1 && day >= plan->again_from && seeded_whole(r, 0, 9) < 2)
        return PLAN_REVOTE;
    return seeded_whole(r, 0, 9) < 3 ? PLAN_GOVERNOR : PLAN_BUPATI + regency;
}

static int regency_at(struct plan_place at)
{
    int found = (int)floor((at.lon - PLAN_WEST_DEG) / PLAN_SIDE_DEG);

    return found < 0 ? 0 : found < PLAN_REGENCIES ? found : PLAN_REGENCIES - 1;
}

static void draw_chain(const struct plan *plan, struct seeded *r, struct plan_chain *chain)
{
    bool campaign = chain->day < plan->quiet_day || seeded_whole(r, 0, 9) == 0;
    int lead = (int)seeded_whole(r, 1, 7);

    chain->contest = draw_contest(plan, r, chain->regency, chain->day);
    if (chain->contest == PLAN_REVOTE && chain->day > plan->again_vote)
        campaign = true; /* convoys of thanks: the rows after the vote */
    chain->paslon = campaign && seeded_whole(r, 0, 39) ? 1U << seeded_whole(r, 0, 1) : 0;
    if (chain->paslon && seeded_whole(r, 0, 79) == 0)
        chain->paslon = 3;
    if (chain->day == plan->vote_day)
        chain->paslon = 0;
    chain->file_day = chain->day > lead ? chain->day - lead : 0;
    chain->by_team = chain->paslon && chain->paslon < 3 && seeded_whole(r, 0, 6) == 0;
    chain->state = chain->former = chain->pending_state = JK_STATE_END;
    draw_version(plan, r, chain, &chain->now);
    chain->office = chain->contest == PLAN_GOVERNOR || !chain->paslon
                        ? regency_at(chain->now.leg[0].at[0])
                    : chain->contest == PLAN_REVOTE ? 1
                                                    : chain->contest;
}

void plan_make(struct plan *plan, const struct plan_size *size)
{
    struct seeded r = { size->seed * 2654435761U + 99 };
    int days = size->days, cap = 0;

    *plan = (struct plan){ .size = *size,
                           .vote_day = days > 11 ? days - 1 : days + 3,
                           .quiet_day = days > 11 ? days - 4 : days };
    plan->again_from = days > 11 ? days / 2 : 0;
    plan->again_vote = days > 11 ? days * 9 / 10 - 1 : days + 3;
    plan->again_quiet = plan->again_vote - 1;
    draw_land(plan, &r);
    for (int day = 0; day < days; day++)
        cap += PLAN_REGENCIES * (1 + weight(plan, day) * size->percent / 100);
    plan->chains = calloc((size_t)cap, sizeof *plan->chains);
    for (int day = 0; day < days; day++) {
        int many = 1 + weight(plan, day) * size->percent / 100 - (size->percent % 100 == 0);

        for (int i = 0; i < PLAN_REGENCIES * many; i++) {
            struct plan_chain *chain = &plan->chains[plan->count];

            *chain = (struct plan_chain){ .number = plan->count++,
                                          .regency = i % PLAN_REGENCIES,
                                          .day = day };
            draw_chain(plan, &r, chain);
        }
    }
}

void plan_clear(struct plan *plan)
{
    for (int i = 0; i < plan->count; i++)
        free(plan->chains[i].bodies);
    free(plan->chains);
}

static void add_time(struct jk_buf *out, const char *name, int64_t at_s)
{
    struct jk_civil c = jk_civil_from_utc(at_s, 0);

    jk_buf_fmt(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.year, c.month, c.day, c.hour,
               c.minute, c.second);
}

static void add_geometry(struct jk_buf *out, const struct plan_leg_said *said)
{
    jk_buf_fmt(out,
               "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=\"application/"
               "geo+json\":{\"type\":\"%s\"\\,\"coordinates\":%s",
               said->hexagon ? "Polygon" : "LineString", said->hexagon ? "[[" : "[");
    for (int i = 0; i < (said->hexagon ? 7 : said->count); i++) {
        struct plan_place p = said->at[i % PLAN_POINTS];

        if (said->hexagon)
            p = beside(said->at[0], said->radius_m * cos(i % 6 * 1.0471975512),
                       said->radius_m * sin(i % 6 * 1.0471975512));
        jk_buf_fmt(out, "%s[%.6f\\,%.6f]", i ? "\\," : "", p.lon, p.lat);
    }
    jk_buf_fmt(out, "%s}\r\n", said->hexagon ? "]]" : "]");
}

static void add_party(const struct plan_chain *chain, bool swapped, struct jk_buf *out)
{
    if (chain->paslon == 0)
        return;
    jk_buf_fmt(out, "X-JARAK-CONTEST:%s\r\nX-JARAK-PASLON:", plan_contest_id(chain->contest));
    if (chain->paslon == 3)
        jk_buf_str(out, "1,2\r\n");
    else
        jk_buf_fmt(out, "%u\r\n", swapped ? 3 - chain->paslon : chain->paslon);
}

static void add_leg(const struct plan_chain *chain, const struct plan_leg_said *said, bool swapped,
                    struct jk_buf *out)
{
    static const char *const kinds[] = { "RAPAT-UMUM", "PERTEMUAN-TERBATAS", "TATAP-MUKA", "KONVOI",
                                         "LOGISTIK" };
    static const char *const legs[] = { "", "KUMPUL", "BERANGKAT", "PULANG", "BUBAR" };
    char uid[PLAN_NAME], main[PLAN_NAME];

    plan_uid(chain, said->leg, uid);
    plan_uid(chain, PLAN_MAIN, main);
    jk_buf_fmt(out, "BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20240901T000000Z\r\nSEQUENCE:%u\r\n", uid,
               chain->sequence);
    add_time(out, "DTSTART", said->from_s);
    add_time(out, "DTEND", said->to_s);
    if (said->dates > 1)
        jk_buf_fmt(out, "RRULE:FREQ=DAILY;COUNT=%d\r\n", said->dates);
    jk_buf_fmt(
        out, "SUMMARY:Kegiatan %s\r\nLOCATION:Lapangan %s\r\nCONTACT:Orang %s\r\nCATEGORIES:%s\r\n",
        uid, uid, uid, kinds[said->kind]);
    add_party(chain, swapped, out);
    if (said->leg != PLAN_MAIN)
        jk_buf_fmt(out, "X-JARAK-LEG:%s\r\nRELATED-TO;RELTYPE=PARENT:%s\r\n", legs[said->leg],
                   main);
    if (said->kind == PLAN_CONVOY)
        jk_buf_fmt(out, "X-JARAK-VEHICLES:cars=%d;motorcycles=%d\r\n", said->cars,
                   said->motorcycles);
    if (said->crowd >= 0)
        jk_buf_fmt(out, "X-JARAK-CROWD:%d\r\n", said->crowd);
    if (said->off_m > 0)
        jk_buf_fmt(out, "X-JARAK-UNCERTAINTY:%.0f\r\n", said->off_m);
    if (said->count > 1 || said->hexagon)
        add_geometry(out, said);
    else
        jk_buf_fmt(out, "GEO:%.6f;%.6f\r\nX-JARAK-RADIUS:%.0f\r\n", said->at[0].lat,
                   said->at[0].lon, said->radius_m);
    jk_buf_str(out, "END:VEVENT\r\n");
}

void plan_write(const struct plan_chain *chain, const struct plan_version *version, bool swapped,
                struct jk_buf *out)
{
    jk_buf_str(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//musim//ID\r\n");
    for (int i = 0; i < version->count; i++)
        add_leg(chain, &version->leg[i], swapped, out);
    jk_buf_str(out, "END:VCALENDAR\r\n");
}
