// The filter gradient: dW[tap, ci, co] += Σ_pixels x[pixel, ci] · dy[pixel, co].
//
// The same register block, with pixels as the summed dimension: m runs over input channels, the
// batch over the rows of a block of about OKO_BLOCK_PIXELS pixels whose dy is packed once.
#include <string.h>

#include "convolution_shape.h"
#include "panels.h"

#define OKO_BLOCK_PIXELS 400

static int64_t rows_per_block(const oko_conv_shape *s) {
  return oko_max(1, OKO_BLOCK_PIXELS / oko_max(s->out_width, 1));
}

int64_t oko_conv_backward_filter_scratch_size(const oko_conv_shape *s) {
  const oko_isa *isa = oko_isa_current();
  int64_t rows = rows_per_block(s);
  return oko_pair_floats(rows) + rows * s->out_width * isa->width * isa->vectors + 16;
}

typedef struct {
  const oko_isa *isa;
  const oko_conv_shape *shape;
  const float *x;    // at the group's first channel
  float *dw;         // at the group's and panel's first column
  const float *dy;   // the packed rows
  oko_panel panel;
  int64_t row_begin, row_end;
  oko_pair *pairs;
} context;

static void pack_rows(const context *c, const float *dy, float *packed) {
  const oko_conv_shape *s = c->shape;
  int64_t stride = oko_y_stride(s), width = c->panel.width;
  dy += c->row_begin * s->out_width * stride + c->panel.first;
  for (int64_t i = 0; i < (c->row_end - c->row_begin) * s->out_width; ++i) {
    memcpy(packed, dy, (size_t)c->panel.count * sizeof(float));
    memset(packed + c->panel.count, 0, (size_t)(width - c->panel.count) * sizeof(float));
    packed += width;
    dy += stride;
  }
}

/// The output columns whose source column under a kernel column lies inside.
static void inside(const oko_conv_shape *s, int64_t column, int64_t *begin, int64_t *end) {
  int64_t offset = column * s->dilation_x - s->padding_left;
  int64_t first = offset >= 0 ? 0 : oko_divide_up(-offset, s->stride_x);
  int64_t room = s->width - offset;
  int64_t last = room <= 0 ? 0 : oko_divide_up(room, s->stride_x);
  *begin = first;
  *end = oko_max(first, oko_min(last, s->out_width));
}

/// Adds the pixels [begin, end) of every row to `m` rows of the filter from `row` on.
static void accumulate(
  const context *c, int64_t kernel_row, int64_t kernel_column, int64_t channel, int64_t m,
  int64_t begin, int64_t end) {
  const oko_conv_shape *s = c->shape;
  if (begin >= end) return;
  int64_t count = 0, x_stride = oko_x_stride(s);
  int64_t column = begin * s->stride_x + kernel_column * s->dilation_x - s->padding_left;
  for (int64_t row = c->row_begin; row < c->row_end; ++row) {
    int64_t image = row / s->out_height, out_row = row % s->out_height;
    int64_t in_row = out_row * s->stride_y - s->padding_top + kernel_row * s->dilation_y;
    if (in_row < 0 || in_row >= s->height) continue;
    c->pairs[count].a =
      c->x + ((image * s->height + in_row) * s->width + column) * x_stride + channel;
    c->pairs[count++].b =
      c->dy + ((row - c->row_begin) * s->out_width + begin) * c->panel.width;
  }
  if (count == 0) return;
  int64_t tap = kernel_row * s->kernel_width + kernel_column;
  int64_t filter_row = tap * (s->in_channels / s->groups) + channel;
  oko_brgemm block = {
    .pairs = c->pairs, .count = count, .k = end - begin, .a_m = 1,
    .a_k = s->stride_x * x_stride, .b_k = c->panel.width, .c = c->dw + filter_row * s->out_channels,
    .c_m = s->out_channels, .n = c->panel.count, .accumulate = 1,
  };
  int64_t part = oko_even_part(m, oko_block_rows(c->isa, c->panel.vectors));
  for (int64_t first = 0; first < m; first += part) {
    int64_t rows = oko_min(part, m - first);
    c->isa->brgemm[rows][c->panel.vectors](&block);
    for (int64_t i = 0; i < count; ++i) c->pairs[i].a += rows;
    block.c += rows * block.c_m;
  }
}

/// The kernel columns together as rows of one product: for few channels, adjacent in memory.
static void run_merged(const context *c) {
  const oko_conv_shape *s = c->shape;
  int64_t channels = s->in_channels, begin = 0, end = s->out_width;
  for (int64_t column = 0; column < s->kernel_width; ++column) {
    int64_t first, last;
    inside(s, column, &first, &last);
    begin = oko_max(begin, first);
    end = oko_min(end, last);
  }
  end = oko_max(begin, end);
  for (int64_t row = 0; row < s->kernel_height; ++row) {
    accumulate(c, row, 0, 0, channels * s->kernel_width, begin, end);
    for (int64_t column = 0; column < s->kernel_width; ++column) {
      int64_t first, last;
      inside(s, column, &first, &last);
      accumulate(c, row, column, 0, channels, first, oko_min(begin, last));
      accumulate(c, row, column, 0, channels, oko_max(end, first), last);
    }
  }
}

static void run_apart(const context *c) {
  const oko_conv_shape *s = c->shape;
  int64_t channels = s->in_channels / s->groups;
  int64_t part = oko_even_part(channels, oko_block_rows(c->isa, c->panel.vectors));
  for (int64_t channel = 0; channel < channels; channel += part) {
    int64_t rows = oko_min(part, channels - channel);
    for (int64_t row = 0; row < s->kernel_height; ++row) {
      for (int64_t column = 0; column < s->kernel_width; ++column) {
        int64_t begin, end;
        inside(s, column, &begin, &end);
        accumulate(c, row, column, channel, rows, begin, end);
      }
    }
  }
}

int64_t oko_conv_backward_filter_panel_count(const oko_conv_shape *s) {
  return oko_is_depthwise(s) ? 1 : oko_panel_count(oko_isa_current(), s->out_channels / s->groups);
}

void oko_conv_backward_filter(
  const oko_conv_shape *s, const float *x, const float *dy, float *dw_hwio, int64_t row_begin,
  int64_t row_end, int64_t panel_begin, int64_t panel_end, float *scratch) {
  if (oko_is_depthwise(s)) {
    if (panel_begin < panel_end) {
      oko_depthwise_backward_filter(s, x, dy, dw_hwio, row_begin, row_end);
    }
    return;
  }
  const oko_isa *isa = oko_isa_current();
  int64_t block_rows = rows_per_block(s);
  int64_t channels = s->in_channels / s->groups, columns = s->out_channels / s->groups;
  context c = {.isa = isa, .shape = s, .pairs = oko_pairs_in(scratch)};
  float *packed = (float *)(((uintptr_t)(c.pairs + block_rows) + 63) & ~(uintptr_t)63);
  int merged = s->groups == 1 && s->dilation_x == 1 && channels * 2 <= isa->rows
    && s->kernel_width > 1 && oko_x_stride(s) == s->in_channels;
  c.dy = packed;
  for (int64_t group = 0; group < s->groups; ++group) {
    c.x = x + group * channels;
    for (c.row_begin = row_begin; c.row_begin < row_end; c.row_begin = c.row_end) {
      c.row_end = oko_min(c.row_begin + block_rows, row_end);
      for (int64_t index = panel_begin; index < panel_end; ++index) {
        c.panel = oko_panel_at(isa, columns, index);
        c.dw = dw_hwio + group * columns + c.panel.first;
        pack_rows(&c, dy + group * columns, packed);
        if (merged) run_merged(&c); else run_apart(&c);
      }
    }
  }
}
