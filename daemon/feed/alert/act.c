/* The document of an act: members as an alert has them, so that who reads inboxes needs no second
 * reader; `conflict` is null. Its text names the notice, what was done to it and why, in one line
 * each; what strangers wrote cannot begin a line of ours. */
#include "jarak/feed/alert/act.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/control_chars.h"
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/verdict.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/model/alert.h"
#include "jarak/model/matter.h"
#include "jarak/model/texts.h"

static const struct jk_text *act_text(const char *word)
{
    static const struct {
        const char *word;
        const struct jk_text *text;
    } texts[] = {
        { "review", JK_TEXT_ACT_REVIEWED },
        { "approve", JK_TEXT_ACT_APPROVED },
        { "hold", JK_TEXT_ACT_HELD },
        { "return", JK_TEXT_ACT_RETURNED },
        { "refuse", JK_TEXT_ACT_REFUSED },
        { "withdraw", JK_TEXT_ACT_WITHDRAWN },
        { "done", JK_TEXT_ACT_DONE },
        { "not_held", JK_TEXT_ACT_NOT_HELD },
        { "confirm", JK_TEXT_ACT_CONFIRMED },
        { "undo", JK_TEXT_ACT_UNDONE },
        { "correct_sttp", JK_TEXT_ACT_CORRECTED },
        { "rescind", JK_TEXT_ACT_RESCINDED },
        { "schedule", JK_TEXT_ACT_SCHEDULED },
        { "draft_return", JK_TEXT_ACT_DRAFT_RETURNED },
        { "draft_confirm", JK_TEXT_ACT_DRAFT_CONFIRMED },
        { "draft_incomplete", JK_TEXT_ACT_DRAFT_INCOMPLETE },
        { "draft_expire", JK_TEXT_ACT_DRAFT_EXPIRED },
        { "retime", JK_TEXT_ACT_PROPOSED },
        { "ask_withdraw", JK_TEXT_ACT_ASKED },
        { "report_verify", JK_TEXT_MATTER_ACT_VERIFY },
        { "report_refute", JK_TEXT_MATTER_ACT_REFUTE },
        { "report_release", JK_TEXT_MATTER_ACT_RELEASE },
        { "task_file", JK_TEXT_MATTER_ACT_FILE },
        { "task_change", JK_TEXT_MATTER_ACT_CHANGE },
        { "task_progress", JK_TEXT_MATTER_ACT_PROGRESS },
        { "task_cancel", JK_TEXT_MATTER_ACT_CANCEL },
        { "task_escalate", JK_TEXT_MATTER_ACT_ESCALATE },
        { "drop_slow", JK_TEXT_DROP_SLOW },
        { "drop_late", JK_TEXT_DROP_LATE },
        { "drop_missing", JK_TEXT_DROP_MISSING },
        { "drop_receive", JK_TEXT_ACT_DROP_BAD },
        { "password", JK_TEXT_ACT_PASSWORD },
    };
    size_t i = 0;

    while (i + 1 < sizeof texts / sizeof *texts && strcmp(texts[i].word, word) != 0)
        i++;
    return texts[i].text;
}

/* Nobody has decided on a draft of a calendar that is not complete, or that time has ended. */
static bool is_of_clock_or_reader(const struct jk_told_act *told)
{
    return strcmp(told->act, "draft_incomplete") == 0 || strcmp(told->act, "draft_expire") == 0;
}

/* Is it about an account, and no notice? */
static bool is_of_account(const struct jk_told_act *told)
{
    return strcmp(told->on, "account") == 0;
}

/* What kind of matter it is about; JK_MATTER_KINDS: none. */
static enum jk_matter_kind kind_of(const struct jk_told_act *told)
{
    return jk_matter_kind_of(told->on);
}

static bool is_of_matter(const struct jk_told_act *told)
{
    return kind_of(told) != JK_MATTER_KINDS;
}

static const struct jk_text *head_text(const struct jk_told_act *told)
{
    static const struct jk_text *const heads[JK_MATTER_KINDS] = { JK_TEXT_ACT_REPORT_HEAD,
                                                                  JK_TEXT_ACT_TASK_HEAD,
                                                                  JK_TEXT_ACT_DROP_HEAD };

    if (is_of_account(told))
        return JK_TEXT_ACT_ACCOUNT_HEAD;
    if (is_of_matter(told))
        return heads[kind_of(told)];
    return is_of_clock_or_reader(told) ? JK_TEXT_ACT_DRAFT_HEAD : JK_TEXT_ACT_HEAD;
}

/* Why; of a draft that is not complete, what is missing and where to complete it. */
static void add_reason(struct jk_buf *text, const struct jk_told_act *told, enum jk_lang lang)
{
    char missing[1024];

    if (strcmp(told->act, "draft_incomplete") == 0) {
        jk_text_fill(jk_text_get(JK_TEXT_PLAIN_MISSING, lang),
                     (const char *const[]){ "value", told->reason, NULL }, missing, sizeof missing);
        jk_buf_fmt(text, "\n%s\n/meja/draf/%s", told->reason[0] ? missing : "", told->uid);
    } else if (is_of_account(told)) {
        jk_buf_fmt(text, "\n%s", jk_text_get(JK_TEXT_ACT_ACCOUNT_HINT, lang));
    } else if (told->reason[0]) {
        jk_buf_fmt(text, "\n%s: ", jk_text_get(JK_TEXT_ACT_REASON_IS, lang));
        jk_control_chars_add(text, jk_span_of(told->reason));
    }
}

/* What of, where, what was done, by whom, and where the rest can be read: its words are told to no
 * inbox. */
static void add_matter(struct jk_buf *text, const struct jk_told_act *told, enum jk_lang lang)
{
    if (told->count > 1) {
        char count[16], many[80];

        snprintf(count, sizeof count, "%u", told->count);
        jk_text_fill(jk_text_get(JK_TEXT_ACT_DROPS, lang),
                     (const char *const[]){ "count", count, NULL }, many, sizeof many);
        jk_buf_fmt(text, "%s, %s\n%s, %s\n/meja/%s?bahaya=1", many, told->reason,
                   jk_text_get(act_text(told->act), lang), told->role,
                   jk_matter_page_word(kind_of(told)));
        return;
    }
    jk_buf_fmt(text, "%s%s%s\n%s, %s\n/meja/%s/%s",
               told->topic ? jk_text_get(told->topic, lang) : "", told->topic ? ", " : "",
               told->reason, jk_text_get(act_text(told->act), lang), told->role,
               jk_matter_page_word(kind_of(told)), told->uid);
}

static json_t *text_json(const struct jk_told_act *told, const struct jk_pack *pack,
                         enum jk_lang lang)
{
    struct jk_buf text = { 0 };
    json_t *json;

    jk_buf_fmt(&text, "%s%s\n", jk_text_get(head_text(told), lang),
               pack->simulation ? jk_text_get(JK_TEXT_SIMULATION_MARK, lang) : "");
    if (told->party)
        jk_party_add(&text, pack, told->party);
    if (is_of_matter(told))
        add_matter(&text, told, lang);
    else
        jk_buf_fmt(&text, told->party ? " (%s)\n%s%s, %s" : "%s\n%s%s, %s", told->uid,
                   jk_text_get(act_text(told->act), lang),
                   strcmp(told->on, "change") == 0 ? jk_text_get(JK_TEXT_ACT_OF_CHANGE, lang) : "",
                   is_of_clock_or_reader(told) ? "jarakd" : told->role);
    if (!is_of_matter(told))
        add_reason(&text, told, lang);
    json = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return json;
}

static json_t *act_json(const struct jk_told_act *told)
{
    struct jk_json act = jk_json_object();

    jk_json_set_text(&act, "uid", told->uid);
    jk_json_set_text(&act, "act", told->act);
    jk_json_set_text(&act, "on", told->on);
    jk_json_set_text(&act, "role", told->role);
    jk_json_set_text(&act, "reason", told->reason);
    jk_json_set_text(&act, "state", told->state);
    if (told->count > 1)
        jk_json_set_integer(&act, "count", (json_int_t)told->count);
    jk_json_set(&act, "pending_state",
                told->pending_state[0] ? json_string(told->pending_state) : json_null());
    return jk_json_end(&act);
}

enum jk_status jk_told_act_write(struct jk_buf *buf, const struct jk_told_act *told,
                                 const struct jk_pack *pack, uint64_t command)
{
    struct jk_json object = jk_json_object();

    jk_json_set_text(&object, "event", jk_event_word(JK_EVENT_ACT));
    jk_json_set_text(&object, "level", jk_level_word(JK_LEVEL_NONE));
    jk_json_set(&object, "text", text_json(told, pack, JK_LANG_ID));
    jk_json_set(&object, "text_en", text_json(told, pack, JK_LANG_EN));
    jk_json_set(&object, "act", act_json(told));
    jk_json_set(&object, "conflict", json_null());
    if (command)
        jk_json_set_integer(&object, "command", (json_int_t)command);
    jk_json_write(buf, jk_json_end(&object));
    return jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}
