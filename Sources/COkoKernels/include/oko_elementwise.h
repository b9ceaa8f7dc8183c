#ifndef OKO_ELEMENTWISE_H
#define OKO_ELEMENTWISE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The activation functions. `slope` belongs to leaky ReLU alone.
typedef enum {
  OKO_NONE = 0,
  OKO_RELU,
  OKO_LEAKY_RELU,
  OKO_SILU,
  OKO_SIGMOID,
  OKO_HARD_SWISH,
  OKO_TANH,
  OKO_GELU,       ///< x · Φ(x), with the error function.
  OKO_GELU_TANH,  ///< The tanh approximation of GELU.
  OKO_SOFTPLUS,
  OKO_HARD_SIGMOID,
} oko_activation;

/// Functions of one number.
typedef enum {
  OKO_EXP = 0,
  OKO_LOG,
  OKO_SQRT,
  OKO_RECIPROCAL,
  OKO_NEGATE,
  OKO_ABSOLUTE,
  OKO_SQUARE,
} oko_unary_operation;

/// Functions of two numbers. Maximum and minimum keep a NaN of the left side.
typedef enum {
  OKO_ADD = 0,
  OKO_SUBTRACT,
  OKO_MULTIPLY,
  OKO_DIVIDE,
  OKO_MAXIMUM,
  OKO_MINIMUM,
} oko_binary_operation;

// In all of these, the result may be written over an operand of its own size.

/// y[i] = activation(x[i]).
void oko_activate(oko_activation activation, float slope, const float *x, float *y, int64_t count);
/// dx[i] = dy[i] · activation′(x[i]).
void oko_activate_backward(
  oko_activation activation, float slope, const float *x, const float *dy, float *dx,
  int64_t count);
/// y[i] = f(x[i]).
void oko_unary(oko_unary_operation operation, const float *x, float *y, int64_t count);
/// y[i] = a[i] ∘ b[i].
void oko_binary(
  oko_binary_operation operation, const float *a, const float *b, float *y, int64_t count);
/// y[i] = a[i] ∘ b.
void oko_binary_scalar(
  oko_binary_operation operation, const float *a, float b, float *y, int64_t count);
/// y[i] = a ∘ b[i].
void oko_scalar_binary(
  oko_binary_operation operation, float a, const float *b, float *y, int64_t count);
/// y[r, c] = a[r, c] ∘ b[c]: one value per channel.
void oko_binary_row(
  oko_binary_operation operation, const float *a, const float *b, float *y, int64_t rows,
  int64_t columns);
/// y[r, c] = a[r, c] ∘ b[r]: one value per row.
void oko_binary_column(
  oko_binary_operation operation, const float *a, const float *b, float *y, int64_t rows,
  int64_t columns);
/// y[i] += alpha · x[i].
void oko_axpy(float alpha, const float *x, float *y, int64_t count);
/// y[i] += a[i] · b[i].
void oko_multiply_add(const float *a, const float *b, float *y, int64_t count);
/// result[0] = Σ x[i], summed in double precision from short float sums.
void oko_sum(const float *x, int64_t count, double *result);
/// result[0] = Σ a[i] · b[i].
void oko_dot(const float *a, const float *b, int64_t count, double *result);
/// sums[c] += Σ_r x[r, c].
void oko_column_sums(const float *x, int64_t rows, int64_t columns, double *sums);
/// maxima[r] = max over c of x[r, c]; NaN where the row holds one.
void oko_row_maxima(const float *x, int64_t rows, int64_t columns, float *maxima);
/// y[r, ·] = softmax(scale · x[r, ·]) (scale: one over the temperature).
void oko_softmax(const float *x, float scale, float *y, int64_t rows, int64_t columns);

#ifdef __cplusplus
}
#endif
#endif
