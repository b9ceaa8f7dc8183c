import Synchronization

/// Reference-counted scalars, aligned for the widest vector: floats, or what a network keeps of them for its gradients.
///
/// Fresh pages cost more than the arithmetic on them, so a pool lends them, and what is returned is lent again. A
/// storage is written only by the operation that makes it, before anyone else sees it; that is why it can be shared.
package final class Storage: @unchecked Sendable {
  /// The number of scalars.
  package let count: Int
  /// How the scalars are there.
  let form: Form
  private let base: UnsafeMutablePointer<Float>
  private let origin: Origin
  private let kept = Mutex<Storage?>(nil)

  /// How scalars are there.
  enum Form {
    /// As floats.
    case floats
    /// As bfloat16.
    case halves
    /// Not at all: they can be made of others.
    case recipe(ActivatedRows)
  }

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
    (self.count, form) = (count, .floats)
    let (pointer, sizeClass) = StoragePool.shared.borrow(count: count)
    (base, origin) = (pointer, .pool(sizeClass: sizeClass))
  }

  /// Takes room for `count` scalars from the system, whose values are unspecified: for large ones that pass, which the pool
  /// would keep.
  init(passing count: Int) {
    (self.count, form, origin) = (count, .floats, .system)
    base = StoragePool.allocate(count: max(count, 16))
  }

  /// Stands for scalars that `unread` reads when they are first asked for.
  init(unread: UnreadScalars) {
    (count, form) = (unread.source.shape.count, .floats)
    (base, origin) = (Self.noScalars, .source(unread))
  }

  /// Borrows room for `count` scalars of bfloat16, half as much.
  init(roundedCount count: Int) {
    (self.count, form) = (count, .halves)
    let (pointer, sizeClass) = StoragePool.shared.borrow(count: (count + 1) / 2)
    (base, origin) = (pointer, .pool(sizeClass: sizeClass))
  }

  /// Lends `count` scalars at `pointer` on, which must outlive this.
  init(viewing pointer: UnsafeMutablePointer<Float>, count: Int) {
    (self.count, form, base, origin) = (count, .floats, pointer, .part)
  }

  /// Stands for what `recipe` makes.
  init(_ recipe: ActivatedRows) {
    (count, form, base, origin) = (recipe.x.count, .recipe(recipe), Self.noScalars, .part)
  }

  /// Stands for `count` scalars that are still to come.
  init(symbolicCount count: Int) {
    (self.count, form, base, origin) = (count, .floats, Self.noScalars, .nowhere)
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
  /// - Precondition: the storage is not symbolic: there are scalars; and they are floats.
  package var pointer: UnsafeMutablePointer<Float> {
    precondition(!isRounded, "Storage: floats were asked for where bfloat16 is kept")
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

  /// The first scalar of those that are bfloat16.
  ///
  /// - Precondition: they are.
  var halves: UnsafeMutablePointer<UInt16> {
    guard case .halves = form else {
      preconditionFailure("Storage: bfloat16 was asked for where there is none")
    }
    return UnsafeMutableRawPointer(base).assumingMemoryBound(to: UInt16.self)
  }

  /// The bytes that the scalars take.
  package var byteCount: Int {
    switch form {
    case .floats: isSymbolic ? 0 : 4 * count
    case .halves: 2 * count
    case .recipe: 0
    }
  }

  /// Whether the scalars are anything but floats.
  var isRounded: Bool {
    if case .floats = form { false } else { true }
  }

  /// How a network keeps these scalars, where something has made that; it lasts as long as this does.
  var keptForm: Storage? {
    get { kept.withLock { $0 } }
    set { kept.withLock { $0 = newValue } }
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
