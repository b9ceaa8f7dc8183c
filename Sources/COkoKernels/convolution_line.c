// A line of output pixels, cut into register blocks.
//
// A block whose every tap lies inside the source is one call with all taps as its batch. A block
// at a border is one call per kernel column, on the pixels for which that column lies inside: no
// padding is ever written. The sum's order for a pixel depends on its place alone.
#include "convolution_line.h"

typedef struct {
  const oko_isa *isa;
  const oko_line *line;
  const oko_panel *panel;
  const float *packed;
  oko_pair *pairs;
} context;

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

/// The columns are adjacent in memory with adjacent weights, so that a whole row is one product.
static int are_columns_merged(const oko_line *line) {
  if (line->source_stride != line->depth) return 0;
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
  c->isa->brgemm[count][c->panel->vectors](block);
}

static void run_border(const context *c, oko_brgemm *block, int64_t first, int64_t count) {
  const oko_line *line = c->line;
  float *output = block->c;
  block->pairs = c->pairs;
  block->count = 0;
  block->k = line->depth;
  c->isa->brgemm[count][c->panel->vectors](block);
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
    c->isa->brgemm[end - begin][c->panel->vectors](block);
  }
}

static void finish(
  const context *c, const oko_epilogue *epilogue, float *output, int64_t first, int64_t count) {
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
  c->isa->epilogue(output, line->output_stride, count, c->panel->count, &rest);
}

void oko_line_run(
  const oko_isa *isa, const oko_line *line, const oko_panel *panel, const float *packed,
  const oko_epilogue *epilogue, oko_pair *pairs) {
  context c = {isa, line, panel, packed, pairs};
  int merged = are_columns_merged(line);
  int is_biased = epilogue != NULL && epilogue->bias != NULL && epilogue->scale == NULL;
  int has_rest = epilogue != NULL
    && (epilogue->scale != NULL || line->residual != NULL || epilogue->activation != OKO_NONE);
  int64_t part = oko_even_part(line->count, oko_block_rows(isa, panel->vectors));
  for (int64_t first = 0; first < line->count; first += part) {
    int64_t count = oko_min(part, line->count - first);
    float *output = line->output + first * line->output_stride + panel->first;
    oko_brgemm block = {
      .a_m = line->step * line->source_stride,
      .a_k = 1,
      .b_k = panel->width,
      .c = output,
      .c_m = line->output_stride,
      .n = panel->count,
      .init = is_biased ? epilogue->bias + panel->first : NULL,
    };
    if (line->column_count > 0 && line->row_count > 0 && is_inside(line, first, count)) {
      run_inside(&c, &block, first, count, merged);
    } else {
      run_border(&c, &block, first, count);
    }
    if (has_rest) finish(&c, epilogue, output, first, count);
  }
}
