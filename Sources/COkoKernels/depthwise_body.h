// Depthwise convolutions of floats: the passes over rows, line by line.

static void depthwise_finish(
  const depthwise_line *line, const oko_epilogue *e, int64_t pixel, int64_t pixel_step) {
  if (e == NULL) return;
  if (e->scale == NULL && e->residual == NULL && e->activation == line->activation) return;
  int64_t stride = e->residual_pixel_stride != 0 ? e->residual_pixel_stride : line->channels;
  oko_block_epilogue rest = {
    .scale = e->scale, .bias = e->scale == NULL ? NULL : e->bias,
    .residual = e->residual == NULL ? NULL : e->residual + pixel * stride,
    .residual_m = stride * pixel_step, .activation = e->activation, .slope = e->slope,
    .residual_is_last = e->residual_is_last,
  };
  epilogue(line->output, line->output_stride, line->count, line->channels, &rest);
}

static void depthwise_run_floats(const depthwise_line *line, const float *bias) {
  depthwise_run(line, OKO_F32, bias);
}

/// The activation that can happen before anything is stored.
OKO_INLINE oko_activation depthwise_early_activation(const oko_epilogue *e) {
  if (e == NULL || e->scale != NULL || e->residual != NULL) return OKO_NONE;
  return depthwise_applies(e->activation) ? e->activation : OKO_NONE;
}

static void depthwise_forward(
  const oko_conv_shape *s, const float *x, const float *filter, const oko_epilogue *e, float *y,
  int64_t row_begin, int64_t row_end) {
  depthwise_line line = depthwise_line_of(s);
  line.activation = depthwise_early_activation(e);
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
    depthwise_run_floats(&line, bias);
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
    .activation = depthwise_early_activation(e),
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
      depthwise_run_floats(&line, bias);
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
