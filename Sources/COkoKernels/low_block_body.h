// The register block of a product of words: pairs of bf16, or fours of bytes times signed bytes.
//
// It is the block of floats with another multiplication, and adds up whole vectors alone. With OKO_HAS_DOT that is one
// instruction, vdpbf16ps or vpdpbusd; else the same numbers come from several, part by part of each word.

#if OKO_WIDTH == 8 || (OKO_WIDTH == 4 && defined(__x86_64__))
#include <immintrin.h>
#endif

/// A word of memory, whatever was written there.
typedef int32_t word __attribute__((may_alias, aligned(1)));
typedef int32_t word_vec __attribute__((ext_vector_type(OKO_WIDTH), may_alias, aligned(1)));

#ifdef OKO_HAS_DOT

#define OKO_BF16_PARTS 1
#define OKO_BYTE_PARTS 1
OKO_INLINE ivec bf16_left(ivec words, const int part) { return words; }
OKO_INLINE ivec bf16_right(ivec words, const int part) { return words; }
OKO_INLINE ivec bf16_add(ivec sum, ivec left, ivec right) {
  return (ivec)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
}
OKO_INLINE ivec byte_left(ivec words, const int part) { return words; }
OKO_INLINE ivec byte_right(ivec words, const int part) { return words; }
OKO_INLINE ivec byte_add(ivec sum, ivec left, ivec right) {
  return (ivec)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)left, (__m512i)right);
}

#else

// The odd half of a word comes first: so does vdpbf16ps.
#define OKO_BF16_PARTS 2
OKO_INLINE ivec bf16_left(ivec words, const int part) {
  return part == 0 ? words & (ivec)(int32_t)0xffff0000 : words << 16;
}
OKO_INLINE ivec bf16_right(ivec words, const int part) { return bf16_left(words, part); }

/// Zero in place of a subnormal number. On x86 the processor does it by itself: see `flush_subnormals`.
OKO_INLINE vec flushed(vec a) {
#if defined(__x86_64__)
  return a;
#else
  ivec bits = (ivec)a;
  return (vec)(bits & (((bits & 0x7f800000) != 0) | (ivec)(int32_t)0x80000000));
#endif
}

OKO_INLINE ivec bf16_add(ivec sum, ivec left, ivec right) {
  vec a = flushed((vec)left), b = flushed((vec)right);
#if OKO_WIDTH == 4 && defined(__x86_64__)
  // Without a fused instruction. Rounding to double precision first does no harm: to lie next to a tie of floats without
  // being one, a sum would need a gap of 28 bits within an operand, and they have 16 and 24.
  typedef double dvec __attribute__((ext_vector_type(OKO_WIDTH)));
  dvec exact = __builtin_convertvector(a, dvec) * __builtin_convertvector(b, dvec)
    + __builtin_convertvector((vec)sum, dvec);
  return (ivec)__builtin_convertvector(exact, vec);
#else
  return (ivec)flushed(__builtin_elementwise_fma(a, b, (vec)sum));
#endif
}

#if defined(__x86_64__)

// Even and odd bytes as halves, so that two products are added at once and nothing saturates.
#define OKO_BYTE_PARTS 2
typedef int16_t half_vec __attribute__((ext_vector_type(2 * OKO_WIDTH)));
OKO_INLINE ivec byte_left(ivec words, const int part) {
  return (part == 0 ? words : words >> 8) & 0x00ff00ff;
}
OKO_INLINE ivec byte_right(ivec words, const int part) {
  half_vec halves = (half_vec)words;
  return (ivec)(part == 0 ? (halves << 8) >> 8 : halves >> 8);
}
OKO_INLINE ivec byte_add(ivec sum, ivec left, ivec right) {
#if OKO_WIDTH == 16
  return sum + (ivec)_mm512_madd_epi16((__m512i)left, (__m512i)right);
#elif OKO_WIDTH == 8
  return sum + (ivec)_mm256_madd_epi16((__m256i)left, (__m256i)right);
#else
  return sum + (ivec)_mm_madd_epi16((__m128i)left, (__m128i)right);
#endif
}

#else

#define OKO_BYTE_PARTS 4
OKO_INLINE ivec byte_left(ivec words, const int part) { return (words >> (8 * part)) & 0xff; }
OKO_INLINE ivec byte_right(ivec words, const int part) {
  return (words << (24 - 8 * part)) >> 24;
}
OKO_INLINE ivec byte_add(ivec sum, ivec left, ivec right) { return sum + left * right; }

#endif
#endif

OKO_INLINE void low_block(
  const oko_brgemm *block, const oko_element type, const int rows, const int vectors) {
  ivec sum[OKO_NARROW_ROWS][OKO_VECTORS];
  OKO_UNROLL for (int m = 0; m < rows; ++m) {
    OKO_UNROLL for (int v = 0; v < vectors; ++v) {
      const float *from = block->accumulate ? block->c + m * block->c_m : block->init;
      sum[m][v] = from == NULL ? (ivec)0 : *(const word_vec *)(from + v * OKO_WIDTH);
    }
  }
  const int parts = type == OKO_BF16 ? OKO_BF16_PARTS : OKO_BYTE_PARTS;
  const int64_t a_m = block->a_m, a_k = block->a_k, b_k = block->b_k, depth = block->k;
  // Products of bf16 meet the weights of tiles, which are many for few rows: 512 → 512 of 7² takes 303 µs instead of 390.
  const int64_t ahead = type == OKO_BF16 ? 128 : OKO_ROWS_AHEAD(rows);
  const oko_pair *pair = block->pairs, *end = pair + block->count;
  for (; pair < end; ++pair) {
    // Four rows share a pointer, so that the addresses of all rows fit the general registers.
    const float *a[(OKO_NARROW_ROWS + 3) / 4];
    OKO_UNROLL for (int i = 0; i < (rows + 3) / 4; ++i) a[i] = pair->a + 4 * i * a_m;
    const float *b = pair->b;
    _Pragma("clang loop unroll(disable)") for (int64_t k = 0; k < depth; ++k) {
      OKO_UNROLL for (int v = 0; v < vectors; ++v) {
        __builtin_prefetch(b + ahead * b_k + v * OKO_WIDTH);
      }
      OKO_UNROLL for (int part = 0; part < parts; ++part) {
        ivec right[OKO_VECTORS];
        OKO_UNROLL for (int v = 0; v < vectors; ++v) {
          ivec words = *(const word_vec *)(b + v * OKO_WIDTH);
          right[v] = type == OKO_BF16 ? bf16_right(words, part) : byte_right(words, part);
        }
        OKO_UNROLL for (int m = 0; m < rows; ++m) {
          ivec words = (ivec)*(const word *)(a[m / 4] + (m % 4) * a_m);
          ivec left = type == OKO_BF16 ? bf16_left(words, part) : byte_left(words, part);
          OKO_UNROLL for (int v = 0; v < vectors; ++v) {
            sum[m][v] = type == OKO_BF16 ? bf16_add(sum[m][v], left, right[v])
              : byte_add(sum[m][v], left, right[v]);
          }
        }
      }
      OKO_UNROLL for (int i = 0; i < (rows + 3) / 4; ++i) a[i] += a_k;
      b += b_k;
    }
  }
  OKO_UNROLL for (int m = 0; m < rows; ++m) {
    OKO_UNROLL for (int v = 0; v < vectors; ++v) {
      *(word_vec *)(block->c + m * block->c_m + v * OKO_WIDTH) = sum[m][v];
    }
  }
}

/// The processor's mode of arithmetic, with subnormal numbers, read or made, being zero.
OKO_INLINE unsigned flush_subnormals(void) {
#if defined(__x86_64__) && !defined(OKO_HAS_DOT)
  unsigned mode = _mm_getcsr();
  _mm_setcsr(mode | 0x8040);
  return mode;
#else
  return 0;
#endif
}
OKO_INLINE void restore_subnormals(unsigned mode) {
#if defined(__x86_64__) && !defined(OKO_HAS_DOT)
  _mm_setcsr(mode);
#else
  (void)mode;
#endif
}

#define OKO_LOW_INSTANCE(M, V) \
  static void bf16_##M##x##V(const oko_brgemm *block) { \
    unsigned mode = flush_subnormals(); \
    low_block(block, OKO_BF16, M, V); \
    restore_subnormals(mode); \
  } \
  static void byte_##M##x##V(const oko_brgemm *block) { low_block(block, OKO_U8, M, V); }
#define OKO_BF16_ENTRY(M, V) [M][V] = bf16_##M##x##V,
#define OKO_BYTE_ENTRY(M, V) [M][V] = byte_##M##x##V,
OKO_BLOCKS(OKO_LOW_INSTANCE)
#define OKO_LOW_TABLE \
  { \
    .bf16 = {OKO_BLOCKS(OKO_BF16_ENTRY)}, .bytes = {OKO_BLOCKS(OKO_BYTE_ENTRY)}, \
    .row = low_row, .finish = low_finish, .convert = convert, .pack = low_pack, \
    .pack_pairs = pack_pairs, .depthwise_forward = low_depthwise_forward, \
    .channel_means = channel_means, .gate = gate, \
    .winograd_input = winograd_input, \
  }
