import Synchronization

/// Where scalars come from that are not in memory yet: a file, or a recipe.
package protocol ScalarSource: Sendable {
  /// The extents of what it holds.
  var shape: Shape { get }

  /// Writes all scalars, the last axis fastest; every call writes the same.
  func write(into scalars: UnsafeMutablePointer<Float>)

  /// Writes all scalars, neighbours along each axis as far apart as `strides` says.
  func write(into scalars: UnsafeMutablePointer<Float>, strides: [Int])
}

extension ScalarSource {
  /// Writes all scalars in their order, and then where they belong.
  package func write(into scalars: UnsafeMutablePointer<Float>, strides: [Int]) {
    let ordered = Storage(passing: shape.count)
    withExtendedLifetime(ordered) {
      write(into: ordered.pointer)
      copyStrided(
        extents: shape.dimensions, from: ordered.pointer, strides: shape.strides, to: scalars,
        strides: strides)
    }
  }
}

/// The scalars of a source, read when someone asks for them and kept from then on.
///
/// Who needs them for a moment alone, as the packing of filters does, writes them into memory of its own instead.
final class UnreadScalars: Sendable {
  let source: any ScalarSource
  /// How far apart neighbours are along each of the source's axes; nil where they are in the source's order.
  let strides: [Int]?
  private let kept = Mutex<Storage?>(nil)

  init(_ source: any ScalarSource, strides: [Int]? = nil) {
    (self.source, self.strides) = (source, strides)
  }

  /// Whether nobody has asked for them yet.
  var isUnread: Bool { kept.withLock { $0 == nil } }

  /// The first scalar, for as long as this lives.
  var pointer: UnsafeMutablePointer<Float> {
    kept.withLock { kept in
      if let kept { return kept.pointer }
      let storage = Storage(count: source.shape.count)
      read(into: storage.pointer)
      kept = storage
      return storage.pointer
    }
  }

  /// Writes them to where the caller wants them, and keeps nothing.
  func write(into scalars: UnsafeMutablePointer<Float>) {
    if let known = kept.withLock({ $0 }) {
      withExtendedLifetime(known) { scalars.update(from: known.pointer, count: known.count) }
    } else {
      read(into: scalars)
    }
  }

  private func read(into scalars: UnsafeMutablePointer<Float>) {
    if let strides {
      source.write(into: scalars, strides: strides)
    } else {
      source.write(into: scalars)
    }
  }
}

extension Tensor {
  /// Fewer are read at once: what is said about them takes as much memory.
  private static let fewScalars = 1024

  /// Makes a tensor whose scalars are read from `source` when they are first asked for, and kept from then on; few are
  /// read at once.
  package init(unread source: some ScalarSource) {
    guard source.shape.count > Self.fewScalars else {
      self.init(shape: source.shape) { source.write(into: $0) }
      return
    }
    self.init(shape: source.shape, storage: Storage(unread: UnreadScalars(source)), node: nil)
  }

  /// Whether the scalars are still to be read.
  package var isUnread: Bool { storage.unread?.isUnread ?? false }

  /// This tensor, or, where its scalars are still to be read, a copy of it: they are then read for the copy alone, and go
  /// with it.
  package var loaded: Tensor { isUnread ? passingCopy : self }

  /// A copy whose memory goes back to the system with it.
  var passingCopy: Tensor {
    let copy = Storage(passing: shape.count)
    if let unread = storage.unread {
      unread.write(into: copy.pointer)
    } else {
      withUnsafePointer { copy.pointer.update(from: $0, count: shape.count) }
    }
    return Tensor(shape: shape, storage: copy, node: nil)
  }

  /// The axes in another order, as `permuted(_:)` has it; what is still to be read stays so.
  package func reordered(_ axes: [Int]) -> Tensor {
    guard let unread = storage.unread, unread.isUnread, unread.strides == nil,
      unread.source.shape == shape
    else { return permuted(axes) }
    let target = Shape(axes.map { shape[$0] })
    var strides = target.strides
    for (place, axis) in axes.enumerated() { strides[axis] = target.strides[place] }
    return Tensor(
      shape: target, storage: Storage(unread: UnreadScalars(unread.source, strides: strides)),
      node: nil)
  }
}
