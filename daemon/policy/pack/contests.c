/* contests.json: who is elected where, the pairs that stand, and whom their letters go to. */
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

#include <string.h>
#include "daemon/policy/pack/parts.h"

static void read_paslon(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "number", "label", NULL };
    struct jk_paslon *paslon = out;

    jk_json_only(r, at, members);
    paslon->number = (uint32_t)jk_json_number_in(r, at, "number", 1, JK_PASLON_NO_MAX);
    paslon->label = jk_json_text(r, at, "label", NULL);
}

/* The kinds a row is about; all where it does not say. */
static unsigned read_kinds(struct jk_json_reader *r, const struct jk_json_at *at)
{
    struct jk_json_at list = jk_json_optional(at, "kind");
    size_t count = jk_json_count(r, &list);
    unsigned kinds = 0;

    for (size_t i = 0; i < count && r->status == JK_OK; i++) {
        struct jk_json_at one = jk_json_element(&list, i);
        const char *word = jk_json_own_text(r, &one);
        int kind = 0;

        while (kind < JK_KIND_END && strcmp(word, jk_kind_word((enum jk_kind)kind)) != 0)
            kind++;
        if (kind == JK_KIND_END)
            jk_json_fault(r, &one, JK_INVALID, JK_TEXT_PACK_WORD, word);
        else
            kinds |= 1u << kind;
    }
    return list.value ? kinds : ~0u;
}

static void read_addressee(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "kind", "to", "basis", NULL };
    static const char *const words[] = { "polsek", "polres", "polda" };
    struct jk_addressee *addressee = out;
    const char *to = jk_json_text(r, at, "to", NULL);
    struct jk_json_at said = jk_json_optional(at, "to");
    size_t i = 0;

    jk_json_only(r, at, members);
    addressee->kinds = read_kinds(r, at);
    while (i < sizeof words / sizeof *words && strcmp(to, words[i]) != 0)
        i++;
    if (i == sizeof words / sizeof *words)
        jk_json_fault(r, &said, JK_INVALID, JK_TEXT_PACK_WORD, to);
    addressee->least = (enum jk_police)i;
    addressee->basis = jk_json_text(r, at, "basis", NULL);
}

static void read_contest(struct jk_json_reader *r, const struct jk_json_at *at, void *out)
{
    static const char *const members[] = { "id", "region", "name", "paslon", "addressee", NULL };
    struct jk_contest *contest = out;

    jk_json_only(r, at, members);
    contest->id = jk_json_text(r, at, "id", NULL);
    /* Parties keep the id by value, so its room is fixed. */
    if (strlen(contest->id) >= JK_CONTEST_ID_MAX)
        jk_json_fault(r, at, JK_RANGE, JK_TEXT_PACK_STRING, contest->id);
    contest->region = jk_json_text(r, at, "region", NULL);
    jk_json_both(r, at, "name", contest->name);
    contest->paslon = policy_pack_read_list(r, at, "paslon", sizeof *contest->paslon,
                                            &contest->paslon_count, read_paslon);
    if (jk_json_optional(at, "addressee").value)
        contest->addressees = policy_pack_read_list(r, at, "addressee", sizeof *contest->addressees,
                                                    &contest->addressee_count, read_addressee);
    policy_pack_check_sides(r, at, contest);
}

void policy_pack_read_contests(struct jk_json_reader *r, const struct jk_json_at *at,
                               struct jk_pack *pack)
{
    static const char *const members[] = { "contests", NULL };

    jk_json_only(r, at, members);
    pack->contests = policy_pack_read_list(r, at, "contests", sizeof *pack->contests,
                                           &pack->contest_count, read_contest);
}
