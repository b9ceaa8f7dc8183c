// Pairs of pixels as words of bf16, for sums over pixels: a channel of the first pixel is the even half of a word, the
// same channel of the second one the odd half.

OKO_INLINE ivec v_pair(vec first, vec second) {
  uvec even = __builtin_convertvector(v_to_bf16(first), uvec);
  uvec odd = __builtin_convertvector(v_to_bf16(second), uvec);
  return (ivec)(even | odd << 16);
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
  const float *first = p->first, *second = p->second;
  for (int64_t i = 0; i < count; ++i) {
    oko_prefetch(second + OKO_PAIRS_AHEAD * p->second_stride, channels);
    float *to = words + i * part;
    for (int64_t begin = 0; begin < channels; begin += part, to += part_size) {
      for (int64_t c = 0; c < part; c += OKO_WIDTH) {
        int64_t rest = channels - begin - c;
        vec left = v_load_part(first + begin + c, rest);
        vec right = v_load_part(second + begin + c, rest);
        v_store_part(to + c, (vec)v_pair(left, right), part - c);
      }
    }
    first += p->first_stride;
    second += p->second_stride;
  }
}
