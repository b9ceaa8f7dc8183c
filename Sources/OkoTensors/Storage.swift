/// Reference-counted scalars, aligned for the widest vector, lent by a pool.
///
/// Fresh pages cost more than the arithmetic on them, so what is returned is lent again. A storage is
/// written only by the operation that makes it, before anyone else sees it; that is why it can be shared.
package final class Storage: @unchecked Sendable {
  /// The first scalar, aligned to 64 bytes.
  package let pointer: UnsafeMutablePointer<Float>
  /// The number of scalars.
  package let count: Int
  private let sizeClass: Int

  /// Borrows room for `count` scalars whose values are unspecified.
  package init(count: Int) {
    self.count = count
    (pointer, sizeClass) = StoragePool.shared.borrow(count: count)
  }

  deinit {
    StoragePool.shared.giveBack(pointer, sizeClass: sizeClass)
  }
}
