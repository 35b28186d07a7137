/* Acts on matters: judged, released, answered, taken back, done. Each is checked whole before
 * anything changes: who, as it stands, and what its act must say. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "daemon/app/matters/matters.h"
#include "jarak/app/texts/texts.h"
#include "jarak/base/control_chars.h"
#include "jarak/base/digest.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"

#define TELEPHONE_DIGITS 8 /* the shortest of a mobile has nine behind its 0 */

/* What an act must say, may say, and how it leaves the matter. */
static const struct {
    bool judges;                /* with an assessment and a recommendation */
    bool explains;              /* `text` must be there */
    enum jk_matter_state state; /* JK_MATTER_STATES: as it was */
} rows[] = {
    [JK_MATTER_FILE] = { false, false, JK_MATTER_STATES },
    [JK_MATTER_CHANGE] = { false, false, JK_MATTER_STATES },
    [JK_MATTER_VERIFY] = { true, false, JK_MATTER_VERIFIED },
    [JK_MATTER_REFUTE] = { true, false, JK_MATTER_REFUTED },
    [JK_MATTER_RELEASE] = { false, true, JK_MATTER_STATES },
    [JK_MATTER_ANSWER] = { false, false, JK_MATTER_STATES }, /* empty takes it back */
    [JK_MATTER_WITHDRAW] = { false, true, JK_MATTER_WITHDRAWN },
    [JK_MATTER_PROGRESS] = { false, false, JK_MATTER_STATES },
    [JK_MATTER_CANCEL] = { false, true, JK_MATTER_CANCELLED },
    [JK_MATTER_PHOTO] = { false, false, JK_MATTER_STATES },
    [JK_MATTER_ESCALATE] = { false, false, JK_MATTER_STATES },
    [JK_MATTER_LEAVE] = { false, false, JK_MATTER_BEGUN },
    [JK_MATTER_RECEIVE] = { false, false, JK_MATTER_DONE },
    [JK_MATTER_UNDO] = { false, true, JK_MATTER_OPEN },
};
_Static_assert(sizeof rows / sizeof *rows == JK_MATTER_ACTS, "every act has its row");

static enum jk_status check_text(const char *text, const char *field, bool needed, size_t max,
                                 struct jk_error *err)
{
    struct jk_span span = jk_span_of(text);

    if ((needed && jk_span_trim(span).len == 0) || span.len > max || !jk_are_lines(span))
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_WORDS, field, "%.60s", text);
    return JK_OK;
}

static bool holds(struct jk_span text, struct jk_span what)
{
    for (size_t i = 0; what.len && i + what.len <= text.len; i++) {
        if (jk_span_eq_nocase((struct jk_span){ text.at + i, what.len }, what))
            return true;
    }
    return false;
}

/* The longest run of digits; blanks and hyphens within it do not end it, as in a telephone's. */
static size_t longest_number(const char *text)
{
    size_t run = 0, longest = 0;

    for (; *text; text++) {
        if (isdigit((unsigned char)*text))
            run++;
        else if (*text != ' ' && *text != '-')
            run = 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* A public answer names nobody: no paslon of the pack, no account, no telephone, no address. */
static enum jk_status check_answer(const struct jk_app *app, const struct jk_matter *matter,
                                   const char *text, struct jk_error *err)
{
    struct jk_span span = jk_span_of(text);
    bool names = holds(span, jk_span_of(matter->account)) || strchr(text, '@') ||
                 longest_number(text) >= TELEPHONE_DIGITS;

    for (size_t i = 0; i < app->pack->contest_count && !names; i++) {
        const struct jk_contest *contest = &app->pack->contests[i];

        for (size_t k = 0; k < contest->paslon_count; k++)
            names = names || holds(span, jk_span_of(contest->paslon[k].label));
    }
    if (names)
        return jk_fail(err, JK_INVALID, JK_TEXT_MATTER_NAMES, "text", "%.60s", text);
    return check_text(text, "text", false, JK_MATTER_ANSWER_MAX, err);
}

/* When it left or came, and who received it. */
static enum jk_status check_way(const struct jk_matter *matter, const struct jk_matter_ask *ask,
                                struct jk_error *err)
{
    const struct jk_matter_words *w = &ask->words;
    bool receives = ask->act == JK_MATTER_RECEIVE;
    struct jk_span by = jk_span_of(w->by);

    if (w->at_s < 0 || w->at_s > ask->now_s + JK_MATTER_AHEAD_S ||
        (w->at_s && receives && w->at_s < matter->drop.left_s) ||
        (w->at_s && !receives && ask->act != JK_MATTER_LEAVE))
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_WHEN, "at", "%s", "");
    if (receives ? jk_span_trim(by).len == 0 || by.len > JK_DROP_WORDS_MAX || !jk_is_one_line(by)
                 : by.len > 0 || w->condition != JK_DROP_UNKNOWN)
        return jk_fail(err, JK_INVALID, JK_TEXT_DROP_BY, "by", "%.60s", w->by);
    return JK_OK;
}

static enum jk_status check_words(const struct jk_app *app, const struct jk_matter *matter,
                                  const struct jk_matter_ask *ask, struct jk_error *err)
{
    const struct jk_matter_words *w = &ask->words;
    bool judges = rows[ask->act].judges;
    enum jk_status rc;

    if (ask->act == JK_MATTER_ANSWER)
        return check_answer(app, matter, w->text, err);
    rc = check_text(w->assessment, "assessment", judges, judges ? JK_MATTER_WORDS_MAX : 0, err);
    if (rc == JK_OK)
        rc = check_text(w->recommendation, "recommendation", judges,
                        judges ? JK_MATTER_WORDS_MAX : 0, err);
    if (rc == JK_OK)
        rc = check_text(w->text, "text", rows[ask->act].explains, JK_MATTER_WORDS_MAX, err);
    if (rc == JK_OK)
        rc = check_way(matter, ask, err);
    if (rc == JK_OK && (w->percent > 100 || (ask->act != JK_MATTER_PROGRESS && w->percent)))
        rc = jk_fail(err, JK_RANGE, JK_TEXT_MATTER_PERCENT, "percent", "%u", w->percent);
    return rc;
}

/* Not allowed because of who asks, or because of how it stands? */
static enum jk_status refuse(const struct jk_matter_ask *ask, const struct jk_matter *matter,
                             struct jk_error *err)
{
    bool judges = ask->act == JK_MATTER_VERIFY || ask->act == JK_MATTER_REFUTE;

    if (!matter->bytes.len)
        return jk_fail(err, JK_STATE, JK_TEXT_MATTER_ERASED, "", "%s", matter->id);
    if (judges && matter->state == JK_MATTER_UNVERIFIED &&
        strcmp(matter->account, ask->actor->name) == 0)
        return jk_fail(err, JK_DENIED, JK_TEXT_REPORT_OWN, "", "%s", "");
    if (matter->state == JK_MATTER_UNVERIFIED || matter->kind == JK_MATTER_TASK ||
        ask->act == JK_MATTER_CANCEL)
        return jk_fail(err, JK_DENIED, JK_TEXT_MATTER_NOT_YOURS, "", "%s", "");
    return jk_fail(err, JK_STATE, JK_TEXT_MATTER_NOT_NOW, "state", "%s",
                   jk_matter_state_word(matter->state));
}

static enum jk_matter_state state_after(const struct jk_matter *matter,
                                        const struct jk_matter_ask *ask)
{
    if (ask->act == JK_MATTER_PROGRESS)
        return ask->words.percent == 100 ? JK_MATTER_DONE
               : ask->words.percent      ? JK_MATTER_BEGUN
                                         : JK_MATTER_OPEN;
    return rows[ask->act].state == JK_MATTER_STATES ? matter->state : rows[ask->act].state;
}

/* What an act says of a drop's way. One that was noted as received without having left did so then;
 * what was a mistake is as if it had not been said. */
static void follow(const struct jk_matter_ask *ask, struct jk_matter_said *said)
{
    int64_t at_s = ask->words.at_s ? ask->words.at_s : ask->now_s;
    struct jk_drop *drop = &said->drop;

    if (ask->act == JK_MATTER_LEAVE || (ask->act == JK_MATTER_RECEIVE && !drop->left_s))
        drop->left_s = at_s;
    if (ask->act == JK_MATTER_RECEIVE) {
        drop->got_s = at_s;
        drop->by = ask->words.by;
        drop->condition = ask->words.condition;
    }
    if (ask->act == JK_MATTER_UNDO) {
        drop->left_s = drop->got_s = 0;
        drop->by = "";
        drop->condition = JK_DROP_UNKNOWN;
    }
    if (ask->act == JK_MATTER_LEAVE)
        said->percent = 50; /* of a way nobody measures */
    else if (ask->act == JK_MATTER_RECEIVE || ask->act == JK_MATTER_UNDO)
        said->percent = ask->act == JK_MATTER_RECEIVE ? 100 : 0;
}

static enum jk_status put(struct jk_app *app, struct jk_arena *arena,
                          const struct jk_matter_ask *ask, struct jk_matter *matter,
                          struct jk_matter **out, struct jk_error *err)
{
    struct jk_ical_matter_stand stand = { state_after(matter, ask), matter->revision + 1,
                                          matter->created_s, ask->now_s };
    struct matter_put put = {
        .row = matters_row_of(matter), .act = ask->act, .actor = ask->actor, .words = ask->words
    };
    struct jk_matter_said said;

    if (jk_app_matter_said(app, arena, matter, &said) != JK_OK)
        return jk_no_memory(err);
    if (ask->act == JK_MATTER_PROGRESS)
        said.percent = ask->words.percent;
    follow(ask, &said);
    if ((ask->act == JK_MATTER_LEAVE && ask->now_s <= matter->when_s) || ask->act == JK_MATTER_UNDO)
        put.row.step = 0; /* what was foretold before is foretold anew */
    put.row.state = jk_matter_state_word(stand.state);
    put.row.released = matter->released || ask->act == JK_MATTER_RELEASE;
    put.row.revision = stand.revision;
    put.row.changed_s = ask->now_s;
    put.row.bytes = matters_bytes(arena, &said, &stand);
    if (!put.row.bytes.at)
        return jk_no_memory(err);
    return matters_put(app, &put, ask->now_s, out, err);
}

/* Who, as it stands, and as it was seen. */
static enum jk_status find(const struct jk_app *app, const struct jk_matter_ask *ask,
                           struct jk_matter **out, struct jk_error *err)
{
    struct jk_matter *matter = matters_find(app, ask->id);

    if (!matter || !jk_app_matter_is_seen(app, ask->actor, matter))
        return jk_fail(err, JK_NONE, JK_TEXT_MATTER_NOT_THERE, "id", "%.60s", ask->id);
    if (!jk_app_matter_may(app, ask->actor, matter, ask->act))
        return refuse(ask, matter, err);
    if (ask->revision && ask->revision != matter->revision)
        return jk_fail(err, JK_STALE, JK_TEXT_CHANGED_MEANWHILE, "revision", "%u", ask->revision);
    *out = matter;
    return JK_OK;
}

enum jk_status jk_app_matter_act(struct jk_app *app, struct jk_arena *arena,
                                 const struct jk_matter_ask *ask, const struct jk_matter **out,
                                 struct jk_error *err)
{
    struct jk_matter *matter = NULL, *after = NULL;
    enum jk_status rc = ask->act == JK_MATTER_PHOTO /* it comes with one */
                            ? jk_fail(err, JK_INVALID, JK_TEXT_PACK_WORD, "act", "%s", "photo")
                            : find(app, ask, &matter, err);

    if (rc == JK_OK)
        rc = check_words(app, matter, ask, err);
    if (rc == JK_OK)
        rc = put(app, arena, ask, matter, &after, err);
    if (rc == JK_OK)
        *out = after;
    return rc;
}

enum jk_status matters_learn_photo(void *ctx, const struct jk_attachment_row *row)
{
    struct jk_app *app = ctx;
    const size_t head = strlen(JK_MATTER_KEY_HEAD);
    struct jk_matter *matter;

    if (strncmp(row->uid, JK_MATTER_KEY_HEAD, head) != 0)
        return JK_OK;
    matter = matters_find(app, row->uid + head);
    if (!matter)
        return JK_CORRUPT;
    snprintf(matter->photo, sizeof matter->photo, "%s", row->sha256);
    return JK_OK;
}

static enum jk_status put_photo(struct jk_app *app, const struct jk_matter_photo *photo,
                                const char *key, struct jk_error *err)
{
    const struct jk_act act = { photo->actor->name, photo->now_s };
    uint8_t digest[JK_DIGEST_LEN];
    char hex[2 * JK_DIGEST_LEN + 1];
    struct jk_attachment_row row = { .uid = key,
                                     .chain = photo->id,
                                     .actor = photo->actor->name,
                                     .role = jk_role_word(photo->actor->role),
                                     .type = "image/jpeg",
                                     .size = photo->bytes.len,
                                     .sha256 = hex,
                                     .time_s = photo->now_s,
                                     .bytes = photo->bytes };
    enum jk_status rc = jk_app_begin(app, err);

    jk_sha256(photo->bytes.at, photo->bytes.len, digest);
    jk_hex(digest, sizeof digest, hex);
    if (rc == JK_OK)
        rc = jk_store_put_attachment(app->store, &act, &row, err);
    if (rc == JK_OK)
        rc = matters_learn_photo(app, &row);
    return rc == JK_OK ? rc : app_break(app, rc);
}

enum jk_status jk_app_matter_photo(struct jk_app *app, struct jk_arena *arena,
                                   const struct jk_matter_photo *photo,
                                   const struct jk_matter **out, struct jk_error *err)
{
    const struct jk_matter_ask ask = {
        photo->actor, photo->now_s, photo->id, JK_MATTER_PHOTO, 0, JK_MATTER_NO_WORDS
    };
    const char *key = jk_arena_fmt(arena, JK_MATTER_KEY_HEAD "%s", photo->id);
    struct jk_matter *matter = NULL, *after = NULL;
    enum jk_status rc = find(app, &ask, &matter, err);

    if (rc == JK_OK && !key)
        rc = jk_no_memory(err);
    if (rc == JK_OK && photo->bytes.len > JK_MATTER_PHOTO_MAX)
        rc = jk_fail(err, JK_TOO_BIG, JK_TEXT_MATTER_PHOTO, "", "%zu", photo->bytes.len);
    if (rc == JK_OK && !jk_span_starts(photo->bytes, JK_SPAN("\xff\xd8\xff")))
        rc = jk_fail(err, JK_TYPE, JK_TEXT_MATTER_PHOTO, "", "%s", "");
    if (rc == JK_OK)
        rc = put_photo(app, photo, key, err);
    if (rc == JK_OK)
        rc = put(app, arena, &ask, matter, &after, err);
    if (rc == JK_OK)
        *out = after;
    return rc;
}

enum jk_status jk_app_matter_photo_find(struct jk_app *app, const struct jk_matter *matter,
                                        struct jk_buf *out, struct jk_error *err)
{
    char key[sizeof JK_MATTER_KEY_HEAD + JK_MATTER_HEX];

    if (!matter->photo[0] || !matter->bytes.len)
        return jk_fail(err, JK_NONE, JK_TEXT_MATTER_NOT_THERE, "photo", "%s", matter->id);
    snprintf(key, sizeof key, JK_MATTER_KEY_HEAD "%s", matter->id);
    return jk_store_find_attachment(app->store, key, out, err);
}
