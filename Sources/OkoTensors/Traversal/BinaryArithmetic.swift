import COkoKernels

/// left ∘ right with broadcasting, on all threads.
func binary(_ operation: oko_binary_operation, _ inputs: [Tensor], shape: Shape) -> Tensor {
  let (left, right) = (inputs[0], inputs[1])
  let walk = StridedWalk(
    extents: shape.dimensions, first: left.shape.strides(repeatedTo: shape),
    second: right.shape.strides(repeatedTo: shape))
  let (a, b) = (left.pointer, right.pointer)
  return Tensor(shape: shape) { result in
    walk.run { block in
      binary(
        operation, walk, block, a + block.first, b + block.second,
        result + block.row * walk.rowLength + block.column)
    }
  }
}

/// Along a row each side either moves one by one or stands still, since tensors are contiguous.
private func binary(
  _ operation: oko_binary_operation, _ walk: StridedWalk, _ block: StridedWalk.Block,
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
) {
  let (rows, columns) = (block.rowCount, block.columnCount)
  let (aRow, bRow) = (walk.firstRowStep, walk.secondRowStep)
  let isDense = aRow == walk.rowLength && columns == walk.rowLength
  switch (walk.firstStep, walk.secondStep) {
  case (1, 1) where isDense && bRow == 0:
    oko_binary_row(operation, a, b, y, Int64(rows), Int64(columns))
  case (1, 0) where isDense && bRow == 1:
    oko_binary_column(operation, a, b, y, Int64(rows), Int64(columns))
  case (1, 1):
    for row in 0..<rows {
      oko_binary(operation, a + row * aRow, b + row * bRow, y + row * columns, Int64(columns))
    }
  case (1, _):
    for row in 0..<rows {
      oko_binary_scalar(
        operation, a + row * aRow, b[row * bRow], y + row * columns, Int64(columns))
    }
  default:
    for row in 0..<rows {
      oko_scalar_binary(
        operation, a[row * aRow], b + row * bRow, y + row * columns, Int64(columns))
    }
  }
}
