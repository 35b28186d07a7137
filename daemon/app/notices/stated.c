/* Who may state what. A property that is not in the table may be stated by whoever may file.
 *
 * The octets are the truth and are kept as they came, so what its author had no right to say is
 * refused and never dropped. Every date of a series is looked at, for an override is said too. */
#include "daemon/app/notices/stated.h"
#include "daemon/app/handle/handle.h"

#include <string.h>
#include "jarak/app/texts/texts.h"

#define BY(role) (1U << JK_ROLE_##role)

static bool same_sttp(const struct jk_facts *a, const struct jk_facts *b)
{
    return strcmp(a->sttp, b->sttp) == 0;
}

static bool same_received(const struct jk_facts *a, const struct jk_facts *b)
{
    return a->received_s == b->received_s;
}

static bool same_public_note(const struct jk_facts *a, const struct jk_facts *b)
{
    return strcmp(a->public_note, b->public_note) == 0;
}

/* Officers, their unit and what they guard are the planning of the police. */
static bool same_officers(const struct jk_facts *a, const struct jk_facts *b)
{
    return a->officers == b->officers;
}

static bool same_unit(const struct jk_facts *a, const struct jk_facts *b)
{
    return strcmp(a->unit, b->unit) == 0;
}

static bool same_guards(const struct jk_facts *a, const struct jk_facts *b)
{
    return strcmp(a->guards, b->guards) == 0;
}

/* A neutral kind is separated from nobody: a team calls its activity what it is. */
static bool same_neutral_kind(const struct jk_facts *a, const struct jk_facts *b)
{
    return a->kind == b->kind || !jk_kind_is_neutral(a->kind);
}

static const struct {
    const char *property;
    bool (*same)(const struct jk_facts *a, const struct jk_facts *b);
    unsigned by; /* roles that may state it */
} rows[] = {
    /* Issued by the police and copied to Bawaslu, who enters what it got (DOMAIN 1.1). With it a
     * chain binds at once, so nobody else is believed. */
    { "X-JARAK-STTP", same_sttp, BY(BAWASLU) | BY(POLRES) },
    /* Decides who is asked first (SPEC 4, precedence). */
    { "X-JARAK-RECEIVED", same_received, BY(BAWASLU) | BY(KPU) | BY(POLRES) },
    /* An office speaks to the public (WIRE 3: written by an officer). */
    { "X-JARAK-PUBLIC-NOTE", same_public_note, BY(BAWASLU) | BY(KPU) | BY(POLRES) },
    { "X-JARAK-OFFICERS", same_officers, BY(POLRES) },
    { "X-JARAK-UNIT", same_unit, BY(POLRES) },
    { "X-JARAK-GUARDS", same_guards, BY(POLRES) },
    /* LOGISTIK, PENGAMANAN, RAKOR, SOSIALISASI. */
    { "CATEGORIES", same_neutral_kind, BY(BAWASLU) | BY(KPU) | BY(POLRES) | BY(KESBANGPOL) },
};

/* Does the role file what this is? Kesbangpol keeps the regency's desk and calls its meetings; a
 * campaign, and the duties of others, are stated by those whose they are. A part of something else
 * is no meeting, whatever it calls itself. */
static bool is_of_role(enum jk_role role, const struct jk_facts *facts)
{
    return jk_role_rights(role) & JK_MAY_CAMPAIGN ||
           (facts->kind == JK_KIND_RAKOR && facts->party.count == 0 && facts->leg == JK_LEG_MAIN);
}

/* Does this line of the stream begin the property? */
static bool begins(struct jk_span line, const char *property)
{
    size_t len = strlen(property);

    return line.len > len && (line.at[len] == ':' || line.at[len] == ';') &&
           jk_span_eq_nocase((struct jk_span){ line.at, len }, jk_span_of(property));
}

/* The line a component states the property in, counted in the stream; the component's own where it
 * is folded so that it cannot be seen. */
static unsigned line_of(struct jk_span stream, unsigned component, const char *property)
{
    struct jk_span line;

    for (unsigned number = 1; jk_span_cut(&stream, '\n', &line); number++) {
        if (number < component)
            continue;
        if (begins(line, property))
            return number;
        if (number > component && line.len >= 10 &&
            jk_span_eq_nocase((struct jk_span){ line.at, 10 }, JK_SPAN("END:VEVENT")))
            break;
    }
    return component;
}

/* One date of the notice, or all of them. */
static enum jk_status check_facts(const struct jk_submission *filing, const struct jk_facts *facts,
                                  const struct jk_facts *filed, struct jk_error *err)
{
    const struct jk_account *author = filing->team ? filing->team : filing->actor;
    const struct jk_facts nothing = jk_facts_unstated();

    if (!is_of_role(author->role, facts))
        return jk_fail_at(err, JK_DENIED, JK_TEXT_MEETINGS_ONLY,
                          (struct jk_at){ line_of(filing->bytes, facts->line, "CATEGORIES"),
                                          "CATEGORIES" },
                          "%s", jk_role_word(author->role));
    if (jk_facts_are_neutral(facts) && facts->sttp[0])
        return jk_fail_at(err, JK_INVALID, JK_TEXT_NEUTRAL_STTP,
                          (struct jk_at){ line_of(filing->bytes, facts->line, "X-JARAK-STTP"),
                                          "X-JARAK-STTP" },
                          "%s", facts->sttp);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].by >> author->role & 1 || rows[i].same(facts, &nothing) ||
            (filed && rows[i].same(facts, filed)))
            continue;
        return jk_fail_at(err, JK_DENIED, JK_TEXT_NOT_STATED_BY,
                          (struct jk_at){ line_of(filing->bytes, facts->line, rows[i].property),
                                          rows[i].property },
                          "%s", jk_role_word(author->role));
    }
    return JK_OK;
}

enum jk_status notices_check_stated(const struct jk_app *app, const struct jk_submission *filing,
                                    const struct jk_notice *notice, struct jk_error *err)
{
    const struct jk_entry *entry = jk_registry_entry(app->registry, notice->uid);
    const struct jk_facts *filed = entry && entry->current ? &entry->current->notice->facts : NULL;
    const struct jk_facts *last = &notice->facts;
    enum jk_status rc = check_facts(filing, last, filed, err);

    for (size_t i = 0; i < notice->instance_count && rc == JK_OK; i++) {
        if (notice->instances[i].facts == last)
            continue;
        last = notice->instances[i].facts;
        rc = check_facts(filing, last, filed, err);
    }
    return rc;
}
