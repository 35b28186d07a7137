/* jarak/base/version.h: the version both programs print. */
#ifndef JARAK_BASE_VERSION_H
#define JARAK_BASE_VERSION_H

#define JK_VERSION "0.1"
#endif
