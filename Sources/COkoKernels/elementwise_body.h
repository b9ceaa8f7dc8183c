// Elementwise functions over arrays and over the rows of matrices.

OKO_INLINE vec v_unary(vec x, const oko_unary_operation operation) {
  switch (operation) {
    case OKO_EXP: return v_exp(x);
    case OKO_LOG: return v_log(x);
    case OKO_SQRT: return v_sqrt(x);
    case OKO_RECIPROCAL: return 1.0f / x;
    case OKO_NEGATE: return -x;
    case OKO_ABSOLUTE: return v_abs(x);
    case OKO_SQUARE: return x * x;
  }
  return x;
}

OKO_INLINE void unary_all(
  const oko_unary_operation operation, const float *x, float *y, int64_t count) {
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) v_store(y + i, v_unary(v_load(x + i), operation));
  if (i < count) {
    v_store_part(y + i, v_unary(v_load_part(x + i, count - i), operation), count - i);
  }
}

static void unary(oko_unary_operation operation, const float *x, float *y, int64_t count) {
  switch (operation) {
    case OKO_EXP: unary_all(OKO_EXP, x, y, count); break;
    case OKO_LOG: unary_all(OKO_LOG, x, y, count); break;
    case OKO_SQRT: unary_all(OKO_SQRT, x, y, count); break;
    case OKO_RECIPROCAL: unary_all(OKO_RECIPROCAL, x, y, count); break;
    case OKO_NEGATE: unary_all(OKO_NEGATE, x, y, count); break;
    case OKO_ABSOLUTE: unary_all(OKO_ABSOLUTE, x, y, count); break;
    case OKO_SQUARE: unary_all(OKO_SQUARE, x, y, count); break;
  }
}

OKO_INLINE vec v_binary(vec a, vec b, const oko_binary_operation operation) {
  switch (operation) {
    case OKO_ADD: return a + b;
    case OKO_SUBTRACT: return a - b;
    case OKO_MULTIPLY: return a * b;
    case OKO_DIVIDE: return a / b;
    case OKO_MAXIMUM: return v_max(a, b);
    case OKO_MINIMUM: return v_min(a, b);
  }
  return a;
}

/// A side of a binary operation: an array that moves along with the result, or one number.
OKO_INLINE vec v_side(const float *p, const int is_array, float value, int64_t i, int64_t part) {
  return is_array ? v_load_part(p + i, part) : v_set(value);
}

OKO_INLINE void binary_all(
  const oko_binary_operation operation, const float *a, const int a_is_array, float a_value,
  const float *b, const int b_is_array, float b_value, float *y, int64_t count) {
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) {
    vec left = v_side(a, a_is_array, a_value, i, OKO_WIDTH);
    vec right = v_side(b, b_is_array, b_value, i, OKO_WIDTH);
    v_store(y + i, v_binary(left, right, operation));
  }
  if (i < count) {
    vec left = v_side(a, a_is_array, a_value, i, count - i);
    vec right = v_side(b, b_is_array, b_value, i, count - i);
    v_store_part(y + i, v_binary(left, right, operation), count - i);
  }
}

#define OKO_WITH_BINARY(operation, LOOP) \
  switch (operation) { \
    case OKO_ADD: LOOP(OKO_ADD); break; \
    case OKO_SUBTRACT: LOOP(OKO_SUBTRACT); break; \
    case OKO_MULTIPLY: LOOP(OKO_MULTIPLY); break; \
    case OKO_DIVIDE: LOOP(OKO_DIVIDE); break; \
    case OKO_MAXIMUM: LOOP(OKO_MAXIMUM); break; \
    case OKO_MINIMUM: LOOP(OKO_MINIMUM); break; \
  }

static void binary(
  oko_binary_operation operation, const float *a, const float *b, float *y, int64_t count) {
#define OKO_LOOP(kind) binary_all(kind, a, 1, 0, b, 1, 0, y, count)
  OKO_WITH_BINARY(operation, OKO_LOOP)
#undef OKO_LOOP
}

static void binary_scalar(
  oko_binary_operation operation, const float *a, float b, float *y, int64_t count) {
#define OKO_LOOP(kind) binary_all(kind, a, 1, 0, a, 0, b, y, count)
  OKO_WITH_BINARY(operation, OKO_LOOP)
#undef OKO_LOOP
}

static void scalar_binary(
  oko_binary_operation operation, float a, const float *b, float *y, int64_t count) {
#define OKO_LOOP(kind) binary_all(kind, b, 0, a, b, 1, 0, y, count)
  OKO_WITH_BINARY(operation, OKO_LOOP)
#undef OKO_LOOP
}

static void binary_row(
  oko_binary_operation operation, const float *a, const float *b, float *y, int64_t rows,
  int64_t columns) {
#define OKO_LOOP(kind) \
  for (int64_t r = 0; r < rows; ++r) { \
    binary_all(kind, a + r * columns, 1, 0, b, 1, 0, y + r * columns, columns); \
  }
  OKO_WITH_BINARY(operation, OKO_LOOP)
#undef OKO_LOOP
}

static void binary_column(
  oko_binary_operation operation, const float *a, const float *b, float *y, int64_t rows,
  int64_t columns) {
#define OKO_LOOP(kind) \
  for (int64_t r = 0; r < rows; ++r) { \
    binary_all(kind, a + r * columns, 1, 0, a, 0, b[r], y + r * columns, columns); \
  }
  OKO_WITH_BINARY(operation, OKO_LOOP)
#undef OKO_LOOP
}

static void axpy(float alpha, const float *x, float *y, int64_t count) {
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) v_store(y + i, v_load(y + i) + v_load(x + i) * alpha);
  if (i < count) {
    vec sum = v_load_part(y + i, count - i) + v_load_part(x + i, count - i) * alpha;
    v_store_part(y + i, sum, count - i);
  }
}

static void multiply_add(const float *a, const float *b, float *y, int64_t count) {
  int64_t i = 0;
  for (; i + OKO_WIDTH <= count; i += OKO_WIDTH) {
    v_store(y + i, v_load(y + i) + v_load(a + i) * v_load(b + i));
  }
  if (i < count) {
    vec product = v_load_part(a + i, count - i) * v_load_part(b + i, count - i);
    v_store_part(y + i, v_load_part(y + i, count - i) + product, count - i);
  }
}

/// y[j, i] += x[j, i] for `count` groups of n values, at most a vector: `stride` apart in x, one after the other in y.
static void add_groups(const float *x, int64_t stride, float *y, int64_t n, int64_t count) {
  for (int64_t j = 0; j < count; ++j, x += stride, y += n) {
    v_store_part(y, v_load_part(y, n) + v_load_part(x, n), n);
  }
}
