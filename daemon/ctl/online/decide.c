/* Deciding, and taking back.
 *
 * A decision states the chain's revision and the conflicts seen, as the pages do: an officer at a
 * terminal must not decide on something older either. Where that is refused, what stands now is
 * shown, and the line that would do it in spite of that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/base/decimal.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/chain_state.h"

/* The words of a decision; texts are "" and revision null where one was not given. */
struct ruling {
    const char *uid, *act;
    const char *on, *revision, *sttp, *reason, *basis;
    struct ctl_values seen;
};

static const char *known_act(unsigned i)
{
    return i < JK_ACT_END ? jk_act_word((enum jk_act_kind)i) : NULL;
}

static const char *known_on(unsigned i)
{
    static const char *const words[] = { "plan", "change", "", NULL };

    return words[i];
}

/* Each `CONFLICT/REVISION` seen; null when one has another form or memory is out. */
static json_t *seen_json(const struct ctl_values *seen)
{
    json_t *list = json_array();

    for (size_t i = 0; i < seen->count; i++) {
        struct jk_span revision = jk_span_of(seen->at[i]), conflict;
        uint64_t number;

        jk_span_cut(&revision, '/', &conflict);
        if (!jk_uint_parse(revision, UINT32_MAX, &number) || number == 0) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, json_pack("{s:s%, s:I}", "conflict", conflict.at, conflict.len,
                                              "revision", (json_int_t)number));
    }
    return list;
}

/* The body of a decision; null when an option has a wrong form or memory is out. */
static char *body_of(const struct ruling *r)
{
    json_t *seen, *act;
    json_int_t revision;
    char *body;

    if (!ctl_revision_read(r->revision, &revision) || !(seen = seen_json(&r->seen)))
        return NULL;
    act = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:o}", "on", r->on, "act", r->act,
                    "chain_revision", revision, "sttp", r->sttp, "reason", r->reason, "basis",
                    r->basis, "seen", seen);
    body = json_dumps(act, JSON_COMPACT);
    json_decref(act);
    return body;
}

static void add_option(struct jk_buf *line, const char *name, const char *value)
{
    if (!value || !value[0])
        return;
    jk_buf_fmt(line, " --%s ", name);
    ctl_quoted_add(line, value);
}

/* The chains and conflicts as they now are, and the same decision over them. What has been seen is
 * shown above the line, so that nobody copies what he has not read. */
static void print_anyway(const struct jk_ctl *ctl, const struct ruling *r, const json_t *problem)
{
    const json_t *notices = json_object_get(problem, "notices"), *verdict, *conflict;
    struct jk_buf line = { 0 };
    char revision[16] = "";
    size_t i, k;

    jk_buf_fmt(&line, "jarakctl decide ");
    ctl_quoted_add(&line, r->uid);
    jk_buf_fmt(&line, " %s", r->act);
    json_array_foreach(notices, i, verdict)
    {
        const json_t *conflicts = json_object_get(verdict, "conflicts");

        ctl_print_conflicts(ctl, conflicts);
        snprintf(revision, sizeof revision, "%d", ctl_number_of(verdict, "chain_revision"));
        json_array_foreach(conflicts, k,
                           conflict) if (strcmp(ctl_text_of(conflict, "state"), "closed") != 0)
            jk_buf_fmt(&line, " --seen %s/%d", ctl_text_of(conflict, "id"),
                       ctl_number_of(conflict, "revision"));
    }
    add_option(&line, "revision", revision);
    add_option(&line, "on", r->on);
    add_option(&line, "sttp", r->sttp);
    add_option(&line, "basis", r->basis);
    if (r->reason[0])
        add_option(&line, "reason", r->reason);
    else if (strcmp(r->act, "approve") == 0)
        jk_buf_fmt(&line, " --reason %s", jk_text_get(JK_TEXT_CTL_A_REASON, ctl->lang));
    if (json_array_size(notices) && jk_buf_ok(&line))
        ctl_say(ctl, stdout, JK_TEXT_CTL_ANYWAY, (const char *const[]){ "value", line.at, NULL });
    jk_buf_clear(&line);
}

static int send(const struct jk_ctl *ctl, const struct ruling *r, const char *body)
{
    struct jk_buf path = { 0 };
    json_t *verdict, *problem;

    ctl_notice_path(&path, r->uid, "/decision");
    verdict = ctl_ask(ctl, "POST", &path, body, &problem);
    if (verdict && !ctl->json)
        ctl_print_verdict(ctl, verdict);
    if (problem && !ctl->json)
        print_anyway(ctl, r, problem);
    json_decref(verdict);
    json_decref(problem);
    jk_buf_clear(&path);
    return verdict ? JK_EXIT_OK : JK_EXIT_INPUT;
}

int jk_ctl_decide(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct ruling ruling = { .on = "", .sttp = "", .reason = "", .basis = "" };
    const struct ctl_option options[] = { { .name = "on", .value = &ruling.on },
                                          { .name = "revision", .value = &ruling.revision },
                                          { .name = "sttp", .value = &ruling.sttp },
                                          { .name = "reason", .value = &ruling.reason },
                                          { .name = "basis", .value = &ruling.basis },
                                          { .name = "seen", .all = &ruling.seen },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 2, 2);
    char *body = NULL;

    if (status == JK_EXIT_OK && (!ctl_is_known(ctl, "act", words.at[1], known_act) ||
                                 !ctl_is_known(ctl, "on", ruling.on, known_on)))
        status = JK_EXIT_USAGE;
    if (status == JK_EXIT_OK) {
        ruling.uid = words.at[0];
        ruling.act = words.at[1];
        body = body_of(&ruling);
        status = body ? send(ctl, &ruling, body) : JK_EXIT_USAGE;
    }
    free(body);
    ctl_values_free(&ruling.seen);
    return status;
}

/* Takes back what one's own office filed, as it stands now: DELETE wants the version it is of, and
 * the revision that was seen is held against it here. */
static int take_back(const struct jk_ctl *ctl, const char *uid, json_int_t revision)
{
    struct jk_buf path = { 0 }, match = { 0 };
    json_t *verdict, *answer = NULL;
    char now[16];

    ctl_notice_path(&path, uid, "");
    verdict =
        ctl_ask_quietly(ctl, &(struct jk_client_ask){ .method = "GET", .path = path.at }, NULL);
    if (verdict && ctl_number_of(verdict, "chain_revision") != revision) {
        snprintf(now, sizeof now, "%d", ctl_number_of(verdict, "chain_revision"));
        ctl_say(ctl, stderr, JK_TEXT_CTL_OTHER_REVISION,
                (const char *const[]){ "revision", now, NULL });
        ctl_print_verdict(ctl, verdict);
    } else if (verdict) {
        jk_buf_fmt(&match, "If-Match: %s", ctl_text_of(verdict, "etag"));
        answer = ctl_ask_quietly(ctl,
                                 &(struct jk_client_ask){
                                     .method = "DELETE", .path = path.at, .field = match.at },
                                 NULL);
    }
    if (answer && ctl->json) {
        json_dumpf(answer, stdout, JSON_REAL_PRECISION(15));
        putchar('\n');
    } else if (answer) {
        ctl_print_verdict(ctl, answer);
    }
    json_decref(verdict);
    json_decref(answer);
    jk_buf_clear(&path);
    jk_buf_clear(&match);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

int jk_ctl_withdraw(const struct jk_ctl *ctl, int argc, char **argv)
{
    struct ruling ruling = { .act = "withdraw", .on = "", .sttp = "", .reason = "", .basis = "" };
    const struct ctl_option options[] = { { .name = "revision", .value = &ruling.revision },
                                          { .name = "on", .value = &ruling.on },
                                          { .name = "reason", .value = &ruling.reason },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 1);
    json_int_t revision;
    char *body = NULL;

    if (status == JK_EXIT_OK &&
        (!ctl_revision_read(ruling.revision, &revision) ||
         !ctl_is_known(ctl, "on", ruling.on, known_on) || (ruling.on[0] && !ruling.reason[0])))
        status = JK_EXIT_USAGE;
    if (status != JK_EXIT_OK)
        return status;
    ruling.uid = words.at[0];
    if (!ruling.reason[0])
        return take_back(ctl, ruling.uid, revision);
    body = body_of(&ruling);
    status = body ? send(ctl, &ruling, body) : JK_EXIT_USAGE;
    free(body);
    return status;
}
