/* Calendars that leave the house: names that tell nothing, and the zones they need.
 *
 * A subscribed calendar is shown on lock screens and shared tablets, so titles carry a short code
 * instead of the matter; who is entitled finds it by the code. */
#include "daemon/feed/calendar/private.h"

#include "jarak/feed/calendar/requests.h"
#include "jarak/ical/write.h"
#include "jarak/base/defend.h"

void feed_private_begin(struct jk_buf *out, const char *prodid, const struct jk_text *name)
{
    const char *text = jk_text_get(name, JK_LANG_ID);

    jk_ical_begin(out, "VCALENDAR");
    jk_ical_line(out, "VERSION", "2.0");
    jk_ical_line(out, "PRODID", prodid);
    jk_ical_line(out, "METHOD", "PUBLISH");
    jk_ical_text(out, "NAME", text);
    jk_ical_text(out, "X-WR-CALNAME", text);
    jk_ical_line(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    jk_ical_line(out, "X-PUBLISHED-TTL", "PT15M");
}

void feed_private_title(const struct jk_text *text, const char *id, char out[PRIVATE_TITLE_MAX])
{
    char number[5];
    const char *const names[] = { "value", number, NULL };

    jk_request_code(id, number);
    jk_text_fill(jk_text_get(text, JK_LANG_ID), names, out, PRIVATE_TITLE_MAX);
}

void feed_zones_write(struct jk_buf *out, const struct jk_pack *pack, const char *region,
                      const struct jk_tz *first)
{
    const struct jk_tz *written[8] = { first };
    size_t count = 1;

    jk_ical_zone(out, first);
    for (size_t i = 0; i < pack->region_count; i++) {
        const struct jk_tz *tz = pack->regions[i].tz;
        size_t k = 0;

        if (!jk_region_covers(region, pack->regions[i].code))
            continue;
        while (k < count && written[k] != tz)
            k++;
        if (k < count || count == sizeof written / sizeof *written)
            continue;
        written[count++] = tz;
        jk_ical_zone(out, tz);
    }
}

void jk_request_code(const char *id, char out[5])
{
    JK_ASSERT(id != NULL);

    for (size_t i = 0; i < 4; i++)
        out[i] = (char)(id[i] >= 'a' ? id[i] - 32 : id[i]);
    out[4] = '\0';
}
