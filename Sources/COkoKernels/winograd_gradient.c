// The filter gradient by Winograd's forms: at every point, a product of the transformed tiles of x and of dy that sums
// over tiles, and one transform of the sums in the end.
//
// A part is a block of input and of output channels, so few that the sums of all points stay in the second-level cache
// while the tiles pass, some at a time. Other parts transform the same tiles again, which costs less than to keep them.
#include <string.h>

#include "panels.h"
#include "winograd_tiles.h"

/// The most rows of sums of a part, its input channels in all planes, and columns, its output channels. With half as many
/// of either, transforming tiles again takes longer than it saves: on one core 128 channels of 64×64 pixels took 19 instead
/// of 15 ms, where the direct form takes 40.
#define OKO_PART_ROWS 128
#define OKO_PART_COLUMNS 64
/// The tiles that are transformed together.
#define OKO_PART_TILES 32

/// The channels of each of as few parts as will do: 80 are 48 and 32, as 64 and 16 would multiply as much as 128.
static int64_t even_channels(int64_t channels, int64_t most) {
  int64_t parts = oko_divide_up(channels, most);
  return oko_divide_up(oko_divide_up(channels, parts), OKO_MAX_WIDTH) * OKO_MAX_WIDTH;
}

/// The input channels of a part.
static int64_t part_channels(const oko_conv_shape *s) {
  return even_channels(s->in_channels, OKO_PART_ROWS / oko_in_planes(s));
}

/// The output channels of a part.
static int64_t part_columns(const oko_conv_shape *s) {
  return even_channels(s->out_channels, OKO_PART_COLUMNS);
}

static int64_t column_parts(const oko_conv_shape *s) {
  return oko_divide_up(s->out_channels, part_columns(s));
}

int64_t oko_winograd_gradient_part_count(const oko_conv_shape *s) {
  return oko_divide_up(s->in_channels, part_channels(s)) * column_parts(s);
}

int oko_winograd_suits_gradient(const oko_conv_shape *s) {
  if (!oko_has_winograd_form(s) || s->in_channels < 16 || s->out_channels < 16) return 0;
  double inputs = (double)(oko_in_planes(s) * s->in_channels), outputs = (double)s->out_channels;
  double tiles = (double)oko_tile_count(s), points = (double)oko_points(s);
  double pixels = (double)(s->batch * s->out_height * s->out_width);
  double direct = (double)(oko_taps(s) * s->in_channels) * outputs * pixels / 0.8;
  double products = points * inputs * outputs * (tiles / 0.7 + 10);
  double transforms =
    64 * tiles * inputs * outputs * (2.0 / OKO_PART_ROWS + 3.0 / OKO_PART_COLUMNS);
  return products + transforms < direct;
}

/// The memory of a part: the transformed tiles of x and dy, and the sums.
typedef struct {
  oko_tile_layout from, to, sums;
  float *v, *d, *m;
} part_block;

static oko_tile_layout layout_of(
  const oko_isa *isa, int64_t planes, int64_t channels, int64_t rows) {
  oko_tile_layout layout;
  layout.plane = oko_divide_up(channels, isa->width) * isa->width;
  layout.row = planes * layout.plane;
  layout.point = rows * layout.row + 16;
  return layout;
}

static part_block part_block_in(const oko_conv_shape *s, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  int64_t tiles = oko_min(OKO_PART_TILES, oko_tile_count(s)), points = oko_points(s);
  part_block block = {
    .from = layout_of(isa, oko_in_planes(s), oko_min(part_channels(s), s->in_channels), tiles),
    .to = layout_of(isa, 1, oko_min(part_columns(s), s->out_channels), tiles),
  };
  block.sums = layout_of(isa, 1, block.to.row, block.from.row);
  block.sums.plane = block.from.plane;
  block.v = scratch;
  block.d = block.v + points * block.from.point;
  block.m = block.d + points * block.to.point;
  return block;
}

int64_t oko_winograd_gradient_scratch_size(const oko_conv_shape *s) {
  part_block block = part_block_in(s, NULL);
  return oko_points(s) * (block.from.point + block.to.point + block.sums.point);
}

/// sums[point] (+)= V[point]ᵀ · D[point].
static void multiply(
  const oko_isa *isa, const oko_conv_shape *s, const part_block *block, int64_t tiles,
  int accumulate) {
  int64_t rows = block->from.row, limit = oko_block_rows(isa, isa->vectors);
  int64_t part = oko_even_part(rows, limit);
  for (int64_t point = 0; point < oko_points(s); ++point) {
    for (int64_t index = 0; index < oko_panel_count(isa, block->to.row); ++index) {
      oko_panel panel = oko_panel_at(isa, block->to.row, index);
      for (int64_t row = 0; row < rows; row += part) {
        oko_pair pair = {
          block->v + point * block->from.point + row,
          block->d + point * block->to.point + panel.first};
        oko_brgemm product = {
          .pairs = &pair, .count = 1, .k = tiles, .a_m = 1, .a_k = block->from.row,
          .b_k = block->to.row,
          .c = block->m + point * block->sums.point + row * block->sums.row + panel.first,
          .c_m = block->sums.row, .n = panel.count, .accumulate = accumulate,
        };
        isa->brgemm[oko_min(part, rows - row)][panel.vectors](&product);
      }
    }
  }
}

void oko_winograd_gradient(
  const oko_conv_shape *s, const float *x, const float *dy, float *dw_hwio, int64_t tile_begin,
  int64_t tile_end, int64_t part_begin, int64_t part_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  const oko_low_kernels *low = oko_low_kernels_current();
  part_block block = part_block_in(s, scratch);
  int64_t channels = part_channels(s);
  for (int64_t index = part_begin; index < part_end; ++index) {
    int64_t in = index / column_parts(s) * channels;
    int64_t out = index % column_parts(s) * part_columns(s);
    oko_conv_shape part = *s;
    part.x_pixel_stride = oko_x_stride(s);
    part.y_pixel_stride = oko_y_stride(s);
    part.in_channels = oko_min(channels, s->in_channels - in);
    part.out_channels = oko_min(part_columns(s), s->out_channels - out);
    for (int64_t first = tile_begin; first < tile_end; first += OKO_PART_TILES) {
      oko_tile_range range = {first, oko_min(OKO_PART_TILES, tile_end - first)};
      oko_operand from = {OKO_F32, 1, 0, (void *)(uintptr_t)(x + in), part.x_pixel_stride};
      low->winograd_input(&part, &from, range, block.from, block.v);
      isa->winograd_spread(&part, dy + out, range, block.to, block.d);
      multiply(isa, s, &block, range.count, first > tile_begin);
    }
    if (tile_begin < tile_end) {
      isa->winograd_gather(
        &part, block.m, block.sums, dw_hwio + in * s->out_channels + out,
        s->in_channels * s->out_channels, s->out_channels);
    }
  }
}
