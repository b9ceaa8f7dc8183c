#include <string.h>

#include "oko_codecs.h"

// Where the pixel at (x, y) of the source goes is `origin + x * step_x + y * step_y` pixels into
// the target; the three follow from the orientation alone.
typedef struct {
  int64_t origin, step_x, step_y;
} placement;

static placement place(int64_t width, int64_t height, int32_t orientation) {
  int64_t right = width - 1, bottom = height - 1;
  switch (orientation) {
    case 2: return (placement){right, -1, width};
    case 3: return (placement){bottom * width + right, -1, -width};
    case 4: return (placement){bottom * width, 1, -width};
    case 5: return (placement){0, height, 1};
    case 6: return (placement){bottom, height, -1};
    case 7: return (placement){right * height + bottom, -height, -1};
    case 8: return (placement){right * height, -height, 1};
    default: return (placement){0, 1, width};
  }
}

// Inlined with a constant size, so that `memcpy` of a pixel is one or two moves.
static inline __attribute__((always_inline)) void move_pixels(const uint8_t *source,
                                                              uint8_t *target, int32_t width,
                                                              int32_t height, placement p,
                                                              size_t size) {
  // Tiles keep the target's rows in cache while the source runs across them.
  enum { TILE = 32 };
  for (int32_t top = 0; top < height; top += TILE) {
    int32_t end = height - top < TILE ? height : top + TILE;
    for (int32_t left = 0; left < width; left += TILE) {
      int32_t stop = width - left < TILE ? width : left + TILE;
      for (int32_t y = top; y < end; y++) {
        const uint8_t *from = source + ((size_t)y * (size_t)width + (size_t)left) * size;
        int64_t to = p.origin + left * p.step_x + y * p.step_y;
        for (int32_t x = left; x < stop; x++, from += size, to += p.step_x) {
          memcpy(target + (size_t)to * size, from, size);
        }
      }
    }
  }
}

void oko_orient(const uint8_t *source, uint8_t *target, int32_t width, int32_t height,
                int32_t bytes_per_pixel, int32_t orientation) {
  placement p = place(width, height, orientation);
  switch (bytes_per_pixel) {
    case 1: move_pixels(source, target, width, height, p, 1); break;
    case 2: move_pixels(source, target, width, height, p, 2); break;
    case 3: move_pixels(source, target, width, height, p, 3); break;
    case 4: move_pixels(source, target, width, height, p, 4); break;
    case 6: move_pixels(source, target, width, height, p, 6); break;
    case 8: move_pixels(source, target, width, height, p, 8); break;
    default: move_pixels(source, target, width, height, p, (size_t)bytes_per_pixel); break;
  }
}
