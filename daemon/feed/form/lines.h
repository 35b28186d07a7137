/* daemon/feed/form/lines.h: what the form writes where no column of the register is. */
#ifndef DAEMON_FEED_FORM_LINES_H
#define DAEMON_FEED_FORM_LINES_H

#define FORM_SPEAKERS "Juru kampanye: " /* a line of DESCRIPTION */
#endif
