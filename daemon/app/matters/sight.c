/* Who may read a matter, and who may do what to it. One place for both, so that a list, a page, a
 * calendar and an alert cannot differ. */
#include <string.h>
#include "daemon/app/matters/matters.h"

static bool is_author(const struct jk_account *account, const struct jk_matter *matter)
{
    return strcmp(account->name, matter->account) == 0;
}

bool jk_app_matter_is_own(const struct jk_app *app, const struct jk_account *account,
                          const struct jk_matter *matter)
{
    const struct jk_account *author = jk_app_account(app, matter->account);

    return author && author->role == account->role && strcmp(author->region, account->region) == 0;
}

static bool is_agency(const struct jk_account *account, const struct jk_matter *matter)
{
    return matter->agency[0] && strcmp(jk_role_word(account->role), matter->agency) == 0;
}

/* Bawaslu keeps it, and this account is not one of its, nor did it write it. */
static bool is_kept_from(const struct jk_account *account, const struct jk_matter *matter)
{
    return jk_topic_is_kept(matter->topic) && !matter->released &&
           account->role != JK_ROLE_BAWASLU && !is_author(account, matter);
}

bool jk_app_matter_is_seen(const struct jk_app *app, const struct jk_account *account,
                           const struct jk_matter *matter)
{
    const struct jk_matter *of;

    if (!(jk_role_rights(account->role) & JK_MAY_SEE) ||
        !jk_region_covers(account->region, matter->region) || is_kept_from(account, matter))
        return false;
    of = matter->kind == JK_MATTER_TASK ? matters_find(app, matter->about) : NULL;
    return !of || !is_kept_from(account, of) || is_agency(account, matter) ||
           jk_app_matter_is_own(app, account, matter);
}

const struct jk_matter *jk_app_matter(const struct jk_app *app, const struct jk_account *account,
                                      const char *id)
{
    const struct jk_matter *matter = matters_find(app, id);

    return matter && jk_app_matter_is_seen(app, account, matter) ? matter : NULL;
}

const struct jk_matter *jk_app_matter_named(const struct jk_app *app,
                                            const struct jk_account *account, const char *name)
{
    char id[JK_MATTER_HEX + 1];
    const struct jk_matter *matter;

    matters_id(account, name, id);
    matter = jk_app_matter(app, account, id);
    return matter ? matter : jk_app_matter(app, account, name);
}

static bool may_on_report(const struct jk_account *account, const struct jk_matter *matter,
                          enum jk_matter_act act)
{
    bool unjudged = matter->state == JK_MATTER_UNVERIFIED;
    bool kept = jk_topic_is_kept(matter->topic);

    switch (act) {
    case JK_MATTER_VERIFY:
    case JK_MATTER_REFUTE:
        return unjudged && !is_author(account, matter) &&
               (!kept || account->role == JK_ROLE_BAWASLU);
    case JK_MATTER_CHANGE:
    case JK_MATTER_PHOTO:
    case JK_MATTER_WITHDRAW:
        return unjudged && is_author(account, matter);
    case JK_MATTER_RELEASE:
        return kept && !matter->released && account->role == JK_ROLE_BAWASLU &&
               matter->state != JK_MATTER_WITHDRAWN;
    case JK_MATTER_ANSWER:
        return matter->topic == JK_TOPIC_HOAX &&
               (matter->state == JK_MATTER_VERIFIED || matter->state == JK_MATTER_REFUTED);
    default:
        return false;
    }
}

static bool may_on_task(const struct jk_app *app, const struct jk_account *account,
                        const struct jk_matter *matter, enum jk_matter_act act)
{
    bool own = jk_app_matter_is_own(app, account, matter);
    bool over = matter->state == JK_MATTER_CANCELLED;

    switch (act) {
    case JK_MATTER_PROGRESS:
        return !over && (own || is_agency(account, matter));
    case JK_MATTER_CHANGE:
        return !over && own;
    case JK_MATTER_CANCEL:
        return !over && own && matter->state != JK_MATTER_DONE;
    default:
        return false;
    }
}

/* KPU states its plan; that it left, and who received it, is noted by whoever of the officers is
 * there. */
static bool may_on_drop(const struct jk_app *app, const struct jk_account *account,
                        const struct jk_matter *matter, enum jk_matter_act act)
{
    bool own = jk_app_matter_is_own(app, account, matter);
    bool open = matter->state == JK_MATTER_OPEN, way = matter->state == JK_MATTER_BEGUN;

    switch (act) {
    case JK_MATTER_LEAVE:
        return open;
    case JK_MATTER_RECEIVE:
        return open || way;
    case JK_MATTER_UNDO:
        return way || matter->state == JK_MATTER_DONE;
    case JK_MATTER_CHANGE:
    case JK_MATTER_CANCEL:
        return own && (open || way);
    default:
        return false;
    }
}

bool jk_app_matter_may(const struct jk_app *app, const struct jk_account *account,
                       const struct jk_matter *matter, enum jk_matter_act act)
{
    if (!matter->bytes.len || !(jk_role_rights(account->role) & JK_MAY_REPORT) ||
        !jk_app_matter_is_seen(app, account, matter))
        return false;
    if (matter->kind == JK_MATTER_DROP)
        return may_on_drop(app, account, matter, act);
    return matter->kind == JK_MATTER_REPORT ? may_on_report(account, matter, act)
                                            : may_on_task(app, account, matter, act);
}

bool jk_matter_is_late(const struct jk_matter *matter, int64_t now_s)
{
    return (matter->state == JK_MATTER_OPEN || matter->state == JK_MATTER_BEGUN) &&
           matter->when_s < now_s;
}
