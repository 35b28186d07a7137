/* daemon/feed/desk/pen.h: making texts for a page: in one arena, in one language, in one zone.
 *
 * A text that could not be made leaves the pen failed, so that a page is written whole or not at
 * all. */
#ifndef DAEMON_FEED_DESK_PEN_H
#define DAEMON_FEED_DESK_PEN_H
#include "daemon/feed/desk/views.h"
#include "jarak/feed/desk/acts.h"
#include "jarak/feed/desk/page.h"
#include "jarak/feed/desk/texts.h"
#include "jarak/feed/json/matter.h"

struct desk_shared_line;

struct desk_pen {
    struct jk_arena arena;
    const struct jk_pack *pack;
    const struct jk_tz *tz;
    enum jk_lang lang;
    /* The road that both sides of the conflict last drawn drive: a page draws it several times. */
    const struct jk_conflict_view *shared_of;
    struct desk_shared_line *shared;
    size_t shared_count;
    const char *look; /* class of the page, for the style sheet; null: none */
    bool failed;
};

/* Formatted text; "" and the pen failed where memory is out. */
const char *desk_fmt(struct desk_pen *pen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What the buffer holds, which is cleared. */
const char *desk_text_of(struct desk_pen *pen, struct jk_buf *buf);
/* Room for views. Null only where the pen has failed. */
void *desk_array(struct desk_pen *pen, size_t count, size_t size);
/* The text as a value of a query. */
const char *desk_url(struct desk_pen *pen, const char *text);
/* A text of the table with its places filled: names and values in turn, ended by null. */
const char *desk_fill(struct desk_pen *pen, const struct jk_text *text, const char *const names[]);
/* With one place. */
const char *desk_fill_one(struct desk_pen *pen, const struct jk_text *text, const char *name,
                          const char *value);
const char *desk_say(const struct desk_pen *pen, const struct jk_text *text);
const char *desk_number(struct desk_pen *pen, long long value);
/* The same with a capital first letter. */
const char *desk_capital(struct desk_pen *pen, const char *text);

const char *desk_distance(struct desk_pen *pen, double metres);
const char *desk_clock(struct desk_pen *pen, double utc_s);
/* "12.40-12.56"; one minute alone where they are the same. */
const char *desk_hours(struct desk_pen *pen, double from_s, double to_s);
const char *desk_date(struct desk_pen *pen, int32_t day);
/* "Jum, 22 Nov". */
const char *desk_short_date(struct desk_pen *pen, int32_t day);
/* "Rabu, 20 November 2024 pukul 13.05 WITA". */
const char *desk_instant(struct desk_pen *pen, int64_t utc_s);
/* "3 jam 55 menit". */
const char *desk_while(struct desk_pen *pen, int64_t seconds);
/* "60 menit", also above an hour: as limits are written. */
const char *desk_minutes(struct desk_pen *pen, double seconds);
/* "23-11-2024", as it is typed in both languages. */
const char *desk_typed_date(struct desk_pen *pen, int32_t day);
/* "2024-11-23". */
const char *desk_iso_date(struct desk_pen *pen, int32_t day);

const char *desk_state(struct desk_pen *pen, const struct jk_desk_activity *activity);
const char *desk_state_class(enum jk_state state);
struct web_level desk_level(struct desk_pen *pen, struct jk_levels levels);
/* What an act is called, by its word in the journal. */
const char *desk_act(struct desk_pen *pen, const char *word);
/* "Polres", by the word of the role. */
const char *desk_role(const struct desk_pen *pen, const char *word);
/* The badges of a party; nobody has none. */
const struct web_party *desk_parties(struct desk_pen *pen, const struct jk_party *party,
                                     size_t *count);
/* The first of them. */
struct web_party desk_party(struct desk_pen *pen, const struct jk_party *party);
/* "Paslon 1". */
const char *desk_party_label(struct desk_pen *pen, const struct jk_party *party);
/* The same beside another party: "Paslon 1 Bupati Kutai Timur" where their contests differ. */
const char *desk_party_beside(struct desk_pen *pen, const struct jk_party *party,
                              const struct jk_party *other);
/* "Rapat umum Paslon 1 dan rapat umum Paslon 2". */
const char *desk_title(struct desk_pen *pen, const struct jk_conflict_view *view);
/* What a side is: "rapat umum"; "" where nothing is left of it. */
const char *desk_kind(const struct desk_pen *pen, const struct jk_side_view *side);
/* How two parts meet: "konvoi berpapasan". */
const char *desk_meet(const struct desk_pen *pen, enum jk_meet meet);
/* The part that a conflict is told by: where columns meet head-on that, else the first. */
const struct jk_leg_part *desk_chief(const struct jk_conflict_view *view);
/* "Paslon 2 pukul 12.40, Paslon 1 pukul 12.54: selisih 14 menit, batas 30 menit". */
const char *desk_when(struct desk_pen *pen, const struct jk_conflict_view *view,
                      const struct jk_leg_part *part);
/* "batas siaga 500 m dan 30 menit". */
const char *desk_limit(struct desk_pen *pen, const struct jk_part *part);
/* "1,5" of a risk zone. */
const char *desk_factor(struct desk_pen *pen, uint16_t thousandths);
/* "1,5 kali karena zona rawan Pasar"; "" where no zone raised it. For officials alone. */
const char *desk_zone(struct desk_pen *pen, const struct jk_part *part);
/* One sentence of who, what and where: without hours. */
const char *desk_meeting(struct desk_pen *pen, const struct jk_conflict_view *view,
                         const struct jk_leg_part *part);
/* The sub-district of a place: "Kec. Sangatta Utara". */
const char *desk_where(struct desk_pen *pen, struct jk_point place);
/* Where it takes place: its name, and the sub-district. */
const char *desk_place(struct desk_pen *pen, const struct jk_desk_activity *activity);
struct jk_form;
/* The election and the paslon of a form; `fault`: what is wrong with the paslon. */
void desk_fill_whose(struct desk_pen *pen, const struct jk_form *form, const char *fault,
                     struct web_whose *out);
/* What may be done on a chain, on its way to its forms. */
struct desk_act_forms {
    const struct jk_chain_acts *acts;
    const struct jk_act_form *typed;
    const char *title, *action, *csrf;
    struct web_party party;
    const char *id; /* so that two on one page have names of their own */
};
/* The forms: on the pending change, and on the plan. How many there are. */
size_t desk_fill_acts(struct desk_pen *pen, const struct desk_act_forms *forms,
                      struct web_acts out[2]);
/* What a field is called that a letter lacks, by its bit (jk_missing_word()); null beyond. */
const struct jk_text *desk_missing_text(unsigned bit);
/* Write a page: its content within the frame. The pen is cleared. */
enum jk_status desk_finish(struct jk_buf *out, struct desk_pen *pen,
                           const struct jk_desk_reader *reader, const char *title,
                           struct jk_buf *content);
struct desk_pen desk_pen_of(const struct jk_desk_reader *reader);
/* The policy of what is of no contest in a region: of its days, as a whole. */
const struct jk_policy *desk_policy(const struct desk_pen *pen, const struct jk_region *region);

/* Is it told of at a meeting, where `shared` to both teams? What does not take place needs no
 * decision; what an office does for the election is no matter of the teams. */
bool desk_is_told(const struct jk_desk_activity *activity, bool shared);
/* "Kec. Sangatta Utara", or that nobody knows. */
const char *desk_district(struct desk_pen *pen, const struct jk_desk_activity *activity);
/* Its worst level, or that it was not assessed. */
struct web_level desk_worst(struct desk_pen *pen, const struct jk_desk_activity *activity);
/* Hours that both teams may read. Those of what stands still are stated to everybody once it is
 * approved; of what moves, and of a day on which only columns of a chain are on the road, the whole
 * hour alone: a minute would tell how far along its way a column is. */
const char *desk_shared_hours(struct desk_pen *pen, const struct jk_desk_activity *activity);
/* "08.00-09.30; 15.00-17.00": when a main could start, least change first, or that it cannot. */
struct jk_slots_view;
const char *desk_starts(struct desk_pen *pen, const struct jk_slots_view *slots);
/* What the matrix and a conflict tell, for their pages and for paper. */
struct jk_matrix;
void desk_matrix_view(struct desk_pen *pen, const struct jk_matrix *matrix, struct web_matrix *out);
void desk_conflict_view(struct desk_pen *pen, const struct jk_desk_reader *reader,
                        const struct jk_conflict_page *page, struct web_conflict *out);

/* How a map is cut. */
struct desk_map {
    const struct jk_desk_activity *const *activities;
    size_t count;
    const struct jk_conflict_view *view; /* what it is about; null: nothing in particular */
    double time_s;
    bool small;       /* a picture beside others: larger signs, fewer words */
    const char *sort; /* further classes; "" none */
    bool zones;       /* of prone places, too: officials alone are shown them */
};
/* What the browser's map is drawn on: the region with its neighbours. */
struct web_ground desk_ground(struct desk_pen *pen, const struct jk_desk_reader *reader,
                              const struct jk_region *region);
struct jk_markup desk_draw_map(struct desk_pen *pen, const struct desk_map *map);
/* The same strokes as a drawing of a document for paper (jarak/feed/sheet/sheet.h). Appends. */
void desk_paper_map(struct desk_pen *pen, const struct desk_map *map, double wide_mm,
                    struct jk_buf *out);
/* Lanes of a day; `tall`: time runs downwards. */
struct desk_lanes {
    const struct jk_desk_day *day;
    const struct jk_conflict_view *view; /* whose bands are drawn; null: none */
    const char *activity;                /* UID of the chosen one; null: the sides of `view` are */
    const struct jk_interval *clear;     /* clear starts, drawn as bands */
    size_t clear_count;
    const char *path; /* of the day's page, where the lanes stand on another one; null: on it */
    double time_s;    /* 0: no line */
    bool tall;
};
struct jk_markup desk_draw_lanes(struct desk_pen *pen, const struct desk_lanes *lanes);
/* The lane of officers in words, where the day has one. */
void desk_fill_personnel(struct desk_pen *pen, const struct jk_desk_day *day, struct web_day *view);

/* "Polres, polres-64.08". */
const char *desk_matter_who(struct desk_pen *pen, const char *role, const char *account);
/* A row of a list of reports or tasks. `pen->tz` is that of its region from then on. */
struct web_matter_row desk_matter_row(struct desk_pen *pen, const struct jk_matter_view *view);
/* Those about one thing; `pen->tz` stays. */
struct web_about desk_about(struct desk_pen *pen, const struct jk_matter_views *views,
                            const char *give_href);
#endif
