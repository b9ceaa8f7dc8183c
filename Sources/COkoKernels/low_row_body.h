// The product of one row of bf16 with a packed matrix.
//
// A register block of one row has two sums, and each addition waits for the one before it: 6 cycles for two vectors of
// weights. Here eight vectors of columns, of several panels, are summed side by side, which takes a third of the time.
// Every column adds its products in the order of a register block, so that no bit differs.
#define OKO_ROW_PANELS (8 / OKO_VECTORS)

/// Sums `vectors` vectors of columns of each of some panels, which begin `panel` words after one another, with `width`
/// words from one word of the row to the next.
OKO_INLINE void low_row_sums(
  const float *row, int64_t words, const float *packed, int64_t panel, int64_t width,
  const int panels, const int vectors, float *sums) {
  ivec sum[OKO_ROW_PANELS][OKO_VECTORS];
  OKO_UNROLL for (int p = 0; p < panels; ++p) {
    OKO_UNROLL for (int v = 0; v < vectors; ++v) sum[p][v] = 0;
  }
  _Pragma("clang loop unroll(disable)") for (int64_t k = 0; k < words; ++k, packed += width) {
    ivec both = (ivec)*(const word *)(row + k);
    OKO_UNROLL for (int part = 0; part < OKO_BF16_PARTS; ++part) {
      ivec left = bf16_left(both, part);
      OKO_UNROLL for (int p = 0; p < panels; ++p) {
        OKO_UNROLL for (int v = 0; v < vectors; ++v) {
          ivec right = *(const word_vec *)(packed + p * panel + v * OKO_WIDTH);
          sum[p][v] = bf16_add(sum[p][v], left, bf16_right(right, part));
        }
      }
    }
  }
  OKO_UNROLL for (int p = 0; p < panels; ++p) {
    OKO_UNROLL for (int v = 0; v < vectors; ++v) {
      *(word_vec *)(sums + (p * vectors + v) * OKO_WIDTH) = sum[p][v];
    }
  }
}

/// Writes the sums of all columns, in whole vectors.
static void low_row(
  const float *row, int64_t words, const float *packed, int64_t columns, float *sums) {
  const int64_t full = OKO_VECTORS * OKO_WIDTH, panel = words * full;
  unsigned mode = flush_subnormals();
  int64_t n = 0;
  for (; n + OKO_ROW_PANELS * full <= columns; n += OKO_ROW_PANELS * full) {
    low_row_sums(
      row, words, packed + n * words, panel, full, OKO_ROW_PANELS, OKO_VECTORS, sums + n);
  }
  for (; n < columns; n += full) {
    int64_t width = oko_divide_up(oko_min(full, columns - n), OKO_WIDTH) * OKO_WIDTH;
    for (int64_t i = 0; i < width; i += OKO_WIDTH) {
      low_row_sums(row, words, packed + n * words + i, panel, width, 1, 1, sums + n + i);
    }
  }
  restore_subnormals(mode);
}
