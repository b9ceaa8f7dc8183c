// Depthwise convolutions of bf16 and bytes: in floats, row by row.
//
// The source rows that a window sees are kept as floats, each converted once, or once more where a range of rows ends;
// so the kernels for floats do, and every line of sums becomes values as other sums do.

/// The source rows from the first that an output row sees to its last.
OKO_INLINE int64_t low_depthwise_span(const oko_conv_shape *s) {
  return oko_min((s->kernel_height - 1) * s->dilation_y + 1, s->height);
}

static void low_depthwise_forward(
  const oko_conv_shape *s, const oko_operand *x, const float *filter, const oko_low_block *finish,
  int64_t row_begin, int64_t row_end, float *scratch) {
  int64_t channels = s->in_channels, length = s->width * channels, span = low_depthwise_span(s);
  int64_t *kept = (int64_t *)oko_pairs_in(scratch);  // which row lies in which place
  float *rows = (float *)(kept + span);
  for (int64_t i = 0; i < span; ++i) kept[i] = -1;
  const oko_low_kernels *low = oko_low_kernels_current();
  depthwise_line line = depthwise_line_of(s);
  line.source_stride = channels;
  line.output = rows + span * length;
  line.output_stride = oko_divide_up(channels, OKO_WIDTH) * OKO_WIDTH;
  oko_operand from = *x, to = {.type = OKO_F32};
  if (from.pixel_stride == 0) from.pixel_stride = oko_dense_stride(x->type, channels);
  from.scale = 1;
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->out_height, out_row = row % s->out_height;
    line.row_count = 0;
    for (int64_t i = 0; i < s->kernel_height; ++i) {
      int64_t in_row = out_row * s->stride_y - s->padding_top + i * s->dilation_y;
      if (in_row < 0 || in_row >= s->height) continue;
      int64_t source = image * s->height + in_row;
      to.data = rows + in_row % span * length;
      if (kept[in_row % span] != source) {
        from.data = (char *)x->data
          + source * s->width * from.pixel_stride * oko_element_size(x->type);
        low->convert(&from, &to, s->width, channels);
        kept[in_row % span] = source;
      }
      line.rows[line.row_count] = to.data;
      line.row_weights[line.row_count++] = filter + i * s->kernel_width * channels;
    }
    depthwise_run(&line, NULL);
    oko_low_block block = oko_low_block_at(finish, row * s->out_width, 0);
    block.sums = line.output;
    block.sums_m = line.output_stride;
    low->finish(&block);
  }
}
