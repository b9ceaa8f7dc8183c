// The filter gradient by products of bf16: dW[tap, ci, co] += Σ_pixels x[pixel, ci] · dy[pixel, co], over pairs of pixels.
//
// It takes 51 to 54 % of the time of products of floats, for 512 channels of 16² pixels as for 32 of 256².
#include <string.h>

#include "low_pairs.h"

/// The output pixels of a block of rows at stride 1.
#define OKO_BLOCK_PIXELS 1600
/// The rows of a block where they are wide: the more, the fewer source rows are laid out for two blocks.
#define OKO_LEAST_ROWS 4
static int64_t rows_per_block(const oko_conv_shape *s) {
  int64_t rows = OKO_BLOCK_PIXELS / s->stride_y / oko_max(s->out_width, 1);
  return oko_max(rows, s->kernel_height > 1 ? OKO_LEAST_ROWS : 1);
}

/// A block of rows as one line where the filter is pointwise; the result has one row to sum over.
static oko_conv_shape line_shape(const oko_conv_shape *s, int64_t rows) {
  oko_conv_shape line = *s;
  line.batch = line.height = line.out_height = 1;
  line.width = line.out_width = rows * s->out_width;
  return line;
}

typedef struct {
  int64_t pairs, zeros, tile, dy, x;
} scratch_sizes;

static scratch_sizes sizes_of(const oko_isa *isa, const oko_conv_shape *s, int64_t rows) {
  oko_conv_shape line = *s;
  if (oko_is_pointwise(s)) {
    line = line_shape(s, rows);
    rows = 1;
  }
  scratch_sizes sizes;
  int64_t full = isa->width * isa->vectors;
  sizes.pairs = oko_pair_floats(rows);
  sizes.zeros = oko_max(full, OKO_CHANNELS_TOGETHER + OKO_MAX_ROWS);
  sizes.tile = full * OKO_MAX_ROWS;
  sizes.dy = rows * oko_pair_count(&line) * oko_panels_size(isa, s->out_channels, 1);
  sizes.x = oko_most_source_rows(&line, rows) * oko_place_count(&line);
  sizes.x *= oko_channels_together(isa, s);
  return sizes;
}

int oko_low_conv_has_backward_filter(const oko_conv_shape *s) {
  return !oko_is_depthwise(s);
}

int64_t oko_low_conv_backward_filter_scratch_size(const oko_conv_shape *s) {
  oko_conv_shape one = oko_one_group(s);
  scratch_sizes sizes = sizes_of(oko_isa_current(), &one, rows_per_block(&one));
  return sizes.pairs + sizes.zeros + sizes.tile + sizes.dy + sizes.x + 64;
}

/// Adds a register block of sums to the filter; its last columns go by a tile of whole vectors.
static void add_block(
  const oko_pair_block *c, oko_brgemm *block, const oko_panel *panel, int64_t rows) {
  oko_brgemm_function *run = c->low->bf16[rows][panel->vectors];
  if (panel->count == panel->width) {
    run(block);
    return;
  }
  oko_brgemm part = *block;
  part.c = c->tile;
  part.c_m = panel->width;
  size_t size = (size_t)panel->count * sizeof(float);
  size_t rest = (size_t)(panel->width - panel->count) * sizeof(float);
  for (int64_t m = 0; m < rows; ++m) {
    memcpy(part.c + m * part.c_m, block->c + m * block->c_m, size);
    memset(part.c + m * part.c_m + panel->count, 0, rest);
  }
  run(&part);
  for (int64_t m = 0; m < rows; ++m) {
    memcpy(block->c + m * block->c_m, part.c + m * part.c_m, size);
  }
}

/// Sums all taps of a panel, for a part of channels that lies at `x`.
static void add_taps(
  const oko_pair_block *c, const oko_panel *panel, const float *x, int64_t channel,
  int64_t channels) {
  const oko_conv_shape *s = c->shape;
  int64_t pitch = oko_channel_part(c->isa, s), row_size = oko_place_count(s) * pitch;
  int64_t pairs = oko_pair_count(s);
  int merged = oko_is_merged(c->isa, s);
  int64_t columns = merged ? 1 : s->kernel_width;
  int64_t m = merged ? channels * s->kernel_width : channels;
  int64_t part = oko_even_part(m, oko_block_rows(c->isa, panel->vectors));
  const float *dy = oko_panel_dy(c, panel);
  for (int64_t kernel_row = 0; kernel_row < s->kernel_height; ++kernel_row) {
    int64_t count = 0;
    for (int64_t row = c->row_begin; row < c->row_end; ++row) {
      int64_t source = oko_source_row_at(s, row, kernel_row);
      if (source < 0) continue;
      c->pairs[count].a = x + (source - c->source_begin) * row_size;
      c->pairs[count++].b = dy + (row - c->row_begin) * pairs * panel->width;
    }
    if (count == 0) continue;
    for (int64_t column = 0; column < columns; ++column) {
      int64_t tap = kernel_row * s->kernel_width + column;
      oko_brgemm block = {
        .pairs = c->pairs, .count = count, .k = pairs, .a_m = 1,
        .a_k = 2 * s->stride_x / oko_place_step(s) * pitch, .b_k = panel->width,
        .c = c->dw + (tap * s->in_channels + channel) * c->dw_stride + panel->first,
        .c_m = c->dw_stride, .n = panel->count, .accumulate = 1,
      };
      for (int64_t first = 0; first < m; first += part) {
        int64_t rows = oko_min(part, m - first);
        // The sums of the next tap, which lie anywhere in memory.
        for (int64_t i = 0; i < rows; ++i) {
          oko_prefetch_write(block.c + (s->in_channels + i) * block.c_m, panel->count);
        }
        add_block(c, &block, panel, rows);
        for (int64_t i = 0; i < count; ++i) c->pairs[i].a += rows;
        block.c += rows * block.c_m;
      }
      // From the end of this kernel column's first place to the next column's.
      for (int64_t i = 0; i < count; ++i) c->pairs[i].a += s->dilation_x * pitch - m;
    }
  }
}

static void run_block(oko_pair_block *c) {
  const oko_conv_shape *s = c->shape;
  oko_set_source_rows(c);
  if (c->source_rows == 0) return;
  oko_lay_out_dy(c);
  int64_t part = oko_channel_part(c->isa, s), together = oko_channels_together(c->isa, s);
  for (int64_t begin = 0; begin < s->in_channels; begin += together) {
    int64_t end = oko_min(begin + together, s->in_channels);
    oko_lay_out_x(c, begin, end - begin);
    const float *x = c->packed_x;
    for (int64_t channel = begin; channel < end; channel += part) {
      for (int64_t index = c->panel_begin; index < c->panel_end; ++index) {
        oko_panel panel = oko_panel_at(c->isa, s->out_channels, index);
        add_taps(c, &panel, x, channel, oko_min(part, end - channel));
      }
      x += c->source_rows * oko_place_count(s) * part;
    }
  }
}

void oko_low_conv_backward_filter(
  const oko_conv_shape *s, const uint16_t *x, const uint16_t *dy, float *dw_hwio,
  int64_t row_begin, int64_t row_end, int64_t panel_begin, int64_t panel_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  oko_conv_shape one = oko_one_group(s);
  int64_t block_rows = rows_per_block(&one);
  scratch_sizes sizes = sizes_of(isa, &one, block_rows);
  oko_pair_block c = {
    .isa = isa, .low = oko_low_kernels_current(), .dw_stride = s->out_channels,
    .panel_begin = panel_begin, .panel_end = panel_end, .pairs = oko_pairs_in(scratch),
  };
  float *zeros = (float *)(((uintptr_t)(scratch + sizes.pairs) + 63) & ~(uintptr_t)63);
  memset(zeros, 0, (size_t)sizes.zeros * sizeof(float));
  c.zeros = (const uint16_t *)zeros;
  c.tile = zeros + sizes.zeros;
  c.packed_dy = c.tile + sizes.tile;
  c.packed_x = c.packed_dy + sizes.dy;
  for (int64_t group = 0; group < s->groups; ++group) {
    c.dw = dw_hwio + group * one.out_channels;
    for (int64_t row = row_begin; row < row_end; row += block_rows) {
      int64_t end = oko_min(row + block_rows, row_end);
      oko_conv_shape line;
      c.x = x + group * one.in_channels;
      c.dy = dy + group * one.out_channels;
      if (oko_is_pointwise(&one)) {
        line = line_shape(&one, end - row);
        c.shape = &line;
        c.x += row * one.width * one.x_pixel_stride;
        c.dy += row * one.width * one.y_pixel_stride;
        c.row_begin = 0;
        c.row_end = 1;
      } else {
        c.shape = &one;
        c.row_begin = row;
        c.row_end = end;
      }
      run_block(&c);
    }
  }
}
