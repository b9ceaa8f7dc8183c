import Synchronization

#if os(Linux)
  import Glibc
#endif

/// Free blocks by size class; four classes to each power of two waste at most a fifth.
package final class StoragePool: Sendable {
  /// The pool of the process, which keeps a quarter of the memory that it may use, at most 4 GiB.
  static let shared = StoragePool(byteLimit: min(4 << 30, MachineMemory.bytes / 4))

  private struct SizeClass {
    var blocks: [UInt] = []
    /// The number of the last loan.
    var lastUse = 0
  }

  private struct State {
    var classes: [Int: SizeClass] = [:]
    var bytes = 0
    var loans = 0

    /// Takes out a free block of a class, or, in place of new memory, of one that is up to twice as large: of large
    /// blocks, networks need many of one size at one time and of another at the next.
    mutating func take(_ size: Int) -> (address: UInt, size: Int)? {
      var found = size
      if classes[size]?.blocks.isEmpty ?? true {
        guard size >= StoragePool.leastShared else { return nil }
        let larger = classes.filter {
          $0.key > size && $0.key <= 2 * size && !$0.value.blocks.isEmpty
        }
        guard let nearest = larger.keys.min() else { return nil }
        found = nearest
        classes[nearest]?.lastUse = loans
      }
      guard let address = classes[found]?.blocks.popLast() else { return nil }
      bytes -= found * MemoryLayout<Float>.stride
      return (address, found)
    }

    /// Takes out blocks of other classes, until at most `most` bytes are left or there are no more.
    mutating func removeOldest(ofOtherThan kept: Int, until most: Int) -> [UInt] {
      var removed: [UInt] = []
      while bytes > most {
        let others = classes.filter { $0.key != kept && !$0.value.blocks.isEmpty }
        guard let size = others.min(by: { $0.value.lastUse < $1.value.lastUse })?.key else { break }
        while bytes > most, let address = classes[size]?.blocks.popLast() {
          removed.append(address)
          bytes -= size * MemoryLayout<Float>.stride
        }
      }
      return removed
    }
  }

  /// Blocks of so many scalars are lent in place of smaller ones: 4 MB.
  private static let leastShared = 1 << 20

  /// Blocks above this many free bytes go back to the system.
  private let byteLimit: Int
  private let state = Mutex(State())

  package init(byteLimit: Int) {
    self.byteLimit = byteLimit
  }

  deinit {
    for sizeClass in state.withLock({ Array($0.classes.values) }) {
      for address in sizeClass.blocks { Self.release(address) }
    }
  }

  /// How many bytes are kept for later loans.
  package var freeBytes: Int { state.withLock { $0.bytes } }

  /// Lends room for at least `count` scalars, and says for how many: the size class.
  package func borrow(count: Int) -> (UnsafeMutablePointer<Float>, sizeClass: Int) {
    let size = Self.capacity(for: count)
    let reused = state.withLock { state -> (address: UInt, size: Int)? in
      state.loans += 1
      state.classes[size, default: SizeClass()].lastUse = state.loans
      return state.take(size)
    }
    if let reused, let pointer = UnsafeMutablePointer<Float>(bitPattern: reused.address) {
      return (pointer, reused.size)
    }
    return (Self.allocate(count: size), size)
  }

  /// Takes memory from the system: large blocks in huge pages where the system has them, as looking up small ones
  /// takes longer than reading what is in them.
  static func allocate(count: Int) -> UnsafeMutablePointer<Float> {
    let byteCount = count * MemoryLayout<Float>.stride
    let isLarge = byteCount >= 2 * hugePage
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLarge ? hugePage : 64)
    #if os(Linux)
      // Advice only: where it is refused, small pages do.
      if isLarge { _ = madvise(raw, byteCount, MADV_HUGEPAGE) }
    #endif
    return raw.bindMemory(to: Float.self, capacity: count)
  }

  private static let hugePage = 2 << 20

  /// Takes a block back; where there are too many, those whose size was longest not asked for go to the system.
  package func giveBack(_ pointer: UnsafeMutablePointer<Float>, sizeClass: Int) {
    let bytes = sizeClass * MemoryLayout<Float>.stride
    let surplus = state.withLock { state -> [UInt] in
      guard bytes <= byteLimit else { return [UInt(bitPattern: pointer)] }
      let surplus = state.removeOldest(ofOtherThan: sizeClass, until: byteLimit - bytes)
      guard state.bytes + bytes <= byteLimit else { return surplus + [UInt(bitPattern: pointer)] }
      state.classes[sizeClass, default: SizeClass()].blocks.append(UInt(bitPattern: pointer))
      state.bytes += bytes
      return surplus
    }
    for address in surplus { Self.release(address) }
  }

  private static func release(_ address: UInt) {
    UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
  }

  private static func capacity(for count: Int) -> Int {
    let least = max(count, 16)
    let power = 1 << (Int.bitWidth - (least - 1).leadingZeroBitCount)
    let step = max(16, power / 8)
    return (least + step - 1) / step * step
  }
}
