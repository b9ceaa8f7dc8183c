#ifndef OKO_ATTENTION_H
#define OKO_ATTENTION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The scores of some queries (rows) with some keys (columns), in units of ln 2: shares are powers of two.
///
/// Row r counts its first `counted` + r · `counted_step` columns, within 0 and `columns`; the others get no
/// share. `stride` is a multiple of 16, and the floats of a row up to it may be written.
typedef struct {
  float *scores;
  int64_t rows, columns, stride;
  int64_t counted, counted_step;
  const float *bias;  // added to row 0, and to row r from r floats earlier on; or NULL
} oko_score_block;

/// The online softmax: takes one more block of keys into account, and leaves 2^(score − maxima[r]) in the scores.
///
/// `maxima` and `sums` are those of the blocks so far (−∞ and 0 at first); where a maximum rises, the row of
/// `gathered` [rows, width] shrinks along.
void oko_attend_forward(
  const oko_score_block *block, float *maxima, float *sums, float *gathered, int64_t width);

/// Leaves the shares 2^(score − logs[r]) in the scores, and share · (slope − totals[r]) in the slopes.
///
/// `slopes` lie as the scores do. `bias_slopes`, or NULL, takes the sums as `bias` gives its summands.
void oko_attend_backward(
  const oko_score_block *block, const float *logs, const float *totals, float *slopes,
  float *bias_slopes);

#ifdef __cplusplus
}
#endif
#endif
