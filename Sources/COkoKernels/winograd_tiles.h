// How an output is cut into Winograd's tiles of 4×4 or 2×2 pixels.
#ifndef OKO_WINOGRAD_TILES_H
#define OKO_WINOGRAD_TILES_H

#include "convolution_shape.h"

/// The side of a tile, 4 where the shape does not say.
static inline int64_t oko_tile(const oko_conv_shape *s) { return s->winograd_tile == 2 ? 2 : 4; }
/// The points at which a tile is multiplied.
static inline int64_t oko_points(const oko_conv_shape *s) {
  return (oko_tile(s) + 2) * (oko_tile(s) + 2);
}
static inline int64_t oko_tiles_x(const oko_conv_shape *s) {
  return oko_divide_up(s->out_width, oko_tile(s));
}
static inline int64_t oko_tiles_y(const oko_conv_shape *s) {
  return oko_divide_up(s->out_height, oko_tile(s));
}
static inline int64_t oko_tile_count(const oko_conv_shape *s) {
  return s->batch * oko_tiles_y(s) * oko_tiles_x(s);
}

#endif
