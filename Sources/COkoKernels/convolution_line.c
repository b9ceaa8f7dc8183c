// A line of output pixels, cut into register blocks.
//
// A block whose every tap lies inside the source is one call with all taps as its batch. What a
// block at a border sees is copied with its padding first, where that is not much; else it is one
// call per kernel column, on the pixels for which that column lies inside. The sum's order for a
// pixel depends on its place alone.
#include <string.h>

#include "convolution_line.h"

typedef oko_line_product context;

static const float *weights(const context *c, int64_t row, int64_t column) {
  int64_t tap = c->line->rows[row].kernel_row * c->line->kernel_width
    + c->line->columns[column].kernel_column;
  return c->packed + tap * c->line->depth * c->panel->width;
}

static const float *source(const context *c, int64_t row, int64_t column, int64_t pixel) {
  const oko_line *line = c->line;
  return line->rows[row].pixels
    + (pixel * line->step + line->columns[column].offset) * line->source_stride;
}

/// The columns are neighbours with neighbouring weights, so that a row is one product where pixels are dense.
static int are_columns_adjacent(const oko_line *line) {
  for (int64_t i = 1; i < line->column_count; ++i) {
    if (line->columns[i].offset != line->columns[i - 1].offset + 1
        || line->columns[i].kernel_column != line->columns[i - 1].kernel_column + 1) {
      return 0;
    }
  }
  return 1;
}

static int is_inside(const oko_line *line, int64_t first, int64_t count) {
  for (int64_t i = 0; i < line->column_count; ++i) {
    int64_t offset = line->columns[i].offset;
    if (first * line->step + offset < 0
        || (first + count - 1) * line->step + offset >= line->source_width) {
      return 0;
    }
  }
  return 1;
}

static void run_inside(
  const context *c, oko_brgemm *block, int64_t first, int64_t count, int merged) {
  const oko_line *line = c->line;
  int64_t columns = merged ? 1 : line->column_count, pairs = 0;
  for (int64_t row = 0; row < line->row_count; ++row) {
    for (int64_t column = 0; column < columns; ++column) {
      c->pairs[pairs].a = source(c, row, column, first);
      c->pairs[pairs++].b = weights(c, row, column);
    }
  }
  block->pairs = c->pairs;
  block->count = pairs;
  block->k = merged ? line->depth * line->column_count : line->depth;
  (*c->blocks)[count][c->panel->vectors](block);
}

/// Copies the columns [begin, begin + count) of a source row, with what surrounds it.
static void copy_padded(
  const oko_line *line, const float *pixels, int64_t begin, int64_t count, float *target) {
  int64_t depth = line->depth, stride = line->source_stride;
  int64_t left = oko_min(oko_max(-begin, 0), count);
  int64_t right = oko_max(oko_min(line->source_width - begin, count), left);
  const float *from = pixels + (begin + left) * stride;
  memset(target, line->outside, (size_t)(left * depth) * sizeof(float));
  if (stride == depth) {
    memcpy(target + left * depth, from, (size_t)((right - left) * depth) * sizeof(float));
  } else {
    for (int64_t i = left; i < right; ++i, from += stride) {
      memcpy(target + i * depth, from, (size_t)depth * sizeof(float));
    }
  }
  memset(
    target + right * depth, line->outside, (size_t)((count - right) * depth) * sizeof(float));
}

/// Runs a block at a border on a copy of what it sees; returns 0 where that is too much.
static int run_padded(const context *c, oko_brgemm *block, int64_t first, int64_t count) {
  const oko_line *line = c->line;
  if (line->row_count == 0 || line->column_count == 0) return 0;
  int64_t least = line->columns[0].offset, most = least;
  for (int64_t i = 1; i < line->column_count; ++i) {
    least = oko_min(least, line->columns[i].offset);
    most = oko_max(most, line->columns[i].offset);
  }
  int64_t span = (count - 1) * line->step + most - least + 1;
  if (line->row_count * span * line->depth > c->padded_size) return 0;
  int merged = are_columns_adjacent(line);
  int64_t columns = merged ? 1 : line->column_count, pairs = 0;
  for (int64_t row = 0; row < line->row_count; ++row) {
    float *copy = c->padded + row * span * line->depth;
    copy_padded(line, line->rows[row].pixels, first * line->step + least, span, copy);
    for (int64_t column = 0; column < columns; ++column) {
      c->pairs[pairs].a = copy + (line->columns[column].offset - least) * line->depth;
      c->pairs[pairs++].b = weights(c, row, column);
    }
  }
  block->pairs = c->pairs;
  block->count = pairs;
  block->k = merged ? line->depth * line->column_count : line->depth;
  block->a_m = line->step * line->depth;
  (*c->blocks)[count][c->panel->vectors](block);
  return 1;
}

static void run_border(const context *c, oko_brgemm *block, int64_t first, int64_t count) {
  const oko_line *line = c->line;
  float *output = block->c;
  block->pairs = c->pairs;
  block->count = 0;
  block->k = line->depth;
  (*c->blocks)[count][c->panel->vectors](block);
  block->accumulate = 1;
  block->count = line->row_count;
  for (int64_t column = 0; column < line->column_count; ++column) {
    int64_t offset = line->columns[column].offset, begin = first, end = first + count;
    while (begin < end && begin * line->step + offset < 0) ++begin;
    while (begin < end && (end - 1) * line->step + offset >= line->source_width) --end;
    if (begin == end || line->row_count == 0) continue;
    for (int64_t row = 0; row < line->row_count; ++row) {
      c->pairs[row].a = source(c, row, column, begin);
      c->pairs[row].b = weights(c, row, column);
    }
    block->c = output + (begin - first) * block->c_m;
    (*c->blocks)[end - begin][c->panel->vectors](block);
  }
}

int oko_line_sum(
  const oko_line_product *c, oko_brgemm *whole, oko_brgemm *plain, int64_t first,
  int64_t count) {
  const oko_line *line = c->line;
  if (line->column_count > 0 && line->row_count > 0 && is_inside(line, first, count)) {
    int merged = line->source_stride == line->depth && are_columns_adjacent(line);
    run_inside(c, whole, first, count, merged);
    return 1;
  }
  if (run_padded(c, whole, first, count)) return 1;
  run_border(c, plain, first, count);
  return 0;
}

static void finish(
  const oko_isa *isa, const context *c, const oko_epilogue *epilogue, float *output,
  int64_t first, int64_t count) {
  const oko_line *line = c->line;
  int64_t channel = c->panel->first;
  oko_block_epilogue rest = {
    .scale = epilogue->scale == NULL ? NULL : epilogue->scale + channel,
    .bias = epilogue->scale == NULL || epilogue->bias == NULL ? NULL : epilogue->bias + channel,
    .residual = line->residual == NULL
      ? NULL : line->residual + first * line->residual_stride + channel,
    .residual_m = line->residual_stride,
    .activation = epilogue->activation,
    .slope = epilogue->slope,
    .residual_is_last = epilogue->residual_is_last,
  };
  isa->epilogue(output, line->output_stride, count, c->panel->count, &rest);
}

void oko_line_prefetch(
  const oko_line *line, const oko_panel *panel, int64_t first, int64_t count) {
  if (!line->is_far || count <= 0 || line->column_count == 0 || panel->first > 0) return;
  int64_t begin = oko_max(0, first * line->step + line->columns[0].offset);
  int64_t end = oko_min(line->source_width, (first + count) * line->step);
  for (int64_t row = line->row_count - line->fresh_rows; row < line->row_count; ++row) {
    if (row < 0) continue;
    const float *pixels = line->rows[row].pixels;
    for (int64_t x = begin; x < end; ++x) {
      oko_prefetch(pixels + x * line->source_stride, line->depth);
    }
  }
}

/// Asks for what the block after this one writes, where it comes from afar.
static void prefetch_output(
  const oko_line *line, const oko_panel *panel, int64_t first, int64_t count) {
  if (!line->is_far) return;
  for (int64_t i = 0; i < count; ++i) {
    oko_prefetch_write(
      line->output + (first + i) * line->output_stride + panel->first, panel->count);
  }
}

/// Whether the epilogue can happen while the block is in registers.
static int is_cheap(const oko_epilogue *epilogue) {
  return epilogue->scale == NULL && !epilogue->residual_is_last
    && (epilogue->activation == OKO_NONE || epilogue->activation == OKO_RELU
        || epilogue->activation == OKO_HARD_SWISH);
}

void oko_line_run(
  const oko_isa *isa, const oko_line_product *product, const oko_epilogue *epilogue) {
  const oko_line *line = product->line;
  const oko_panel *panel = product->panel;
  int is_biased = epilogue != NULL && epilogue->bias != NULL && epilogue->scale == NULL;
  int has_rest = epilogue != NULL
    && (epilogue->scale != NULL || line->residual != NULL || epilogue->activation != OKO_NONE);
  int64_t part = oko_even_part(line->count, oko_block_rows(isa, panel->vectors));
  for (int64_t first = 0; first < line->count; first += part) {
    int64_t count = oko_min(part, line->count - first);
    int64_t next = oko_min(part, line->count - first - count);
    prefetch_output(line, panel, first + count, next);
    oko_line_prefetch(line, panel, first + count, next);
    float *output = line->output + first * line->output_stride + panel->first;
    oko_brgemm plain = {
      .a_m = line->step * line->source_stride,
      .a_k = 1,
      .b_k = panel->width,
      .c = output,
      .c_m = line->output_stride,
      .n = panel->count,
      .init = is_biased ? epilogue->bias + panel->first : NULL,
    };
    oko_brgemm whole = plain;
    int is_whole_done = has_rest && is_cheap(epilogue);
    if (is_whole_done) {
      whole.activation = epilogue->activation;
      whole.residual_m = line->residual_stride;
      if (line->residual != NULL) {
        whole.residual = line->residual + first * line->residual_stride + panel->first;
      }
    }
    int is_done = oko_line_sum(product, &whole, &plain, first, count) && is_whole_done;
    if (has_rest && !is_done) finish(isa, product, epilogue, output, first, count);
  }
}

void oko_take_floats(
  const void *target, const oko_line_product *product, oko_line *line, int64_t pixel,
  int64_t step) {
  const oko_float_target *to = target;
  line->output = to->output + pixel * to->stride;
  line->output_stride = step * to->stride;
  line->residual = to->epilogue == NULL || to->epilogue->residual == NULL
    ? NULL : to->epilogue->residual + pixel * to->residual_stride;
  line->residual_stride = step * to->residual_stride;
  oko_line_run(to->isa, product, to->epilogue);
}

oko_epilogue oko_epilogue_from(const oko_epilogue *epilogue, int64_t first) {
  oko_epilogue part = *epilogue;
  if (part.scale != NULL) part.scale += first;
  if (part.bias != NULL) part.bias += first;
  if (part.residual != NULL) part.residual += first;
  return part;
}
