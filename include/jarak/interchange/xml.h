/* jarak/interchange/xml.h: XML from strangers, element by element.
 *
 * libxml2 reads it; nothing of it is kept here. A document type is refused where it begins, so
 * there are no entities to expand and nothing to fetch; the network is off; depth, elements and
 * texts are bounded. WebDAV bodies and routes (GPX, KML) are read through it. */
#ifndef JARAK_INTERCHANGE_XML_H
#define JARAK_INTERCHANGE_XML_H
#include <stdbool.h>
#include "jarak/base/bytes.h"
#include "jarak/base/status.h"

/** An element that opens. Borrowed for the call. */
struct jk_xml_tag {
    const char *ns, *name; /**< ns: "" for none */
    const void *raw;       /**< private: its attributes */
    size_t attr_count;
};

/** Attribute `i` of an element.
 *
 * @param i  below attr_count
 * @return false for one with a namespace: nobody asks for those */
bool jk_xml_attr(const struct jk_xml_tag *tag, size_t i, const char **name, struct jk_span *value);

/** Who is told, and how much may come. What `open` and `close` return, other than JK_OK, ends the
 * reading and is its answer. */
struct jk_xml_reader {
    enum jk_status (*open)(void *ctx, const struct jk_xml_tag *tag);
    /** @param text  since the last tag, trimmed: of an element without children, all of it */
    enum jk_status (*close)(void *ctx, struct jk_span text);
    size_t depth_max, elements_max;
    size_t text_max; /**< bytes since the last tag */
};

/** Read a document.
 *
 * @param ctx  handed to the reader's functions
 * @return JK_OK; JK_UNDECODED not well-formed, not UTF-8, or with a document type; JK_TOO_MANY too
 *         deep or too much; JK_MEMORY; what a function returned */
enum jk_status jk_xml_walk(struct jk_span bytes, const struct jk_xml_reader *reader, void *ctx);
#endif
