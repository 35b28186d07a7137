#include "jarak/model/notice.h"

const char *jk_notice_chain(const struct jk_notice *notice)
{
    return notice->parent ? notice->parent : notice->uid;
}
