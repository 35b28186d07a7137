/* daemon/http/login/device.h: browsers that have logged into an account before.
 *
 * A cookie of 180 days: a random number and its HMAC with the account's name and password hash
 * under the store's salt. It lets nobody in; it only says that the right password was once typed
 * there, so that strangers' guesses do not keep its owner out. A new password makes it worthless,
 * and nothing of it is stored. */
#ifndef DAEMON_HTTP_LOGIN_DEVICE_H
#define DAEMON_HTTP_LOGIN_DEVICE_H
#include "jarak/app/accounts/account.h"
#include "jarak/http/server/call.h"

#define DEVICE_COOKIE "jarak_device"
#define DEVICE_AGE_S  (180 * 86400)
#define DEVICE_MAX    100 /* bytes of the cookie's value, with room */

/* True when the call comes from a device that is known for the account; `account` may be null.
 * @param[out] device  the number of the device, in the call */
bool login_device_is_known(const struct jk_http_call *call, const uint8_t salt[32],
                           const struct jk_account *account, struct jk_span *device);
/* Write the cookie for this device, new or as it was; "" where it cannot be made. */
void login_device_remember(const struct jk_http_call *call, const uint8_t salt[32],
                           const struct jk_account *account, char out[DEVICE_MAX]);
#endif
