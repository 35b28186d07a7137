/* jarak/model/point_words.h: a point as people paste it: coordinates, a geo: address, a link of a
 * map.
 *
 * "0.5053, 117.5343", "0,5053; 117,5343", `geo:0.5053,117.5343`, links of Google, Apple and
 * OpenStreetMap that hold coordinates. Latitude comes first; swapped values are no point, they are
 * not guessed at. A text with two different points is none either: which one has to be asked. Short
 * links hold no coordinates and nobody follows them. Pure. Source: docs/decisions/0084. */
#ifndef JARAK_MODEL_POINT_WORDS_H
#define JARAK_MODEL_POINT_WORDS_H
#include "jarak/geo/point.h"

/** How far the middle of a map that somebody looked at may be from what is meant, metres. */
#define JK_POINT_VIEW_M 500.0

/** Read the point of a text; words may stand around it.
 *
 * @param[out] is_view  it is the middle of a map that somebody looked at, and no pin: it may be off
 *                      by JK_POINT_VIEW_M
 * @return false: there is none, or there are two */
bool jk_words_point(struct jk_span text, struct jk_point *out, bool *is_view);

/** True when the text, but for blanks, is an address of the web: it names no place by itself. */
bool jk_words_is_link(struct jk_span text);
#endif
