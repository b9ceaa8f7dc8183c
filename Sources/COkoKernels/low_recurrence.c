// The product of the states of a recurrent network with its matrix in bf16: half the bytes of a matrix of floats, which
// comes from beyond the second-level cache where it has more than a megabyte, at every step anew.
#include "panels.h"

static int64_t words_of(const oko_state_product *p) { return oko_divide_up(p->width, 2); }

/// The rounded states come first, by whole cache lines.
static int64_t states_size(const oko_state_product *p) {
  return oko_divide_up(p->rows * words_of(p), 16) * 16;
}

int64_t oko_low_state_product_scratch_size(const oko_state_product *p) {
  const oko_isa *isa = oko_isa_current();
  int64_t row = oko_divide_up(p->columns, isa->width) * isa->width;
  int64_t panel = isa->width * isa->vectors;
  return states_size(p) + (p->rows == 1 ? row : p->rows * panel);
}

static void add(const float *from, float *to, int64_t count) {
  for (int64_t i = 0; i < count; ++i) to[i] += from[i];
}

void oko_low_state_product_add(
  const oko_state_product *p, const float *states, const float *packed, float *sums,
  float *scratch) {
  const oko_isa *isa = oko_isa_current();
  const oko_low_kernels *low = oko_low_kernels_current();
  int64_t words = words_of(p);
  oko_operand from = {OKO_F32, 1, 0, (void *)(uintptr_t)states, p->state_stride};
  oko_operand to = {OKO_BF16, 1, 0, scratch, 0};
  low->convert(&from, &to, p->rows, p->width);
  float *products = scratch + states_size(p);
  if (p->rows == 1) {
    low->row(scratch, words, packed, p->columns, products);
    add(products, sums, p->columns);
    return;
  }
  for (int64_t index = 0; index < oko_panel_count(isa, p->columns); ++index) {
    oko_panel panel = oko_panel_at(isa, p->columns, index);
    int64_t part = oko_even_part(p->rows, oko_block_rows(isa, panel.vectors));
    for (int64_t row = 0; row < p->rows; row += part) {
      oko_pair pair = {scratch + row * words, packed + panel.first * words};
      oko_brgemm block = {
        .pairs = &pair, .count = 1, .k = words, .a_m = words, .a_k = 1, .b_k = panel.width,
        .c = products + row * panel.width, .c_m = panel.width, .n = panel.width,
      };
      low->bf16[oko_min(part, p->rows - row)][panel.vectors](&block);
    }
    for (int64_t row = 0; row < p->rows; ++row) {
      add(
        products + row * panel.width, sums + row * p->sum_stride + panel.first, panel.count);
    }
  }
}
