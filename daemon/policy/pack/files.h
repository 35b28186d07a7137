/* daemon/policy/pack/files.h: the files of one or several packs as one document each.
 *
 * Where several packs are given, lists of later ones go behind those of the first (what is the same
 * stands once); what each states for itself is kept apart, with whose it is. Pure. */
#ifndef DAEMON_POLICY_PACK_FILES_H
#define DAEMON_POLICY_PACK_FILES_H
#include "jarak/policy/json_read.h"
#include "jarak/policy/pack.h"

/* How files of one name join. */
enum pack_join {
    PACK_JOIN_LISTS, /* lists grow; other members are those of the first */
    PACK_JOIN_SCOPE, /* as lists, and each element says of which pack it is */
    PACK_JOIN_HEAD,  /* pack.json: the first, its calendar widened; all are simulations or none */
    PACK_JOIN_EACH   /* a list of the documents, each with its pack: defaults, policy, personnel */
};

#define PACK_SCOPE      ""           /* member of an element: its pack's {"region", "contests"} */
#define PACK_BY_CONTEST "by_contest" /* member of a document of PACK_JOIN_EACH */
#define PACK_EDITION    "edition"    /* member of a scope: number of the edition, from 1 */

/* One document of a pack: the files of its name, and how those of several packs become one. */
struct pack_document {
    const char *name;
    bool optional; /* a pack may do without */
    enum pack_join join;
};

/* All files of that name as one parsed document, which the caller decrefs; the path of `at` begins
 * with the name. Null when there is none (a fault unless optional) or one is wrong. */
json_t *policy_pack_file_parse(struct jk_json_reader *r, const struct jk_pack_file *files,
                               size_t count, const struct pack_document *wanted,
                               struct jk_json_at *at);
#endif
