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
  const float *pixels;  // of the first one, which may be outside
  int64_t row_stride, pixel_stride;
  int64_t y_begin, y_end, x_begin, x_end;
} winograd_patch;

OKO_INLINE void winograd_transform_patch(
  const int tile, const int filter, const winograd_patch *patch, const int is_inside,
  int64_t channel, int64_t part, float *v, int64_t point_stride) {
  const int side = tile + filter - 1;
  vec rows[OKO_MAX_SIDE][OKO_MAX_SIDE];
  OKO_UNROLL for (int x = 0; x < side; ++x) {
    vec d[OKO_MAX_SIDE], t[OKO_MAX_SIDE];
    OKO_UNROLL for (int y = 0; y < side; ++y) {
      if (is_inside
          || (y >= patch->y_begin && y < patch->y_end && x >= patch->x_begin
              && x < patch->x_end)) {
        d[y] = v_load_part(
          patch->pixels + y * patch->row_stride + x * patch->pixel_stride + channel, part);
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
    OKO_UNROLL for (int x = 0; x < side; ++x) v_store(v + (y * side + x) * point_stride, t[x]);
  }
}

/// Asks for the pixels that the tile after the next brings in its lower rows; the upper ones were seen before.
OKO_INLINE void winograd_prefetch_input(
  const int tile, const int filter, const oko_conv_shape *s, const winograd_patch *patch) {
  int64_t overlap = filter - 1;
  for (int64_t y = overlap; y < oko_min(tile + overlap, patch->y_end); ++y) {
    for (int64_t x = 2 * tile + overlap; x < oko_min(3 * tile + overlap, patch->x_end); ++x) {
      oko_prefetch(
        patch->pixels + y * patch->row_stride + x * patch->pixel_stride, s->in_channels);
    }
  }
}

/// The patch that a tile of a plane meets.
OKO_INLINE winograd_patch winograd_patch_of(
  const oko_conv_shape *s, const float *x, oko_tile_place place, int64_t plane) {
  oko_axis rows = oko_row_axis(s, plane), columns = oko_column_axis(s, plane);
  int64_t stride = oko_x_stride(s);
  int64_t top = rows.source + rows.source_step * place.row;
  int64_t left = columns.source + columns.source_step * place.column;
  return (winograd_patch){
    .pixels = x + ((place.image * s->height + top) * s->width + left) * stride,
    .row_stride = rows.source_step * s->width * stride,
    .pixel_stride = columns.source_step * stride,
    .y_begin = oko_divide_up(oko_max(-top, 0), rows.source_step),
    .y_end = oko_divide_up(oko_max(s->height - top, 0), rows.source_step),
    .x_begin = oko_divide_up(oko_max(-left, 0), columns.source_step),
    .x_end = oko_divide_up(oko_max(s->width - left, 0), columns.source_step),
  };
}

OKO_INLINE void winograd_input_of(
  const int tile, const int filter, const oko_conv_shape *s, const float *x, oko_tile_range range,
  oko_tile_layout layout, float *v) {
  const int side = tile + filter - 1;
  for (int64_t index = range.first; index < range.first + range.count; ++index, v += layout.row) {
    oko_tile_place place = oko_place_of(s, index);
    for (int64_t in_plane = 0; in_plane < oko_in_planes(s); ++in_plane) {
      winograd_patch patch = winograd_patch_of(s, x, place, place.plane + in_plane);
      int is_inside = patch.y_begin == 0 && patch.x_begin == 0 && patch.y_end >= side
        && patch.x_end >= side;
      winograd_prefetch_input(tile, filter, s, &patch);
      float *to = v + in_plane * layout.plane;
      for (int64_t c = 0; c < s->in_channels; c += OKO_WIDTH) {
        int64_t part = s->in_channels - c;
        if (is_inside && part >= OKO_WIDTH) {
          winograd_transform_patch(tile, filter, &patch, 1, c, OKO_WIDTH, to + c, layout.point);
        } else {
          winograd_transform_patch(tile, filter, &patch, 0, c, part, to + c, layout.point);
        }
      }
    }
  }
}

#define OKO_INPUT_FORM(M, R) \
  if (oko_tile(s) == M && oko_tile_filter(s) == R) winograd_input_of(M, R, s, x, range, layout, v);

static void winograd_input(
  const oko_conv_shape *s, const float *x, oko_tile_range range, oko_tile_layout layout,
  float *v) {
  OKO_WINOGRAD_FORMS(OKO_INPUT_FORM)
}
