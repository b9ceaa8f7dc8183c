import OkoTensors
import Testing

@Suite struct StoragePoolTests {
  @Test(arguments: [0, 1, 16, 17, 1000, 4097, 1_000_003]) func aBlockIsLargeEnoughAndAligned(
    count: Int
  ) {
    let pool = StoragePool(byteLimit: 0)
    let (pointer, sizeClass) = pool.borrow(count: count)
    #expect(UInt(bitPattern: pointer) % 64 == 0)
    #expect(sizeClass >= count && sizeClass <= max(16, count + count / 4 + 16))
    pointer.update(repeating: 1, count: sizeClass)
    pool.giveBack(pointer, sizeClass: sizeClass)
    #expect(pool.freeBytes == 0)
  }

  @Test func whatIsGivenBackIsLentAgain() {
    let pool = StoragePool(byteLimit: 1 << 20)
    let (first, sizeClass) = pool.borrow(count: 1000)
    let (second, _) = pool.borrow(count: 1000)
    #expect(first != second)
    pool.giveBack(first, sizeClass: sizeClass)
    #expect(pool.freeBytes == sizeClass * 4)
    // Of the same class.
    let (again, _) = pool.borrow(count: 999)
    #expect(again == first)
    #expect(pool.freeBytes == 0)
    pool.giveBack(again, sizeClass: sizeClass)
    pool.giveBack(second, sizeClass: sizeClass)
  }

  @Test func aLargeBlockIsLentWhereOneOfHalfItsSizeIsWanted() {
    let pool = StoragePool(byteLimit: 64 << 20)
    let (large, sizeClass) = pool.borrow(count: 4 << 20)
    pool.giveBack(large, sizeClass: sizeClass)
    let (other, otherClass) = pool.borrow(count: (1 << 20) + 1)
    #expect(other != large)
    let (again, againClass) = pool.borrow(count: 2 << 20)
    #expect(again == large && againClass == sizeClass)
    pool.giveBack(again, sizeClass: againClass)
    pool.giveBack(other, sizeClass: otherClass)
  }

  @Test func atTheLimitTheSizeThatWasLongestNotAskedForGoesFirst() {
    // Classes of 1, 2 and 4 KiB, and room for 6.
    let pool = StoragePool(byteLimit: 6 << 10)
    let blocks = [256, 512, 1024].map { pool.borrow(count: $0) }
    for (pointer, sizeClass) in blocks { pool.giveBack(pointer, sizeClass: sizeClass) }
    // The 1 KiB had to go.
    #expect(pool.freeBytes == 6 << 10)
    let (used, sizeClass) = pool.borrow(count: 512)
    #expect(used == blocks[1].0)
    pool.giveBack(used, sizeClass: sizeClass)
    // Now the 4 KiB are the oldest.
    let (small, smallClass) = pool.borrow(count: 256)
    pool.giveBack(small, sizeClass: smallClass)
    #expect(pool.freeBytes == 3 << 10)
  }

  @Test func aClassDoesNotPushItselfOut() {
    let pool = StoragePool(byteLimit: 2 << 10)
    let blocks = (0..<3).map { _ in pool.borrow(count: 256) }
    for (pointer, sizeClass) in blocks { pool.giveBack(pointer, sizeClass: sizeClass) }
    #expect(pool.freeBytes == 2 << 10)
    // Larger than the pool: nothing else goes for it.
    let (large, sizeClass) = pool.borrow(count: 1 << 20)
    pool.giveBack(large, sizeClass: sizeClass)
    #expect(pool.freeBytes == 2 << 10)
  }
}
