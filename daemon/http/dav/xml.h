/* daemon/http/dav/xml.h: the XML body of a WebDAV request as a small tree.
 *
 * jarak/interchange/xml.h reads it, element by element; the tree is ours, in the call's arena, and
 * depth, elements, attributes and texts are bounded. Only the text of elements without children is
 * kept: nobody asks for more. Fuzzed (tests/fuzz/fuzz_dav.c). */
#ifndef DAEMON_HTTP_DAV_XML_H
#define DAEMON_HTTP_DAV_XML_H
#include "jarak/base/arena.h"
#include "jarak/base/error.h"

#define DAV_DEPTH_MAX 24    /* a filter with every part it can have is 8 deep */
#define DAV_NODES_MAX 20000 /* a multiget of 10,000 addresses with room */
#define DAV_ATTRS_MAX 8     /* of one element; time-range has two */
#define DAV_TEXT_MAX  16384 /* of one element; an address is at most 4 KiB */

#define DAV_NS     "DAV:"
#define CALDAV_NS  "urn:ietf:params:xml:ns:caldav"
#define CALSERV_NS "http://calendarserver.org/ns/"

/* An attribute without a namespace. */
struct dav_attr {
    const char *name, *value;
};

struct dav_node {
    const char *ns, *name; /* ns: "" for none */
    const char *text;      /* trimmed; "" where it has children */
    struct dav_attr attrs[DAV_ATTRS_MAX];
    size_t attr_count;
    struct dav_node *parent, *children, *last, *next;
};

/* Read a body. @return JK_OK; JK_UNDECODED not well-formed, or with a document type; JK_TOO_MANY
 * too deep or too much; JK_MEMORY */
enum jk_status dav_xml_read(struct jk_arena *arena, struct jk_span body, struct dav_node **out,
                            struct jk_error *err);
/* True when the node is this element. */
bool dav_is(const struct dav_node *node, const char *ns, const char *name);
/* The first child of that name; null for a null node. */
const struct dav_node *dav_child(const struct dav_node *node, const char *ns, const char *name);
/* The value of an attribute, or null. */
const char *dav_attr(const struct dav_node *node, const char *name);
#endif
