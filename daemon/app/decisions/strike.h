/* daemon/app/decisions/strike.h: does anything of a paslon stand that was struck out? */
#ifndef DAEMON_APP_DECISIONS_STRIKE_H
#define DAEMON_APP_DECISIONS_STRIKE_H
#include "daemon/app/handle/handle.h"

/* May something have to be ended by jk_app_strike_on()? */
bool decisions_is_strike_due(const struct jk_app *app);
#endif
