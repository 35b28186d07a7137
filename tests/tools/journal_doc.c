/* docs/journal.md with its table of kinds made of the descriptors: journal_doc FILE.
 *
 * Prints the file; what stands between the two markers is left out and made anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/store/kinds/kinds.h"

#define BEGINS "<!-- kinds: made by `make docs` from daemon/store/kinds/kinds.c; do not edit -->\n"
#define ENDS   "<!-- end of kinds -->\n"

static void print_kind(int number, const struct kind *kind)
{
    printf("| %d | %s | ", number, kind->name);
    for (const struct field *f = kind->fields; f->name; f++) {
        printf("%s%s", f == kind->fields ? "" : ", ", f->name);
        if (f->note[0])
            printf(" (%s)", f->note);
    }
    printf("%s%s%s |\n", kind->fields[0].name ? "" : "none", kind->note ? "; " : "",
           kind->note ? kind->note : "");
}

static void print_table(void)
{
    puts("| kind | name | fields |\n|---|---|---|");
    for (int i = 1; i < JK_ENTRY_END; i++) {
        if (store_kind_of((enum jk_entry_kind)i)) /* a number may be given away and not used */
            print_kind(i, store_kind_of((enum jk_entry_kind)i));
    }
}

int main(int argc, char **argv)
{
    FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
    bool inside = false, made = false;
    char line[4096];

    if (!f) {
        fprintf(stderr, "usage: journal_doc FILE\n");
        return EXIT_FAILURE;
    }
    while (fgets(line, sizeof line, f)) {
        if (inside && strcmp(line, ENDS) == 0) {
            print_table();
            inside = false;
            made = true;
        }
        if (!inside)
            fputs(line, stdout);
        if (strcmp(line, BEGINS) == 0)
            inside = true;
    }
    fclose(f);
    if (!made)
        fprintf(stderr, "journal_doc: %s has not both markers\n", argv[1]);
    return made ? EXIT_SUCCESS : EXIT_FAILURE;
}
