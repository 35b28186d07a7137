/* daemon/app/matters/matters.h: what the files of this room share. */
#ifndef DAEMON_APP_MATTERS_MATTERS_H
#define DAEMON_APP_MATTERS_MATTERS_H
#include "daemon/app/matters/room.h"

/* What is to be put: the matter as it will stand, and the act. */
struct matter_put {
    struct jk_matter_row row;
    enum jk_matter_act act;
    const struct jk_account *actor; /* null: the clock */
    struct jk_matter_words words;
    bool quiet; /* whoever puts it tells of it */
};

/* The id of a matter by its author's office and UID; NUL-ended. */
void matters_id(const struct jk_account *author, const char *uid, char out[JK_MATTER_HEX + 1]);
/* Whatever the id, whoever asks; null. */
struct jk_matter *matters_find(const struct jk_app *app, const char *id);
/* The row of a matter as it stands; borrows it. */
struct jk_matter_row matters_row_of(const struct jk_matter *matter);
/* Both rows into the open group, then memory, then those who are told. `put->row.revision` is the
 * one after it. */
enum jk_status matters_put(struct jk_app *app, const struct matter_put *put, int64_t now_s,
                           struct jk_matter **out, struct jk_error *err);
/* Alerts for who is concerned by the act that was put last. In the open group. */
enum jk_status matters_tell(struct jk_app *app, const struct jk_act *act,
                            const struct jk_matter *matter, struct jk_error *err);
/* What lists ask of a drop, out of its bytes; of other matters, and once erased, nothing. @return
 * false: no memory */
bool matters_take_figures(const struct jk_app *app, struct jk_matter *matter);
/* What threatens a drop now; JK_DROP_SAFE of what is over and of other matters. */
enum jk_drop_risk matters_drop_risk(const struct jk_app *app, const struct jk_matter *matter,
                                    int64_t now_s, int64_t *arrives_s);
/* The bytes of a matter. @return in the arena; at null: memory is out */
struct jk_span matters_bytes(struct jk_arena *arena, const struct jk_matter_said *said,
                             const struct jk_ical_matter_stand *stand);
#endif
