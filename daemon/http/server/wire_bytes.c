/* Which bytes may stand where: one look at a table a byte, for every head is read by it. */
#include "daemon/http/server/wire_internal.h"

/* Kinds of bytes, by the classes that they are of. */
enum {
    TOKEN = WIRE_TOKEN,
    PATH = WIRE_PATH,
    BOTH = TOKEN | PATH,
    MARK = BOTH | WIRE_NAME, /* unreserved, as letters are */
    LETTER = MARK,
    COLON = PATH | WIRE_ADDRESS,
    DOT = MARK | WIRE_ADDRESS,
    HEX = DOT,
    DIGIT = DOT
};

static const uint8_t classes[256] = {
    ['!'] = BOTH,   ['#'] = TOKEN,  ['$'] = BOTH,   ['%'] = BOTH,   ['&'] = BOTH,   ['\''] = BOTH,
    ['('] = PATH,   [')'] = PATH,   ['*'] = BOTH,   ['+'] = BOTH,   [','] = PATH,   ['-'] = MARK,
    ['.'] = DOT,    ['/'] = PATH,   [':'] = COLON,  [';'] = PATH,   ['='] = PATH,   ['@'] = PATH,
    ['^'] = TOKEN,  ['_'] = MARK,   ['`'] = TOKEN,  ['|'] = TOKEN,  ['~'] = MARK,   ['0'] = DIGIT,
    ['1'] = DIGIT,  ['2'] = DIGIT,  ['3'] = DIGIT,  ['4'] = DIGIT,  ['5'] = DIGIT,  ['6'] = DIGIT,
    ['7'] = DIGIT,  ['8'] = DIGIT,  ['9'] = DIGIT,  ['a'] = HEX,    ['b'] = HEX,    ['c'] = HEX,
    ['d'] = HEX,    ['e'] = HEX,    ['f'] = HEX,    ['g'] = LETTER, ['h'] = LETTER, ['i'] = LETTER,
    ['j'] = LETTER, ['k'] = LETTER, ['l'] = LETTER, ['m'] = LETTER, ['n'] = LETTER, ['o'] = LETTER,
    ['p'] = LETTER, ['q'] = LETTER, ['r'] = LETTER, ['s'] = LETTER, ['t'] = LETTER, ['u'] = LETTER,
    ['v'] = LETTER, ['w'] = LETTER, ['x'] = LETTER, ['y'] = LETTER, ['z'] = LETTER, ['A'] = HEX,
    ['B'] = HEX,    ['C'] = HEX,    ['D'] = HEX,    ['E'] = HEX,    ['F'] = HEX,    ['G'] = LETTER,
    ['H'] = LETTER, ['I'] = LETTER, ['J'] = LETTER, ['K'] = LETTER, ['L'] = LETTER, ['M'] = LETTER,
    ['N'] = LETTER, ['O'] = LETTER, ['P'] = LETTER, ['Q'] = LETTER, ['R'] = LETTER, ['S'] = LETTER,
    ['T'] = LETTER, ['U'] = LETTER, ['V'] = LETTER, ['W'] = LETTER, ['X'] = LETTER, ['Y'] = LETTER,
    ['Z'] = LETTER
};

bool http_wire_is_all(struct jk_span span, enum wire_class of)
{
    for (size_t i = 0; i < span.len; i++) {
        if (!(classes[(unsigned char)span.at[i]] & of))
            return false;
    }
    return true;
}
