/* METHOD:REPLY: an agency's word on a conflict, under the UID the conflict has in the calendar
 * conflicts/ and with the revision seen as its SEQUENCE.
 *
 * The token says who answers; ATTENDEE must agree with it, so that nobody speaks for another
 * agency. One message holds one reply. The use case is that of the REST route, so faults come back
 * in its words and are renamed to properties here. A stale SEQUENCE is answered with the conflict's
 * revision of now. */
#include <string.h>
#include "daemon/http/dav/itip.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/http/texts/texts.h"
#include "jarak/model/texts.h"
#include "daemon/http/api/answer.h"
#include "jarak/http/server/call.h"
#include "jarak/app/conflicts/opinions.h"
#include "jarak/feed/alert/vevent.h"

/* Whom a calendar address names: an account or an agency; empty: neither. */
static struct jk_span name_in(const char *address)
{
    static const struct {
        const char *head;
        char end;
    } forms[] = { { "urn:jarakd:agency:", '\0' }, { "mailto:", '@' }, { "/dav/principals/", '/' } };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *at = strcasestr(address, forms[i].head), *end;

        if (!at || (i < 2 && at != address))
            continue;
        at += strlen(forms[i].head);
        end = strchr(at, forms[i].end);
        return (struct jk_span){ at, end ? (size_t)(end - at) : strlen(at) };
    }
    return (struct jk_span){ "", 0 };
}

static bool is_agency(struct jk_span name)
{
    for (int i = 0; i < JK_AGENCY_END; i++) {
        struct jk_span word = jk_span_of(jk_agency_word((enum jk_agency)i));

        if (jk_span_starts(name, word) && (name.len == word.len || name.at[word.len] == '-'))
            return true;
    }
    return false;
}

/* Who answers is known by the token; ATTENDEE must say the same. */
static enum jk_status check_attendee(struct itip_message *m, const struct jk_itip_reply *reply)
{
    const struct jk_account *actor = m->ask->actor;
    struct jk_span name = name_in(reply->attendee);

    if (jk_span_eq_nocase(name, jk_span_of(actor->name)) ||
        jk_span_eq_nocase(name, jk_span_of(jk_role_word(actor->role))))
        return JK_OK;
    if (is_agency(name))
        return jk_fail_at(&m->err, JK_DENIED, JK_TEXT_ITIP_OTHER_AGENCY,
                          (struct jk_at){ reply->line, "ATTENDEE" }, "%s", reply->attendee);
    return jk_fail_at(&m->err, JK_INVALID, JK_TEXT_ITIP_ATTENDEE,
                      (struct jk_at){ reply->line, "ATTENDEE" }, "%s", reply->attendee);
}

/* TENTATIVE and NEEDS-ACTION: nothing is said yet, or no longer. */
static const char *opinion_of(enum jk_partstat partstat)
{
    if (partstat == JK_PARTSTAT_ACCEPTED)
        return jk_opinion_word(JK_OPINION_ACCEPTED);
    return jk_opinion_word(partstat == JK_PARTSTAT_DECLINED ? JK_OPINION_OBJECTED
                                                            : JK_OPINION_OPEN);
}

/* The use case names its JSON members; here they are properties. */
static void name_property(struct jk_error *err, unsigned line)
{
    static const char *const names[][2] = { { "conflict", "UID" },
                                            { "note", "COMMENT" },
                                            { "revision", "SEQUENCE" } };

    err->line = line;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(err->field, names[i][0]) == 0)
            strcpy(err->field, names[i][1]);
    }
}

static enum jk_status judge(struct itip_message *m, struct jk_itip_reply *reply,
                            struct jk_conflict_view *view)
{
    const struct jk_itip_item *item = &m->itip.items[0];
    struct jk_opinion_act said = { .actor = m->ask->actor, .now_s = api_now(m->ask->api) };
    char id[JK_CONFLICT_HEX + 1];
    enum jk_status rc;

    if (m->itip.count > 1)
        return jk_fail_at(&m->err, JK_INVALID, JK_TEXT_ITIP_ONE_REPLY,
                          (struct jk_at){ m->itip.items[1].line, "UID" }, "%s",
                          m->itip.items[1].uid);
    rc = jk_itip_reply_read(dav_itip_arena(m), item, reply, &m->err);
    if (rc == JK_OK)
        rc = check_attendee(m, reply);
    if (rc != JK_OK)
        return rc;
    if (!jk_conflict_uid_read(item->uid, id))
        return jk_fail_at(&m->err, JK_INVALID, JK_TEXT_ITIP_CONFLICT_UID,
                          (struct jk_at){ item->line, "UID" }, "%s", item->uid);
    said.conflict = id;
    said.opinion = opinion_of(reply->partstat);
    said.note = reply->comment;
    said.revision = reply->sequence;
    rc = jk_app_opine(m->ask->api->options.app, dav_itip_arena(m), &said, view, &m->err);
    if (rc != JK_OK)
        name_property(&m->err, item->line);
    return rc;
}

static void reply_judged(struct itip_message *m, const struct jk_itip_reply *reply,
                         const struct jk_conflict_view *view, enum jk_status rc)
{
    const struct jk_itip_status done = { JK_ITIP_SUCCESS, NULL, NULL };
    struct jk_itip_said said = dav_itip_said(m, &m->itip.items[0]);
    struct jk_buf text = { 0 };

    said.organizer = m->desk;
    said.attendee = reply->attendee ? reply->attendee : m->caller;
    said.partstat = jk_partstat_word(reply->partstat);
    if (rc == JK_OK || rc == JK_CONFLICT)
        said.sequence = view->revision;
    if (rc != JK_OK) {
        said.partstat = jk_partstat_word(JK_PARTSTAT_NEEDS_ACTION);
        dav_itip_refuse(m, m->itip.count == 1 ? &said : NULL);
        return;
    }
    said.statuses = &done;
    said.status_count = 1;
    jk_itip_begin(&text);
    jk_itip_add(&text, &said, api_now(m->ask->api));
    dav_itip_send(m, &text, 200, false);
}

void dav_itip_take_reply(struct itip_message *m)
{
    struct jk_api *api = m->ask->api;
    const struct jk_pack *pack = jk_app_pack(api->options.app);
    struct jk_itip_reply reply = { .attendee = NULL };
    struct jk_conflict_view view;
    enum jk_status rc = judge(m, &reply, &view);

    if (!m->json)
        reply_judged(m, &reply, &view, rc);
    else if (rc == JK_OK)
        api_send(api, m->ask->call, 200, jk_conflict_json(&view, pack), NULL);
    else
        api_refuse(api, m->ask->call, &m->err,
                   rc == JK_CONFLICT ? json_pack("[o]", jk_conflict_json(&view, pack)) : NULL);
}
