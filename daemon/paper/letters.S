/* The letters of all documents: two faces of DejaVu Sans as Debian ships them (fonts-dejavu-core),
 * carried within the program, so that a page does not depend on the fonts of the machine. FONTS is
 * the folder they are taken from when the program is built. */
#define TEXT(x) #x
#define PATH(folder, name) TEXT(folder/name)
        .section .rodata
        .balign 16
        .global paper_plain, paper_plain_end, paper_bold, paper_bold_end
paper_plain:
        .incbin PATH(FONTS, DejaVuSans.ttf)
paper_plain_end:
        .balign 16
paper_bold:
        .incbin PATH(FONTS, DejaVuSans-Bold.ttf)
paper_bold_end:
        .byte 0
        .section .note.GNU-stack, "", %progbits
