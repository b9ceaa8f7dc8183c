// AVX2 with FMA: 16 registers hold a block of 6 rows by 2 vectors.
#if defined(__x86_64__)
#include "isa.h"
#define OKO_WIDTH 8
#define OKO_VECTORS 2
#define OKO_ROWS 6
#define OKO_NARROW_ROWS 12
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "isa_body.h"
#pragma clang attribute pop
const oko_isa oko_isa_avx2 = OKO_TABLE("avx2");
#endif
