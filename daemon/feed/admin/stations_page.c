/* The page of polling stations: a row for each sub-district, what a list would change, editions. */
#include "jarak/feed/admin/stations.h"

#include <jansson.h>
#include <string.h>
#include "daemon/feed/admin/views.h"
#include "daemon/feed/desk/pen.h"
#include "jarak/base/defend.h"
#include "jarak/base/texts.h"

#define OCTETS_READ 600000 /* of documents on one page, 10 ms; older ones are named alone */

static const struct jk_text *const risks[] = { JK_TEXT_STATION_LESS, JK_TEXT_STATION_PRONE,
                                               JK_TEXT_STATION_VERY };
_Static_assert(sizeof risks / sizeof *risks == JK_STATION_RISKS, "every risk has its head");

static struct web_station_row row_of(struct desk_pen *pen, const char *name,
                                     const struct jk_station_counts *c)
{
    return (
        struct web_station_row){ .name = name,
                                 .less = desk_number(pen, (long long)c->count[JK_STATION_LESS]),
                                 .prone = desk_number(pen, (long long)c->count[JK_STATION_PRONE]),
                                 .very = desk_number(pen, (long long)c->count[JK_STATION_VERY]),
                                 .all = desk_number(pen, (long long)c->all),
                                 .voters = desk_number(pen, (long long)c->voters),
                                 .unplaced = desk_number(pen, (long long)(c->all - c->placed)) };
}

static void fill_rows(struct desk_pen *pen, const struct jk_stations_page *page,
                      struct web_stations *out)
{
    size_t count, at = 0;
    const struct jk_station *stations = jk_pack_stations_of(pen->pack, page->region->code, &count);
    struct web_station_row *list = desk_array(pen, pen->pack->region_count, sizeof *list);
    struct jk_station_counts counts;
    bool verified = true;

    jk_stations_count(stations, count, &counts);
    out->sum = row_of(pen, "", &counts);
    while (list && at < count) {
        const struct jk_region *region = jk_pack_region(pen->pack, stations[at].region);
        size_t end = at;

        for (; end < count && strcmp(stations[end].region, stations[at].region) == 0; end++)
            verified = verified && stations[end].verified;
        jk_stations_count(stations + at, end - at, &counts);
        list[out->rows_count++] = row_of(pen, region ? region->name : stations[at].region, &counts);
        at = end;
    }
    out->rows = list;
    out->unverified = verified ? "" : desk_say(pen, JK_TEXT_STATION_UNVERIFIED);
}

static void fill_change(struct desk_pen *pen, const struct jk_stations_change *change,
                        struct web_stations *out)
{
    struct web_option *list = desk_array(pen, JK_STATION_RISKS, sizeof *list);
    const char *const places[] = { "count", desk_number(pen, (long long)change->fresh),
                                   "value", desk_number(pen, (long long)change->changed),
                                   "field", desk_number(pen, (long long)change->gone),
                                   "who",   desk_number(pen, (long long)change->same),
                                   NULL };

    out->answer = desk_fill(pen, JK_TEXT_STATION_CHANGE, places);
    for (int risk = 0; list && risk < JK_STATION_RISKS; risk++)
        list[out->changes_count++].text =
            desk_fill(pen, JK_TEXT_STATION_RISKS,
                      (const char *const[]){
                          "value", desk_say(pen, risks[risk]), "from",
                          desk_number(pen, (long long)change->before.count[risk]), "to",
                          desk_number(pen, (long long)change->after.count[risk]), NULL });
    out->changes = list;
}

/* "701 TPS: 530 kurang rawan, 159 rawan, 12 sangat rawan", of a document that was stated. */
static const char *counts_text(struct desk_pen *pen, const struct jk_edition *e)
{
    json_t *document = json_loadb(e->document, strlen(e->document), 0, NULL);
    const json_t *features = json_object_get(document, "features");
    long long count[JK_STATION_RISKS] = { 0 }, all = (long long)json_array_size(features);
    const char *text;

    for (size_t i = 0; i < json_array_size(features); i++) {
        const json_t *p = json_object_get(json_array_get(features, i), "properties");
        const char *word = json_string_value(json_object_get(p, "risk"));
        const enum jk_station_risk risk = jk_station_risk_of(word ? word : "");

        if (risk < JK_STATION_RISKS)
            count[risk]++;
    }
    text = desk_fill(pen, JK_TEXT_STATION_COUNTS,
                     (const char *const[]){ "count", desk_number(pen, all), "value",
                                            desk_number(pen, count[JK_STATION_LESS]), "from",
                                            desk_number(pen, count[JK_STATION_PRONE]), "to",
                                            desk_number(pen, count[JK_STATION_VERY]), NULL });
    json_decref(document);
    return text;
}

static void fill_history(struct desk_pen *pen, const struct jk_stations_page *page,
                         struct web_stations *out)
{
    struct web_policy_edition *list = desk_array(pen, page->edition_count, sizeof *list);
    size_t octets = 0;

    for (size_t i = 0; list && i < page->edition_count; i++) {
        const struct jk_edition *e = &page->editions[i];
        const bool in_force = jk_edition_in_force(pen->pack, e);
        const struct jk_error *misfit = jk_edition_misfit(pen->pack, e);
        char who[JK_POLICY_TEXT_MAX], why[400] = "";

        if (misfit)
            jk_error_format(misfit, pen->lang, why, sizeof why);

        octets += strlen(e->document);
        jk_edition_who(e, who);
        list[out->editions_count++] = (struct web_policy_edition){
            .title = desk_fill_one(pen, JK_TEXT_POLICY_EDITION, "count",
                                   desk_number(pen, (long long)e->number)),
            .about =
                desk_fill(pen, JK_TEXT_POLICY_STATED,
                          (const char *const[]){ "who", who, "date", desk_instant(pen, e->time_s),
                                                 "value", e->basis, NULL }),
            .change = e->withdrawn ? desk_say(pen, JK_TEXT_POLICY_TAKEN_BACK)
                      : e->document[0] && (i == 0 || octets <= OCTETS_READ) ? counts_text(pen, e)
                                                                            : "",
            .state = in_force ? desk_say(pen, JK_TEXT_POLICY_IN_FORCE)
                     : misfit ? desk_say(pen, JK_TEXT_POLICY_LEFT_OUT)
                              : "",
            .state_class = in_force ? "terbit"
                           : misfit ? "tahan"
                                    : "",
            .left_out = misfit ? desk_fmt(pen, "%s", why) : ""
        };
    }
    out->editions = list;
    out->editions_more = page->more ? desk_say(pen, JK_TEXT_POLICY_OLDER) : "";
}

enum jk_status jk_desk_stations_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                     const struct jk_stations_page *page)
{
    JK_ASSERT(page != NULL && page->region != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct jk_buf content = { 0 };
    struct web_stations view = {
        .outcome = { page->done, page->fault },
        .title = desk_fill_one(&pen, JK_TEXT_STATION_TITLE_OF, "value", page->region->name),
        .region = page->region->code,
        .seen = desk_fmt(&pen, "%u", page->seen),
        .csrf = reader->csrf,
        .basis = page->basis,
        .typed = page->typed,
        .answer = "",
        .document = page->document ? page->document : "",
        .may_state = page->may_state,
        .may_withdraw = page->may_state && page->edition_count > 0 && !page->editions[0].withdrawn
    };

    fill_rows(&pen, page, &view);
    fill_history(&pen, page, &view);
    if (page->change)
        fill_change(&pen, page->change, &view);
    if (!pen.failed)
        web_stations(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, view.title, &content);
}
