/* An authority of one machine, and the certificate it signs, by OpenSSL.
 *
 * A phone that is told to believe an authority believes it in everything, and this one's key lies
 * on an office's computer. So its certificate is constrained (RFC 5280 4.2.1.10, critical): to the
 * one DNS name and no address, or the one address and no DNS name; it may sign no other authority.
 * The server's certificate lasts 397 days, what phones accept at most, and begins a day ago, for
 * clocks that are behind. */
#include "daemon/ctl/setup/setup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "jarak/base/digest.h"
#include "jarak/config/files.h"
#include "jarak/model/texts.h"

#define DAY          86400L
#define SERVER_DAYS  397
#define CA_DAYS      3650
#define RENEW_DAYS   60
#define SERIAL_BYTES 16

/* A certificate and its key. */
struct pair {
    X509 *cert;
    EVP_PKEY *key;
};

static void pair_free(struct pair *pair)
{
    X509_free(pair->cert);
    EVP_PKEY_free(pair->key);
}

static GENERAL_NAME *name_of(const char *name)
{
    GENERAL_NAME *general = GENERAL_NAME_new();
    uint8_t address[4];

    if (general && inet_pton(AF_INET, name, address) == 1) {
        ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();

        ASN1_OCTET_STRING_set(octets, address, sizeof address);
        GENERAL_NAME_set0_value(general, GEN_IPADD, octets);
    } else if (general) {
        ASN1_IA5STRING *text = ASN1_IA5STRING_new();

        ASN1_STRING_set(text, name, -1);
        GENERAL_NAME_set0_value(general, GEN_DNS, text);
    }
    return general;
}

/* @param base  taken; of an address with its mask behind it */
static void add_subtree(STACK_OF(GENERAL_SUBTREE) * *list, GENERAL_NAME *base)
{
    GENERAL_SUBTREE *subtree = GENERAL_SUBTREE_new();

    if (!*list)
        *list = sk_GENERAL_SUBTREE_new_null();
    GENERAL_NAME_free(subtree->base);
    subtree->base = base;
    sk_GENERAL_SUBTREE_push(*list, subtree);
}

static GENERAL_NAME *addresses(const uint8_t *octets, int len)
{
    GENERAL_NAME *general = GENERAL_NAME_new();
    ASN1_OCTET_STRING *range = ASN1_OCTET_STRING_new();

    ASN1_OCTET_STRING_set(range, octets, len);
    GENERAL_NAME_set0_value(general, GEN_IPADD, range);
    return general;
}

static bool constrain(X509 *cert, const char *name)
{
    static const uint8_t every[32];                      /* any address, whatever the mask */
    uint8_t one[8] = { 0, 0, 0, 0, 255, 255, 255, 255 }; /* one, with its mask */
    NAME_CONSTRAINTS *constraints = NAME_CONSTRAINTS_new();
    bool done;

    if (inet_pton(AF_INET, name, one) == 1) {
        add_subtree(&constraints->permittedSubtrees, addresses(one, 8));
        add_subtree(&constraints->excludedSubtrees, name_of("")); /* every DNS name */
    } else {
        add_subtree(&constraints->permittedSubtrees, name_of(name));
        add_subtree(&constraints->excludedSubtrees, addresses(every, 8));
    }
    add_subtree(&constraints->excludedSubtrees, addresses(every, 32)); /* no IPv6 */
    done = X509_add1_ext_i2d(cert, NID_name_constraints, constraints, 1, X509V3_ADD_DEFAULT) == 1;
    NAME_CONSTRAINTS_free(constraints);
    return done;
}

static bool add_ext(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509_EXTENSION *ext;
    X509V3_CTX ctx;
    bool done;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    done = ext && X509_add_ext(cert, ext, -1) == 1;
    X509_EXTENSION_free(ext);
    return done;
}

static void set_name(X509_NAME *name, const char *common)
{
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"jarakd", -1, -1,
                               0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1, 0);
}

/* A new key and a certificate for it, not signed yet. */
static bool begin(struct pair *pair, const char *common, long days)
{
    uint8_t bytes[SERIAL_BYTES];
    BIGNUM *serial;

    *pair = (struct pair){ X509_new(), EVP_EC_gen("P-256") };
    if (!pair->cert || !pair->key || RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] &= 0x7f; /* positive */
    serial = BN_bin2bn(bytes, sizeof bytes, NULL);
    BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(pair->cert));
    BN_free(serial);
    X509_set_version(pair->cert, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(pair->cert), -DAY);
    X509_gmtime_adj(X509_getm_notAfter(pair->cert), (days - 1) * DAY);
    set_name(X509_get_subject_name(pair->cert), common);
    return X509_set_pubkey(pair->cert, pair->key) == 1;
}

static void common_of(const char *name, char out[64])
{
    snprintf(out, 64, "jarakd %.50s", name);
}

static bool make_ca(struct pair *ca, const char *name)
{
    char common[64];

    common_of(name, common);
    return begin(ca, common, CA_DAYS) &&
           X509_set_issuer_name(ca->cert, X509_get_subject_name(ca->cert)) == 1 &&
           add_ext(ca->cert, ca->cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
           add_ext(ca->cert, ca->cert, NID_key_usage, "critical,keyCertSign,cRLSign") &&
           add_ext(ca->cert, ca->cert, NID_ext_key_usage, "serverAuth") &&
           add_ext(ca->cert, ca->cert, NID_subject_key_identifier, "hash") &&
           constrain(ca->cert, name) && X509_sign(ca->cert, ca->key, EVP_sha256()) > 0;
}

static bool make_server(struct pair *server, const struct pair *ca, const char *name)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    /* Not the name: readers hold a common name that looks like a host's against the constraints. */
    bool done = begin(server, "jarakd", SERVER_DAYS) &&
                X509_set_issuer_name(server->cert, X509_get_subject_name(ca->cert)) == 1;

    sk_GENERAL_NAME_push(names, name_of(name));
    done = done &&
           X509_add1_ext_i2d(server->cert, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
    return done && add_ext(server->cert, ca->cert, NID_basic_constraints, "critical,CA:FALSE") &&
           add_ext(server->cert, ca->cert, NID_key_usage, "critical,digitalSignature") &&
           add_ext(server->cert, ca->cert, NID_ext_key_usage, "serverAuth") &&
           add_ext(server->cert, ca->cert, NID_authority_key_identifier, "keyid") &&
           X509_sign(server->cert, ca->key, EVP_sha256()) > 0;
}

static enum jk_status write_pem(const char *folder, const char *file, struct jk_span pem,
                                mode_t mode, struct jk_error *err)
{
    char path[PATH_MAX + 16];

    snprintf(path, sizeof path, "%s/%s", folder, file);
    return jk_file_replace(path, pem, mode, err);
}

/* The key first: a certificate whose key is missing is made anew at the next run. */
static enum jk_status keep(const char *folder, const char *name, const struct pair *pair,
                           mode_t mode, struct jk_error *err)
{
    BIO *cert = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_secmem());
    char file[32];
    char *at;
    long len;
    enum jk_status rc = JK_IO;

    if (cert && key && PEM_write_bio_X509(cert, pair->cert) == 1 &&
        PEM_write_bio_PrivateKey(key, pair->key, NULL, NULL, 0, NULL, NULL) == 1) {
        len = BIO_get_mem_data(key, &at);
        snprintf(file, sizeof file, "%s.key", name);
        rc = write_pem(folder, file, (struct jk_span){ at, (size_t)len }, mode, err);
        len = BIO_get_mem_data(cert, &at);
        snprintf(file, sizeof file, "%s.crt", name);
        if (rc == JK_OK)
            rc = write_pem(folder, file, (struct jk_span){ at, (size_t)len }, 0644, err);
    } else {
        jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", name);
    }
    BIO_free(cert);
    BIO_free(key);
    return rc;
}

/* Both halves of a pair that was kept; false: there is none that belongs together. */
static bool read_pair(const char *folder, const char *name, struct pair *pair)
{
    char path[PATH_MAX + 16];
    FILE *file;

    *pair = (struct pair){ NULL, NULL };
    snprintf(path, sizeof path, "%s/%s.crt", folder, name);
    if ((file = fopen(path, "r"))) {
        pair->cert = PEM_read_X509(file, NULL, NULL, NULL);
        fclose(file);
    }
    snprintf(path, sizeof path, "%s/%s.key", folder, name);
    if ((file = fopen(path, "r"))) {
        pair->key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
        fclose(file);
    }
    if (pair->cert && pair->key && X509_check_private_key(pair->cert, pair->key) == 1)
        return true;
    pair_free(pair);
    *pair = (struct pair){ NULL, NULL };
    return false;
}

static bool lasts(const X509 *cert, long days)
{
    time_t then = time(NULL) + days * DAY;

    return X509_cmp_time(X509_get0_notAfter(cert), &then) > 0;
}

/* The authority of that name: whatever else its certificate allows was decided by it. */
static bool is_ca_of(const struct pair *ca, const char *name)
{
    char want[64], have[64] = "";

    common_of(name, want);
    X509_NAME_get_text_by_NID(X509_get_subject_name(ca->cert), NID_commonName, have, sizeof have);
    return strcmp(want, have) == 0 && lasts(ca->cert, SERVER_DAYS);
}

static bool is_server_of(const struct pair *server, const struct pair *ca, const char *name)
{
    return lasts(server->cert, RENEW_DAYS) && X509_verify(server->cert, ca->key) == 1 &&
           (X509_check_ip_asc(server->cert, name, 0) == 1 ||
            X509_check_host(server->cert, name, 0, 0, NULL) == 1);
}

static void print_of(const X509 *cert, char out[96])
{
    uint8_t digest[JK_DIGEST_LEN];
    unsigned len = sizeof digest;

    out[0] = '\0';
    if (X509_digest(cert, EVP_sha256(), digest, &len) != 1)
        return;
    for (unsigned i = 0; i < len; i++)
        snprintf(out + 3 * i, 4, "%02X%s", digest[i], i + 1 < len ? ":" : "");
}

static enum jk_status give_key(const char *folder, gid_t group, struct jk_error *err)
{
    char path[PATH_MAX + 16];

    snprintf(path, sizeof path, "%s/server.key", folder);
    if (geteuid() == 0 && chown(path, 0, group) != 0)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, path, "%s", strerror(errno));
    return JK_OK;
}

static enum jk_status make_both(const char *folder, const char *name, struct pair *ca,
                                struct pair *server, bool *anew, struct jk_error *err)
{
    enum jk_status rc = JK_OK;

    *anew = !read_pair(folder, "ca", ca) || !is_ca_of(ca, name);
    if (*anew) {
        pair_free(ca);
        if (!make_ca(ca, name))
            return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", "ca");
        rc = keep(folder, "ca", ca, 0600, err);
    }
    if (rc != JK_OK || (read_pair(folder, "server", server) && is_server_of(server, ca, name)))
        return rc;
    pair_free(server);
    if (!make_server(server, ca, name))
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", "server");
    return keep(folder, "server", server, 0640, err);
}

enum jk_status ctl_setup_authority(const char *folder, const char *name, gid_t group,
                                   char print[96], bool *anew, struct jk_error *err)
{
    struct pair ca = { NULL, NULL }, server = { NULL, NULL };
    enum jk_status rc;

    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return jk_fail(err, JK_IO, JK_TEXT_FILE_WRITE, folder, "%s", strerror(errno));
    rc = make_both(folder, name, &ca, &server, anew, err);
    if (rc == JK_OK)
        rc = give_key(folder, group, err);
    if (rc == JK_OK)
        print_of(ca.cert, print);
    pair_free(&ca);
    pair_free(&server);
    return rc;
}
