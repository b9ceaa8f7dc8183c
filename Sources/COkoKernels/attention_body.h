// The softmax of attention, block by block, with the scores in units of ln 2.

/// 2^x for x up to 0, 2^-126 below that power; NaN stays.
OKO_INLINE vec v_exp2_falling(vec x) {
  vec limited = x < -126.0f ? v_set(-126.0f) : x;
  // Adding 1.5 · 2^23 rounds to the nearest integer in the current mode.
  vec shifted = limited + 12582912.0f;
  vec p = v_exp2_polynomial(limited - (shifted - 12582912.0f));
  return p * (vec)(((ivec)shifted << 23) + 0x3f800000);
}

typedef float lanes4 __attribute__((ext_vector_type(4)));
typedef float lanes8 __attribute__((ext_vector_type(8)));

OKO_INLINE float v_lane_sum(vec v) {
#if OKO_WIDTH == 16
  lanes8 eight = v.lo + v.hi;
  lanes4 four = eight.lo + eight.hi;
#elif OKO_WIDTH == 8
  lanes4 four = v.lo + v.hi;
#else
  lanes4 four = v;
#endif
  return (four.x + four.z) + (four.y + four.w);
}

OKO_INLINE float v_lane_maximum(vec v) {
#if OKO_WIDTH == 16
  lanes8 eight = v.lo > v.hi ? v.lo : v.hi;
  lanes4 four = eight.lo > eight.hi ? eight.lo : eight.hi;
#elif OKO_WIDTH == 8
  lanes4 four = v.lo > v.hi ? v.lo : v.hi;
#else
  lanes4 four = v;
#endif
  float left = four.x > four.z ? four.x : four.z, right = four.y > four.w ? four.y : four.w;
  return left > right ? left : right;
}

/// The columns that a row counts.
OKO_INLINE int64_t counted_columns(const oko_score_block *block, int64_t row) {
  int64_t counted = block->counted + row * block->counted_step;
  return oko_max(0, oko_min(counted, block->columns));
}

/// Adds the bias, if there is one, and finds the largest score; the lanes beyond `count` become -infinity.
OKO_INLINE float raise_scores(float *x, const float *bias, int64_t count) {
  int64_t end = oko_divide_up(count, OKO_WIDTH) * OKO_WIDTH;
  for (int64_t i = count; i < end; ++i) x[i] = -__builtin_inff();
  vec best = v_set(-__builtin_inff());
  for (int64_t i = 0; i < end; i += OKO_WIDTH) {
    vec score = v_load(x + i);
    if (bias != NULL) {
      score += v_load_part(bias + i, count - i);
      v_store(x + i, score);
    }
    best = score > best ? score : best;
  }
  return v_lane_maximum(best);
}

static void attend_forward(
  const oko_score_block *block, float *maxima, float *sums, float *gathered, int64_t width) {
  for (int64_t r = 0; r < block->rows; ++r) {
    float *x = block->scores + r * block->stride;
    int64_t count = counted_columns(block, r);
    if (count > 0) {
      float largest = raise_scores(x, block->bias == NULL ? NULL : block->bias - r, count);
      if (largest > maxima[r]) {
        float shrinking = v_exp2_falling(v_set(maxima[r] - largest))[0];
        maxima[r] = largest;
        sums[r] *= shrinking;
        float *row = gathered + r * width;
        for (int64_t c = 0; c < width; c += OKO_WIDTH) {
          v_store_part(row + c, v_load_part(row + c, width - c) * shrinking, width - c);
        }
      }
      vec total = v_set(0), shift = v_set(maxima[r]);
      for (int64_t i = 0; i < count; i += OKO_WIDTH) {
        vec share = v_exp2_falling(v_load(x + i) - shift);
        total += share;
        v_store(x + i, share);
      }
      sums[r] += v_lane_sum(total);
    }
    for (int64_t i = count; i < block->columns; ++i) x[i] = 0;
  }
}

static void attend_backward(
  const oko_score_block *block, const float *logs, const float *totals, float *slopes,
  float *bias_slopes) {
  for (int64_t r = 0; r < block->rows; ++r) {
    float *x = block->scores + r * block->stride, *slope = slopes + r * block->stride;
    int64_t count = counted_columns(block, r);
    vec log = v_set(logs[r]), total = v_set(totals[r]);
    for (int64_t i = 0; i < count; i += OKO_WIDTH) {
      vec score = v_load(x + i);
      if (block->bias != NULL) score += v_load_part(block->bias - r + i, count - i);
      // Rounding may leave a score above the logarithm by a trifle.
      vec share = v_exp2_falling(score - log);
      vec result = share * (v_load(slope + i) - total);
      v_store(x + i, share);
      v_store(slope + i, result);
      if (bias_slopes != NULL) {
        float *sum = bias_slopes - r + i;
        v_store_part(sum, v_load_part(sum, count - i) + result, count - i);
      }
    }
    for (int64_t i = count; i < block->columns; ++i) x[i] = slope[i] = 0;
  }
}
