// Pooling and nearest upsampling, vectors along the channels. A gradient gathers: every input row
// is written once, by whoever owns it.

/// The part of a window that lies inside, in pixels of x.
typedef struct {
  int64_t y_begin, y_end, x_begin, x_end;
} window;

OKO_INLINE int64_t pool_x_stride(const oko_pool_shape *s) {
  return s->x_pixel_stride != 0 ? s->x_pixel_stride : s->channels;
}

OKO_INLINE int64_t pool_y_stride(const oko_pool_shape *s) {
  return s->y_pixel_stride != 0 ? s->y_pixel_stride : s->channels;
}

OKO_INLINE window window_at(const oko_pool_shape *s, int64_t out_y, int64_t out_x) {
  int64_t y = out_y * s->stride_y - s->padding_top, x = out_x * s->stride_x - s->padding_left;
  window w = {
    oko_max(y, 0), oko_min(y + s->kernel_height, s->height), oko_max(x, 0),
    oko_min(x + s->kernel_width, s->width)};
  return w;
}

OKO_INLINE float window_factor(const oko_pool_shape *s, window w) {
  int64_t area = s->count_includes_padding ? s->kernel_height * s->kernel_width
    : (w.y_end - w.y_begin) * (w.x_end - w.x_begin);
  return 1.0f / (float)oko_max(area, 1);
}

/// Vectors of channels that are compared side by side, as each waits for its last comparison.
#define OKO_POOL_VECTORS 4

/// `count` vectors of channels, of which `part` floats are valid where it is one vector.
OKO_INLINE void max_pool_channels(
  const float *image, window w, int64_t width, int64_t stride, const int count, int64_t part,
  const int has_indices, float *y, int32_t *indices) {
  vec best[OKO_POOL_VECTORS];
  ivec index[OKO_POOL_VECTORS];
  OKO_UNROLL for (int v = 0; v < count; ++v) {
    best[v] = v_set(-__builtin_inff());
    index[v] = (ivec)(int32_t)(w.y_begin * width + w.x_begin);
  }
  for (int64_t iy = w.y_begin; iy < w.y_end; ++iy) {
    const float *from = image + (iy * width + w.x_begin) * stride;
    for (int64_t ix = w.x_begin; ix < w.x_end; ++ix, from += stride) {
      OKO_UNROLL for (int v = 0; v < count; ++v) {
        vec value = v_load_part(from + v * OKO_WIDTH, part);
        // "Not below or equal" also lets a NaN in; one that is in stays, as nothing is above it.
        ivec wins = ~(value <= best[v]) & (best[v] == best[v]);
        best[v] = v_select(wins, value, best[v]);
        if (has_indices) {
          index[v] = (wins & (ivec)(int32_t)(iy * width + ix)) | (~wins & index[v]);
        }
      }
    }
  }
  OKO_UNROLL for (int v = 0; v < count; ++v) {
    v_store_part(y + v * OKO_WIDTH, best[v], part);
    // Copied bit by bit, as floats.
    if (has_indices) {
      v_store_part((float *)(void *)(indices + v * OKO_WIDTH), (vec)index[v], part);
    }
  }
}

/// All channels of one pixel.
OKO_INLINE void max_pool_pixel_all(
  const oko_pool_shape *s, const float *image, window w, const int has_indices, float *y,
  int32_t *indices) {
  int64_t c = 0, stride = pool_x_stride(s);
  for (; c + OKO_POOL_VECTORS * OKO_WIDTH <= s->channels; c += OKO_POOL_VECTORS * OKO_WIDTH) {
    max_pool_channels(
      image + c, w, s->width, stride, OKO_POOL_VECTORS, OKO_WIDTH, has_indices, y + c,
      has_indices ? indices + c : NULL);
  }
  for (; c + 2 * OKO_WIDTH <= s->channels; c += 2 * OKO_WIDTH) {
    max_pool_channels(
      image + c, w, s->width, stride, 2, OKO_WIDTH, has_indices, y + c,
      has_indices ? indices + c : NULL);
  }
  for (; c < s->channels; c += OKO_WIDTH) {
    max_pool_channels(
      image + c, w, s->width, stride, 1, oko_min(OKO_WIDTH, s->channels - c), has_indices, y + c,
      has_indices ? indices + c : NULL);
  }
}

static void max_pool_pixel(
  const oko_pool_shape *s, const float *image, window w, float *y, int32_t *indices) {
  if (indices != NULL) {
    max_pool_pixel_all(s, image, w, 1, y, indices);
  } else {
    max_pool_pixel_all(s, image, w, 0, y, NULL);
  }
}

/// How many source columns ahead of the window the next ones are asked for.
#define OKO_POOL_AHEAD 8

/// Asks for the pixels by which a window that begins at column x differs from the one before it.
OKO_INLINE void prefetch_window(const oko_pool_shape *s, const float *image, window w, int64_t x) {
  int64_t stride = pool_x_stride(s);
  for (int64_t iy = w.y_begin; iy < w.y_end; ++iy) {
    for (int64_t ix = x; ix < oko_min(x + s->stride_x, s->width); ++ix) {
      oko_prefetch(image + (iy * s->width + ix) * stride, s->channels);
    }
  }
}

static void max_pool_forward(
  const oko_pool_shape *s, const float *x, float *y, int32_t *indices, int64_t row_begin,
  int64_t row_end) {
  int64_t y_stride = pool_y_stride(s);
  for (int64_t row = row_begin; row < row_end; ++row) {
    const float *image = x + row / s->out_height * s->height * s->width * pool_x_stride(s);
    window w = window_at(s, row % s->out_height, 0);
    int64_t left = -s->padding_left;
    for (int64_t out_x = 0; out_x < s->out_width; ++out_x, left += s->stride_x) {
      int64_t at = (row * s->out_width + out_x) * y_stride;
      w.x_begin = oko_max(left, 0);
      w.x_end = oko_min(left + s->kernel_width, s->width);
      prefetch_window(s, image, w, left + OKO_POOL_AHEAD);
      max_pool_pixel(s, image, w, y + at, indices == NULL ? NULL : indices + at);
    }
  }
}

/// The output pixels whose windows hold input pixel `position`, along one axis.
OKO_INLINE void holders(
  int64_t position, int64_t padding, int64_t kernel, int64_t stride, int64_t limit,
  int64_t *begin, int64_t *end) {
  int64_t first = position + padding - kernel + 1;
  *begin = first <= 0 ? 0 : oko_divide_up(first, stride);
  *end = oko_min((position + padding) / stride + 1, limit);
}

OKO_INLINE void pool_backward(
  const oko_pool_shape *s, const float *dy, const int32_t *indices, const int is_maximum,
  float *dx, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->height, in_y = row % s->height, y_begin, y_end;
    holders(
      in_y, s->padding_top, s->kernel_height, s->stride_y, s->out_height, &y_begin, &y_end);
    for (int64_t in_x = 0; in_x < s->width; ++in_x) {
      int64_t x_begin, x_end;
      holders(
        in_x, s->padding_left, s->kernel_width, s->stride_x, s->out_width, &x_begin, &x_end);
      ivec own = (ivec)(int32_t)(in_y * s->width + in_x);
      float *target = dx + (row * s->width + in_x) * s->channels;
      for (int64_t c = 0; c < s->channels; c += OKO_WIDTH) {
        int64_t part = s->channels - c;
        vec total = v_set(0);
        for (int64_t oy = y_begin; oy < y_end; ++oy) {
          for (int64_t ox = x_begin; ox < x_end; ++ox) {
            int64_t at = ((image * s->out_height + oy) * s->out_width + ox) * s->channels + c;
            vec value = v_load_part(dy + at, part);
            if (is_maximum) {
              ivec index = (ivec)v_load_part((const float *)(const void *)(indices + at), part);
              total += (vec)((index == own) & (ivec)value);
            } else {
              total += value * window_factor(s, window_at(s, oy, ox));
            }
          }
        }
        v_store_part(target + c, total, part);
      }
    }
  }
}

static void max_pool_backward(
  const oko_pool_shape *s, const float *dy, const int32_t *indices, float *dx,
  int64_t row_begin, int64_t row_end) {
  pool_backward(s, dy, indices, 1, dx, row_begin, row_end);
}

static void average_pool_backward(
  const oko_pool_shape *s, const float *dy, float *dx, int64_t row_begin, int64_t row_end) {
  pool_backward(s, dy, NULL, 0, dx, row_begin, row_end);
}

static void average_pool_forward(
  const oko_pool_shape *s, const float *x, float *y, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const float *image = x + row / s->out_height * s->height * s->width * s->channels;
    for (int64_t out_x = 0; out_x < s->out_width; ++out_x) {
      window w = window_at(s, row % s->out_height, out_x);
      float factor = window_factor(s, w);
      for (int64_t c = 0; c < s->channels; c += OKO_WIDTH) {
        int64_t part = s->channels - c;
        vec total = v_set(0);
        for (int64_t iy = w.y_begin; iy < w.y_end; ++iy) {
          for (int64_t ix = w.x_begin; ix < w.x_end; ++ix) {
            total += v_load_part(image + (iy * s->width + ix) * s->channels + c, part);
          }
        }
        v_store_part(y + (row * s->out_width + out_x) * s->channels + c, total * factor, part);
      }
    }
  }
}

static void upsample2_forward(
  const float *x, float *y, int64_t width, int64_t channels, int64_t x_pixel_stride,
  int64_t y_pixel_stride, int64_t row_begin, int64_t row_end) {
  int64_t x_stride = x_pixel_stride != 0 ? x_pixel_stride : channels;
  int64_t stride = y_pixel_stride != 0 ? y_pixel_stride : channels;
  for (int64_t row = row_begin; row < row_end; ++row) {
    for (int64_t i = 0; i < 4 * width; ++i) {
      const float *from = x + (row * width + i % (2 * width) / 2) * x_stride;
      memcpy(y + (row * 4 * width + i) * stride, from, (size_t)channels * sizeof(float));
    }
  }
}

static void upsample2_backward(
  const float *dy, float *dx, int64_t width, int64_t channels, int64_t row_begin,
  int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    for (int64_t i = 0; i < width; ++i) {
      const float *top = dy + (row * 4 * width + 2 * i) * channels;
      const float *bottom = top + 2 * width * channels;
      float *target = dx + (row * width + i) * channels;
      for (int64_t c = 0; c < channels; c += OKO_WIDTH) {
        int64_t part = channels - c;
        vec upper = v_load_part(top + c, part) + v_load_part(top + channels + c, part);
        vec lower = v_load_part(bottom + c, part) + v_load_part(bottom + channels + c, part);
        v_store_part(target + c, upper + lower, part);
      }
    }
  }
}
