// Data gradients under a stride with so few channels that all phases of a row fit one vector.
#ifndef OKO_CONVOLUTION_PHASES_H
#define OKO_CONVOLUTION_PHASES_H

#include "convolution_line.h"
#include "convolution_shape.h"

/// Whether a shape goes this way: a generator's last layer, which makes three channels of many.
int oko_has_joint_phases(const oko_conv_shape *shape);
int64_t oko_joint_phases_packed_size(const oko_conv_shape *shape);
/// Beyond that of the general form.
int64_t oko_joint_phases_scratch_size(const oko_conv_shape *shape);
void oko_joint_phases_pack_filter(const oko_conv_shape *shape, const float *hwio, float *packed);
void oko_joint_phases_run(
  const oko_conv_shape *shape, const float *dy, const float *packed,
  const oko_epilogue *epilogue, float *dx, int64_t row_begin, int64_t row_end, float *scratch);

/// The output rows that an input row took part in, in convolution_backward_data.c.
void oko_set_gradient_row(
  const oko_conv_shape *shape, const float *dy, int64_t row, oko_line *line,
  oko_source_row *rows);

#endif
