import OkoTensors

/// The products of each row of one matrix with each row of another, a tile at a time: memory stays small however
/// many rows there are.
enum RowProducts {
  /// The rows of a tile.
  private static let tileRows = 512
  /// The columns of a tile.
  private static let tileColumns = 2048

  /// Calls `body` with each tile in turn: rows of `left`, rows of `right`, and their products `[rows, columns]`.
  ///
  /// The columns of the same rows come one after another.
  static func forEachTile(
    of left: FeatureMatrix, with right: FeatureMatrix,
    _ body: (_ rows: Range<Int>, _ columns: Range<Int>, _ products: Tensor) -> Void
  ) {
    precondition(
      left.width == right.width,
      "RowProducts: rows of \(left.width) and of \(right.width) features")
    for start in stride(from: 0, to: left.rows, by: tileRows) {
      let rows = start..<min(start + tileRows, left.rows)
      let leftPart = left.tensor(of: rows)
      for start in stride(from: 0, to: right.rows, by: tileColumns) {
        let columns = start..<min(start + tileColumns, right.rows)
        body(rows, columns, leftPart.matrixProduct(transposed: right.tensor(of: columns)))
      }
    }
  }
}

extension FeatureMatrix {
  /// A copy of some rows: `[range.count, width]`.
  func tensor(of range: Range<Int>) -> Tensor {
    Tensor(shape: [range.count, width]) { target in
      values.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        target.update(from: base + range.lowerBound * width, count: range.count * width)
      }
    }
  }

  /// The mean of every column; zeros where there are no rows.
  var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: width)
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          for column in 0..<width { sums[column] += Double(values[row &* width &+ column]) }
        }
      }
    }
    return sums.map { $0 / Double(max(rows, 1)) }
  }
}
