// Pairs of pixels, for sums over pixels by products of bf16.
//
// A word is a pair of pixels: output columns 2j and 2j + 1 of one channel. Both sides are laid out for a
// block of rows at a time, with zeros where a pair or a tap reaches outside:
//
//   dy: [panel][row][pair][column]
//   x:  [part of channels][source row][place][channel], the word of a place q being the columns q and q + stride,
//       whatever q is,
//
// so that a tap is nothing but the place where it begins, and pair j lies 2 · stride places further. A part has as many
// channels as a register block has rows; some are laid out at once and stay in the near caches for all panels and taps.
#ifndef OKO_LOW_PAIRS_H
#define OKO_LOW_PAIRS_H

#include "convolution_shape.h"
#include "panels.h"

/// About so many channels of x are laid out at once: what is read from afar is read in whole cache lines, in order. A part
/// at a time, 64 channels of 256² pixels took six times as long to lay out.
#define OKO_CHANNELS_TOGETHER 64

/// A block of rows of one group.
typedef struct {
  const oko_isa *isa;
  const oko_low_kernels *low;
  const oko_conv_shape *shape;
  const uint16_t *x, *dy;      // at the group's first channel
  float *dw;                   // likewise
  int64_t dw_stride;           // from one row of the filter to the next
  int64_t row_begin, row_end;  // output rows
  int64_t panel_begin, panel_end;
  int64_t source_begin;        // the first source row that is laid out, of all images' rows
  int64_t source_rows;
  oko_pair *pairs;
  const uint16_t *zeros;
  float *tile, *packed_dy, *packed_x;
} oko_pair_block;

/// The pairs of an output row.
static inline int64_t oko_pair_count(const oko_conv_shape *s) {
  return oko_divide_up(s->out_width, 2);
}

/// From one place that is laid out to the next: where there is one kernel column, no place between pairs is looked at.
static inline int64_t oko_place_step(const oko_conv_shape *s) {
  return s->kernel_width == 1 ? 2 * s->stride_x : 1;
}
/// The places of a source row.
static inline int64_t oko_place_count(const oko_conv_shape *s) {
  int64_t last = 2 * s->stride_x * (oko_pair_count(s) - 1) + (s->kernel_width - 1) * s->dilation_x;
  return last / oko_place_step(s) + 1;
}

/// Whether all kernel columns are rows of one product: for few channels, adjacent in memory.
static inline int oko_is_merged(const oko_isa *isa, const oko_conv_shape *s) {
  return s->dilation_x == 1 && s->in_channels * 2 <= isa->rows && s->kernel_width > 1;
}

/// The channels of a part.
static inline int64_t oko_channel_part(const oko_isa *isa, const oko_conv_shape *s) {
  if (oko_is_merged(isa, s)) return s->in_channels;
  int64_t vectors = oko_min(isa->vectors, oko_divide_up(s->out_channels, isa->width));
  return oko_even_part(s->in_channels, oko_block_rows(isa, vectors));
}

/// The channels whose places are laid out at once, in whole parts.
static inline int64_t oko_channels_together(const oko_isa *isa, const oko_conv_shape *s) {
  int64_t part = oko_channel_part(isa, s);
  return part * oko_max(1, (OKO_CHANNELS_TOGETHER + part / 2) / part);
}

/// The most source rows that a block reads, with those between.
int64_t oko_most_source_rows(const oko_conv_shape *shape, int64_t rows);
/// The source row, of all images' rows, that an output row meets under a kernel row, or -1.
int64_t oko_source_row_at(const oko_conv_shape *shape, int64_t row, int64_t kernel_row);
/// Finds which source rows the block reads.
void oko_set_source_rows(oko_pair_block *block);
/// Where a panel of dy lies.
float *oko_panel_dy(const oko_pair_block *block, const oko_panel *panel);
/// Lays out the panels of dy.
void oko_lay_out_dy(const oko_pair_block *block);
/// Lays out `channels` channels of x, whole parts but for the last ones.
void oko_lay_out_x(const oko_pair_block *block, int64_t channel, int64_t channels);

#endif
