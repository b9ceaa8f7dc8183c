#ifndef OKO_MATRIX_H
#define OKO_MATRIX_H

#include <stdint.h>

#include "oko_convolution.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A matrix product C[m, n] = A[m, k] · B[k, n] with any strides, in floats, on A and B.
typedef struct {
  int64_t m, n, k;
  int64_t a_row_stride, a_column_stride;
  int64_t b_row_stride, b_column_stride;
  int64_t c_row_stride;
} oko_gemm_shape;

/// The floats of scratch that `oko_gemm` needs.
int64_t oko_gemm_scratch_size(const oko_gemm_shape *shape);
/// Computes C = A · B, or adds the product to C where `accumulate` is not 0.
///
/// `epilogue` may be NULL; its scale and bias run along n, and its residual has row stride
/// `residual_pixel_stride`. An output element does not depend on how the caller splits the rows.
void oko_gemm(
  const oko_gemm_shape *shape, const float *a, const float *b, float *c, int accumulate,
  const oko_epilogue *epilogue, float *scratch);

/// The floats of a matrix B packed by `oko_gemm_pack`.
int64_t oko_gemm_packed_size(const oko_gemm_shape *shape);
/// Lays B out for `oko_gemm_packed`: worth it where many products share one B.
void oko_gemm_pack(const oko_gemm_shape *shape, const float *b, float *packed);
/// Computes as `oko_gemm`, with B packed for the set in use; k is not cut into blocks, so that it should be at
/// most some thousands.
void oko_gemm_packed(
  const oko_gemm_shape *shape, const float *a, const float *packed, float *c, int accumulate,
  const oko_epilogue *epilogue);

#ifdef __cplusplus
}
#endif
#endif
