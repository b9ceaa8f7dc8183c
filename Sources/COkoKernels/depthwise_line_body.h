// A line of a depthwise convolution, vectors along the channels.
//
// Filters of 3 or 5 columns slide: every source pixel is loaded once and meets all the weights that see it, so that the
// multiply-adds bound the time and not the loads. All others take one weight after the other to a block of pixels.
//
// Pixels may be of any type, and become floats where they are loaded; weights and sums are floats.
#include "convolution_shape.h"

#if OKO_WIDTH == 16
#define OKO_PIXELS 14
#else
#define OKO_PIXELS 7
#endif

/// A line of pixels to gather: output pixel j meets source column j · step + offset(kernel column).
typedef struct {
  const void *rows[OKO_DEPTHWISE_KERNEL];       // the source rows
  const float *row_weights[OKO_DEPTHWISE_KERNEL];
  int64_t row_count;
  int64_t offsets[OKO_DEPTHWISE_KERNEL];
  int64_t kernel_columns[OKO_DEPTHWISE_KERNEL];
  int64_t column_count;
  int64_t step, source_width, source_stride, channels, count, output_stride;
  void *output;
  int is_rounded;             // whether the output is bf16, else floats
  oko_activation activation;  // OKO_NONE, or what is cheap enough to happen in registers
  float zero;  // the byte that stands for 0, where pixels are bytes
} depthwise_line;

/// What all lines of a forward pass have in common.
OKO_INLINE depthwise_line depthwise_line_of(const oko_conv_shape *s) {
  depthwise_line line = {
    .column_count = s->kernel_width, .step = s->stride_x, .source_width = s->width,
    .source_stride = oko_x_stride(s), .channels = s->in_channels, .count = s->out_width,
    .output_stride = oko_y_stride(s), .activation = OKO_NONE,
  };
  for (int64_t i = 0; i < s->kernel_width; ++i) {
    line.kernel_columns[i] = i;
    line.offsets[i] = i * s->dilation_x - s->padding_left;
  }
  return line;
}

/// Whether an activation happens while sums are in registers: a pass of its own over 3×3 of 72 channels at 56² took a
/// third of the time.
OKO_INLINE int depthwise_applies(oko_activation activation) {
  return activation == OKO_NONE || activation == OKO_RELU || activation == OKO_HARD_SWISH;
}

/// Stores the sums of neighbouring pixels, of which `part` channels are valid.
OKO_INLINE void depthwise_store(
  const depthwise_line *line, const oko_element type, int64_t first, const int pixels,
  int64_t channel, int64_t part, vec *sum) {
  if (line->activation == OKO_RELU) {
    OKO_UNROLL for (int j = 0; j < pixels; ++j) sum[j] = v_activate(sum[j], OKO_RELU, 0);
  } else if (line->activation == OKO_HARD_SWISH) {
    OKO_UNROLL for (int j = 0; j < pixels; ++j) sum[j] = v_activate(sum[j], OKO_HARD_SWISH, 0);
  }
  const int64_t y = first * line->output_stride + channel;
  if (type == OKO_BF16 && line->is_rounded) {
    OKO_UNROLL for (int j = 0; j < pixels; ++j) {
      store_values(OKO_BF16, line->output, y + j * line->output_stride, sum[j], 1, 0, part);
    }
  } else {
    OKO_UNROLL for (int j = 0; j < pixels; ++j) {
      v_store_part((float *)line->output + y + j * line->output_stride, sum[j], part);
    }
  }
}

OKO_INLINE void depthwise_pixels(
  const depthwise_line *line, const oko_element type, int64_t first, const int pixels,
  int64_t channel, int64_t part, vec init) {
  vec sum[OKO_PIXELS];
  OKO_UNROLL for (int j = 0; j < pixels; ++j) sum[j] = init;
  int64_t step = line->step * line->source_stride;
  for (int64_t row = 0; row < line->row_count; ++row) {
    for (int64_t i = 0; i < line->column_count; ++i) {
      int64_t column = first * line->step + line->offsets[i];
      if (pixels == 1 && (column < 0 || column >= line->source_width)) continue;
      vec weight = v_load_part(
        line->row_weights[row] + line->kernel_columns[i] * line->channels + channel, part);
      int64_t x = column * line->source_stride + channel;
      OKO_UNROLL for (int j = 0; j < pixels; ++j) {
        sum[j] += load_steps(type, line->rows[row], x + j * step, line->zero, part) * weight;
      }
    }
  }
  depthwise_store(line, type, first, pixels, channel, part, sum);
}

/// `pixels` outputs of a filter with `size` neighbouring columns. With `is_inside` they see no border.
OKO_INLINE void depthwise_slide(
  const depthwise_line *line, const oko_element type, int64_t first, const int pixels,
  const int size, const int step, const int is_inside, int64_t channel, int64_t part, vec init) {
  vec sum[OKO_PIXELS];
  OKO_UNROLL for (int j = 0; j < pixels; ++j) sum[j] = init;
  int64_t begin = first * step + line->offsets[0];
  for (int64_t row = 0; row < line->row_count; ++row) {
    vec weights[5];
    OKO_UNROLL for (int k = 0; k < size; ++k) {
      weights[k] = v_load_part(
        line->row_weights[row] + line->kernel_columns[k] * line->channels + channel, part);
    }
    int64_t x = begin * line->source_stride + channel;
    OKO_UNROLL for (int i = 0; i < (pixels - 1) * step + size; ++i) {
      if (!is_inside && (begin + i < 0 || begin + i >= line->source_width)) continue;
      vec value =
        load_steps(type, line->rows[row], x + i * line->source_stride, line->zero, part);
      OKO_UNROLL for (int k = 0; k < size; ++k) {
        const int j = i - k;
        if (j >= 0 && j % step == 0 && j / step < pixels) sum[j / step] += value * weights[k];
      }
    }
  }
  depthwise_store(line, type, first, pixels, channel, part, sum);
}

/// The same for all channels.
OKO_INLINE void depthwise_slide_block(
  const depthwise_line *line, const oko_element type, int64_t first, const int pixels,
  const int size, const int step, const float *bias) {
  int64_t begin = first * step + line->offsets[0];
  int is_inside = begin >= 0 && begin + (pixels - 1) * step + size <= line->source_width;
  if (line->channels < OKO_WIDTH) {
    vec init = bias == NULL ? v_set(0) : v_load_part(bias, line->channels);
    depthwise_slide(line, type, first, pixels, size, step, 0, 0, line->channels, init);
    return;
  }
  for (int64_t i = 0; i < line->channels; i += OKO_WIDTH) {
    // The last vector is a whole one, too; some of its channels are computed twice.
    int64_t channel = oko_min(i, line->channels - OKO_WIDTH);
    vec init = bias == NULL ? v_set(0) : v_load(bias + channel);
    if (is_inside) {
      depthwise_slide(line, type, first, pixels, size, step, 1, channel, OKO_WIDTH, init);
    } else {
      depthwise_slide(line, type, first, pixels, size, step, 0, channel, OKO_WIDTH, init);
    }
  }
}

OKO_INLINE void depthwise_slide_line(
  const depthwise_line *line, const oko_element type, const int size, const int step,
  const float *bias) {
  int64_t j = 0, count = line->count;
  for (; j + OKO_PIXELS <= count; j += OKO_PIXELS) {
    depthwise_slide_block(line, type, j, OKO_PIXELS, size, step, bias);
  }
  for (; j + 7 <= count; j += 7) depthwise_slide_block(line, type, j, 7, size, step, bias);
  for (; j + 2 <= count; j += 2) depthwise_slide_block(line, type, j, 2, size, step, bias);
  for (; j < count; ++j) depthwise_slide_block(line, type, j, 1, size, step, bias);
}

/// Computes a line by sliding and returns 1, where its filter is one that slides.
OKO_INLINE int depthwise_slides(
  const depthwise_line *line, const oko_element type, const float *bias) {
  for (int64_t i = 1; i < line->column_count; ++i) {
    if (line->offsets[i] != line->offsets[0] + i) return 0;
  }
  if (line->column_count == 3 && line->step == 1) {
    depthwise_slide_line(line, type, 3, 1, bias);
  } else if (line->column_count == 3 && line->step == 2) {
    depthwise_slide_line(line, type, 3, 2, bias);
  } else if (line->column_count == 5 && line->step == 1) {
    depthwise_slide_line(line, type, 5, 1, bias);
  } else if (line->column_count == 5 && line->step == 2) {
    depthwise_slide_line(line, type, 5, 2, bias);
  } else {
    return 0;
  }
  return 1;
}

/// A few pixels, all channels.
OKO_INLINE void depthwise_block(
  const depthwise_line *line, const oko_element type, int64_t first, const int pixels,
  const float *bias) {
  for (int64_t channel = 0; channel < line->channels; channel += OKO_WIDTH) {
    int64_t part = line->channels - channel;
    vec init = bias == NULL ? v_set(0) : v_load_part(bias + channel, part);
    if (part >= OKO_WIDTH) {
      depthwise_pixels(line, type, first, pixels, channel, OKO_WIDTH, init);
    } else {
      depthwise_pixels(line, type, first, pixels, channel, part, init);
    }
  }
}

OKO_INLINE void depthwise_run(
  const depthwise_line *line, const oko_element type, const float *bias) {
  if (depthwise_slides(line, type, bias)) return;
  int64_t begin = 0, end = line->count;
  for (int64_t i = 0; i < line->column_count; ++i) {
    int64_t offset = line->offsets[i];
    while (begin < line->count && begin * line->step + offset < 0) ++begin;
    while (end > begin && (end - 1) * line->step + offset >= line->source_width) --end;
  }
  int64_t j = 0;
  for (; j < begin; ++j) depthwise_block(line, type, j, 1, bias);
  for (; j + OKO_PIXELS <= end; j += OKO_PIXELS) {
    depthwise_block(line, type, j, OKO_PIXELS, bias);
  }
  for (; j + 3 <= end; j += 3) depthwise_block(line, type, j, 3, bias);
  for (; j < line->count; ++j) depthwise_block(line, type, j, 1, bias);
}
