/* Memory and calls of the system that are refused to this process: the Nth once, or from there on.
 */
#ifndef TESTS_UNIT_STORE_REFUSALS_H
#define TESTS_UNIT_STORE_REFUSALS_H
#include <stdbool.h>

enum refusal {
    REFUSE_MEMORY = 1, /**< malloc() and its sisters; not under a sanitizer, which has its own */
    REFUSE_OPEN = 2,
    REFUSE_READ = 4,
    REFUSE_WRITE = 8, /**< and ftruncate(): the disk is full */
    REFUSE_FLUSH = 16,
    REFUSE_NAMES = 32 /**< rename(), mkdir() */
};

/** From now on calls of these kinds are counted, all together.
 * @param first   number of the first that fails, from 1; 0: none
 * @param always  all behind it fail too */
void refuse(unsigned kinds, long first, bool always);
/** No longer. @return how many were counted */
long refuse_no_more(void);
#endif
