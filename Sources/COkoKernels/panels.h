// Packed right operands: panels of at most one register block's width, [tap][k][panel width].
#ifndef OKO_PANELS_H
#define OKO_PANELS_H

#include "isa.h"

/// The columns of one panel.
typedef struct {
  int64_t first, count;  // the columns that are valid
  int64_t vectors, width;  // the width in vectors and in floats, with the padding
} oko_panel;

static inline int64_t oko_panel_count(const oko_isa *isa, int64_t columns) {
  return oko_divide_up(columns, isa->width * isa->vectors);
}

static inline oko_panel oko_panel_at(const oko_isa *isa, int64_t columns, int64_t index) {
  int64_t full = isa->width * isa->vectors;
  oko_panel panel;
  panel.first = index * full;
  panel.count = oko_min(full, columns - panel.first);
  panel.vectors = oko_divide_up(panel.count, isa->width);
  panel.width = panel.vectors * isa->width;
  return panel;
}

/// The floats of all panels for `depth` = taps · k rows.
static inline int64_t oko_panels_size(const oko_isa *isa, int64_t columns, int64_t depth) {
  return oko_divide_up(columns, isa->width) * isa->width * depth;
}

#endif
