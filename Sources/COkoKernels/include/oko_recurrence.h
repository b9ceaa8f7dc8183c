#ifndef OKO_RECURRENCE_H
#define OKO_RECURRENCE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One time step of a recurrent cell for one sequence, after the product of its state with the recurrent matrix.
// A trace is what a step leaves behind, `width` floats for each name in the order given; `previous` is the
// trace of the step before, or NULL where there is none.
//
// In a backward, `dh` is the gradient at the new hidden state. What flows to the state before past the
// recurrent matrix is written to `carried`, which may be `dh`.

/// The tanh cell. Trace: h, which comes in as what tanh is taken of.
void oko_tanh_cell(float *trace, int64_t width);
/// Writes the gradient at what tanh was taken of.
void oko_tanh_cell_backward(
  const float *trace, const float *dh, float *dgates, int64_t width);

/// The LSTM cell. Trace: i, f, g, o, c, h; i to o come in as what the functions are taken of.
void oko_lstm_cell(float *trace, const float *previous, int64_t width);
/// Writes the gradients at i, f, g, o; `dc` holds the gradient at c and becomes that at the cell before.
void oko_lstm_cell_backward(
  const float *trace, const float *previous, const float *dh, float *dc, float *dgates,
  int64_t width);

/// The GRU cell. Trace: r, z, q, n, h; r, z and n come in as what the functions are taken of, n without its
/// part q of the recurrent product.
void oko_gru_cell(float *trace, const float *previous, int64_t width);
/// Writes the gradients at r, z, q and n, and what flows to the state before.
void oko_gru_cell_backward(
  const float *trace, const float *previous, const float *dh, float *carried, float *dgates,
  int64_t width);

/// A product of states with a recurrent matrix of bf16: [rows][width] times [width][columns].
typedef struct {
  int64_t rows, width, columns;
  int64_t state_stride, sum_stride;  // floats from one row to the next
} oko_state_product;

/// The floats of scratch that `oko_low_state_product_add` needs.
int64_t oko_low_state_product_scratch_size(const oko_state_product *product);
/// Adds to `sums` the products of the states, rounded to bf16, with a matrix that `oko_low_conv_pack_filter` has packed as a
/// 1×1 filter of bf16.
void oko_low_state_product_add(
  const oko_state_product *product, const float *states, const float *packed, float *sums,
  float *scratch);

#ifdef __cplusplus
}
#endif
#endif
