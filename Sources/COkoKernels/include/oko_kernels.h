#ifndef OKO_KERNELS_H
#define OKO_KERNELS_H
#include <stddef.h>
#include <stdint.h>
const char *oko_kernels_name(void);
#endif
