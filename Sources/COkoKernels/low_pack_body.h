// Weights of low precision: rounded, and the channels of a word put together, vectors along the columns.

/// The nearest of −127…127, ties to even.
OKO_INLINE ivec v_to_weights(vec steps) {
  vec limited = v_min(v_max(v_set(-127), steps), v_set(127));
  // Adding 1.5 · 2^23 rounds to the nearest integer.
  return (ivec)(limited + 12582912.0f) - 0x4b400000;
}

/// Packs `count` columns of the rows whose weights share a word, up to whole vectors; a row of zeros is NULL. Of bytes,
/// `scales` are those of the columns, and `sums` gains their weights.
static void low_pack(
  const oko_element type, const float *const *rows, const float *scales, int64_t count,
  float *words, int32_t *sums) {
  for (int64_t i = 0; i < count; i += OKO_WIDTH) {
    const int64_t part = count - i;
    uvec word = 0;
    if (type == OKO_BF16) {
      if (rows[0] != NULL) word = v_round_to_bf16(v_load_part(rows[0] + i, part)) >> 16;
      if (rows[1] != NULL) {
        word |= v_round_to_bf16(v_load_part(rows[1] + i, part)) & 0xffff0000;
      }
    } else {
      // One in place of no scale, beyond the last column, so that zeros stay zeros.
      vec scale = v_load_part(scales + i, part);
      scale = v_select(scale == 0.0f, v_set(1), scale);
      ivec total = *(const word_vec *)(sums + i);
      OKO_UNROLL for (int lane = 0; lane < 4; ++lane) {
        if (rows[lane] == NULL) continue;
        ivec weights = v_to_weights(v_load_part(rows[lane] + i, part) / scale);
        total += weights;
        word |= ((uvec)weights & 0xff) << (8 * lane);
      }
      *(word_vec *)(sums + i) = total;
    }
    *(word_vec *)(words + i) = (ivec)word;
  }
}
