/* Reports from the field, tasks and drops: filing, listing, judging, doing. What happens to a
 * planned activity is report.c, whose words `add` and `verify` without an assessment are. */
#include "daemon/ctl/online/matter.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/base/decimal.h"
#include "jarak/ctl/texts.h"
#include "jarak/geo/point.h"
#include "jarak/model/matter.h"

#define COLUMNS 6

/* What was said behind the words; null where nothing was. */
struct said {
    const char *text, *place, *point, *at, *due, *about, *region, *uid, *assessment,
        *recommendation, *agency, *state, *late, *leave, *from, *mode, *carrier, *items, *by,
        *condition, *stage, *risk;
};

/* By the members that only one kind has. */
static enum jk_matter_kind kind_of(const json_t *matter)
{
    if (json_object_get(matter, "stage"))
        return JK_MATTER_DROP;
    return json_object_get(matter, "agency") ? JK_MATTER_TASK : JK_MATTER_REPORT;
}

static void add_row(const struct jk_ctl *ctl, struct ctl_rows *rows, const json_t *matter)
{
    enum jk_matter_kind kind = kind_of(matter);
    static const char *const what[] = { "category", "agency", "stage" };
    const char *state = ctl_text_of(matter, "state");
    enum jk_matter_state of = jk_matter_state_of(state);

    ctl_rows_add(rows, ctl_text_of(matter, "id"));
    ctl_rows_add(rows, of == JK_MATTER_STATES
                           ? state
                           : jk_text_get(jk_matter_state_text(kind, of), ctl->lang));
    ctl_rows_add(rows, ctl_text_of(matter, what[kind]));
    ctl_rows_add(rows, ctl_text_of(matter, kind == JK_MATTER_REPORT ? "at" : "due"));
    ctl_rows_add(rows, ctl_text_of(matter, "region"));
    ctl_rows_add(rows, ctl_text_of(matter, "title"));
}

void ctl_matters_print(const struct jk_ctl *ctl, const json_t *list)
{
    struct ctl_rows rows = { 0 };
    const json_t *matter;
    size_t i;

    json_array_foreach(list, i, matter) add_row(ctl, &rows, matter);
    ctl_rows_print(&rows, COLUMNS);
}

static const char *condition_of(const struct jk_ctl *ctl, const json_t *act)
{
    const char *word = ctl_text_of(act, "condition");
    enum jk_drop_condition condition = jk_drop_condition_of(jk_span_of(word));

    return condition == JK_DROP_CONDITIONS
               ? word
               : jk_text_get(jk_drop_condition_text(condition), ctl->lang);
}

void ctl_matter_print(const struct jk_ctl *ctl, const json_t *matter)
{
    static const char *const words[] = { "assessment", "recommendation", "text" };
    struct ctl_rows rows = { 0 };
    const json_t *act;
    size_t i;

    add_row(ctl, &rows, matter);
    ctl_rows_print(&rows, COLUMNS);
    if (ctl_text_of(matter, "text")[0])
        printf("%s\n", ctl_text_of(matter, "text"));
    json_array_foreach(json_object_get(matter, "acts"), i, act)
    {
        enum jk_matter_act of = jk_matter_act_of(ctl_text_of(act, "act"));

        printf("%s %s %s\n", ctl_text_of(act, "time"), ctl_text_of(act, "actor"),
               of == JK_MATTER_ACTS ? ctl_text_of(act, "act")
                                    : jk_text_get(jk_matter_act_text(of), ctl->lang));
        if (ctl_text_of(act, "by")[0])
            printf("  %s, %s\n", ctl_text_of(act, "by"), condition_of(ctl, act));
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (ctl_text_of(act, words[k])[0])
                printf("  %s\n", ctl_text_of(act, words[k]));
        }
    }
}

static int send(const struct jk_ctl *ctl, const char *method, struct jk_buf *path, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_t *answer = NULL;
    const json_t *list;

    if (!body || text)
        answer = ctl_ask(ctl, method, path, text, NULL);
    list = json_object_get(answer, "tasks");
    list = list ? list : json_object_get(answer, "drops");
    if (answer && !ctl->json && list)
        ctl_matters_print(ctl, list);
    else if (answer && !ctl->json)
        ctl_matter_print(ctl, answer);
    json_decref(answer);
    json_decref(body);
    free(text);
    jk_buf_clear(path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* "LAT;LON" as JSON; null: it is none, which was told. */
static json_t *point_json(const struct jk_ctl *ctl, const char *text)
{
    struct jk_point point;
    struct jk_error err;

    if (!text)
        return json_null();
    if (jk_point_parse(jk_span_of(text), &point, &err) == JK_OK)
        return json_pack("{s:f, s:f}", "lat", point.lat_deg, "lon", point.lon_deg);
    jk_ctl_refuse(ctl, "--point", &err);
    return NULL;
}

static int file(const struct jk_ctl *ctl, enum jk_matter_kind kind, char **words,
                const struct said *said)
{
    static const char *const first[] = { "category", "agency", "stage" };
    bool report = kind == JK_MATTER_REPORT;
    json_t *point = point_json(ctl, said->point);
    struct jk_buf path = { 0 };
    uint64_t items = 0;
    json_t *body;

    if (!point)
        return JK_EXIT_INPUT;
    if (said->items && !jk_uint_parse(jk_span_of(said->items), JK_DROP_ITEMS_MAX, &items)) {
        json_decref(point);
        return JK_EXIT_USAGE;
    }
    body = json_pack("{s:s, s:s, s:o, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*}", first[kind], words[0],
                     "title", words[1], "point", point, "text", said->text, "place", said->place,
                     "about", said->about, "region", said->region, "uid", said->uid,
                     report ? "at" : "due", report ? said->at : said->due);
    if (body && kind == JK_MATTER_DROP)
        json_object_update_new(body,
                               json_pack("{s:s*, s:s*, s:s*, s:s*, s:I}", "leave", said->leave,
                                         "from", said->from, "mode", said->mode, "carrier",
                                         said->carrier, "items", (json_int_t)items));
    if (!body)
        return JK_EXIT_USAGE; /* no UTF-8 */
    jk_buf_fmt(&path, "/api/v1/%s", jk_matter_collection(kind));
    return send(ctl, "POST", &path, body);
}

static void add_path(struct jk_buf *path, enum jk_matter_kind kind, const char *id, const char *act)
{
    jk_buf_fmt(path, "/api/v1/%s/", jk_matter_collection(kind));
    ctl_add_escaped(path, id);
    if (act)
        jk_buf_fmt(path, "/%s", act);
}

static int act(const struct jk_ctl *ctl, enum jk_matter_kind kind, const struct ctl_words *words,
               const struct said *said)
{
    uint64_t percent = 0;
    struct jk_buf path = { 0 };
    json_t *body;

    if (words->count == 3 && !jk_uint_parse(jk_span_of(words->at[2]), 100, &percent))
        return JK_EXIT_USAGE;
    if (kind == JK_MATTER_DROP)
        body = json_pack("{s:s*, s:s*, s:s*, s:s*}", "text", said->text, "by", said->by,
                         "condition", said->condition, "at", said->at);
    else
        body =
            json_pack("{s:s*, s:s*, s:s*, s:I}", "assessment", said->assessment, "recommendation",
                      said->recommendation, "text", said->text, "percent", (json_int_t)percent);
    if (!body)
        return JK_EXIT_USAGE;
    add_path(&path, kind, words->at[1], words->at[0]);
    return send(ctl, "POST", &path, body);
}

static int list(const struct jk_ctl *ctl, enum jk_matter_kind kind, const struct said *said)
{
    const char *const names[] = { "region", "agency", "state", "late", "about", "stage", "risk" };
    const char *const values[] = { said->region, said->agency, said->state, said->late,
                                   said->about,  said->stage,  said->risk };
    struct jk_buf path = { 0 };
    char before = '?';

    jk_buf_fmt(&path, "/api/v1/%s", jk_matter_collection(kind));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!values[i])
            continue;
        jk_buf_fmt(&path, "%c%s=", before, names[i]);
        ctl_add_escaped(&path, values[i]);
        before = '&';
    }
    return send(ctl, "GET", &path, NULL);
}

/* The words of each kind, and how many follow each. */
static const struct {
    enum jk_matter_kind kind;
    const char *word;
    int more;
} known[] = {
    { JK_MATTER_REPORT, "file", 2 },   { JK_MATTER_REPORT, "show", 1 },
    { JK_MATTER_REPORT, "refute", 1 }, { JK_MATTER_REPORT, "release", 1 },
    { JK_MATTER_REPORT, "answer", 1 }, { JK_MATTER_REPORT, "withdraw", 1 },
    { JK_MATTER_TASK, "give", 2 },     { JK_MATTER_TASK, "list", 0 },
    { JK_MATTER_TASK, "show", 1 },     { JK_MATTER_TASK, "progress", 2 },
    { JK_MATTER_TASK, "cancel", 1 },   { JK_MATTER_DROP, "file", 2 },
    { JK_MATTER_DROP, "list", 0 },     { JK_MATTER_DROP, "show", 1 },
    { JK_MATTER_DROP, "leave", 1 },    { JK_MATTER_DROP, "receive", 1 },
    { JK_MATTER_DROP, "undo", 1 },     { JK_MATTER_DROP, "cancel", 1 },
};

static bool is_known(enum jk_matter_kind kind, const char *word, int more)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].kind == kind && strcmp(known[i].word, word) == 0)
            return more < 0 || known[i].more == more;
    }
    return false;
}

bool ctl_is_matter(int argc, char **argv)
{
    return argc > 1 && is_known(JK_MATTER_REPORT, argv[1], -1);
}

static int run(const struct jk_ctl *ctl, enum jk_matter_kind kind, const struct ctl_words *words,
               const struct said *said)
{
    struct jk_buf path = { 0 };

    if (!is_known(kind, words->at[0], words->count - 1))
        return JK_EXIT_USAGE;
    if (strcmp(words->at[0], "file") == 0 || strcmp(words->at[0], "give") == 0)
        return file(ctl, kind, words->at + 1, said);
    if (strcmp(words->at[0], "list") == 0)
        return list(ctl, kind, said);
    if (strcmp(words->at[0], "show") == 0) {
        add_path(&path, kind, words->at[1], NULL);
        return send(ctl, "GET", &path, NULL);
    }
    return act(ctl, kind, words, said);
}

int ctl_matter(const struct jk_ctl *ctl, enum jk_matter_kind kind, int argc, char **argv)
{
    struct said said = { .text = NULL };
    const struct ctl_option options[] = { { .name = "text", .value = &said.text },
                                          { .name = "place", .value = &said.place },
                                          { .name = "point", .value = &said.point },
                                          { .name = "at", .value = &said.at },
                                          { .name = "due", .value = &said.due },
                                          { .name = "about", .value = &said.about },
                                          { .name = "region", .value = &said.region },
                                          { .name = "uid", .value = &said.uid },
                                          { .name = "assessment", .value = &said.assessment },
                                          { .name = "recommendation",
                                            .value = &said.recommendation },
                                          { .name = "agency", .value = &said.agency },
                                          { .name = "state", .value = &said.state },
                                          { .name = "late", .value = &said.late },
                                          { .name = "leave", .value = &said.leave },
                                          { .name = "from", .value = &said.from },
                                          { .name = "mode", .value = &said.mode },
                                          { .name = "carrier", .value = &said.carrier },
                                          { .name = "items", .value = &said.items },
                                          { .name = "by", .value = &said.by },
                                          { .name = "condition", .value = &said.condition },
                                          { .name = "stage", .value = &said.stage },
                                          { .name = "risk", .value = &said.risk },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 3);

    return status == JK_EXIT_OK ? run(ctl, kind, &words, &said) : status;
}

int jk_ctl_task(const struct jk_ctl *ctl, int argc, char **argv)
{
    return ctl_matter(ctl, JK_MATTER_TASK, argc, argv);
}
