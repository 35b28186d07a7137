/* The reader of agenda and attendance: it refuses nothing and tells a hall at most, and who was
 * there is read again as it was when we have written it.
 *
 * Input: the bytes of a notice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "jarak/ical/rakor.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool promise)
{
    if (!promise)
        abort();
}

static void is_one_line(const char *text)
{
    must(text != NULL);
    for (; *text; text++)
        must((unsigned char)*text >= 0x20);
}

static void write_again(struct jk_buf *out, const struct jk_rakor *said)
{
    jk_buf_str(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n");
    for (size_t i = 0; i < said->count; i++) {
        is_one_line(said->attendees[i].name);
        is_one_line(said->attendees[i].address);
        jk_rakor_attendee_add(out, said->attendees[i].name, said->attendees[i].address,
                              said->attendees[i].is);
    }
    jk_buf_str(out, "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct jk_arena arena = { 0 };
    struct jk_rakor said, again;
    struct jk_buf out = { 0 };

    must(jk_rakor_read(&arena, (struct jk_span){ (const char *)bytes, len }, &said) == JK_OK);
    must(said.agenda && said.count <= JK_ATTENDEES_MAX);
    write_again(&out, &said);
    must(jk_rakor_read(&arena, jk_buf_view(&out), &again) == JK_OK && again.count == said.count);
    for (size_t i = 0; i < said.count; i++) {
        must(again.attendees[i].is == said.attendees[i].is);
        if (said.attendees[i].address[0])
            must(strcmp(again.attendees[i].address, said.attendees[i].address) == 0);
        if (said.attendees[i].name[0])
            must(strlen(again.attendees[i].name) == strlen(said.attendees[i].name));
    }
    jk_buf_clear(&out);
    jk_arena_clear(&arena);
    return 0;
}
