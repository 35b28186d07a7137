/* The Kutim pack with one member changed: what the tests of a pack's refusals begin from. */
#ifndef TESTS_UNIT_POLICY_PACK_CASE_H
#define TESTS_UNIT_POLICY_PACK_CASE_H
#include <jansson.h>
#include "jarak/policy/pack.h"

#define PACK_CASE_FILES 16

struct pack_case {
    struct jk_arena arena;
    struct jk_pack pack;
    struct jk_error err;
    const char *names[PACK_CASE_FILES];
    json_t *documents[PACK_CASE_FILES];
    char *texts[PACK_CASE_FILES];
    size_t count;
};

/** Reads the nine files a pack must have. */
void pack_case_open(struct pack_case *c);
void pack_case_clear(struct pack_case *c);

/** Adds a file the shipped pack does without, or a second one of a name; `json` is its text. */
void pack_case_add(struct pack_case *c, const char *name, const char *json);
/** Takes a file away. */
void pack_case_drop(struct pack_case *c, const char *name);
/** Sets the member at "rows.0.siaga" to JSON; null takes it away. The way to it must be there. */
void pack_case_set(struct pack_case *c, const char *name, const char *way, const char *json);
/** Loads what stands now; a load before it is forgotten. */
enum jk_status pack_case_load(struct pack_case *c);
/** The bytes of a file as they stand now; borrowed until the next call of this or a load. */
struct jk_span pack_case_bytes(struct pack_case *c, const char *name);

/** One change and the refusal it meets; text null: it is accepted. */
struct pack_refusal {
    const char *name, *way, *json;
    enum jk_status status;
    const struct jk_text *text;
    const char *field; /**< whole */
};

/** Expects each refusal of a table, each over a pack of its own. */
void pack_case_expect(const struct pack_refusal *refusals, size_t count);

/** A number with the range in which it can be meant, each bound included. */
struct pack_range {
    const char *way, *field; /**< of the file's member; the field behind "policy.json: " */
    double low, high;
    double beyond; /**< by how much a value lies outside; 0 counts as 1 */
};

/** Expects both bounds to load and what lies beyond either to be refused, naming the range. */
void pack_case_expect_ranges(const char *name, const struct pack_range *ranges, size_t count);
#endif
