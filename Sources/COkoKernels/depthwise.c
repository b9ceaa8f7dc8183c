// Depthwise convolutions: the public walk over rows; the vector loops are in depthwise_body.h.
#include "convolution_shape.h"

void oko_depthwise_forward(
  const oko_conv_shape *s, const float *x, const float *filter, const oko_epilogue *epilogue,
  float *y, int64_t row_begin, int64_t row_end) {
  oko_isa_current()->depthwise_forward(s, x, filter, epilogue, y, row_begin, row_end);
}

void oko_depthwise_backward_data(
  const oko_conv_shape *s, const float *dy, const float *filter, const oko_epilogue *epilogue,
  float *dx, int64_t row_begin, int64_t row_end) {
  oko_isa_current()->depthwise_backward_data(s, dy, filter, epilogue, dx, row_begin, row_end);
}

void oko_depthwise_backward_filter(
  const oko_conv_shape *s, const float *x, const float *dy, float *dw, int64_t row_begin,
  int64_t row_end) {
  oko_isa_current()->depthwise_backward_filter(s, x, dy, dw, row_begin, row_end);
}
