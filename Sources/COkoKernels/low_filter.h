// The words of a convolution in low precision, and where its packed filter has what.
#ifndef OKO_LOW_FILTER_H
#define OKO_LOW_FILTER_H

#include "convolution_shape.h"
#include "panels.h"

/// The elements of a word.
static inline int64_t oko_lanes(oko_element type) { return 4 / oko_element_size(type); }
/// The channels that are read, of all groups.
static inline int64_t oko_low_source_channels(const oko_low_conv *c) {
  return c->is_transposed ? c->shape.out_channels : c->shape.in_channels;
}
/// The channels that are written, of all groups.
static inline int64_t oko_low_target_channels(const oko_low_conv *c) {
  return c->is_transposed ? c->shape.in_channels : c->shape.out_channels;
}

/// Depthwise kernels, which sum in floats, take the forward pass alone.
static inline int oko_low_is_depthwise(const oko_low_conv *c) {
  return oko_is_depthwise(&c->shape) && !c->is_transposed;
}

/// Channels of a pixel so few that words are filled by those of neighbours.
#define OKO_NARROW_CHANNELS 4

/// Whether the rows of a filter are folded: what they meet lies side by side then, without gaps between pixels.
static inline int oko_low_is_narrow(const oko_low_conv *c) {
  const oko_conv_shape *s = &c->shape;
  return !c->is_transposed && s->groups == 1 && s->in_channels <= OKO_NARROW_CHANNELS
    && s->kernel_width > 1 && s->dilation_x == 1;
}
/// The convolution whose filter is packed: where rows are folded, one of a column of kernel_width · channels channels,
/// which lies in memory as the other does.
static inline oko_low_conv oko_low_folded(const oko_low_conv *c) {
  oko_low_conv folded = *c;
  if (!oko_low_is_narrow(c)) return folded;
  folded.shape.in_channels *= folded.shape.kernel_width;
  folded.shape.kernel_width = 1;
  return folded;
}

/// The words that the channels of any one group lie in: where a group's first channel is not the first of a word, words
/// hold neighbours, too, which meet zero weights.
int64_t oko_low_depth(const oko_low_conv *c);
/// The first of the `oko_low_depth` words of a group.
int64_t oko_low_first_word(const oko_low_conv *c, int64_t group);
/// The words of the panels of one group.
int64_t oko_low_group_size(const oko_isa *isa, const oko_low_conv *c);
/// The columns of one group, filled up to whole vectors.
int64_t oko_low_columns(const oko_isa *isa, const oko_low_conv *c);
/// The sums of a group's weights of bytes, [tap][column], which lie after the panels of all groups.
const int32_t *oko_low_weight_sums(
  const oko_isa *isa, const oko_low_conv *c, const float *packed, int64_t group);

#endif
