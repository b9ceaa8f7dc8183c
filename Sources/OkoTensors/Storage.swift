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
    /// Taken from the system, and given back to it.
    case system
    /// Read when they are first asked for.
    case source(UnreadScalars)
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

  /// Takes room for `count` scalars from the system, whose values are unspecified: for large ones that pass, which the pool
  /// would keep.
  init(passing count: Int) {
    (self.count, origin) = (count, .system)
    base = StoragePool.allocate(count: max(count, 16))
  }

  /// Stands for scalars that `unread` reads when they are first asked for.
  init(unread: UnreadScalars) {
    (count, base, origin) = (unread.source.shape.count, Self.noScalars, .source(unread))
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
    switch origin {
    case .pool(let sizeClass): StoragePool.shared.giveBack(base, sizeClass: sizeClass)
    case .system: UnsafeMutableRawPointer(base).deallocate()
    case .source, .part, .nowhere: break
    }
  }

  /// The first scalar, aligned to 64 bytes where the storage is not a part of another.
  ///
  /// - Precondition: the storage is not symbolic: there are scalars.
  package var pointer: UnsafeMutablePointer<Float> {
    switch origin {
    case .source(let unread): return unread.pointer
    case .nowhere: preconditionFailure("Storage: the scalars of a symbolic tensor were asked for")
    case .pool, .system, .part: return base
    }
  }

  /// Where the scalars come from that are read when they are first asked for; nil where they are here.
  var unread: UnreadScalars? {
    if case .source(let unread) = origin { unread } else { nil }
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
