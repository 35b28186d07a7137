/* A form that changes notices: what it wrote before and what it writes now are laid side by side,
 * and each notice is amended by the difference (jarak/ical/amend.h).
 *
 * A leg is one notice in both. One that is only there now is new; one that is no longer there is
 * called off. What the form never showed (a second assembly point) is in neither, and stays. */
#include "jarak/feed/form/form.h"

#include <stdio.h>
#include <string.h>
#include "jarak/base/defend.h"
#include "jarak/feed/texts/texts.h"
#include "jarak/ical/amend.h"
#include "jarak/ical/join.h"
#include "jarak/ical/write.h"

struct form_changing {
    const struct jk_form_change *change;
    const struct jk_pack *pack;
    struct jk_arena arena;
    const struct jk_ical_comp *before, *after;
    struct jk_span resources[JK_LEG_END];
    size_t count;
    struct jk_form_fault *fault;
};

/* Writes a form and reads the lines back as a tree. */
static enum jk_status write_side(struct form_changing *c, const struct jk_form *form,
                                 const struct jk_ical_comp **out)
{
    struct jk_buf ical = { 0 };
    const char *kept;
    enum jk_status rc = jk_form_write(form, c->pack, &ical, c->fault);

    kept = rc == JK_OK ? jk_arena_copy(&c->arena, jk_buf_view(&ical)) : NULL;
    if (rc == JK_OK && !kept)
        rc = jk_no_memory(&c->fault->error);
    if (rc == JK_OK)
        rc = jk_ical_scan(&c->arena, (struct jk_span){ kept, ical.len }, JK_ICAL_LINES_MAX, out,
                          &c->fault->error);
    jk_buf_clear(&ical);
    return rc;
}

static bool is_of(const struct jk_ical_comp *event, const char *uid)
{
    const struct jk_ical_prop *prop = jk_ical_find(event, "UID");

    return prop && jk_span_eq(jk_span_trim(prop->value), jk_span_of(uid));
}

/* The event of that UID; null where there is none. */
static const struct jk_ical_comp *event_of(const struct jk_ical_comp *calendar, const char *uid)
{
    const struct jk_ical_comp *event = calendar->children;

    while (event && !(jk_ical_is(event->name, "VEVENT") && is_of(event, uid)))
        event = event->next;
    return event;
}

static enum jk_status keep(struct form_changing *c, struct jk_span bytes)
{
    c->resources[c->count++] = bytes;
    return JK_OK;
}

/* A leg that is new, or that was called off and takes place again. */
static enum jk_status add_leg(struct form_changing *c, const struct jk_ical_comp *event,
                              uint32_t sequence)
{
    struct jk_buf out = { 0 };
    char number[16];
    const char *kept;

    snprintf(number, sizeof number, "%u", sequence);
    jk_ical_begin(&out, "VCALENDAR");
    jk_ical_line(&out, "VERSION", "2.0");
    jk_ical_line(&out, "PRODID", "-//jarakd//meja//ID");
    jk_buf_span(&out, event->begin);
    jk_ical_line(&out, "SEQUENCE", number);
    for (const struct jk_ical_prop *prop = event->props; prop; prop = prop->next)
        jk_buf_span(&out, prop->bytes);
    jk_buf_span(&out, event->end);
    jk_ical_end(&out, "VCALENDAR");
    kept = jk_buf_ok(&out) ? jk_arena_copy(&c->arena, jk_buf_view(&out)) : NULL;
    if (kept)
        keep(c, (struct jk_span){ kept, out.len });
    jk_buf_clear(&out);
    return kept ? JK_OK : jk_no_memory(&c->fault->error);
}

static enum jk_status change_notice(struct form_changing *c, const struct jk_notice *notice)
{
    const struct jk_ical_amend by = { .before = event_of(c->before, notice->uid),
                                      .after = event_of(c->after, notice->uid),
                                      .sequence = notice->sequence + 1,
                                      .stamp_s = c->change->now_s };
    struct jk_span bytes;
    enum jk_status rc;

    if (!by.before)
        return by.after ? add_leg(c, by.after, by.sequence) : JK_OK;
    rc = jk_ical_amend(&c->arena, notice->bytes, &by, &bytes, &c->fault->error);
    if (rc == JK_EXISTS)
        return JK_OK;
    return rc == JK_OK ? keep(c, bytes) : rc;
}

/* Is the event one of a notice that is there already? */
static bool is_known(const struct form_changing *c, const struct jk_ical_comp *event)
{
    for (size_t i = 0; i < c->change->count; i++) {
        if (is_of(event, c->change->notices[i]->uid))
            return true;
    }
    return false;
}

static enum jk_status change_all(struct form_changing *c)
{
    enum jk_status rc = JK_OK;

    for (size_t i = 0; i < c->change->count && rc == JK_OK; i++)
        rc = change_notice(c, c->change->notices[i]);
    for (const struct jk_ical_comp *event = c->after->children; event && rc == JK_OK;
         event = event->next) {
        if (jk_ical_is(event->name, "VEVENT") && !is_known(c, event))
            rc = add_leg(c, event, 0);
    }
    return rc;
}

enum jk_status jk_form_amend(const struct jk_form_change *change, const struct jk_pack *pack,
                             struct jk_buf *out, struct jk_form_fault *fault)
{
    JK_ASSERT(change != NULL && change->before != NULL && change->after != NULL);

    struct form_changing c = { .change = change, .pack = pack, .fault = fault };
    enum jk_status rc = write_side(&c, change->before, &c.before);

    if (rc != JK_OK && rc != JK_MEMORY) {
        fault->field = JK_FORM_END;
        rc = jk_fail(&fault->error, JK_STATE, JK_TEXT_FORM_NOT_HERE, "uid", "%s", "");
    }
    if (rc == JK_OK)
        rc = write_side(&c, change->after, &c.after);
    if (rc == JK_OK) {
        fault->field = JK_FORM_END;
        rc = change_all(&c);
    }
    if (rc == JK_OK && c.count == 0)
        rc = JK_EXISTS;
    if (rc == JK_OK)
        rc = jk_ical_join(c.resources, c.count, out, &fault->error);
    jk_arena_clear(&c.arena);
    return rc;
}
