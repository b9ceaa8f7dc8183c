// Values of less precision in memory, as vectors of floats: loading and storing.

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
  // By words where it can be: some processors take ten times as long for masks of bytes.
  if (n % 4 == 0) {
    _mm_mask_storeu_epi32(p, (__mmask8)((1u << n / 4) - 1), (__m128i)value);
  } else {
    _mm_mask_storeu_epi8(p, (__mmask16)((1u << n) - 1), (__m128i)value);
  }
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
  if (n % 2 == 0) {
    _mm256_mask_storeu_epi32(p, (__mmask8)((1u << n / 2) - 1), (__m256i)value);
  } else {
    _mm256_mask_storeu_epi16(p, (__mmask16)((1u << n) - 1), (__m256i)value);
  }
#else
  for (int64_t i = 0; i < n; ++i) p[i] = value[i];
#endif
}

/// The bits of floats rounded to bf16, in the upper halves: to the nearest, ties to even; NaN stays NaN, subnormal
/// numbers are zero. What is in the lower halves is of no use.
OKO_INLINE uvec v_round_to_bf16(vec value) {
  uvec bits = (uvec)value;
  uvec rounded = bits + 0x7fff + ((bits >> 16) & 1);
  ivec is_nan = value != value, is_normal = (bits & 0x7f800000) != 0;
  uvec number = rounded & ((uvec)is_normal | 0x80000000);
  return (uvec)((is_nan & (ivec)(bits | 0x400000)) | (~is_nan & (ivec)number));
}

/// The upper half of every float, rounded.
OKO_INLINE halves v_to_bf16(vec value) {
#ifdef OKO_HAS_DOT
  return (halves)_mm512_cvtneps_pbh((__m512)value);
#else
  return __builtin_convertvector(v_round_to_bf16(value) >> 16, halves);
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

/// Stores two vectors of neighbours: in one store where an instruction rounds or packs both.
OKO_INLINE void store_two(
  const oko_element type, void *p, int64_t i, vec first, vec second, float inverse_scale,
  float zero) {
#ifdef OKO_HAS_DOT
  if (type == OKO_BF16) {
    __m512bh both = _mm512_cvtne2ps_pbh((__m512)second, (__m512)first);
    _mm512_storeu_si512((uint16_t *)p + i, (__m512i)both);
    return;
  }
#endif
#if OKO_WIDTH == 16
  if (type == OKO_U8) {
    // What is too large is limited here, what is too small or NaN becomes the least integer, and packing limits that.
    vec most = v_set(255 - zero);
    __m512i a = _mm512_cvtps_epi32((__m512)v_min(first * inverse_scale, most));
    __m512i b = _mm512_cvtps_epi32((__m512)v_min(second * inverse_scale, most));
    a = (__m512i)((ivec)a + (int32_t)zero);
    b = (__m512i)((ivec)b + (int32_t)zero);
    // Four of the first and four of the second in every 128 bits.
    __m512i mixed = _mm512_packs_epi32(a, b);
    mixed = _mm512_packus_epi16(mixed, mixed);
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 0, 0, 0, 0, 0, 0, 0);
    mixed = _mm512_permutexvar_epi32(order, mixed);
    _mm256_storeu_si256((__m256i *)((uint8_t *)p + i), _mm512_castsi512_si256(mixed));
    return;
  }
#endif
  store_values(type, p, i, first, inverse_scale, zero, OKO_WIDTH);
  store_values(type, p, i + OKO_WIDTH, second, inverse_scale, zero, OKO_WIDTH);
}
