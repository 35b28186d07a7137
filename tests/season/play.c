/* The two run beside each other, on two cores; each writes what a day said into a file and a byte
 * into a pipe, and goes on. What they said is compared and dropped as it comes. */
#include "tests/season/play.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/season/day.h"

/* One of the two. */
struct player {
    pid_t pid;
    int from;
    struct tally *tally; /* shared with it */
};

static void start(struct player *p, const struct plan_size *size, const char *notes, bool swapped)
{
    int ends[2];

    p->tally =
        mmap(NULL, sizeof *p->tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p->tally == MAP_FAILED || pipe(ends) != 0) {
        perror("season");
        exit(2);
    }
    fflush(NULL);
    p->pid = fork();
    if (p->pid == 0) {
        const struct day_way way = { *size, swapped, notes, ends[1] };

        close(ends[0]);
        day_play(&way, p->tally);
        fflush(NULL);
        _exit(0); /* what the caller does at its end is not done twice */
    }
    close(ends[1]);
    p->from = ends[0];
}

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text;
    long size;

    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    size = ftell(f);
    rewind(f);
    text = malloc((size_t)size + 1);
    text[fread(text, 1, (size_t)size, f)] = '\0';
    fclose(f);
    return text;
}

/* @return true: both said the same */
static bool compare(const char *notes, int day)
{
    char path[2][128], *text[2];
    const char *a, *b, *line;
    bool same;

    for (int i = 0; i < 2; i++) {
        snprintf(path[i], sizeof path[i], "%s/%d-%d", notes, i, day);
        text[i] = read_all(path[i]);
        unlink(path[i]);
    }
    same = text[0] && text[1] && strcmp(text[0], text[1]) == 0;
    for (a = line = text[0], b = text[1]; !same && *a && *a == *b; a++, b++)
        line = *a == '\n' ? a + 1 : line;
    if (!same)
        fprintf(stderr,
                "\nseason, day %d: with ballot numbers exchanged, and a restart each night, "
                "another thing is said\n"
                "%.1500s\n--- exchanged and exchanged back\n%.1500s\n",
                day, a - line > 300 ? a - 300 : line, a - line > 300 ? b - 300 : b - (a - line));
    free(text[0]);
    free(text[1]);
    return same;
}

static bool follow(struct player *players, const struct plan_size *size, const char *notes)
{
    char octet;

    for (int day = 0; day < size->days; day++) {
        for (int i = 0; i < 2; i++) {
            if (read(players[i].from, &octet, 1) != 1)
                return false; /* it has said why */
        }
        if (!compare(notes, day))
            return false;
    }
    return true;
}

static void report(const struct plan_size *size, const struct tally *t, const struct tally *swapped,
                   double seconds)
{
    printf("season: seed %llu, %d days, %d%% of 2,500 activities in each of %d regencies, twice, "
           "%.1f s\n",
           (unsigned long long)size->seed, size->days, size->percent, PLAN_REGENCIES, seconds);
    printf("  filed %lu (%lu by drafts, %lu given back first), legs %lu, changes %lu, moves %lu, "
           "withdrawals %lu, refused %lu\n",
           t->filed, t->drafts, t->drafts_returned, t->legs, t->changes, t->moves, t->withdrawals,
           t->refused);
    printf("  acts");
    for (int i = 0; i < JK_ACT_END; i++)
        printf(" %s %lu", jk_act_word((enum jk_act_kind)i), t->decided[i]);
    printf("; at once %lu\n", t->batches);
    printf("  approvals that met a conflict %lu, overrides %lu naming %lu; times offered %lu, "
           "accepted %lu, declined %lu\n",
           t->stale, t->overrides, t->named, t->offers, t->accepted, t->declined);
    printf("  reports %lu, opinions %lu, acknowledged %lu, ticks %lu, alerts %lu (escalated %lu), "
           "messages %lu of %lu subscriptions\n",
           t->reports, t->opinions, t->acks, t->ticks, t->alerts, t->escalated, t->messages,
           t->subscriptions);
    printf("  from the field, to be done and delivered %lu, acts on them %lu; duties %lu\n",
           t->matters, t->matter_acts, t->duties);
    printf("  looked at %lu pairs, %lu conflicts held against it (%lu to the level exactly)\n",
           t->pairs_looked, t->checked, t->exact);
    for (int i = 0; i < 2; i++) {
        const struct tally *one = i ? swapped : t;

        printf("  %s: played %.1f s, of it the look %.1f; read from outside %.1f, replays %.1f, "
               "restarts %.1f\n",
               i ? "exchanged" : "as it is", one->play_s, one->look_s, one->outside_s,
               one->replay_s, one->restart_s);
    }
    printf(
        "  replayed %lu entries evening by evening, and %lu rows of both once more; restarts %lu "
        "and %lu, %lu of them by a snapshot\n",
        t->replayed, t->rows, t->restarts, swapped->restarts, t->recalled + swapped->recalled);
}

int play(const struct plan_size *size, bool quiet)
{
    char notes[] = "/dev/shm/jarakd-notes-XXXXXX", command[64];
    struct player players[2] = { { .pid = 0 } };
    double began = house_clock();
    bool good;

    if (!mkdtemp(notes)) {
        perror("season");
        return 2;
    }
    for (int i = 0; i < 2; i++)
        start(&players[i], size, notes, i);
    good = follow(players, size, notes);
    for (int i = 0; i < 2; i++) {
        int status;

        if (!good)
            kill(players[i].pid, SIGTERM);
        waitpid(players[i].pid, &status, 0);
        good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    if (good && !quiet)
        report(size, players[0].tally, players[1].tally, house_clock() - began);
    snprintf(command, sizeof command, "rm -rf %s", notes);
    return system(command) == 0 && good ? 0 : 1;
}
