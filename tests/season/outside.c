/* Statements are prepared once; what was read of inboxes and decisions goes on where the evening
 * before ended. */
#include "tests/season/outside.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/season/pairs.h"

/* An override that was made, until it is found in the store. */
struct override {
    char chain[PLAN_NAME], actor[64], reason[64];
    char ids[8][ID_HEX];
    int count;
    bool found;
};

struct outside {
    sqlite3 *db;
    sqlite3_stmt *find, *follow, *conflicts, *decisions;
    struct override *overrides;
    int override_count;
    int64_t decision;
};

static struct outside *of(const struct season *s)
{
    return s->outside;
}

static sqlite3_stmt *prepare(struct season *s, const char *sql)
{
    sqlite3_stmt *st;

    NEED(s, sqlite3_prepare_v2(of(s)->db, sql, -1, &st, NULL) == SQLITE_OK, "%s: %s", sql,
         sqlite3_errmsg(of(s)->db));
    return st;
}

void outside_open(struct season *s)
{
    s->outside = calloc(1, sizeof(struct outside));
    NEED(s, sqlite3_open_v2(s->path, &of(s)->db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, "%s",
         s->path);
    of(s)->find = prepare(s, "SELECT chain_a, chain_b FROM conflicts WHERE id = ?");
    of(s)->follow =
        prepare(s, "SELECT number, conflict, revision, event, level, payload FROM alerts"
                   " WHERE account = ? AND number > ? ORDER BY number");
    of(s)->conflicts =
        prepare(s, "SELECT id, chain_a, chain_b, level, level_max FROM conflicts WHERE open");
    of(s)->decisions =
        prepare(s, "SELECT seq, chain, act, actor, role, reason, seen FROM decisions WHERE seq > ?"
                   " AND (act LIKE '%approve' OR act = 'schedule') ORDER BY seq");
}

void outside_close(struct season *s)
{
    sqlite3_finalize(of(s)->find);
    sqlite3_finalize(of(s)->follow);
    sqlite3_finalize(of(s)->conflicts);
    sqlite3_finalize(of(s)->decisions);
    sqlite3_close(of(s)->db);
    free(of(s)->overrides);
    free(s->outside);
}

static const char *text(sqlite3_stmt *st, int column)
{
    const char *found = (const char *)sqlite3_column_text(st, column);

    return found ? found : "";
}

bool outside_find(struct season *s, const char *id, int *a, int *b)
{
    sqlite3_stmt *st = of(s)->find;
    const char *rest;
    bool found;

    sqlite3_bind_text(st, 1, id, -1, SQLITE_STATIC);
    found = sqlite3_step(st) == SQLITE_ROW;
    if (found) {
        *a = plan_find_name(text(st, 0), &rest);
        *b = plan_find_name(text(st, 1), &rest);
        found = *a >= 0 && *b >= 0;
    }
    sqlite3_reset(st);
    return found;
}

/* A team is told of its own chains alone, and a reader of nothing that is not public. */
static void check_secrets(struct season *s, const struct eye *eye, const char *payload)
{
    const char *rest = payload;
    int number;

    while ((number = plan_find_name(rest, &rest)) >= 0) {
        const struct plan_chain *chain = &s->plan.chains[number % s->plan.count];
        bool own = eye->role == JK_ROLE_TIM && chain->contest == eye->contest &&
                   chain->paslon & eye->paslon;

        NEED(s, own || chain->public_once, "%s is told of k%05d: %.200s", eye->name, number,
             payload);
    }
}

static void follow_one(struct season *s, int number)
{
    struct eye *eye = &s->eyes[number];
    sqlite3_stmt *st = of(s)->follow;

    sqlite3_bind_text(st, 1, eye->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, (int64_t)eye->kept);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *event = text(st, 3);
        struct pair *pair;

        NEED(s, (uint64_t)sqlite3_column_int64(st, 0) == eye->kept + 1,
             "inbox of %s: %lld after %llu", eye->name, (long long)sqlite3_column_int64(st, 0),
             (unsigned long long)eye->kept);
        eye->kept++;
        if (!eye->sees)
            check_secrets(s, eye, text(st, 5));
        if (strcmp(event, "act") == 0)
            continue;
        pair = pairs_of_id(s, text(st, 1));
        NEED(s, eye->sees && pair, "%s is told of %s", eye->name, text(st, 1));
        pair->kept[number] = strcmp(event, "closed") == 0 ? 0 : (uint8_t)sqlite3_column_int(st, 4);
    }
    sqlite3_reset(st);
    NEED(s, eye->kept == eye->heard, "%s was told %llu, %llu are stored", eye->name,
         (unsigned long long)eye->heard, (unsigned long long)eye->kept);
}

void outside_follow(struct season *s)
{
    for (int i = 0; i < s->eye_count; i++)
        follow_one(s, i);
}

void outside_conflicts(struct season *s)
{
    sqlite3_stmt *st = of(s)->conflicts;
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *rest;
        int a = plan_find_name(text(st, 1), &rest), b = plan_find_name(text(st, 2), &rest);
        const struct pair *pair = a >= 0 && b >= 0 ? pairs_between(s, a, b) : NULL;
        int level = sqlite3_column_int(st, 3), possible = sqlite3_column_int(st, 4);

        NEED(s, pair, "a conflict of %s and %s", text(st, 1), text(st, 2));
        NEED(s,
             level >= 0 && level <= pair->look.level.most && possible <= pair->look.possible.most,
             "stored: k%05d and k%05d at %d (possibly %d), the look says at most %d (%d)", a, b,
             level, possible, pair->look.level.most, pair->look.possible.most);
    }
    sqlite3_reset(st);
}

void outside_override(struct season *s, const char *chain, const char *actor, const char *reason,
                      const struct jk_seen *seen, size_t count)
{
    struct override *o;

    of(s)->overrides =
        realloc(of(s)->overrides, (size_t)(of(s)->override_count + 1) * sizeof *of(s)->overrides);
    o = &of(s)->overrides[of(s)->override_count++];
    *o = (struct override){ .count = (int)count < 8 ? (int)count : 8 };
    snprintf(o->chain, sizeof o->chain, "%s", chain);
    snprintf(o->actor, sizeof o->actor, "%s", actor);
    snprintf(o->reason, sizeof o->reason, "%s", reason);
    for (int i = 0; i < o->count; i++)
        snprintf(o->ids[i], sizeof o->ids[i], "%s", seen[i].conflict);
}

static struct override *find_override(const struct outside *out, sqlite3_stmt *st)
{
    for (int i = 0; i < out->override_count; i++) {
        struct override *o = &out->overrides[i];
        bool same = !o->found && strcmp(o->chain, text(st, 1)) == 0 &&
                    strcmp(o->actor, text(st, 3)) == 0 && strcmp(o->reason, text(st, 5)) == 0;

        for (int k = 0; k < o->count && same; k++)
            same = strstr(text(st, 6), o->ids[k]) != NULL;
        if (same)
            return o;
    }
    return NULL;
}

void outside_decisions(struct season *s)
{
    sqlite3_stmt *st = of(s)->decisions;

    sqlite3_bind_int64(st, 1, of(s)->decision);
    while (sqlite3_step(st) == SQLITE_ROW) {
        bool names = strstr(text(st, 6), "conflict") != NULL;
        struct override *o = names ? find_override(of(s), st) : NULL;

        of(s)->decision = sqlite3_column_int64(st, 0);
        NEED(s, strcmp(text(st, 4), strcmp(text(st, 2), "schedule") == 0 ? "kpu" : "polres") == 0,
             "%s of %s by %s (%s)", text(st, 2), text(st, 1), text(st, 3), text(st, 4));
        NEED(s, !names || o, "an override of %s by %s that nobody made: %s", text(st, 1),
             text(st, 3), text(st, 6));
        if (o)
            o->found = true;
    }
    sqlite3_reset(st);
    for (int i = 0; i < of(s)->override_count; i++)
        NEED(s, of(s)->overrides[i].found, "the override of %s by %s is not stored",
             of(s)->overrides[i].chain, of(s)->overrides[i].actor);
    of(s)->override_count = 0;
}
