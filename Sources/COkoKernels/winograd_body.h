// The transforms of Winograd's F(4×4, 3×3) and F(2×2, 3×3), vectors along the channels.
#include "winograd_tiles.h"

/// One column of Bᵀ d.
OKO_INLINE void winograd_b(const int tile, const vec d[6], vec t[6]) {
  if (tile == 2) {
    t[0] = d[0] - d[2];
    t[1] = d[1] + d[2];
    t[2] = d[2] - d[1];
    t[3] = d[1] - d[3];
    return;
  }
  vec a = d[4] - 4.0f * d[2], b = d[3] - 4.0f * d[1];
  vec c = d[4] - d[2], e = 2.0f * (d[3] - d[1]);
  t[0] = a + 4.0f * d[0] - d[2];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = c + e;
  t[4] = c - e;
  t[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
}

/// One column of Aᵀ m.
OKO_INLINE void winograd_a(const int tile, const vec m[6], vec y[4]) {
  if (tile == 2) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
    return;
  }
  vec s1 = m[1] + m[2], d1 = m[1] - m[2], s2 = m[3] + m[4], d2 = m[3] - m[4];
  y[0] = m[0] + s1 + s2;
  y[1] = d1 + 2.0f * d2;
  y[2] = s1 + 4.0f * s2;
  y[3] = d1 + 8.0f * d2 + m[5];
}

/// A patch of 6×6 or 4×4 pixels: where it lies, and which of its rows and columns are inside.
typedef struct {
  const float *pixels;  // of its first pixel, which may be outside
  int64_t row_stride, pixel_stride;
  int64_t y_begin, y_end, x_begin, x_end;
} winograd_patch;

OKO_INLINE void winograd_transform_patch(
  const int tile, const winograd_patch *patch, const int is_inside, int64_t channel, int64_t part, float *v,
  int64_t point_stride) {
  vec rows[6][6];
  OKO_UNROLL for (int x = 0; x < tile + 2; ++x) {
    vec d[6], t[6];
    OKO_UNROLL for (int y = 0; y < tile + 2; ++y) {
      if (is_inside
          || (y >= patch->y_begin && y < patch->y_end && x >= patch->x_begin
              && x < patch->x_end)) {
        d[y] = v_load_part(
          patch->pixels + y * patch->row_stride + x * patch->pixel_stride + channel, part);
      } else {
        d[y] = v_set(0);
      }
    }
    winograd_b(tile, d, t);
    OKO_UNROLL for (int y = 0; y < tile + 2; ++y) rows[y][x] = t[y];
  }
  OKO_UNROLL for (int y = 0; y < tile + 2; ++y) {
    vec t[6];
    winograd_b(tile, rows[y], t);
    OKO_UNROLL for (int x = 0; x < tile + 2; ++x) v_store(v + (y * (tile + 2) + x) * point_stride, t[x]);
  }
}

/// Asks for the pixels that the tile after the next brings in its lower rows; the upper ones were seen before.
OKO_INLINE void winograd_prefetch_input(
  const int tile, const oko_conv_shape *s, const winograd_patch *patch) {
  for (int64_t y = 2; y < oko_min(tile + 2, patch->y_end); ++y) {
    for (int64_t x = 2 * tile + 2; x < oko_min(3 * tile + 2, patch->x_end); ++x) {
      oko_prefetch(
        patch->pixels + y * patch->row_stride + x * patch->pixel_stride, s->in_channels);
    }
  }
}

/// Asks for the columns of pixels that the next tile writes.
OKO_INLINE void winograd_prefetch_output(
  const int tile, const oko_conv_shape *s, const float *target, int64_t stride, int64_t rows,
  int64_t columns) {
  for (int64_t y = 0; y < rows; ++y) {
    for (int64_t x = tile; x < oko_min(2 * tile, columns); ++x) {
      oko_prefetch_write(target + (y * s->out_width + x) * stride, s->out_channels);
    }
  }
}

OKO_INLINE void winograd_input_of(
  const int side, const oko_conv_shape *s, const float *x, oko_tile_range range, oko_tile_layout layout,
  float *v) {
  int64_t stride = oko_x_stride(s), tiles_x = oko_tiles_x(s), tiles_y = oko_tiles_y(s);
  for (int64_t tile = range.first; tile < range.first + range.count; ++tile, v += layout.row) {
    int64_t image = tile / (tiles_x * tiles_y);
    int64_t top = tile / tiles_x % tiles_y * side - s->padding_top;
    int64_t left = tile % tiles_x * side - s->padding_left;
    winograd_patch patch = {
      .pixels = x + ((image * s->height + top) * s->width + left) * stride,
      .row_stride = s->width * stride, .pixel_stride = stride, .y_begin = -top,
      .y_end = s->height - top, .x_begin = -left, .x_end = s->width - left,
    };
    int is_inside = top >= 0 && left >= 0 && top + side + 2 <= s->height && left + side + 2 <= s->width;
    winograd_prefetch_input(side, s, &patch);
    for (int64_t c = 0; c < s->in_channels; c += OKO_WIDTH) {
      int64_t part = s->in_channels - c;
      if (is_inside && part >= OKO_WIDTH) {
        winograd_transform_patch(side, &patch, 1, c, OKO_WIDTH, v + c, layout.point);
      } else {
        winograd_transform_patch(side, &patch, 0, c, part, v + c, layout.point);
      }
    }
  }
}

static void winograd_input(
  const oko_conv_shape *s, const float *x, oko_tile_range range, oko_tile_layout layout,
  float *v) {
  if (oko_tile(s) == 2) {
    winograd_input_of(2, s, x, range, layout, v);
  } else {
    winograd_input_of(4, s, x, range, layout, v);
  }
}

OKO_INLINE void winograd_transform_product(
  const int tile, const float *m, int64_t point_stride, vec bias, float *y, int64_t row_stride,
  int64_t pixel_stride, int64_t rows, int64_t columns, int64_t part) {
  vec half[4][6];
  OKO_UNROLL for (int x = 0; x < tile + 2; ++x) {
    vec d[6], t[4];
    OKO_UNROLL for (int y = 0; y < tile + 2; ++y) d[y] = v_load_part(m + (y * (tile + 2) + x) * point_stride, part);
    winograd_a(tile, d, t);
    OKO_UNROLL for (int y = 0; y < tile; ++y) half[y][x] = t[y];
  }
  OKO_UNROLL for (int i = 0; i < tile; ++i) {
    vec t[4];
    winograd_a(tile, half[i], t);
    OKO_UNROLL for (int x = 0; x < tile; ++x) {
      if (i < rows && x < columns) {
        v_store_part(y + i * row_stride + x * pixel_stride, t[x] + bias, part);
      }
    }
  }
}

OKO_INLINE void winograd_output_of(
  const int side, const oko_conv_shape *s, const float *m, oko_tile_range range, oko_tile_layout layout,
  const oko_epilogue *e, float *y) {
  int64_t stride = oko_y_stride(s), tiles_x = oko_tiles_x(s), tiles_y = oko_tiles_y(s);
  int is_biased = e != NULL && e->bias != NULL && e->scale == NULL;
  int has_rest = e != NULL
    && (e->scale != NULL || e->residual != NULL || e->activation != OKO_NONE);
  for (int64_t tile = range.first; tile < range.first + range.count; ++tile, m += layout.row) {
    int64_t top = tile / tiles_x % tiles_y * side, left = tile % tiles_x * side;
    int64_t rows = oko_min(side, s->out_height - top), columns = oko_min(side, s->out_width - left);
    int64_t pixel =
      (tile / (tiles_x * tiles_y) * s->out_height + top) * s->out_width + left;
    float *target = y + pixel * stride;
    winograd_prefetch_output(side, s, target, stride, rows, s->out_width - left);
    for (int64_t c = 0; c < s->out_channels; c += OKO_WIDTH) {
      int64_t part = s->out_channels - c;
      vec bias = is_biased ? v_load_part(e->bias + c, part) : v_set(0);
      if (part >= OKO_WIDTH && rows == side && columns == side) {
        winograd_transform_product(
          side, m + c, layout.point, bias, target + c, s->out_width * stride, stride, side, side, OKO_WIDTH);
      } else {
        winograd_transform_product(
          side, m + c, layout.point, bias, target + c, s->out_width * stride, stride, rows, columns,
          part);
      }
    }
    if (!has_rest) continue;
    int64_t residual_stride =
      e->residual_pixel_stride != 0 ? e->residual_pixel_stride : s->out_channels;
    for (int64_t row = 0; row < rows; ++row) {
      oko_block_epilogue rest = {
        .scale = e->scale, .bias = is_biased ? NULL : e->bias,
        .residual = e->residual == NULL
          ? NULL : e->residual + (pixel + row * s->out_width) * residual_stride,
        .residual_m = residual_stride, .activation = e->activation, .slope = e->slope,
        .residual_is_last = e->residual_is_last,
      };
      epilogue(
        target + row * s->out_width * stride, stride, columns, s->out_channels, &rest);
    }
  }
}

static void winograd_output(
  const oko_conv_shape *s, const float *m, oko_tile_range range, oko_tile_layout layout,
  const oko_epilogue *e, float *y) {
  if (oko_tile(s) == 2) {
    winograd_output_of(2, s, m, range, layout, e, y);
  } else {
    winograd_output_of(4, s, m, range, layout, e, y);
  }
}
