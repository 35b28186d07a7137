/* Bodies of WebDAV requests: any bytes are read or refused; a filter that was read is held against
 * a notice, and the part of it that a calendar-data asks for is written. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "daemon/http/dav/dav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char notice[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@uji\r\n"
    "DTSTART:20241120T060000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\nSUMMARY;LANGUAGE=id:Rapat\\, "
    "umum\r\nBEGIN:VALARM\r\n"
    "ACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static const struct dav_node *find_node(const struct dav_node *node, const char *name)
{
    for (; node; node = node->next) {
        const struct dav_node *found;

        if (dav_is(node, CALDAV_NS, name))
            return node;
        if ((found = find_node(node->children, name)) != NULL)
            return found;
    }
    return NULL;
}

static void hold_filter(struct jk_arena *arena, const struct dav_node *root,
                        const struct jk_query_subject *subject)
{
    const struct dav_node *node = find_node(root, "filter");
    const struct jk_query_comp *filter;

    if (node && dav_filter_read(arena, node, &filter) == JK_OK)
        jk_query_match(filter, subject);
}

static void write_part(struct jk_arena *arena, const struct dav_node *root,
                       const struct jk_query_subject *subject)
{
    const struct dav_node *node = find_node(root, "calendar-data");
    const struct jk_subset *subset;
    struct jk_buf out = { 0 };

    if (node && dav_data_read(arena, node, &subset) == JK_OK && subset &&
        jk_subset_write(&out, subset, subject, NULL) == JK_INVALID)
        abort();
    jk_buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct jk_instance instances[] = {
        { .start_s = 1732082400, .end_s = 1732093200, .recurrence_s = 1732082400 },
        { .start_s = 1732168800, .end_s = 1732179600, .recurrence_s = 1732168800 },
    };
    const struct jk_query_subject subject = { .bytes = { notice, sizeof notice - 1 },
                                              .instances = instances,
                                              .instance_count = 2 };
    struct jk_arena arena = { 0 };
    struct dav_node *root;
    struct jk_error err;

    if (dav_xml_read(&arena, (struct jk_span){ (const char *)data, size }, &root, &err) == JK_OK) {
        hold_filter(&arena, root, &subject);
        write_part(&arena, root, &subject);
    }
    jk_arena_clear(&arena);
    return 0;
}
