/* Other times: which are clear, proposing them, and answering a proposal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/ctl/texts.h"

#define SLOT_COLUMNS 5

static void add_band(const struct jk_ctl *ctl, struct ctl_rows *rows, const json_t *band)
{
    struct jk_buf cell = { 0 };

    jk_buf_fmt(&cell, "%d", ctl_number_of(band, "rank"));
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_text_of(band, "from"));
    ctl_rows_add(rows, ctl_text_of(band, "to"));
    jk_buf_fmt(&cell, "%+d min", ctl_number_of(band, "change_s") / 60);
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, json_is_true(json_object_get(band, "uncertain"))
                           ? jk_text_get(JK_TEXT_SLOTS_UNCERTAIN, ctl->lang)
                           : "-");
    jk_buf_clear(&cell);
}

/* Who is in the way; one line for each time that is closed. */
static void print_closed(const struct jk_ctl *ctl, FILE *where, const json_t *closed)
{
    const json_t *blockers = json_object_get(closed, "blockers"), *item;
    struct jk_buf line = { 0 };
    size_t i;

    ctl_date_add(&line, ctl_text_of(closed, "from"));
    jk_buf_char(&line, ' ');
    ctl_hours_add(&line, ctl_text_of(closed, "from"), ctl_text_of(closed, "to"), ctl->lang);
    json_array_foreach(json_object_get(closed, "because"), i, item)
        jk_buf_fmt(&line, "%s%s", i ? ", " : ": ", json_string_value(item));
    json_array_foreach(blockers, i, item)
        jk_buf_fmt(&line, "; %s %s (%s)", ctl_text_of(item, "party"), ctl_text_of(item, "summary"),
                   ctl_text_of(item, "uid"));
    fprintf(where, "%s\n", jk_buf_ok(&line) ? line.at : "");
    jk_buf_clear(&line);
}

/* Bands that are clear; where none is, what closes the time and who. */
static void print_slots(const struct jk_ctl *ctl, const json_t *slots)
{
    const json_t *bands = json_object_get(slots, "bands"), *item;
    struct ctl_rows rows = { 0 };
    size_t i;

    json_array_foreach(bands, i, item) add_band(ctl, &rows, item);
    ctl_rows_print(&rows, SLOT_COLUMNS);
    if (json_array_size(bands))
        return;
    ctl_say(ctl, stderr, JK_TEXT_CTL_NO_SLOTS, (const char *const[]){ NULL });
    json_array_foreach(json_object_get(slots, "closed"), i, item) print_closed(ctl, stderr, item);
}

int jk_ctl_slots(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_parameter parameters[] = {
        { "date", NULL }, { "level", ctl_known_level }, { "venues", NULL }, { NULL, NULL }
    };
    struct jk_buf query = { 0 }, path = { 0 };
    struct ctl_words words;
    int status =
        ctl_query_read(ctl, &words, argc, argv, parameters, (struct ctl_bounds){ 1, 1 }, &query);
    json_t *answer;

    if (status != JK_EXIT_OK)
        return status;
    ctl_notice_path(&path, words.at[0], "/slots");
    jk_buf_span(&path, jk_buf_view(&query));
    jk_buf_clear(&query);
    answer = ctl_ask(ctl, "GET", &path, NULL, NULL);
    if (answer && !ctl->json)
        print_slots(ctl, answer);
    json_decref(answer);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

/* The words of a proposal or of its answer. */
struct offer {
    const char *revision, *level, *reason, *proposal, *start;
    struct ctl_values bands;
};

/* `FROM/TO`, both ISO 8601. Null: one has another form. */
static json_t *bands_json(const struct ctl_values *bands)
{
    json_t *list = json_array();

    for (size_t i = 0; i < bands->count; i++) {
        struct jk_span to = jk_span_of(bands->at[i]), from;

        jk_span_cut(&to, '/', &from);
        if (!to.at || to.len == 0 || from.len == 0) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, json_pack("{s:s%, s:s%}", "from", from.at, from.len, "to",
                                              to.at, to.len));
    }
    return list;
}

static json_t *proposal_body(const struct offer *o, json_int_t revision)
{
    json_t *bands = o->bands.count ? bands_json(&o->bands) : NULL;

    if (!bands || o->proposal || o->start) {
        json_decref(bands);
        return NULL;
    }
    return json_pack("{s:I, s:s*, s:s, s:o}", "chain_revision", revision, "level", o->level,
                     "reason", o->reason ? o->reason : "", "bands", bands);
}

static json_t *answer_body(const struct offer *o, json_int_t revision, bool accept)
{
    json_int_t number;

    if (!ctl_revision_read(o->proposal, &number) || o->level || o->bands.count ||
        accept != (o->start != NULL))
        return NULL;
    return json_pack("{s:I, s:I, s:s*, s:s*}", "chain_revision", revision, "proposal", number,
                     "start", o->start, "reason", o->reason);
}

/* What the daemon answers: the chain as it is, or what stands in the way. */
static int send(const struct jk_ctl *ctl, const char *uid, const char *end, const char *body)
{
    struct jk_buf path = { 0 };
    json_t *verdict, *problem;
    const json_t *item;
    size_t i;

    ctl_notice_path(&path, uid, end);
    verdict = ctl_ask(ctl, "POST", &path, body, &problem);
    if (verdict && !ctl->json)
        ctl_print_verdict(ctl, verdict);
    if (problem && !ctl->json) {
        if (json_object_get(problem, "slots"))
            print_slots(ctl, json_object_get(problem, "slots"));
        json_array_foreach(json_object_get(problem, "notices"), i, item)
            ctl_print_verdict(ctl, item);
    }
    json_decref(verdict);
    json_decref(problem);
    jk_buf_clear(&path);
    return verdict ? JK_EXIT_OK : JK_EXIT_INPUT;
}

static const char *known_step(unsigned i)
{
    static const char *const words[] = { "propose", "accept", "decline", NULL };

    return words[i];
}

int jk_ctl_retime(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const char *const ends[] = { "/retime", "/retime/accept", "/retime/decline" };
    struct offer o = { .revision = NULL };
    const struct ctl_option options[] = { { .name = "revision", .value = &o.revision },
                                          { .name = "band", .all = &o.bands },
                                          { .name = "level", .value = &o.level },
                                          { .name = "reason", .value = &o.reason },
                                          { .name = "proposal", .value = &o.proposal },
                                          { .name = "start", .value = &o.start },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2), step = 0;
    json_int_t revision;
    json_t *said = NULL;
    char *body = NULL;

    if (status == JK_EXIT_OK && (!ctl_is_known(ctl, "step", words.at[0], known_step) ||
                                 !ctl_is_known(ctl, "level", o.level, ctl_known_level)))
        status = JK_EXIT_USAGE;
    while (status == JK_EXIT_OK && strcmp(words.at[0], known_step((unsigned)step)) != 0)
        step++;
    if (status == JK_EXIT_OK && ctl_revision_read(o.revision, &revision))
        said = step == 0 ? proposal_body(&o, revision) : answer_body(&o, revision, step == 1);
    if (status == JK_EXIT_OK) {
        body = said ? json_dumps(said, JSON_COMPACT) : NULL;
        status = body ? send(ctl, words.at[1], ends[step], body) : JK_EXIT_USAGE;
    }
    json_decref(said);
    free(body);
    ctl_values_free(&o.bands);
    return status;
}
