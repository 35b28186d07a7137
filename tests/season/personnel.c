/* Officers of a season: duties of each regency's police, the balance of each day against the
 * season's own account of who there is and what the polling stations ask for, and that nobody else
 * is told. */
#include "tests/season/acts.h"

#include <string.h>
#include "jarak/app/personnel/personnel.h"
#include "tests/season/pack.h"

#define EACH 3 /* days between two duties of a regency */

/* The police guards the middle of its regency tomorrow. */
static void file_duty(struct season *s, int regency)
{
    const double lat = PLAN_SOUTH_DEG + PLAN_SIDE_DEG * 0.4;
    const double lon = PLAN_WEST_DEG + PLAN_SIDE_DEG * (regency + 0.6);
    struct jk_submission filing = { .actor = house_office(s, "polres", plan_regency(regency)),
                                    .store = true };
    const struct jk_civil day = jk_date_from_days(jk_days_from_date(2024, 9, 26) + s->day);
    struct jk_buf text = { 0 };
    enum jk_status rc;

    house_next(s);
    filing.now_s = s->now_s;
    jk_buf_fmt(&text,
               "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//musim//ID\r\nBEGIN:VEVENT\r\n"
               "UID:jaga-%d-%d@musim\r\nDTSTAMP:20240901T000000Z\r\n"
               "DTSTART:%04u%02u%02uT020000Z\r\nDURATION:PT4H\r\nSUMMARY:Pengamanan\r\n"
               "CATEGORIES:PENGAMANAN\r\nGEO:%.6f;%.6f\r\nX-JARAK-OFFICERS:%d\r\n"
               "X-JARAK-UNIT:polres-%d\r\nX-JARAK-GUARDS:tps-%d\r\nEND:VEVENT\r\n"
               "END:VCALENDAR\r\n",
               regency, s->day, (unsigned)day.year, (unsigned)day.month, (unsigned)day.day, lat,
               lon, 40 + s->day, regency, regency);
    filing.bytes = jk_buf_view(&text);
    rc = house_commit(s, jk_app_submit(s->app, &s->arena, &filing, &s->outcome, &s->err));
    NEED(s, rc == JK_OK, "a duty of %s: %s %s", plan_regency(regency), s->err.field, s->err.value);
    jk_buf_clear(&text);
    s->tally.duties++;
}

/* By the pack: one for five of those that are little prone, two for each of the others, rounded up
 * in each sub-district. */
static uint32_t stations_ask(int regency)
{
    uint32_t all = 0;

    for (int district = 0; district < PLAN_DISTRICTS; district++) {
        uint32_t little = 0, more = 0;

        for (int i = 0; i < PACK_STATIONS; i++) {
            if (i % PLAN_REGENCIES != regency || i / PLAN_REGENCIES % PLAN_DISTRICTS != district)
                continue;
            little += i % 5 % 2 == 0;
            more += i % 5 % 2 == 1;
        }
        all += (little + 4) / 5 + 2 * more;
    }
    return all;
}

/* The vote of all, and the one that is repeated in its region. */
static bool is_vote(const struct season *s, int regency, int day)
{
    return day == s->plan.vote_day ||
           (day == s->plan.again_vote &&
            strcmp(plan_contest_region(PLAN_REVOTE), plan_regency(regency)) == 0);
}

static void count_day(struct season *s, int regency, int day)
{
    const struct jk_region *region = jk_pack_region(&s->pack[s->edition], plan_regency(regency));
    const uint32_t there = PACK_OFFICERS + (day >= s->plan.size.days / 2 ? PACK_REINFORCED : 0);
    const struct jk_personnel_day *found;
    uint32_t ask = 0, most = 0, sent = 0;

    NEED(s, jk_app_personnel(s->app, region, jk_days_from_date(2024, 9, 25) + day, &found) == JK_OK,
         "no memory");
    NEED(s, found->balance.capacity == there, "%s, day %d: %u officers, not %u", region->code, day,
         found->balance.capacity, there);
    for (size_t i = 0; i < found->tps_count; i++) {
        for (int risk = 0; risk < JK_STATION_RISKS; risk++)
            ask += found->tps[i].officers[risk];
    }
    NEED(s, ask == (is_vote(s, regency, day) ? stations_ask(regency) : 0),
         "%s, day %d: stations ask for %u officers", region->code, day, ask);
    for (int hour = 0; hour < JK_DAY_HOURS; hour++) {
        most = found->balance.hours[hour].need > most ? found->balance.hours[hour].need : most;
        sent = found->balance.hours[hour].committed > sent ? found->balance.hours[hour].committed
                                                           : sent;
    }
    NEED(s, most >= ask, "%s, day %d: %u needed, %u for stations", region->code, day, most, ask);
    say(s, "%s, day %d: %u officers needed, %u sent of %u\n", region->code, day, most, sent, there);
}

void act_personnel(struct season *s)
{
    for (int regency = 0; regency < PLAN_REGENCIES; regency++) {
        if ((s->day + regency) % EACH == 0)
            file_duty(s, regency);
        count_day(s, regency, s->day + 1);
        if (s->day % 10 == 9)
            count_day(s, regency, s->plan.vote_day);
    }
    for (int i = 0; i < s->eye_count; i++) {
        const struct jk_account *account = jk_app_account(s->app, s->eyes[i].name);

        NEED(s, jk_sees_personnel(account) == (strcmp(jk_role_word(account->role), "polres") == 0),
             "%s %s told of officers", account->name, jk_sees_personnel(account) ? "is" : "is not");
    }
}
