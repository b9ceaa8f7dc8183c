/// Reference-counted scalars, aligned for the widest vector.
///
/// Fresh pages cost more than the arithmetic on them, so a pool lends them, and what is returned is lent again. A
/// storage is written only by the operation that makes it, before anyone else sees it; that is why it can be shared.
package final class Storage: @unchecked Sendable {
  /// The number of scalars.
  package let count: Int
  private let base: UnsafeMutablePointer<Float>
  private let origin: Origin

  private enum Origin {
    /// Lent by the pool.
    case pool(sizeClass: Int)
    /// A part of what another storage, or who else made it, keeps alive.
    case part
    /// Scalars that are still to come.
    case nowhere
  }

  /// Borrows room for `count` scalars whose values are unspecified.
  package init(count: Int) {
    self.count = count
    let (pointer, sizeClass) = StoragePool.shared.borrow(count: count)
    (base, origin) = (pointer, .pool(sizeClass: sizeClass))
  }

  /// Lends `count` scalars at `pointer` on, which must outlive this.
  init(viewing pointer: UnsafeMutablePointer<Float>, count: Int) {
    (self.count, base, origin) = (count, pointer, .part)
  }

  /// Stands for `count` scalars that are still to come.
  init(symbolicCount count: Int) {
    (self.count, base, origin) = (count, Self.noScalars, .nowhere)
  }

  deinit {
    if case .pool(let sizeClass) = origin {
      StoragePool.shared.giveBack(base, sizeClass: sizeClass)
    }
  }

  /// The first scalar, aligned to 64 bytes where the storage is not a part of another.
  ///
  /// - Precondition: the storage is not symbolic: there are scalars.
  package var pointer: UnsafeMutablePointer<Float> {
    precondition(!isSymbolic, "Storage: the scalars of a symbolic tensor were asked for")
    return base
  }

  /// Whether something else owns the scalars.
  var isView: Bool {
    if case .part = origin { true } else { false }
  }

  /// Whether the scalars are still to come.
  package var isSymbolic: Bool {
    if case .nowhere = origin { true } else { false }
  }

  private nonisolated(unsafe) static let noScalars = UnsafeMutablePointer<Float>.allocate(
    capacity: 1)
}
