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
/// The forms whose products may be of bf16: what their transforms multiply by is exact, so that all instruction sets
/// find the same numbers.
#define OKO_WINOGRAD_BF16_FORMS(X) X(2, 3)
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
/// The words that `channels` transformed channels take.
static inline int64_t oko_tile_words(const oko_conv_shape *s, int64_t channels) {
  return s->winograd_in_bf16 ? oko_divide_up(channels, 2) : channels;
}
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

/// The place of the tile after this one, without the divisions, which would take as long as a transform of few channels;
/// `width` and `height` are those of a plane's tiles in pixels.
static inline oko_tile_place oko_next_place(
  const oko_conv_shape *s, oko_tile_place place, int64_t width, int64_t height) {
  place.column += oko_tile(s);
  if (place.column < width) return place;
  place.column = 0;
  place.row += oko_tile(s);
  if (place.row < height) return place;
  place.row = 0;
  if (++place.image < s->batch) return place;
  place.image = 0;
  ++place.plane;
  return place;
}

/// How many steps of 1 or 2 begin before `count`.
static inline int64_t oko_steps_within(int64_t count, int64_t step) {
  return count <= 0 ? 0 : (count + step - 1) >> (step - 1);
}

/// The pixels of y that a tile fills: the first one, the step from one to the next along both axes, and how many of its
/// rows and columns, and of the tiles after it, are inside.
typedef struct {
  int64_t pixel, step, rows, columns;
} oko_tile_pixels;

static inline oko_tile_pixels oko_pixels_of(const oko_conv_shape *s, oko_tile_place place) {
  oko_axis row_axis = oko_row_axis(s, place.plane), column_axis = oko_column_axis(s, place.plane);
  int64_t step = row_axis.target_step, top = row_axis.target + step * place.row;
  int64_t left = column_axis.target + step * place.column;
  return (oko_tile_pixels){
    (place.image * s->out_height + top) * s->out_width + left, step,
    oko_steps_within(s->out_height - top, step), oko_steps_within(s->out_width - left, step)};
}

#endif
