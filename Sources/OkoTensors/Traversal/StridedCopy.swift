/// Copies a box of scalars between tensors with any strides, on all threads.
///
/// A source stride of 0 repeats the scalar. Offsets belong in the pointers.
package func copyStrided(
  extents: [Int], from source: UnsafePointer<Float>, strides sourceStrides: [Int],
  to destination: UnsafeMutablePointer<Float>, strides destinationStrides: [Int]
) {
  var walk = StridedWalk(extents: extents, first: sourceStrides, second: destinationStrides)
  let (step, destinationStep) = (walk.firstStep, walk.secondStep)
  guard destinationStep == 1, step == 1 || step == 0 else {
    walk.moveContiguousAxisNextToRow()
    copyTransposing(walk, from: source, to: destination)
    return
  }
  walk.run { block in
    for row in 0..<block.rowCount {
      let from = source + block.first + row * walk.firstRowStep
      let to = destination + block.second + row * walk.secondRowStep
      if step == 1 {
        to.update(from: from, count: block.columnCount)
      } else {
        to.update(repeating: from[0], count: block.columnCount)
      }
    }
  }
}

/// Copies in small squares, so that both sides use whole cache lines.
private func copyTransposing(
  _ walk: StridedWalk, from source: UnsafePointer<Float>,
  to destination: UnsafeMutablePointer<Float>
) {
  let side = 16
  let (step, rowStep) = (walk.firstStep, walk.firstRowStep)
  let (toStep, toRowStep) = (walk.secondStep, walk.secondRowStep)
  walk.run(rows: 4 * side, columns: StridedWalk.grain / (4 * side)) { block in
    for column in stride(from: 0, to: block.columnCount, by: side) {
      let columnEnd = min(column + side, block.columnCount)
      for row in 0..<block.rowCount {
        let from = source + block.first + row * rowStep
        let to = destination + block.second + row * toRowStep
        for index in column..<columnEnd { to[index * toStep] = from[index * step] }
      }
    }
  }
}
