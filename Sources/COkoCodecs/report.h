// Shared by the codecs: filling an `oko_report` and growing an `oko_buffer`.
#ifndef OKO_REPORT_H
#define OKO_REPORT_H

#include "oko_codecs.h"

void oko_report_clear(oko_report *report);
int32_t oko_report_fail(oko_report *report, int32_t code, int64_t offset, const char *message);
// Counts a warning and keeps its text while there is room.
void oko_report_warn(oko_report *report, int64_t stored_limit, const char *message);
// Whether a warning's text would still be kept, so that none is composed in vain.
bool oko_report_keeps(const oko_report *report, int64_t stored_limit);
// Whether a picture is within the limits of pixels and side; fills `report` where it is not.
bool oko_within_limits(int64_t width, int64_t height, const oko_limits *limits,
                       oko_report *report);
// Appends; false when memory ran out.
bool oko_buffer_append(oko_buffer *buffer, const uint8_t *bytes, size_t count);

#endif
