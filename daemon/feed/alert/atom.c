/* An inbox as an Atom feed: a title and the text for people of each alert, and a link to its CAP
 * document for machines. */
#include "jarak/feed/alert/cap.h"
#include "jarak/feed/texts/texts.h"

#include "jarak/feed/calendar/xml.h"
#include "jarak/base/defend.h"

static void add_updated(struct jk_buf *buf, const struct jk_pack *pack, int64_t time_s)
{
    jk_buf_str(buf, "<updated>");
    jk_iso_add(buf, time_s, pack->tz->offset_s);
    jk_buf_str(buf, "</updated>\n");
}

/* The second line of the text says what happened and the level; the first is the same for all. */
static void add_title(struct jk_buf *buf, const char *text)
{
    struct jk_span rest = jk_span_of(text), line = { "", 0 };
    struct jk_buf title = { 0 };

    jk_span_cut(&rest, '\n', &line);
    if (rest.at)
        jk_span_cut(&rest, '\n', &line);
    jk_buf_span(&title, line);
    jk_xml_element(buf, "title", title.at ? title.at : "-");
    if (!jk_buf_ok(&title))
        buf->failed = true;
    jk_buf_clear(&title);
}

static void add_entry(struct jk_buf *buf, const struct jk_pack *pack, const struct jk_alert *alert)
{
    const char *text = alert->detail->text[JK_LANG_ID];

    jk_buf_fmt(buf, "<entry>\n<id>urn:jarakd:alert:%s-%u</id>\n", alert->conflict, alert->revision);
    add_title(buf, text);
    add_updated(buf, pack, alert->time_s);
    jk_buf_fmt(buf,
               "<link rel=\"alternate\" type=\"application/cap+xml\""
               " href=\"/api/v1/alerts/%s-%u.cap\"/>\n",
               alert->conflict, alert->revision);
    jk_xml_element(buf, "summary", text);
    jk_buf_str(buf, "</entry>\n");
}

enum jk_status jk_atom_write(struct jk_buf *buf, const struct jk_pack *pack, const char *account,
                             const struct jk_alert *alerts, size_t count)
{
    JK_ASSERT(account != NULL && (alerts != NULL || count == 0));

    char sender[JK_CAP_SENDER_MAX];

    jk_cap_sender(pack, sender);
    jk_buf_str(buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"id\">\n"
                    "<id>urn:jarakd:inbox:");
    jk_xml_text(buf, account);
    jk_buf_str(buf, "</id>\n");
    jk_xml_element(buf, "title", jk_text_get(JK_TEXT_ALERT_HEAD, JK_LANG_ID));
    add_updated(buf, pack, count ? alerts[0].time_s : 0); /* an empty inbox never changed */
    jk_buf_str(buf, "<author><name>");
    jk_xml_text(buf, sender);
    jk_buf_str(buf, "</name></author>\n<link rel=\"self\" type=\"application/atom+xml\""
                    " href=\"/api/v1/alerts.atom\"/>\n");
    for (size_t i = 0; i < count; i++)
        add_entry(buf, pack, &alerts[i]);
    jk_buf_str(buf, "</feed>\n");
    return jk_buf_ok(buf) ? JK_OK : JK_MEMORY;
}
