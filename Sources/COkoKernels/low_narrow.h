// Convolutions of low precision that read pictures of few channels.
#ifndef OKO_LOW_NARROW_H
#define OKO_LOW_NARROW_H

#include "convolution_line.h"
#include "low_filter.h"

/// The words of scratch memory that the walk needs beyond its sums.
int64_t oko_low_narrow_scratch_size(const oko_low_conv *c);
/// Walks over output rows of a convolution whose filter has its rows folded; `walk` has that filter's shape.
void oko_low_narrow_walk(
  const oko_isa *isa, const oko_low_conv *c, const oko_operand *x, const oko_walk *walk);

#endif
