// What becomes of sums of low precision: scales, biases, residuals, activations, and the values that are stored.
//
// A tile of sums is in the first-level cache. Two vectors at a time, either neighbours or the same columns of two rows,
// become values of y. In bf16, with the sigmoid of SiLU, that takes 6 to 7 cycles a vector: 34 % of the time of a 1×1
// convolution of 32 channels, and 12 % of that of a 3×3 one of 64 in bytes.

/// e^x to 1e-4, for sigmoids that end in eight bits: a third of the time of an exact one.
OKO_INLINE vec v_exp_coarse(vec x) {
  vec limited = v_max(v_min(x * 1.44269504f, v_set(126)), v_set(-126));
  vec shifted = limited + 12582912.0f, f = limited - (shifted - 12582912.0f);
  vec p = f * 0.0558263f + 0.2401536f;
  p = p * f + 0.6931531f;
  p = p * f + 1.0f;
  return (vec)((ivec)p + ((ivec)shifted << 23));
}

/// 1 / (1 + e^-x) to 1e-4.
OKO_INLINE vec v_sigmoid_coarse(vec x) {
#if OKO_WIDTH == 16
  // 2^f of the fraction f, fitted to 8e-5; scaling by a power of two, and the reciprocal of 14 bits, take any size.
  __m512 t = (__m512)(x * -1.44269504f);
  __m512 f = _mm512_reduce_ps(t, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  __m512 p = _mm512_fmadd_ps(f, _mm512_set1_ps(0.0780245f), _mm512_set1_ps(0.2260672f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.6958335f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.9999252f));
  return (vec)_mm512_rcp14_ps((__m512)((vec)_mm512_scalef_ps(p, t) + 1.0f));
#else
  return 1.0f / (1.0f + v_exp_coarse(-x));
#endif
}

/// As `v_activate`, to about eight bits.
OKO_INLINE vec v_activate_coarse(vec x, oko_activation activation, float slope) {
  if (activation == OKO_SILU) return x * v_sigmoid_coarse(x);
  if (activation == OKO_SIGMOID) return v_sigmoid_coarse(x);
  return v_activate(x, activation, slope);
}

/// What is the same for all rows of a vector of columns.
typedef struct {
  vec scale, bias;
} column_factors;

OKO_INLINE column_factors factors_at(const oko_low_block *b, int64_t i) {
  const int64_t part = b->columns - i;
  column_factors factors = {
    b->scale != NULL ? v_load_part(b->scale + i, part) * b->factor : v_set(b->factor),
    b->bias != NULL ? v_load_part(b->bias + i, part) : v_set(0),
  };
  return factors;
}

/// The value of the sum at a row and from a column on.
OKO_INLINE vec finished(
  const oko_low_block *b, const oko_activation activation, const column_factors *factors,
  int64_t m, int64_t i, int64_t part) {
  // Without fusing, so that every instruction set finds the same numbers.
#pragma clang fp contract(off)
  const oko_operand *residual = &b->residual;
  vec sum = v_load(b->sums + m * b->sums_m + i);
  if (b->is_integer) sum = __builtin_convertvector((ivec)sum, vec);
  vec value = sum * factors->scale + factors->bias;
  vec rest = v_set(0);
  if (residual->data != NULL) {
    rest = load_steps(
      residual->type, residual->data, m * residual->pixel_stride + i, (float)residual->zero, part);
    if (residual->type == OKO_U8) rest = rest * residual->scale;
    if (!b->residual_is_last) value = value + rest;
  }
  value = v_activate_coarse(value, activation, b->slope);
  return residual->data != NULL && b->residual_is_last ? value + rest : value;
}

/// The last columns, fewer than a vector.
OKO_INLINE void finish_last(
  const oko_element type, const oko_activation activation, const oko_low_block *b, int64_t i,
  float inverse) {
  const int64_t part = b->columns - i;
  const column_factors factors = factors_at(b, i);
  for (int64_t m = 0; m < b->rows; ++m) {
    vec value = finished(b, activation, &factors, m, i, part);
    store_values(
      type, b->y.data, m * b->y.pixel_stride + i, value, inverse, (float)b->y.zero, part);
  }
}

OKO_INLINE void low_finish_all(
  const oko_element type, const oko_activation activation, const oko_low_block *block) {
  // A copy, as stores may change whatever they cannot be told from.
  const oko_low_block local = *block, *b = &local;
  const oko_operand y = b->y;
  const float inverse = type == OKO_U8 ? 1 / y.scale : 1, zero = (float)y.zero;
  int64_t i = 0;
  for (; i + 2 * OKO_WIDTH <= b->columns; i += 2 * OKO_WIDTH) {
    const column_factors left = factors_at(b, i), right = factors_at(b, i + OKO_WIDTH);
    for (int64_t m = 0; m < b->rows; ++m) {
      vec first = finished(b, activation, &left, m, i, OKO_WIDTH);
      vec second = finished(b, activation, &right, m, i + OKO_WIDTH, OKO_WIDTH);
      store_two(type, y.data, m * y.pixel_stride + i, first, second, inverse, zero);
    }
  }
  if (i + OKO_WIDTH <= b->columns) {
    const column_factors factors = factors_at(b, i);
    for (int64_t m = 0; m < b->rows; ++m) {
      vec value = finished(b, activation, &factors, m, i, OKO_WIDTH);
      store_values(type, y.data, m * y.pixel_stride + i, value, inverse, zero, OKO_WIDTH);
    }
    i += OKO_WIDTH;
  }
  if (i < b->columns) finish_last(type, activation, b, i, inverse);
}

/// Fills the last word of every pixel.
static void fill_words(const oko_operand *y, int64_t channels, int64_t fill, int64_t rows) {
  if (fill == 0) return;
  int64_t size = oko_element_size(y->type);
  for (int64_t m = 0; m < rows; ++m) {
    char *p = (char *)y->data + (m * y->pixel_stride + channels) * size;
    for (int64_t i = 0; i < fill * size; ++i) p[i] = 0;
  }
}

static void low_finish(const oko_low_block *b) {
#define OKO_LOOP_F32(kind) low_finish_all(OKO_F32, kind, b)
#define OKO_LOOP_BF16(kind) low_finish_all(OKO_BF16, kind, b)
#define OKO_LOOP_U8(kind) low_finish_all(OKO_U8, kind, b)
  switch (b->y.type) {
    case OKO_F32: OKO_WITH_ACTIVATION(b->activation, OKO_LOOP_F32) break;
    case OKO_BF16: OKO_WITH_ACTIVATION(b->activation, OKO_LOOP_BF16) break;
    case OKO_U8: OKO_WITH_ACTIVATION(b->activation, OKO_LOOP_U8) break;
  }
  fill_words(&b->y, b->columns, b->fill, b->rows);
}
