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

/* Stations of a sub-district, or of all. */
struct web_station_row {
    const char *name, *less, *prone, *very, *all, *voters, *unplaced;
};

struct web_stations {
    struct web_note outcome;
    const char *title, *region, *seen, *csrf, *basis, *answer, *document, *typed;
    const char *editions_more, *unverified;
    bool may_state, may_withdraw;
    struct web_station_row sum;
    const struct web_station_row *rows;
    const struct web_option *changes; /* by risk */
    const struct web_policy_edition *editions;
    size_t rows_count, changes_count, editions_count;
};

void web_stations(struct jk_buf *out, const struct web_stations *v, enum jk_lang lang);
void web_admin(struct jk_buf *out, const struct web_admin *v, enum jk_lang lang);
#endif
