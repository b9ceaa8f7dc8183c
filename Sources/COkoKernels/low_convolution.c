// Convolutions of bf16 and bytes: the walks over words, and what takes their sums.
//
// A tensor of bf16 is one of half as many words, and one of bytes of a quarter; beyond that, only the register blocks
// differ from those of floats. They leave their sums in a tile that stays in the first-level cache; from there, sums
// become values of y's type with all that an epilogue does.
//
// Outside x there are zeros, which bytes write as `zero`. Σ (x − zero) · w is
// Σ x · w − zero · Σ w over the taps that a line meets; so sums start from the latter, and columns outside are copied
// with the byte that stands for 0, whereas rows outside are skipped.
#include <string.h>

#include "convolution_line.h"
#include "low_filter.h"
#include "low_narrow.h"

/// Which taps of a panel a line meets; those of most lines are those of the line before.
typedef struct {
  int64_t panel, row, row_count, column, column_count;
} met_taps;

/// Where a walk over words leaves its lines.
typedef struct {
  const oko_isa *isa;
  void (*finish)(const oko_low_block *block);
  const oko_low_block *block;   // at the first pixel and column of a group
  int64_t fill;                 // elements of zero after the last column, if this group has it
  int32_t zero;
  const int32_t *weight_sums;
  int64_t weight_sums_m;
  float *start;                 // room for what sums start from
  met_taps *started;            // the taps of what is there
} low_target;

/// Whether sums are the result as they are, so that whole vectors of them can be left in y right away: what a convolution
/// does in training. Of 32 channels, going by the tile takes a third of the time.
static int is_result(const oko_low_block *block, const oko_panel *panel) {
  return block->y.type == OKO_F32 && !block->is_integer && block->scale == NULL
    && block->bias == NULL && block->residual.data == NULL && block->activation == OKO_NONE
    && panel->count == panel->width;
}

/// What the sums of a line start from, or NULL for zero.
static const float *starting_sums(
  const low_target *to, const oko_line *line, const oko_panel *panel) {
  if (to->zero == 0) return NULL;
  met_taps taps = {
    panel->first, line->row_count > 0 ? line->rows[0].kernel_row : 0, line->row_count,
    line->column_count > 0 ? line->columns[0].kernel_column : 0, line->column_count};
  if (memcmp(&taps, to->started, sizeof taps) == 0) return to->start;
  *to->started = taps;
  uint32_t *start = (uint32_t *)to->start;
  for (int64_t n = 0; n < panel->width; ++n) start[n] = 0;
  for (int64_t row = 0; row < line->row_count; ++row) {
    for (int64_t column = 0; column < line->column_count; ++column) {
      int64_t tap =
        line->rows[row].kernel_row * line->kernel_width + line->columns[column].kernel_column;
      const int32_t *sums = to->weight_sums + tap * to->weight_sums_m + panel->first;
      for (int64_t n = 0; n < panel->width; ++n) {
        start[n] -= (uint32_t)to->zero * (uint32_t)sums[n];
      }
    }
  }
  return to->start;
}

/// Asks for what a block reads that no block before it has read, where it comes from afar.
///
/// Small pixels share cache lines, so that it is lines and not pixels that count: a block of a picture's first layer asks
/// 14 times instead of 108.
static void prefetch_source(
  const oko_line *line, const oko_panel *panel, int64_t first, int64_t count) {
  if (line->source_stride > 2 * line->depth || line->depth >= 16) {
    oko_line_prefetch(line, panel, first, count);
    return;
  }
  if (!line->is_far || count <= 0 || line->column_count == 0 || panel->first > 0) return;
  int64_t begin = oko_max(0, first * line->step + line->columns[0].offset);
  int64_t end = oko_min(line->source_width, (first + count) * line->step);
  int64_t fresh = oko_max(0, line->row_count - line->fresh_rows);
  for (int64_t row = fresh; row < line->row_count; ++row) {
    oko_prefetch(
      line->rows[row].pixels + begin * line->source_stride, (end - begin) * line->source_stride);
  }
}

static void take_line(
  const void *target, const oko_line_product *product, oko_line *line, int64_t pixel,
  int64_t step) {
  const low_target *to = target;
  const oko_panel *panel = product->panel;
  const float *start = starting_sums(to, line, panel);
  int is_last = panel->first + panel->count == to->block->columns;
  oko_low_block block = oko_low_block_at(to->block, pixel, panel->first);
  block.y.pixel_stride *= step;
  block.residual.pixel_stride *= step;
  block.sums_m = panel->width;
  block.columns = panel->count;
  block.fill = is_last ? to->fill : 0;
  int is_done = is_result(&block, panel);
  int64_t part = oko_even_part(line->count, oko_block_rows(to->isa, panel->vectors));
  for (int64_t first = 0; first < line->count; first += part) {
    block.rows = oko_min(part, line->count - first);
    prefetch_source(
      line, panel, first + block.rows, oko_min(part, line->count - first - block.rows));
    oko_brgemm sum = {
      .a_m = line->step * line->source_stride, .a_k = 1, .b_k = panel->width,
      .c = block.sums, .c_m = panel->width, .n = panel->width, .init = start,
    };
    if (is_done) {
      sum.c = block.y.data;
      sum.c_m = block.y.pixel_stride;
    }
    oko_line_sum(product, &sum, &sum, first, block.rows);
    if (!is_done) to->finish(&block);
    oko_low_block_move(&block, block.rows);
  }
}

/// The shape of one group as the walks see it, on words.
static oko_conv_shape word_shape(const oko_low_conv *c, int64_t source_stride) {
  oko_conv_shape s = oko_one_group(&c->shape);
  *(c->is_transposed ? &s.out_channels : &s.in_channels) = oko_low_depth(c);
  *(c->is_transposed ? &s.y_pixel_stride : &s.x_pixel_stride) =
    source_stride / oko_lanes(c->type);
  return s;
}

/// Room for whatever a block at the border sees, so that sums have one order whatever the size of a block.
static int64_t padded_size(const oko_low_conv *c) {
  const oko_conv_shape *s = &c->shape;
  int64_t step = c->is_transposed ? 1 : s->stride_x;
  int64_t pixels = oko_min(OKO_MAX_ROWS, c->is_transposed ? s->width : s->out_width);
  int64_t span = (pixels - 1) * step + (s->kernel_width - 1) * s->dilation_x + 1;
  return s->kernel_height * span * oko_low_depth(c);
}

/// The words of a tile of sums, and of what they start from.
static int64_t tile_size(const oko_isa *isa) {
  return isa->width * oko_max(isa->rows * isa->vectors, isa->narrow_rows);
}

int64_t oko_low_conv_scratch_size(const oko_low_conv *c) {
  const oko_isa *isa = oko_isa_current();
  const oko_conv_shape *s = &c->shape;
  if (oko_low_is_depthwise(c)) {
    return s->out_width * oko_divide_up(s->in_channels, isa->width) * isa->width;
  }
  int64_t sums = tile_size(isa) + isa->width * isa->vectors;
  if (oko_low_is_narrow(c)) return sums + oko_low_narrow_scratch_size(c);
  return sums + oko_walk_scratch_size(s, padded_size(c));
}

/// The columns that some panels of a group have: [first, first + count), and the panel that they start with.
typedef struct {
  int64_t first, count;
} column_range;

static column_range columns_of(
  const oko_isa *isa, int64_t columns, int64_t panel_begin, int64_t panel_end) {
  int64_t full = isa->width * isa->vectors;
  column_range range = {oko_max(panel_begin, 0) * full, 0};
  range.count = oko_min(columns, panel_end * full) - range.first;
  return range;
}

void oko_low_conv_forward(
  const oko_low_conv *convolution, const oko_operand *x, const float *packed,
  const oko_low_epilogue *epilogue, const oko_operand *y, int64_t row_begin, int64_t row_end,
  int64_t panel_begin, int64_t panel_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  const oko_low_kernels *low = oko_low_kernels_current();
  const oko_low_conv folded = oko_low_folded(convolution), *c = &folded;
  oko_low_block whole = oko_low_block_of(oko_low_target_channels(c), epilogue, y);
  whole.is_integer = c->type == OKO_U8;
  if (whole.is_integer) whole.factor = x->scale;
  if (oko_low_is_depthwise(c)) {
    whole.is_integer = 0;
    whole.rows = c->shape.out_width;
    low->depthwise_forward(&c->shape, x, packed, &whole, row_begin, row_end, scratch);
    return;
  }
  int64_t columns = whole.columns / c->shape.groups, panels = oko_panel_count(isa, columns);
  int64_t stride = x->pixel_stride;
  if (stride == 0) stride = oko_dense_stride(c->type, oko_low_source_channels(c));
  oko_conv_shape shape = word_shape(c, stride);
  whole.sums = scratch;
  met_taps started;
  low_target target = {
    .isa = isa, .finish = low->finish, .zero = c->type == OKO_U8 ? x->zero : 0,
    .weight_sums_m = oko_low_columns(isa, c), .start = scratch + tile_size(isa),
    .started = &started,
  };
  oko_walk walk = {
    .shape = &shape, .blocks = c->type == OKO_U8 ? &low->bytes : &low->bf16,
    .outside = target.zero, .row_begin = row_begin, .row_end = row_end,
    .scratch = target.start + isa->width * isa->vectors, .padded_size = padded_size(c),
    .take = take_line, .target = &target,
  };
  for (int64_t group = panel_begin / panels; group * panels < panel_end; ++group) {
    column_range part =
      columns_of(isa, columns, panel_begin - group * panels, panel_end - group * panels);
    int64_t first = group * columns + part.first;
    oko_low_block block = oko_low_block_at(&whole, 0, first);
    block.columns = part.count;
    *(c->is_transposed ? &shape.in_channels : &shape.out_channels) = part.count;
    started = (met_taps){.panel = -1};
    target.block = &block;
    target.fill = first + part.count == whole.columns ? whole.fill : 0;
    target.weight_sums = oko_low_weight_sums(isa, c, packed, group) + part.first;
    walk.source = (const float *)x->data + oko_low_first_word(c, group);
    walk.packed = packed + group * oko_low_group_size(isa, c)
      + part.first * oko_taps(&c->shape) * oko_low_depth(c);
    if (oko_low_is_narrow(convolution)) {
      oko_low_narrow_walk(isa, convolution, x, &walk);
    } else if (c->is_transposed) {
      oko_walk_backward_data(isa, &walk);
    } else {
      oko_walk_forward(isa, &walk);
    }
  }
}

void oko_convert(
  const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels) {
  oko_low_kernels_current()->convert(x, y, pixels, channels);
}

void oko_channel_means(
  const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels, float factor,
  int64_t block_begin, int64_t block_end) {
  oko_low_kernels_current()->channel_means(
    x, y, pixels, channels, factor, block_begin, block_end);
}

void oko_gate(
  const oko_operand *x, const oko_operand *gate, const oko_operand *y, int64_t pixels,
  int64_t channels, int64_t pixel_begin, int64_t pixel_end) {
  oko_low_kernels_current()->gate(x, gate, y, pixels, channels, pixel_begin, pixel_end);
}
