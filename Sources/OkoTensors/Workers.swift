import COkoKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that the process computes on: one pool, as wide as the processors it may use.
///
/// Work comes in numbered chunks. How many there are must depend on the work alone, never on the number of
/// threads, and each must write only its own part; then every result has the same bits with any number of
/// threads.
public final class Workers: Sendable {
  /// The pool of the process.
  public static let shared = Workers(threadCount: ProcessorQuota.current())

  private let job = UnsafeJob()
  private let next = Atomic<Int>(0)
  private let finishedThreads = Atomic<Int>(0)
  private let generation = Atomic<UInt64>(0)
  private let isBusy = Atomic<Bool>(false)
  private let width = Atomic<Int>(0)
  private let started = Atomic<Int>(0)
  /// Where threads without work sleep.
  private let gate = Gate()
  /// Where the caller sleeps until the last thread has finished.
  private let finish = Gate()

  /// Makes a pool beside the shared one, for tests; its threads live as long as the process.
  package init(threadCount: Int) {
    self.threadCount = threadCount
  }

  /// How many threads compute, the calling one included; from 1 to 256.
  ///
  /// Starts as `OKO_THREADS`, or else the processors that the cgroup and the affinity mask allow; where the
  /// system refuses a thread, it becomes the number of those that there are.
  public var threadCount: Int {
    get { width.load(ordering: .relaxed) }
    set { width.store(min(max(newValue, 1), 256), ordering: .relaxed) }
  }

  /// Calls `body` once with each number below `count`, on all threads, and waits for the last.
  ///
  /// A call from inside `body`, or while another thread uses the pool, runs on its own thread alone.
  public func run(chunks count: Int, _ body: (Int) -> Void) {
    let helpers = min(threadCount, count) - 1
    guard helpers > 0,
      !isBusy.exchange(true, ordering: .acquiring)
    else {
      for chunk in 0..<count { body(chunk) }
      return
    }
    withoutActuallyEscaping(body) { escapable in
      startThreads(helpers)
      job.body = escapable
      job.count = count
      job.participants = helpers
      next.store(0, ordering: .relaxed)
      finishedThreads.store(0, ordering: .relaxed)
      generation.wrappingAdd(1, ordering: .releasing)
      gate.wakeAll()
      drain()
      // Threads beyond `participants` also report, so that none still looks at the job.
      let all = started.load(ordering: .relaxed)
      wait(at: finish) { self.finishedThreads.load(ordering: .acquiring) < all }
      job.body = nil
    }
    isBusy.store(false, ordering: .releasing)
  }

  /// Calls `body` with consecutive ranges of at most `grain` indices that together cover `0..<count`.
  public func run(over count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let grain = max(grain, 1)
    run(chunks: (count + grain - 1) / grain) { chunk in
      body((chunk * grain)..<min(count, (chunk + 1) * grain))
    }
  }

  private func drain() {
    guard let body = job.body else { return }
    while true {
      let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard chunk < job.count else { return }
      body(chunk)
    }
  }

  private func startThreads(_ wanted: Int) {
    var count = started.load(ordering: .relaxed)
    let seen = generation.load(ordering: .relaxed)
    while count < wanted {
      guard startThread({ [self, count] in serve(index: count, from: seen) }) else {
        // Asking again with every piece of work would take longer than the work.
        threadCount = count + 1
        return
      }
      count += 1
      // Only now, as the caller waits for so many reports; threads look at it after the next generation.
      started.store(count, ordering: .relaxed)
    }
  }

  private func serve(index: Int, from start: UInt64) {
    var seen = start
    while true {
      wait(at: gate) { self.generation.load(ordering: .acquiring) == seen }
      seen &+= 1
      if index < job.participants { drain() }
      let all = started.load(ordering: .relaxed)
      if finishedThreads.wrappingAdd(1, ordering: .releasing).newValue >= all { finish.wakeAll() }
    }
  }

  /// Waits while `isIdle`: first awake, as the next piece of work mostly comes at once and waking a thread
  /// takes longer than many pieces, then asleep, as the processor may be wanted elsewhere.
  private func wait(at gate: Gate, while isIdle: () -> Bool) {
    for _ in 0..<2000 {
      guard isIdle() else { return }
      oko_pause()
    }
    gate.sleep(while: isIdle)
  }
}

/// The job at hand; written by the thread that holds `isBusy`, read between two counters.
private final class UnsafeJob: @unchecked Sendable {
  var body: ((Int) -> Void)?
  var count = 0
  var participants = 0
}

/// Where idle threads sleep.
private final class Gate: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  func wakeAll() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  func sleep(while isIdle: () -> Bool) {
    pthread_mutex_lock(mutex)
    while isIdle() { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }
}
