// Laying out pairs of pixels: see low_pairs.h.
#include "low_pairs.h"

int64_t oko_most_source_rows(const oko_conv_shape *s, int64_t rows) {
  int64_t images = oko_divide_up(rows - 1, oko_max(s->out_height, 1));
  int64_t span = (s->kernel_height - 1) * s->dilation_y + 1;
  int64_t between = oko_max(0, s->height - s->out_height * s->stride_y);
  return (rows - 1) * s->stride_y + span + images * between;
}

int64_t oko_source_row_at(const oko_conv_shape *s, int64_t row, int64_t kernel_row) {
  int64_t image = row / s->out_height, out_row = row % s->out_height;
  int64_t in_row = out_row * s->stride_y - s->padding_top + kernel_row * s->dilation_y;
  return in_row < 0 || in_row >= s->height ? -1 : image * s->height + in_row;
}

void oko_set_source_rows(oko_pair_block *c) {
  const oko_conv_shape *s = c->shape;
  int64_t first = INT64_MAX, last = -1;
  for (int64_t row = c->row_begin; row < c->row_end; ++row) {
    for (int64_t kernel_row = 0; kernel_row < s->kernel_height; ++kernel_row) {
      int64_t source = oko_source_row_at(s, row, kernel_row);
      if (source < 0) continue;
      first = oko_min(first, source);
      last = oko_max(last, source);
    }
  }
  c->source_begin = first;
  c->source_rows = last < 0 ? 0 : last - first + 1;
}

float *oko_panel_dy(const oko_pair_block *c, const oko_panel *panel) {
  return c->packed_dy + panel->first * (c->row_end - c->row_begin) * oko_pair_count(c->shape);
}

void oko_lay_out_dy(const oko_pair_block *c) {
  const oko_conv_shape *s = c->shape;
  int64_t stride = s->y_pixel_stride;
  for (int64_t index = c->panel_begin; index < c->panel_end; ++index) {
    oko_panel panel = oko_panel_at(c->isa, s->out_channels, index);
    float *to = oko_panel_dy(c, &panel);
    for (int64_t row = c->row_begin; row < c->row_end; ++row) {
      const uint16_t *from = c->dy + row * s->out_width * stride + panel.first;
      oko_pixel_pairs pairs = {from, from + stride, 2 * stride, 2 * stride, s->out_width / 2};
      c->low->pack_pairs(&pairs, panel.count, panel.width, 0, to);
      to += pairs.count * panel.width;
      if (s->out_width % 2 == 0) continue;
      oko_pixel_pairs last = {from + (s->out_width - 1) * stride, c->zeros, 0, 0, 1};
      c->low->pack_pairs(&last, panel.count, panel.width, 0, to);
      to += panel.width;
    }
  }
}

/// Lays out the places of one source row.
static void pack_source_row(
  const oko_pair_block *c, const uint16_t *pixels, int64_t channels, float *to) {
  const oko_conv_shape *s = c->shape;
  int64_t step = oko_place_step(s), count = oko_place_count(s), stride = s->x_pixel_stride;
  int64_t part = oko_channel_part(c->isa, s), part_size = c->source_rows * count * part;
  // The columns where a word's first or second pixel enters or leaves the row.
  const int64_t bounds[] = {-s->stride_x, 0, s->width - s->stride_x, s->width, INT64_MAX};
  for (int64_t place = 0; place < count;) {
    int64_t column = place * step - s->padding_left, end = INT64_MAX;
    for (int i = 0; i < 5; ++i) {
      if (bounds[i] > column) end = oko_min(end, bounds[i]);
    }
    int64_t room = end == INT64_MAX ? count : oko_divide_up(end - column, step);
    int64_t second = column + s->stride_x;
    int has_first = column >= 0 && column < s->width;
    int has_second = second >= 0 && second < s->width;
    oko_pixel_pairs pairs = {
      has_first ? pixels + column * stride : c->zeros,
      has_second ? pixels + second * stride : c->zeros,
      has_first ? step * stride : 0, has_second ? step * stride : 0,
      oko_min(room, count - place),
    };
    c->low->pack_pairs(&pairs, channels, part, part_size, to);
    to += pairs.count * part;
    place += pairs.count;
  }
}

/// Whether any output row of the block meets a source row.
static int is_read(const oko_pair_block *c, int64_t source) {
  const oko_conv_shape *s = c->shape;
  int64_t image = source / s->height, in_row = source % s->height;
  for (int64_t kernel_row = 0; kernel_row < s->kernel_height; ++kernel_row) {
    int64_t scaled = in_row + s->padding_top - kernel_row * s->dilation_y;
    if (scaled < 0 || scaled % s->stride_y != 0 || scaled / s->stride_y >= s->out_height) continue;
    int64_t row = image * s->out_height + scaled / s->stride_y;
    if (row >= c->row_begin && row < c->row_end) return 1;
  }
  return 0;
}

void oko_lay_out_x(const oko_pair_block *c, int64_t channel, int64_t channels) {
  const oko_conv_shape *s = c->shape;
  for (int64_t i = 0; i < c->source_rows; ++i) {
    int64_t source = c->source_begin + i;
    if (!is_read(c, source)) continue;
    pack_source_row(
      c, c->x + source * s->width * s->x_pixel_stride + channel, channels,
      c->packed_x + i * oko_place_count(s) * oko_channel_part(c->isa, s));
  }
}

