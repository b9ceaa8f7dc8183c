import OkoTensors

extension SafeTensors {
  /// Reads the header of the file at `path`, and from then on the scalars of each tensor where they are asked for.
  ///
  /// So the weights of a network are never in memory as they lie in the file: one after the other is read and packed. The
  /// file stays open; another that takes its place changes nothing, but it must not be written into. It is taken to be as
  /// hostile as `decode(_:)` takes it.
  public static func open(_ path: String) throws(CheckpointError) -> Checkpoint {
    do throws(CheckpointError) {
      return try checkpoint(in: WeightFile(path))
    } catch {
      throw error.inFile(path)
    }
  }

  private static func checkpoint(in file: WeightFile) throws(CheckpointError) -> Checkpoint {
    let prefix = try file.bytes(0..<min(8, file.size))
    let start = prefix.withUnsafeBytes { bytes in
      Result { () throws(CheckpointError) in try Self.bodyStart(bytes, in: file.size) }
    }
    let bodyStart = try start.get()
    let text = try file.bytes(8..<bodyStart)
    let parsed = text.withUnsafeBytes { bytes in
      Result { () throws(CheckpointError) in try parseHeader(bytes) }
    }
    let header = try parsed.get()
    try requireGapless(header.entries, in: file.size - bodyStart)
    var checkpoint = Checkpoint(metadata: header.metadata)
    for entry in header.entries {
      checkpoint.tensors[entry.name] = Tensor(
        unread: FileScalars(
          file: file, type: entry.type, shape: Shape(entry.shape), offset: bodyStart + entry.begin))
    }
    return checkpoint
  }
}

/// The scalars of one tensor of a file.
private struct FileScalars: ScalarSource {
  let file: WeightFile
  let type: ElementType
  let shape: Shape
  /// Of the first scalar, in bytes.
  let offset: Int

  /// How many bytes are read at once, where rows of the first axis are not longer.
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
      do throws(CheckpointError) {
        try file.bytes(begin..<begin + rows.count * row * type.size).withUnsafeBytes {
          body(rows, row, $0)
        }
      } catch {
        // The header said that they are there: someone has written into the file since.
        preconditionFailure("SafeTensors: a model's file was changed while it was in use: \(error)")
      }
    }
  }
}
