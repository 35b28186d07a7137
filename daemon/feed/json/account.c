/* An account as JSON; bounds that are not set are left out, and secrets are never in it. */
#include "jarak/feed/json/build.h"
#include "jarak/feed/json/account.h"

#include "jarak/base/bytes.h"
#include "jarak/base/defend.h"

/* Null where there is no bound: the member is left out. */
static json_t *bound_json(int64_t at_s, const struct jk_tz *tz)
{
    struct jk_buf text = { 0 };
    json_t *json = NULL;

    if (at_s == 0)
        return NULL;
    jk_iso_add(&text, at_s, tz ? tz->offset_s : 0);
    if (jk_buf_ok(&text))
        json = json_stringn(text.at, text.len);
    jk_buf_clear(&text);
    return json;
}

static json_t *token_json(const struct jk_token_view *token, const struct jk_tz *tz)
{
    return json_pack("{s:s, s:s, s:b, s:o*, s:o*, s:o*}", "id", token->id, "label", token->label,
                     "revoked", token->revoked, "made", bound_json(token->made_s, tz), "not_before",
                     bound_json(token->not_before_s, tz), "not_after",
                     bound_json(token->not_after_s, tz));
}

json_t *jk_account_json(const struct jk_account_view *view)
{
    JK_ASSERT(view != NULL);

    struct jk_json tokens = jk_json_list(), json;

    for (size_t i = 0; i < view->token_count; i++)
        jk_json_add(&tokens, token_json(&view->tokens[i], view->tz));
    json = jk_json_take(json_pack("{s:s, s:s, s:s, s:b, s:b, s:o*, s:o*, s:o}", "name", view->name,
                                  "role", view->role, "region", view->region, "disabled",
                                  view->disabled, "password", view->has_password, "not_before",
                                  bound_json(view->not_before_s, view->tz), "not_after",
                                  bound_json(view->not_after_s, view->tz), "tokens",
                                  jk_json_end(&tokens)));
    if (view->contest[0]) {
        jk_json_set_text(&json, "contest", view->contest);
        jk_json_set_integer(&json, "paslon", view->paslon);
    }
    if (view->supervisory || view->office[0]) {
        jk_json_set_text(&json, "scope", view->supervisory ? "supervisory" : "public");
        jk_json_set_text(&json, "office", view->office);
    }
    return jk_json_end(&json);
}
