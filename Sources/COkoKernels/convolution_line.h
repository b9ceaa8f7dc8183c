// One line of output pixels: what the forward pass and the data gradient have in common.
//
// All of it moves words of four bytes, whatever they hold: a float, two bf16 or four bytes. Only the register blocks
// know, and who takes the sums.
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
  int is_far;            // source and result are too large for a cache: see `oko_is_far`
  int64_t count;         // output pixels
  int outside;           // the bytes of what surrounds the source
  int64_t output_stride; // floats from one output pixel to the next
  float *output;
  const float *residual; // or NULL
  int64_t residual_stride;
} oko_line;

/// One panel of channels of a line, and the memory for it: `pairs` has room for every tap, `padded` for `padded_size`
/// words, in which the source of a block at the border is laid out with what surrounds it.
typedef struct {
  const oko_brgemm_table *blocks;
  const oko_line *line;
  const oko_panel *panel;
  const float *packed;
  oko_pair *pairs;
  float *padded;
  int64_t padded_size;
} oko_line_product;

/// The `padded_size` for floats; blocks at the border that see more are summed column by column.
#define OKO_PADDED_FLOATS (16 * 1024)


/// Sums the `count` pixels of a register block. Where that is one call, it is `whole`, and the result is 1; else several
/// calls of `plain` add to each other. Both are set but for their pairs.
int oko_line_sum(
  const oko_line_product *product, oko_brgemm *whole, oko_brgemm *plain, int64_t first,
  int64_t count);

/// Asks for what a block reads that no block above it has read, where it comes from afar.
void oko_line_prefetch(
  const oko_line *line, const oko_panel *panel, int64_t first, int64_t count);

/// Computes a panel of a line of floats.
void oko_line_run(
  const oko_isa *isa, const oko_line_product *product, const oko_epilogue *epilogue);

/// A walk over the lines of a convolution of one group, panel by panel.
typedef struct {
  const oko_conv_shape *shape;
  const oko_brgemm_table *blocks;
  int outside;  // the bytes of what surrounds the source
  const float *source, *packed;
  int64_t row_begin, row_end;
  float *scratch;
  int64_t padded_size;
  /// Takes a line that starts at `pixel` of all images' output pixels and goes on by `step`; its output and residual
  /// are still to be set.
  void (*take)(
    const void *target, const oko_line_product *product, oko_line *line, int64_t pixel,
    int64_t step);
  const void *target;
} oko_walk;

/// The words of scratch memory that a walk needs.
int64_t oko_walk_scratch_size(const oko_conv_shape *shape, int64_t padded_size);
/// Walks over output rows.
void oko_walk_forward(const oko_isa *isa, const oko_walk *walk);
/// Walks over the rows of x, for the data gradient.
void oko_walk_backward_data(const oko_isa *isa, const oko_walk *walk);

/// Where a walk over floats leaves its lines, with strides from pixel to pixel.
typedef struct {
  const oko_isa *isa;
  const oko_epilogue *epilogue;  // or NULL
  float *output;
  int64_t stride, residual_stride;
} oko_float_target;
/// Takes a line for an `oko_float_target`.
void oko_take_floats(
  const void *target, const oko_line_product *product, oko_line *line, int64_t pixel,
  int64_t step);

/// The part of an epilogue that is for one group's channels, from `first` on.
oko_epilogue oko_epilogue_from(const oko_epilogue *epilogue, int64_t first);

#endif
