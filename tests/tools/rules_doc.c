/* docs/rules.md from the table of rules and a pack: rules_doc PACK-FOLDER. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/rules.h"

static void print_numbers(const struct jk_rule_row *row)
{
    for (size_t i = 0; row->numbers[i]; i++)
        printf("%s%s", i ? ", " : "", row->numbers[i]);
    fputs(row->numbers[0] ? "" : "-", stdout);
}

static void print_row(const struct jk_pack *pack, const struct jk_rule_row *row)
{
    const struct jk_rule_entry *entry = pack->rule_of[atoi(row->id + 1)];

    printf("| %s | %s | %s | %s%s | ", row->id, jk_text_get(row->about, JK_LANG_ID),
           jk_text_get(row->about, JK_LANG_EN), row->field,
           row->audience == JK_SEE_POLRES ? " (polres)" : "");
    print_numbers(row);
    if (!entry) {
        puts(" | off | |");
        return;
    }
    printf(" | %s", entry->level);
    for (int i = 0; i < entry->value_count; i++)
        printf("%s %g", i ? "," : ":", entry->value[i]);
    printf(" | %s%s |\n", entry->basis, entry->verified ? "" : " (belum diverifikasi)");
}

int main(int argc, char **argv)
{
    struct jk_arena arena = { 0 };
    struct jk_pack pack;
    struct jk_rule_row row;
    struct jk_error err;
    char text[512];

    jk_geodesic_init();
    if (argc != 2 || jk_pack_read(argv[1], &arena, &pack, &err) != JK_OK) {
        if (argc == 2)
            jk_error_format(&err, JK_LANG_EN, text, sizeof text);
        fprintf(stderr, "%s\n", argc == 2 ? text : "usage: rules_doc PACK-FOLDER");
        return EXIT_FAILURE;
    }
    printf("# Rules: what a check says about one notice\n\n"
           "Made by `make docs` from the table in `daemon/policy/rules.c` and the pack `%s`; do "
           "not edit. A pack without an entry\n"
           "switches the rule off. Nothing is refused because of a rule: the authority is a "
           "person. Levels: note, warn, hold.\n\n"
           "| rule | aturan | rule in English | field | numbers in the pack | here | basis |\n"
           "|---|---|---|---|---|---|---|\n",
           pack.id);
    for (size_t i = 0; jk_rules_row(i, &row); i++)
        print_row(&pack, &row);
    puts(
        "\nWorking days are Monday to Friday without the pack's holidays. For Saturday 23 November "
        "2024 a letter of Thursday\n"
        "14 November is 7 working days before; one of Friday 15 November is 6, so one day late.\n\n"
        "Separation is judged by the rows of `policy.json`; a verdict names the row, such as "
        "`konvoi-besar`. Cases an official\n"
        "can check, with the source of each: `tests/cases/rules.txt`.");
    jk_arena_clear(&arena);
    return EXIT_SUCCESS;
}
