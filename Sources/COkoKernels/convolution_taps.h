// Data gradients under a stride with so few channels that those of all taps together fill vectors.
#ifndef OKO_CONVOLUTION_TAPS_H
#define OKO_CONVOLUTION_TAPS_H

#include "convolution_shape.h"

/// Whether a shape goes this way: a generator's last layer, which makes three channels of many.
int oko_has_joint_taps(const oko_conv_shape *shape);
int64_t oko_joint_taps_packed_size(const oko_conv_shape *shape);
int64_t oko_joint_taps_scratch_size(const oko_conv_shape *shape);
void oko_joint_taps_pack_filter(const oko_conv_shape *shape, const float *hwio, float *packed);
void oko_joint_taps_run(
  const oko_conv_shape *shape, const float *dy, const float *packed,
  const oko_epilogue *epilogue, float *dx, int64_t row_begin, int64_t row_end, float *scratch);

#endif
