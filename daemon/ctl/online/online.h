/* daemon/ctl/online/online.h: what the commands that ask the running daemon share: asking, and
 * saying what came back as a person reads it.
 *
 * Instants come as ISO 8601 with the region's offset, and are told as they stand there: nothing is
 * converted, so the zone of the terminal never matters. */
#ifndef DAEMON_CTL_ONLINE_ONLINE_H
#define DAEMON_CTL_ONLINE_ONLINE_H
#include <jansson.h>
#include "daemon/ctl/words.h"
#include "jarak/base/text.h"
#include "jarak/ctl/client.h"

/* Ask and parse. With --json the answer is printed as it came.
 *
 * @param body          JSON; null: no body
 * @param[out] problem  null, or gets the daemon's refusal (given; null where it gave none), which
 *                      was told
 * @return given; null after a refusal, which was told */
json_t *ctl_ask(const struct jk_ctl *ctl, const char *method, const struct jk_buf *path,
                const char *body, json_t **problem);
/* The same with a further head line, and without printing the answer. */
json_t *ctl_ask_quietly(const struct jk_ctl *ctl, const struct jk_client_ask *request,
                        json_t **problem);
/* GET a file and print it as it came; the path is cleared. @return an exit status
 * (jarak/ctl/ctl.h); what went wrong was told */
int ctl_print_file(const struct jk_ctl *ctl, struct jk_buf *path);
/* A member that is a text; "" where it is none. */
const char *ctl_text_of(const json_t *object, const char *name);
/* A member that is a whole number; 0 where it is none. */
int ctl_number_of(const json_t *object, const char *name);
/* Append "/api/v1/notices/UID" and `end`. */
void ctl_notice_path(struct jk_buf *path, const char *uid, const char *end);
/* Read a whole number from 1 on. False: it is none. */
bool ctl_revision_read(const char *text, json_int_t *out);

/* A word of the wire for people: of a state, a kind, a leg; the word itself where it is unknown. */
const char *ctl_state_name(const char *word, enum jk_lang lang);
const char *ctl_kind_name(const char *word, enum jk_lang lang);
const char *ctl_leg_name(const char *word, enum jk_lang lang);
/* Append a level, of what is certain or else of what is possible: "WASPADA", "mungkin SIAGA", "-".
 */
void ctl_level_add(struct jk_buf *out, const json_t *object, enum jk_lang lang);
/* Append "14.00-17.00 WITA"; where it ends on another day, that date too. */
void ctl_hours_add(struct jk_buf *out, const char *from, const char *to, enum jk_lang lang);
/* Append "2024-11-23". */
void ctl_date_add(struct jk_buf *out, const char *time);
/* Append "Sabtu, 23 November 2024". */
void ctl_long_date_add(struct jk_buf *out, const char *time, enum jk_lang lang);
/* Append the name of a place and its sub-district, or that it is not known. */
void ctl_place_add(struct jk_buf *out, const json_t *object, enum jk_lang lang);
/* Append how near a conflict is and how much it misses: "3,7 km (batas 5,0 km), selisih 2 menit
 * (batas 120)". */
void ctl_miss_add(struct jk_buf *out, const json_t *part, enum jk_lang lang);
/* Append a word as a shell reads it. */
void ctl_quoted_add(struct jk_buf *out, const char *word);
/* A sentence of the table with its places filled in, on a line of its own. */
void ctl_say(const struct jk_ctl *ctl, FILE *where, const struct jk_text *text,
             const char *const names[]);

/* Rows of a list: in columns on a terminal, tab-separated in a pipe. All zero is an empty one. */
struct ctl_rows {
    char **cells;
    size_t count, cap;
};
/* Add the buffer's text as the next cell, and empty the buffer. */
void ctl_rows_take(struct ctl_rows *rows, struct jk_buf *cell);
/* The same of a text, which is copied. */
void ctl_rows_add(struct ctl_rows *rows, const char *cell);
/* Print them, `columns` to a row, and let go of them. */
void ctl_rows_print(struct ctl_rows *rows, size_t columns);

/* A row for each conflict: ID/REVISION, date, hours, place, both paslon by number, level, how much
 * it misses, both UIDs. */
void ctl_print_conflicts(const struct jk_ctl *ctl, const json_t *conflicts);
/* `personnel history CODE`, `import CODE FILE`, `withdraw CODE`: policy.c. @return an exit status
 */
int ctl_state_personnel(const struct jk_ctl *ctl, const struct ctl_words *words, const char *basis,
                        const char *seen);
/* What a notice's verdict says, for people. */
void ctl_print_verdict(const struct jk_ctl *ctl, const json_t *verdict);
#endif
