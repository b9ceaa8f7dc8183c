// The C side of Oko's codecs: libpng and libjpeg behind calls that return a code and never jump
// out. A `longjmp` starts and ends inside one of these functions, so none crosses a Swift frame.
//
// Reading is two steps, so that the caller can refuse or allocate in between: `open` reads the
// header, `read` fills a buffer that the caller owns. The bytes must outlive the reader.
#ifndef OKO_CODECS_H
#define OKO_CODECS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  OKO_OK = 0,
  OKO_DAMAGED = 1,        // the bytes break their format's rules
  OKO_UNSUPPORTED = 2,    // a legal kind of picture that these libraries cannot read
  OKO_TOO_LARGE = 3,      // a limit was met before or while decoding
  OKO_OUT_OF_MEMORY = 4,
  OKO_WRONG_ARGUMENT = 5,  // the caller's buffer or options do not fit
};

enum { OKO_MESSAGE_BYTES = 240, OKO_WARNING_BYTES = 8192 };

// What went wrong, and where. Warnings are lines of text; those that do not fit are only counted.
typedef struct {
  int32_t code;
  int64_t offset;  // byte of the file, or -1 where it is not known
  char message[OKO_MESSAGE_BYTES];
  int64_t warning_count;
  int64_t stored_warnings;
  size_t warning_bytes;
  char warnings[OKO_WARNING_BYTES];
} oko_report;

// The texts, each closed by a zero; Swift does not see long arrays in a structure.
const char *oko_report_message(const oko_report *report);
const char *oko_report_warnings(const oko_report *report);

typedef struct {
  int64_t pixels;
  int64_t side;
  int64_t scans;
  int64_t stored_warnings;
  int64_t memory;  // of the decoder and of the pixels together
  bool strict;     // the first warning is an error
} oko_limits;

typedef struct {
  int32_t width;
  int32_t height;
  int32_t channels;  // of what `read` writes
  int32_t depth;     // bits a sample of what `read` writes: 8 or 16
  const uint8_t *exif;  // from its TIFF header on; NULL where absent
  size_t exif_bytes;
  bool indexed;  // PNG only: `read` writes indices of a palette
  bool raw_only;  // JPEG only: components of unknown meaning
  int32_t components;  // JPEG only: of the file
} oko_picture_info;

// PNG

typedef struct oko_png_reader oko_png_reader;

enum {
  OKO_PNG_NATURAL = 0,   // the file's own channels and depth, at least 8 bits, native byte order
  OKO_PNG_EIGHT = 1,     // the file's own channels at 8 bits
  OKO_PNG_RGBA8 = 2,     // red, green, blue, alpha at 8 bits
  OKO_PNG_RGBA16_BE = 3, // the same at 16 bits, big-endian
  OKO_PNG_INDICES = 4,   // as natural, but the indices of a palette rather than its colours
};

// Reads the header; on failure `*reader` is NULL and `report` says why.
int32_t oko_png_open(const uint8_t *bytes, size_t count, const oko_limits *limits, int32_t form,
                     oko_png_reader **reader, oko_picture_info *info, oko_report *report);
// Fills `pixels`, which holds exactly width * height * channels samples.
int32_t oko_png_read(oko_png_reader *reader, uint8_t *pixels, size_t capacity, oko_report *report);
void oko_png_close(oko_png_reader *reader);

typedef struct {
  const char *key;
  const char *value;
  bool international;  // UTF-8 (iTXt) rather than Latin-1 (tEXt)
} oko_png_text;

typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} oko_buffer;

void oko_buffer_free(oko_buffer *buffer);

// Writes 8- or 16-bit samples in native byte order; `palette` is NULL or 768 bytes for 8-bit gray.
int32_t oko_png_write(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                      int32_t depth, const uint8_t *palette, const oko_png_text *texts,
                      int32_t text_count, int32_t compression, oko_buffer *out,
                      oko_report *report);

// JPEG

typedef struct oko_jpeg_reader oko_jpeg_reader;

// Reads the header; on failure `*reader` is NULL and `report` says why.
int32_t oko_jpeg_open(const uint8_t *bytes, size_t count, const oko_limits *limits,
                      oko_jpeg_reader **reader, oko_picture_info *info, oko_report *report);
// The size of the picture decoded at `eighths` / 8 of its own, 1 to 8.
void oko_jpeg_scaled_size(const oko_picture_info *info, int32_t eighths, int32_t *width,
                          int32_t *height);
enum {
  OKO_JPEG_NATURAL = 0,  // gray or RGB
  OKO_JPEG_RGB = 1,      // RGB, of whatever the file has
  // What libjpeg gives by its own defaults: gray, RGB, CMYK as stored, or components of unknown
  // meaning, with smoothed blocks where scans are missing.
  OKO_JPEG_RAW = 2,
};

// Fills `pixels`, which holds exactly the picture at `eighths`.
int32_t oko_jpeg_read(oko_jpeg_reader *reader, int32_t eighths, int32_t form, uint8_t *pixels,
                      size_t capacity, oko_report *report);
// Begins to decode for a caller who takes row by row and holds `held` bytes meanwhile.
int32_t oko_jpeg_begin(oko_jpeg_reader *reader, int32_t eighths, int32_t form, size_t held,
                       oko_report *report);
// Fills `row`, which holds exactly one row; after the last there is none.
int32_t oko_jpeg_next_row(oko_jpeg_reader *reader, uint8_t *row, size_t capacity,
                          oko_report *report);
void oko_jpeg_close(oko_jpeg_reader *reader);

// Writes 8-bit gray or RGB.
int32_t oko_jpeg_write(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                       int32_t quality, oko_buffer *out, oko_report *report);

// What a walk over the markers of a JPEG finds without decoding anything.
typedef struct {
  int64_t scans;
  size_t exif_offset;  // of the TIFF header in the first Exif segment
  size_t exif_bytes;   // 0 where absent
} oko_jpeg_outline;

oko_jpeg_outline oko_jpeg_survey(const uint8_t *bytes, size_t count);

// Pixels

// Turns a picture upright by EXIF `orientation` 2 to 8; from 5 on the result is `height` wide.
void oko_orient(const uint8_t *source, uint8_t *target, int32_t width, int32_t height,
                int32_t bytes_per_pixel, int32_t orientation);

#endif
