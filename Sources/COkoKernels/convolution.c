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

int64_t oko_conv_scratch_size(const oko_conv_shape *s) {
  int64_t rows = s->kernel_height * (int64_t)(sizeof(oko_source_row) / sizeof(float));
  int64_t columns = s->kernel_width * (int64_t)(sizeof(oko_source_column) / sizeof(float));
  return oko_pair_floats(oko_taps(s)) + rows + columns + OKO_PADDED_FLOATS;
}

/// The rows of one walk: few enough that what they read stays in the cache for every panel.
static int64_t rows_per_block(const oko_conv_shape *s) {
  int64_t floats = s->stride_y * s->width * (s->in_channels / s->groups);
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

static void run_group(
  const oko_isa *isa, const oko_conv_shape *s, const float *x, const float *packed,
  const oko_epilogue *epilogue, float *y, int64_t row_begin, int64_t row_end, float *scratch) {
  int64_t columns = s->out_channels / s->groups, channels = s->in_channels / s->groups;
  oko_pair *pairs = oko_pairs_in(scratch);
  oko_source_row *rows = (oko_source_row *)(pairs + oko_taps(s));
  oko_source_column *source_columns = (oko_source_column *)(rows + s->kernel_height);
  float *padded = (float *)(source_columns + s->kernel_width);
  for (int64_t i = 0; i < s->kernel_width; ++i) {
    source_columns[i] = (oko_source_column){i * s->dilation_x - s->padding_left, i};
  }
  int64_t block_rows = rows_per_block(s), lines = oko_is_pointwise(s) ? block_rows : 1;
  int64_t residual_stride = epilogue == NULL || epilogue->residual_pixel_stride == 0
    ? s->out_channels : epilogue->residual_pixel_stride;
  oko_line line = {
    .rows = rows, .columns = source_columns, .column_count = s->kernel_width,
    .step = s->stride_x, .source_stride = oko_x_stride(s), .kernel_width = s->kernel_width,
    .depth = channels, .fresh_rows = oko_min(s->stride_y, s->kernel_height),
    .output_stride = oko_y_stride(s), .residual_stride = residual_stride,
  };
  for (int64_t begin = row_begin; begin < row_end; begin += block_rows) {
    int64_t end = oko_min(begin + block_rows, row_end);
    for (int64_t index = 0; index < oko_panel_count(isa, columns); ++index) {
      oko_panel panel = oko_panel_at(isa, columns, index);
      const float *weights = packed + panel.first * oko_taps(s) * channels;
      for (int64_t row = begin; row < end; row += lines) {
        int64_t together = oko_min(lines, end - row);
        int64_t pixel = row * s->out_width;
        line.count = together * s->out_width;
        line.source_width = together * s->width;
        line.output = y + pixel * line.output_stride;
        line.residual = epilogue == NULL || epilogue->residual == NULL
          ? NULL : epilogue->residual + pixel * residual_stride;
        set_row(s, x, row, &line, rows);
        oko_line_run(isa, &line, &panel, weights, epilogue, pairs, padded);
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
  int64_t channels = s->in_channels / s->groups, columns = s->out_channels / s->groups;
  for (int64_t group = 0; group < s->groups; ++group) {
    oko_epilogue part = {0};
    if (epilogue != NULL) {
      part = *epilogue;
      int64_t first = group * columns;
      if (part.scale != NULL) part.scale += first;
      if (part.bias != NULL) part.bias += first;
      if (part.residual != NULL) part.residual += first;
    }
    run_group(
      isa, s, x + group * channels, packed + group * group_size(isa, s),
      epilogue == NULL ? NULL : &part, y + group * columns, row_begin, row_end, scratch);
  }
}
