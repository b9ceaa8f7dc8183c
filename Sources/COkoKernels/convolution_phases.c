// The phases of a row side by side: under a stride of two, pixels 2j and 2j + 1 with three channels each are six columns
// of one product, with zeros where a phase does not meet a kernel column.
//
// One phase alone would leave most lanes of every vector empty; a third of zeros costs less. DCGAN's last layer,
// 32×32×64 to 64×64×3, takes 160 instead of 240 microseconds.
#include "convolution_phases.h"

#include <string.h>

int oko_has_joint_phases(const oko_conv_shape *s) {
  return s->groups == 1 && s->stride_x > 1 && s->dilation_x == 1
    && s->stride_x * s->in_channels <= oko_isa_current()->width;
}

/// The source columns that the phases of one group of pixels meet together: [least, least + count).
typedef struct {
  int64_t least, count;
} column_span;

static int64_t floor_divide(int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

static column_span span_of(const oko_conv_shape *s) {
  int64_t least = floor_divide(s->padding_left - s->kernel_width + 1, s->stride_x);
  int64_t most = floor_divide(s->stride_x - 1 + s->padding_left, s->stride_x);
  return (column_span){least, most - least + 1};
}

int64_t oko_joint_phases_packed_size(const oko_conv_shape *s) {
  return s->kernel_height * span_of(s).count * s->out_channels * oko_isa_current()->width;
}

void oko_joint_phases_pack_filter(const oko_conv_shape *s, const float *hwio, float *packed) {
  int64_t width = oko_isa_current()->width, depth = s->out_channels;
  column_span span = span_of(s);
  memset(packed, 0, (size_t)oko_joint_phases_packed_size(s) * sizeof(float));
  for (int64_t row = 0; row < s->kernel_height; ++row) {
    for (int64_t phase = 0; phase < s->stride_x; ++phase) {
      for (int64_t i = 0; i < s->kernel_width; ++i) {
        int64_t scaled = phase + s->padding_left - i;
        if (scaled - floor_divide(scaled, s->stride_x) * s->stride_x != 0) continue;
        int64_t column = floor_divide(scaled, s->stride_x) - span.least;
        float *to = packed + (row * span.count + column) * depth * width + phase * s->in_channels;
        const float *from = hwio + (row * s->kernel_width + i) * s->in_channels * depth;
        for (int64_t k = 0; k < depth; ++k) {
          for (int64_t c = 0; c < s->in_channels; ++c) to[k * width + c] = from[c * depth + k];
        }
      }
    }
  }
}

static int64_t line_floats(const oko_conv_shape *s) {
  return oko_divide_up(s->width, s->stride_x) * s->stride_x * s->in_channels;
}

int64_t oko_joint_phases_scratch_size(const oko_conv_shape *s) {
  int64_t columns = span_of(s).count * (int64_t)(sizeof(oko_source_column) / sizeof(float));
  int64_t pairs = oko_pair_floats(s->kernel_height * span_of(s).count);
  return columns + pairs + 2 * oko_isa_current()->width + 2 * line_floats(s);
}

/// Copies the pixels of a row between pixel strides.
static void copy_pixels(
  const oko_conv_shape *s, const float *from, int64_t from_stride, float *to, int64_t to_stride) {
  for (int64_t i = 0; i < s->width; ++i) {
    memcpy(to + i * to_stride, from + i * from_stride, (size_t)s->in_channels * sizeof(float));
  }
}

/// A vector of the channels, once for every phase.
static const float *repeated(const oko_conv_shape *s, const float *vector, float *target) {
  if (vector == NULL) return NULL;
  for (int64_t phase = 0; phase < s->stride_x; ++phase) {
    memcpy(target + phase * s->in_channels, vector, (size_t)s->in_channels * sizeof(float));
  }
  return target;
}

void oko_joint_phases_run(
  const oko_conv_shape *s, const float *dy, const float *packed, const oko_epilogue *epilogue,
  float *dx, int64_t row_begin, int64_t row_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  column_span span = span_of(s);
  int64_t channels = s->in_channels, together = s->stride_x * channels;
  int64_t stride = oko_x_stride(s), residual_stride = channels;
  oko_pair *pairs = oko_pairs_in(scratch);
  oko_source_row *rows = (oko_source_row *)(pairs + s->kernel_height * span.count);
  oko_source_column *columns = (oko_source_column *)(rows + s->kernel_height);
  float *padded = (float *)(columns + span.count), *vectors = padded + OKO_PADDED_FLOATS;
  float *output = vectors + 2 * isa->width, *residual = output + line_floats(s);
  for (int64_t i = 0; i < span.count; ++i) columns[i] = (oko_source_column){span.least + i, i};
  oko_epilogue all = {0};
  if (epilogue != NULL) {
    all = *epilogue;
    all.scale = repeated(s, epilogue->scale, vectors);
    all.bias = repeated(s, epilogue->bias, vectors + isa->width);
    if (epilogue->residual_pixel_stride != 0) residual_stride = epilogue->residual_pixel_stride;
  }
  // A group of pixels may reach beyond the end of a row, or of a slice: then it is copied.
  int is_whole = s->width % s->stride_x == 0, is_direct = is_whole && stride == channels;
  oko_panel panel = {.first = 0, .count = together, .vectors = 1, .width = isa->width};
  oko_line line = {
    .rows = rows, .columns = columns, .column_count = span.count, .step = 1,
    .source_width = s->out_width, .source_stride = oko_y_stride(s), .kernel_width = span.count,
    .depth = s->out_channels, .fresh_rows = 1, .count = oko_divide_up(s->width, s->stride_x),
    .output_stride = together, .residual_stride = together,
  };
  oko_line_product product = {
    &isa->brgemm, &line, &panel, packed, pairs, padded, OKO_PADDED_FLOATS};
  for (int64_t row = row_begin; row < row_end; ++row) {
    float *target = dx + row * s->width * stride;
    line.output = is_direct ? target : output;
    if (all.residual != NULL) {
      const float *from = all.residual + row * s->width * residual_stride;
      line.residual = from;
      if (!is_whole || residual_stride != channels) {
        copy_pixels(s, from, residual_stride, residual, channels);
        line.residual = residual;
      }
    }
    oko_set_gradient_row(s, dy, row, &line, rows);
    oko_line_run(isa, &product, epilogue == NULL ? NULL : &all);
    if (!is_direct) copy_pixels(s, output, channels, target, stride);
  }
}
