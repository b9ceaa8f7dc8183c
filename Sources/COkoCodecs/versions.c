#include "oko_codecs.h"
const char *oko_codecs_versions(void) { return "libpng, libjpeg"; }
