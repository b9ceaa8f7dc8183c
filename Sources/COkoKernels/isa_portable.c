// Plain vectors of four floats, for any machine: a block of 4 rows by 2 vectors.
#include "isa.h"
#define OKO_WIDTH 4
#define OKO_VECTORS 2
#define OKO_ROWS 4
#define OKO_NARROW_ROWS 4
#include "isa_body.h"
const oko_isa oko_isa_portable = OKO_TABLE("portable");
