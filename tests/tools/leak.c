/* A deliberate leak: `make asan` fails unless the sanitizer reports it (Criterion hides leaks). */
#include <stdlib.h>

int main(void)
{
    void *volatile lost = malloc(42);

    lost = NULL;
    return lost != NULL;
}
