/* jarak/feed/paper/finding.h: a report from the field as Bawaslu's *Formulir Model A* (laporan
 * hasil pengawasan): the half that is known is filled in, the rest are lines to write on. Pure.
 * Source: DOMAIN.md "Form A", issue 17. */
#ifndef JARAK_FEED_PAPER_FINDING_H
#define JARAK_FEED_PAPER_FINDING_H
#include "jarak/feed/json/matter.h"
#include "jarak/feed/paper/paper.h"

/** Write it.
 *
 * @param paper    its created_s is not looked at: it is of the report's newest act
 * @param finding  of a report; `said` is not null
 * @return JK_OK; JK_MEMORY. Appends. */
enum jk_status jk_paper_finding(struct jk_buf *out, const struct jk_paper *paper,
                                const struct jk_matter_view *finding);
#endif
