// What one instruction set offers to the drivers, and how the drivers find it.
#ifndef OKO_ISA_H
#define OKO_ISA_H

#include "kernel_list.h"
#include "oko_kernels.h"

#define OKO_MAX_ROWS 28
#define OKO_MAX_VECTORS 4
#define OKO_MAX_WIDTH 16

/// One element of a batch: a block of A and a block of B.
typedef struct {
  const float *a, *b;
} oko_pair;

/// One register block of a batch-reduce product:
/// C[m, n] = init[n] + Σ_pairs Σ_k a[m · a_m + k · a_k] · b[k · b_k + n], or C[m, n] += …
typedef struct {
  const oko_pair *pairs;
  int64_t count, k;
  int64_t a_m, a_k, b_k;
  float *c;
  int64_t c_m;
  int64_t n;          // the valid columns: the last vector of a row may be partial
  const float *init;  // a row of n values, or NULL for zero
  int accumulate;
  // What is cheap enough to happen while the block is in registers: ReLU or hard swish, else OKO_NONE,
  // after a residual where there is one.
  oko_activation activation;
  const float *residual;
  int64_t residual_m;
} oko_brgemm;

/// The epilogue of one block, on values that have just been stored.
typedef struct {
  const float *scale, *bias, *residual;
  int64_t residual_m;
  oko_activation activation;
  float slope;
  int residual_is_last;
} oko_block_epilogue;

/// What becomes of a block of sums of low precision: see `oko_low_epilogue`.
typedef struct {
  float *sums;           // whole vectors, floats or integers
  int64_t sums_m;
  int is_integer;
  float factor;          // on all of `scale`
  const float *scale, *bias;
  oko_activation activation;
  float slope;
  int residual_is_last;
  oko_operand residual, y;  // at the first row and column; the pixel stride is from row to row
  int64_t rows, columns;
  int64_t fill;          // elements of zero after the columns of y
} oko_low_block;

/// Moves the operands of a block on by some pixels.
static inline void oko_low_block_move(oko_low_block *block, int64_t pixels) {
  oko_operand *y = &block->y, *residual = &block->residual;
  y->data = (char *)y->data + pixels * y->pixel_stride * oko_element_size(y->type);
  if (residual->data == NULL) return;
  residual->data =
    (char *)residual->data + pixels * residual->pixel_stride * oko_element_size(residual->type);
}

/// The block with its operands at another pixel and column.
static inline oko_low_block oko_low_block_at(
  const oko_low_block *block, int64_t pixel, int64_t column) {
  oko_low_block part = *block;
  if (part.scale != NULL) part.scale += column;
  if (part.bias != NULL) part.bias += column;
  oko_low_block_move(&part, pixel);
  part.y.data = (char *)part.y.data + column * oko_element_size(part.y.type);
  if (part.residual.data != NULL) {
    part.residual.data = (char *)part.residual.data + column * oko_element_size(part.residual.type);
  }
  return part;
}

/// From one pixel of an operand to the next, in elements, and how many of them fill a dense pixel up to whole words.
static inline int64_t oko_stride_of(const oko_operand *x, int64_t channels) {
  return x->pixel_stride != 0 ? x->pixel_stride : oko_dense_stride(x->type, channels);
}
static inline int64_t oko_fill_of(const oko_operand *x, int64_t channels) {
  return x->pixel_stride != 0 ? 0 : oko_dense_stride(x->type, channels) - channels;
}

/// The block of all pixels and `channels`, of which every other one is a part: sums of floats, with nothing but the
/// epilogue, which may be NULL, to be done to them.
static inline oko_low_block oko_low_block_of(
  int64_t channels, const oko_low_epilogue *e, const oko_operand *y) {
  oko_low_block block = {.factor = 1, .y = *y, .columns = channels};
  block.y.pixel_stride = oko_stride_of(y, channels);
  block.fill = oko_fill_of(y, channels);
  if (e == NULL) return block;
  block.scale = e->scale;
  block.bias = e->bias;
  block.activation = e->activation;
  block.slope = e->slope;
  block.residual_is_last = e->residual_is_last;
  block.residual = e->residual;
  block.residual.pixel_stride = oko_stride_of(&e->residual, channels);
  return block;
}

/// A transformed block of Winograd's tiles: [point][tile][plane][channel]. Two channels of bf16 are a word.
typedef struct {
  int64_t plane;  // words from one plane of the input to the next
  int64_t row;    // words from one tile to the next
  int64_t point;  // words from one point to the next; not a multiple of a page
} oko_tile_layout;

/// A transformed filter: [plane of the output][point][panel][plane of the input][channel].
typedef struct {
  int64_t point;  // words from one point to the next; not a multiple of a page
  int64_t plane;  // words from one plane of the output to the next
} oko_filter_layout;

/// The tiles [first, first + count) of all images' tiles.
typedef struct {
  int64_t first, count;
} oko_tile_range;

typedef void oko_brgemm_function(const oko_brgemm *block);
/// The function of every size of a register block: [rows][vectors].
typedef oko_brgemm_function *oko_brgemm_table[OKO_MAX_ROWS + 1][OKO_MAX_VECTORS + 1];

/// Pixels of bf16 whose channels become words together: `count` pairs, each stride the scalars to the next pair's pixel.
typedef struct {
  const uint16_t *first, *second;
  int64_t first_stride, second_stride, count;
} oko_pixel_pairs;

/// What processors have instructions of their own for: register blocks of products of words, and rounding.
typedef struct {
  oko_brgemm_table bf16, bytes;
  void (*row)(
    const float *row, int64_t words, const float *packed, int64_t columns, float *sums);
  void (*finish)(const oko_low_block *block);
  void (*convert)(
    const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels);
  void (*depthwise_forward)(
    const oko_conv_shape *shape, const oko_operand *x, const float *filter,
    const oko_low_block *finish, int64_t row_begin, int64_t row_end, float *scratch);
  void (*channel_means)(
    const oko_operand *x, const oko_operand *y, int64_t pixels, int64_t channels, float factor,
    int64_t block_begin, int64_t block_end);
  void (*gate)(
    const oko_operand *x, const oko_operand *gate, const oko_operand *y, int64_t pixels,
    int64_t channels, int64_t pixel_begin, int64_t pixel_end);
  void (*pack)(
    oko_element type, const float *const *rows, const float *scales, int64_t count, float *words,
    int32_t *sums);
  /// Writes the words of every pair's channels, [part][pair][channel of the part], `part_size` words from one part to the
  /// next; the last part is filled up with zeros.
  void (*pack_pairs)(
    const oko_pixel_pairs *pairs, int64_t channels, int64_t part, int64_t part_size,
    float *words);
  void (*winograd_input)(
    const oko_conv_shape *shape, const oko_operand *x, oko_tile_range range,
    oko_tile_layout layout, float *v);
} oko_low_kernels;

typedef struct {
  const char *name;
  int64_t width;    // floats in a vector
  int64_t vectors;  // vectors in a register block's row
  int64_t rows;     // rows of a register block
  int64_t narrow_rows;  // rows of a register block that is one vector wide
  oko_brgemm_table brgemm;
  oko_low_kernels low;
  void (*epilogue)(
    float *c, int64_t c_m, int64_t rows, int64_t n, const oko_block_epilogue *epilogue);
#define OKO_FIELD(name, parameters, arguments) void (*name) parameters;
  OKO_KERNEL_LIST(OKO_FIELD)
#undef OKO_FIELD
  void (*add_groups)(const float *, int64_t, float *, int64_t, int64_t);
  void (*winograd_output)(
    const oko_conv_shape *, const float *, oko_tile_range, oko_tile_layout,
    const oko_epilogue *, float *);
  void (*winograd_sums)(
    const oko_conv_shape *shape, const float *m, int64_t point, int64_t channels, float *sums,
    int64_t row_stride, int64_t pixel_stride);
  void (*winograd_filter)(
    const oko_conv_shape *, const float *, int, float *, oko_filter_layout, int64_t, int64_t);
  void (*winograd_spread)(
    const oko_conv_shape *, const float *, oko_tile_range, oko_tile_layout, float *);
  void (*winograd_gather)(
    const oko_conv_shape *, const float *, oko_tile_layout, float *, int64_t, int64_t);
  double (*peak_flops)(int64_t iterations);
} oko_isa;

extern const oko_isa oko_isa_portable;
#if defined(__x86_64__)
extern const oko_isa oko_isa_avx512, oko_isa_avx2;
extern const oko_low_kernels oko_low_kernels_avx512;
#elif defined(__aarch64__)
extern const oko_isa oko_isa_neon;
#endif

/// The instruction set in use.
const oko_isa *oko_isa_current(void);
/// The kernels for low precision, by the processor's own instructions where it has them.
const oko_low_kernels *oko_low_kernels_current(void);

/// The most rows of a register block of this width.
static inline int64_t oko_block_rows(const oko_isa *isa, int64_t vectors) {
  return vectors == 1 ? isa->narrow_rows : isa->rows;
}

/// Asks for the cache lines of `count` floats: values that come from memory in an order that no hardware foresees, such
/// as tiles and windows, else stand still for a hundred nanoseconds each.
static inline __attribute__((always_inline)) void oko_prefetch(const float *p, int64_t count) {
  for (int64_t i = 0; i < count; i += 16) __builtin_prefetch(p + i, 0);
}
/// The same for floats that will be written.
static inline __attribute__((always_inline)) void oko_prefetch_write(const float *p, int64_t count) {
  for (int64_t i = 0; i < count; i += 16) __builtin_prefetch(p + i, 1);
}

static inline int64_t oko_min(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t oko_max(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t oko_divide_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// The size of the equal parts, none above `limit`, into which `count` is best cut.
static inline int64_t oko_even_part(int64_t count, int64_t limit) {
  return count <= limit ? count : oko_divide_up(count, oko_divide_up(count, limit));
}

#endif
