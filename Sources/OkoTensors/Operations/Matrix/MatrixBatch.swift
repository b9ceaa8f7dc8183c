import COkoKernels

/// Products of equal shape, one after another in memory, cut into blocks of rows and columns.
struct MatrixBatch {
  let shape: oko_gemm_shape
  let count: Int
  let epilogue: UnsafePointer<oko_epilogue>?

  /// The rows and columns of a block.
  ///
  /// Rows are cut first, in few and long parts, because every block packs its columns anew.
  private func blockSize() -> (rows: Int, columns: Int) {
    let (m, n, k) = (Int(shape.m), Int(shape.n), Int(shape.k))
    let wanted = max(1, min(64, 2 * m * n * k * count / 4_000_000) / max(count, 1))
    let rowBlocks = min(wanted, max(1, m / 112))
    let columnBlocks = min(max(1, wanted / rowBlocks), max(1, n / 64))
    let rows = (m + rowBlocks - 1) / rowBlocks, columns = (n + columnBlocks - 1) / columnBlocks
    return (max(rows, 1), max((columns + 31) / 32 * 32, 1))
  }

  func run(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let (m, n, k) = (Int(shape.m), Int(shape.n), Int(shape.k))
    guard m > 0, n > 0 else { return }
    let (rows, columns) = blockSize()
    let rowBlocks = (m + rows - 1) / rows, columnBlocks = (n + columns - 1) / columns
    Workers.shared.run(chunks: count * rowBlocks * columnBlocks) { chunk in
      let matrix = chunk / (rowBlocks * columnBlocks)
      let row = chunk % rowBlocks * rows
      let column = chunk / rowBlocks % columnBlocks * columns
      var part = shape
      part.m = Int64(min(rows, m - row))
      part.n = Int64(min(columns, n - column))
      let a = left + matrix * m * k + row * Int(shape.a_row_stride)
      let b = right + matrix * k * n + column * Int(shape.b_column_stride)
      let c = result + matrix * m * n + row * n + column
      withScratch(Int(oko_gemm_scratch_size(&part))) { scratch in
        guard let epilogue, let bias = epilogue.pointee.bias else {
          oko_gemm(&part, a, b, c, 0, nil, scratch)
          return
        }
        var shifted = epilogue.pointee
        shifted.bias = bias + column
        oko_gemm(&part, a, b, c, 0, &shifted, scratch)
      }
    }
  }
}
