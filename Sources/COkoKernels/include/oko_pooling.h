#ifndef OKO_POOLING_H
#define OKO_POOLING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The shape of a pooling over NHWC. Every window must hold at least one pixel of x.
///
/// A pixel stride is the distance in floats from one pixel to the next; 0 means dense. Only the
/// forward maximum without indices looks at it.
typedef struct {
  int64_t batch, height, width, channels;
  int64_t out_height, out_width;
  int64_t kernel_height, kernel_width;
  int64_t stride_y, stride_x;
  int64_t padding_top, padding_left;
  /// Average only: whether padding counts in the divisor.
  int count_includes_padding;
  int64_t x_pixel_stride, y_pixel_stride;
} oko_pool_shape;

/// Output rows [row_begin, row_end) of batch · out_height. `indices` (may be NULL) gets, for every
/// output value, y · width + x of the pixel that it came from. NaN wins.
void oko_max_pool_forward(
  const oko_pool_shape *shape, const float *x, float *y, int32_t *indices, int64_t row_begin,
  int64_t row_end);
/// Input rows [row_begin, row_end) of batch · height.
void oko_max_pool_backward(
  const oko_pool_shape *shape, const float *dy, const int32_t *indices, float *dx,
  int64_t row_begin, int64_t row_end);
/// Output rows [row_begin, row_end) of batch · out_height.
void oko_average_pool_forward(
  const oko_pool_shape *shape, const float *x, float *y, int64_t row_begin, int64_t row_end);
/// Input rows [row_begin, row_end) of batch · height.
void oko_average_pool_backward(
  const oko_pool_shape *shape, const float *dy, float *dx, int64_t row_begin, int64_t row_end);

/// Doubles height and width by repetition: the rows [row_begin, row_end) of all input rows
/// (batch · height), each of which gives two output rows. x and y have their own pixel strides (0: dense).
void oko_upsample2_forward(
  const float *x, float *y, int64_t width, int64_t channels, int64_t x_pixel_stride,
  int64_t y_pixel_stride, int64_t row_begin, int64_t row_end);
/// The gradient of the above, for the same input rows.
void oko_upsample2_backward(
  const float *dy, float *dx, int64_t width, int64_t channels, int64_t row_begin,
  int64_t row_end);

#ifdef __cplusplus
}
#endif
#endif
