/* daemon/feed/desk/views.h: what the templates of daemon/web are filled from.
 *
 * A view holds nothing but what its page shows: texts that are ready to be read, in the page's
 * language. Templates escape them; a struct jk_markup is the one thing they do not escape, so that
 * it is made by our drawings and templates alone. null and "" are "not there". */
#ifndef DAEMON_FEED_DESK_VIEWS_H
#define DAEMON_FEED_DESK_VIEWS_H
#include "jarak/base/bytes.h"
#include "jarak/base/text.h"
#include "daemon/feed/html/web.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/texts/texts.h"

/* A level as a word with its sign; `sign` is the class and the symbol's name: siaga, waspada, info,
 * none, or unk where it is not certain or not assessed. */
struct web_level {
    const char *sign, *word;
};

/* A paslon's badge. */
struct web_party {
    const char *number, *shape, *label;
};

/* What was done just now, and why something could not be done; "" neither. */
struct web_note {
    const char *done, *fault;
};

struct web_link {
    const char *href, *text;
    bool here;
    const char *count; /* "" none */
    const char *count_of;
    bool wide; /* not on a phone */
};

struct web_frame {
    const char *look; /* class of the page, for the style sheet */
    const char *code, *title, *assets, *region, *account, *role, *csrf;
    const char *other_href, *other_name, *other_code, *cursor;
    bool simulation, live;
    const struct web_link *nav;
    size_t nav_count;
    const char *home;
    const char *past, *past_other, *past_now; /* of when the page is; its address of today */
    const char *data_of, *data_later;         /* when it is not of the present */
    struct jk_markup content;
};

struct web_option {
    const char *value, *text;
    bool chosen;
};

struct web_login {
    const char *next, *name, *fault;
    bool expired;
};

struct web_message {
    const char *title, *text, *href, *link;
};

/* A conflict in the queue of a day. */
struct web_todo {
    bool chosen;
    struct web_level level;
    const char *left, *href, *title, *sentence, *where, *act;
    const char *line;      /* from side to side, for the map beside a form; "" none */
    const char *id, *pick; /* its id, and the page on which it is chosen; "" not on such a page */
    bool first;
};

/* A report or a task in a list; and those about one thing. */
struct web_matter_row {
    const char *href, *title, *state, *state_class, *topic, *when, *where, *who, *kept;
};

struct web_about {
    const struct web_matter_row *rows;
    size_t rows_count;
    const char *give_href; /* to give a task; "" the reader may not */
};

/* An activity in the list of a day. */
struct web_activity {
    const char *part; /* heading before it; "" none */
    const char *hours, *href, *what, *place;
    const struct web_party *parties;
    size_t parties_count;
    struct web_level level;
    const char *state, *state_class;
    bool chosen;
    const char *uid, *pick; /* the page on which it is chosen */
    const char *margin;     /* "9,4 km dari 15 km"; "" */
};

/* What a browser's map is drawn on. */
struct web_ground {
    const char *own;            /* code of the region that is shown at first */
    const char *base;           /* address of the base map */
    const char *tiles, *credit; /* address of tiles and whom they are owed to; "" none */
    const char *point;          /* decimal sign */
};

struct web_moment {
    const char *href, *text;
    bool here;
};

struct web_day {
    const char *title, *about, *caption;
    const char *before_href, *before, *after_href, *after, *matrix_href, *recap_href;
    const struct web_todo *todo;
    size_t todo_count;
    const char *todo_title;
    const struct web_todo *folded;
    size_t folded_count;
    const char *folded_title, *nothing;
    const char *more_conflicts, *more_conflicts_href, *first_conflicts_href;
    const char *more_rows, *more_rows_href, *first_rows_href;
    const char *activity; /* UID of the chosen one; "" none */
    struct web_ground ground;
    const char *offset; /* seconds east of UTC */
    const char *map_title, *clock, *action, *minute, *less_href, *more_href, *chosen;
    struct jk_markup map, phone_map, lanes, tall;
    const struct web_moment *moments;
    size_t moments_count;
    struct web_level siaga, waspada, info, unknown;
    const char *siaga_count, *waspada_count, *info_count, *unknown_count;
    const char *list_title, *by_hour_href, *by_distance_href;
    bool by_distance;
    const struct web_activity *activities;
    size_t activities_count;
    const char *personnel, *personnel_href; /* for the police; "" or null: not told */
    bool personnel_short;
    const char *data;        /* address of the day's document, for the script */
    const char *replay_href; /* where the day is played from; "" or null: it is */
    const char *steps_title, *steps_about, *step_first, *step_back, *step_on, *step_last;
    const char *step, *step_least, *step_most; /* entries */
};

struct web_part {
    struct web_level level;
    struct web_party own, other;
    const char *own_leg, *other_leg, *meet, *distance, *limit, *zone, *when;
};

struct web_side_row {
    const char *name, *own, *other;
};

struct web_opinion {
    const char *agency, *opinion, *note;
};

struct web_told {
    const char *when, *text;
};

/* What one account may do on one chain, or on the change of it. */
struct web_acts {
    const char *title, *action, *uid, *on, *revision, *csrf, *sttp, *reason, *basis;
    struct web_party party;
    const struct web_option *acts, *seen, *missing;
    size_t acts_count, seen_count, missing_count;
    const char *slots_href;
    const char *id;
    bool sttp_asked, basis_asked; /* by one of the acts */
};

/* The conflict at one minute. */
struct web_moment_map {
    struct jk_markup map;
    const char *caption;
};

struct web_conflict {
    struct web_note outcome;
    struct web_about about_it;
    const char *crumb_href, *crumb, *title, *about, *csrf;
    bool closed;
    struct web_level level;
    const char *sentence, *more;
    const char *distance, *limit, *gap, *gap_limit, *together, *left, *left_note;
    const struct web_moment_map *frames;
    size_t frames_count;
    bool has_map;
    const char *parts_title;
    const struct web_part *parts;
    size_t parts_count;
    struct web_party own, other;
    const struct web_side_row *rows;
    size_t rows_count;
    const struct web_opinion *opinions;
    size_t opinions_count;
    bool may_opine;
    const char *opine_action, *revision, *note;
    const struct web_acts *acts;
    size_t acts_count;
    const struct web_told *told;
    size_t told_count;
    const char *basis, *shared, *print_href, *print_shared_href;
    const char *certificate_own, *certificate_other;
};

struct web_input {
    const char *name, *label, *value, *fault, *hint, *width;
    bool needed, numeric, several; /* lines */
    const char *list;              /* id of the words it offers; "" none */
};

struct web_choice {
    const char *name, *label, *width, *fault;
    bool needed;
    const struct web_option *options;
    size_t options_count;
};

/* Whose activity it is: the election, and its paslon. */
struct web_whose {
    struct web_choice contest;
    const struct web_option *paslon;
    size_t paslon_count;
    const char *fault; /* of the paslon */
};

struct web_corner {
    const char *number, *lat_name, *lon_name, *lat, *lon, *insert;
};

struct web_way {
    const char *title, *prefix;
    const struct web_corner *points;
    size_t points_count;
    const char *file; /* field of the file it may be read from, which is the button's value too */
    const char *said; /* what was made of the file; "" none was read */
};

/* What a check says, beside the form. */
struct web_check {
    bool checked, unassessed;
    struct web_level level;
    const char *fault, *nearby;
    const char *near_line, *near_told; /* to the nearest rival, for the map of a script */
    const struct web_todo *conflicts;
    size_t conflicts_count;
    const struct web_side_row *findings;
    size_t findings_count;
};

#define WEB_INPUTS 8 /* of one part of the form */

struct web_form {
    const char *csrf, *uid, *account, *fault, *way_fault, *said;
    const char *title, *about, *send;
    const char *change, *revision, *back_href; /* of a chain that is changed; "" a new one */
    const struct web_side_row *theirs;         /* what somebody else saved meanwhile */
    size_t theirs_count;
    struct web_input letter[WEB_INPUTS], activity[WEB_INPUTS], place[WEB_INPUTS],
        people[WEB_INPUTS], assembly[WEB_INPUTS], back_hours[WEB_INPUTS], props[WEB_INPUTS];
    size_t letter_count, activity_count, place_count, people_count, assembly_count,
        back_hours_count, props_count;
    struct web_whose whose;
    struct web_choice kind, weekday;
    struct web_option back[3];
    size_t back_count;
    struct web_way way_out, way_back;
    struct web_ground ground;
    bool other_back;
    const struct web_option *known; /* names of places */
    size_t known_count;
    struct web_check check;
};

struct web_notice {
    struct web_note outcome;
    struct web_about about_it;
    const char *title, *about, *returned, *state, *state_class, *copy_href, *times_href,
        *answer_href, *trail_href;
    const char *change_href;            /* "" it may not be changed by this account */
    const char *ask_back;               /* where to ask that it be taken back; "" */
    const char *behind, *behind_action; /* parts that did not move with their main; "" none */
    const char *csrf, *revision;
    const char *letter, *letter_href, *letter_etag; /* "" there is none */
    const char *letter_action;                      /* "" it cannot be sent */
    bool unassessed, clear;                         /* what was not judged is not clear */
    struct web_acts forms[2];
    size_t forms_count;
    const struct web_side_row *rows, *missing;
    size_t rows_count, missing_count;
    bool meeting; /* it is one, and the reader may read its agenda */
    const char *agenda;
    const struct web_side_row *attendance;
    size_t attendance_count;
    const struct web_todo *conflicts;
    size_t conflicts_count;
    const struct web_told *acts;
    size_t acts_count;
};

/* One alert of an inbox, and those of one day. */
struct web_mail {
    struct web_level level;
    const char *clock, *href, *title, *text, *id, *csrf;
    bool waits;
};

struct web_mail_day {
    const char *date;
    const struct web_mail *mails;
    size_t mails_count;
};

/* A notice of one's own. */
struct web_own {
    const char *state, *state_class, *href, *title, *text;
};

struct web_inbox {
    const char *about, *done, *nothing;
    struct web_option levels[4], states[2];
    size_t levels_count, states_count;
    const struct web_mail_day *days;
    size_t days_count;
    const struct web_own *own;
    size_t own_count;
};

/* Times that were proposed, with the form to answer. */
struct web_offer {
    const char *bands, *reason, *fate, *action, *csrf, *revision, *number, *first;
    bool open;
};

/* The lanes of a day with the bands in which an activity may start. */
struct web_times_day {
    const char *title;
    struct jk_markup wide, tall;
};

struct web_times {
    struct web_note outcome;
    const struct web_times_day *days;
    size_t days_count;
    const char *notice_href, *notice, *about, *action, *day, *open_title, *nothing;
    const char *csrf, *revision, *reason;
    bool may_propose;
    const struct web_option *open;
    size_t open_count;
    const struct web_side_row *closed;
    size_t closed_count;
    const struct web_offer *offers;
    size_t offers_count;
};

/* One approval of several, with the names its fields have in its row. */
struct web_approval {
    const char *pick, *uid_name, *revision_name, *sttp_name;
    bool chosen;
    const char *uid, *revision, *sttp, *href, *what, *where, *when, *note;
    struct web_party party;
};

struct web_approvals {
    struct web_note outcome;
    const char *csrf, *title, *singly, *more;
    const struct web_approval *rows;
    size_t rows_count;
};

/* A list of meetings: a row is some cells; what is said of it stands beside the list. */
struct web_list_cell {
    const char *name, *head, *label, *value;
    bool wrong;
    bool words; /* some are offered */
};

struct web_list_row {
    const char *number;
    struct web_list_cell cells[8];
    size_t cells_count;
};

struct web_list_said {
    const char *number, *text;
    struct web_level level;
    bool wrong;
};

struct web_list_check {
    const char *fault;
    const struct web_list_said *rows;
    size_t rows_count;
};

struct web_list {
    const char *csrf, *uid, *pasted, *most;
    struct web_whose whose;
    const struct web_option *heads, *kinds;
    size_t heads_count, kinds_count;
    struct web_input letter[WEB_INPUTS];
    size_t letter_count;
    const struct web_list_row *rows;
    size_t rows_count;
    struct web_list_check check;
};

/* The rows of the policy, and what another limit would change. */
struct web_policy_row {
    const char *id, *siaga, *waspada, *info;
};

struct web_policy_pair {
    const char *title, *href, *distance;
    struct web_level before, after;
};

struct web_policy_other {
    const char *name, *whose, *href, *above;
    bool shown;
};
struct web_policy_edition {
    const char *title, *about, *change, *state, *state_class, *left_out;
};

/* One zone of the map of prone places. */
struct web_zone {
    const char *id, *name, *level, *rank, *figures, *indicators, *about, *unverified, *href;
    bool may_drop, may_change;
};

struct web_zones {
    struct web_note outcome;
    struct web_ground ground;
    const char *title, *region, *seen, *csrf, *basis, *answer, *document, *form_title;
    const char *id, *name, *factor, *indicators, *source, *from, *to, *place, *radius, *border;
    const char *editions_more;
    bool may_state, may_withdraw;
    const struct web_zone *zones;
    const struct web_option *levels, *districts;
    const struct web_policy_pair *pairs;
    const struct web_policy_edition *editions;
    size_t zones_count, levels_count, districts_count, pairs_count, editions_count;
};

struct web_policy {
    struct web_note outcome;
    const struct web_policy_edition *editions, *misfits, *zones;
    size_t editions_count, misfits_count, zones_count;
    const char *editions_more, *seen, *basis, *row, *level;
    bool told, may_confirm, may_withdraw;
    const struct web_policy_other *others;
    size_t others_count;
    const char *of_contest, *of_region;
    const char *about, *answer, *more, *csrf, *distance, *minutes;
    const struct web_policy_row *rows;
    const struct web_option *names, *levels;
    const struct web_policy_pair *pairs;
    size_t rows_count, names_count, levels_count, pairs_count;
};

/* A paslon, and striking it out of its contest. */
struct web_struck {
    const char *title, *contest, *number, *state, *state_class, *about, *act, *act_text, *what;
    const char *reason, *basis, *id, *csrf;
    bool struck;
};

struct web_paslon {
    struct web_note outcome;
    const struct web_struck *rows;
    size_t rows_count;
};

/* A field that was changed, and an entry of the journal. */
struct web_trail_change {
    const char *label, *old, *now;
};

struct web_trail_row {
    const char *seq, *when, *actor, *role, *what, *about, *href, *note, *more;
    const struct web_trail_change *changes;
    size_t changes_count;
};

struct web_trail {
    struct web_note outcome;
    const char *from, *to, *account, *uid, *newest, *earlier, *searched;
    bool may_see;
    const struct web_option *topics;
    size_t topics_count;
    const struct web_trail_row *rows;
    size_t rows_count;
};

struct web_link_page {
    const char *token, *next;
};

/* A row of the matrix of a coordination meeting, and those of one day. */
struct web_matrix_row {
    const char *number, *what, *hours, *place, *distance, *href, *routes, *state, *note, *starts;
    const struct web_party *parties;
    size_t parties_count;
    struct web_level level;
    bool decide; /* room to tick what was decided */
};

struct web_matrix_day {
    const char *id, *title, *nothing;
    const char *annexed, *annex; /* where those without a conflict stand; title of that list */
    bool shared;
    const struct web_matrix_row *rows, *calm;
    size_t rows_count, calm_count;
};

struct web_matrix {
    const char *edition, *edition_is, *other, *other_href, *print_href, *brief_href, *day_href,
        *from, *to, *about, *printed;
    bool simulation;
    const struct web_matrix_day *days;
    size_t days_count;
    const struct web_option *signs;
    size_t signs_count;
};

struct web_draft {
    const char *title, *fault, *missing, *csrf, *action, *revision;
    bool may_confirm;
    const struct web_side_row *rows;
    size_t rows_count;
    const struct web_told *doubts, *unread;
    size_t doubts_count, unread_count;
};

/* Where alerts are sent, and whether they arrive. */
struct web_delivery {
    const char *account, *channel, *target, *state, *state_class, *about, *reason, *action, *csrf;
};

struct web_deliveries {
    struct web_note outcome;
    const struct web_delivery *rows;
    size_t rows_count;
};

/* The templates (daemon/web), compiled. */
void web_note(struct jk_buf *out, const struct web_note *v, enum jk_lang lang);
void web_whose(struct jk_buf *out, const struct web_whose *v, enum jk_lang lang);
void web_approvals(struct jk_buf *out, const struct web_approvals *v, enum jk_lang lang);
void web_list(struct jk_buf *out, const struct web_list *v, enum jk_lang lang);
void web_list_check(struct jk_buf *out, const struct web_list_check *v, enum jk_lang lang);
void web_deliveries(struct jk_buf *out, const struct web_deliveries *v, enum jk_lang lang);
void web_policy(struct jk_buf *out, const struct web_policy *v, enum jk_lang lang);
void web_zones(struct jk_buf *out, const struct web_zones *v, enum jk_lang lang);
void web_paslon(struct jk_buf *out, const struct web_paslon *v, enum jk_lang lang);
void web_trail(struct jk_buf *out, const struct web_trail *v, enum jk_lang lang);
void web_matrix(struct jk_buf *out, const struct web_matrix *v, enum jk_lang lang);
void web_frame(struct jk_buf *out, const struct web_frame *v, enum jk_lang lang);
void web_login(struct jk_buf *out, const struct web_login *v, enum jk_lang lang);
void web_sign_link(struct jk_buf *out, const struct web_link_page *v, enum jk_lang lang);
void web_message(struct jk_buf *out, const struct web_message *v, enum jk_lang lang);
void web_about(struct jk_buf *out, const struct web_about *v, enum jk_lang lang);
void web_level(struct jk_buf *out, const struct web_level *v, enum jk_lang lang);
void web_party(struct jk_buf *out, const struct web_party *v, enum jk_lang lang);
void web_todo(struct jk_buf *out, const struct web_todo *v, enum jk_lang lang);
void web_acts(struct jk_buf *out, const struct web_acts *v, enum jk_lang lang);
void web_ground(struct jk_buf *out, const struct web_ground *v, enum jk_lang lang);
void web_input(struct jk_buf *out, const struct web_input *v, enum jk_lang lang);
void web_choice(struct jk_buf *out, const struct web_choice *v, enum jk_lang lang);
void web_way(struct jk_buf *out, const struct web_way *v, enum jk_lang lang);
void web_check(struct jk_buf *out, const struct web_check *v, enum jk_lang lang);
void web_form(struct jk_buf *out, const struct web_form *v, enum jk_lang lang);
void web_inbox(struct jk_buf *out, const struct web_inbox *v, enum jk_lang lang);
void web_times(struct jk_buf *out, const struct web_times *v, enum jk_lang lang);
void web_draft(struct jk_buf *out, const struct web_draft *v, enum jk_lang lang);
void web_notice(struct jk_buf *out, const struct web_notice *v, enum jk_lang lang);
void web_day(struct jk_buf *out, const struct web_day *v, enum jk_lang lang);
void web_conflict(struct jk_buf *out, const struct web_conflict *v, enum jk_lang lang);
#endif
