/* Each kind of note has the members that mean something of it. */
#include "jarak/feed/oversight/conflict_history.h"

#include <string.h>
#include "daemon/feed/json/values.h"
#include "jarak/feed/json/build.h"
#include "jarak/policy/policy.h"

static const char *level_word(unsigned level)
{
    return jk_level_word(level < JK_LEVEL_END ? (enum jk_level)level : JK_LEVEL_NONE);
}

static json_t *note_json(const struct jk_conflict_note *note, const struct jk_tz *tz)
{
    struct jk_json object = jk_json_object();

    jk_json_set(&object, "time", feed_time_json((double)note->time_s, tz));
    jk_json_set_text(&object, "what", note->what);
    jk_json_set_integer(&object, "revision", (json_int_t)note->revision);
    if (strcmp(note->what, "opinion") == 0) {
        jk_json_set_text(&object, "agency", note->agency);
        jk_json_set_text(&object, "opinion", note->opinion);
        jk_json_set_text(&object, "account", note->actor);
        jk_json_set_text(&object, "note", note->note);
    } else if (strcmp(note->what, "attention") == 0) {
        jk_json_set_text(&object, "level", level_word(note->level));
        jk_json_set_integer(&object, "step", (json_int_t)note->step);
        jk_json_set_text(&object, "account", note->actor[0] ? note->actor : NULL);
    } else {
        jk_json_set_text(&object, "level", level_word(note->level));
        jk_json_set_text(&object, "level_max", level_word(note->level_max));
        jk_json_set_text(&object, "state", note->open ? "open" : "closed");
    }
    return jk_json_end(&object);
}

json_t *jk_conflict_history_json(const struct jk_conflict_history *history)
{
    struct jk_json list = jk_json_list();

    for (size_t i = 0; i < history->count; i++)
        jk_json_add(&list, note_json(&history->at[i], history->tz));
    return json_pack("{s:s, s:o}", "id", history->id, "history", jk_json_end(&list));
}
