// Convolutions of bf16 and bytes: the walks over words, and what takes their sums.
//
// A tensor of bf16 is one of half as many words, and one of bytes of a quarter; beyond that, only the register blocks
// differ from those of floats. They leave their sums in a tile that stays in the first-level cache; from there, sums
// become values of y's type with all that an epilogue does.
//
// Outside x there are zeros, which bytes write as `zero`. Σ (x − zero) · w is
// Σ x · w − zero · Σ w over the taps that a line meets; so sums start from the latter, and columns outside are copied
// with the byte that stands for 0, whereas rows outside are skipped.
#include "convolution_line.h"
#include "low_filter.h"

/// Where a walk over words leaves its lines.
typedef struct {
  const oko_isa *isa;
  void (*finish)(const oko_low_block *block);
  const oko_low_block *block;   // at the first pixel and column of a group
  int64_t fill;                 // elements of zero after the last column, where that is in this group
  int32_t zero;
  const int32_t *weight_sums;
  int64_t weight_sums_m;
  float *start;                 // room for what sums start from
} low_target;

/// What the sums of a line start from, or NULL for zero.
static const float *starting_sums(
  const low_target *to, const oko_line *line, const oko_panel *panel) {
  if (to->zero == 0) return NULL;
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

static void take_line(
  const void *target, const oko_line_product *product, oko_line *line, int64_t pixel,
  int64_t step) {
  const low_target *to = target;
  const oko_panel *panel = product->panel;
  const float *start = starting_sums(to, line, panel);
  int is_last = panel->first + panel->count == to->block->columns;
  int64_t part = oko_even_part(line->count, oko_block_rows(to->isa, panel->vectors));
  for (int64_t first = 0; first < line->count; first += part) {
    int64_t count = oko_min(part, line->count - first);
    oko_line_prefetch(
      line, panel, first + count, oko_min(part, line->count - first - count));
    oko_low_block block = oko_low_block_at(to->block, pixel + first * step, panel->first);
    block.y.pixel_stride *= step;
    block.residual.pixel_stride *= step;
    block.sums_m = panel->width;
    block.rows = count;
    block.columns = panel->count;
    block.fill = is_last ? to->fill : 0;
    oko_brgemm sum = {
      .a_m = line->step * line->source_stride, .a_k = 1, .b_k = panel->width,
      .c = block.sums, .c_m = panel->width, .n = panel->width, .init = start,
    };
    oko_line_sum(product, &sum, &sum, first, count);
    to->finish(&block);
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
    int64_t rows = oko_min((s->kernel_height - 1) * s->dilation_y + 1, s->height);
    int64_t line = oko_divide_up(s->in_channels, isa->width) * isa->width;
    return rows * (s->width * s->in_channels + 2) + 2 + s->out_width * line;
  }
  return tile_size(isa) + isa->width * isa->vectors + oko_walk_scratch_size(s, padded_size(c));
}

/// The block of which every other one is a part, at the first pixel and channel.
static oko_low_block whole_block(
  const oko_low_conv *c, const oko_operand *x, const oko_low_epilogue *e, const oko_operand *y) {
  int64_t channels = oko_low_target_channels(c);
  oko_low_block block = {
    .is_integer = c->type == OKO_U8, .factor = c->type == OKO_U8 ? x->scale : 1, .y = *y,
    .columns = channels,
  };
  if (block.y.pixel_stride == 0) {
    block.y.pixel_stride = oko_dense_stride(y->type, channels);
    block.fill = block.y.pixel_stride - channels;
  }
  if (e == NULL) return block;
  block.scale = e->scale;
  block.bias = e->bias;
  block.activation = e->activation;
  block.slope = e->slope;
  block.residual_is_last = e->residual_is_last;
  block.residual = e->residual;
  if (block.residual.pixel_stride == 0) {
    block.residual.pixel_stride = oko_dense_stride(block.residual.type, channels);
  }
  return block;
}

void oko_low_conv_forward(
  const oko_low_conv *c, const oko_operand *x, const float *packed,
  const oko_low_epilogue *epilogue, const oko_operand *y, int64_t row_begin, int64_t row_end,
  float *scratch) {
  const oko_isa *isa = oko_isa_current();
  const oko_low_kernels *low = oko_low_kernels_current();
  oko_low_block whole = whole_block(c, x, epilogue, y);
  int64_t groups = c->shape.groups, columns = whole.columns / groups;
  if (oko_low_is_depthwise(c)) {
    whole.is_integer = 0;
    whole.rows = c->shape.out_width;
    isa->low_depthwise_forward(&c->shape, x, packed, &whole, row_begin, row_end, scratch);
    return;
  }
  int64_t stride = x->pixel_stride;
  if (stride == 0) stride = oko_dense_stride(c->type, oko_low_source_channels(c));
  oko_conv_shape shape = word_shape(c, stride);
  whole.sums = scratch;
  low_target target = {
    .isa = isa, .finish = low->finish, .zero = c->type == OKO_U8 ? x->zero : 0,
    .weight_sums_m = oko_low_columns(isa, c), .start = scratch + tile_size(isa),
  };
  oko_walk walk = {
    .shape = &shape, .blocks = c->type == OKO_U8 ? &low->bytes : &low->bf16,
    .outside = target.zero, .row_begin = row_begin, .row_end = row_end,
    .scratch = target.start + isa->width * isa->vectors, .padded_size = padded_size(c),
    .take = take_line, .target = &target,
  };
  for (int64_t group = 0; group < groups; ++group) {
    oko_low_block block = oko_low_block_at(&whole, 0, group * columns);
    block.columns = columns;
    target.block = &block;
    target.fill = group == groups - 1 ? whole.fill : 0;
    target.weight_sums = oko_low_weight_sums(isa, c, packed, group);
    walk.source = (const float *)x->data + oko_low_first_word(c, group);
    walk.packed = packed + group * oko_low_group_size(isa, c);
    if (c->is_transposed) {
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
