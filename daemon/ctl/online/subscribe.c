/* Where alerts of this account are sent, and whether they arrive. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/ctl/online/online.h"
#include "jarak/ctl/texts.h"
#include "jarak/model/alert.h"

#define SUBSCRIPTION_COLUMNS 8

/* What a subscription is asked for with; null where it was not said. */
struct wish {
    const char *area, *level, *contest, *kind;
};

static const char *known_step(unsigned i)
{
    static const char *const words[] = { "list", "add", "remove", "retry", NULL };

    return words[i];
}

static const char *known_channel(unsigned i)
{
    return i < JK_CHANNEL_END ? jk_channel_word((enum jk_channel)i) : NULL;
}

static void add_row(struct ctl_rows *rows, const json_t *s)
{
    const json_t *delivery = json_object_get(s, "delivery");
    struct jk_buf cell = { 0 };

    ctl_rows_add(rows, ctl_text_of(s, "id"));
    ctl_rows_add(rows, ctl_text_of(s, "channel"));
    ctl_rows_add(rows, ctl_text_of(s, "target"));
    ctl_rows_add(rows, ctl_text_of(s, "area"));
    ctl_rows_add(rows, ctl_text_of(s, "level"));
    ctl_rows_add(rows, ctl_text_of(delivery, "state"));
    jk_buf_fmt(&cell, "%d/%d", ctl_number_of(delivery, "delivered"),
               ctl_number_of(delivery, "inbox"));
    ctl_rows_take(rows, &cell);
    ctl_rows_add(rows, ctl_text_of(delivery, "reason"));
    jk_buf_clear(&cell);
}

static void print_answer(const struct jk_ctl *ctl, const json_t *answer)
{
    const json_t *list = json_object_get(answer, "subscriptions"), *item;
    const char *secret = ctl_text_of(answer, "secret");
    struct ctl_rows rows = { 0 };
    size_t i;

    json_array_foreach(list, i, item) add_row(&rows, item);
    if (!list && ctl_text_of(answer, "id")[0])
        add_row(&rows, answer);
    ctl_rows_print(&rows, SUBSCRIPTION_COLUMNS);
    if (list && json_array_size(list) == 0)
        ctl_say(ctl, stderr, JK_TEXT_CTL_NO_SUBSCRIPTIONS, (const char *const[]){ NULL });
    if (secret[0])
        ctl_say(ctl, stdout, JK_TEXT_CTL_SECRET, (const char *const[]){ "value", secret, NULL });
}

static json_t *wish_json(const struct ctl_words *words, const struct wish *wish)
{
    return json_pack("{s:s, s:s, s:s*, s:s, s:s*, s:s*}", "channel", words->at[1], "target",
                     words->at[2], "area", wish->area, "level",
                     wish->level ? wish->level : "waspada", "contest", wish->contest, "kind",
                     wish->kind);
}

static int send(const struct jk_ctl *ctl, const struct ctl_words *words, const struct wish *wish)
{
    const char *step = words->at[0];
    bool add = strcmp(step, "add") == 0, remove = strcmp(step, "remove") == 0;
    struct jk_buf path = { 0 };
    json_t *said = add ? wish_json(words, wish) : NULL, *answer = NULL;
    char *body = said ? json_dumps(said, JSON_COMPACT) : NULL;

    jk_buf_str(&path, "/api/v1/subscriptions");
    if (remove || strcmp(step, "retry") == 0) {
        jk_buf_char(&path, '/');
        ctl_add_escaped(&path, words->at[1]);
        jk_buf_str(&path, remove ? "" : "/retry");
    }
    if (!add || body)
        answer = ctl_ask(ctl,
                         remove                      ? "DELETE"
                         : strcmp(step, "list") == 0 ? "GET"
                                                     : "POST",
                         &path, body, NULL);
    if (answer && !ctl->json)
        print_answer(ctl, answer);
    json_decref(answer);
    json_decref(said);
    free(body);
    jk_buf_clear(&path);
    return answer ? JK_EXIT_OK : JK_EXIT_INPUT;
}

int jk_ctl_subscribe(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const int counts[] = { 1, 3, 2, 2 }; /* words of each step */
    struct wish wish = { .area = NULL };
    const struct ctl_option options[] = { { .name = "area", .value = &wish.area },
                                          { .name = "level", .value = &wish.level },
                                          { .name = "contest", .value = &wish.contest },
                                          { .name = "kind", .value = &wish.kind },
                                          { .name = NULL } };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, options, 1, 3), step = 0;
    bool said = wish.area || wish.level || wish.contest || wish.kind;

    if (status != JK_EXIT_OK)
        return status;
    if (!ctl_is_known(ctl, "step", words.at[0], known_step) ||
        !ctl_is_known(ctl, "level", wish.level, ctl_known_level))
        return JK_EXIT_USAGE;
    while (strcmp(words.at[0], known_step((unsigned)step)) != 0)
        step++;
    if (words.count != counts[step] || (said && step != 1))
        return JK_EXIT_USAGE;
    if (step == 1 && !ctl_is_known(ctl, "channel", words.at[1], known_channel))
        return JK_EXIT_USAGE;
    return send(ctl, &words, &wish);
}
