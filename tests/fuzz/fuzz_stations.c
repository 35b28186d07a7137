/* Tables of polling stations: no crash, every refusal says where, and what comes of one is a list
 * that the reader of packs takes as an edition of the region, with as many stations.
 *
 * Input: a table. */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/config/files.h"
#include "jarak/feed/table/stations.h"
#include "jarak/geo/geodesic.h"
#include "jarak/policy/edition.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct jk_arena kept;
static struct jk_pack_file *files;
static size_t file_count;
static struct jk_pack pack;

static void must(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static struct jk_buf bufs[24];
    struct jk_error err;
    const char *name;
    bool optional;

    (void)argc;
    (void)argv;
    jk_geodesic_init();
    jk_pack_setup();
    files = jk_arena_array(&kept, 24, sizeof *files);
    for (size_t i = 0; (name = jk_pack_file_name(i, &optional)); i++) {
        char path[128];

        snprintf(path, sizeof path, "tests/fuzz/corpus/fuzz_pack/%s", name);
        if (jk_file_read(path, &bufs[i], &err) != JK_OK)
            abort(); /* run from the project's root */
        files[file_count++] = (struct jk_pack_file){ .name = name, .bytes = jk_buf_view(&bufs[i]) };
    }
    must(jk_pack_load(&kept, files, file_count, &pack, &err) == JK_OK);
    return 0;
}

/* As it would be stated. */
static void check_list(const char *document)
{
    const struct jk_edition edition = { .part = JK_EDITION_STATIONS,
                                        .region = "64.08",
                                        .contest = "",
                                        .number = 1,
                                        .document = document,
                                        .basis = "x",
                                        .account = "x",
                                        .office = "x",
                                        .day = "2024-11-19" };
    const struct jk_pack_files all = { files, file_count };
    json_t *json = json_loads(document, 0, NULL);
    const size_t count = json_array_size(json_object_get(json, "features"));
    struct jk_arena arena = { 0 };
    struct jk_error err;
    struct jk_pack out;

    must(count > 0);
    must(jk_pack_load_with(&arena, &all, &edition, 1, true, &out, &err) == JK_OK);
    must(out.station_count == count);
    jk_arena_clear(&arena);
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_error err = { .status = JK_OK };
    struct jk_arena arena = { 0 };
    const char *document = NULL;
    enum jk_status rc = jk_stations_read(&arena, (struct jk_span){ (const char *)bytes, len },
                                         &pack, "64.08", &document, &err);

    must(rc == err.status);
    if (rc == JK_OK)
        check_list(document);
    else
        must(rc == JK_UNDECODED || (err.line > 0 && err.field[0]));
    jk_arena_clear(&arena);
    return 0;
}
