/* The manifest of a backup, as JSON. */
#include "daemon/ctl/data/manifest.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include "jarak/base/civil.h"
#include "jarak/base/texts.h"
#include "jarak/base/version.h"
#include "jarak/ctl/texts.h"

#define NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/"

static json_t *time_json(int64_t utc_s)
{
    struct jk_buf text = { 0 };
    json_t *value;

    jk_iso_add(&text, utc_s, 0);
    value = jk_buf_ok(&text) ? json_stringn(text.at, text.len) : NULL;
    jk_buf_clear(&text);
    return value;
}

static json_t *hex_json(const uint8_t digest[JK_DIGEST_LEN])
{
    char hex[2 * JK_DIGEST_LEN + 1];

    jk_hex(digest, JK_DIGEST_LEN, hex);
    return json_string(hex);
}

enum jk_status data_manifest_write(const struct manifest *m, struct jk_buf *out)
{
    json_t *files = json_array(), *packs = json_array();
    json_t *root = json_pack("{s:s, s:i, s:s, s:o, s:{s:I, s:o, s:o}, s:{s:I, s:o}}", "format",
                             "jarakd-backup", "version", 1, "program", JK_VERSION, "made",
                             time_json(m->made_s), "journal", "entries",
                             (json_int_t)m->journal.entries, "hash", hex_json(m->journal.hash),
                             "time", time_json(m->journal.time_s), "erasures", "lines",
                             (json_int_t)m->erasures, "sha256", hex_json(m->erasures_sha256));
    char *text;

    for (size_t i = 0; i < m->file_count; i++)
        json_array_append_new(files, json_pack("{s:s, s:I, s:o}", "name", m->files[i].name, "size",
                                               (json_int_t)m->files[i].size, "sha256",
                                               hex_json(m->files[i].sha256)));
    for (size_t i = 0; i < m->pack_count; i++)
        json_array_append_new(packs, json_string(m->packs[i]));
    if (m->config)
        json_object_set_new(root, "config", json_string(m->config));
    if (m->pack_count)
        json_object_set(root, "packs", packs);
    json_object_set(root, "files", files);
    text = json_array_size(files) == m->file_count && json_array_size(packs) == m->pack_count
               ? json_dumps(root, JSON_INDENT(1))
               : NULL;
    jk_buf_str(out, text ? text : "");
    jk_buf_char(out, '\n');
    json_decref(files);
    json_decref(packs);
    json_decref(root);
    if (!text)
        return JK_MEMORY;
    free(text);
    return jk_buf_ok(out) ? JK_OK : JK_MEMORY;
}

/* One that is being read. */
struct reading {
    struct jk_arena *arena;
    struct manifest *out;
    struct jk_error *err;
};

static enum jk_status refuse(const struct reading *r, const char *member)
{
    return jk_fail(r->err, JK_INVALID, JK_TEXT_BACKUP_MANIFEST, member, "%s", MANIFEST_NAME);
}

static bool read_time(const json_t *value, int64_t *utc_s)
{
    const char *text = json_string_value(value);

    return text && jk_iso_parse(jk_span_of(text), utc_s);
}

static bool read_hex(const json_t *value, uint8_t digest[JK_DIGEST_LEN])
{
    const char *text = json_string_value(value);

    return text && strlen(text) == 2 * JK_DIGEST_LEN &&
           jk_unhex(jk_span_of(text), digest, JK_DIGEST_LEN);
}

static bool read_count(const json_t *value, uint64_t *count)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *count = (uint64_t)json_integer_value(value);
    return true;
}

/* A name that leads nowhere else, whatever joins it to a folder. */
static bool is_safe_name(const char *name)
{
    const size_t len = strlen(name);

    return len > 0 && len < 256 && name[strspn(name, NAME_CHARS)] == '\0' && name[0] != '/' &&
           name[len - 1] != '/' && !strstr(name, "//") && !strstr(name, "..") && name[0] != '.' &&
           !strstr(name, "/.");
}

static enum jk_status read_file(struct reading *r, const json_t *value)
{
    struct manifest *m = r->out;
    struct manifest_file *file = &m->files[m->file_count];
    const char *name = json_string_value(json_object_get(value, "name"));

    if (!name || !is_safe_name(name) || strcmp(name, MANIFEST_NAME) == 0 ||
        data_manifest_find(m, name) || !read_count(json_object_get(value, "size"), &file->size) ||
        !read_hex(json_object_get(value, "sha256"), file->sha256))
        return refuse(r, "files");
    file->name = jk_arena_copy(r->arena, jk_span_of(name));
    if (!file->name)
        return jk_no_memory(r->err);
    m->file_count++;
    return JK_OK;
}

static enum jk_status read_files(struct reading *r, const json_t *files)
{
    enum jk_status rc = JK_OK;
    const json_t *value;
    size_t i;

    if (!json_is_array(files) || json_array_size(files) > MANIFEST_FILES)
        return refuse(r, "files");
    json_array_foreach(files, i, value)
    {
        if (rc == JK_OK)
            rc = read_file(r, value);
    }
    return rc != JK_OK || data_manifest_find(r->out, "jarakd.db") ? rc : refuse(r, "files");
}

static enum jk_status read_places(struct reading *r, const json_t *root)
{
    const char *config = json_string_value(json_object_get(root, "config"));
    const json_t *packs = json_object_get(root, "packs"), *value;
    size_t i;

    if (json_array_size(packs) > MANIFEST_PACKS)
        return refuse(r, "packs");
    if (config && !(r->out->config = jk_arena_copy(r->arena, jk_span_of(config))))
        return jk_no_memory(r->err);
    json_array_foreach(packs, i, value)
    {
        const char *folder = json_string_value(value);

        if (!folder)
            return refuse(r, "packs");
        r->out->packs[i] = jk_arena_copy(r->arena, jk_span_of(folder));
        if (!r->out->packs[i])
            return jk_no_memory(r->err);
    }
    r->out->pack_count = json_array_size(packs);
    return JK_OK;
}

static enum jk_status read_all(struct reading *r, const json_t *root)
{
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *journal = json_object_get(root, "journal");
    const json_t *erasures = json_object_get(root, "erasures");
    struct manifest *m = r->out;
    uint64_t lines;
    enum jk_status rc;

    if (!format || strcmp(format, "jarakd-backup") != 0)
        return refuse(r, "format");
    if (json_integer_value(json_object_get(root, "version")) != 1)
        return refuse(r, "version");
    if (!read_time(json_object_get(root, "made"), &m->made_s))
        return refuse(r, "made");
    if (!read_count(json_object_get(journal, "entries"), &m->journal.entries) ||
        !read_hex(json_object_get(journal, "hash"), m->journal.hash) ||
        !read_time(json_object_get(journal, "time"), &m->journal.time_s))
        return refuse(r, "journal");
    if (!read_count(json_object_get(erasures, "lines"), &lines) ||
        !read_hex(json_object_get(erasures, "sha256"), m->erasures_sha256))
        return refuse(r, "erasures");
    m->erasures = (size_t)lines;
    rc = read_places(r, root);
    return rc == JK_OK ? read_files(r, json_object_get(root, "files")) : rc;
}

enum jk_status data_manifest_read(struct jk_span text, struct jk_arena *arena, struct manifest *out,
                                  struct jk_error *err)
{
    struct reading r = { arena, out, err };
    json_t *root = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
    enum jk_status rc;

    *out = (struct manifest){ .made_s = 0 };
    rc = json_is_object(root) ? read_all(&r, root) : refuse(&r, "{}");
    json_decref(root);
    return rc;
}

const struct manifest_file *data_manifest_find(const struct manifest *m, const char *name)
{
    for (size_t i = 0; i < m->file_count; i++) {
        if (strcmp(m->files[i].name, name) == 0)
            return &m->files[i];
    }
    return NULL;
}
