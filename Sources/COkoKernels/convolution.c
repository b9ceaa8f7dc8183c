// The forward convolution: packing of the filter, and the walk over rows and panels.
#include <string.h>

#include "convolution_line.h"
#include "convolution_shape.h"

static int64_t group_size(const oko_isa *isa, const oko_conv_shape *s) {
  return oko_panels_size(
    isa, s->out_channels / s->groups, oko_taps(s) * (s->in_channels / s->groups));
}

int64_t oko_conv_packed_size(const oko_conv_shape *s) {
  if (oko_is_depthwise(s)) return oko_taps(s) * s->in_channels;
  return s->groups * group_size(oko_isa_current(), s);
}

int64_t oko_conv_packed_panel_count(const oko_conv_shape *s) {
  if (oko_is_depthwise(s)) return 1;
  return s->groups * oko_panel_count(oko_isa_current(), s->out_channels / s->groups);
}

void oko_conv_pack_filter(
  const oko_conv_shape *s, const float *hwio, float *packed, int64_t panel_begin,
  int64_t panel_end) {
  const oko_isa *isa = oko_isa_current();
  if (oko_is_depthwise(s)) {
    memcpy(packed, hwio, (size_t)(oko_taps(s) * s->in_channels) * sizeof(float));
    return;
  }
  int64_t columns = s->out_channels / s->groups, panels = oko_panel_count(isa, columns);
  int64_t depth = oko_taps(s) * (s->in_channels / s->groups);
  for (int64_t unit = panel_begin; unit < panel_end; ++unit) {
    int64_t group = unit / panels;
    oko_panel panel = oko_panel_at(isa, columns, unit % panels);
    float *to = packed + group * group_size(isa, s) + panel.first * depth;
    for (int64_t k = 0; k < depth; ++k, to += panel.width) {
      const float *from = hwio + k * s->out_channels + group * columns + panel.first;
      memcpy(to, from, (size_t)panel.count * sizeof(float));
      memset(to + panel.count, 0, (size_t)(panel.width - panel.count) * sizeof(float));
    }
  }
}

int64_t oko_walk_scratch_size(const oko_conv_shape *s, int64_t padded_size) {
  int64_t rows = s->kernel_height * (int64_t)(sizeof(oko_source_row) / sizeof(float));
  int64_t columns = s->kernel_width * (int64_t)(sizeof(oko_source_column) / sizeof(float));
  return oko_pair_floats(oko_taps(s)) + rows + columns + padded_size;
}

int64_t oko_conv_scratch_size(const oko_conv_shape *s) {
  return oko_walk_scratch_size(s, OKO_PADDED_FLOATS);
}

/// The rows of one block of a walk: few enough that what they read stays in the cache for every panel.
static int64_t rows_per_block(const oko_conv_shape *s) {
  int64_t floats = s->stride_y * s->width * s->in_channels;
  return oko_max(1, OKO_CACHED_FLOATS / oko_max(floats, 1));
}

/// One output row, of `lines` rows at once where the filter is pointwise.
static void set_row(
  const oko_conv_shape *s, const float *x, int64_t row, oko_line *line, oko_source_row *rows) {
  int64_t image = row / s->out_height, out_row = row % s->out_height;
  const float *pixels = x + image * s->height * s->width * line->source_stride;
  line->row_count = 0;
  for (int64_t kernel_row = 0; kernel_row < s->kernel_height; ++kernel_row) {
    int64_t in_row = out_row * s->stride_y - s->padding_top + kernel_row * s->dilation_y;
    if (in_row < 0 || in_row >= s->height) continue;
    rows[line->row_count].pixels = pixels + in_row * s->width * line->source_stride;
    rows[line->row_count++].kernel_row = kernel_row;
  }
}

void oko_walk_forward(const oko_isa *isa, const oko_walk *walk) {
  const oko_conv_shape *s = walk->shape;
  oko_pair *pairs = oko_pairs_in(walk->scratch);
  oko_source_row *rows = (oko_source_row *)(pairs + oko_taps(s));
  oko_source_column *columns = (oko_source_column *)(rows + s->kernel_height);
  float *padded = (float *)(columns + s->kernel_width);
  for (int64_t i = 0; i < s->kernel_width; ++i) {
    columns[i] = (oko_source_column){i * s->dilation_x - s->padding_left, i};
  }
  int64_t block_rows = rows_per_block(s), lines = oko_is_pointwise(s) ? block_rows : 1;
  oko_line line = {
    .rows = rows, .columns = columns, .column_count = s->kernel_width,
    .step = s->stride_x, .source_stride = oko_x_stride(s), .kernel_width = s->kernel_width,
    .depth = s->in_channels, .fresh_rows = oko_min(s->stride_y, s->kernel_height),
    .outside = walk->outside, .is_far = oko_is_far(s),
  };
  for (int64_t begin = walk->row_begin; begin < walk->row_end; begin += block_rows) {
    int64_t end = oko_min(begin + block_rows, walk->row_end);
    for (int64_t index = 0; index < oko_panel_count(isa, s->out_channels); ++index) {
      oko_panel panel = oko_panel_at(isa, s->out_channels, index);
      const float *weights = walk->packed + panel.first * oko_taps(s) * s->in_channels;
      oko_line_product product = {
        walk->blocks, &line, &panel, weights, pairs, padded, walk->padded_size};
      for (int64_t row = begin; row < end; row += lines) {
        int64_t together = oko_min(lines, end - row);
        line.count = together * s->out_width;
        line.source_width = together * s->width;
        set_row(s, walk->source, row, &line, rows);
        walk->take(walk->target, &product, &line, row * s->out_width, 1);
      }
    }
  }
}

void oko_conv_forward(
  const oko_conv_shape *s, const float *x, const float *packed, const oko_epilogue *epilogue,
  float *y, int64_t row_begin, int64_t row_end, float *scratch) {
  if (oko_is_depthwise(s)) {
    oko_depthwise_forward(s, x, packed, epilogue, y, row_begin, row_end);
    return;
  }
  const oko_isa *isa = oko_isa_current();
  oko_conv_shape one = oko_one_group(s);
  oko_float_target target = {.isa = isa, .stride = one.y_pixel_stride};
  target.residual_stride = epilogue == NULL || epilogue->residual_pixel_stride == 0
    ? s->out_channels : epilogue->residual_pixel_stride;
  oko_walk walk = {
    .shape = &one, .blocks = &isa->brgemm, .row_begin = row_begin, .row_end = row_end,
    .scratch = scratch, .padded_size = OKO_PADDED_FLOATS,
    .take = oko_take_floats, .target = &target,
  };
  for (int64_t group = 0; group < s->groups; ++group) {
    oko_epilogue part;
    if (epilogue != NULL) {
      part = oko_epilogue_from(epilogue, group * one.out_channels);
      target.epilogue = &part;
    }
    target.output = y + group * one.out_channels;
    walk.source = x + group * one.in_channels;
    walk.packed = packed + group * group_size(isa, s);
    oko_walk_forward(isa, &walk);
  }
}
