// Sums, maxima and softmax. Long sums are double sums of short float sums.

/// The rows (or vectors) of a float sum, before it goes to a double.
#define OKO_SHORT_SUM 64

OKO_INLINE double v_total(vec v) {
  double total = 0;
  for (int i = 0; i < OKO_WIDTH; ++i) total += (double)v[i];
  return total;
}

OKO_INLINE void dot_all(
  const float *a, const float *b, const int is_sum, int64_t count, double *result) {
  double total = 0;
  int64_t i = 0;
  while (i < count) {
    int64_t end = oko_min(count, i + OKO_SHORT_SUM * OKO_WIDTH);
    vec sums[4] = {v_set(0), v_set(0), v_set(0), v_set(0)};
    for (; i + 4 * OKO_WIDTH <= end; i += 4 * OKO_WIDTH) {
      OKO_UNROLL for (int j = 0; j < 4; ++j) {
        vec left = v_load(a + i + j * OKO_WIDTH);
        sums[j] += is_sum ? left : left * v_load(b + i + j * OKO_WIDTH);
      }
    }
    for (; i < end; i += OKO_WIDTH) {
      vec left = v_load_part(a + i, end - i);
      sums[0] += is_sum ? left : left * v_load_part(b + i, end - i);
    }
    i = end;
    total += v_total((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  *result = total;
}

static void sum(const float *x, int64_t count, double *result) {
  dot_all(x, x, 1, count, result);
}

static void dot(const float *a, const float *b, int64_t count, double *result) {
  dot_all(a, b, 0, count, result);
}

/// sums[c] += the lanes of v, for the first n of them.
OKO_INLINE void v_add_to(double *sums, vec v, int64_t n) {
  float buffer[OKO_WIDTH];
  v_store(buffer, v);
  for (int64_t i = 0; i < oko_min(n, OKO_WIDTH); ++i) sums[i] += (double)buffer[i];
}

static void column_sums(const float *x, int64_t rows, int64_t columns, double *sums) {
  for (int64_t begin = 0; begin < rows; begin += OKO_SHORT_SUM) {
    int64_t end = oko_min(rows, begin + OKO_SHORT_SUM);
    for (int64_t c = 0; c < columns; c += OKO_WIDTH) {
      vec total = v_set(0);
      for (int64_t r = begin; r < end; ++r) {
        total += v_load_part(x + r * columns + c, columns - c);
      }
      v_add_to(sums + c, total, columns - c);
    }
  }
}

/// The larger one; NaN where either is one.
OKO_INLINE vec v_max_or_nan(vec a, vec b) { return v_select((b > a) | (b != b), b, a); }

static float maximum(const float *x, int64_t count) {
  if (count < OKO_WIDTH) {
    float best = -__builtin_inff();
    for (int64_t i = 0; i < count; ++i) best = x[i] > best || x[i] != x[i] ? x[i] : best;
    return best;
  }
  vec best = v_load(x);
  for (int64_t i = OKO_WIDTH; i + OKO_WIDTH <= count; i += OKO_WIDTH) {
    best = v_max_or_nan(best, v_load(x + i));
  }
  best = v_max_or_nan(best, v_load(x + count - OKO_WIDTH));
  float buffer[OKO_WIDTH], result = -__builtin_inff();
  v_store(buffer, best);
  for (int i = 0; i < OKO_WIDTH; ++i) {
    result = buffer[i] > result || buffer[i] != buffer[i] ? buffer[i] : result;
  }
  return result;
}

static void row_maxima(const float *x, int64_t rows, int64_t columns, float *maxima) {
  for (int64_t r = 0; r < rows; ++r) maxima[r] = maximum(x + r * columns, columns);
}

/// The largest lane: halves are compared until one is left.
OKO_INLINE float v_largest(vec v) {
  float lanes[OKO_WIDTH];
  v_store(lanes, v);
  OKO_UNROLL for (int half = OKO_WIDTH / 2; half > 0; half /= 2) {
    OKO_UNROLL for (int i = 0; i < half; ++i) {
      lanes[i] = lanes[i] < lanes[i + half] ? lanes[i + half] : lanes[i];
    }
  }
  return lanes[0];
}

/// The sum of all lanes, in the same order.
OKO_INLINE float v_short_total(vec v) {
  float lanes[OKO_WIDTH];
  v_store(lanes, v);
  OKO_UNROLL for (int half = OKO_WIDTH / 2; half > 0; half /= 2) {
    OKO_UNROLL for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

/// The softmax of rows of one vector at most, which stay in registers: classes of pixels, sides of boxes.
static void softmax_short(const float *x, float scale, float *y, int64_t rows, int64_t columns) {
  float mask[OKO_WIDTH];
  for (int64_t i = 0; i < OKO_WIDTH; ++i) mask[i] = i < columns ? 0 : -__builtin_inff();
  const vec beyond = v_load(mask);
  for (int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    vec value = v_load_part(x, columns) + beyond;
    vec power = v_exp((value - v_largest(value)) * scale);
    v_store_part(y, power * (1 / v_short_total(power)), columns);
  }
}

static void softmax(const float *x, float scale, float *y, int64_t rows, int64_t columns) {
  if (columns <= OKO_WIDTH && scale > 0) {
    softmax_short(x, scale, y, rows, columns);
    return;
  }
  for (int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    float shift = 0;
    if (scale >= 0) {
      shift = maximum(x, columns);
    } else {
      shift = x[0];
      for (int64_t c = 1; c < columns; ++c) shift = x[c] < shift ? x[c] : shift;
    }
    for (int64_t c = 0; c < columns; c += OKO_WIDTH) {
      vec value = v_exp((v_load_part(x + c, columns - c) - shift) * scale);
      v_store_part(y + c, value, columns - c);
    }
    double total = 0;
    sum(y, columns, &total);
    binary_scalar(OKO_MULTIPLY, y, (float)(1 / total), y, columns);
  }
}
