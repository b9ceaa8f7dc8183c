import OkoTensors

extension SafeTensors {
  /// As `decode(_:)`, but scalars become floats where they are asked for, tensor by tensor.
  ///
  /// So the weights of a network are in memory as the file has them, often in half the bits, and one layer after the other
  /// is widened and packed.
  public static func lazilyDecode(_ file: [UInt8]) throws(CheckpointError) -> Checkpoint {
    let result = file.withUnsafeBytes { bytes in
      Result { () throws(CheckpointError) in try header(of: bytes) }
    }
    let (entries, metadata) = try result.get()
    var checkpoint = Checkpoint(metadata: metadata)
    for entry in entries {
      checkpoint.tensors[entry.name] = Tensor(
        unread: FileScalars(
          file: file, type: entry.type, shape: Shape(entry.shape), offset: entry.begin))
    }
    return checkpoint
  }
}

/// The scalars of one tensor of a file.
private struct FileScalars: ScalarSource {
  let file: [UInt8]
  let type: ElementType
  let shape: Shape
  /// Of the first scalar, in bytes.
  let offset: Int

  /// How many bytes are widened at once, where rows of the first axis are not longer.
  private static let pieceBytes = 1 << 18

  func write(into scalars: UnsafeMutablePointer<Float>) {
    forEachPiece { rows, row, bytes in type.read(bytes, into: scalars + rows.lowerBound * row) }
  }

  func write(into scalars: UnsafeMutablePointer<Float>, strides: [Int]) {
    let (extents, ordered) = (shape.dimensions.dropFirst(), shape.strides)
    var piece: [Float] = []
    forEachPiece { rows, row, bytes in
      piece = [Float](unsafeUninitializedCapacity: rows.count * row) { buffer, count in
        if let base = buffer.baseAddress { type.read(bytes, into: base) }
        count = rows.count * row
      }
      piece.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        copyStrided(
          extents: [rows.count] + extents, from: base, strides: ordered,
          to: scalars + rows.lowerBound * strides[0], strides: strides)
      }
    }
  }

  /// Calls `body` with some rows of the first axis after others: which, how many scalars each has, and their bytes.
  private func forEachPiece(_ body: (Range<Int>, Int, UnsafeRawBufferPointer) -> Void) {
    let count = shape.dimensions.first ?? 1, row = shape.count / max(count, 1)
    guard shape.count > 0 else { return }
    let grain = max(1, Self.pieceBytes / (row * type.size))
    for first in stride(from: 0, to: count, by: grain) {
      let rows = first..<min(first + grain, count)
      let begin = offset + first * row * type.size
      file.withUnsafeBytes { bytes in
        body(
          rows, row,
          UnsafeRawBufferPointer(rebasing: bytes[begin...].prefix(rows.count * row * type.size)))
      }
    }
  }
}
