/* The reader must say the same about the same bytes however they were cut.
 *
 * Input: one byte n, then n bytes that choose cuts (distances from cut to cut), then the stream.
 * Build: clang -fsanitize=fuzzer,address,undefined; also run over tests/cases/http_*.txt's vectors.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "tests/unit/http/server/wire_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jk_buf whole = { 0 }, cut = { 0 };
    size_t ends[255], count, at = 0;
    struct jk_span bytes;

    if (size == 0)
        return 0;
    count = data[0] < size - 1 ? data[0] : size - 1;
    for (size_t i = 0; i < count; i++) {
        at += data[1 + i];
        ends[i] = at;
    }
    bytes = (struct jk_span){ (const char *)data + 1 + count, size - 1 - count };
    trace_bytes(bytes, NULL, 0, true, &whole);
    trace_bytes(bytes, ends, count, true, &cut);
    if (!jk_span_eq(jk_buf_view(&whole), jk_buf_view(&cut))) {
        fprintf(stderr, "whole: %s\ncut:   %s\n", whole.at, cut.at);
        abort();
    }
    jk_buf_clear(&whole);
    jk_buf_clear(&cut);
    return 0;
}
