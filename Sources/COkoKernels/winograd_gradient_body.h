// The transforms of the filter gradient by Winograd's forms, which are those of the convolution transposed:
// dg = Gᵀ [(A dy Aᵀ) ⊙ (Bᵀ x B)] G, summed over tiles before the last step.

/// The forms that gradients take: X(tile, filter).
#define OKO_GRADIENT_FORMS(X) X(4, 3) X(4, 2)

/// One column of A y, of filter + 3 values.
OKO_INLINE void winograd_spread_column(const int filter, const vec y[4], vec t[6]) {
  vec even = y[0] + y[2], odd = y[1] + y[3];
  t[0] = y[0];
  t[1] = even + odd;
  t[2] = even - odd;
  vec even_of_two = y[0] + 4.0f * y[2], odd_of_two = 2.0f * y[1] + 8.0f * y[3];
  t[3] = even_of_two + odd_of_two;
  if (filter == 2) {
    t[4] = y[3];
  } else {
    t[4] = even_of_two - odd_of_two;
    t[5] = y[3];
  }
}

/// One column of Gᵀ u, of `filter` values.
OKO_INLINE void winograd_gather_column(const int filter, const vec u[6], vec g[3]) {
  if (filter == 2) {
    g[0] = 0.5f * (u[0] - u[1]) + (1.0f / 6) * (u[3] - u[2]);
    g[1] = (1.0f / 6) * (u[2] + 2.0f * u[3]) - 0.5f * u[1] + u[4];
  } else {
    vec s1 = u[1] + u[2], d1 = u[1] - u[2], s2 = u[3] + u[4], d2 = u[3] - u[4];
    g[0] = 0.25f * u[0] - (1.0f / 6) * s1 + (1.0f / 24) * s2;
    g[1] = (1.0f / 12) * d2 - (1.0f / 6) * d1;
    g[2] = (1.0f / 6) * (s2 - s1) + u[5];
  }
}

/// A dy Aᵀ for a tile and a vector of channels; what lies outside is zero.
OKO_INLINE void winograd_spread_tile(
  const int filter, const float *dy, int64_t row_stride, int64_t pixel_stride, int64_t rows,
  int64_t columns, int64_t part, float *d, int64_t point) {
  const int side = filter + 3;
  vec half[OKO_MAX_SIDE][4];
  OKO_UNROLL for (int x = 0; x < 4; ++x) {
    vec y[4], t[OKO_MAX_SIDE];
    OKO_UNROLL for (int i = 0; i < 4; ++i) {
      y[i] = i < rows && x < columns
        ? v_load_part(dy + i * row_stride + x * pixel_stride, part) : v_set(0);
    }
    winograd_spread_column(filter, y, t);
    OKO_UNROLL for (int i = 0; i < side; ++i) half[i][x] = t[i];
  }
  OKO_UNROLL for (int i = 0; i < side; ++i) {
    vec t[OKO_MAX_SIDE];
    winograd_spread_column(filter, half[i], t);
    OKO_UNROLL for (int x = 0; x < side; ++x) v_store(d + (i * side + x) * point, t[x]);
  }
}

OKO_INLINE void winograd_spread_of(
  const int filter, const oko_conv_shape *s, const float *dy, oko_tile_range range,
  oko_tile_layout layout, float *d) {
  int64_t stride = oko_y_stride(s), row_stride = s->out_width * stride;
  for (int64_t tile = range.first; tile < range.first + range.count; ++tile, d += layout.row) {
    oko_tile_place place = oko_place_of(s, tile);
    int64_t rows = s->out_height - place.row, columns = s->out_width - place.column;
    const float *pixels =
      dy + ((place.image * s->out_height + place.row) * s->out_width + place.column) * stride;
    for (int64_t c = 0; c < s->out_channels; c += OKO_WIDTH) {
      int64_t part = s->out_channels - c;
      if (rows >= 4 && columns >= 4 && part >= OKO_WIDTH) {
        winograd_spread_tile(
          filter, pixels + c, row_stride, stride, 4, 4, OKO_WIDTH, d + c, layout.point);
      } else {
        winograd_spread_tile(
          filter, pixels + c, row_stride, stride, rows, columns, part, d + c, layout.point);
      }
    }
  }
}

/// Adds Gᵀ sums G to the filter's channels.
OKO_INLINE void winograd_gather_of(
  const int filter, const oko_conv_shape *s, const float *sums, oko_tile_layout layout,
  float *dw, int64_t tap_stride, int64_t channel_stride) {
  const int side = filter + 3;
  for (int64_t plane = 0; plane < oko_in_planes(s); ++plane) {
    oko_axis rows = oko_row_axis(s, plane), columns = oko_column_axis(s, plane);
    for (int64_t c = 0; c < s->in_channels; ++c) {
      const float *from = sums + (plane * layout.plane + c) * layout.row;
      for (int64_t o = 0; o < s->out_channels; o += OKO_WIDTH) {
        vec half[3][OKO_MAX_SIDE];
        OKO_UNROLL for (int x = 0; x < side; ++x) {
          vec u[OKO_MAX_SIDE], g[3];
          OKO_UNROLL for (int y = 0; y < side; ++y) {
            u[y] = v_load(from + (y * side + x) * layout.point + o);
          }
          winograd_gather_column(filter, u, g);
          OKO_UNROLL for (int y = 0; y < filter; ++y) half[y][x] = g[y];
        }
        int64_t part = s->out_channels - o;
        OKO_UNROLL for (int y = 0; y < filter; ++y) {
          vec g[3];
          winograd_gather_column(filter, half[y], g);
          int64_t row = (rows.tap + rows.tap_step * y) * s->kernel_width;
          OKO_UNROLL for (int x = 0; x < filter; ++x) {
            float *to = dw + (row + columns.tap + columns.tap_step * x) * tap_stride
              + c * channel_stride + o;
            v_store_part(to, v_load_part(to, part) + g[x], part);
          }
        }
      }
    }
  }
}

#define OKO_SPREAD_FORM(M, R) \
  if (oko_tile_filter(s) == R) winograd_spread_of(R, s, dy, range, layout, d);

static void winograd_spread(
  const oko_conv_shape *s, const float *dy, oko_tile_range range, oko_tile_layout layout,
  float *d) {
  OKO_GRADIENT_FORMS(OKO_SPREAD_FORM)
}

#define OKO_GATHER_FORM(M, R) \
  if (oko_tile_filter(s) == R) { \
    winograd_gather_of(R, s, sums, layout, dw, tap_stride, channel_stride); \
  }

static void winograd_gather(
  const oko_conv_shape *s, const float *sums, oko_tile_layout layout, float *dw,
  int64_t tap_stride, int64_t channel_stride) {
  OKO_GRADIENT_FORMS(OKO_GATHER_FORM)
}
