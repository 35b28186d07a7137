/* daemon/http/desk/decision.h: an act on a chain that came by a form. */
#ifndef DAEMON_HTTP_DESK_DECISION_H
#define DAEMON_HTTP_DESK_DECISION_H
#include "daemon/http/api/form.h"
#include "daemon/http/api/handle.h"
#include "jarak/base/error.h"
#include "jarak/feed/desk/acts.h"
#include "jarak/http/server/call.h"

/* Nothing typed. */
struct jk_act_form desk_no_act(void);
/* Reads the form and does what it asks for. `typed` gets what was typed, for the page that tells
 * why it could not be done. As jk_app_decide(). */
enum jk_status desk_carry_out(struct jk_api *api, struct jk_http_call *call,
                              const struct api_form *form, struct jk_act_form *typed,
                              struct jk_error *err);
/* The words of a refusal, into the arena, as the fault of the form. False: it was answered
 * elsewhere (a copy does what is heavy). */
bool desk_fault(struct jk_api *api, struct jk_http_call *call, const struct jk_error *err,
                const char **fault);
/* The number a hidden field holds; 0 for none. */
uint32_t desk_number_of(const char *text);
#endif
