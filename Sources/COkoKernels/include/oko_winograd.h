#ifndef OKO_WINOGRAD_H
#define OKO_WINOGRAD_H

#include <stdint.h>

#include "oko_convolution.h"
#include "oko_precision.h"

#ifdef __cplusplus
extern "C" {
#endif

// Winograd's F(4×4, 3×3) (Lavin and Gray, 2015): a quarter of the multiplications of the direct
// form, at a relative error of a few 1e-6. The interpolation points are 0, ±1, ±2 and ∞. For few
// tiles F(2×2, 3×3), with points 0, ±1 and ∞: 4/9 of the multiplications, but also 4/9 of the weights.
//
// A 4×4 filter at stride 2 is four 2×2 filters at stride 1, forward on four planes of the input, transposed to four
// planes of the output. They go by F(4×4, 2×2), with points 0, ±1, 2 and ∞: 25/64 of the multiplications and 25/4 of
// the weights; by F(2×2, 2×2), with points 0, 1 and ∞: 9/16 and 9/4; or, where there are few pixels, by F(1×1, 2×2),
// which is the direct form tap by tap, so that every weight is read once for all pixels.
//
// All functions but the two that choose take the side of the tiles from the shape's `winograd_tile`.

/// The side of the tiles, 4, 2 or 1, by which a shape is likely to take the least time, or 0 where that is the direct
/// form, or where the shape cannot go this way (3×3 at stride 1 or 4×4 at stride 2, dilation 1, one group). Of two that
/// differ little, it is the one whose filter takes less memory.
int64_t oko_winograd_choice(const oko_conv_shape *shape);
/// Whether a shape can go by tiles of the side that it names.
int oko_winograd_has_tiles(const oko_conv_shape *shape);
/// Sets `winograd_tile` and `winograd_in_bf16` of a shape whose tensors are of bf16 to what is likely to take the least
/// time: tiles with products of bf16 or of floats, or, with a tile of 0, the direct form of `oko_low_conv_forward`.
void oko_winograd_choose_for_bf16(oko_conv_shape *shape);
/// The shape whose forward pass is the data gradient of a shape: dy in, dx out. Under a stride it is transposed, which
/// Winograd's functions alone understand.
oko_conv_shape oko_conv_gradient_shape(const oko_conv_shape *shape);

/// The floats that a transformed filter takes.
int64_t oko_winograd_packed_size(const oko_conv_shape *shape);
/// Transforms the input channels [channel_begin, channel_end) of an HWIO filter. With `is_gradient`,
/// `shape` is the gradient's shape, its channels are meant, and `hwio` is still the filter of the
/// forward pass. For products of bf16, `channel_begin` is even.
void oko_winograd_pack(
  const oko_conv_shape *shape, const float *hwio, int is_gradient, float *packed,
  int64_t channel_begin, int64_t channel_end);
/// The number of blocks of tiles, which the shape alone determines.
int64_t oko_winograd_block_count(const oko_conv_shape *shape);
/// The floats of scratch that `oko_winograd_forward` needs (may be a few MB).
int64_t oko_winograd_scratch_size(const oko_conv_shape *shape);
/// Computes the blocks [block_begin, block_end) of tiles. `epilogue` may be NULL.
void oko_winograd_forward(
  const oko_conv_shape *shape, const float *x, const float *packed, const oko_epilogue *epilogue,
  float *y, int64_t block_begin, int64_t block_end, float *scratch);
/// The same of x in floats or bf16 and y of any precision; the shape's pixel strides are not looked at.
void oko_low_winograd_forward(
  const oko_conv_shape *shape, const oko_operand *x, const float *packed,
  const oko_low_epilogue *epilogue, const oko_operand *y, int64_t block_begin,
  int64_t block_end, float *scratch);

/// Whether there are so few tiles that the three functions below serve better, each spread over threads, one after the
/// other: reading the weights takes longer than the sums then, and so each is read once.
int oko_winograd_is_phased(const oko_conv_shape *shape);
/// The number of tiles, which share the first and the last phase.
int64_t oko_winograd_tile_count(const oko_conv_shape *shape);
/// The number of points of all planes of the output, which share the middle phase.
int64_t oko_winograd_point_count(const oko_conv_shape *shape);
/// Transforms the tiles [tile_begin, tile_end) of x into the scratch memory that all phases and threads share.
void oko_winograd_transform_input(
  const oko_conv_shape *shape, const float *x, int64_t tile_begin, int64_t tile_end,
  float *scratch);
/// The same of floats or bf16.
void oko_low_winograd_transform_input(
  const oko_conv_shape *shape, const oko_operand *x, int64_t tile_begin, int64_t tile_end,
  float *scratch);
/// Multiplies all tiles by the filter at the points [point_begin, point_end).
void oko_winograd_multiply(
  const oko_conv_shape *shape, const float *packed, int64_t point_begin, int64_t point_end,
  float *scratch);
/// Transforms the products of the tiles [tile_begin, tile_end) into y. `epilogue` may be NULL.
void oko_winograd_transform_output(
  const oko_conv_shape *shape, const oko_epilogue *epilogue, float *y, int64_t tile_begin,
  int64_t tile_end, float *scratch);
/// The same into y of any precision.
void oko_low_winograd_transform_output(
  const oko_conv_shape *shape, const oko_low_epilogue *epilogue, const oko_operand *y,
  int64_t tile_begin, int64_t tile_end, float *scratch);

/// Whether a shape's filter gradient is likely to take less time by tiles of 4×4, by the three functions below, than by
/// `oko_conv_backward_filter`.
int oko_winograd_suits_gradient(const oko_conv_shape *shape);
/// The parts of the filter that callers may share out.
int64_t oko_winograd_gradient_part_count(const oko_conv_shape *shape);
/// The floats of scratch that `oko_winograd_gradient` needs (some MB).
int64_t oko_winograd_gradient_scratch_size(const oko_conv_shape *shape);
/// Adds to the parts [part_begin, part_end) of `dw_hwio` the filter gradient that the tiles [tile_begin, tile_end) of
/// dy contribute.
void oko_winograd_gradient(
  const oko_conv_shape *shape, const float *x, const float *dy, float *dw_hwio,
  int64_t tile_begin, int64_t tile_end, int64_t part_begin, int64_t part_end, float *scratch);

#ifdef __cplusplus
}
#endif
#endif
