// Depthwise convolutions, vectors along the channels.
//
// Filters of 3 or 5 columns slide: every source pixel is loaded once and meets all the weights that see it, so that the
// multiply-adds bound the time and not the loads. All others take one weight after the other to a block of pixels.
#include "convolution_shape.h"

#if OKO_WIDTH == 16
#define OKO_PIXELS 14
#else
#define OKO_PIXELS 7
#endif

/// A line of pixels to gather: output pixel j meets source column j · step + offset(kernel column).
typedef struct {
  const float *rows[OKO_DEPTHWISE_KERNEL];      // the source rows
  const float *row_weights[OKO_DEPTHWISE_KERNEL];
  int64_t row_count;
  int64_t offsets[OKO_DEPTHWISE_KERNEL];
  int64_t kernel_columns[OKO_DEPTHWISE_KERNEL];
  int64_t column_count;
  int64_t step, source_width, source_stride, channels, count, output_stride;
  float *output;
} depthwise_line;

OKO_INLINE void depthwise_pixels(
  const depthwise_line *line, int64_t first, const int pixels, int64_t channel, int64_t part,
  vec init) {
  vec sum[OKO_PIXELS];
  OKO_UNROLL for (int j = 0; j < pixels; ++j) sum[j] = init;
  int64_t step = line->step * line->source_stride;
  for (int64_t row = 0; row < line->row_count; ++row) {
    for (int64_t i = 0; i < line->column_count; ++i) {
      int64_t column = first * line->step + line->offsets[i];
      if (pixels == 1 && (column < 0 || column >= line->source_width)) continue;
      vec weight = v_load_part(
        line->row_weights[row] + line->kernel_columns[i] * line->channels + channel, part);
      const float *x = line->rows[row] + column * line->source_stride + channel;
      OKO_UNROLL for (int j = 0; j < pixels; ++j) {
        sum[j] += v_load_part(x + j * step, part) * weight;
      }
    }
  }
  float *y = line->output + first * line->output_stride + channel;
  OKO_UNROLL for (int j = 0; j < pixels; ++j) {
    v_store_part(y + j * line->output_stride, sum[j], part);
  }
}

/// `pixels` outputs of a filter with `size` neighbouring columns. With `is_inside` they see no border.
OKO_INLINE void depthwise_slide(
  const depthwise_line *line, int64_t first, const int pixels, const int size, const int step,
  const int is_inside, int64_t channel, int64_t part, vec init) {
  vec sum[OKO_PIXELS];
  OKO_UNROLL for (int j = 0; j < pixels; ++j) sum[j] = init;
  int64_t begin = first * step + line->offsets[0];
  for (int64_t row = 0; row < line->row_count; ++row) {
    vec weights[5];
    OKO_UNROLL for (int k = 0; k < size; ++k) {
      weights[k] = v_load_part(
        line->row_weights[row] + line->kernel_columns[k] * line->channels + channel, part);
    }
    const float *x = line->rows[row] + begin * line->source_stride + channel;
    OKO_UNROLL for (int i = 0; i < (pixels - 1) * step + size; ++i) {
      if (!is_inside && (begin + i < 0 || begin + i >= line->source_width)) continue;
      vec value = v_load_part(x + i * line->source_stride, part);
      OKO_UNROLL for (int k = 0; k < size; ++k) {
        const int j = i - k;
        if (j >= 0 && j % step == 0 && j / step < pixels) sum[j / step] += value * weights[k];
      }
    }
  }
  float *y = line->output + first * line->output_stride + channel;
  OKO_UNROLL for (int j = 0; j < pixels; ++j) {
    v_store_part(y + j * line->output_stride, sum[j], part);
  }
}

/// The same for all channels.
OKO_INLINE void depthwise_slide_block(
  const depthwise_line *line, int64_t first, const int pixels, const int size, const int step,
  const float *bias) {
  int64_t begin = first * step + line->offsets[0];
  int is_inside = begin >= 0 && begin + (pixels - 1) * step + size <= line->source_width;
  int64_t channel = 0;
  for (; channel + OKO_WIDTH <= line->channels; channel += OKO_WIDTH) {
    vec init = bias == NULL ? v_set(0) : v_load(bias + channel);
    if (is_inside) {
      depthwise_slide(line, first, pixels, size, step, 1, channel, OKO_WIDTH, init);
    } else {
      depthwise_slide(line, first, pixels, size, step, 0, channel, OKO_WIDTH, init);
    }
  }
  if (channel < line->channels) {
    int64_t part = line->channels - channel;
    vec init = bias == NULL ? v_set(0) : v_load_part(bias + channel, part);
    depthwise_slide(line, first, pixels, size, step, 0, channel, part, init);
  }
}

OKO_INLINE void depthwise_slide_line(
  const depthwise_line *line, const int size, const int step, const float *bias) {
  int64_t j = 0, count = line->count;
  for (; j + OKO_PIXELS <= count; j += OKO_PIXELS) {
    depthwise_slide_block(line, j, OKO_PIXELS, size, step, bias);
  }
  for (; j + 7 <= count; j += 7) depthwise_slide_block(line, j, 7, size, step, bias);
  for (; j + 2 <= count; j += 2) depthwise_slide_block(line, j, 2, size, step, bias);
  for (; j < count; ++j) depthwise_slide_block(line, j, 1, size, step, bias);
}

/// Computes a line by sliding and returns 1, where its filter is one that slides.
static int depthwise_slides(const depthwise_line *line, const float *bias) {
  for (int64_t i = 1; i < line->column_count; ++i) {
    if (line->offsets[i] != line->offsets[0] + i) return 0;
  }
  if (line->column_count == 3 && line->step == 1) {
    depthwise_slide_line(line, 3, 1, bias);
  } else if (line->column_count == 3 && line->step == 2) {
    depthwise_slide_line(line, 3, 2, bias);
  } else if (line->column_count == 5 && line->step == 1) {
    depthwise_slide_line(line, 5, 1, bias);
  } else if (line->column_count == 5 && line->step == 2) {
    depthwise_slide_line(line, 5, 2, bias);
  } else {
    return 0;
  }
  return 1;
}

/// A few pixels, all channels.
OKO_INLINE void depthwise_block(
  const depthwise_line *line, int64_t first, const int pixels, const float *bias) {
  int64_t channel = 0;
  for (; channel + OKO_WIDTH <= line->channels; channel += OKO_WIDTH) {
    vec init = bias == NULL ? v_set(0) : v_load(bias + channel);
    depthwise_pixels(line, first, pixels, channel, OKO_WIDTH, init);
  }
  if (channel < line->channels) {
    int64_t part = line->channels - channel;
    vec init = bias == NULL ? v_set(0) : v_load_part(bias + channel, part);
    depthwise_pixels(line, first, pixels, channel, part, init);
  }
}

static void depthwise_run(const depthwise_line *line, const float *bias) {
  if (depthwise_slides(line, bias)) return;
  int64_t begin = 0, end = line->count;
  for (int64_t i = 0; i < line->column_count; ++i) {
    int64_t offset = line->offsets[i];
    while (begin < line->count && begin * line->step + offset < 0) ++begin;
    while (end > begin && (end - 1) * line->step + offset >= line->source_width) --end;
  }
  int64_t j = 0;
  for (; j < begin; ++j) depthwise_block(line, j, 1, bias);
  for (; j + OKO_PIXELS <= end; j += OKO_PIXELS) depthwise_block(line, j, OKO_PIXELS, bias);
  for (; j + 3 <= end; j += 3) depthwise_block(line, j, 3, bias);
  for (; j < line->count; ++j) depthwise_block(line, j, 1, bias);
}

static void depthwise_finish(
  const depthwise_line *line, const oko_epilogue *e, int64_t pixel, int64_t pixel_step) {
  if (e == NULL) return;
  if (e->scale == NULL && e->residual == NULL && e->activation == OKO_NONE) return;
  int64_t stride = e->residual_pixel_stride != 0 ? e->residual_pixel_stride : line->channels;
  oko_block_epilogue rest = {
    .scale = e->scale, .bias = e->scale == NULL ? NULL : e->bias,
    .residual = e->residual == NULL ? NULL : e->residual + pixel * stride,
    .residual_m = stride * pixel_step, .activation = e->activation, .slope = e->slope,
    .residual_is_last = e->residual_is_last,
  };
  epilogue(line->output, line->output_stride, line->count, line->channels, &rest);
}

/// What all lines of a forward pass have in common.
static depthwise_line depthwise_line_of(const oko_conv_shape *s) {
  depthwise_line line = {
    .column_count = s->kernel_width, .step = s->stride_x, .source_width = s->width,
    .source_stride = oko_x_stride(s), .channels = s->in_channels, .count = s->out_width,
    .output_stride = oko_y_stride(s),
  };
  for (int64_t i = 0; i < s->kernel_width; ++i) {
    line.kernel_columns[i] = i;
    line.offsets[i] = i * s->dilation_x - s->padding_left;
  }
  return line;
}

static void depthwise_forward(
  const oko_conv_shape *s, const float *x, const float *filter, const oko_epilogue *e, float *y,
  int64_t row_begin, int64_t row_end) {
  depthwise_line line = depthwise_line_of(s);
  const float *bias = e == NULL || e->scale != NULL ? NULL : e->bias;
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->out_height, out_row = row % s->out_height;
    line.row_count = 0;
    for (int64_t i = 0; i < s->kernel_height; ++i) {
      int64_t in_row = out_row * s->stride_y - s->padding_top + i * s->dilation_y;
      if (in_row < 0 || in_row >= s->height) continue;
      line.rows[line.row_count] =
        x + (image * s->height + in_row) * s->width * line.source_stride;
      line.row_weights[line.row_count++] = filter + i * s->kernel_width * s->in_channels;
    }
    line.output = y + row * s->out_width * line.output_stride;
    depthwise_run(&line, bias);
    depthwise_finish(&line, e, row * s->out_width, 1);
  }
}

static void depthwise_backward_data(
  const oko_conv_shape *s, const float *dy, const float *filter, const oko_epilogue *e,
  float *dx, int64_t row_begin, int64_t row_end) {
  int64_t x_stride = oko_x_stride(s);
  depthwise_line line = {
    .step = 1, .source_width = s->out_width, .source_stride = oko_y_stride(s),
    .channels = s->in_channels, .output_stride = x_stride * s->stride_x,
  };
  const float *bias = e == NULL || e->scale != NULL ? NULL : e->bias;
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->height, in_row = row % s->height;
    line.row_count = 0;
    for (int64_t i = 0; i < s->kernel_height; ++i) {
      int64_t scaled = in_row + s->padding_top - i * s->dilation_y;
      if (scaled < 0 || scaled % s->stride_y != 0 || scaled / s->stride_y >= s->out_height) continue;
      int64_t out_row = image * s->out_height + scaled / s->stride_y;
      line.rows[line.row_count] = dy + out_row * s->out_width * line.source_stride;
      line.row_weights[line.row_count++] = filter + i * s->kernel_width * s->in_channels;
    }
    for (int64_t phase = 0; phase < oko_min(s->stride_x, s->width); ++phase) {
      line.column_count = 0;
      // From the last column on, so that the source columns ascend and a line can slide.
      for (int64_t i = s->kernel_width - 1; i >= 0; --i) {
        int64_t scaled = phase + s->padding_left - i * s->dilation_x;
        if (scaled % s->stride_x != 0) continue;
        line.offsets[line.column_count] = scaled / s->stride_x;
        line.kernel_columns[line.column_count++] = i;
      }
      line.count = oko_divide_up(s->width - phase, s->stride_x);
      line.output = dx + (row * s->width + phase) * x_stride;
      depthwise_run(&line, bias);
      depthwise_finish(&line, e, row * s->width + phase, s->stride_x);
    }
  }
}

/// One row's share of one tap's gradient: Σ over pixels of x · dy.
OKO_INLINE void depthwise_tap(
  const float *x, int64_t x_step, const float *dy, int64_t dy_step, int64_t count, float *dw,
  int64_t channels) {
  for (int64_t channel = 0; channel < channels; channel += OKO_WIDTH) {
    int64_t part = channels - channel;
    vec sums[4] = {v_set(0), v_set(0), v_set(0), v_set(0)};
    const float *a = x + channel, *b = dy + channel;
    int64_t j = 0;
    if (part >= OKO_WIDTH) {
      for (; j + 4 <= count; j += 4) {
        OKO_UNROLL for (int i = 0; i < 4; ++i) {
          sums[i] += v_load(a + (j + i) * x_step) * v_load(b + (j + i) * dy_step);
        }
      }
    }
    for (; j < count; ++j) {
      sums[0] += v_load_part(a + j * x_step, part) * v_load_part(b + j * dy_step, part);
    }
    vec total = v_load_part(dw + channel, part) + ((sums[0] + sums[1]) + (sums[2] + sums[3]));
    v_store_part(dw + channel, total, part);
  }
}

static void depthwise_backward_filter(
  const oko_conv_shape *s, const float *x, const float *dy, float *dw, int64_t row_begin,
  int64_t row_end) {
  int64_t x_stride = oko_x_stride(s), y_stride = oko_y_stride(s);
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->out_height, out_row = row % s->out_height;
    for (int64_t i = 0; i < s->kernel_height; ++i) {
      int64_t in_row = out_row * s->stride_y - s->padding_top + i * s->dilation_y;
      if (in_row < 0 || in_row >= s->height) continue;
      const float *source = x + (image * s->height + in_row) * s->width * x_stride;
      for (int64_t k = 0; k < s->kernel_width; ++k) {
        int64_t offset = k * s->dilation_x - s->padding_left;
        int64_t begin = offset >= 0 ? 0 : oko_divide_up(-offset, s->stride_x);
        int64_t end = s->out_width;
        while (end > begin && (end - 1) * s->stride_x + offset >= s->width) --end;
        if (begin >= end) continue;
        depthwise_tap(
          source + (begin * s->stride_x + offset) * x_stride, s->stride_x * x_stride,
          dy + (row * s->out_width + begin) * y_stride, y_stride, end - begin,
          dw + (i * s->kernel_width + k) * s->in_channels, s->in_channels);
      }
    }
  }
}
