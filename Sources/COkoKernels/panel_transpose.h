// The packing of a right operand that lies transposed.
#ifndef OKO_PANEL_TRANSPOSE_H
#define OKO_PANEL_TRANSPOSE_H

#include "panels.h"

typedef float oko_four __attribute__((ext_vector_type(4)));
typedef float oko_unaligned_four __attribute__((ext_vector_type(4), aligned(4)));

/// Packs a panel whose columns are contiguous in k, in blocks of 4×4.
static inline void oko_pack_transposed(
  const float *from, int64_t stride, const oko_panel *panel, int64_t depth, float *packed) {
  int64_t n = 0, full = depth / 4 * 4;
  for (; n + 4 <= panel->count; n += 4) {
    const float *rows = from + n * stride;
    for (int64_t k = 0; k < full; k += 4) {
      oko_four a = *(const oko_unaligned_four *)(rows + k);
      oko_four b = *(const oko_unaligned_four *)(rows + stride + k);
      oko_four c = *(const oko_unaligned_four *)(rows + 2 * stride + k);
      oko_four d = *(const oko_unaligned_four *)(rows + 3 * stride + k);
      oko_four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      oko_four ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      oko_four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      oko_four cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      float *to = packed + k * panel->width + n;
      *(oko_unaligned_four *)to = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
      to += panel->width;
      *(oko_unaligned_four *)to = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
      to += panel->width;
      *(oko_unaligned_four *)to = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
      to += panel->width;
      *(oko_unaligned_four *)to = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
    }
  }
  for (int64_t column = 0; column < panel->count; ++column) {
    for (int64_t k = column < n ? full : 0; k < depth; ++k) {
      packed[k * panel->width + column] = from[column * stride + k];
    }
  }
}

#endif
