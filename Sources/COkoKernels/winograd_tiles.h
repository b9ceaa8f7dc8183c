// How an output is cut into Winograd's tiles of 4×4 pixels.
#ifndef OKO_WINOGRAD_TILES_H
#define OKO_WINOGRAD_TILES_H

#include "convolution_shape.h"

#define OKO_POINTS OKO_WINOGRAD_POINTS

static inline int64_t oko_tiles_x(const oko_conv_shape *s) {
  return oko_divide_up(s->out_width, 4);
}
static inline int64_t oko_tiles_y(const oko_conv_shape *s) {
  return oko_divide_up(s->out_height, 4);
}

#endif
