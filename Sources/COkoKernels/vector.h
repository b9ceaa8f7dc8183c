// The vector type of one instruction set, in clang's portable vector language.
//
// Included by each isa_….c after it has defined OKO_WIDTH (floats in a vector), with the target
// attribute pushed, so that the same lines become the instructions of that set.
#include <string.h>
#if OKO_WIDTH == 16
#include <immintrin.h>
#endif

#define OKO_INLINE static inline __attribute__((always_inline, unused))
#define OKO_UNROLL _Pragma("clang loop unroll(full)")

typedef float vec __attribute__((ext_vector_type(OKO_WIDTH)));
typedef int32_t ivec __attribute__((ext_vector_type(OKO_WIDTH)));
typedef float unaligned_vec __attribute__((ext_vector_type(OKO_WIDTH), aligned(4)));

OKO_INLINE vec v_load(const float *p) { return *(const unaligned_vec *)p; }
OKO_INLINE void v_store(float *p, vec v) { *(unaligned_vec *)p = v; }
OKO_INLINE vec v_set(float value) { return (vec)value; }

/// The first `n` floats at p, zero beyond them; reads nothing else.
OKO_INLINE vec v_load_part(const float *p, int64_t n) {
  if (n >= OKO_WIDTH) return v_load(p);
#if OKO_WIDTH == 16
  return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << (n > 0 ? n : 0)) - 1), p);
#else
  float buffer[OKO_WIDTH] = {0};
  for (int64_t i = 0; i < n; ++i) buffer[i] = p[i];
  return v_load(buffer);
#endif
}

/// Stores the first `n` floats; writes nothing else.
OKO_INLINE void v_store_part(float *p, vec v, int64_t n) {
  if (n >= OKO_WIDTH) {
    v_store(p, v);
    return;
  }
#if OKO_WIDTH == 16
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << (n > 0 ? n : 0)) - 1), (__m512)v);
#else
  float buffer[OKO_WIDTH];
  v_store(buffer, v);
  for (int64_t i = 0; i < n; ++i) p[i] = buffer[i];
#endif
}

/// a where the mask is set, b elsewhere.
OKO_INLINE vec v_select(ivec mask, vec a, vec b) {
  return (vec)((mask & (ivec)a) | (~mask & (ivec)b));
}
/// The larger one; a NaN in a stays.
OKO_INLINE vec v_max(vec a, vec b) { return v_select(a < b, b, a); }
/// The smaller one; a NaN in a stays.
OKO_INLINE vec v_min(vec a, vec b) { return v_select(a > b, b, a); }
OKO_INLINE vec v_abs(vec a) { return (vec)((ivec)a & (ivec)0x7fffffff); }
OKO_INLINE vec v_sqrt(vec a) { return __builtin_elementwise_sqrt(a); }
