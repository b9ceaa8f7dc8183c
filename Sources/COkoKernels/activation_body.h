// Activations and their derivatives over arrays, and the epilogue of a register block.

OKO_INLINE void activate_all(
  const oko_activation activation, float slope, const float *x, float *y, int64_t count) {
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) {
    v_store(y + i, v_activate(v_load(x + i), activation, slope));
  }
  if (i < count) {
    v_store_part(y + i, v_activate(v_load_part(x + i, count - i), activation, slope), count - i);
  }
}

static void activate(
  oko_activation activation, float slope, const float *x, float *y, int64_t count) {
#define OKO_LOOP(kind) activate_all(kind, slope, x, y, count)
  OKO_WITH_ACTIVATION(activation, OKO_LOOP)
#undef OKO_LOOP
}

OKO_INLINE void activate_backward_all(
  const oko_activation activation, float slope, const float *x, const float *dy, float *dx,
  int64_t count) {
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) {
    v_store(dx + i, v_load(dy + i) * v_derivative(v_load(x + i), activation, slope));
  }
  if (i < count) {
    vec slopes = v_derivative(v_load_part(x + i, count - i), activation, slope);
    v_store_part(dx + i, v_load_part(dy + i, count - i) * slopes, count - i);
  }
}

static void activate_backward(
  oko_activation activation, float slope, const float *x, const float *dy, float *dx,
  int64_t count) {
#define OKO_LOOP(kind) activate_backward_all(kind, slope, x, dy, dx, count)
  OKO_WITH_ACTIVATION(activation, OKO_LOOP)
#undef OKO_LOOP
}

OKO_INLINE void epilogue_all(
  const oko_activation activation, float *c, int64_t c_m, int64_t rows, int64_t n,
  const oko_block_epilogue *e) {
  for (int64_t i = 0; i < n; i += OKO_WIDTH) {
    int64_t part = n - i;
    vec scale = e->scale != NULL ? v_load_part(e->scale + i, part) : v_set(1);
    vec bias = e->bias != NULL ? v_load_part(e->bias + i, part) : v_set(0);
    for (int64_t m = 0; m < rows; ++m) {
      float *p = c + m * c_m + i;
      vec value = v_load_part(p, part);
      if (e->scale != NULL || e->bias != NULL) value = value * scale + bias;
      vec residual = e->residual != NULL
        ? v_load_part(e->residual + m * e->residual_m + i, part) : v_set(0);
      if (e->residual_is_last) {
        value = v_activate(value, activation, e->slope) + residual;
      } else {
        value = v_activate(value + residual, activation, e->slope);
      }
      v_store_part(p, value, part);
    }
  }
}

static void epilogue(
  float *c, int64_t c_m, int64_t rows, int64_t n, const oko_block_epilogue *e) {
#define OKO_LOOP(kind) epilogue_all(kind, c, c_m, rows, n, e)
  OKO_WITH_ACTIVATION(e->activation, OKO_LOOP)
#undef OKO_LOOP
}
