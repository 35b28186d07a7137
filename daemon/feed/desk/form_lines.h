/* daemon/feed/desk/form_lines.h: what the form writes where no column of the register is. */
#ifndef DAEMON_FEED_DESK_FORM_LINES_H
#define DAEMON_FEED_DESK_FORM_LINES_H

#define FORM_SPEAKERS "Juru kampanye: " /* a line of DESCRIPTION */
#endif
