// One line of output pixels: what the forward pass and the data gradient have in common.
#ifndef OKO_CONVOLUTION_LINE_H
#define OKO_CONVOLUTION_LINE_H

#include "panels.h"

/// A source row, and the index of the kernel row whose weights it meets.
typedef struct {
  const float *pixels;
  int64_t kernel_row;
} oko_source_row;

/// A column of the kernel: output pixel j meets the source column j · step + offset.
typedef struct {
  int64_t offset;
  int64_t kernel_column;
} oko_source_column;

/// A line of `count` output pixels and the source rows and columns that it gathers from.
typedef struct {
  const oko_source_row *rows;
  int64_t row_count;
  const oko_source_column *columns;
  int64_t column_count;
  int64_t step;
  int64_t source_width, source_stride;
  int64_t kernel_width;
  int64_t depth;         // channels that are summed over
  int64_t fresh_rows;    // the last rows, which the line above this one did not read
  int64_t count;         // output pixels
  int64_t output_stride; // floats from one output pixel to the next
  float *output;
  const float *residual; // or NULL
  int64_t residual_stride;
} oko_line;

/// The floats in which the source of a block at the border is laid out with its padding.
#define OKO_PADDED_FLOATS (16 * 1024)

/// Computes one panel of channels of a line. `pairs` has room for every tap, `padded` for
/// OKO_PADDED_FLOATS.
void oko_line_run(
  const oko_isa *isa, const oko_line *line, const oko_panel *panel, const float *packed,
  const oko_epilogue *epilogue, oko_pair *pairs, float *padded);

#endif
