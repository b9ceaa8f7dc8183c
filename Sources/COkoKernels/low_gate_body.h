// Squeeze and excitation: the means of a picture's channels, and the channels times what came of them, in any type.
//
// Both are bound by the cache that the picture is in. On Zen 5, 14×14×672 takes 4.5 µs for the means and 4.8 µs for the
// gate in floats, 2.8 and 3.0 µs in bf16; one vector at a time, whose sum waits for itself, the means took 8 µs.

/// The pixels that are summed in floats before the sum goes to a double.
#define OKO_MEANS_RUN 64
/// Vectors of channels that are summed side by side.
#define OKO_MEANS_VECTORS 4

typedef double dvec __attribute__((ext_vector_type(OKO_WIDTH)));

/// Adds `vectors` vectors of channels over all pixels. Even and odd pixels have sums of their own, so that an addition
/// need not wait for the one before it.
OKO_INLINE void sum_pixels(
  const oko_element type, const oko_operand *x, int64_t first, int64_t pixels, const int vectors,
  int64_t part, dvec *totals) {
  const int64_t stride = x->pixel_stride;
  const float zero = (float)x->zero;
  OKO_UNROLL for (int v = 0; v < vectors; ++v) totals[v] = 0;
  for (int64_t begin = 0; begin < pixels; begin += OKO_MEANS_RUN) {
    const int64_t end = oko_min(pixels, begin + OKO_MEANS_RUN);
    vec even[OKO_MEANS_VECTORS], odd[OKO_MEANS_VECTORS];
    OKO_UNROLL for (int v = 0; v < vectors; ++v) even[v] = odd[v] = v_set(0);
    int64_t i = first + begin * stride, pixel = begin;
    for (; pixel + 2 <= end; pixel += 2, i += 2 * stride) {
      OKO_UNROLL for (int v = 0; v < vectors; ++v) {
        const int64_t channel = v * OKO_WIDTH, count = vectors > 1 ? OKO_WIDTH : part;
        even[v] += load_steps(type, x->data, i + channel, zero, count);
        odd[v] += load_steps(type, x->data, i + stride + channel, zero, count);
      }
    }
    OKO_UNROLL for (int v = 0; v < vectors; ++v) {
      if (pixel < end) {
        const int64_t count = vectors > 1 ? OKO_WIDTH : part;
        even[v] += load_steps(type, x->data, i + v * OKO_WIDTH, zero, count);
      }
      totals[v] += __builtin_convertvector(even[v] + odd[v], dvec);
    }
  }
}

/// The sums of the channels [channel, end) of one picture, times `factor`, as a pixel of y.
OKO_INLINE void means_of_block(
  const oko_element type, const oko_operand *x, int64_t first, int64_t pixels, double factor,
  const oko_operand *y, int64_t target, int64_t channel, int64_t end) {
  const float inverse = y->type == OKO_U8 ? 1 / y->scale : 1, zero = (float)y->zero;
  dvec totals[OKO_MEANS_VECTORS];
  while (channel < end) {
    const int64_t part = oko_min(OKO_WIDTH, end - channel);
    const int is_wide = end - channel >= OKO_MEANS_VECTORS * OKO_WIDTH;
    const int vectors = is_wide ? OKO_MEANS_VECTORS : 1;
    if (is_wide) {
      sum_pixels(type, x, first + channel, pixels, OKO_MEANS_VECTORS, OKO_WIDTH, totals);
    } else {
      sum_pixels(type, x, first + channel, pixels, 1, part, totals);
    }
    for (int v = 0; v < vectors; ++v, channel += OKO_WIDTH) {
      vec mean = __builtin_convertvector(totals[v] * factor, vec);
      switch (y->type) {
        case OKO_F32: store_values(OKO_F32, y->data, target + channel, mean, 1, 0, part); break;
        case OKO_BF16: store_values(OKO_BF16, y->data, target + channel, mean, 1, 0, part); break;
        case OKO_U8:
          store_values(OKO_U8, y->data, target + channel, mean, inverse, zero, part);
          break;
      }
    }
  }
}

/// Moves an operand on by some elements.
OKO_INLINE void move_operand(oko_operand *x, int64_t elements) {
  x->data = (char *)x->data + elements * oko_element_size(x->type);
}

/// The operand with its stride written out.
OKO_INLINE oko_operand with_stride(const oko_operand *x, int64_t channels) {
  oko_operand operand = *x;
  operand.pixel_stride = oko_stride_of(x, channels);
  return operand;
}

static void channel_means(
  const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels, float factor,
  int64_t block_begin, int64_t block_end) {
  const int64_t fill = oko_fill_of(y, channels);
  const oko_operand from = with_stride(x, channels), to = with_stride(y, channels);
  const int64_t blocks = oko_divide_up(channels, OKO_MEANS_BLOCK);
  const double scaled = (double)factor * (from.type == OKO_U8 ? (double)from.scale : 1);
  for (int64_t block = block_begin; block < block_end; ++block) {
    const int64_t picture = block / blocks, channel = block % blocks * OKO_MEANS_BLOCK;
    const int64_t end = oko_min(channels, channel + OKO_MEANS_BLOCK);
    const int64_t first = picture * pixels * from.pixel_stride;
    const int64_t target = picture * to.pixel_stride;
#define OKO_MEANS(type) \
  means_of_block(type, &from, first, pixels, scaled, &to, target, channel, end)
    switch (from.type) {
      case OKO_F32: OKO_MEANS(OKO_F32); break;
      case OKO_BF16: OKO_MEANS(OKO_BF16); break;
      case OKO_U8: OKO_MEANS(OKO_U8); break;
    }
#undef OKO_MEANS
    if (end < channels) continue;
    oko_operand pixel = to;
    move_operand(&pixel, target);
    fill_words(&pixel, channels, fill, 1);
  }
}

/// The channels whose factors are laid out as floats at once.
#define OKO_GATE_CHANNELS 1024

/// Multiplies channels of pixels by `factors`, in which the scale of x is.
OKO_INLINE void gate_rows(
  const oko_element from, const oko_element to, const oko_operand *x, const float *factors,
  const oko_operand *y, int64_t pixel_begin, int64_t pixel_end, int64_t channel,
  int64_t channels) {
  const oko_operand source = *x, target = *y;
  const float inverse = to == OKO_U8 ? 1 / target.scale : 1, zero = (float)target.zero;
  const float from_zero = (float)source.zero;
  for (int64_t pixel = pixel_begin; pixel < pixel_end; ++pixel) {
    int64_t i = 0, in = pixel * source.pixel_stride + channel;
    int64_t out = pixel * target.pixel_stride + channel;
    for (; i + 2 * OKO_WIDTH <= channels; i += 2 * OKO_WIDTH) {
      vec first = load_steps(from, source.data, in + i, from_zero, OKO_WIDTH);
      vec second = load_steps(from, source.data, in + i + OKO_WIDTH, from_zero, OKO_WIDTH);
      first = first * v_load(factors + i);
      second = second * v_load(factors + i + OKO_WIDTH);
      store_two(to, target.data, out + i, first, second, inverse, zero);
    }
    for (; i < channels; i += OKO_WIDTH) {
      const int64_t part = channels - i;
      vec value = load_steps(from, source.data, in + i, from_zero, part);
      value = value * v_load_part(factors + i, part);
      store_values(to, target.data, out + i, value, inverse, zero, part);
    }
  }
}

/// As `gate_rows`, for any types.
static void gate_any_rows(
  const oko_operand *x, const float *factors, const oko_operand *y, int64_t begin, int64_t end,
  int64_t channel, int64_t channels) {
#define OKO_GATE_FROM(kind) \
  switch (y->type) { \
    case OKO_F32: gate_rows(kind, OKO_F32, x, factors, y, begin, end, channel, channels); break; \
    case OKO_BF16: gate_rows(kind, OKO_BF16, x, factors, y, begin, end, channel, channels); break; \
    case OKO_U8: gate_rows(kind, OKO_U8, x, factors, y, begin, end, channel, channels); break; \
  }
  switch (x->type) {
    case OKO_F32: OKO_GATE_FROM(OKO_F32) break;
    case OKO_BF16: OKO_GATE_FROM(OKO_BF16) break;
    case OKO_U8: OKO_GATE_FROM(OKO_U8) break;
  }
#undef OKO_GATE_FROM
}

/// Pixels that lie one after the other and fill no whole vectors are taken by fours, which fill more of them: 28×28×120 in
/// bf16 takes 2 µs instead of 8.
#define OKO_GATE_TOGETHER 4

/// The pixels [begin, end) of one picture; `gate` is its pixel of factors.
static void gate_picture(
  const oko_operand *x, const oko_operand *gate, const oko_operand *y, int64_t channels,
  int64_t begin, int64_t end) {
  float factors[OKO_GATE_CHANNELS];
  for (int64_t channel = 0; channel < channels; channel += OKO_GATE_CHANNELS) {
    const int64_t count = oko_min(OKO_GATE_CHANNELS, channels - channel);
    oko_operand part = *gate, floats = {.type = OKO_F32, .scale = 1, .data = factors};
    move_operand(&part, channel);
    convert(&part, &floats, 1, count);
    if (x->type == OKO_U8) {
      for (int64_t i = 0; i < count; ++i) factors[i] *= x->scale;
    }
    int64_t first = begin;
    if (channels % (2 * OKO_WIDTH) != 0 && channels * OKO_GATE_TOGETHER <= OKO_GATE_CHANNELS
        && x->pixel_stride == channels && y->pixel_stride == channels) {
      oko_operand from = *x, to = *y;
      from.pixel_stride = to.pixel_stride = OKO_GATE_TOGETHER * channels;
      for (int64_t i = channels; i < OKO_GATE_TOGETHER * channels; ++i) {
        factors[i] = factors[i - channels];
      }
      const int64_t groups = (end - begin) / OKO_GATE_TOGETHER;
      move_operand(&from, begin * channels);
      move_operand(&to, begin * channels);
      gate_any_rows(&from, factors, &to, 0, groups, 0, OKO_GATE_TOGETHER * channels);
      first += groups * OKO_GATE_TOGETHER;
    }
    gate_any_rows(x, factors, y, first, end, channel, count);
  }
}

static void gate(
  const oko_operand *x, const oko_operand *gate, const oko_operand *y, int64_t pixels,
  int64_t channels, int64_t pixel_begin, int64_t pixel_end) {
  const int64_t fill = oko_fill_of(y, channels);
  const oko_operand from = with_stride(x, channels), to = with_stride(y, channels);
  const oko_operand factors = with_stride(gate, channels);
  for (int64_t begin = pixel_begin; begin < pixel_end;) {
    const int64_t picture = begin / pixels, end = oko_min(pixel_end, (picture + 1) * pixels);
    oko_operand row = factors;
    move_operand(&row, picture * row.pixel_stride);
    gate_picture(&from, &row, &to, channels, begin, end);
    oko_operand filled = to;
    move_operand(&filled, begin * to.pixel_stride);
    fill_words(&filled, channels, fill, end - begin);
    begin = end;
  }
}
