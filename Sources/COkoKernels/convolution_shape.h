// What all convolution files derive from a shape.
#ifndef OKO_CONVOLUTION_SHAPE_H
#define OKO_CONVOLUTION_SHAPE_H

#include "isa.h"

static inline int64_t oko_x_stride(const oko_conv_shape *s) {
  return s->x_pixel_stride != 0 ? s->x_pixel_stride : s->in_channels;
}
static inline int64_t oko_y_stride(const oko_conv_shape *s) {
  return s->y_pixel_stride != 0 ? s->y_pixel_stride : s->out_channels;
}
static inline int64_t oko_taps(const oko_conv_shape *s) {
  return s->kernel_height * s->kernel_width;
}
/// The largest side of a filter that the depthwise kernels take; the general ones take any.
#define OKO_DEPTHWISE_KERNEL 64

/// One channel in and one channel out per group.
static inline int oko_is_depthwise(const oko_conv_shape *s) {
  return s->groups > 1 && s->groups == s->in_channels && s->groups == s->out_channels
    && s->kernel_height <= OKO_DEPTHWISE_KERNEL && s->kernel_width <= OKO_DEPTHWISE_KERNEL;
}
/// A 1×1 filter that meets every pixel once, so that an image is one line.
static inline int oko_is_pointwise(const oko_conv_shape *s) {
  return oko_taps(s) == 1 && s->stride_y == 1 && s->stride_x == 1 && s->padding_top == 0
    && s->padding_left == 0 && s->height == s->out_height && s->width == s->out_width;
}
/// The shape of one group, on its slice of the channels.
static inline oko_conv_shape oko_one_group(const oko_conv_shape *s) {
  oko_conv_shape one = *s;
  one.x_pixel_stride = oko_x_stride(s);
  one.y_pixel_stride = oko_y_stride(s);
  one.in_channels /= s->groups;
  one.out_channels /= s->groups;
  one.groups = 1;
  return one;
}
/// The floats that `count` pairs take in scratch memory.
static inline int64_t oko_pair_floats(int64_t count) {
  return count * (int64_t)(sizeof(oko_pair) / sizeof(float)) + 2;
}
/// The pairs at the start of scratch memory, aligned.
static inline oko_pair *oko_pairs_in(float *scratch) {
  return (oko_pair *)(((uintptr_t)scratch + 7) & ~(uintptr_t)7);
}

/// About a quarter of a core's second-level cache, in floats.
#define OKO_CACHED_FLOATS (64 * 1024)

/// The words of source and result beyond which they come from memory and are asked for: eight megabytes.
///
/// What is in a cache comes by itself, and asking takes the ports that loads and stores need. 1×1 of 16 → 64 channels at
/// 112² takes 137 µs without and 158 with it, 3×3 of stride 2 of a picture of 224² 60 and 96 µs; but 1×1 of 32 → 32 at
/// 512² takes 5.7 ms without and 2.9 with it.
#define OKO_FAR_WORDS (2 * 1024 * 1024)

/// Whether source and result together are that large.
static inline int oko_is_far(const oko_conv_shape *s) {
  int64_t x = s->height * s->width * oko_x_stride(s);
  int64_t y = s->out_height * s->out_width * oko_y_stride(s);
  return s->batch * (x + y) > OKO_FAR_WORDS;
}

// Depthwise convolutions, in depthwise.c.
void oko_depthwise_forward(
  const oko_conv_shape *shape, const float *x, const float *filter, const oko_epilogue *epilogue,
  float *y, int64_t row_begin, int64_t row_end);
void oko_depthwise_backward_data(
  const oko_conv_shape *shape, const float *dy, const float *filter,
  const oko_epilogue *epilogue, float *dx, int64_t row_begin, int64_t row_end);
void oko_depthwise_backward_filter(
  const oko_conv_shape *shape, const float *x, const float *dy, float *dw, int64_t row_begin,
  int64_t row_end);

#endif
