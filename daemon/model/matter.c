/* The words of matters, each table once, and what is well said of one.
 *
 * Nothing here knows accounts or regions: who may be assigned, and where a point lies, is checked
 * by whoever keeps the matter. */
#include "jarak/model/matter.h"
#include "jarak/model/texts.h"

#include <string.h>
#include "jarak/base/control_chars.h"
#include "jarak/base/defend.h"
#include "jarak/model/notice.h"

static const struct {
    const char *word, *collection, *page;
} kinds[] = {
    [JK_MATTER_REPORT] = { "report", "reports", "laporan" },
    [JK_MATTER_TASK] = { "task", "tasks", "tugas" },
    [JK_MATTER_DROP] = { "drop", "drops", "logistik" },
};
_Static_assert(sizeof kinds / sizeof *kinds == JK_MATTER_KINDS, "every kind has its words");

/* Neutrality and money politics are for Bawaslu to judge; and a report on an official must not be
 * read first by those it is about. */
static const struct {
    const char *word, *category;
    const struct jk_text *text;
    bool kept;
} topics[] = {
    [JK_TOPIC_INCIDENT] = { "incident", "KEJADIAN", JK_TEXT_TOPIC_INCIDENT, false },
    [JK_TOPIC_HOAX] = { "hoax", "HOAKS", JK_TEXT_TOPIC_HOAX, false },
    [JK_TOPIC_NEUTRALITY] = { "neutrality", "NETRALITAS", JK_TEXT_TOPIC_NEUTRALITY, true },
    [JK_TOPIC_MONEY] = { "money_politics", "POLITIK-UANG", JK_TEXT_TOPIC_MONEY, true },
    [JK_TOPIC_INTIMIDATION] = { "intimidation", "INTIMIDASI", JK_TEXT_TOPIC_INTIMIDATION, false },
    [JK_TOPIC_DOUBLE_VOTER] = { "double_voter", "PEMILIH-GANDA", JK_TEXT_TOPIC_DOUBLE_VOTER,
                                false },
    [JK_TOPIC_LOGISTICS] = { "logistics", "LOGISTIK", JK_TEXT_TOPIC_LOGISTICS, false },
    [JK_TOPIC_NO_STTP] = { "no_sttp", "TANPA-STTP", JK_TEXT_TOPIC_NO_STTP, false },
    [JK_TOPIC_LATE] = { "lateness", "KETERLAMBATAN", JK_TEXT_TOPIC_LATE, false },
};
_Static_assert(sizeof topics / sizeof *topics == JK_TOPIC_END, "every topic has its row");

static const struct {
    const char *word;
    const struct jk_text *text;
    const struct jk_text *of_drop; /* null: the same */
} states[] = {
    [JK_MATTER_UNVERIFIED] = { "unverified", JK_TEXT_MATTER_UNVERIFIED, NULL },
    [JK_MATTER_VERIFIED] = { "verified", JK_TEXT_MATTER_VERIFIED, NULL },
    [JK_MATTER_REFUTED] = { "refuted", JK_TEXT_MATTER_REFUTED, NULL },
    [JK_MATTER_WITHDRAWN] = { "withdrawn", JK_TEXT_MATTER_WITHDRAWN, NULL },
    [JK_MATTER_OPEN] = { "open", JK_TEXT_MATTER_OPEN, JK_TEXT_DROP_OPEN },
    [JK_MATTER_BEGUN] = { "begun", JK_TEXT_MATTER_BEGUN, JK_TEXT_DROP_BEGUN },
    [JK_MATTER_DONE] = { "done", JK_TEXT_MATTER_DONE, JK_TEXT_DROP_DONE },
    [JK_MATTER_CANCELLED] = { "cancelled", JK_TEXT_MATTER_CANCELLED, NULL },
};
_Static_assert(sizeof states / sizeof *states == JK_MATTER_STATES, "every state has its row");

static const struct {
    const char *word;
    const struct jk_text *text;
} acts[] = {
    [JK_MATTER_FILE] = { "file", JK_TEXT_MATTER_ACT_FILE },
    [JK_MATTER_CHANGE] = { "change", JK_TEXT_MATTER_ACT_CHANGE },
    [JK_MATTER_VERIFY] = { "verify", JK_TEXT_MATTER_ACT_VERIFY },
    [JK_MATTER_REFUTE] = { "refute", JK_TEXT_MATTER_ACT_REFUTE },
    [JK_MATTER_RELEASE] = { "release", JK_TEXT_MATTER_ACT_RELEASE },
    [JK_MATTER_ANSWER] = { "answer", JK_TEXT_MATTER_ACT_ANSWER },
    [JK_MATTER_WITHDRAW] = { "withdraw", JK_TEXT_MATTER_ACT_WITHDRAW },
    [JK_MATTER_PROGRESS] = { "progress", JK_TEXT_MATTER_ACT_PROGRESS },
    [JK_MATTER_CANCEL] = { "cancel", JK_TEXT_MATTER_ACT_CANCEL },
    [JK_MATTER_PHOTO] = { "photo", JK_TEXT_MATTER_ACT_PHOTO },
    [JK_MATTER_ESCALATE] = { "escalate", JK_TEXT_MATTER_ACT_ESCALATE },
    [JK_MATTER_LEAVE] = { "leave", JK_TEXT_MATTER_ACT_LEAVE },
    [JK_MATTER_RECEIVE] = { "receive", JK_TEXT_MATTER_ACT_RECEIVE },
    [JK_MATTER_UNDO] = { "undo", JK_TEXT_MATTER_ACT_UNDO },
};
_Static_assert(sizeof acts / sizeof *acts == JK_MATTER_ACTS, "every act has its row");

const char *jk_matter_kind_word(enum jk_matter_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_MATTER_KINDS);
    return kinds[kind].word;
}

const char *jk_matter_collection(enum jk_matter_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_MATTER_KINDS);
    return kinds[kind].collection;
}

const char *jk_matter_page_word(enum jk_matter_kind kind)
{
    JK_ASSERT((unsigned)kind < JK_MATTER_KINDS);
    return kinds[kind].page;
}

struct jk_matter_said jk_matter_unsaid(enum jk_matter_kind kind)
{
    return (struct jk_matter_said){ .uid = "",
                                    .kind = kind,
                                    .topic = JK_TOPIC_END,
                                    .title = "",
                                    .text = "",
                                    .place = "",
                                    .region = "",
                                    .agency = "",
                                    .about = "",
                                    .drop = JK_DROP_NONE };
}

enum jk_matter_kind jk_matter_kind_of(const char *word)
{
    int kind = 0;

    while (kind < JK_MATTER_KINDS && strcmp(kinds[kind].word, word) != 0)
        kind++;
    return (enum jk_matter_kind)kind;
}

const char *jk_topic_word(enum jk_topic topic)
{
    JK_ASSERT((unsigned)topic < JK_TOPIC_END);
    return topics[topic].word;
}

enum jk_topic jk_topic_of(struct jk_span word)
{
    int topic = 0;

    while (topic < JK_TOPIC_END && !jk_span_eq_nocase(word, jk_span_of(topics[topic].word)) &&
           !jk_span_eq_nocase(word, jk_span_of(topics[topic].category)))
        topic++;
    return (enum jk_topic)topic;
}

const char *jk_topic_category(enum jk_topic topic)
{
    JK_ASSERT((unsigned)topic < JK_TOPIC_END);
    return topics[topic].category;
}

const struct jk_text *jk_topic_text(enum jk_topic topic)
{
    JK_ASSERT((unsigned)topic < JK_TOPIC_END);
    return topics[topic].text;
}

bool jk_topic_is_kept(enum jk_topic topic)
{
    return (unsigned)topic < JK_TOPIC_END && topics[topic].kept;
}

const char *jk_matter_state_word(enum jk_matter_state state)
{
    JK_ASSERT((unsigned)state < JK_MATTER_STATES);
    return states[state].word;
}

enum jk_matter_state jk_matter_state_of(const char *word)
{
    int state = 0;

    while (state < JK_MATTER_STATES && strcmp(states[state].word, word) != 0)
        state++;
    return (enum jk_matter_state)state;
}

const struct jk_text *jk_matter_state_text(enum jk_matter_kind kind, enum jk_matter_state state)
{
    JK_ASSERT((unsigned)state < JK_MATTER_STATES);
    return kind == JK_MATTER_DROP && states[state].of_drop ? states[state].of_drop
                                                           : states[state].text;
}

const char *jk_matter_act_word(enum jk_matter_act act)
{
    JK_ASSERT((unsigned)act < JK_MATTER_ACTS);
    return acts[act].word;
}

enum jk_matter_act jk_matter_act_of(const char *word)
{
    int act = 0;

    while (act < JK_MATTER_ACTS && strcmp(acts[act].word, word) != 0)
        act++;
    return (enum jk_matter_act)act;
}

const struct jk_text *jk_matter_act_text(enum jk_matter_act act)
{
    JK_ASSERT((unsigned)act < JK_MATTER_ACTS);
    return acts[act].text;
}

static enum jk_status bad(struct jk_error *err, const struct jk_text *text, const char *field,
                          const char *value)
{
    return jk_fail(err, JK_INVALID, text, field, "%.60s", value);
}

/* Is it a text of one line, or of lines, that has its length? */
static bool is_good(const char *text, size_t max, bool lines)
{
    struct jk_span span = jk_span_of(text);

    return span.len <= max && (lines ? jk_are_lines(span) : jk_is_one_line(span));
}

static enum jk_status check_words(const struct jk_matter_said *said, struct jk_error *err)
{
    if (!said->uid[0] || !is_good(said->uid, JK_UID_MAX, false))
        return bad(err, JK_TEXT_MATTER_UID, "uid", said->uid);
    if (!said->title[0] || !is_good(said->title, JK_MATTER_TITLE_MAX, false))
        return bad(err, JK_TEXT_MATTER_TITLE, "title", said->title);
    if (!is_good(said->text, JK_MATTER_TEXT_MAX, true))
        return bad(err, JK_TEXT_MATTER_TEXT, "text", "");
    if (!is_good(said->place, JK_MATTER_PLACE_MAX, false))
        return bad(err, JK_TEXT_MATTER_PLACE, "place", said->place);
    if (!is_good(said->about, JK_MATTER_ABOUT_MAX, false))
        return bad(err, JK_TEXT_MATTER_ABOUT, "about", said->about);
    return JK_OK;
}

static enum jk_status check_report(const struct jk_matter_said *said, struct jk_error *err)
{
    if ((unsigned)said->topic >= JK_TOPIC_END)
        return bad(err, JK_TEXT_MATTER_TOPIC, "category", "");
    if (!said->text[0])
        return bad(err, JK_TEXT_MATTER_TEXT, "text", "");
    if (!said->has_point && !said->place[0])
        return bad(err, JK_TEXT_MATTER_WHERE, "place", "");
    if (said->at_s < 0 || said->at_s >= JK_MATTER_LAST_S)
        return bad(err, JK_TEXT_ISO_TIME, "at", "");
    if (said->due_s || said->percent || said->agency[0])
        return bad(err, JK_TEXT_MATTER_TASK_ONLY, "due", "");
    return JK_OK;
}

static enum jk_status check_task(const struct jk_matter_said *said, struct jk_error *err)
{
    if (said->topic != JK_TOPIC_END || said->at_s)
        return bad(err, JK_TEXT_MATTER_REPORT_ONLY, "category", "");
    if (!said->agency[0])
        return bad(err, JK_TEXT_MATTER_AGENCY, "agency", "");
    if (said->due_s <= 0 || said->due_s >= JK_MATTER_LAST_S)
        return bad(err, JK_TEXT_MATTER_DUE, "due", "");
    if (said->percent > 100)
        return jk_fail(err, JK_RANGE, JK_TEXT_MATTER_PERCENT, "percent", "%u", said->percent);
    return JK_OK;
}

/* Does it say no time that is none? */
static bool is_way_good(const struct jk_drop *drop)
{
    return drop->left_s >= 0 && drop->left_s < JK_MATTER_LAST_S && drop->got_s >= 0 &&
           drop->got_s < JK_MATTER_LAST_S;
}

enum jk_status jk_matter_check(const struct jk_matter_said *said, struct jk_error *err)
{
    JK_ASSERT(said != NULL);

    enum jk_status rc = check_words(said, err);

    if (rc != JK_OK)
        return rc;
    if (said->kind != JK_MATTER_DROP && !jk_drop_is_none(&said->drop))
        return bad(err, JK_TEXT_DROP_ONLY, "stage", "");
    rc = said->kind == JK_MATTER_REPORT ? check_report(said, err) : check_task(said, err);
    if (rc == JK_OK && said->kind == JK_MATTER_DROP && !said->has_point && !said->place[0])
        rc = bad(err, JK_TEXT_MATTER_WHERE, "place", "");
    if (rc == JK_OK && said->kind == JK_MATTER_DROP && !is_way_good(&said->drop))
        rc = bad(err, JK_TEXT_ISO_TIME, "at", "");
    return rc == JK_OK && said->kind == JK_MATTER_DROP
               ? jk_drop_check(&said->drop, said->due_s, err)
               : rc;
}
