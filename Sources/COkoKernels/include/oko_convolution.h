#ifndef OKO_CONVOLUTION_H
#define OKO_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

#include "oko_elementwise.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The shape of a two-dimensional convolution.
///
/// A pixel stride is the distance in floats from one pixel to the next in x or y; 0 means dense
/// (the number of channels). A larger one reads or writes a slice of a wider tensor in place.
/// `winograd_tile`, `winograd_in_bf16` and `is_transposed` are for the functions of Winograd's form alone, as
/// `oko_winograd_choice`, `oko_winograd_choose_for_bf16` and `oko_conv_gradient_shape` give them.
typedef struct {
  int64_t batch, height, width, in_channels;
  int64_t out_height, out_width, out_channels;
  int64_t kernel_height, kernel_width;
  int64_t stride_y, stride_x;
  int64_t padding_top, padding_left;
  int64_t dilation_y, dilation_x;
  int64_t groups;
  int64_t x_pixel_stride, y_pixel_stride;
  int64_t winograd_tile;
  int64_t winograd_in_bf16;
  int64_t is_transposed;
} oko_conv_shape;

/// What happens to a result before it is stored: y = activation(scale · value + bias + residual), or, with
/// `residual_is_last`, y = activation(scale · value + bias) + residual.
///
/// Each pointer may be NULL. `residual` has y's shape and its own pixel stride (0: dense).
typedef struct {
  const float *scale;
  const float *bias;
  const float *residual;
  int64_t residual_pixel_stride;
  oko_activation activation;
  float slope;
  int residual_is_last;
} oko_epilogue;

/// The floats that a packed filter takes (forward).
int64_t oko_conv_packed_size(const oko_conv_shape *shape);
/// The panels in which a filter is packed, which callers may share out.
int64_t oko_conv_packed_panel_count(const oko_conv_shape *shape);
/// Packs the panels [panel_begin, panel_end) of an HWIO filter for `oko_conv_forward`.
void oko_conv_pack_filter(
  const oko_conv_shape *shape, const float *hwio, float *packed, int64_t panel_begin,
  int64_t panel_end);
/// The floats of scratch that `oko_conv_forward` needs.
int64_t oko_conv_scratch_size(const oko_conv_shape *shape);
/// Computes the output rows [row_begin, row_end) of all batch · out_height rows. Depthwise and
/// grouped convolutions are included. `epilogue` may be NULL.
void oko_conv_forward(
  const oko_conv_shape *shape, const float *x, const float *packed, const oko_epilogue *epilogue,
  float *y, int64_t row_begin, int64_t row_end, float *scratch);

/// The floats that a filter packed for the data gradient takes.
int64_t oko_conv_backward_data_packed_size(const oko_conv_shape *shape);
/// The panels in which that filter is packed.
int64_t oko_conv_backward_data_packed_panel_count(const oko_conv_shape *shape);
/// Packs the panels [panel_begin, panel_end) of an HWIO filter for `oko_conv_backward_data`.
void oko_conv_backward_data_pack_filter(
  const oko_conv_shape *shape, const float *hwio, float *packed, int64_t panel_begin,
  int64_t panel_end);
/// The floats of scratch that `oko_conv_backward_data` needs.
int64_t oko_conv_backward_data_scratch_size(const oko_conv_shape *shape);
/// Computes the rows [row_begin, row_end) of all batch · height rows of the gradient of x.
/// It is also the forward pass of a transposed convolution; `epilogue` (may be NULL) is for that.
void oko_conv_backward_data(
  const oko_conv_shape *shape, const float *dy, const float *packed, const oko_epilogue *epilogue,
  float *dx, int64_t row_begin, int64_t row_end, float *scratch);

/// The floats of scratch that `oko_conv_backward_filter` needs.
int64_t oko_conv_backward_filter_scratch_size(const oko_conv_shape *shape);
/// The panels of output channels that callers may share out; 1 where the filter is not cut.
int64_t oko_conv_backward_filter_panel_count(const oko_conv_shape *shape);
/// Adds to the panels [panel_begin, panel_end) of `dw_hwio` the filter gradient that the output rows
/// [row_begin, row_end) of all batch · out_height rows contribute.
void oko_conv_backward_filter(
  const oko_conv_shape *shape, const float *x, const float *dy, float *dw_hwio, int64_t row_begin,
  int64_t row_end, int64_t panel_begin, int64_t panel_end, float *scratch);

#ifdef __cplusplus
}
#endif
#endif
