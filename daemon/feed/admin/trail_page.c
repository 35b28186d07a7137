/* The audit view as a page: rows of who, when, what, and each field from old to new. */
#include "jarak/feed/admin/trail.h"

#include <inttypes.h>
#include <string.h>
#include "daemon/feed/desk/pen.h"
#include "jarak/base/civil.h"
#include "jarak/base/decimal.h"
#include "jarak/base/defend.h"
#include "jarak/model/chain_state.h"

static const struct {
    const char *api, *page;
    const struct jk_text *text;
} topics[] = {
#define X(NAME, api, page) { api, page, JK_TEXT_TRAIL_##NAME },
    JK_TRAIL_TOPICS(X)
#undef X
};
_Static_assert(sizeof topics / sizeof *topics == JK_TRAIL_TOPIC_END, "every topic has its words");

enum jk_trail_topic jk_trail_topic_of(struct jk_span word)
{
    int topic = 0;

    while (topic < JK_TRAIL_TOPIC_END && !jk_span_eq(word, jk_span_of(topics[topic].api)) &&
           !jk_span_eq(word, jk_span_of(topics[topic].page)))
        topic++;
    return (enum jk_trail_topic)topic;
}

/* Words of states and acts that are none of a chain. */
static const struct {
    const char *word;
    const struct jk_text *text;
} words[] = {
    { "retime", JK_TEXT_TRAIL_ACT_RETIME },
    { "retime_accept", JK_TEXT_TRAIL_ACT_ACCEPT },
    { "retime_decline", JK_TEXT_TRAIL_ACT_DECLINE },
    { "report", JK_TEXT_TRAIL_ACT_REPORT },
    { "verify", JK_TEXT_TRAIL_ACT_VERIFY },
    { "struck", JK_TEXT_STRUCK_OUT },
    { "stated", JK_TEXT_TRAIL_STATED },
    { "taken_back", JK_TEXT_TRAIL_TAKEN_BACK },
    { "standing", JK_TEXT_STRUCK_STANDS },
    { "confirmed", JK_TEXT_TRAIL_CONFIRMED },
    { "expired", JK_TEXT_TRAIL_EXPIRED },
    { "open", JK_TEXT_DESK_NONE_YET },
    { "accepted", JK_TEXT_DESK_ACCEPTED },
    { "objected", JK_TEXT_DESK_OBJECTED },
    { "rejudge", JK_TEXT_DESK_REJUDGE },
    { "late", JK_TEXT_TRAIL_LATE },
    { "off_route", JK_TEXT_TRAIL_OFF_ROUTE },
    { "longer", JK_TEXT_TRAIL_LONGER },
    { "over", JK_TEXT_TRAIL_OVER },
};

static const char *word_text(struct desk_pen *pen, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, word) == 0)
            return desk_say(pen, words[i].text);
    }
    return desk_act(pen, word);
}

static const char *state_text(struct desk_pen *pen, const char *word)
{
    enum jk_state state = jk_state_of(word);
    const struct jk_desk_activity activity = { .state = state };

    return state == JK_STATE_END ? word_text(pen, word) : desk_state(pen, &activity);
}

static const char *way_text(struct desk_pen *pen, const char *value)
{
    struct jk_span rest = jk_span_of(value), count = { NULL, 0 }, metres = { NULL, 0 };
    uint64_t length_m = 0;

    jk_span_cut(&rest, ' ', &count);
    if (!jk_span_cut(&rest, ' ', &metres) || !jk_uint_parse(metres, UINT32_MAX, &length_m))
        return value;
    const char *const names[] = { "count", desk_fmt(pen, "%.*s", (int)count.len, count.at),
                                  "value", desk_distance(pen, (double)length_m),
                                  "field", desk_fmt(pen, "%.*s", (int)rest.len, rest.at),
                                  NULL };

    return desk_fill(pen, JK_TEXT_TRAIL_WAY, names);
}

static const char *kind_text(struct desk_pen *pen, const char *value)
{
    struct jk_error err;
    enum jk_kind kind;

    return jk_kind_parse(jk_span_of(value), &kind, &err) == JK_OK ? jk_kind_name(kind, pen->lang)
                                                                  : value;
}

static const char *value_text(struct desk_pen *pen, enum jk_trail_form form, const char *value)
{
    uint64_t seconds = 0;
    int32_t day;

    if (!value[0])
        return desk_say(pen, JK_TEXT_TRAIL_EMPTY);
    switch (form) {
    case JK_TRAIL_TEXT:
        return value;
    case JK_TRAIL_DATE:
        return jk_date_parse(jk_span_of(value), &day) ? desk_date(pen, day) : value;
    case JK_TRAIL_KIND:
        return kind_text(pen, value);
    case JK_TRAIL_TIME:
        jk_uint_parse(jk_span_of(value), INT64_MAX, &seconds);
        return seconds ? desk_instant(pen, (int64_t)seconds)
                       : desk_say(pen, JK_TEXT_TRAIL_NO_BOUND);
    case JK_TRAIL_STATE:
        return state_text(pen, value);
    case JK_TRAIL_YES:
        return desk_say(pen, value[0] == '1' ? JK_TEXT_TRAIL_YES : JK_TEXT_TRAIL_NO);
    case JK_TRAIL_WAY:
        return way_text(pen, value);
    case JK_TRAIL_KEPT:
        break;
    }
    return desk_say(pen, JK_TEXT_TRAIL_HIDDEN);
}

static void fill_changes(struct desk_pen *pen, const struct jk_trail_view *v,
                         struct web_trail_row *out)
{
    struct web_trail_change *list = desk_array(pen, v->change_count, sizeof *list);

    for (size_t i = 0; list && i < v->change_count; i++) {
        const struct jk_trail_change *c = &v->changes[i];
        bool shown = c->old && c->form != JK_TRAIL_KEPT;

        list[i] = (struct web_trail_change){ desk_say(pen, c->label),
                                             shown ? value_text(pen, c->form, c->old) : "",
                                             value_text(pen, c->form, c->now) };
    }
    out->changes = list;
    out->changes_count = list ? v->change_count : 0;
}

/* "Rapat umum Paslon 1, Rab, 20 Nov"; a UID says little to a reader. */
static const char *notice_text(struct desk_pen *pen, const struct jk_trail_view *v)
{
    const char *kind, *party;

    if (!v->facts)
        return v->uid;
    kind = desk_capital(pen, jk_kind_name(v->facts->kind, pen->lang));
    party = desk_party_label(pen, &v->facts->party);
    return desk_fmt(pen, "%s%s%s, %s", kind, party[0] ? " " : "", party,
                    desk_short_date(pen, jk_local_day(v->start_s, pen->tz->offset_s)));
}

static void fill_about(struct desk_pen *pen, const struct jk_trail_view *v,
                       struct web_trail_row *out)
{
    out->about = v->uid[0]        ? notice_text(pen, v)
                 : v->conflict[0] ? desk_fmt(pen, "%.8s", v->conflict)
                 : v->account[0]  ? v->account
                                  : v->paslon;
    out->href = v->uid[0]        ? desk_fmt(pen, "/meja/pemberitahuan/%s", desk_url(pen, v->uid))
                : v->conflict[0] ? desk_fmt(pen, "/meja/konflik/%s", desk_url(pen, v->conflict))
                : v->account[0]  ? "/meja/admin"
                                 : "";
}

static struct web_trail_row row_of(struct desk_pen *pen, const struct jk_trail_view *v)
{
    struct web_trail_row row = {
        .seq = desk_fmt(pen, "%" PRIu64, v->seq),
        .when = desk_instant(pen, v->time_s),
        .actor = strcmp(v->actor, "jarakd") == 0 ? desk_say(pen, JK_TEXT_TRAIL_DAEMON) : v->actor,
        .role = v->role[0] ? desk_role(pen, v->role) : "",
        .what = desk_fill_one(pen, v->what, "value", v->act[0] ? word_text(pen, v->act) : ""),
        .note = v->note,
        .more = v->erased                      ? desk_say(pen, JK_TEXT_TRAIL_GONE)
                : v->before == JK_TRAIL_BEYOND ? desk_say(pen, JK_TEXT_TRAIL_BEYOND)
                                               : ""
    };

    fill_about(pen, v, &row);
    fill_changes(pen, v, &row);
    return row;
}

static void fill_topics(struct desk_pen *pen, const struct jk_desk_reader *reader,
                        const struct jk_trail_page *page, struct web_trail *out)
{
    struct web_option *list = desk_array(pen, JK_TRAIL_TOPIC_END + 1, sizeof *list);
    size_t count = 0;

    if (list)
        list[count++] = (struct web_option){ "", desk_say(pen, JK_TEXT_TRAIL_ANY), false };
    for (int i = 0; list && i < JK_TRAIL_TOPIC_END; i++) {
        if (!reader->may_admin && (i == JK_TRAIL_ACCOUNTS || i == JK_TRAIL_SUBSCRIPTIONS))
            continue;
        list[count++] = (struct web_option){ topics[i].page, desk_say(pen, topics[i].text),
                                             jk_trail_topic_of(jk_span_of(page->typed_topic)) ==
                                                 (enum jk_trail_topic)i };
    }
    out->topics = list;
    out->topics_count = count;
}

/* The same question; `before`: from there on. */
static const char *address(struct desk_pen *pen, const struct jk_trail_page *page, uint64_t before)
{
    const char *const values[][2] = { { "dari", page->typed_from },
                                      { "sampai", page->typed_to },
                                      { "akun", page->typed_account },
                                      { "jenis", page->typed_topic },
                                      { "pemberitahuan", page->typed_uid } };
    struct jk_buf out = { 0 };
    char mark = '?';

    jk_buf_str(&out, "/meja/jejak");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (!values[i][1][0])
            continue;
        jk_buf_fmt(&out, "%c%s=%s", mark, values[i][0], desk_url(pen, values[i][1]));
        mark = '&';
    }
    if (before)
        jk_buf_fmt(&out, "%csebelum=%" PRIu64, mark, before);
    return desk_text_of(pen, &out);
}

enum jk_status jk_desk_trail_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_trail_page *page)
{
    JK_ASSERT(page != NULL && page->typed_from != NULL && page->tz != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_trail view = { .outcome = { "", page->fault },
                              .from = page->typed_from,
                              .to = page->typed_to,
                              .account = page->typed_account,
                              .uid = page->typed_uid,
                              .may_see = reader->may_see };
    struct web_trail_row *rows = desk_array(&pen, page->count, sizeof *rows);
    struct jk_buf content = { 0 };

    pen.tz = page->tz;
    for (size_t i = 0; rows && i < page->count; i++)
        rows[i] = row_of(&pen, &page->rows[i]);
    view.rows = rows;
    view.rows_count = rows ? page->count : 0;
    fill_topics(&pen, reader, page, &view);
    view.newest = strstr(reader->here, "sebelum=") ? address(&pen, page, 0) : "";
    view.earlier = page->next ? address(&pen, page, page->next) : "";
    if (page->searched_s)
        view.searched = desk_fill_one(&pen, JK_TEXT_TRAIL_SEARCHED, "date",
                                      desk_instant(&pen, page->searched_s));
    if (!pen.failed)
        web_trail(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_TRAIL_TITLE), &content);
}
