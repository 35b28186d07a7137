/* Certificates: computed again from the document alone, and every figure that was bent is told.
 *
 * SPEC 5: `jarakctl verify-certificate F` recomputes it from F alone (1 cm, 1 s). */
#include "jarak/app/decisions/certificate.h"

#include <stdio.h>
#include "jarak/app/app.h"
#include "jarak/feed/certificate/certificate.h"
#include "tests/support/documents.h"
#include "tests/unit/app/desk.h"

#define START 1732082400 /* 20 November 2024, 14.00 WITA */

/* Two rivals with convoys: a rally 800 m from the other, and roads that meet. */
static json_t *certified(struct desk *d)
{
    json_t *json = NULL;

    desk_open(d);
    desk_file_chain(d, "own", 1, 0.5, 117.5, START);
    desk_file_chain(d, "other", 2, 0.507235, 117.5, START + 600);
    cr_assert(jk_app_certificate(d->app, &d->arena, "own@slots", DESK_NOW, &json) == JK_OK);
    return json;
}

static enum jk_status verify(const json_t *document, struct jk_certificate_checked *report,
                             struct jk_error *err)
{
    char *text = json_dumps(document, 0);
    enum jk_status rc = jk_certificate_verify(jk_span_of(text), report, err);

    free(text);
    return rc;
}

Test(certificate, what_was_judged_is_found_again_from_the_document_alone)
{
    struct jk_certificate_checked report;
    struct desk d;
    json_t *json = certified(&d);

    cr_assert(verify(json, &report, &d.err) == JK_OK, "%s %s", d.err.field, d.err.value);
    cr_assert(report.faults == 0, "%s", report.first);
    cr_assert(report.conflicts == 1 && report.parts >= 2, "%zu", report.parts);
    cr_assert(strlen(report.hash) == 64);
    json_decref(json);
    desk_close(&d);
}

/* The hash is over the JSON without white space, keys sorted: copies may be laid out anew. */
Test(certificate, the_hash_is_that_of_the_content)
{
    struct jk_certificate_checked report;
    char hash[65];
    struct desk d;
    json_t *json = certified(&d);
    char *laid_out = json_dumps(json, JSON_INDENT(4) | JSON_SORT_KEYS);

    cr_assert(jk_certificate_hash(json, hash));
    cr_assert(jk_certificate_verify(jk_span_of(laid_out), &report, &d.err) == JK_OK);
    cr_assert_str_eq(report.hash, hash);
    json_change(json, "conflicts.0.parts.0.distance_m", "1.5");
    cr_assert(jk_certificate_hash(json, laid_out) && strcmp(laid_out, hash) != 0);
    free(laid_out);
    json_decref(json);
    desk_close(&d);
}

#define PART "conflicts.0.parts.0."

Test(certificate, a_figure_that_was_bent_is_a_fault)
{
    static const struct {
        const char *way;
        double by;
        bool fault;
    } cases[] = {
        { PART "distance_m", 0.01, false }, { PART "distance_m", 0.03, true },
        { PART "distance_m", -0.03, true }, { PART "required_m", 0.03, true },
        { PART "tau_s", 1, true },          { PART "zone_factor", 0.5, true },
        { PART "at.0.time_s", 1, false },   { PART "at.0.time_s", 2, true },
        { PART "at.1.time_s", -2, true },   { PART "at.0.lat", 0.000001, false },
        { PART "at.0.lat", 0.0001, true },  { PART "at.1.lon", -0.0001, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_certificate_checked report;
        char copy[64], *rest = copy, *word, text[64];
        struct desk d;
        json_t *json = certified(&d), *at = json;

        snprintf(copy, sizeof copy, "%s", cases[i].way);
        while ((word = strsep(&rest, ".")))
            at = json_child(at, word);
        cr_assert(json_is_number(at), "%s", cases[i].way);
        snprintf(text, sizeof text, "%.15g", json_number_value(at) + cases[i].by);
        json_change(json, cases[i].way, text);
        cr_assert(verify(json, &report, &d.err) == JK_OK, "%s: %s", cases[i].way, d.err.field);
        cr_expect((report.faults > 0) == cases[i].fault, "%s by %g: %zu %s", cases[i].way,
                  cases[i].by, report.faults, report.first);
        cr_expect((report.first[0] != '\0') == cases[i].fault);
        json_decref(json);
        desk_close(&d);
    }
}

Test(certificate, a_word_that_is_another_is_a_fault)
{
    static const struct {
        const char *way, *json;
    } cases[] = {
        { "conflicts.0.level", "\"info\"" }, { PART "level", "\"info\"" },
        { PART "level_max", "\"info\"" },    { PART "row.siaga.distance_m", "1" },
        { PART "row.siaga", NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_certificate_checked report;
        struct desk d;
        json_t *json = certified(&d);

        json_change(json, cases[i].way, cases[i].json);
        cr_assert(verify(json, &report, &d.err) == JK_OK, "%s: %s", cases[i].way, d.err.field);
        cr_expect(report.faults > 0, "%s", cases[i].way);
        json_decref(json);
        desk_close(&d);
    }
}

/* The document is foreign: nothing of it reaches the engine before it was held against its range.
 */
Test(certificate, what_is_no_certificate_is_refused_with_the_member_that_is_wrong)
{
    static const struct {
        const char *way, *json, *field; /* of the refusal, behind "certificate: " */
    } cases[] = {
        { "certificate", NULL, "certificate" },
        { "certificate", "\"lain\"", "" },
        { "conflicts", NULL, "conflicts" },
        { "bodies", NULL, "bodies" },
        { "bodies", "[]", "" },
        { "bodies.0.shape", "\"kotak\"", "bodies[0]" },
        { "bodies.0.size", "\"raksasa\"", "bodies[0]" },
        { "bodies.0.pad_m", "-1", "bodies[0].pad_m" },
        { "bodies.0.pad_m", "1e9", "bodies[0].pad_m" },
        { "bodies.0.uncertainty_m", "\"1\"", "bodies[0].uncertainty_m" },
        { "bodies.0.nodes", "[]", "bodies[0].nodes" },
        { "bodies.0.nodes", "[[0.5,117.5,0]]", "bodies[0].nodes" },
        { "bodies.0.nodes.0", "[90,0,0,1]", "bodies[0].nodes[0]" },
        { "bodies.0.nodes.0", "[0,181,0,1]", "bodies[0].nodes[0]" },
        { "bodies.0.nodes.0", "[0,0,1,0]", "bodies[0].nodes[0]" },
        { "bodies.0.nodes.0", "[0,0,0,1e300]", "bodies[0].nodes[0]" },
        { "bodies.0.rings", "[4]", "bodies[0].rings" },
        { "bodies.0.factors", "[1,1,1,1,1,1,1,1,1]", "bodies[0].factors" },
        { PART "own", "100000", "conflicts[0].parts[0].own" },
        { PART "other", "-1", "conflicts[0].parts[0].other" },
        { PART "kind", "\"lewat\"", "conflicts[0].parts[0]" },
        { PART "row", NULL, "conflicts[0].parts[0].row" },
        { "policy.raise.within_m", "1001", "policy.raise.within_m" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jk_certificate_checked report;
        struct desk d;
        json_t *json = certified(&d);
        char field[96];
        enum jk_status rc;

        json_change(json, cases[i].way, cases[i].json);
        rc = verify(json, &report, &d.err);
        cr_expect(rc == JK_INVALID || rc == JK_RANGE, "%s %s: %s", cases[i].way, cases[i].json,
                  jk_status_name(rc));
        snprintf(field, sizeof field, "certificate: %s", cases[i].field);
        cr_expect(strncmp(d.err.field, field, strlen(field)) == 0, "%s: %s, expected %s",
                  cases[i].way, d.err.field, field);
        json_decref(json);
        desk_close(&d);
    }
}

Test(certificate, bytes_that_are_no_json_are_refused_with_their_line)
{
    static const char *const bad[] = { "", "{", "{\"a\":1,\"a\":2}", "[]" };
    struct jk_certificate_checked report;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct jk_error err;

        cr_expect(jk_certificate_verify(jk_span_of(bad[i]), &report, &err) == JK_INVALID, "%s",
                  bad[i]);
    }
}
