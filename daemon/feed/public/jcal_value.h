/* daemon/feed/public/jcal_value.h: values of properties as JSON (jarak/feed/public/jcal.h). */
#ifndef DAEMON_FEED_PUBLIC_JCAL_VALUE_H
#define DAEMON_FEED_PUBLIC_JCAL_VALUE_H
#include <stdbool.h>
#include "jarak/base/bytes.h"

/* The same in lower case. */
void feed_jcal_lower(struct jk_buf *out, struct jk_span text);
/* A parameter's value as a JSON string, without the escapes of RFC 6868. */
void feed_jcal_param(struct jk_buf *out, struct jk_span value);
/* `"type",value...` of a property.
 *
 * @param type  of the parameter VALUE; at == NULL: the property's default
 * @return false when the value is none of its type */
bool feed_jcal_values(struct jk_buf *out, struct jk_span name, struct jk_span type,
                      struct jk_span value);
#endif
