// Winograd's convolutions: blocks of tiles go through the input transform, one product for each of the points, and the
// output transform, while both transformed blocks stay in the cache.
//
// Products are of floats, or of bf16 where the shape says so: then what the transforms of x and of the filter make in
// float is rounded once, and products are summed in float. Tensors may be of bf16 in either case.
#include "panels.h"
#include "winograd_tiles.h"

/// The words that the two transformed blocks may take, about the second-level cache.
#define OKO_BLOCK_WORDS (192 * 1024)
#define OKO_LEAST_BLOCKS 4

/// Of so many channels, which take whole vectors, in words of so many.
static oko_tile_layout layout_of(
  const oko_isa *isa, int64_t planes, int64_t channels, int64_t lanes, int64_t tiles) {
  oko_tile_layout layout;
  layout.plane = oko_divide_up(channels, isa->width) * isa->width / lanes;
  layout.row = planes * layout.plane;
  if (layout.row % 512 == 0) layout.row += 16;
  layout.point = tiles * layout.row;
  if (layout.point % 64 == 0) layout.point += 16;
  return layout;
}

/// The words of a row of the left operand of a point's product.
static int64_t depth_of(const oko_conv_shape *s) {
  return oko_in_planes(s) * oko_tile_words(s, s->in_channels);
}

/// So few tiles that all are one block: then every weight is read once, and threads share the points.
#define OKO_FEW_TILES 64

int oko_winograd_is_phased(const oko_conv_shape *s) {
  return oko_plane_tiles(s) <= OKO_FEW_TILES;
}

/// The tiles of a block: as many register blocks as the cache holds, but where there are tiles
/// enough no fewer than OKO_LEAST_BLOCKS blocks, so that several threads find work.
static int64_t tiles_per_block(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t words = oko_points(s) * (depth_of(s) + s->out_channels), total = oko_plane_tiles(s);
  if (oko_winograd_is_phased(s)) return total;
  int64_t most = oko_max(OKO_BLOCK_WORDS / (words * isa->rows), isa->rows >= 14 ? 1 : 2);
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
  const oko_low_kernels *low;
  oko_tile_layout from, to;
  float *v, *m;
} tile_block;

static tile_block tile_block_in(const oko_conv_shape *s, int64_t tiles, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  oko_tile_layout from =
    layout_of(isa, oko_in_planes(s), s->in_channels, s->winograd_in_bf16 ? 2 : 1, tiles);
  return (tile_block){
    isa, oko_low_kernels_current(), from, layout_of(isa, 1, s->out_channels, 1, tiles), scratch,
    scratch + oko_points(s) * from.point};
}

int64_t oko_winograd_scratch_size(const oko_conv_shape *s) {
  int64_t tiles = oko_winograd_is_phased(s)
    ? oko_tile_count(s) : tiles_per_block(oko_isa_current(), s);
  tile_block block = tile_block_in(s, tiles, NULL);
  return oko_points(s) * (block.from.point + block.to.point);
}

/// A point's words are no multiple of a page, as the packing writes all points side by side.
static oko_filter_layout filter_layout(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t words = oko_panels_size(isa, s->out_channels, depth_of(s));
  int64_t point = words % 256 == 0 ? words + 16 : words;
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
  const oko_brgemm_table *products = s->winograd_in_bf16 ? &block->low->bf16 : &isa->brgemm;
  int64_t planes = oko_in_planes(s), words = oko_tile_words(s, s->in_channels);
  for (int64_t index = 0; index < oko_panel_count(isa, s->out_channels); ++index) {
    oko_panel panel = oko_panel_at(isa, s->out_channels, index);
    int64_t part = oko_even_part(tiles, oko_block_rows(isa, panel.vectors));
    for (int64_t tile = 0; tile < tiles; tile += part) {
      oko_pair pairs[4];
      for (int64_t plane = 0; plane < planes; ++plane) {
        pairs[plane] = (oko_pair){
          v + tile * block->from.row + plane * block->from.plane,
          packed + (panel.first * planes + plane * panel.width) * words};
      }
      oko_brgemm product = {
        .pairs = pairs, .count = planes, .k = words, .a_m = block->from.row, .a_k = 1,
        .b_k = panel.width, .c = m + tile * block->to.row + panel.first, .c_m = block->to.row,
        .n = panel.count,
      };
      (*products)[oko_min(part, tiles - tile)][panel.vectors](&product);
    }
  }
}

/// What a convolution reads and writes: tensors of floats, or of whatever precision, with an epilogue of their own.
typedef struct {
  oko_operand x;
  const oko_epilogue *epilogue;
  float *y;
  const oko_low_block *whole;  // in place of the two above, or NULL
} tile_ends;

static tile_ends float_ends(
  const oko_conv_shape *s, const float *x, const oko_epilogue *epilogue, float *y) {
  return (tile_ends){
    {OKO_F32, 1, 0, (void *)(uintptr_t)x, oko_x_stride(s)}, epilogue, y, NULL};
}

static oko_operand low_source(const oko_conv_shape *s, const oko_operand *x) {
  oko_operand source = *x;
  source.pixel_stride = oko_stride_of(x, s->in_channels);
  return source;
}

/// The sums that wait for the epilogue: half of the first-level cache.
#define OKO_WAITING_SUMS (6 * 1024)

/// Brings a range of tiles from the products to y in its precision, through the sums of some neighbours, whose pixels are
/// rows for the epilogue: of two pixels of 64 channels alone, calling it would take a third of the time.
static void finish_tiles(
  const tile_block *block, const oko_conv_shape *s, const float *m, oko_tile_range range,
  const oko_low_block *whole) {
  __attribute__((aligned(64))) float sums[OKO_WAITING_SUMS];
  int64_t tile = oko_tile(s), width = oko_tiles_x(s) * tile, height = oko_tiles_y(s) * tile;
  int64_t channels = oko_min(s->out_channels, OKO_WAITING_SUMS / (tile * tile));
  int64_t size = oko_divide_up(channels, block->isa->width) * block->isa->width;
  int64_t most = OKO_WAITING_SUMS / (tile * tile * size);
  oko_tile_place place = oko_place_of(s, range.first);
  for (int64_t done = 0; done < range.count;) {
    int64_t count = oko_min(oko_min(most, range.count - done), (width - place.column) / tile);
    oko_tile_pixels pixels = oko_pixels_of(s, place);
    for (int64_t channel = 0; channel < s->out_channels; channel += channels) {
      oko_low_block row = oko_low_block_at(whole, pixels.pixel, channel);
      row.columns = oko_min(channels, s->out_channels - channel);
      if (channel + channels < s->out_channels) row.fill = 0;
      row.rows = oko_min(count * tile, pixels.columns);
      row.y.pixel_stride *= pixels.step;
      row.residual.pixel_stride *= pixels.step;
      row.sums = sums;
      row.sums_m = size;
      for (int64_t i = 0; i < count; ++i) {
        block->isa->winograd_sums(
          s, m + i * block->to.row + channel, block->to.point, row.columns,
          sums + i * tile * size, count * tile * size, size);
      }
      for (int64_t y = 0; y < oko_min(tile, pixels.rows); ++y) {
        block->low->finish(&row);
        oko_low_block_move(&row, s->out_width);
        row.sums += count * tile * size;
      }
    }
    for (int64_t i = 0; i < count; ++i) place = oko_next_place(s, place, width, height);
    m += count * block->to.row;
    done += count;
  }
}

static void transform_output(
  const tile_block *block, const oko_conv_shape *s, float *m, oko_tile_range range,
  const tile_ends *ends) {
  if (ends->whole != NULL) {
    finish_tiles(block, s, m, range, ends->whole);
  } else {
    block->isa->winograd_output(s, m, range, block->to, ends->epilogue, ends->y);
  }
}

static void walk_blocks(
  const oko_conv_shape *s, const float *packed, const tile_ends *ends, int64_t block_begin,
  int64_t block_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  int64_t tiles = tiles_per_block(isa, s), total = oko_plane_tiles(s);
  int64_t blocks = plane_blocks(isa, s);
  oko_filter_layout filter = filter_layout(isa, s);
  tile_block block = tile_block_in(s, tiles, scratch);
  for (int64_t index = block_begin; index < block_end; ++index) {
    int64_t plane = index / blocks, first = index % blocks * tiles;
    oko_tile_range range = {plane * total + first, oko_min(tiles, total - first)};
    block.low->winograd_input(s, &ends->x, range, block.from, block.v);
    for (int64_t point = 0; point < oko_points(s); ++point) {
      multiply(
        &block, s, packed + plane * filter.plane + point * filter.point, range.count,
        block.v + point * block.from.point, block.m + point * block.to.point);
    }
    transform_output(&block, s, block.m, range, ends);
  }
}

void oko_winograd_forward(
  const oko_conv_shape *s, const float *x, const float *packed, const oko_epilogue *epilogue,
  float *y, int64_t block_begin, int64_t block_end, float *scratch) {
  tile_ends ends = float_ends(s, x, epilogue, y);
  walk_blocks(s, packed, &ends, block_begin, block_end, scratch);
}

void oko_low_winograd_forward(
  const oko_conv_shape *s, const oko_operand *x, const float *packed,
  const oko_low_epilogue *epilogue, const oko_operand *y, int64_t block_begin,
  int64_t block_end, float *scratch) {
  oko_low_block whole = oko_low_block_of(s->out_channels, epilogue, y);
  tile_ends ends = {.x = low_source(s, x), .whole = &whole};
  walk_blocks(s, packed, &ends, block_begin, block_end, scratch);
}

int64_t oko_winograd_tile_count(const oko_conv_shape *s) { return oko_tile_count(s); }
int64_t oko_winograd_point_count(const oko_conv_shape *s) {
  return oko_out_planes(s) * oko_points(s);
}

static void transform_all_input(
  const oko_conv_shape *s, const oko_operand *x, int64_t tile_begin, int64_t tile_end,
  float *scratch) {
  tile_block block = tile_block_in(s, oko_tile_count(s), scratch);
  oko_tile_range range = {tile_begin, tile_end - tile_begin};
  block.low->winograd_input(s, x, range, block.from, block.v + tile_begin * block.from.row);
}

void oko_winograd_transform_input(
  const oko_conv_shape *s, const float *x, int64_t tile_begin, int64_t tile_end, float *scratch) {
  tile_ends ends = float_ends(s, x, NULL, NULL);
  transform_all_input(s, &ends.x, tile_begin, tile_end, scratch);
}

void oko_low_winograd_transform_input(
  const oko_conv_shape *s, const oko_operand *x, int64_t tile_begin, int64_t tile_end,
  float *scratch) {
  oko_operand source = low_source(s, x);
  transform_all_input(s, &source, tile_begin, tile_end, scratch);
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

static void transform_all_output(
  const oko_conv_shape *s, const tile_ends *ends, int64_t tile_begin, int64_t tile_end,
  float *scratch) {
  tile_block block = tile_block_in(s, oko_tile_count(s), scratch);
  oko_tile_range range = {tile_begin, tile_end - tile_begin};
  transform_output(&block, s, block.m + tile_begin * block.to.row, range, ends);
}

void oko_winograd_transform_output(
  const oko_conv_shape *s, const oko_epilogue *epilogue, float *y, int64_t tile_begin,
  int64_t tile_end, float *scratch) {
  tile_ends ends = {.epilogue = epilogue, .y = y};
  transform_all_output(s, &ends, tile_begin, tile_end, scratch);
}

void oko_low_winograd_transform_output(
  const oko_conv_shape *s, const oko_low_epilogue *epilogue, const oko_operand *y,
  int64_t tile_begin, int64_t tile_end, float *scratch) {
  oko_low_block whole = oko_low_block_of(s->out_channels, epilogue, y);
  tile_ends ends = {.whole = &whole};
  transform_all_output(s, &ends, tile_begin, tile_end, scratch);
}
