/* Packs are changed as JSON trees and written out again, so that a case names a member and no text
 * that happens to stand round it. */
#include "tests/unit/policy/pack_case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/texts.h"
#include "tests/support/documents.h"

void pack_case_open(struct pack_case *c)
{
    const char *name;
    bool optional;

    *c = (struct pack_case){ .count = 0 };
    jk_geodesic_init();
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        struct jk_buf bytes = { 0 };
        char path[128];

        if (optional)
            continue;
        snprintf(path, sizeof path, "calendars/kutim-2024/%s", name);
        cr_assert(jk_file_read(path, &bytes, &c->err) == JK_OK, "%s", path);
        c->names[c->count] = name;
        c->documents[c->count] = json_loadb(bytes.at, bytes.len, 0, NULL);
        cr_assert(c->documents[c->count] != NULL, "%s", path);
        c->count++;
        jk_buf_clear(&bytes);
    }
}

static void forget_texts(struct pack_case *c)
{
    for (size_t i = 0; i < PACK_CASE_FILES; i++) {
        free(c->texts[i]);
        c->texts[i] = NULL;
    }
}

void pack_case_clear(struct pack_case *c)
{
    forget_texts(c);
    for (size_t i = 0; i < c->count; i++)
        json_decref(c->documents[i]);
    jk_arena_clear(&c->arena);
}

static size_t find(const struct pack_case *c, const char *name)
{
    size_t i = 0;

    while (i < c->count && strcmp(c->names[i], name) != 0)
        i++;
    cr_assert(i < c->count, "no %s", name);
    return i;
}

void pack_case_add(struct pack_case *c, const char *name, const char *json)
{
    cr_assert(c->count < PACK_CASE_FILES);
    c->names[c->count] = name;
    c->documents[c->count] = json_loads(json, JSON_DECODE_ANY, NULL);
    cr_assert(c->documents[c->count] != NULL, "%s", json);
    c->count++;
}

void pack_case_drop(struct pack_case *c, const char *name)
{
    size_t i = find(c, name);

    json_decref(c->documents[i]);
    c->count--;
    for (; i < c->count; i++) {
        c->names[i] = c->names[i + 1];
        c->documents[i] = c->documents[i + 1];
    }
}

void pack_case_set(struct pack_case *c, const char *name, const char *way, const char *json)
{
    json_change(c->documents[find(c, name)], way, json);
}

struct jk_span pack_case_bytes(struct pack_case *c, const char *name)
{
    size_t i = find(c, name);

    free(c->texts[i]);
    c->texts[i] = json_dumps(c->documents[i], JSON_ENCODE_ANY);
    cr_assert(c->texts[i] != NULL);
    return jk_span_of(c->texts[i]);
}

enum jk_status pack_case_load(struct pack_case *c)
{
    struct jk_pack_file files[PACK_CASE_FILES];

    forget_texts(c);
    jk_arena_clear(&c->arena);
    c->arena = (struct jk_arena){ 0 };
    for (size_t i = 0; i < c->count; i++) {
        c->texts[i] = json_dumps(c->documents[i], JSON_ENCODE_ANY);
        files[i] = (struct jk_pack_file){ c->names[i], jk_span_of(c->texts[i]), 0 };
    }
    return jk_pack_load(&c->arena, files, c->count, &c->pack, &c->err);
}

void pack_case_expect(const struct pack_refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct pack_refusal *want = &refusals[i];
        struct pack_case c;
        enum jk_status rc;

        pack_case_open(&c);
        pack_case_set(&c, want->name, want->way, want->json);
        rc = pack_case_load(&c);
        cr_expect(rc == want->status, "%zu %s: %s", i, want->way, jk_status_name(rc));
        if (want->text) {
            cr_expect(c.err.text == want->text, "%zu %s: %s", i, want->way,
                      c.err.text ? jk_text_get(c.err.text, JK_LANG_EN) : "");
            cr_expect_str_eq(c.err.field, want->field, "%zu: %s", i, c.err.field);
        }
        pack_case_clear(&c);
    }
}

static enum jk_status load_number(struct pack_case *c, const char *name, const char *way,
                                  double number)
{
    char text[64];

    snprintf(text, sizeof text, "%.17g", number);
    pack_case_set(c, name, way, text);
    return pack_case_load(c);
}

void pack_case_expect_ranges(const char *name, const struct pack_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct pack_range *r = &ranges[i];
        double beyond = r->beyond > 0.0 ? r->beyond : 1.0;
        char range[64], field[128];
        struct pack_case c;

        pack_case_open(&c);
        snprintf(range, sizeof range, "%g..%g", r->low, r->high);
        snprintf(field, sizeof field, "%s: %s", name, r->field);
        cr_expect(load_number(&c, name, r->way, r->low) == JK_OK, "%s: %g", field, r->low);
        cr_expect(load_number(&c, name, r->way, r->high) == JK_OK, "%s: %g", field, r->high);
        for (int side = 0; side < 2; side++) {
            double number = side ? r->high + beyond : r->low - beyond;

            cr_expect(load_number(&c, name, r->way, number) == JK_RANGE, "%s: %g", field, number);
            cr_expect(c.err.text == JK_TEXT_PACK_NUMBER, "%s: %g", field, number);
            cr_expect_str_eq(c.err.value, range, "%s: %s", field, c.err.value);
            cr_expect_str_eq(c.err.field, field, "%s: %s", field, c.err.field);
        }
        pack_case_clear(&c);
    }
}
