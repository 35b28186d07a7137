/* The usual answers: problem details (RFC 9457) and JSON, and the choice of language and form.
 *
 * Of several languages the one with the greater weight in Accept-Language is taken, Indonesian
 * where they are equal or nothing is said. Of two media types the weight is that of the most
 * specific range of Accept that holds it; at equal weights the unusual type is taken only where it
 * is named outright and the usual one is not.
 *
 * When memory is out, the answer is a bare 503 without a body. */
#include "jarak/http/server/reply.h"
#include "jarak/model/texts.h"
#include "jarak/http/texts/texts.h"

#include <stdlib.h>
#include <string.h>
#include "jarak/http/server/status_map.h"

#define DETAIL_MAX  1024 /* field, value and the longest text of the table */
#define WEIGHT_ONE  1000 /* q has three decimals */
#define HEADERS_MAX 12   /* of one answer; callers bring up to 6 */

/* "q=0.5" as 500; a malformed weight counts as none at all. */
static int read_weight(struct jk_span param)
{
    int weight, scale = WEIGHT_ONE;

    param = jk_http_trim(param);
    if (param.len < 3 || (param.at[0] | 32) != 'q' || param.at[1] != '=' || param.len > 7 ||
        (param.at[2] != '0' && param.at[2] != '1') || (param.len > 3 && param.at[3] != '.'))
        return 0;
    weight = (param.at[2] - '0') * WEIGHT_ONE;
    for (size_t i = 4; i < param.len; i++) {
        if (param.at[i] < '0' || param.at[i] > '9')
            return 0;
        weight += (param.at[i] - '0') * (scale /= 10);
    }
    return weight <= WEIGHT_ONE ? weight : 0;
}

/* Which of our languages a range names: JK_LANG_END for none, -1 for all ("*"). "in" is the code
 * that old Java and Android send for Indonesian; readers of Malay read Indonesian. */
static int range_lang(struct jk_span range)
{
    struct jk_span primary;

    if (jk_span_eq(range, JK_SPAN("*")))
        return -1;
    jk_span_cut(&range, '-', &primary);
    if (jk_span_eq_nocase(primary, JK_SPAN("id")) || jk_span_eq_nocase(primary, JK_SPAN("in")) ||
        jk_span_eq_nocase(primary, JK_SPAN("ms")))
        return JK_LANG_ID;
    return jk_span_eq_nocase(primary, JK_SPAN("en")) ? JK_LANG_EN : JK_LANG_END;
}

/* Weights by language, -1 where not named; `others` is the weight of "*". */
static void read_ranges(struct jk_span list, int weights[JK_LANG_END], int *others)
{
    struct jk_span item;

    while (jk_span_cut(&list, ',', &item)) {
        struct jk_span weight = item, range;
        int lang, value;

        jk_span_cut(&weight, ';', &range);
        value = weight.at ? read_weight(weight) : WEIGHT_ONE;
        lang = range_lang(jk_http_trim(range));
        if (lang < 0)
            *others = value;
        else if (lang < JK_LANG_END && value > weights[lang])
            weights[lang] = value;
    }
}

enum jk_lang jk_http_lang(const struct jk_http_call *call)
{
    int weights[JK_LANG_END] = { -1, -1 }, others = 0;
    struct jk_span list;

    for (size_t i = 0; jk_http_field_nth(call, "Accept-Language", i, &list); i++)
        read_ranges(list, weights, &others);
    for (int lang = 0; lang < JK_LANG_END; lang++)
        weights[lang] = weights[lang] < 0 ? others : weights[lang];
    return weights[JK_LANG_EN] > weights[JK_LANG_ID] ? JK_LANG_EN : JK_LANG_ID;
}

/* The weight Accept gives a type: that of the most specific range that holds it. */
struct wanted {
    struct jk_span type;
    int rank; /* of that range: 1 all, 2 the main type, 3 the type itself; 0 none holds it */
    int weight;
};

static int rank_of(struct jk_span range, struct jk_span type)
{
    struct jk_span main = range;

    if (jk_span_eq(range, JK_SPAN("*/*")))
        return 1;
    if (range.len > 2 && range.at[range.len - 1] == '*' && range.at[range.len - 2] == '/') {
        main.len--;
        return type.len > main.len && jk_span_eq_nocase(main, (struct jk_span){ type.at, main.len })
                   ? 2
                   : 0;
    }
    return jk_span_eq_nocase(range, type) ? 3 : 0;
}

/* One media range with its parameters: q weighs it, others (charset) make no difference here. */
static void weigh(struct jk_span item, struct wanted *wanted, size_t count)
{
    struct jk_span rest = item, range, param;
    int weight = WEIGHT_ONE;

    jk_span_cut(&rest, ';', &range);
    range = jk_http_trim(range);
    while (jk_span_cut(&rest, ';', &param)) {
        param = jk_http_trim(param);
        if (param.len > 1 && (param.at[0] | 32) == 'q' && param.at[1] == '=')
            weight = read_weight(param);
    }
    for (size_t i = 0; i < count; i++) {
        int rank = rank_of(range, wanted[i].type);

        if (rank > wanted[i].rank ||
            (rank && rank == wanted[i].rank && weight > wanted[i].weight)) {
            wanted[i].rank = rank;
            wanted[i].weight = weight;
        }
    }
}

bool jk_http_prefers(const struct jk_http_call *call, const char *type, const char *usual)
{
    struct wanted wanted[] = { { jk_span_of(type), 0, 0 }, { jk_span_of(usual), 0, 0 } };
    struct jk_span list, item;

    for (size_t i = 0; jk_http_field_nth(call, "Accept", i, &list); i++) {
        while (jk_span_cut(&list, ',', &item))
            weigh(item, wanted, 2);
    }
    if (wanted[0].weight != wanted[1].weight)
        return wanted[0].weight > wanted[1].weight;
    return wanted[0].weight > 0 && wanted[0].rank == 3 && wanted[1].rank < 3;
}

/* "q=0", "q=0.", "q=0.000": RFC 9110 section 12.4.2. */
static bool is_zero(struct jk_span weight)
{
    bool zero = weight.len >= 3 && (weight.at[0] == 'q' || weight.at[0] == 'Q') &&
                weight.at[1] == '=' && weight.at[2] == '0';

    for (size_t i = 3; i < weight.len && zero; i++)
        zero = weight.at[i] == (i == 3 ? '.' : '0');
    return zero;
}

bool jk_http_takes_coding(const struct jk_http_call *call, const char *coding)
{
    struct jk_span value, item;

    if (!jk_http_field(call, "Accept-Encoding", &value))
        return false;
    while (jk_span_cut(&value, ',', &item)) {
        struct jk_span name = { NULL, 0 }, weight = jk_http_trim(item);

        jk_span_cut(&weight, ';', &name);
        if (jk_span_eq_nocase(jk_http_trim(name), jk_span_of(coding)))
            return !weight.at || !is_zero(jk_http_trim(weight));
    }
    return false;
}

/* A member that is left out when the text is empty. */
static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : NULL;
}

/* All that is missing, one by one: "CATEGORIES, GEO" of a refusal that lists it; else null. */
static json_t *missing_of(const struct jk_error *err)
{
    struct jk_span rest = jk_span_of(err->value), name;
    json_t *list = err->text == JK_TEXT_MISSING_ALL ? json_array() : NULL;

    while (list && jk_span_next(&rest, ',', &name))
        json_array_append_new(list, json_stringn(name.at, name.len));
    return list;
}

static json_t *problem_of(int code, const struct jk_error *err, enum jk_lang lang)
{
    const struct jk_http_status *row = jk_http_status_of(err->status);
    char detail[DETAIL_MAX], type[64];

    jk_error_format(err, lang, detail, sizeof detail);
    snprintf(type, sizeof type, "urn:jarakd:problem:%s", jk_status_name(err->status));
    return json_pack("{s:s, s:s, s:i, s:s, s:o*, s:o*, s:o*, s:o*}", "type", type, "title",
                     jk_text_get(row->code == code ? row->title : JK_TEXT_TITLE_REQUEST, lang),
                     "status", code, "detail", detail, "line",
                     err->line ? json_integer(err->line) : NULL, "field", text_or_null(err->field),
                     "value", text_or_null(err->value), "missing", missing_of(err));
}

/* Field lists grow here, within a bound; what does not fit is left out. */
struct header_list {
    struct jk_http_header at[HEADERS_MAX];
    size_t count;
};

static void add_header(struct header_list *list, const char *name, const char *value)
{
    if (value && list->count < HEADERS_MAX)
        list->at[list->count++] = (struct jk_http_header){ name, value };
}

static void reply_bytes(struct jk_http_call *call, int code, char *bytes,
                        const struct header_list *list, const char *type)
{
    struct jk_http_reply reply = { .code = bytes ? code : 503,
                                   .content_type = bytes ? type : NULL,
                                   .headers = list->at,
                                   .header_count = list->count,
                                   .body = jk_span_of(bytes) };

    jk_http_reply(call, &reply);
    free(bytes);
}

json_t *jk_http_problem_json(const struct jk_http_call *call, int code, const struct jk_error *err)
{
    return problem_of(code, err, jk_http_lang(call));
}

void jk_http_reply_error(struct jk_http_call *call, int code, const struct jk_error *err,
                         const struct jk_http_header *headers, size_t count)
{
    enum jk_lang lang = jk_http_lang(call);
    json_t *problem = problem_of(code, err, lang);
    struct header_list list = { 0 };

    add_header(&list, "Content-Language", lang == JK_LANG_ID ? "id" : "en");
    add_header(&list, "Vary", "Accept-Language");
    add_header(&list, "Cache-Control", "no-store");
    for (size_t i = 0; i < count; i++)
        add_header(&list, headers[i].name, headers[i].value);
    reply_bytes(call, code, problem ? json_dumps(problem, JSON_COMPACT) : NULL, &list,
                "application/problem+json");
    json_decref(problem);
}

const char *jk_http_retry_s(const struct jk_http_call *call, const struct jk_error *err)
{
    return call->later ? call->later : jk_http_status_of(err->status)->retry_s;
}

void jk_http_reply_problem(struct jk_http_call *call, const struct jk_error *err)
{
    const struct jk_http_status *row = jk_http_status_of(err->status);
    bool unknown = row->code == 401, browser = jk_http_field_count(call, "Cookie") > 0;
    struct jk_http_header more[] = {
        { "Retry-After", jk_http_retry_s(call, err) },
        { "WWW-Authenticate", unknown ? "Bearer realm=\"jarakd\"" : NULL },
        { "WWW-Authenticate",
          unknown && !browser ? "Basic realm=\"jarakd\", charset=\"UTF-8\"" : NULL },
    };

    jk_http_reply_error(call, row->code, err, more, sizeof more / sizeof *more);
}

static bool names_type(const struct jk_http_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (jk_span_eq_nocase(jk_span_of(headers[i].name), JK_SPAN("Content-Type")))
            return true;
    }
    return false;
}

void jk_http_reply_json(struct jk_http_call *call, int code, json_t *json,
                        const struct jk_http_header *headers, size_t count)
{
    /* 15 digits: what we write as a decimal reads back as the same decimal. */
    char *bytes = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    struct header_list list = { 0 };

    for (size_t i = 0; i < count; i++)
        add_header(&list, headers[i].name, headers[i].value);
    reply_bytes(call, code, bytes, &list, names_type(headers, count) ? NULL : "application/json");
    json_decref(json);
}

void jk_http_reply_empty(struct jk_http_call *call, int code, const struct jk_http_header *headers,
                         size_t count)
{
    struct jk_http_reply reply = { .code = code, .headers = headers, .header_count = count };

    jk_http_reply(call, &reply);
}
