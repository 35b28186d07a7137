/* What packs state each for itself, policy.json and defaults.json, on top of each other.
 *
 * Each file is a statement, and so is each element of its `by_contest`. One inherits from the
 * nearest that lies above it: an element from its own file, a file from that of the nearest region
 * above, or from one of its own region that was given before. They are read from above to below, so
 * that what is inherited is whole when it is asked for. */
#include <string.h>
#include "daemon/policy/links.h"
#include "daemon/policy/pack/files.h"
#include "daemon/policy/pack/parts.h"
#include "jarak/base/texts.h"
#include "jarak/model/texts.h"
#include "jarak/policy/texts.h"

struct stated {
    struct jk_json_at at;
    struct jk_scope scope;
    size_t file;     /* which of the packs' files it stands in */
    bool is_element; /* of by_contest */
};

struct stated_list {
    struct stated *at;
    size_t count;
};

static void check_contests(struct jk_json_reader *r, const struct jk_pack *pack,
                           const struct stated *stated)
{
    if (stated->is_element && !stated->scope.own && r->status == JK_OK)
        jk_json_fault(r, &stated->at, JK_INVALID, JK_TEXT_PACK_MEMBER, "contests");
    for (size_t i = 0; stated->scope.own && i < stated->scope.contest_count; i++) {
        if (r->status == JK_OK && !jk_pack_contest(pack, stated->scope.contests[i]))
            jk_json_fault(r, &stated->at, JK_INVALID, JK_TEXT_UNKNOWN_CONTEST,
                          stated->scope.contests[i]);
    }
}

/* What lies above stands before what lies below: regions by the length of their codes, an element
 * behind the files of its region. */
static bool is_before(const struct stated *a, const struct stated *b)
{
    size_t x = strlen(a->scope.region), y = strlen(b->scope.region);

    if (x != y)
        return x < y;
    return a->is_element != b->is_element ? b->is_element : false;
}

static void insert(struct stated_list *list, const struct stated *stated)
{
    size_t at = list->count++;

    for (; at > 0 && is_before(stated, &list->at[at - 1]); at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = *stated;
}

/* One file and the elements of its by_contest, which have its mark. */
static void gather_file(struct jk_json_reader *r, const struct jk_pack *pack,
                        const struct stated *file, struct stated_list *list)
{
    struct jk_json_at elements = jk_json_optional(&file->at, PACK_BY_CONTEST);

    insert(list, file);
    for (size_t i = 0; i < jk_json_count(r, &elements) && r->status == JK_OK; i++) {
        struct stated element = { .at = jk_json_element(&elements, i),
                                  .file = file->file,
                                  .is_element = true };
        json_t *mark = json_object_get(file->at.value, PACK_SCOPE);

        if (json_is_object(element.at.value) &&
            json_object_set((json_t *)element.at.value, PACK_SCOPE, mark) != 0)
            jk_json_fault(r, &element.at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        element.scope = policy_pack_read_scope(r, &element.at);
        check_contests(r, pack, &element);
        insert(list, &element);
    }
}

/* All statements of a list of files, from above to below. */
static struct stated_list gather(struct jk_json_reader *r, const struct jk_json_at *files,
                                 const struct jk_pack *pack)
{
    size_t count = json_array_size(files->value), most = count;
    struct stated_list list = { NULL, 0 };

    for (size_t i = 0; i < count; i++)
        most += json_array_size(json_object_get(json_array_get(files->value, i), PACK_BY_CONTEST));
    list.at = jk_arena_array(r->arena, most, sizeof *list.at);
    if (!list.at)
        jk_json_fault(r, files, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; list.at && i < count && r->status == JK_OK; i++) {
        struct stated file = { .at = *files, .file = i };

        file.at.value = json_array_get(files->value, i);
        file.scope = policy_pack_read_scope(r, &file.at);
        check_contests(r, pack, &file);
        gather_file(r, pack, &file, &list);
    }
    return list;
}

/* What a statement inherits from: one of those before it; JK_NOTHING_ABOVE. */
static uint32_t above_of(const struct stated_list *list, size_t i)
{
    const struct stated *own = &list->at[i];
    uint32_t best = JK_NOTHING_ABOVE;

    for (uint32_t k = 0; k < i; k++) {
        const struct stated *other = &list->at[k];

        if (other->is_element || !policy_lies_above(other->scope.region, own->scope.region))
            continue;
        if (own->is_element && other->file == own->file)
            return k;
        best = k; /* those nearer come later */
    }
    return best;
}

/* The first pack's own file holds where nothing else does; where it has none, the highest. */
static uint32_t base_of(const struct stated_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->at[i].scope.base && !list->at[i].is_element)
            return i;
    }
    return 0;
}

void policy_pack_read_all_policies(struct jk_json_reader *r, const struct jk_json_at *at,
                                   struct jk_pack *pack)
{
    struct stated_list list = gather(r, at, pack);
    struct jk_statement *statements = jk_arena_array(r->arena, list.count, sizeof *statements);
    struct jk_policy *policies = jk_arena_array(r->arena, list.count, sizeof *policies);

    if (!statements || !policies)
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (uint32_t i = 0; i < list.count && r->status == JK_OK; i++) {
        uint32_t above = above_of(&list, i);

        statements[i] = (struct jk_statement){ list.at[i].scope, above, &policies[i] };
        policy_pack_read_policy(r, &list.at[i].at,
                                above == JK_NOTHING_ABOVE ? NULL : &policies[above], &policies[i]);
        policies[i].statement = i;
    }
    pack->statements = statements;
    pack->statement_count = (uint32_t)list.count;
    pack->base_statement = base_of(&list);
}

/* Defaults are laid over those above member by member, before they are read. */
static bool lay_over(struct jk_json_at *at, const struct jk_json_at *above)
{
    json_t *whole = json_deep_copy(above->value);
    bool ok = whole && json_object_update_recursive(whole, (json_t *)at->value) == 0 &&
              json_object_clear((json_t *)at->value) == 0 &&
              json_object_update((json_t *)at->value, whole) == 0;

    json_decref(whole);
    return ok;
}

static void link_defaults(const struct stated_list *list, const struct jk_defaults *defaults,
                          struct jk_pack *pack)
{
    for (size_t i = 0; i < pack->contest_count + pack->region_count; i++) {
        bool of_contest = i < pack->contest_count;
        struct jk_contest *contest =
            of_contest ? (struct jk_contest *)&pack->contests[i] : NULL; /* being loaded */
        struct jk_region *region =
            of_contest ? NULL : (struct jk_region *)&pack->regions[i - pack->contest_count];
        const struct jk_calendar_of of = { of_contest ? contest->id : "",
                                           of_contest ? contest->region : region->code };
        int best = POLICY_RANK_NONE;

        for (size_t k = 0; k < list->count; k++) {
            int rank = policy_scope_rank(&list->at[k].scope, &of);

            if (rank <= best)
                continue;
            best = rank;
            *(of_contest ? &contest->defaults : &region->defaults) = &defaults[k];
        }
    }
}

void policy_pack_read_all_defaults(struct jk_json_reader *r, const struct jk_json_at *at,
                                   struct jk_pack *pack)
{
    struct stated_list list = gather(r, at, pack);
    struct jk_defaults *defaults = jk_arena_array(r->arena, list.count, sizeof *defaults);

    if (!defaults)
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (size_t i = 0; i < list.count && r->status == JK_OK; i++) {
        uint32_t above = above_of(&list, i);

        if (above != JK_NOTHING_ABOVE && json_is_object(list.at[i].at.value) &&
            !lay_over(&list.at[i].at, &list.at[above].at))
            jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        policy_pack_read_defaults(r, &list.at[i].at, &defaults[i]);
    }
    pack->defaults = &defaults[base_of(&list)];
    if (r->status == JK_OK)
        link_defaults(&list, defaults, pack);
}
