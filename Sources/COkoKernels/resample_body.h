// Shrinking and enlarging pictures of 8 bits: rows are blended, then the pixels of the blend, then sums become samples.
//
// Nothing is fused here, so that a picture has the same bits on all instruction sets.

/// One row of sums; where `taps` is a constant, they stay in registers from the first row to the last.
///
/// Shrinking 12 megapixels, decoded as 1000×750, to 640×480 takes 0.47 ms with AVX-512 and 0.59 with AVX2: rows 0.1 and
/// 0.2, pixels 0.3, whose four numbers fill no longer vector. Decoding takes 18.
OKO_INLINE void blend_rows(
  const uint8_t *const *rows, const float *weights, const int64_t taps, float *y, int64_t count) {
#pragma clang fp contract(off)
  typedef uint8_t bytes __attribute__((ext_vector_type(OKO_WIDTH), aligned(1)));
#define OKO_TERM(tap) (__builtin_convertvector(*(const bytes *)(rows[tap] + i), vec) * weights[tap])
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) {
    vec sum = OKO_TERM(0);
    int64_t tap = 1;
    for (; tap + 1 < taps; tap += 2) sum += OKO_TERM(tap) + OKO_TERM(tap + 1);
    if (tap < taps) sum += OKO_TERM(tap);
    v_store(y + i, sum);
  }
#undef OKO_TERM
#define OKO_TERM(tap) ((float)rows[tap][i] * weights[tap])
  for (; i < count; ++i) {
    float sum = OKO_TERM(0);
    int64_t tap = 1;
    for (; tap + 1 < taps; tap += 2) sum += OKO_TERM(tap) + OKO_TERM(tap + 1);
    if (tap < taps) sum += OKO_TERM(tap);
    y[i] = sum;
  }
#undef OKO_TERM
}

static void resample_rows(
  const uint8_t *const *rows, const float *weights, int64_t taps, float *y, int64_t count) {
  switch (taps) {
    case 1: blend_rows(rows, weights, 1, y, count); break;
    case 2: blend_rows(rows, weights, 2, y, count); break;
    case 3: blend_rows(rows, weights, 3, y, count); break;
    case 4: blend_rows(rows, weights, 4, y, count); break;
    default: blend_rows(rows, weights, taps, y, count); break;
  }
}

/// A pixel of three channels is summed as four numbers, of which the last belongs to its neighbour and is overwritten.
OKO_INLINE void blend_pixels(
  const float *x, const int32_t *starts, const float *weights, const int64_t taps, float *y,
  int64_t pixels) {
#pragma clang fp contract(off)
  typedef float four __attribute__((ext_vector_type(4), aligned(4)));
  for (int64_t pixel = 0; pixel < pixels; ++pixel, weights += taps, y += 3) {
    const float *place = x + 3 * (int64_t)starts[pixel];
    four sum = *(const four *)place * weights[0];
    for (int64_t tap = 1; tap < taps; ++tap) {
      sum += *(const four *)(place + 3 * tap) * weights[tap];
    }
    *(four *)y = sum;
  }
}

static void resample_pixels(
  const float *x, const int32_t *starts, const float *weights, int64_t taps, float *y,
  int64_t pixels) {
  switch (taps) {
    case 1: blend_pixels(x, starts, weights, 1, y, pixels); break;
    case 2: blend_pixels(x, starts, weights, 2, y, pixels); break;
    case 3: blend_pixels(x, starts, weights, 3, y, pixels); break;
    case 4: blend_pixels(x, starts, weights, 4, y, pixels); break;
    case 5: blend_pixels(x, starts, weights, 5, y, pixels); break;
    default: blend_pixels(x, starts, weights, taps, y, pixels); break;
  }
}

/// Whole numbers from 0 to 255, half rounded up.
OKO_INLINE ivec v_levels(vec x) {
  vec limited = v_min(v_max(x + 0.5f, v_set(0)), v_set(255));
  return __builtin_convertvector(limited, ivec);
}

static void samples_of_sums(const float *x, uint8_t *y, int64_t count) {
  typedef uint8_t bytes __attribute__((ext_vector_type(OKO_WIDTH)));
  for (int64_t i = 0; i < count; i += OKO_WIDTH) {
    int64_t part = oko_min(count - i, OKO_WIDTH);
    bytes levels = __builtin_convertvector(v_levels(v_load_part(x + i, part)), bytes);
    memcpy(y + i, &levels, (size_t)part);
  }
}

static void units_of_sums(const float *x, float *y, int64_t count) {
  for (int64_t i = 0; i < count; i += OKO_WIDTH) {
    int64_t part = oko_min(count - i, OKO_WIDTH);
    vec levels = __builtin_convertvector(v_levels(v_load_part(x + i, part)), vec);
    v_store_part(y + i, levels / 255.0f, part);
  }
}
