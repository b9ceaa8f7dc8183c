// The data gradient: every input pixel gathers from the output pixels that it took part in.
//
// Under a stride, the pixels of a row fall into `stride` phases, each of which meets its own kernel
// columns; a phase is a line of its own, so that nothing is multiplied by an inserted zero.
#include <string.h>

#include "convolution_line.h"
#include "convolution_taps.h"
#include "convolution_shape.h"
#include "panel_transpose.h"

static int64_t group_size(const oko_isa *isa, const oko_conv_shape *s) {
  return oko_panels_size(
    isa, s->in_channels / s->groups, oko_taps(s) * (s->out_channels / s->groups));
}

int64_t oko_conv_backward_data_packed_size(const oko_conv_shape *s) {
  if (oko_is_depthwise(s)) return oko_taps(s) * s->in_channels;
  if (oko_has_joint_taps(s)) return oko_joint_taps_packed_size(s);
  return s->groups * group_size(oko_isa_current(), s);
}

int64_t oko_conv_backward_data_packed_panel_count(const oko_conv_shape *s) {
  if (oko_is_depthwise(s) || oko_has_joint_taps(s)) return 1;
  return s->groups * oko_panel_count(oko_isa_current(), s->in_channels / s->groups);
}

void oko_conv_backward_data_pack_filter(
  const oko_conv_shape *s, const float *hwio, float *packed, int64_t panel_begin,
  int64_t panel_end) {
  if (oko_is_depthwise(s)) {
    oko_conv_pack_filter(s, hwio, packed, 0, 1);
    return;
  }
  if (oko_has_joint_taps(s)) {
    oko_joint_taps_pack_filter(s, hwio, packed);
    return;
  }
  const oko_isa *isa = oko_isa_current();
  int64_t columns = s->in_channels / s->groups, depth = s->out_channels / s->groups;
  int64_t panels = oko_panel_count(isa, columns);
  for (int64_t unit = panel_begin; unit < panel_end; ++unit) {
    int64_t group = unit / panels;
    oko_panel panel = oko_panel_at(isa, columns, unit % panels);
    float *to = packed + group * group_size(isa, s) + panel.first * oko_taps(s) * depth;
    int64_t size = oko_taps(s) * depth * panel.width;
    if (panel.count < panel.width) memset(to, 0, (size_t)size * sizeof(float));
    for (int64_t tap = 0; tap < oko_taps(s); ++tap, to += depth * panel.width) {
      const float *from = hwio + (tap * columns + panel.first) * s->out_channels + group * depth;
      oko_pack_transposed(from, s->out_channels, &panel, depth, to);
    }
  }
}

int64_t oko_conv_backward_data_scratch_size(const oko_conv_shape *s) {
  return oko_has_joint_taps(s) ? oko_joint_taps_scratch_size(s) : oko_conv_scratch_size(s);
}

static int64_t rows_per_block(const oko_conv_shape *s) {
  int64_t floats = s->out_width * s->out_channels / s->stride_y;
  return oko_max(1, OKO_CACHED_FLOATS / oko_max(floats, 1));
}

/// The output rows that an input row took part in.
static void set_row(
  const oko_conv_shape *s, const float *dy, int64_t row, oko_line *line, oko_source_row *rows) {
  int64_t image = row / s->height, in_row = row % s->height;
  const float *pixels = dy + image * s->out_height * s->out_width * line->source_stride;
  line->row_count = 0;
  for (int64_t kernel_row = 0; kernel_row < s->kernel_height; ++kernel_row) {
    int64_t scaled = in_row + s->padding_top - kernel_row * s->dilation_y;
    if (scaled < 0 || scaled % s->stride_y != 0) continue;
    int64_t out_row = scaled / s->stride_y;
    if (out_row >= s->out_height) continue;
    rows[line->row_count].pixels = pixels + out_row * s->out_width * line->source_stride;
    rows[line->row_count++].kernel_row = kernel_row;
  }
}

/// The kernel columns that the pixels of a phase meet.
static void set_phase(
  const oko_conv_shape *s, int64_t phase, oko_line *line, oko_source_column *columns) {
  line->column_count = 0;
  for (int64_t i = 0; i < s->kernel_width; ++i) {
    int64_t scaled = phase + s->padding_left - i * s->dilation_x;
    if (scaled % s->stride_x != 0) continue;
    columns[line->column_count++] = (oko_source_column){scaled / s->stride_x, i};
  }
}

void oko_walk_backward_data(const oko_isa *isa, const oko_walk *walk) {
  const oko_conv_shape *s = walk->shape;
  oko_pair *pairs = oko_pairs_in(walk->scratch);
  oko_source_row *rows = (oko_source_row *)(pairs + oko_taps(s));
  oko_source_column *columns = (oko_source_column *)(rows + s->kernel_height);
  float *padded = (float *)(columns + s->kernel_width);
  int64_t block_rows = rows_per_block(s), lines = oko_is_pointwise(s) ? block_rows : 1;
  oko_line line = {
    .rows = rows, .columns = columns, .step = 1, .source_stride = oko_y_stride(s),
    .kernel_width = s->kernel_width, .depth = s->out_channels, .fresh_rows = 1,
    .outside = walk->outside, .is_far = oko_is_far(s),
  };
  for (int64_t begin = walk->row_begin; begin < walk->row_end; begin += block_rows) {
    int64_t end = oko_min(begin + block_rows, walk->row_end);
    for (int64_t index = 0; index < oko_panel_count(isa, s->in_channels); ++index) {
      oko_panel panel = oko_panel_at(isa, s->in_channels, index);
      const float *weights = walk->packed + panel.first * oko_taps(s) * s->out_channels;
      oko_line_product product = {
        walk->blocks, &line, &panel, weights, pairs, padded, walk->padded_size};
      for (int64_t row = begin; row < end; row += lines) {
        int64_t together = oko_min(lines, end - row);
        line.source_width = together * s->out_width;
        set_row(s, walk->source, row, &line, rows);
        for (int64_t phase = 0; phase < oko_min(s->stride_x, s->width); ++phase) {
          line.count = oko_divide_up(together * s->width - phase, s->stride_x);
          set_phase(s, phase, &line, columns);
          walk->take(walk->target, &product, &line, row * s->width + phase, s->stride_x);
        }
      }
    }
  }
}

void oko_conv_backward_data(
  const oko_conv_shape *s, const float *dy, const float *packed, const oko_epilogue *epilogue,
  float *dx, int64_t row_begin, int64_t row_end, float *scratch) {
  if (oko_is_depthwise(s)) {
    oko_depthwise_backward_data(s, dy, packed, epilogue, dx, row_begin, row_end);
    return;
  }
  if (oko_has_joint_taps(s)) {
    oko_joint_taps_run(s, dy, packed, epilogue, dx, row_begin, row_end, scratch);
    return;
  }
  const oko_isa *isa = oko_isa_current();
  oko_conv_shape one = oko_one_group(s);
  oko_float_target target = {.isa = isa, .stride = one.x_pixel_stride};
  target.residual_stride = epilogue == NULL || epilogue->residual_pixel_stride == 0
    ? s->in_channels : epilogue->residual_pixel_stride;
  oko_walk walk = {
    .shape = &one, .blocks = &isa->brgemm, .row_begin = row_begin, .row_end = row_end,
    .scratch = scratch, .padded_size = OKO_PADDED_FLOATS,
    .take = oko_take_floats, .target = &target,
  };
  for (int64_t group = 0; group < s->groups; ++group) {
    oko_epilogue part;
    if (epilogue != NULL) {
      part = oko_epilogue_from(epilogue, group * one.in_channels);
      target.epilogue = &part;
    }
    target.output = dx + group * one.in_channels;
    walk.source = dy + group * one.out_channels;
    walk.packed = packed + group * group_size(isa, s);
    oko_walk_backward_data(isa, &walk);
  }
}
