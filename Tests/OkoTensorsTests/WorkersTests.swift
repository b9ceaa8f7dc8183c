import Foundation
import OkoTensors
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How often each of some chunks was run.
private final class Tally: Sendable {
  private let counts: Mutex<[Int]>

  init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }

  func add(_ chunk: Int) { counts.withLock { $0[chunk] += 1 } }

  /// Whether every chunk was run `times` times.
  func isEven(_ times: Int = 1) -> Bool { counts.withLock { $0.allSatisfy { $0 == times } } }
}

/// The pools are the tests' own: with the shared one, a test running beside would leave them one thread.
@Suite struct WorkersTests {
  @Test(arguments: [0, 1, 2, 3, 4, 5, 1000]) func everyChunkIsRunOnce(count: Int) {
    let tally = Tally(count)
    Workers(threadCount: 4).run(chunks: count) { tally.add($0) }
    #expect(tally.isEven())
  }

  @Test(arguments: [(10, 3), (9, 3), (1, 5), (0, 4), (7, 0)]) func rangesCoverEveryIndexOnce(
    count: Int, grain: Int
  ) {
    let tally = Tally(count)
    Workers(threadCount: 3).run(over: count, grain: grain) { range in
      #expect(!range.isEmpty && range.count <= max(grain, 1))
      for index in range { tally.add(index) }
    }
    #expect(tally.isEven())
  }

  @Test func severalThreadsTakePart() {
    let threads = Mutex<Set<UInt>>([])
    Workers(threadCount: 2).run(chunks: 2) { _ in
      threads.withLock { _ = $0.insert(currentThread()) }
      // No chunk ends before both have begun.
      while threads.withLock({ $0.count }) < 2 { usleep(100) }
    }
    #expect(threads.withLock { $0.count } == 2)
  }

  @Test func aCallFromInsideAChunkRunsOnItsThread() {
    let workers = Workers(threadCount: 4)
    let tally = Tally(8 * 16)
    workers.run(chunks: 8) { outer in
      let thread = currentThread()
      workers.run(chunks: 16) { inner in
        #expect(currentThread() == thread)
        tally.add(outer * 16 + inner)
      }
    }
    #expect(tally.isEven())
  }

  @Test func twoThreadsMayCallAtOnce() {
    let workers = Workers(threadCount: 3)
    let (mine, theirs) = (Tally(50), Tally(50))
    let rounds = 200
    let other = Background {
      for _ in 0..<rounds { workers.run(chunks: 50) { theirs.add($0) } }
    }
    for _ in 0..<rounds { workers.run(chunks: 50) { mine.add($0) } }
    other.wait()
    #expect(mine.isEven(rounds))
    #expect(theirs.isEven(rounds))
  }

  @Test func theNumberOfThreadsMayChangeBetweenCalls() {
    let workers = Workers(threadCount: 4)
    for threads in [4, 2, 4, 1, 3] {
      workers.threadCount = threads
      let tally = Tally(100)
      for _ in 0..<20 { workers.run(chunks: 100) { tally.add($0) } }
      #expect(tally.isEven(20))
    }
    workers.threadCount = 0
    #expect(workers.threadCount == 1)
    workers.threadCount = 1000
    #expect(workers.threadCount == 256)
  }

  @Test func sleepingThreadsWakeForMoreWork() {
    let workers = Workers(threadCount: 4)
    let tally = Tally(64)
    for _ in 0..<3 {
      workers.run(chunks: 64) { tally.add($0) }
      usleep(50_000)
    }
    #expect(tally.isEven(3))
  }

  @Test(arguments: [0, 31]) func aSlowChunkIsWaitedFor(slow: Int) {
    let tally = Tally(32)
    Workers(threadCount: 4).run(chunks: 32) { chunk in
      if chunk == slow { usleep(30_000) }
      tally.add(chunk)
    }
    #expect(tally.isEven())
  }

  @Test func manyTinyJobsFollowEachOther() {
    let workers = Workers(threadCount: 2)
    let sum = Atomic(0)
    for _ in 0..<100_000 {
      workers.run(chunks: 2) { sum.wrappingAdd($0 + 1, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 300_000)
  }

  #if os(Linux)
    @Test func whereTheSystemRefusesThreadsFewerCompute() async {
      await #expect(processExitsWith: .success) {
        let workers = Workers(threadCount: 256)
        // Room for the heap, but not for 255 stacks.
        limitAddressSpace(toMore: 64 << 20)
        let sum = Atomic(0)
        for _ in 0..<10 {
          workers.run(chunks: 500) { sum.wrappingAdd($0, ordering: .relaxed) }
        }
        precondition(sum.load(ordering: .relaxed) == 10 * 500 * 499 / 2)
        precondition(workers.threadCount < 256)
      }
    }
  #endif
}

/// Work on another thread that can be waited for.
private final class Background: Sendable {
  private let isDone = Atomic(false)

  init(_ body: @escaping @Sendable () -> Void) {
    let isStarted = startThread { [self] in
      body()
      isDone.store(true, ordering: .releasing)
    }
    precondition(isStarted)
  }

  func wait() {
    while !isDone.load(ordering: .acquiring) { usleep(100) }
  }
}

/// What tells the calling thread from others.
private func currentThread() -> UInt {
  #if canImport(Darwin)
    UInt(bitPattern: pthread_self())
  #else
    UInt(pthread_self())
  #endif
}

#if os(Linux)
  /// Allows the process `bytes` of addresses more than it has.
  private func limitAddressSpace(toMore bytes: Int) {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = Int(text.prefix { $0 != " " })
    else { preconditionFailure("/proc/self/statm cannot be read") }
    let most = rlim_t(pages * sysconf(Int32(_SC_PAGESIZE)) + bytes)
    var limit = rlimit(rlim_cur: most, rlim_max: most)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
  }
#endif
