// AVX-512: 32 registers hold a block of 14 rows by 2 vectors.
#if defined(__x86_64__)
#include "isa.h"
#include <immintrin.h>

#define OKO_WIDTH 16
#define OKO_VECTORS 2
#define OKO_ROWS 14
#define OKO_NARROW_ROWS 28
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#include "isa_body.h"
#pragma clang attribute pop
const oko_isa oko_isa_avx512 = OKO_TABLE("avx512");
#endif
