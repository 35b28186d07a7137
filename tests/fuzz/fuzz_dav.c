/* Bodies of WebDAV requests: any octets are read or refused, and a filter that was read is held
 * against a notice. */
#include <stdint.h>
#include <string.h>
#include "daemon/http/dav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char notice[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@uji\r\n"
    "DTSTART:20241120T060000Z\r\nSUMMARY;LANGUAGE=id:Rapat\\, umum\r\nBEGIN:VALARM\r\n"
    "ACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static const struct dav_node *find_filter(const struct dav_node *node)
{
    for (; node; node = node->next) {
        const struct dav_node *found;

        if (dav_is(node, CALDAV_NS, "filter"))
            return node;
        if ((found = find_filter(node->children)) != NULL)
            return found;
    }
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct jk_query_subject subject = { .octets = { notice, sizeof notice - 1 },
                                              .start_s = 1732082400,
                                              .end_s = 1732093200 };
    const struct jk_query_comp *filter;
    const struct dav_node *node;
    struct jk_arena arena = { 0 };
    struct dav_node *root;
    struct jk_error err;

    if (dav_xml_read(&arena, (struct jk_span){ (const char *)data, size }, &root, &err) == JK_OK &&
        (node = find_filter(root)) != NULL && dav_filter_read(&arena, node, &filter) == JK_OK)
        jk_query_match(filter, &subject);
    jk_arena_clear(&arena);
    return 0;
}
