/* make season: one whole campaign of three regencies, see play.h.
 *
 *     build/tests/whole_season [--days N] [--percent N] [--seed N] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/season/play.h"

int main(int argc, char **argv)
{
    struct plan_size size = { .days = 60, .percent = 100, .seed = 2024 };

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--days") == 0)
            size.days = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--percent") == 0)
            size.percent = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--seed") == 0)
            size.seed = strtoull(argv[i + 1], NULL, 10);
    }
    if (argc % 2 == 0 || size.days < 1 || size.days > 60 || size.percent < 1) {
        fputs("usage: season [--days 1..60] [--percent N] [--seed N]\n", stderr);
        return 2;
    }
    return play(&size, false);
}
