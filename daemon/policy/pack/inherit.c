/* What packs state each for itself, policy.json and defaults.json, on top of each other.
 *
 * Each file is a statement, and so is each element of its `by_contest`. One inherits from the
 * nearest that lies above it: an element from its own file, a file from that of the nearest region
 * above, or from one of its own region that was given before. Editions (jarak/policy/edition.h)
 * come in between: one of a region lies on what holds there without it, and below it what inherits
 * from that through the region; one of a contest is nobody's to inherit. They are read from above
 * to below, so that what is inherited is whole when it is asked for. */
#include <string.h>
#include "jarak/base/defend.h"
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
    bool is_element; /* of by_contest, or an edition of a contest: for those it names alone */
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
        file.is_element = file.scope.edition && file.scope.own;
        check_contests(r, pack, &file);
        gather_file(r, pack, &file, &list);
    }
    return list;
}

/* What a file inherits from, or an element of it, as far as files go: one of those before it;
 * JK_NOTHING_ABOVE. */
static uint32_t file_above(const struct stated_list *list, size_t i)
{
    const struct stated *own = &list->at[i];
    uint32_t best = JK_NOTHING_ABOVE;

    for (uint32_t k = 0; k < i; k++) {
        const struct stated *other = &list->at[k];

        if (other->is_element || other->scope.edition ||
            !policy_lies_above(other->scope.region, own->scope.region))
            continue;
        if (own->is_element && other->file == own->file)
            return k;
        best = k; /* those nearer come later */
    }
    return best;
}

/* Does an edition lie above all that a statement holds for? */
static bool is_over(const struct jk_pack *pack, const struct stated *edition,
                    const struct stated *own)
{
    bool over = own->is_element || policy_lies_above(edition->scope.region, own->scope.region);

    for (size_t i = 0; own->is_element && over && i < own->scope.contest_count; i++)
        over = policy_lies_above(edition->scope.region,
                                 jk_pack_contest(pack, own->scope.contests[i])->region);
    return over;
}

/* The nearest edition of a region between a statement and what it inherits from otherwise; that
 * where there is none. An edition of a file's own region lies over the file, not below it. */
static uint32_t with_editions(const struct stated_list *list, const struct jk_pack *pack, size_t i,
                              uint32_t above)
{
    const struct stated *own = &list->at[i];
    const char *from = list->at[above].scope.region;
    uint32_t best = above;
    size_t nearest = 0;

    if (!policy_lies_above(from, own->scope.region)) /* it holds where nothing else does */
        from = "";
    for (uint32_t k = 0; k < list->count; k++) {
        const struct stated *e = &list->at[k];
        size_t len = strlen(e->scope.region);

        if (!e->scope.edition || e->is_element || k == i || len < nearest ||
            !policy_lies_above(from, e->scope.region) || !is_over(pack, e, own) ||
            (!own->is_element && strcmp(e->scope.region, own->scope.region) == 0))
            continue;
        best = k;
        nearest = len;
    }
    return best;
}

/* What an edition lies on: what would hold for its scope without it. */
static uint32_t below_edition(struct jk_json_reader *r, const struct stated_list *list,
                              const struct jk_pack *pack, size_t i, uint32_t base)
{
    const struct stated *own = &list->at[i];
    const struct jk_calendar_of of = { own->is_element ? own->scope.contests[0] : "",
                                       own->scope.region };
    struct jk_statement *others = jk_arena_array(r->arena, list->count, sizeof *others);
    uint32_t found;

    if (!others) {
        jk_json_fault(r, &own->at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        return JK_NOTHING_ABOVE;
    }
    for (uint32_t k = 0; k < list->count; k++) {
        others[k].scope = list->at[k].scope;
        /* Those of contests are of no use to another; those of regions lie over a contest's. */
        if (list->at[k].scope.edition && (list->at[k].is_element || !own->is_element))
            others[k].scope = (struct jk_scope){ .region = "-" };
    }
    found = policy_statement_of(others, (uint32_t)list->count, &of, base);
    return own->is_element ? found : with_editions(list, pack, i, found);
}

/* What a statement inherits from; JK_NOTHING_ABOVE. A file that is whole is so whatever is stated
 * above it. */
static uint32_t above_of(struct jk_json_reader *r, const struct stated_list *list,
                         const struct jk_pack *pack, size_t i, uint32_t base)
{
    uint32_t above;

    if (list->at[i].scope.edition)
        return below_edition(r, list, pack, i, base);
    above = file_above(list, i);
    return above == JK_NOTHING_ABOVE ? above : with_editions(list, pack, i, above);
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

static const struct jk_edition *edition_of(const struct jk_pack *pack, const struct stated *stated)
{
    const json_t *mark = json_object_get(stated->at.value, PACK_SCOPE);
    size_t number = (size_t)json_integer_value(json_object_get(mark, PACK_EDITION));

    return number > 0 && number <= pack->edition_count ? &pack->editions[number - 1] : NULL;
}

/* Reads the statements whose inheritance is read, until all are. */
static void read_policies(struct jk_json_reader *r, const struct stated_list *list,
                          struct jk_statement *statements, struct jk_policy *policies)
{
    bool *done = jk_arena_array(r->arena, list->count, sizeof *done);
    size_t left = list->count, passed = 0;

    if (!done)
        jk_json_fault(r, &list->at[0].at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    for (uint32_t i = 0; done && left > 0 && r->status == JK_OK;
         i = i + 1 < list->count ? i + 1 : 0) {
        uint32_t above = statements[i].above;

        JK_ASSERT(passed++ <= list->count * list->count); /* none inherits from itself */
        if (done[i] || (above != JK_NOTHING_ABOVE && !done[above]))
            continue;
        policy_pack_read_policy(r, &list->at[i].at,
                                above == JK_NOTHING_ABOVE ? NULL : &policies[above], &policies[i]);
        policies[i].statement = i;
        done[i] = true;
        left--;
    }
}

void policy_pack_read_all_policies(struct jk_json_reader *r, const struct jk_json_at *at,
                                   struct jk_pack *pack)
{
    struct stated_list list = gather(r, at, pack);
    struct jk_statement *statements = jk_arena_array(r->arena, list.count, sizeof *statements);
    struct jk_policy *policies = jk_arena_array(r->arena, list.count, sizeof *policies);

    if (!statements || !policies)
        jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
    pack->base_statement = base_of(&list);
    for (uint32_t i = 0; i < list.count && r->status == JK_OK; i++)
        statements[i] = (struct jk_statement){ list.at[i].scope, edition_of(pack, &list.at[i]),
                                               above_of(r, &list, pack, i, pack->base_statement),
                                               &policies[i] };
    if (r->status == JK_OK)
        read_policies(r, &list, statements, policies);
    pack->statements = statements;
    pack->statement_count = (uint32_t)list.count;
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
        uint32_t above = file_above(&list, i);

        if (above != JK_NOTHING_ABOVE && json_is_object(list.at[i].at.value) &&
            !lay_over(&list.at[i].at, &list.at[above].at))
            jk_json_fault(r, at, JK_MEMORY, JK_TEXT_NO_MEMORY, "");
        policy_pack_read_defaults(r, &list.at[i].at, &defaults[i]);
    }
    pack->defaults = &defaults[base_of(&list)];
    if (r->status == JK_OK)
        link_defaults(&list, defaults, pack);
}
