/* daemon/ctl/setup/setup.h: what the parts of `jarakctl setup` share. */
#ifndef DAEMON_CTL_SETUP_SETUP_H
#define DAEMON_CTL_SETUP_SETUP_H
#include <limits.h>
#include <sys/types.h>
#include "jarak/base/arena.h"
#include "jarak/base/bytes.h"
#include "jarak/config/options.h"
#include "jarak/ctl/ctl.h"
#include "jarak/policy/pack.h"

#define SETUP_NAME_MAX    253 /* of a host name (RFC 1035) */
#define SETUP_ADDRESS_MAX 512

/* One run. */
struct setup {
    const struct jk_ctl *ctl;
    const char *config;            /* path of the configuration */
    const char *data;              /* folder of the store */
    const char *way;               /* "proxy", "local", "none"; null: as it is */
    char name[SETUP_NAME_MAX + 1]; /* of this host, or its IPv4 address */
    struct jk_options options;     /* of the configuration, as it is before and after the way */
    struct jk_buf text;            /* of the configuration */
    struct jk_arena arena;
    struct jk_pack pack;
    gid_t group;                     /* who may read the server's key: that of the data folder */
    char listen[128];                /* address and port that the configuration says */
    bool moved;                      /* systemd listens there from its next start on */
    char address[SETUP_ADDRESS_MAX]; /* where people find it */
    char print[96];                  /* fingerprint of our own authority; "": none */
};

/* Put `name value` in the place of what a configuration says of it, at its end where it says
 * nothing; null takes it away. Comments and all other lines stay. */
void ctl_setup_config_put(struct jk_buf *text, const char *name, const char *value);

/* Write the way into the configuration, make what it needs, and find out the address. Nothing is
 * written where all is as it should be. @return JK_OK; JK_INVALID naming the option; JK_IO */
enum jk_status ctl_setup_way(struct setup *s, struct jk_error *err);
/* Tell what the way asks of the operator: blocks for a proxy, the authority, a warning. */
void ctl_setup_tell_way(const struct setup *s);

/* Have systemd listen where the configuration says. Nothing is written where it does, or where
 * there is no systemd. @return JK_OK; JK_IO */
enum jk_status ctl_setup_unit(struct setup *s, struct jk_error *err);

/* The certificates of a host in a folder: an authority of its own (ca.crt, ca.key), constrained to
 * that one name, and the server's (server.crt, server.key) for 397 days. What is there and holds
 * for two more months is left.
 *
 * @param name        host name or IPv4 address
 * @param group       may read server.key
 * @param[out] print  SHA-256 of the authority, "AB:CD:..."; 96 bytes
 * @param[out] anew   the authority is another than before: phones have to be told
 * @return JK_OK; JK_IO */
enum jk_status ctl_setup_authority(const char *folder, const char *name, gid_t group,
                                   char print[96], bool *anew, struct jk_error *err);

/* Make the accounts of the pack that are missing and give a password to those that never had one.
 *
 * @param[out] sheets   what to hand to whom, appended; empty: nobody was given anything
 * @param[out] written  where the sheets are kept, PATH_MAX bytes
 * @return JK_OK; JK_BUSY: a daemon runs on the store; JK_IO ... */
enum jk_status ctl_setup_people(struct setup *s, struct jk_buf *sheets, char *written,
                                struct jk_error *err);
#endif
