/* Two tables of words. They are short enough to be searched from the front. */
#include "jarak/model/alert.h"

#include <string.h>

static const char *const events[] = {
    [JK_EVENT_OPENED] = "opened", [JK_EVENT_LEVEL] = "level",         [JK_EVENT_MOVED] = "moved",
    [JK_EVENT_CLOSED] = "closed", [JK_EVENT_ESCALATED] = "escalated", [JK_EVENT_ACT] = "act",
    [JK_EVENT_LISTED] = "open",
};
_Static_assert(sizeof events / sizeof *events == JK_EVENT_END, "every event has its word");

static const char *const channels[] = {
    [JK_CHANNEL_WEBHOOK] = "webhook",
    [JK_CHANNEL_EMAIL] = "email",
};
_Static_assert(sizeof channels / sizeof *channels == JK_CHANNEL_END, "every channel has its word");

const char *jk_event_word(enum jk_alert_event event)
{
    return events[event];
}

enum jk_alert_event jk_event_of(const char *word)
{
    int event = 0;

    while (event < JK_EVENT_END && strcmp(events[event], word) != 0)
        event++;
    return (enum jk_alert_event)event;
}

const char *jk_channel_word(enum jk_channel channel)
{
    return channels[channel];
}

enum jk_channel jk_channel_of(const char *word)
{
    int channel = 0;

    while (channel < JK_CHANNEL_END && strcmp(channels[channel], word) != 0)
        channel++;
    return (enum jk_channel)channel;
}
