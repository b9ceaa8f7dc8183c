#include "oko_kernels.h"
const char *oko_kernels_name(void) { return "portable"; }
