// Pairs of pixels as words of bf16, for sums over pixels: a channel of the first pixel is the even half of a word, the
// same channel of the second one the odd half.

OKO_INLINE ivec v_pair(halves first, halves second) {
  uvec even = __builtin_convertvector(first, uvec), odd = __builtin_convertvector(second, uvec);
  return (ivec)(even | odd << 16);
}

/// The first `n` scalars at p, zero beyond them; none where n is negative.
OKO_INLINE halves pair_half(const uint16_t *p, int64_t n) {
  return halves_load_part(p, oko_max(n, 0));
}

/// How many pairs ahead the next pixels are asked for: strides beyond a page are nothing that hardware foresees.
#define OKO_PAIRS_AHEAD 16

static void pack_pairs(
  const oko_pixel_pairs *p, int64_t channels, int64_t part, int64_t part_size, float *words) {
  int64_t count = p->count;
  if (p->first_stride == channels && p->second_stride == channels && part == channels) {
    channels *= count;
    part = channels;
    count = 1;
  }
  const uint16_t *first = p->first, *second = p->second;
  for (int64_t i = 0; i < count; ++i) {
    oko_prefetch((const float *)(second + OKO_PAIRS_AHEAD * p->second_stride), channels / 2);
    float *to = words + i * part;
    for (int64_t begin = 0; begin < channels; begin += part, to += part_size) {
      for (int64_t c = 0; c < part; c += OKO_WIDTH) {
        int64_t rest = channels - begin - c;
        halves left = pair_half(first + begin + c, rest);
        halves right = pair_half(second + begin + c, rest);
        v_store_part(to + c, (vec)v_pair(left, right), part - c);
      }
    }
    first += p->first_stride;
    second += p->second_stride;
  }
}
