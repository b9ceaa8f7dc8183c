// The sizes of an instruction set's register blocks: OKO_BLOCKS(X) says X(rows, vectors) for each.
//
// A block of one vector has registers left, and takes twice the rows.
#if OKO_VECTORS == 2
#define OKO_BLOCK_WIDTHS(X, M) X(M, 1) X(M, 2)
#else
#define OKO_BLOCK_WIDTHS(X, M) X(M, 1) X(M, 2) X(M, 3) X(M, 4)
#endif

#define OKO_BLOCKS_4(X) \
  OKO_BLOCK_WIDTHS(X, 1) OKO_BLOCK_WIDTHS(X, 2) OKO_BLOCK_WIDTHS(X, 3) OKO_BLOCK_WIDTHS(X, 4)
#define OKO_BLOCKS_6(X) OKO_BLOCKS_4(X) OKO_BLOCK_WIDTHS(X, 5) OKO_BLOCK_WIDTHS(X, 6)

#if OKO_ROWS == 4
#define OKO_BLOCKS(X) OKO_BLOCKS_4(X)
#elif OKO_ROWS == 6 && OKO_NARROW_ROWS == 6
#define OKO_BLOCKS(X) OKO_BLOCKS_6(X)
#elif OKO_ROWS == 6
#define OKO_BLOCKS(X) \
  OKO_BLOCKS_6(X) X(7, 1) X(8, 1) X(9, 1) X(10, 1) X(11, 1) X(12, 1)
#else
#define OKO_BLOCKS(X) \
  OKO_BLOCKS_6(X) OKO_BLOCK_WIDTHS(X, 7) OKO_BLOCK_WIDTHS(X, 8) OKO_BLOCK_WIDTHS(X, 9) \
  OKO_BLOCK_WIDTHS(X, 10) OKO_BLOCK_WIDTHS(X, 11) OKO_BLOCK_WIDTHS(X, 12) \
  OKO_BLOCK_WIDTHS(X, 13) OKO_BLOCK_WIDTHS(X, 14) X(15, 1) X(16, 1) X(17, 1) X(18, 1) \
  X(19, 1) X(20, 1) X(21, 1) X(22, 1) X(23, 1) X(24, 1) X(25, 1) X(26, 1) X(27, 1) X(28, 1)
#endif

/// How many rows of B ahead of the sum the next ones are asked for, into the panel that follows at the end: where there
/// are few rows of A, weights come from beyond the cache at the pace of the sum, the faster the fewer.
#define OKO_ROWS_AHEAD(rows) ((rows) < 8 ? 128 : 32)
