// Convolutions of low precision that read pictures of few channels: the first layers of networks.
//
// A pixel of three channels fills no whole words: as a row of taps by itself it would be read as two words of bf16 or one
// of bytes, a quarter of which meets zeros. So rows are laid side by side without gaps, and what a row of the filter meets
// is one run of words with a gap at its end alone: 7×7 of 3 takes 77 instead of 98 words of bf16, and 42 instead of 49 of
// bytes. The filter is that of a column of kernel_width · channels channels.
//
// As rows have to be laid out anyway, they may come from any type: the floats of a picture are rounded on their way into
// lines that stay in the first-level cache for all rows that read them. A pass of its own over a picture that was in no
// cache took 84 µs of 224×224×3, 800 of 640×640×3. With rows folded, 7×7 of stride 2 to 64 channels takes 535 instead of
// 680 µs in bf16 and 350 instead of 405 in bytes, and rounding is 1 % of that.
#include "low_narrow.h"

#include <string.h>

/// The register blocks between two requests for what the next row reads.
#define OKO_NARROW_BLOCKS 4

/// Lines of packed rows, as many as an output row meets, each followed by a word that meets zeros.
typedef struct {
  const oko_low_conv *convolution;
  const oko_operand *x;
  float *lines;
  int64_t slots, words;   // how many lines, and of how many words
  int64_t source_stride;  // elements from one pixel of x to the next
  int64_t columns;        // what is read of a row of x
  int64_t image, next;    // the first row of an image that no line has had yet
} packed_rows;

/// The columns that a row of the result sees, with what surrounds the picture.
static int64_t seen_columns(const oko_conv_shape *s) {
  return (s->out_width - 1) * s->stride_x + s->kernel_width;
}

static int64_t line_words(const oko_low_conv *c) {
  int64_t elements = seen_columns(&c->shape) * c->shape.in_channels;
  return oko_divide_up(elements, oko_lanes(c->type)) + 1;
}

static int64_t line_slots(const oko_conv_shape *s) {
  return (s->kernel_height - 1) * s->dilation_y + 1;
}

int64_t oko_low_narrow_scratch_size(const oko_low_conv *c) {
  int64_t rows = 2 * c->shape.kernel_height * (int64_t)(sizeof(oko_source_row) / sizeof(float));
  return oko_pair_floats(c->shape.kernel_height) + rows
    + line_slots(&c->shape) * line_words(c);
}

/// The pixels of a row of x.
static const char *source_row(const packed_rows *p, int64_t row) {
  const oko_conv_shape *s = &p->convolution->shape;
  int64_t pixel = (p->image * s->height + row) * s->width;
  return (const char *)p->x->data + pixel * p->source_stride * oko_element_size(p->x->type);
}

static float *line_of(const packed_rows *p, int64_t row) {
  return p->lines + row % p->slots * p->words;
}

static void pack_row(const packed_rows *p, int64_t row, int outside) {
  const oko_low_conv *c = p->convolution;
  int64_t channels = c->shape.in_channels, pixel = channels * oko_element_size(c->type);
  int64_t size = p->words * (int64_t)sizeof(float);
  int64_t left = oko_min(c->shape.padding_left, seen_columns(&c->shape)) * pixel;
  int64_t right = left + p->columns * pixel;
  char *line = (char *)line_of(p, row);
  memset(line, outside, (size_t)left);
  memset(line + right, outside, (size_t)(size - right));
  oko_operand from = *p->x, to = *p->x;
  from.data = (void *)source_row(p, row);
  from.pixel_stride = p->source_stride;
  to.type = c->type;
  to.data = line + left;
  to.pixel_stride = channels;
  oko_low_kernels_current()->convert(&from, &to, p->columns, channels);
}

/// The lines that a row of the result meets; those that are new are packed.
static int64_t meet_rows(
  packed_rows *p, int64_t output_row, int outside, oko_source_row *rows) {
  const oko_conv_shape *s = &p->convolution->shape;
  int64_t image = output_row / s->out_height, count = 0;
  int64_t top = output_row % s->out_height * s->stride_y - s->padding_top;
  if (image != p->image) {
    p->image = image;
    p->next = 0;
  }
  for (int64_t i = 0; i < s->kernel_height; ++i) {
    int64_t row = top + i * s->dilation_y;
    if (row < 0 || row >= s->height) continue;
    // Of rows that a filter with gaps passes over, some are met by a later row alone, and packed then.
    if (row >= p->next || s->dilation_y > 1) pack_row(p, row, outside);
    p->next = oko_max(p->next, row + 1);
    rows[count].pixels = line_of(p, row);
    rows[count++].kernel_row = i;
  }
  return count;
}

/// Asks for a part of the rows of x that the next row of the result will be the first to read.
static void prefetch_rows(const packed_rows *p, int64_t part, int64_t parts) {
  const oko_conv_shape *s = &p->convolution->shape;
  int64_t size = p->columns * p->source_stride * oko_element_size(p->x->type);
  int64_t begin = size * part / parts / 64 * 64, end = size * (part + 1) / parts;
  int64_t last = oko_min(p->next + oko_min(s->stride_y, s->kernel_height), s->height);
  for (int64_t row = p->next; row < last; ++row) {
    const char *pixels = source_row(p, row);
    for (int64_t i = begin; i < end; i += 64) __builtin_prefetch(pixels + i);
  }
}

/// The pixels whose words are whole words apart: every one, or every second or fourth.
static int64_t pixel_step(const oko_low_conv *c) {
  int64_t size = c->shape.stride_x * c->shape.in_channels * oko_element_size(c->type);
  return size % 4 == 0 ? 1 : size % 2 == 0 ? 2 : 4;
}

/// One row of the result: `rows` are those of the picture that it meets.
typedef struct {
  const packed_rows *source;
  const oko_walk *walk;
  const oko_source_row *rows;
  int64_t row, row_count;
  int64_t step, pixel_size;  // bytes from a pixel to the next
} narrow_row;

/// The pixels `first`, `first + step`, … of a row, some register blocks of them at a time.
static void take_pixels(
  const narrow_row *r, const oko_line_product *product, oko_line *line, int64_t first,
  int64_t part_size, oko_source_row *shifted) {
  int64_t width = r->source->convolution->shape.out_width;
  int64_t pixels = oko_divide_up(width - first, r->step);
  int64_t parts = oko_divide_up(pixels, part_size);
  for (int64_t part = 0; part < parts; ++part) {
    int64_t begin = first + part * part_size * r->step;
    line->count = oko_min(part_size, pixels - part * part_size);
    for (int64_t i = 0; i < r->row_count; ++i) {
      shifted[i].pixels =
        (const float *)((const char *)r->rows[i].pixels + begin * r->pixel_size);
      shifted[i].kernel_row = r->rows[i].kernel_row;
    }
    r->walk->take(r->walk->target, product, line, r->row * width + begin, r->step);
    if (product->panel->first == 0) {
      prefetch_rows(r->source, first * parts + part, r->step * parts);
    }
  }
}

void oko_low_narrow_walk(
  const oko_isa *isa, const oko_low_conv *c, const oko_operand *x, const oko_walk *walk) {
  const oko_conv_shape *s = &c->shape, *folded = walk->shape;
  oko_pair *pairs = oko_pairs_in(walk->scratch);
  oko_source_row *rows = (oko_source_row *)(pairs + s->kernel_height);
  oko_source_row *shifted = rows + s->kernel_height;
  packed_rows source = {
    .convolution = c, .x = x, .lines = (float *)(shifted + s->kernel_height),
    .slots = line_slots(s), .words = line_words(c),
    .source_stride = oko_stride_of(x, s->in_channels),
    .columns = oko_max(0, oko_min(s->width, seen_columns(s) - s->padding_left)), .image = -1,
  };
  narrow_row r = {
    .source = &source, .walk = walk, .rows = rows, .step = pixel_step(c),
    .pixel_size = s->stride_x * s->in_channels * oko_element_size(c->type),
  };
  oko_source_column column = {0, 0};
  oko_line line = {
    .rows = shifted, .columns = &column, .column_count = 1, .step = 1,
    .source_stride = r.step * r.pixel_size / 4, .source_width = s->out_width,
    .kernel_width = 1, .depth = folded->in_channels, .outside = walk->outside,
  };
  for (r.row = walk->row_begin; r.row < walk->row_end; ++r.row) {
    r.row_count = line.row_count = meet_rows(&source, r.row, walk->outside, rows);
    for (int64_t index = 0; index < oko_panel_count(isa, folded->out_channels); ++index) {
      oko_panel panel = oko_panel_at(isa, folded->out_channels, index);
      oko_line_product product = {
        walk->blocks, &line, &panel,
        walk->packed + panel.first * s->kernel_height * folded->in_channels, pairs, NULL, 0};
      int64_t part = OKO_NARROW_BLOCKS * oko_block_rows(isa, panel.vectors);
      for (int64_t first = 0; first < oko_min(r.step, s->out_width); ++first) {
        take_pixels(&r, &product, &line, first, part, shifted);
      }
    }
  }
}
