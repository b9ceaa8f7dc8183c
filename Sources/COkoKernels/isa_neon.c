// NEON, which every 64-bit ARM has: 32 registers hold a block of 6 rows by 4 vectors.
#if defined(__aarch64__)
#include "isa.h"
#define OKO_WIDTH 4
#define OKO_VECTORS 4
#define OKO_ROWS 6
#define OKO_NARROW_ROWS 6
#include "isa_body.h"
const oko_isa oko_isa_neon = OKO_TABLE("neon");
#endif
