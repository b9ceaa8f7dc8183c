#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void oko_report_clear(oko_report *report) {
  report->code = OKO_OK;
  report->offset = -1;
  report->message[0] = 0;
  report->warning_count = 0;
  report->stored_warnings = 0;
  report->warning_bytes = 0;
  report->warnings[0] = 0;
}

const char *oko_report_message(const oko_report *report) { return report->message; }

const char *oko_report_warnings(const oko_report *report) { return report->warnings; }

int32_t oko_report_fail(oko_report *report, int32_t code, int64_t offset, const char *message) {
  report->code = code;
  report->offset = offset;
  snprintf(report->message, sizeof report->message, "%s", message);
  return code;
}

bool oko_report_keeps(const oko_report *report, int64_t stored_limit) {
  return report->stored_warnings < stored_limit &&
         report->warning_bytes + OKO_MESSAGE_BYTES < OKO_WARNING_BYTES;
}

void oko_report_warn(oko_report *report, int64_t stored_limit, const char *message) {
  report->warning_count += 1;
  if (!oko_report_keeps(report, stored_limit)) return;
  int length = snprintf(report->warnings + report->warning_bytes, OKO_MESSAGE_BYTES - 1, "%s",
                        message);
  if (length < 0) return;
  if (length > OKO_MESSAGE_BYTES - 2) length = OKO_MESSAGE_BYTES - 2;
  char *line = report->warnings + report->warning_bytes;
  for (int i = 0; i < length; i++) {
    if (line[i] == '\n') line[i] = ' ';
  }
  line[length] = '\n';
  line[length + 1] = 0;
  report->warning_bytes += (size_t)length + 1;
  report->stored_warnings += 1;
}

bool oko_within_limits(int64_t width, int64_t height, const oko_limits *limits,
                       oko_report *report) {
  char text[OKO_MESSAGE_BYTES];
  if (width > limits->side || height > limits->side) {
    snprintf(text, sizeof text, "%lld×%lld pixels; the limit is %lld a side", (long long)width,
             (long long)height, (long long)limits->side);
    oko_report_fail(report, OKO_TOO_LARGE, -1, text);
    return false;
  }
  // Both are at most 2^31 here, so that the product fits.
  if (width * height > limits->pixels) {
    snprintf(text, sizeof text, "%lld×%lld pixels; the limit is %lld in all", (long long)width,
             (long long)height, (long long)limits->pixels);
    oko_report_fail(report, OKO_TOO_LARGE, -1, text);
    return false;
  }
  return true;
}

bool oko_buffer_append(oko_buffer *buffer, const uint8_t *bytes, size_t count) {
  if (count > SIZE_MAX / 4 || buffer->count > SIZE_MAX / 4) return false;
  size_t needed = buffer->count + count;
  if (needed > buffer->capacity) {
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 65536;
    if (capacity < needed) capacity = needed;
    uint8_t *grown = realloc(buffer->bytes, capacity);
    if (!grown) return false;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->count, bytes, count);
  buffer->count = needed;
  return true;
}

void oko_buffer_free(oko_buffer *buffer) {
  free(buffer->bytes);
  buffer->bytes = NULL;
  buffer->count = 0;
  buffer->capacity = 0;
}
