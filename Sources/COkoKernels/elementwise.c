// Elementwise functions: the public names, passed on to the instruction set in use.
#include "isa.h"

void oko_activate(
  oko_activation activation, float slope, const float *x, float *y, int64_t count) {
  oko_isa_current()->activate(activation, slope, x, y, count);
}

void oko_activate_backward(
  oko_activation activation, float slope, const float *x, const float *dy, float *dx,
  int64_t count) {
  oko_isa_current()->activate_backward(activation, slope, x, dy, dx, count);
}
