// The matrix product with general strides: panels of B are packed, A is read where it lies.
#include <string.h>

#include "convolution_shape.h"
#include "panel_transpose.h"

#define OKO_DEPTH 512
/// The rows of A that are packed at once, where A is packed, in register blocks.
#define OKO_LEFT_BLOCKS 8

/// Rows that lie a multiple of a page apart fall on the same cache sets; such an A is packed, too.
static int is_left_packed(const oko_gemm_shape *s) {
  return s->k > 16 && s->a_column_stride == 1 && s->a_row_stride % 1024 == 0;
}

/// The rows that share one packing of a panel of B.
static int64_t rows_together(const oko_isa *isa, const oko_gemm_shape *s) {
  return is_left_packed(s) ? oko_min(s->m, OKO_LEFT_BLOCKS * isa->rows) : s->m;
}

int64_t oko_gemm_scratch_size(const oko_gemm_shape *s) {
  const oko_isa *isa = oko_isa_current();
  int64_t depth = oko_min(OKO_DEPTH, s->k);
  int64_t left = is_left_packed(s) ? rows_together(isa, s) * (depth + 16) : 0;
  return depth * isa->width * isa->vectors + left;
}

static void pack_right(
  const oko_gemm_shape *s, const float *b, const oko_panel *panel, int64_t depth, float *packed) {
  const float *from = b + panel->first * s->b_column_stride;
  if (panel->count < panel->width) {
    memset(packed, 0, (size_t)(depth * panel->width) * sizeof(float));
  }
  if (s->b_row_stride == 1) {
    oko_pack_transposed(from, s->b_column_stride, panel, depth, packed);
    return;
  }
  for (int64_t k = 0; k < depth; ++k, packed += panel->width, from += s->b_row_stride) {
    if (s->b_column_stride == 1) {
      memcpy(packed, from, (size_t)panel->count * sizeof(float));
    } else {
      for (int64_t n = 0; n < panel->count; ++n) packed[n] = from[n * s->b_column_stride];
    }
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
    .residual_is_last = e->residual_is_last,
  };
  isa->epilogue(c, s->c_row_stride, rows, panel->count, &rest);
}

/// One panel of columns of `rows` rows of C, over `depth` of k.
typedef struct {
  const float *a, *b;  // at the first k of this depth; b at the panel, packed or not
  int64_t a_row_stride, a_column_stride, b_row_stride;
  float *c;
  int64_t row, rows, depth;
  int should_accumulate;
  const oko_epilogue *epilogue;  // only with the last depth
} panel_product;

static void multiply_panel(
  const oko_isa *isa, const oko_gemm_shape *s, const oko_panel *panel, const panel_product *p) {
  int64_t part = oko_even_part(p->rows, oko_block_rows(isa, panel->vectors));
  for (int64_t row = 0; row < p->rows; row += part) {
    int64_t rows = oko_min(part, p->rows - row);
    oko_pair pair = {p->a + row * p->a_row_stride, p->b};
    oko_brgemm block = {
      .pairs = &pair, .count = 1, .k = p->depth, .a_m = p->a_row_stride,
      .a_k = p->a_column_stride, .b_k = p->b_row_stride,
      .c = p->c + (p->row + row) * s->c_row_stride + panel->first, .c_m = s->c_row_stride,
      .n = panel->count, .accumulate = p->should_accumulate,
    };
    isa->brgemm[rows][panel->vectors](&block);
    if (p->epilogue != NULL) finish(isa, s, p->epilogue, panel, block.c, p->row + row, rows);
  }
}

void oko_gemm(
  const oko_gemm_shape *s, const float *a, const float *b, float *c, int should_accumulate,
  const oko_epilogue *epilogue, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  int64_t together = oko_max(rows_together(isa, s), 1), first_k = 0;
  float *right = scratch;
  float *left = scratch + oko_min(OKO_DEPTH, s->k) * isa->width * isa->vectors;
  do {
    panel_product p = {
      .a_row_stride = s->a_row_stride, .a_column_stride = s->a_column_stride, .c = c,
      .depth = oko_min(OKO_DEPTH, s->k - first_k),
      .should_accumulate = should_accumulate || first_k > 0,
      .epilogue = first_k + OKO_DEPTH >= s->k ? epilogue : NULL,
    };
    for (p.row = 0; p.row < s->m; p.row += together) {
      p.rows = oko_min(together, s->m - p.row);
      p.a = a + p.row * s->a_row_stride + first_k * s->a_column_stride;
      if (is_left_packed(s)) {
        p.a_row_stride = p.depth + 16;
        for (int64_t m = 0; m < p.rows; ++m) {
          memcpy(
            left + m * p.a_row_stride, p.a + m * s->a_row_stride,
            (size_t)p.depth * sizeof(float));
        }
        p.a = left;
      }
      for (int64_t index = 0; index < oko_panel_count(isa, s->n); ++index) {
        oko_panel panel = oko_panel_at(isa, s->n, index);
        int is_direct = s->b_column_stride == 1 && panel.count == panel.width
          && (s->m <= 2 * isa->rows || s->b_row_stride == panel.width);
        p.b_row_stride = is_direct ? s->b_row_stride : panel.width;
        p.b = is_direct ? b + first_k * s->b_row_stride + panel.first : right;
        if (!is_direct) pack_right(s, b + first_k * s->b_row_stride, &panel, p.depth, right);
        multiply_panel(isa, s, &panel, &p);
      }
    }
    first_k += OKO_DEPTH;
  } while (first_k < s->k);
}

int64_t oko_gemm_packed_size(const oko_gemm_shape *s) {
  return oko_panels_size(oko_isa_current(), s->n, s->k);
}

void oko_gemm_pack(const oko_gemm_shape *s, const float *b, float *packed) {
  const oko_isa *isa = oko_isa_current();
  for (int64_t index = 0; index < oko_panel_count(isa, s->n); ++index) {
    oko_panel panel = oko_panel_at(isa, s->n, index);
    pack_right(s, b, &panel, s->k, packed);
    packed += s->k * panel.width;
  }
}

void oko_gemm_packed(
  const oko_gemm_shape *s, const float *a, const float *packed, float *c, int should_accumulate,
  const oko_epilogue *epilogue) {
  const oko_isa *isa = oko_isa_current();
  panel_product p = {
    .a = a, .a_row_stride = s->a_row_stride, .a_column_stride = s->a_column_stride, .c = c,
    .rows = s->m, .depth = s->k, .should_accumulate = should_accumulate, .epilogue = epilogue,
  };
  for (int64_t index = 0; index < oko_panel_count(isa, s->n); ++index) {
    oko_panel panel = oko_panel_at(isa, s->n, index);
    p.b = packed;
    p.b_row_stride = panel.width;
    multiply_panel(isa, s, &panel, &p);
    packed += s->k * panel.width;
  }
}
