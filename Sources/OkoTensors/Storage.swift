import Synchronization

/// Reference-counted scalars, aligned for the widest vector, lent by a pool.
///
/// Fresh pages cost more than the arithmetic on them, so what is returned is lent again. A storage is
/// written only by the operation that makes it, before anyone else sees it; that is why it can be shared.
package final class Storage: @unchecked Sendable {
  /// The first scalar, aligned to 64 bytes.
  package let pointer: UnsafeMutablePointer<Float>
  /// The number of scalars.
  package let count: Int
  private let bucket: Int

  /// Borrows room for `count` scalars whose values are unspecified.
  package init(count: Int) {
    self.count = count
    (pointer, bucket) = StoragePool.shared.borrow(count: count)
  }

  deinit {
    StoragePool.shared.giveBack(pointer, bucket: bucket)
  }
}

/// Free blocks by size class; four classes to each power of two waste at most a fifth.
private final class StoragePool: Sendable {
  static let shared = StoragePool()

  private struct FreeLists: ~Copyable {
    var blocks: [Int: [UInt]] = [:]
    var bytes = 0
  }

  /// Blocks above this many free bytes go back to the system.
  private static let byteLimit = 4 << 30

  private let free = Mutex(FreeLists())

  func borrow(count: Int) -> (UnsafeMutablePointer<Float>, Int) {
    let bucket = Self.capacity(for: count)
    let reused = free.withLock { lists -> UInt? in
      guard let address = lists.blocks[bucket]?.popLast() else { return nil }
      lists.bytes -= bucket * MemoryLayout<Float>.stride
      return address
    }
    if let reused, let pointer = UnsafeMutablePointer<Float>(bitPattern: reused) {
      return (pointer, bucket)
    }
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bucket * MemoryLayout<Float>.stride, alignment: 64)
    return (raw.bindMemory(to: Float.self, capacity: bucket), bucket)
  }

  func giveBack(_ pointer: UnsafeMutablePointer<Float>, bucket: Int) {
    let bytes = bucket * MemoryLayout<Float>.stride
    let kept = free.withLock { lists -> Bool in
      guard lists.bytes + bytes <= Self.byteLimit else { return false }
      lists.blocks[bucket, default: []].append(UInt(bitPattern: pointer))
      lists.bytes += bytes
      return true
    }
    if !kept { UnsafeMutableRawPointer(pointer).deallocate() }
  }

  private static func capacity(for count: Int) -> Int {
    let least = max(count, 16)
    let power = 1 << (Int.bitWidth - (least - 1).leadingZeroBitCount)
    let step = max(16, power / 8)
    return (least + step - 1) / step * step
  }
}
