// Values of less precision in memory, as vectors of floats: loading, storing, and what happens to sums in between.

typedef uint8_t bytes __attribute__((ext_vector_type(OKO_WIDTH)));
typedef uint16_t halves __attribute__((ext_vector_type(OKO_WIDTH)));
typedef uint32_t uvec __attribute__((ext_vector_type(OKO_WIDTH)));
typedef uint8_t unaligned_bytes
  __attribute__((ext_vector_type(OKO_WIDTH), aligned(1), may_alias));
typedef uint16_t unaligned_halves
  __attribute__((ext_vector_type(OKO_WIDTH), aligned(1), may_alias));

/// The first `n` bytes, zero beyond them.
OKO_INLINE bytes bytes_load_part(const uint8_t *p, int64_t n) {
  if (n >= OKO_WIDTH) return *(const unaligned_bytes *)p;
#if OKO_WIDTH == 16
  return (bytes)_mm_maskz_loadu_epi8((__mmask16)((1u << n) - 1), p);
#else
  bytes value = 0;
  for (int64_t i = 0; i < n; ++i) value[i] = p[i];
  return value;
#endif
}
OKO_INLINE halves halves_load_part(const uint16_t *p, int64_t n) {
  if (n >= OKO_WIDTH) return *(const unaligned_halves *)p;
#if OKO_WIDTH == 16
  return (halves)_mm256_maskz_loadu_epi16((__mmask16)((1u << n) - 1), p);
#else
  halves value = 0;
  for (int64_t i = 0; i < n; ++i) value[i] = p[i];
  return value;
#endif
}
OKO_INLINE void bytes_store_part(uint8_t *p, bytes value, int64_t n) {
  if (n >= OKO_WIDTH) {
    *(unaligned_bytes *)p = value;
    return;
  }
#if OKO_WIDTH == 16
  _mm_mask_storeu_epi8(p, (__mmask16)((1u << n) - 1), (__m128i)value);
#else
  for (int64_t i = 0; i < n; ++i) p[i] = value[i];
#endif
}
OKO_INLINE void halves_store_part(uint16_t *p, halves value, int64_t n) {
  if (n >= OKO_WIDTH) {
    *(unaligned_halves *)p = value;
    return;
  }
#if OKO_WIDTH == 16
  _mm256_mask_storeu_epi16(p, (__mmask16)((1u << n) - 1), (__m256i)value);
#else
  for (int64_t i = 0; i < n; ++i) p[i] = value[i];
#endif
}

/// The upper half of every float, rounded to the nearest, ties to even; NaN stays NaN, subnormal numbers are zero.
OKO_INLINE halves v_to_bf16(vec value) {
#ifdef OKO_HAS_DOT
  return (halves)_mm512_cvtneps_pbh((__m512)value);
#else
  uvec bits = (uvec)value;
  uvec rounded = bits + 0x7fff + ((bits >> 16) & 1);
  ivec is_nan = value != value, is_normal = (bits & 0x7f800000) != 0;
  uvec number = rounded & ((uvec)is_normal | 0x80000000);
  uvec result = (uvec)((is_nan & (ivec)(bits | 0x400000)) | (~is_nan & (ivec)number));
  return __builtin_convertvector(result >> 16, halves);
#endif
}

/// The nearest bytes, ties to even, to values in steps; `zero` is that of the tensor.
OKO_INLINE bytes v_to_bytes(vec steps, float zero) {
  vec limited = v_min(v_max(v_set(-zero), steps), v_set(255 - zero));
  // Adding 1.5 · 2^23 rounds to the nearest integer.
  ivec whole = (ivec)(limited + 12582912.0f) - 0x4b400000 + (int32_t)zero;
  return __builtin_convertvector(whole, bytes);
}

/// `part` values from the element with index `i` on. Of bytes, it is the steps above `zero`.
OKO_INLINE vec load_steps(
  const oko_element type, const void *p, int64_t i, float zero, int64_t part) {
  switch (type) {
    case OKO_F32: return v_load_part((const float *)p + i, part);
    case OKO_BF16: {
      halves value = halves_load_part((const uint16_t *)p + i, part);
      return (vec)(__builtin_convertvector(value, uvec) << 16);
    }
    case OKO_U8: {
      bytes value = bytes_load_part((const uint8_t *)p + i, part);
      return __builtin_convertvector(__builtin_convertvector(value, ivec), vec) - zero;
    }
  }
}

/// Stores `part` values; those of bytes are times `inverse_scale`.
OKO_INLINE void store_values(
  const oko_element type, void *p, int64_t i, vec value, float inverse_scale, float zero,
  int64_t part) {
  switch (type) {
    case OKO_F32: v_store_part((float *)p + i, value, part); break;
    case OKO_BF16: halves_store_part((uint16_t *)p + i, v_to_bf16(value), part); break;
    case OKO_U8:
      bytes_store_part((uint8_t *)p + i, v_to_bytes(value * inverse_scale, zero), part);
      break;
  }
}

/// e^x to 1e-4, for sigmoids that end in eight bits: a third of the time of an exact one.
OKO_INLINE vec v_exp_coarse(vec x) {
  vec limited = v_max(v_min(x * 1.44269504f, v_set(126)), v_set(-126));
  vec shifted = limited + 12582912.0f, f = limited - (shifted - 12582912.0f);
  vec p = f * 0.0558263f + 0.2401536f;
  p = p * f + 0.6931531f;
  p = p * f + 1.0f;
  return (vec)((ivec)p + ((ivec)shifted << 23));
}

/// As `v_activate`, to about eight bits.
OKO_INLINE vec v_activate_coarse(vec x, oko_activation activation, float slope) {
  if (activation == OKO_SILU) return x / (1.0f + v_exp_coarse(-x));
  if (activation == OKO_SIGMOID) return 1.0f / (1.0f + v_exp_coarse(-x));
  return v_activate(x, activation, slope);
}

OKO_INLINE void low_finish_all(
  const oko_element type, const oko_activation activation, const oko_low_block *b) {
  // Without fusing, so that every instruction set finds the same numbers.
#pragma clang fp contract(off)
  const oko_operand y = b->y, residual = b->residual;
  const float inverse = type == OKO_U8 ? 1 / y.scale : 1;
  for (int64_t i = 0; i < b->columns; i += OKO_WIDTH) {
    const int64_t part = b->columns - i;
    vec scale = b->scale != NULL ? v_load_part(b->scale + i, part) * b->factor : v_set(b->factor);
    vec bias = b->bias != NULL ? v_load_part(b->bias + i, part) : v_set(0);
    for (int64_t m = 0; m < b->rows; ++m) {
      vec sum = v_load(b->sums + m * b->sums_m + i);
      if (b->is_integer) sum = __builtin_convertvector((ivec)sum, vec);
      vec value = sum * scale + bias, rest = v_set(0);
      if (residual.data != NULL) {
        rest = load_steps(
          residual.type, residual.data, m * residual.pixel_stride + i, (float)residual.zero,
          part);
        if (residual.type == OKO_U8) rest = rest * residual.scale;
      }
      if (b->residual_is_last) {
        value = v_activate_coarse(value, activation, b->slope) + rest;
      } else {
        value = v_activate_coarse(value + rest, activation, b->slope);
      }
      store_values(
        type, y.data, m * y.pixel_stride + i, value, inverse, (float)y.zero, part);
    }
  }
}

/// Fills the last word of every pixel.
static void fill_words(const oko_operand *y, int64_t channels, int64_t fill, int64_t rows) {
  if (fill == 0) return;
  int64_t size = oko_element_size(y->type);
  for (int64_t m = 0; m < rows; ++m) {
    memset(
      (char *)y->data + (m * y->pixel_stride + channels) * size, 0, (size_t)(fill * size));
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

OKO_INLINE void convert_rows(
  const oko_element from, const oko_element to, const oko_operand *x, const oko_operand *y,
  int64_t x_stride, int64_t y_stride, int64_t pixels, int64_t channels) {
  const float inverse = to == OKO_U8 ? 1 / y->scale : 1;
  for (int64_t pixel = 0; pixel < pixels; ++pixel) {
    for (int64_t i = 0; i < channels; i += OKO_WIDTH) {
      int64_t part = channels - i;
      vec value = load_steps(from, x->data, pixel * x_stride + i, (float)x->zero, part);
      if (from == OKO_U8) value = value * x->scale;
      store_values(
        to, y->data, pixel * y_stride + i, value, inverse, (float)y->zero, part);
    }
  }
}

static void convert(
  const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels) {
  oko_operand to = *y;
  int64_t x_stride = x->pixel_stride, fill = 0;
  if (x_stride == 0) x_stride = oko_dense_stride(x->type, channels);
  if (to.pixel_stride == 0) {
    to.pixel_stride = oko_dense_stride(to.type, channels);
    fill = to.pixel_stride - channels;
  }
  if (x_stride == channels && to.pixel_stride == channels) {
    channels *= pixels;
    pixels = 1;
  }
#define OKO_CONVERT(from, to_type) \
  convert_rows(from, to_type, x, &to, x_stride, to.pixel_stride, pixels, channels)
#define OKO_CONVERT_FROM(from) \
  switch (to.type) { \
    case OKO_F32: OKO_CONVERT(from, OKO_F32); break; \
    case OKO_BF16: OKO_CONVERT(from, OKO_BF16); break; \
    case OKO_U8: OKO_CONVERT(from, OKO_U8); break; \
  }
  switch (x->type) {
    case OKO_F32: OKO_CONVERT_FROM(OKO_F32) break;
    case OKO_BF16: OKO_CONVERT_FROM(OKO_BF16) break;
    case OKO_U8: OKO_CONVERT_FROM(OKO_U8) break;
  }
#undef OKO_CONVERT
#undef OKO_CONVERT_FROM
  fill_words(&to, channels, fill, pixels);
}
