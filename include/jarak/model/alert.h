/* jarak/model/alert.h: what may happen to a conflict that somebody is told of, and the ways on
 * which alerts leave the house.
 *
 * Inside, both are enums; the words stand on the wire (docs/webhooks.md) and in the store. Pure.
 * Source: SPEC 7. */
#ifndef JARAK_MODEL_ALERT_H
#define JARAK_MODEL_ALERT_H

/** The events an alert may tell of. */
enum jk_alert_event {
    JK_EVENT_OPENED,
    JK_EVENT_LEVEL, /**< it rose or fell */
    JK_EVENT_MOVED,
    JK_EVENT_CLOSED,
    JK_EVENT_ESCALATED, /**< nobody acknowledged it in time */
    JK_EVENT_ACT,       /**< of no conflict: somebody acted on what this office filed */
    JK_EVENT_LISTED,    /**< in a digest: nothing happened, it is open still */
    JK_EVENT_END
};

/** The word of an event: "opened", "level", "moved", "closed", "escalated", "act", "open". Static.
 */
const char *jk_event_word(enum jk_alert_event event);
/** The event of a word, JK_EVENT_END when there is none. */
enum jk_alert_event jk_event_of(const char *word);

/** How a subscription is delivered. */
enum jk_channel { JK_CHANNEL_WEBHOOK, JK_CHANNEL_EMAIL, JK_CHANNEL_END };

/** The word of a channel: "webhook", "email". Static. */
const char *jk_channel_word(enum jk_channel channel);
/** The channel of a word, JK_CHANNEL_END when there is none. */
enum jk_channel jk_channel_of(const char *word);
#endif
