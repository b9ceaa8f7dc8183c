// AVX-512 with VNNI and BF16: a word times a word and the addition to the sum are one instruction, and so is rounding to bf16.
#if defined(__x86_64__)
#include "isa.h"
#include <immintrin.h>

#define OKO_HAS_DOT
#define OKO_WIDTH 16
#define OKO_VECTORS 2
#define OKO_ROWS 14
#define OKO_NARROW_ROWS 28
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx512bf16,avx2,fma"))), \
  apply_to = function)
#include "block_sizes.h"
#include "vector.h"
#include "math_body.h"
#include "low_block_body.h"
#include "low_row_body.h"
#include "low_values_body.h"
#include "winograd_body.h"
#include "low_finish_body.h"
#include "low_convert_body.h"
#include "low_gate_body.h"
#include "low_pack_body.h"
#include "low_pairs_body.h"
#include "depthwise_line_body.h"
#include "low_depthwise_body.h"
#pragma clang attribute pop
const oko_low_kernels oko_low_kernels_avx512 = OKO_LOW_TABLE;
#endif
