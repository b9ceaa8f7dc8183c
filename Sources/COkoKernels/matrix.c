// The matrix product with general strides: panels of B are packed, A is read where it lies.
#include <string.h>

#include "convolution_shape.h"
#include "panels.h"

#define OKO_DEPTH 512

/// Rows that lie a multiple of a page apart fall on the same cache sets; such an A is packed, too.
static int is_left_packed(const oko_gemm_shape *s) {
  return s->k > 16 && s->a_row_stride != 1 && (s->a_row_stride % 512 == 0);
}

int64_t oko_gemm_scratch_size(const oko_gemm_shape *s) {
  const oko_isa *isa = oko_isa_current();
  int64_t depth = oko_min(OKO_DEPTH, s->k);
  return depth * isa->width * isa->vectors + isa->rows * depth + 32;
}

static void pack_right(
  const oko_gemm_shape *s, const float *b, const oko_panel *panel, int64_t depth, float *packed) {
  for (int64_t k = 0; k < depth; ++k, packed += panel->width) {
    const float *from = b + k * s->b_row_stride + panel->first * s->b_column_stride;
    if (s->b_column_stride == 1) {
      memcpy(packed, from, (size_t)panel->count * sizeof(float));
    } else {
      for (int64_t n = 0; n < panel->count; ++n) packed[n] = from[n * s->b_column_stride];
    }
    memset(
      packed + panel->count, 0, (size_t)(panel->width - panel->count) * sizeof(float));
  }
}

static void finish(
  const oko_isa *isa, const oko_gemm_shape *s, const oko_epilogue *e, const oko_panel *panel,
  float *c, int64_t row, int64_t rows) {
  int64_t stride = e->residual_pixel_stride != 0 ? e->residual_pixel_stride : s->n;
  oko_block_epilogue rest = {
    .scale = e->scale == NULL ? NULL : e->scale + panel->first,
    .bias = e->bias == NULL ? NULL : e->bias + panel->first,
    .residual = e->residual == NULL ? NULL : e->residual + row * stride + panel->first,
    .residual_m = stride, .activation = e->activation, .slope = e->slope,
  };
  isa->epilogue(c, s->c_row_stride, rows, panel->count, &rest);
}

void oko_gemm(
  const oko_gemm_shape *s, const float *a, const float *b, float *c, int should_accumulate,
  const oko_epilogue *epilogue, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  float *left = scratch, *right = scratch + isa->rows * oko_min(OKO_DEPTH, s->k);
  int64_t part = oko_even_part(s->m, isa->rows), first_k = 0;
  do {
    int64_t depth = oko_min(OKO_DEPTH, s->k - first_k);
    int is_last = first_k + depth >= s->k;
    for (int64_t index = 0; index < oko_panel_count(isa, s->n); ++index) {
      oko_panel panel = oko_panel_at(isa, s->n, index);
      int is_direct = s->b_column_stride == 1 && panel.count == panel.width
        && (s->m <= 2 * isa->rows || s->b_row_stride == panel.width);
      if (!is_direct) pack_right(s, b + first_k * s->b_row_stride, &panel, depth, right);
      for (int64_t row = 0; row < s->m; row += part) {
        int64_t rows = oko_min(part, s->m - row);
        oko_pair pair = {
          a + row * s->a_row_stride + first_k * s->a_column_stride,
          is_direct ? b + first_k * s->b_row_stride + panel.first : right};
        oko_brgemm block = {
          .pairs = &pair, .count = 1, .k = depth, .a_m = s->a_row_stride,
          .a_k = s->a_column_stride, .b_k = is_direct ? s->b_row_stride : panel.width,
          .c = c + row * s->c_row_stride + panel.first, .c_m = s->c_row_stride,
          .n = panel.count, .accumulate = should_accumulate || first_k > 0,
        };
        if (is_left_packed(s)) {
          for (int64_t m = 0; m < rows; ++m) {
            const float *from = pair.a + m * s->a_row_stride;
            for (int64_t k = 0; k < depth; ++k) left[m + k * rows] = from[k * s->a_column_stride];
          }
          pair.a = left;
          block.a_m = 1;
          block.a_k = rows;
        }
        isa->brgemm[rows][panel.vectors](&block);
        if (is_last && epilogue != NULL) {
          finish(isa, s, epilogue, &panel, block.c, row, rows);
        }
      }
    }
    first_k += depth;
  } while (first_k < s->k);
}
