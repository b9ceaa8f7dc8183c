// Winograd's F(4×4, 3×3) and F(2×2, 3×3): blocks of tiles go through the input transform, one product for each
// of the 36 or 16 points, and the output transform, while both transformed blocks stay in the cache.
#include <string.h>

#include "panels.h"
#include "winograd_tiles.h"

/// The floats that the two transformed blocks may take, about the second-level cache.
#define OKO_BLOCK_FLOATS (192 * 1024)
#define OKO_LEAST_BLOCKS 4

/// Two multiply-adds of sixteen floats a cycle.
#define OKO_CYCLES_PER_PRODUCT (1.0 / 32)
/// Fetching a weight takes the time of so many products: those of the other layers have driven it out of the near caches.
#define OKO_PRODUCTS_PER_FETCH 10

static int is_supported(const oko_conv_shape *s) {
  return s->kernel_height == 3 && s->kernel_width == 3 && s->stride_y == 1 && s->stride_x == 1
    && s->dilation_y == 1 && s->dilation_x == 1 && s->groups == 1;
}

/// The cycles in which so many weights are fetched and multiply `rows` rows.
static double weighted(double weights, double rows) {
  return weights * (rows + OKO_PRODUCTS_PER_FETCH) * OKO_CYCLES_PER_PRODUCT;
}

/// The cycles that a shape takes by tiles, roughly: the products, which wait for the weights where there are few tiles,
/// and the transforms of a vector of channels, `input` and `output` cycles each.
static double cycles_of(const oko_conv_shape *s, double input, double output) {
  double tiles = (double)oko_tile_count(s);
  double products = (double)(oko_points(s) * s->in_channels * s->out_channels);
  double vectors = (double)s->in_channels * input + (double)s->out_channels * output;
  return weighted(products, tiles) + tiles * vectors / 16;
}

int64_t oko_winograd_choice(const oko_conv_shape *s) {
  if (!is_supported(s) || s->in_channels < 16 || s->out_channels < 16) return 0;
  double pixels = (double)(s->batch * s->out_height * s->out_width);
  double direct = weighted(9.0 * (double)(s->in_channels * s->out_channels), pixels / 0.85);
  oko_conv_shape four = *s, two = *s;
  four.winograd_tile = 4;
  two.winograd_tile = 2;
  double large = cycles_of(&four, 110, 90), small = cycles_of(&two, 40, 30);
  if (direct <= large && direct <= small) return 0;
  return large <= small ? 4 : 2;
}

oko_conv_shape oko_conv_gradient_shape(const oko_conv_shape *s) {
  oko_conv_shape gradient = *s;
  gradient.height = s->out_height;
  gradient.width = s->out_width;
  gradient.in_channels = s->out_channels;
  gradient.out_height = s->height;
  gradient.out_width = s->width;
  gradient.out_channels = s->in_channels;
  gradient.padding_top = (s->kernel_height - 1) * s->dilation_y - s->padding_top;
  gradient.padding_left = (s->kernel_width - 1) * s->dilation_x - s->padding_left;
  gradient.x_pixel_stride = s->y_pixel_stride;
  gradient.y_pixel_stride = s->x_pixel_stride;
  return gradient;
}

static oko_tile_layout layout_of(const oko_isa *isa, int64_t channels, int64_t tiles) {
  oko_tile_layout layout;
  layout.row = oko_divide_up(channels, isa->width) * isa->width;
  if (layout.row % 512 == 0) layout.row += 16;
  layout.point = tiles * layout.row;
  if (layout.point % 64 == 0) layout.point += 16;
  return layout;
}

/// So few tiles that all are one block: then every weight is read once, and threads share the points.
#define OKO_FEW_TILES 56

int oko_winograd_is_phased(const oko_conv_shape *s) { return oko_tile_count(s) <= OKO_FEW_TILES; }

/// The tiles of a block: as many register blocks as the cache holds, but where there are tiles
/// enough no fewer than OKO_LEAST_BLOCKS blocks, so that several threads find work.
static int64_t tiles_per_block(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t floats = oko_points(s) * (s->in_channels + s->out_channels), total = oko_tile_count(s);
  if (oko_winograd_is_phased(s)) return total;
  int64_t most = oko_max(OKO_BLOCK_FLOATS / (floats * isa->rows), isa->rows >= 14 ? 1 : 2);
  int64_t blocks = oko_max(
    oko_divide_up(total, most * isa->rows),
    oko_min(OKO_LEAST_BLOCKS, oko_divide_up(total, isa->rows)));
  return oko_divide_up(total, oko_max(blocks, 1));
}

int64_t oko_winograd_block_count(const oko_conv_shape *s) {
  return oko_divide_up(oko_tile_count(s), oko_max(tiles_per_block(oko_isa_current(), s), 1));
}

int64_t oko_winograd_scratch_size(const oko_conv_shape *s) {
  const oko_isa *isa = oko_isa_current();
  int64_t tiles = tiles_per_block(isa, s);
  return oko_points(s) * (layout_of(isa, s->in_channels, tiles).point
                       + layout_of(isa, s->out_channels, tiles).point);
}

/// The floats from one point's filter to the next; not a multiple of a page, as the packing writes
/// all points side by side.
static int64_t filter_point(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t floats = oko_panels_size(isa, s->out_channels, s->in_channels);
  return floats % 256 == 0 ? floats + 16 : floats;
}

int64_t oko_winograd_packed_size(const oko_conv_shape *s) {
  return oko_points(s) * filter_point(oko_isa_current(), s);
}

void oko_winograd_pack(
  const oko_conv_shape *s, const float *hwio, int is_gradient, float *packed,
  int64_t channel_begin, int64_t channel_end) {
  const oko_isa *isa = oko_isa_current();
  isa->winograd_filter(
    s, hwio, is_gradient, packed, filter_point(isa, s), channel_begin, channel_end);
}

/// M[point] = V[point] · U[point] for the points [begin, end).
static void multiply(
  const oko_isa *isa, const oko_conv_shape *s, const float *packed, int64_t tiles,
  const float *v, oko_tile_layout from, float *m, oko_tile_layout to, int64_t begin, int64_t end) {
  int64_t point_stride = filter_point(isa, s);
  for (int64_t point = begin; point < end; ++point) {
    for (int64_t index = 0; index < oko_panel_count(isa, s->out_channels); ++index) {
      oko_panel panel = oko_panel_at(isa, s->out_channels, index);
      int64_t part = oko_even_part(tiles, oko_block_rows(isa, panel.vectors));
      for (int64_t tile = 0; tile < tiles; tile += part) {
        oko_pair pair = {
          v + point * from.point + tile * from.row,
          packed + point * point_stride + panel.first * s->in_channels};
        oko_brgemm block = {
          .pairs = &pair, .count = 1, .k = s->in_channels, .a_m = from.row, .a_k = 1,
          .b_k = panel.width, .c = m + point * to.point + tile * to.row + panel.first,
          .c_m = to.row, .n = panel.count,
        };
        isa->brgemm[oko_min(part, tiles - tile)][panel.vectors](&block);
      }
    }
  }
}

void oko_winograd_forward(
  const oko_conv_shape *s, const float *x, const float *packed, const oko_epilogue *epilogue,
  float *y, int64_t block_begin, int64_t block_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  int64_t tiles = tiles_per_block(isa, s);
  oko_tile_layout from = layout_of(isa, s->in_channels, tiles);
  oko_tile_layout to = layout_of(isa, s->out_channels, tiles);
  float *v = scratch, *m = scratch + oko_points(s) * from.point;
  for (int64_t block = block_begin; block < block_end; ++block) {
    oko_tile_range range = {block * tiles, oko_min(tiles, oko_tile_count(s) - block * tiles)};
    isa->winograd_input(s, x, range, from, v);
    multiply(isa, s, packed, range.count, v, from, m, to, 0, oko_points(s));
    isa->winograd_output(s, m, range, to, epilogue, y);
  }
}

/// The transformed blocks of a phased convolution: all tiles are one.
typedef struct {
  const oko_isa *isa;
  oko_tile_layout from, to;
  float *v, *m;
} phased_block;

static phased_block phased_block_in(const oko_conv_shape *s, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  int64_t tiles = oko_tile_count(s);
  oko_tile_layout from = layout_of(isa, s->in_channels, tiles);
  return (phased_block){
    isa, from, layout_of(isa, s->out_channels, tiles), scratch, scratch + oko_points(s) * from.point};
}

int64_t oko_winograd_tile_count(const oko_conv_shape *s) { return oko_tile_count(s); }
int64_t oko_winograd_point_count(const oko_conv_shape *s) { return oko_points(s); }

void oko_winograd_transform_input(
  const oko_conv_shape *s, const float *x, int64_t tile_begin, int64_t tile_end, float *scratch) {
  phased_block block = phased_block_in(s, scratch);
  oko_tile_range range = {tile_begin, tile_end - tile_begin};
  block.isa->winograd_input(s, x, range, block.from, block.v + tile_begin * block.from.row);
}

void oko_winograd_multiply(
  const oko_conv_shape *s, const float *packed, int64_t point_begin, int64_t point_end,
  float *scratch) {
  phased_block block = phased_block_in(s, scratch);
  multiply(
    block.isa, s, packed, oko_tile_count(s), block.v, block.from, block.m, block.to, point_begin,
    point_end);
}

void oko_winograd_transform_output(
  const oko_conv_shape *s, const oko_epilogue *epilogue, float *y, int64_t tile_begin,
  int64_t tile_end, float *scratch) {
  phased_block block = phased_block_in(s, scratch);
  oko_tile_range range = {tile_begin, tile_end - tile_begin};
  block.isa->winograd_output(
    s, block.m + tile_begin * block.to.row, range, block.to, epilogue, y);
}
