// Normalisation over rows and channels: all of these read memory once and are bound by it.

OKO_INLINE void moments_part(
  const float *x, int64_t rows, int64_t channels, int64_t part, double *mean, double *deviation) {
  // Deviations from the first row: their squares lose nothing to a large mean.
  vec shift = v_load_part(x, part);
  double sums[OKO_WIDTH] = {0}, squares[OKO_WIDTH] = {0};
  for (int64_t begin = 0; begin < rows; begin += OKO_SHORT_SUM) {
    int64_t end = oko_min(rows, begin + OKO_SHORT_SUM);
    vec total = v_set(0), square = v_set(0);
    for (int64_t r = begin; r < end; ++r) {
      vec value = v_load_part(x + r * channels, part) - shift;
      total += value;
      square += value * value;
    }
    v_add_to(sums, total, OKO_WIDTH);
    v_add_to(squares, square, OKO_WIDTH);
  }
  double count = (double)rows;
  for (int64_t i = 0; i < oko_min(part, OKO_WIDTH); ++i) {
    mean[i] = (double)x[i] + sums[i] / count;
    double value = squares[i] - sums[i] * sums[i] / count;
    deviation[i] = value < 0 ? 0 : value;
  }
}

static void channel_moments(
  const float *x, int64_t rows, int64_t channels, double *mean, double *deviation) {
  for (int64_t c = 0; c < channels; c += OKO_WIDTH) {
    if (channels - c >= OKO_WIDTH) {
      moments_part(x + c, rows, channels, OKO_WIDTH, mean + c, deviation + c);
    } else {
      moments_part(x + c, rows, channels, channels - c, mean + c, deviation + c);
    }
  }
}

OKO_INLINE void scale_shift_all(
  const oko_activation activation, float slope, const float *x, const float *scale,
  const float *shift, float *y, int64_t rows, int64_t channels) {
  for (int64_t r = 0; r < rows; ++r, x += channels, y += channels) {
    int64_t c = 0;
    for (; c + OKO_WIDTH <= channels; c += OKO_WIDTH) {
      vec value = v_load(x + c) * v_load(scale + c) + v_load(shift + c);
      v_store(y + c, v_activate(value, activation, slope));
    }
    if (c < channels) {
      int64_t part = channels - c;
      vec value = v_load_part(x + c, part) * v_load_part(scale + c, part)
        + v_load_part(shift + c, part);
      v_store_part(y + c, v_activate(value, activation, slope), part);
    }
  }
}

static void scale_shift_activate(
  oko_activation activation, float slope, const float *x, const float *scale, const float *shift,
  float *y, int64_t rows, int64_t channels) {
#define OKO_LOOP(kind) scale_shift_all(kind, slope, x, scale, shift, y, rows, channels)
  OKO_WITH_ACTIVATION(activation, OKO_LOOP)
#undef OKO_LOOP
}

/// The rows of a block that stays in the first-level cache while its channels are walked.
OKO_INLINE int64_t norm_rows(int64_t channels) {
  return oko_min(oko_max(4096 / oko_max(channels, 1), 4), OKO_SHORT_SUM);
}

/// One vector of channels: activation(x · scale + shift) is what the forward pass computed.
typedef struct {
  vec mean, inverse, scale, shift;
} norm_vec;

OKO_INLINE norm_vec v_norm(const oko_channel_norm *norm, int64_t c, int64_t part) {
  norm_vec v;
  v.mean = v_load_part(norm->mean + c, part);
  v.inverse = v_load_part(norm->inverse_deviation + c, part);
  v.scale = v_load_part(norm->gamma + c, part) * v.inverse;
  v.shift = v_load_part(norm->beta + c, part) - v.mean * v.scale;
  return v;
}

OKO_INLINE void norm_reduce_part(
  const oko_activation activation, float slope, const float *x, const float *dy, norm_vec v,
  double *sum_g, double *sum_g_xhat, int64_t rows, int64_t channels, int64_t part) {
  vec total = v_set(0), product = v_set(0);
  for (int64_t r = 0; r < rows; ++r) {
    vec value = v_load_part(x + r * channels, part);
    vec derivative = v_derivative(value * v.scale + v.shift, activation, slope);
    vec g = v_load_part(dy + r * channels, part) * derivative;
    total += g;
    product += g * (value - v.mean);
  }
  v_add_to(sum_g, total, part);
  v_add_to(sum_g_xhat, product * v.inverse, part);
}

OKO_INLINE void norm_reduce_all(
  const oko_activation activation, float slope, const float *x, const float *dy,
  const oko_channel_norm *norm, double *sum_g, double *sum_g_xhat, int64_t rows,
  int64_t channels) {
  int64_t step = norm_rows(channels);
  for (int64_t begin = 0; begin < rows; begin += step) {
    int64_t count = oko_min(step, rows - begin), c = 0;
    const float *xs = x + begin * channels, *dys = dy + begin * channels;
    for (; c + OKO_WIDTH <= channels; c += OKO_WIDTH) {
      norm_reduce_part(
        activation, slope, xs + c, dys + c, v_norm(norm, c, OKO_WIDTH), sum_g + c,
        sum_g_xhat + c, count, channels, OKO_WIDTH);
    }
    if (c < channels) {
      norm_reduce_part(
        activation, slope, xs + c, dys + c, v_norm(norm, c, channels - c), sum_g + c,
        sum_g_xhat + c, count, channels, channels - c);
    }
  }
}

static void norm_backward_reduce(
  oko_activation activation, float slope, const float *x, const float *dy,
  const oko_channel_norm *norm, double *sum_g, double *sum_g_xhat, int64_t rows,
  int64_t channels) {
#define OKO_LOOP(kind) \
  norm_reduce_all(kind, slope, x, dy, norm, sum_g, sum_g_xhat, rows, channels)
  OKO_WITH_ACTIVATION(activation, OKO_LOOP)
#undef OKO_LOOP
}

OKO_INLINE void norm_apply_part(
  const oko_activation activation, float slope, const float *x, const float *dy, norm_vec v,
  vec mean_g, vec mean_g_xhat, float *dx, int64_t rows, int64_t channels, int64_t part) {
  vec first = v.inverse * mean_g, factor = v.inverse * v.inverse * mean_g_xhat;
  for (int64_t r = 0; r < rows; ++r) {
    vec value = v_load_part(x + r * channels, part);
    vec derivative = v_derivative(value * v.scale + v.shift, activation, slope);
    vec g = v_load_part(dy + r * channels, part) * derivative;
    v_store_part(dx + r * channels, (g * v.scale - first) - (value - v.mean) * factor, part);
  }
}

OKO_INLINE void norm_apply_all(
  const oko_activation activation, float slope, const float *x, const float *dy,
  const oko_channel_norm *norm, const float *mean_g, const float *mean_g_xhat, float *dx,
  int64_t rows, int64_t channels) {
  int64_t step = norm_rows(channels);
  for (int64_t begin = 0; begin < rows; begin += step) {
    int64_t count = oko_min(step, rows - begin), at = begin * channels;
    for (int64_t c = 0; c < channels; c += OKO_WIDTH) {
      int64_t part = channels - c;
      norm_vec v = v_norm(norm, c, part);
      vec first = mean_g == NULL ? v_set(0) : v_load_part(mean_g + c, part);
      vec second = mean_g_xhat == NULL ? v_set(0) : v_load_part(mean_g_xhat + c, part);
      if (part >= OKO_WIDTH) {
        norm_apply_part(
          activation, slope, x + at + c, dy + at + c, v, first, second, dx + at + c, count,
          channels, OKO_WIDTH);
      } else {
        norm_apply_part(
          activation, slope, x + at + c, dy + at + c, v, first, second, dx + at + c, count,
          channels, part);
      }
    }
  }
}

static void norm_backward_apply(
  oko_activation activation, float slope, const float *x, const float *dy,
  const oko_channel_norm *norm, const float *mean_g, const float *mean_g_xhat, float *dx,
  int64_t rows, int64_t channels) {
#define OKO_LOOP(kind) \
  norm_apply_all(kind, slope, x, dy, norm, mean_g, mean_g_xhat, dx, rows, channels)
  OKO_WITH_ACTIVATION(activation, OKO_LOOP)
#undef OKO_LOOP
}
