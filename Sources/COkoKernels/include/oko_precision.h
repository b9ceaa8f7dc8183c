#ifndef OKO_PRECISION_H
#define OKO_PRECISION_H

#include <stdint.h>

#include "oko_convolution.h"
#include "oko_pooling.h"

#ifdef __cplusplus
extern "C" {
#endif

// Activations in fewer bits: bf16, the upper half of a float, and bytes of value scale · (byte − zero).
//
// Two bf16 or four bytes are a word, and kernels read the channels of a pixel by the word. So the pixel stride of what
// they read is a multiple of a word, the first pixel starts at one, and where the channels are no multiple, the elements
// that fill the last word meet zero weights: they may be anything but bf16 that is infinite or not a number. Kernels
// that write a dense result write zeros there; into a slice of a wider tensor they write the channels alone.
//
// Products of bf16 are summed as AVX512-BF16 does it, on every machine: in float, the odd channel of a word before the
// even one, each added with one rounding to the nearest, subnormal numbers being zero. Where a convolution reads few
// channels, the words are those of rows of pixels without gaps. Products of bytes are summed exactly, in 32 bits.

/// What a tensor holds.
typedef enum { OKO_F32 = 0, OKO_BF16, OKO_U8 } oko_element;

/// A tensor [pixels][channels] in some precision.
typedef struct {
  oko_element type;
  float scale;           ///< Of a step of a byte; bytes alone.
  int32_t zero;          ///< The byte that stands for 0, from 0 to 255.
  void *data;
  int64_t pixel_stride;  ///< In elements; 0 means dense, that is the channels, filled up to a word.
} oko_operand;

/// The bytes that an element takes.
static inline int64_t oko_element_size(oko_element type) {
  return type == OKO_F32 ? 4 : type == OKO_BF16 ? 2 : 1;
}
/// The elements from one pixel of a dense tensor to the next.
static inline int64_t oko_dense_stride(oko_element type, int64_t channels) {
  int64_t lanes = 4 / oko_element_size(type);
  return (channels + lanes - 1) / lanes * lanes;
}

/// Copies `pixels` · `channels` values into another type: to bf16 rounded to the nearest, ties to even; to bytes
/// likewise, within 0…255, of value · (1 / scale) + zero. NaN becomes the byte 0.
void oko_convert(
  const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels);

/// The channels that `oko_channel_means` takes together.
#define OKO_MEANS_BLOCK 64
/// Sums every channel over the `pixels` of each picture of x and multiplies by `factor`: pictures [pixels][channels] become
/// pixels [picture][channels] of y, of any types. Computes the blocks [block_begin, block_end) of `OKO_MEANS_BLOCK`
/// channels, as many for each picture as hold its channels.
void oko_channel_means(
  const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels, float factor,
  int64_t block_begin, int64_t block_end);
/// Multiplies every pixel of a picture by that picture's pixel of `gate`; types and strides may differ, and y may be x
/// where they do not. Computes the pixels [pixel_begin, pixel_end) of all pictures, each of `pixels`.
void oko_gate(
  const oko_operand *x, const oko_operand *gate, const oko_operand *y, int64_t pixels,
  int64_t channels, int64_t pixel_begin, int64_t pixel_end);

/// A convolution of bf16 or bytes. The pixel strides of the shape are not looked at: the operands have them.
///
/// With `is_transposed` it runs as the data gradient does: from what the shape calls y to what it calls x.
/// Of bytes, taps · channels of a group are at most 65,536, so that their sum fits 32 bits.
typedef struct {
  oko_conv_shape shape;
  oko_element type;
  int is_transposed;
} oko_low_conv;

/// Whether the convolution, which reads few channels, also reads floats, and rounds them on the way: to bytes by the scale
/// and the zero of the operand.
int oko_low_conv_reads_floats(const oko_low_conv *convolution);

/// y = activation(value + residual), or activation(value) + residual with `residual_is_last`, of
/// value = x.scale · scale[n] · Σ (x − x.zero) · w + bias[n], where x.scale and x.zero belong to bytes alone.
///
/// `scale`, which for bytes is the filter's, `bias` and the residual's data may each be NULL.
typedef struct {
  const float *scale;
  const float *bias;
  oko_operand residual;
  oko_activation activation;
  float slope;
  int residual_is_last;
} oko_low_epilogue;

/// The scale of each output channel by which a filter fits −127…127: its largest magnitude / 127, or 1 where that is
/// no normal number.
void oko_low_conv_scales(const oko_low_conv *convolution, const float *hwio, float *scales);
/// The words that a packed filter takes.
int64_t oko_low_conv_packed_size(const oko_low_conv *convolution);
/// The panels of columns, of all groups, that a packed filter is made of; depthwise convolutions have one.
int64_t oko_low_conv_packed_panel_count(const oko_low_conv *convolution);
/// Rounds the panels [panel_begin, panel_end) of an HWIO filter and packs them. For bytes, weights are rounded to the
/// nearest of −127…127 times `scales`, which are NULL for bf16; those of depthwise convolutions keep their fractions.
void oko_low_conv_pack_filter(
  const oko_low_conv *convolution, const float *hwio, const float *scales, float *packed,
  int64_t panel_begin, int64_t panel_end);
/// The words of scratch that `oko_low_conv_forward` needs.
int64_t oko_low_conv_scratch_size(const oko_low_conv *convolution);
/// Computes the panels [panel_begin, panel_end) of the columns of the rows [row_begin, row_end) of all images' rows of the
/// result, which may be of any type. Threads share panels where rows are few.
void oko_low_conv_forward(
  const oko_low_conv *convolution, const oko_operand *x, const float *packed,
  const oko_low_epilogue *epilogue, const oko_operand *y, int64_t row_begin, int64_t row_end,
  int64_t panel_begin, int64_t panel_end, float *scratch);

/// Whether there is `oko_low_conv_backward_filter` for a shape: not for depthwise ones.
int oko_low_conv_has_backward_filter(const oko_conv_shape *shape);
/// The floats of scratch that it needs.
int64_t oko_low_conv_backward_filter_scratch_size(const oko_conv_shape *shape);
/// As `oko_conv_backward_filter`, whose panels it shares, of x and dy in bf16, which lie as the shape says; sums are floats.
void oko_low_conv_backward_filter(
  const oko_conv_shape *shape, const uint16_t *x, const uint16_t *dy, float *dw_hwio,
  int64_t row_begin, int64_t row_end, int64_t panel_begin, int64_t panel_end, float *scratch);

/// The largest of every window, in bf16 or bytes; x and y are alike, and of the shape's pixel strides, in elements.
/// Output rows [row_begin, row_end) of batch · out_height.
void oko_low_max_pool_forward(
  const oko_pool_shape *shape, oko_element type, const void *x, void *y, int64_t row_begin,
  int64_t row_end);

/// Whether the processor has instructions for products of bf16 and of bytes; else other ones give the same numbers.
int oko_low_products_are_native(void);
/// Keeps the calling thread from those instructions, until it is called with 0: for tests.
void oko_low_products_avoid_native_for_thread(int avoids);

#ifdef __cplusplus
}
#endif
#endif
