// Depthwise convolutions of bf16 and bytes: the kernels for floats, which load any type, row by row into a line of sums
// that becomes values as other sums do.
//
// From bf16 to bf16, with what is cheap to apply, sums are rounded while they are in registers, and there is no such line:
// 3×3 of 72 channels at 56² takes 31 instead of 40 µs.

static void low_depthwise_halves(const depthwise_line *line, const float *bias) {
  depthwise_run(line, OKO_BF16, bias);
}
static void low_depthwise_bytes(const depthwise_line *line) { depthwise_run(line, OKO_U8, NULL); }

/// Whether sums can become the result where they are.
static int is_rounded_at_once(const oko_operand *x, const oko_low_block *finish) {
  return x->type == OKO_BF16 && finish->y.type == OKO_BF16 && finish->scale == NULL
    && finish->residual.data == NULL && depthwise_applies(finish->activation);
}

static void low_depthwise_forward(
  const oko_conv_shape *s, const oko_operand *x, const float *filter, const oko_low_block *finish,
  int64_t row_begin, int64_t row_end, float *scratch) {
  const int64_t channels = s->in_channels;
  depthwise_line line = depthwise_line_of(s);
  line.source_stride = oko_stride_of(x, channels);
  line.zero = (float)x->zero;
  line.is_rounded = is_rounded_at_once(x, finish);
  if (line.is_rounded) {
    line.activation = finish->activation;
    line.output_stride = finish->y.pixel_stride;
  } else {
    line.output = scratch;
    line.output_stride = oko_divide_up(channels, OKO_WIDTH) * OKO_WIDTH;
  }
  const int64_t row_size = s->width * line.source_stride * oko_element_size(x->type);
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->out_height, out_row = row % s->out_height;
    line.row_count = 0;
    for (int64_t i = 0; i < s->kernel_height; ++i) {
      int64_t in_row = out_row * s->stride_y - s->padding_top + i * s->dilation_y;
      if (in_row < 0 || in_row >= s->height) continue;
      line.rows[line.row_count] =
        (const char *)x->data + (image * s->height + in_row) * row_size;
      line.row_weights[line.row_count++] = filter + i * s->kernel_width * channels;
    }
    oko_low_block block = oko_low_block_at(finish, row * s->out_width, 0);
    if (line.is_rounded) {
      line.output = block.y.data;
      low_depthwise_halves(&line, finish->bias);
      fill_words(&block.y, channels, block.fill, s->out_width);
      continue;
    }
    if (x->type == OKO_U8) {
      low_depthwise_bytes(&line);
    } else {
      low_depthwise_halves(&line, NULL);
    }
    block.sums = scratch;
    block.sums_m = line.output_stride;
    low_finish(&block);
  }
}
