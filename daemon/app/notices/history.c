/* The history of a chain is walked from the rows of decisions; filing and taking back have theirs
 * there too, so that one walk tells who did what, in the order it was done. */
#include "daemon/app/notices/history.h"

#include "daemon/app/handle/handle.h"

enum jk_status notices_note_act(struct jk_app *app, const struct jk_act *act,
                                const struct noted_act *noted, struct jk_error *err)
{
    const struct jk_decision_row row = { .chain = noted->entry->chain->id,
                                         .act = noted->word,
                                         .actor = noted->actor->name,
                                         .role = jk_role_word(noted->actor->role),
                                         .reason = noted->entry->uid,
                                         .basis = "",
                                         .sttp = "",
                                         .chain_revision = noted->chain_revision,
                                         .seen = "[]",
                                         .time_s = act->time_s };

    return jk_store_put_decision(app->store, act, &row, err);
}
