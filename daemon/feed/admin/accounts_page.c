/* The page of a region's administrator: each account folded with its forms, and one to make a new
 * one. A token is on the one page that answers its making and nowhere else. */
#include "jarak/feed/admin/accounts.h"

#include "daemon/feed/admin/views.h"
#include "daemon/feed/desk/pen.h"
#include <string.h>
#include "jarak/base/defend.h"

/* Whose a reader's account may be said to be: words of the journal. */
static const struct {
    const char *word;
    const struct jk_text *text;
} offices[ADMIN_OFFICES] = { { "", JK_TEXT_ADMIN_OFFICE_NONE },
                             { "kejaksaan", JK_TEXT_ADMIN_OFFICE_PROSECUTOR },
                             { "provinsi", JK_TEXT_ADMIN_OFFICE_PROVINCE },
                             { "dprd", JK_TEXT_ADMIN_OFFICE_DPRD } };

/* "25 September 2024 sampai -"; "" without a bound. */
static const char *dates_of(struct desk_pen *pen, const struct jk_account_view *a)
{
    int offset_s = a->tz ? a->tz->offset_s : 0;
    bool from = a->not_before_s > 0, to = a->not_after_s > 0;
    const char *const names[] = {
        "value", from ? desk_date(pen, jk_local_day(a->not_before_s, offset_s)) : "-", "more",
        to ? desk_date(pen, jk_local_day(a->not_after_s, offset_s)) : "-", NULL
    };

    return from || to ? desk_fill(pen, JK_TEXT_ADMIN_DATES, names) : "";
}

/* A bound as it is typed: a day. "" none. */
static const char *typed_day(struct desk_pen *pen, const struct jk_account_view *a, int64_t bound_s)
{
    return bound_s > 0 ? desk_iso_date(pen, jk_local_day(bound_s, a->tz ? a->tz->offset_s : 0))
                       : "";
}

static void fill_tokens(struct desk_pen *pen, const struct jk_desk_reader *reader,
                        const struct jk_account_view *a, struct web_admin_account *out)
{
    struct web_admin_token *list = desk_array(pen, a->token_count, sizeof *list);

    for (size_t i = 0; list && i < a->token_count; i++) {
        const struct jk_token_view *t = &a->tokens[i];

        list[i] =
            (struct web_admin_token){ .id = t->id,
                                      .label = t->label[0] ? t->label : t->id,
                                      .made = t->made_s ? desk_instant(pen, t->made_s) : "",
                                      .action = t->revoked ? ""
                                                           : desk_fmt(pen, "/meja/admin/akun/%s",
                                                                      desk_url(pen, a->name)),
                                      .csrf = reader->csrf };
    }
    out->tokens = list;
    out->tokens_count = list ? a->token_count : 0;
}

/* How far a reader reads, and the form that says it anew. */
static void fill_scope(struct desk_pen *pen, const struct jk_account_view *a, size_t at,
                       struct web_admin_account *out)
{
    const char *const of[] = { desk_say(pen, JK_TEXT_ADMIN_SCOPE_PUBLIC),
                               desk_say(pen, JK_TEXT_ADMIN_SCOPE_WATCH) };
    const char *office = "";

    out->reads_only = true;
    out->scope_id = desk_fmt(pen, "cakupan-%zu", at);
    out->office_id = desk_fmt(pen, "kantor-%zu", at);
    out->reason_id = desk_fmt(pen, "alasan-%zu", at);
    out->scopes[0] = (struct web_option){ "public", of[0], !a->supervisory };
    out->scopes[1] = (struct web_option){ "supervisory", of[1], a->supervisory };
    out->scopes_count = 2;
    for (size_t i = 0; i < ADMIN_OFFICES; i++) {
        const bool chosen = strcmp(offices[i].word, a->office) == 0;

        out->offices[i] =
            (struct web_option){ offices[i].word, desk_say(pen, offices[i].text), chosen };
        if (chosen && offices[i].word[0])
            office = desk_fmt(pen, ", %s", out->offices[i].text);
    }
    out->offices_count = ADMIN_OFFICES;
    out->role =
        desk_fmt(pen, "%s, %s%s", out->role,
                 desk_fill_one(pen, JK_TEXT_ADMIN_SCOPE_OF, "value", of[a->supervisory]), office);
}

static void fill_accounts(struct desk_pen *pen, const struct jk_desk_reader *reader,
                          const struct jk_admin_page *page, struct web_admin *view)
{
    struct web_admin_account *list = desk_array(pen, page->count, sizeof *list);

    for (size_t i = 0; list && i < page->count; i++) {
        const struct jk_account_view *a = &page->accounts[i];
        const struct jk_region *region = jk_pack_region(pen->pack, a->region);

        list[i] = (struct web_admin_account){
            .name = a->name,
            .role = desk_role(pen, a->role),
            .region = region ? region->name : a->region,
            .dates = dates_of(pen, a),
            .state = desk_say(pen, a->disabled ? JK_TEXT_ADMIN_DISABLED : JK_TEXT_ADMIN_OPEN),
            .state_class = a->disabled ? "tahan" : "terbit",
            .action = desk_fmt(pen, "/meja/admin/akun/%s", desk_url(pen, a->name)),
            .csrf = reader->csrf,
            .act = a->disabled ? "aktifkan" : "nonaktifkan",
            .act_text = desk_say(pen, a->disabled ? JK_TEXT_ADMIN_ENABLE : JK_TEXT_ADMIN_DISABLE),
            .password_id = desk_fmt(pen, "sandi-%zu", i + 1),
            .label_id = desk_fmt(pen, "label-%zu", i + 1),
            .from_id = desk_fmt(pen, "mulai-%zu", i + 1),
            .to_id = desk_fmt(pen, "sampai-%zu", i + 1),
            .from = typed_day(pen, a, a->not_before_s),
            .to = typed_day(pen, a, a->not_after_s)
        };
        if (a->contest && a->contest[0])
            list[i].role = desk_fmt(pen, "%s %u", list[i].role, a->paslon);
        if (strcmp(a->role, "pembaca") == 0)
            fill_scope(pen, a, i + 1, &list[i]);
        fill_tokens(pen, reader, a, &list[i]);
    }
    view->accounts = list;
    view->accounts_count = list ? page->count : 0;
}

static void fill_contests(struct desk_pen *pen, struct web_admin *view)
{
    struct web_option *list = desk_array(pen, pen->pack->contest_count, sizeof *list);

    for (size_t i = 0; list && i < pen->pack->contest_count; i++)
        list[i] = (struct web_option){ pen->pack->contests[i].id,
                                       pen->pack->contests[i].name[pen->lang], false };
    view->contests = list;
    view->contests_count = list ? pen->pack->contest_count : 0;
}

static void fill_roles(struct desk_pen *pen, const struct jk_admin_page *page,
                       struct web_admin *view)
{
    size_t count = 0;
    struct web_option *list;

    while (page->roles[count])
        count++;
    list = desk_array(pen, count, sizeof *list);
    for (size_t i = 0; list && i < count; i++)
        list[i] = (struct web_option){ page->roles[i], desk_role(pen, page->roles[i]), false };
    fill_contests(pen, view);
    view->roles = list;
    view->roles_count = list ? count : 0;
}

enum jk_status jk_desk_admin_page(struct jk_buf *out, const struct jk_desk_reader *reader,
                                  const struct jk_admin_page *page)
{
    JK_ASSERT(page != NULL && page->roles != NULL);

    struct desk_pen pen = desk_pen_of(reader);
    struct web_admin view = {
        .done = page->done, .fault = page->fault, .token = page->token, .csrf = reader->csrf
    };
    struct jk_buf content = { 0 };

    view.about =
        desk_fill(&pen, JK_TEXT_ADMIN_ABOUT,
                  (const char *const[]){ "where", reader->region->name, "count",
                                         desk_number(&pen, (long long)page->count), NULL });
    if (page->token)
        view.token_title = desk_fill_one(&pen, JK_TEXT_ADMIN_TOKEN, "value", page->of);
    fill_accounts(&pen, reader, page, &view);
    fill_roles(&pen, page, &view);
    if (!pen.failed)
        web_admin(&content, &view, reader->lang);
    return desk_finish(out, &pen, reader, desk_say(&pen, JK_TEXT_ADMIN_TITLE), &content);
}
