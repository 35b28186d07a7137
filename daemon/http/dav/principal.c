/* REPORTs about principals: expand-property (RFC 3253 3.8), principal-search-property-set and
 * principal-property-search (RFC 3744 9.5, 9.4). Apple's client sends the first two when an account
 * is set up, others look for attendees by the third. The only principal there is, is the caller. */
#include <string.h>
#include "daemon/http/dav/dav.h"
#include "jarak/http/texts/texts.h"
#include "daemon/http/api/answer.h"
#include "jarak/http/server/call.h"
#include "jarak/feed/calendar/xml.h"

static const struct dav_prop searchable[] = {
    { DAV_NS, "displayname" },
    { CALDAV_NS, "calendar-user-address-set" },
    { CALDAV_NS, "calendar-home-set" },
};
#define SEARCHABLE (sizeof searchable / sizeof *searchable)

static bool is_property(const struct dav_node *node, struct dav_prop *out)
{
    const char *ns = dav_attr(node, "namespace");

    *out = (struct dav_prop){ ns ? ns : DAV_NS, dav_attr(node, "name") };
    return dav_is(node, DAV_NS, "property") && out->name;
}

static void expand_place(struct dav_ask *ask, const struct dav_subject *s,
                         const struct dav_node *wanted);

/* A property that is there: its value, or, where it is an address and more is asked of it, the
 * <response> of what stands there. As deep as the body, so the answer grows with it only. */
static void expand_one(struct dav_ask *ask, const struct dav_subject *s,
                       const struct dav_node *node, const struct dav_prop *prop)
{
    struct dav_subject to = { .place = { .region = ask->actor->region } };

    to.place.kind = dav_prop_target(s, prop);
    if (!node->children || !to.place.kind) {
        dav_prop_add(ask, s, prop);
        return;
    }
    dav_tag_add(&ask->out, prop, "<", ">");
    expand_place(ask, &to, node);
    dav_tag_add(&ask->out, prop, "</", ">\n");
}

/* The properties of one kind: those that are there, or those that are not. */
static void expand_props(struct dav_ask *ask, const struct dav_subject *s,
                         const struct dav_node *wanted, bool there)
{
    struct dav_prop prop;
    bool any = false;

    for (const struct dav_node *n = wanted->children; n; n = n->next) {
        if (!is_property(n, &prop) || dav_prop_is(s, &prop) != there)
            continue;
        jk_buf_str(&ask->out, any ? "" : "<D:propstat><D:prop>");
        any = true;
        if (there)
            expand_one(ask, s, n, &prop);
        else
            dav_tag_add(&ask->out, &prop, "<", "/>");
    }
    if (any)
        dav_propstat_close(ask, there ? 200 : 404);
}

static void expand_place(struct dav_ask *ask, const struct dav_subject *s,
                         const struct dav_node *wanted)
{
    size_t before;

    jk_buf_str(&ask->out, "<D:response><D:href>");
    dav_href_add(&ask->out, ask, &s->place);
    jk_buf_str(&ask->out, "</D:href>");
    before = ask->out.len;
    expand_props(ask, s, wanted, true);
    expand_props(ask, s, wanted, false);
    if (ask->out.len == before) /* a response has a propstat (RFC 4918 14.24) */
        jk_buf_str(&ask->out, "<D:propstat><D:prop/><D:status>HTTP/1.1 200 OK</D:status>"
                              "</D:propstat>");
    jk_buf_str(&ask->out, "</D:response>\n");
}

void dav_expand_run(struct dav_ask *ask, const struct dav_node *root)
{
    struct jk_calendar_item item;
    struct dav_subject s;

    if (!dav_subject_read(ask, &item, &s))
        return;
    dav_open(ask);
    expand_place(ask, &s, root);
    dav_send(ask);
}

void dav_search_set_run(struct dav_ask *ask, const struct dav_node *root)
{
    static const struct jk_text *const texts[SEARCHABLE] = { JK_TEXT_DAV_SEARCH_NAME,
                                                             JK_TEXT_DAV_SEARCH_ADDRESS,
                                                             JK_TEXT_DAV_SEARCH_HOME };
    const struct jk_http_header none = { "Cache-Control", "no-store" };
    struct jk_buf *out = &ask->out;

    (void)root;
    jk_buf_str(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:principal-search-property-set"
                    " xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\n");
    for (size_t i = 0; i < SEARCHABLE; i++) {
        jk_buf_str(out, "<D:principal-search-property><D:prop>");
        dav_tag_add(out, &searchable[i], "<", "/>");
        jk_buf_str(out, "</D:prop>");
        jk_xml_element(out, "D:description", jk_text_get(texts[i], jk_http_lang(ask->call)));
        jk_buf_str(out, "</D:principal-search-property>\n");
    }
    jk_buf_str(out, "</D:principal-search-property-set>\n");
    api_reply_text(ask->call, DAV_TYPE, &none, out);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* True when the text of some XML, tags aside, holds the words. (RFC 3744 9.4: caseless) */
static bool holds(const char *xml, size_t len, const char *words)
{
    size_t wanted = strlen(words);
    bool tag = false;

    for (size_t i = 0; i + wanted <= len; i++) {
        size_t same = 0;

        tag = xml[i] == '<' || (tag && xml[i] != '>');
        while (!tag && same < wanted && lower(xml[i + same]) == lower(words[same]))
            same++;
        if (!tag && same == wanted)
            return true;
    }
    return wanted == 0;
}

/* One <property-search>: every property it names holds the words. */
static bool is_found(struct dav_ask *ask, const struct dav_subject *s,
                     const struct dav_node *search)
{
    const struct dav_node *prop = dav_child(search, DAV_NS, "prop");
    const struct dav_node *match = dav_child(search, DAV_NS, "match");
    bool found = prop && prop->children && match;

    for (prop = prop ? prop->children : NULL; prop && found; prop = prop->next) {
        const struct dav_prop name = { prop->ns, prop->name };
        size_t before = ask->out.len;
        bool known = false;

        for (size_t i = 0; i < SEARCHABLE && !known; i++)
            known = dav_is(prop, searchable[i].ns, searchable[i].name);
        if (known)
            dav_prop_add(ask, s, &name); /* for its text; it is taken back */
        found = known && jk_buf_ok(&ask->out) &&
                holds(ask->out.at + before, ask->out.len - before, match->text);
        ask->out.len = before;
    }
    return found;
}

/* Several searches must all find it, unless test="anyof" (RFC 6638 and Apple's extension). */
static bool is_caller_found(struct dav_ask *ask, const struct dav_subject *s,
                            const struct dav_node *root)
{
    const char *test = dav_attr(root, "test");
    bool any = test && strcmp(test, "anyof") == 0;
    size_t searches = 0, found = 0;

    for (const struct dav_node *n = root->children; n; n = n->next) {
        if (!dav_is(n, DAV_NS, "property-search"))
            continue;
        searches++;
        found += is_found(ask, s, n);
    }
    return searches > 0 && (any ? found > 0 : found == searches);
}

void dav_search_run(struct dav_ask *ask, const struct dav_node *root)
{
    bool everywhere = dav_child(root, DAV_NS, "apply-to-principal-collection-set") != NULL;
    const struct dav_subject caller = { .place = { .kind = DAV_PRINCIPAL } };
    struct dav_wanted wanted;
    struct jk_error err;

    if (!dav_wanted_read(ask, root, &wanted)) {
        jk_fail(&err, JK_TOO_MANY, JK_TEXT_DAV_XML, "prop", "%s", "");
        jk_http_reply_problem(ask->call, &err);
        return;
    }
    dav_open(ask);
    if ((everywhere || ask->place.kind == DAV_PRINCIPALS) && is_caller_found(ask, &caller, root))
        dav_response_add(ask, &caller, &wanted);
    dav_send(ask);
}
