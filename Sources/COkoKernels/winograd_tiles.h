// How a convolution becomes tiles that small filters of stride 1 meet.
//
// A 3×3 filter at stride 1 is one such filter. A 4×4 filter at stride 2 is four 2×2 filters, its even and odd rows by its
// even and odd columns: forward they meet four planes of the input, every other row by every other column, and their
// results are summed; transposed, each makes one plane of the output.
#ifndef OKO_WINOGRAD_TILES_H
#define OKO_WINOGRAD_TILES_H

#include "convolution_shape.h"

/// The forms F(tile×tile, filter×filter): X(tile, filter).
#define OKO_WINOGRAD_FORMS(X) X(4, 3) X(2, 3) X(4, 2) X(2, 2) X(1, 2)
/// The most points along a side.
#define OKO_MAX_SIDE 6

/// Whether a shape can go by tiles: 3×3 at stride 1, or 4×4 at stride 2.
static inline int oko_has_winograd_form(const oko_conv_shape *s) {
  int64_t kernel = s->stride_y == 2 ? 4 : 3;
  return s->kernel_height == kernel && s->kernel_width == kernel && s->stride_y <= 2
    && s->stride_x == s->stride_y && s->dilation_y == 1 && s->dilation_x == 1 && s->groups == 1;
}
static inline int oko_is_halving(const oko_conv_shape *s) { return s->stride_y == 2; }
/// The side of a tile, 4 where the shape does not say.
static inline int64_t oko_tile(const oko_conv_shape *s) {
  return s->winograd_tile == 0 ? 4 : s->winograd_tile;
}
/// The side of the filter that meets a tile.
static inline int64_t oko_tile_filter(const oko_conv_shape *s) { return oko_is_halving(s) ? 2 : 3; }
/// The points at which a tile is multiplied, and how many there are along a side.
static inline int64_t oko_side(const oko_conv_shape *s) {
  return oko_tile(s) + oko_tile_filter(s) - 1;
}
static inline int64_t oko_points(const oko_conv_shape *s) { return oko_side(s) * oko_side(s); }
/// The planes of the input whose products are summed.
static inline int64_t oko_in_planes(const oko_conv_shape *s) {
  return oko_is_halving(s) && !s->is_transposed ? 4 : 1;
}
/// The planes of the output, each with tiles and a filter of its own.
static inline int64_t oko_out_planes(const oko_conv_shape *s) {
  return oko_is_halving(s) && s->is_transposed ? 4 : 1;
}

/// The rows, or likewise the columns, of a plane: the place j of row i of tiles meets the row source + source_step ·
/// (i + j) of x, its row i lies at target + target_step · i of y, and row u of its filter at tap + tap_step · u.
typedef struct {
  int64_t source, source_step, target, target_step, tap, tap_step;
} oko_axis;

static inline oko_axis oko_axis_of(const oko_conv_shape *s, int64_t half, int64_t padding) {
  if (!oko_is_halving(s)) return (oko_axis){-padding, 1, 0, 1, 0, 1};
  if (!s->is_transposed) return (oko_axis){half - padding, 2, 0, 1, half, 2};
  int64_t shifted = half + padding;
  return (oko_axis){shifted / 2 - 1, 1, half, 2, shifted % 2 + 2, -2};
}
static inline oko_axis oko_row_axis(const oko_conv_shape *s, int64_t plane) {
  return oko_axis_of(s, plane / 2, s->padding_top);
}
static inline oko_axis oko_column_axis(const oko_conv_shape *s, int64_t plane) {
  return oko_axis_of(s, plane % 2, s->padding_left);
}

static inline int64_t oko_tiles_along(const oko_conv_shape *s, int64_t extent) {
  return oko_divide_up(oko_out_planes(s) > 1 ? oko_divide_up(extent, 2) : extent, oko_tile(s));
}
static inline int64_t oko_tiles_x(const oko_conv_shape *s) {
  return oko_tiles_along(s, s->out_width);
}
static inline int64_t oko_tiles_y(const oko_conv_shape *s) {
  return oko_tiles_along(s, s->out_height);
}
/// The tiles of one plane of all images.
static inline int64_t oko_plane_tiles(const oko_conv_shape *s) {
  return s->batch * oko_tiles_y(s) * oko_tiles_x(s);
}
static inline int64_t oko_tile_count(const oko_conv_shape *s) {
  return oko_out_planes(s) * oko_plane_tiles(s);
}

/// A tile of all planes' and images' tiles, plane by plane: where it is, and its first row and column in its plane.
typedef struct {
  int64_t plane, image, row, column;
} oko_tile_place;

static inline oko_tile_place oko_place_of(const oko_conv_shape *s, int64_t tile) {
  int64_t tiles_x = oko_tiles_x(s), tiles_y = oko_tiles_y(s), image = tile / (tiles_x * tiles_y);
  return (oko_tile_place){
    image / s->batch, image % s->batch, tile / tiles_x % tiles_y * oko_tile(s),
    tile % tiles_x * oko_tile(s)};
}

#endif
