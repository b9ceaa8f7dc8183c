// Winograd's convolutions: blocks of tiles go through the input transform, one product for each of the points, and the
// output transform, while both transformed blocks stay in the cache.

#include "panels.h"
#include "winograd_tiles.h"

/// The floats that the two transformed blocks may take, about the second-level cache.
#define OKO_BLOCK_FLOATS (192 * 1024)
#define OKO_LEAST_BLOCKS 4

/// Two multiply-adds of sixteen floats a cycle.
#define OKO_CYCLES_PER_PRODUCT (1.0 / 32)
/// Fetching a weight takes the time of so many products: those of the other layers have driven it out of the near caches.
#define OKO_PRODUCTS_PER_FETCH 10

/// The cycles in which so many weights are fetched and multiply `rows` rows.
static double weighted(double weights, double rows) {
  return weights * (rows + OKO_PRODUCTS_PER_FETCH) * OKO_CYCLES_PER_PRODUCT;
}

/// A form's tile, and the cycles of its transforms of a vector of channels, with the traffic through the caches.
typedef struct {
  int64_t tile;
  double input, output;
} form_cost;

/// The cycles that a shape takes by tiles, roughly: the products, which wait for the weights where there are few tiles,
/// and the transforms.
static double cycles_of(const oko_conv_shape *s, const form_cost *form) {
  double tiles = (double)oko_plane_tiles(s), inputs = (double)(oko_in_planes(s) * s->in_channels);
  double products = (double)oko_points(s) * inputs * (double)s->out_channels;
  double vectors = inputs * form->input + (double)s->out_channels * form->output;
  return (double)oko_out_planes(s) * (weighted(products, tiles) + tiles * vectors / 16);
}

/// Fewer channels than a vector holds leave most of it empty.
static int suits_tiles(const oko_conv_shape *s) {
  return oko_has_winograd_form(s) && s->in_channels >= 16 && s->out_channels >= 16;
}

int oko_winograd_has_tiles(const oko_conv_shape *s) {
  int64_t tile = s->winograd_tile;
  return suits_tiles(s) && (tile == 4 || tile == 2 || (tile == 1 && oko_is_halving(s)));
}

/// What a form must save of the cycles of one with a smaller filter: transformed for F(4×4, 3×3), a filter takes four times
/// the memory of the direct form, and the costs above are rough.
#define OKO_LEAST_GAIN 0.1

int64_t oko_winograd_choice(const oko_conv_shape *s) {
  static const form_cost of_three[] = {{2, 40, 30}, {4, 110, 90}};
  static const form_cost of_four[] = {{1, 12, 12}, {2, 25, 20}, {4, 75, 60}};
  if (!suits_tiles(s)) return 0;
  int is_halving = oko_is_halving(s);
  int64_t pixels = s->batch * s->out_height * s->out_width / oko_out_planes(s);
  double weights = (double)(oko_taps(s) * s->in_channels * s->out_channels);
  double least = weighted(weights, (double)pixels / 0.85);
  int64_t choice = 0, size = oko_taps(s);
  const form_cost *forms = is_halving ? of_four : of_three;
  for (int i = 0; i < (is_halving ? 3 : 2); ++i) {
    oko_conv_shape tiled = *s;
    tiled.winograd_tile = forms[i].tile;
    int64_t points = oko_points(&tiled) * oko_in_planes(s) * oko_out_planes(s);
    double cycles = cycles_of(&tiled, &forms[i]);
    if (cycles >= (points > size ? 1 - OKO_LEAST_GAIN : 1) * least) continue;
    least = cycles;
    choice = forms[i].tile;
    size = points;
  }
  return choice;
}

oko_conv_shape oko_conv_gradient_shape(const oko_conv_shape *s) {
  oko_conv_shape gradient = *s;
  gradient.height = s->out_height;
  gradient.width = s->out_width;
  gradient.in_channels = s->out_channels;
  gradient.out_height = s->height;
  gradient.out_width = s->width;
  gradient.out_channels = s->in_channels;
  gradient.is_transposed = s->stride_y > 1;
  if (!gradient.is_transposed) {
    gradient.padding_top = (s->kernel_height - 1) * s->dilation_y - s->padding_top;
    gradient.padding_left = (s->kernel_width - 1) * s->dilation_x - s->padding_left;
  }
  gradient.x_pixel_stride = s->y_pixel_stride;
  gradient.y_pixel_stride = s->x_pixel_stride;
  return gradient;
}

static oko_tile_layout layout_of(
  const oko_isa *isa, int64_t planes, int64_t channels, int64_t tiles) {
  oko_tile_layout layout;
  layout.plane = oko_divide_up(channels, isa->width) * isa->width;
  layout.row = planes * layout.plane;
  if (layout.row % 512 == 0) layout.row += 16;
  layout.point = tiles * layout.row;
  if (layout.point % 64 == 0) layout.point += 16;
  return layout;
}

/// So few tiles that all are one block: then every weight is read once, and threads share the points.
#define OKO_FEW_TILES 64

int oko_winograd_is_phased(const oko_conv_shape *s) {
  return oko_plane_tiles(s) <= OKO_FEW_TILES;
}

/// The tiles of a block: as many register blocks as the cache holds, but where there are tiles
/// enough no fewer than OKO_LEAST_BLOCKS blocks, so that several threads find work.
static int64_t tiles_per_block(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t depth = oko_in_planes(s) * s->in_channels;
  int64_t floats = oko_points(s) * (depth + s->out_channels), total = oko_plane_tiles(s);
  if (oko_winograd_is_phased(s)) return total;
  int64_t most = oko_max(OKO_BLOCK_FLOATS / (floats * isa->rows), isa->rows >= 14 ? 1 : 2);
  int64_t blocks = oko_max(
    oko_divide_up(total, most * isa->rows),
    oko_min(OKO_LEAST_BLOCKS, oko_divide_up(total, isa->rows)));
  return oko_divide_up(total, oko_max(blocks, 1));
}

/// The blocks of one plane.
static int64_t plane_blocks(const oko_isa *isa, const oko_conv_shape *s) {
  return oko_divide_up(oko_plane_tiles(s), oko_max(tiles_per_block(isa, s), 1));
}

int64_t oko_winograd_block_count(const oko_conv_shape *s) {
  return oko_out_planes(s) * plane_blocks(oko_isa_current(), s);
}

/// The transformed blocks in scratch memory: `v` of x, and `m` of the products.
typedef struct {
  const oko_isa *isa;
  oko_tile_layout from, to;
  float *v, *m;
} tile_block;

static tile_block tile_block_in(const oko_conv_shape *s, int64_t tiles, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  oko_tile_layout from = layout_of(isa, oko_in_planes(s), s->in_channels, tiles);
  return (tile_block){
    isa, from, layout_of(isa, 1, s->out_channels, tiles), scratch,
    scratch + oko_points(s) * from.point};
}

int64_t oko_winograd_scratch_size(const oko_conv_shape *s) {
  int64_t tiles = oko_winograd_is_phased(s)
    ? oko_tile_count(s) : tiles_per_block(oko_isa_current(), s);
  tile_block block = tile_block_in(s, tiles, NULL);
  return oko_points(s) * (block.from.point + block.to.point);
}

/// A point's floats are no multiple of a page, as the packing writes all points side by side.
static oko_filter_layout filter_layout(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t floats = oko_panels_size(isa, s->out_channels, oko_in_planes(s) * s->in_channels);
  int64_t point = floats % 256 == 0 ? floats + 16 : floats;
  return (oko_filter_layout){point, oko_points(s) * point};
}

int64_t oko_winograd_packed_size(const oko_conv_shape *s) {
  return oko_out_planes(s) * filter_layout(oko_isa_current(), s).plane;
}

void oko_winograd_pack(
  const oko_conv_shape *s, const float *hwio, int is_gradient, float *packed,
  int64_t channel_begin, int64_t channel_end) {
  const oko_isa *isa = oko_isa_current();
  isa->winograd_filter(
    s, hwio, is_gradient, packed, filter_layout(isa, s), channel_begin, channel_end);
}

/// M = V · U at one point of one plane, for `tiles` tiles from `v` and `m` on.
static void multiply(
  const tile_block *block, const oko_conv_shape *s, const float *packed, int64_t tiles,
  const float *v, float *m) {
  const oko_isa *isa = block->isa;
  int64_t planes = oko_in_planes(s), depth = planes * s->in_channels;
  for (int64_t index = 0; index < oko_panel_count(isa, s->out_channels); ++index) {
    oko_panel panel = oko_panel_at(isa, s->out_channels, index);
    int64_t part = oko_even_part(tiles, oko_block_rows(isa, panel.vectors));
    for (int64_t tile = 0; tile < tiles; tile += part) {
      oko_pair pairs[4];
      for (int64_t plane = 0; plane < planes; ++plane) {
        pairs[plane] = (oko_pair){
          v + tile * block->from.row + plane * block->from.plane,
          packed + panel.first * depth + plane * s->in_channels * panel.width};
      }
      oko_brgemm product = {
        .pairs = pairs, .count = planes, .k = s->in_channels, .a_m = block->from.row, .a_k = 1,
        .b_k = panel.width, .c = m + tile * block->to.row + panel.first, .c_m = block->to.row,
        .n = panel.count,
      };
      isa->brgemm[oko_min(part, tiles - tile)][panel.vectors](&product);
    }
  }
}

void oko_winograd_forward(
  const oko_conv_shape *s, const float *x, const float *packed, const oko_epilogue *epilogue,
  float *y, int64_t block_begin, int64_t block_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  int64_t tiles = tiles_per_block(isa, s), total = oko_plane_tiles(s);
  int64_t blocks = plane_blocks(isa, s);
  oko_filter_layout filter = filter_layout(isa, s);
  tile_block block = tile_block_in(s, tiles, scratch);
  for (int64_t index = block_begin; index < block_end; ++index) {
    int64_t plane = index / blocks, first = index % blocks * tiles;
    oko_tile_range range = {plane * total + first, oko_min(tiles, total - first)};
    isa->winograd_input(s, x, range, block.from, block.v);
    for (int64_t point = 0; point < oko_points(s); ++point) {
      multiply(
        &block, s, packed + plane * filter.plane + point * filter.point, range.count,
        block.v + point * block.from.point, block.m + point * block.to.point);
    }
    isa->winograd_output(s, block.m, range, block.to, epilogue, y);
  }
}

int64_t oko_winograd_tile_count(const oko_conv_shape *s) { return oko_tile_count(s); }
int64_t oko_winograd_point_count(const oko_conv_shape *s) {
  return oko_out_planes(s) * oko_points(s);
}

void oko_winograd_transform_input(
  const oko_conv_shape *s, const float *x, int64_t tile_begin, int64_t tile_end, float *scratch) {
  tile_block block = tile_block_in(s, oko_tile_count(s), scratch);
  oko_tile_range range = {tile_begin, tile_end - tile_begin};
  block.isa->winograd_input(s, x, range, block.from, block.v + tile_begin * block.from.row);
}

void oko_winograd_multiply(
  const oko_conv_shape *s, const float *packed, int64_t point_begin, int64_t point_end,
  float *scratch) {
  tile_block block = tile_block_in(s, oko_tile_count(s), scratch);
  oko_filter_layout filter = filter_layout(block.isa, s);
  int64_t tiles = oko_plane_tiles(s);
  for (int64_t index = point_begin; index < point_end; ++index) {
    int64_t plane = index / oko_points(s), point = index % oko_points(s);
    multiply(
      &block, s, packed + plane * filter.plane + point * filter.point, tiles,
      block.v + point * block.from.point + plane * tiles * block.from.row,
      block.m + point * block.to.point + plane * tiles * block.to.row);
  }
}

void oko_winograd_transform_output(
  const oko_conv_shape *s, const oko_epilogue *epilogue, float *y, int64_t tile_begin,
  int64_t tile_end, float *scratch) {
  tile_block block = tile_block_in(s, oko_tile_count(s), scratch);
  oko_tile_range range = {tile_begin, tile_end - tile_begin};
  block.isa->winograd_output(
    s, block.m + tile_begin * block.to.row, range, block.to, epilogue, y);
}
