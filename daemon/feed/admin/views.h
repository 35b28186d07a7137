/* daemon/feed/admin/views.h: what the page of a region's administrator says, ready to be read. */
#ifndef DAEMON_FEED_ADMIN_VIEWS_H
#define DAEMON_FEED_ADMIN_VIEWS_H
#include "daemon/feed/desk/views.h"

#define ADMIN_OFFICES 4 /* a reader's, and none */

struct web_admin_token {
    const char *id, *label, *made;
    const char *action, *csrf; /* "" it was revoked */
};

struct web_admin_account {
    const char *name, *role, *region, *dates, *state, *state_class;
    const char *action, *csrf, *act, *act_text, *password_id, *label_id, *from_id, *to_id;
    const char *from, *to; /* as they are typed; "" no bound */
    const struct web_admin_token *tokens;
    size_t tokens_count;
    bool reads_only; /* it has a scope */
    const char *scope_id, *office_id, *reason_id;
    struct web_option scopes[2], offices[ADMIN_OFFICES];
    size_t scopes_count, offices_count;
};

struct web_admin {
    const char *about, *done, *fault, *token, *token_title, *csrf;
    const struct web_admin_account *accounts;
    size_t accounts_count;
    const struct web_option *roles, *contests;
    size_t roles_count, contests_count;
};

void web_admin(struct jk_buf *out, const struct web_admin *v, enum jk_lang lang);
#endif
