#include "tests/unit/store/filled.h"

#include <string.h>

static void fill_member(struct filled *f, const struct field *field, int i)
{
    char *member = (char *)&f->as + field->offset;

    snprintf(f->texts[i], sizeof f->texts[i], "%d-%.16s", i, field->name);
    switch (field->form) {
    case FORM_TEXT:
        *(const char **)member = f->texts[i];
        break;
    case FORM_SPAN:
        *(struct jk_span *)member = jk_span_of(f->texts[i]);
        break;
    case FORM_BOOL:
        *(bool *)member = true; /* no other number is 1, and no row has two of these */
        break;
    case FORM_U8:
        *(uint8_t *)member = (uint8_t)(200 + i);
        break;
    case FORM_U32:
        *(uint32_t *)member = 4000000000U + (uint32_t)i;
        break;
    case FORM_U64:
        *(uint64_t *)member = UINT64_C(9000000000000000000) + (uint64_t)i;
        break;
    case FORM_I64:
        *(int64_t *)member = -INT64_C(9000000000000000000) - i;
        break;
    }
}

void filled_make(struct filled *f, enum jk_entry_kind number)
{
    const struct kind *kind = store_kind_of(number);
    int i = 0;

    memset(f, 0, sizeof *f);
    for (; kind->fields[i].name; i++)
        fill_member(f, &kind->fields[i], i);
    for (int k = 0; k < BESIDE_MAX && kind->beside[k].name; k++)
        fill_member(f, &kind->beside[k], i + k);
    if (number == JK_ENTRY_ALERT)
        f->as.row.alert.index = 1; /* the first of its inbox */
    if (number == JK_ENTRY_SUBSCRIPTION)
        f->as.row.subscription.removed = false; /* or it would have no secret */
    if (number == JK_ENTRY_ATTACHMENT)
        f->as.row.attachment.bytes = JK_SPAN("%PDF");
}

enum jk_status filled_put(struct place *p, enum jk_entry_kind kind, const struct filled *f)
{
    switch (kind) {
#define PUT(KIND, name)   \
    case JK_ENTRY_##KIND: \
        return jk_store_put_##name(p->store, &place_act, &f->as.row.name, &p->err);
        JK_PUT_KINDS(PUT)
    case JK_ENTRY_TICK:
        return jk_store_put_tick(p->store, &place_act, &p->err);
    case JK_ENTRY_PACK:
        return jk_store_put_pack(p->store, &place_act, f->as.pack.id, f->as.pack.hash, &p->err);
    case JK_ENTRY_ERASE: {
        const char *uid = f->as.erase.uid;

        place_put_notice(p, uid, "BEGIN", 1);
        return jk_store_erase(p->store, &place_act, uid, f->as.erase.basis, &p->err);
    }
    default:
        return JK_STATE;
    }
}
