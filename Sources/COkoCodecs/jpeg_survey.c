#include <string.h>

#include "oko_codecs.h"

enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP1 = 0xe1, TEM = 0x01 };

static bool stands_alone(uint8_t code) {
  return code == 0 || code == TEM || code == SOI || (code >= 0xd0 && code <= 0xd7);
}

// libjpeg allocates every coefficient of a picture of several scans before it meets the scans, so
// that the count must be known first. Entropy-coded bytes never hold 0xff followed by a code above
// 0 other than a restart marker, so that a search for markers alone finds every scan.
oko_jpeg_outline oko_jpeg_survey(const uint8_t *bytes, size_t count) {
  oko_jpeg_outline outline = {0, 0, 0};
  size_t position = 2;
  while (position < count) {
    const uint8_t *marker = memchr(bytes + position, 0xff, count - position);
    if (!marker) break;
    position = (size_t)(marker - bytes);
    while (position < count && bytes[position] == 0xff) position += 1;
    if (position >= count) break;
    uint8_t code = bytes[position];
    position += 1;
    if (stands_alone(code)) continue;
    if (code == EOI) break;
    if (count - position < 2) break;
    size_t length = (size_t)bytes[position] << 8 | bytes[position + 1];
    if (code == SOS) outline.scans += 1;
    if (code == APP1 && outline.scans == 0 && outline.exif_bytes == 0 && length >= 8 &&
        length <= count - position && memcmp(bytes + position + 2, "Exif\0", 6) == 0) {
      outline.exif_offset = position + 8;
      outline.exif_bytes = length - 8;
    }
    position += length < 2 ? 2 : length;
  }
  return outline;
}
