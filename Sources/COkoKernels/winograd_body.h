// The transforms of Winograd's forms F(tile×tile, filter×filter), vectors along the channels.
#include "winograd_tiles.h"

/// One column of Bᵀ d, of tile + filter - 1 values.
OKO_INLINE void winograd_b(const int tile, const int filter, const vec d[6], vec t[6]) {
  if (tile == 1) {
    t[0] = d[0];
    t[1] = d[1];
  } else if (tile == 2 && filter == 2) {
    t[0] = d[0] - d[1];
    t[1] = d[1];
    t[2] = d[2] - d[1];
  } else if (tile == 2) {
    t[0] = d[0] - d[2];
    t[1] = d[1] + d[2];
    t[2] = d[2] - d[1];
    t[3] = d[1] - d[3];
  } else if (filter == 2) {
    vec low = d[2] - d[1], high = d[3] - d[2];
    t[3] = d[3] - d[1];
    t[0] = t[3] - 2.0f * (d[2] - d[0]);
    t[1] = high - 2.0f * d[1];
    t[2] = high - 2.0f * low;
    t[4] = (d[4] - d[2]) - 2.0f * t[3];
  } else {
    vec a = d[4] - 4.0f * d[2], b = d[3] - 4.0f * d[1];
    vec c = d[4] - d[2], e = 2.0f * (d[3] - d[1]);
    t[0] = a + 4.0f * d[0] - d[2];
    t[1] = a + b;
    t[2] = a - b;
    t[3] = c + e;
    t[4] = c - e;
    t[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
  }
}

/// One column of Aᵀ m, of `tile` values.
OKO_INLINE void winograd_a(const int tile, const int filter, const vec m[6], vec y[4]) {
  if (tile == 1) {
    y[0] = m[0] + m[1];
  } else if (tile == 2 && filter == 2) {
    y[0] = m[0] + m[1];
    y[1] = m[1] + m[2];
  } else if (tile == 2) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  } else if (filter == 2) {
    vec sum = m[1] + m[2], difference = m[1] - m[2];
    y[0] = m[0] + sum + m[3];
    y[1] = difference + 2.0f * m[3];
    y[2] = sum + 4.0f * m[3];
    y[3] = difference + 8.0f * m[3] + m[4];
  } else {
    vec s1 = m[1] + m[2], d1 = m[1] - m[2], s2 = m[3] + m[4], d2 = m[3] - m[4];
    y[0] = m[0] + s1 + s2;
    y[1] = d1 + 2.0f * d2;
    y[2] = s1 + 4.0f * s2;
    y[3] = d1 + 8.0f * d2 + m[5];
  }
}

/// The pixels of x that a tile meets: where they lie, and which of their rows and columns are inside.
typedef struct {
  const void *data;
  int64_t first;  // the first scalar of the first one, which may be outside
  int64_t row_stride, pixel_stride;
  int64_t y_begin, y_end, x_begin, x_end;
} winograd_patch;

/// Transforms a vector of channels, read as `from` and written as `to`.
OKO_INLINE void winograd_transform_patch(
  const int tile, const int filter, const oko_element from, const oko_element to,
  const winograd_patch *patch, const int is_inside, int64_t channel, int64_t part, float *v,
  int64_t point_stride) {
  const int side = tile + filter - 1;
  vec rows[OKO_MAX_SIDE][OKO_MAX_SIDE];
  OKO_UNROLL for (int x = 0; x < side; ++x) {
    vec d[OKO_MAX_SIDE], t[OKO_MAX_SIDE];
    OKO_UNROLL for (int y = 0; y < side; ++y) {
      if (is_inside
          || (y >= patch->y_begin && y < patch->y_end && x >= patch->x_begin
              && x < patch->x_end)) {
        d[y] = load_steps(
          from, patch->data,
          patch->first + y * patch->row_stride + x * patch->pixel_stride + channel, 0, part);
      } else {
        d[y] = v_set(0);
      }
    }
    winograd_b(tile, filter, d, t);
    OKO_UNROLL for (int y = 0; y < side; ++y) rows[y][x] = t[y];
  }
  OKO_UNROLL for (int y = 0; y < side; ++y) {
    vec t[OKO_MAX_SIDE];
    winograd_b(tile, filter, rows[y], t);
    OKO_UNROLL for (int x = 0; x < side; ++x) {
      store_values(to, v + (y * side + x) * point_stride, channel, t[x], 1, 0, OKO_WIDTH);
    }
  }
}

/// Asks for the pixels that the tile after the next brings in its lower rows; the upper ones were seen before.
OKO_INLINE void winograd_prefetch_input(
  const int tile, const int filter, const oko_element from, const oko_conv_shape *s,
  const winograd_patch *patch) {
  const int64_t size = oko_element_size(from);
  int64_t overlap = filter - 1;
  for (int64_t y = overlap; y < oko_min(tile + overlap, patch->y_end); ++y) {
    for (int64_t x = 2 * tile + overlap; x < oko_min(3 * tile + overlap, patch->x_end); ++x) {
      int64_t index = patch->first + y * patch->row_stride + x * patch->pixel_stride;
      oko_prefetch(
        (const float *)((const char *)patch->data + index * size), s->in_channels * size / 4);
    }
  }
}

/// The patch that a tile of a plane meets.
OKO_INLINE winograd_patch winograd_patch_of(
  const oko_conv_shape *s, const oko_operand *x, oko_tile_place place, int64_t plane) {
  oko_axis rows = oko_row_axis(s, plane), columns = oko_column_axis(s, plane);
  int64_t stride = x->pixel_stride;
  int64_t top = rows.source + rows.source_step * place.row;
  int64_t left = columns.source + columns.source_step * place.column;
  return (winograd_patch){
    .data = x->data, .first = ((place.image * s->height + top) * s->width + left) * stride,
    .row_stride = rows.source_step * s->width * stride,
    .pixel_stride = columns.source_step * stride,
    .y_begin = oko_steps_within(-top, rows.source_step),
    .y_end = oko_steps_within(s->height - top, rows.source_step),
    .x_begin = oko_steps_within(-left, columns.source_step),
    .x_end = oko_steps_within(s->width - left, columns.source_step),
  };
}

OKO_INLINE void winograd_input_of(
  const int tile, const int filter, const oko_element from, const oko_element to,
  const oko_conv_shape *s, const oko_operand *x, oko_tile_range range, oko_tile_layout layout,
  float *v) {
  const int side = tile + filter - 1;
  const int64_t width = oko_tiles_x(s) * tile, height = oko_tiles_y(s) * tile;
  oko_tile_place place = oko_place_of(s, range.first);
  for (int64_t i = 0; i < range.count; ++i, v += layout.row) {
    for (int64_t in_plane = 0; in_plane < oko_in_planes(s); ++in_plane) {
      winograd_patch patch = winograd_patch_of(s, x, place, place.plane + in_plane);
      int is_inside = patch.y_begin == 0 && patch.x_begin == 0 && patch.y_end >= side
        && patch.x_end >= side;
      winograd_prefetch_input(tile, filter, from, s, &patch);
      float *target = v + in_plane * layout.plane;
      for (int64_t c = 0; c < s->in_channels; c += OKO_WIDTH) {
        int64_t part = s->in_channels - c;
        if (is_inside && part >= OKO_WIDTH) {
          winograd_transform_patch(
            tile, filter, from, to, &patch, 1, c, OKO_WIDTH, target, layout.point);
        } else {
          winograd_transform_patch(
            tile, filter, from, to, &patch, 0, c, part, target, layout.point);
        }
      }
    }
    place = oko_next_place(s, place, width, height);
  }
}

#define OKO_INPUT_OF(M, R, to) \
  if (oko_tile(s) == M && oko_tile_filter(s) == R) { \
    if (x->type == OKO_F32) { \
      winograd_input_of(M, R, OKO_F32, to, s, x, range, layout, v); \
    } else { \
      winograd_input_of(M, R, OKO_BF16, to, s, x, range, layout, v); \
    } \
  }
#define OKO_INPUT_FORM(M, R) OKO_INPUT_OF(M, R, OKO_F32)
#define OKO_BF16_INPUT_FORM(M, R) OKO_INPUT_OF(M, R, OKO_BF16)

/// Transforms tiles of x, which is of floats or bf16 and has a pixel stride.
static void winograd_input(
  const oko_conv_shape *s, const oko_operand *x, oko_tile_range range, oko_tile_layout layout,
  float *v) {
  if (s->winograd_in_bf16) {
    OKO_WINOGRAD_BF16_FORMS(OKO_BF16_INPUT_FORM)
  } else {
    OKO_WINOGRAD_FORMS(OKO_INPUT_FORM)
  }
}
