import OkoTensors

/// The batches of one epoch, in order, loaded ahead by threads that end with the stream.
public final class BatchStream<Sample: Sendable, Batch: Sendable> {
  /// Seconds that `next()` has waited for data.
  public private(set) var waitedSeconds = 0.0
  private let shared: Monitor<Prefetched<Sample, Batch>>
  private let loader: BatchLoader<Sample, Batch>
  private var upcoming: Int

  init(loader: BatchLoader<Sample, Batch>, plan: EpochPlan, first: Int) {
    self.loader = loader
    upcoming = first
    let order = loader.order(epoch: plan.epoch)
    let shared = Monitor(
      Prefetched<Sample, Batch>(
        position: first * loader.batchSize, batchLimit: first + loader.prefetch))
    self.shared = shared
    guard first < loader.batchCount else { return }
    for index in 0..<loader.workers {
      let isStarted = startThread {
        Self.work(loader: loader, order: order, plan: plan, shared: shared)
      }
      // One thread loads everything, only more slowly.
      precondition(index > 0 || isStarted, "BatchStream: the system allows no more threads")
    }
  }

  deinit { cancel() }

  /// The next batch and how many samples it has, or nil at the end of the epoch.
  ///
  /// - Throws: what the loading of one of its samples threw, the first in order.
  public func next() throws -> (batch: Batch, samples: Int)? {
    guard upcoming < loader.batchCount else { return nil }
    let number = upcoming
    upcoming += 1
    let start = ContinuousClock.now
    let result = shared.wait { $0.batches.removeValue(forKey: number) }
    waitedSeconds += start.duration(to: .now).seconds
    shared.change { $0.batchLimit += 1 }
    let samples = min(loader.count - number * loader.batchSize, loader.batchSize)
    return (try result.get(), samples)
  }

  /// Ends the threads as soon as each has finished its sample.
  public func cancel() {
    shared.change { $0.isCancelled = true }
  }

  private static func work(
    loader: BatchLoader<Sample, Batch>, order: [Int], plan: EpochPlan,
    shared: Monitor<Prefetched<Sample, Batch>>
  ) {
    while let position = shared.wait(until: { $0.claim(in: loader) }) {
      let place = EpochPosition(
        epoch: plan.epoch, plannedEpochs: plan.plannedEpochs, position: position)
      let sample = Result { try loader.sample(order[position], at: place) }
      guard let samples = shared.change({ $0.store(sample, at: position, in: loader) }) else {
        continue
      }
      // In order, so that of several errors the same one is reported each time.
      let batch = Result { try loader.collate(samples.map { try $0.get() }) }
      shared.change { $0.batches[position / loader.batchSize] = batch }
    }
  }
}

/// What the threads of a stream share.
private struct Prefetched<Sample: Sendable, Batch: Sendable> {
  /// The next sample to load.
  var position: Int
  /// The first batch that must not be loaded yet.
  var batchLimit: Int
  var isCancelled = false
  var pending: [Int: [Int: Result<Sample, any Error>]] = [:]
  var batches: [Int: Result<Batch, any Error>] = [:]

  /// The next position to load: nil means wait, a nil inside means that there is nothing left.
  mutating func claim(in loader: BatchLoader<Sample, Batch>) -> Int?? {
    if isCancelled || position >= loader.count { return .some(nil) }
    guard position / loader.batchSize < batchLimit else { return nil }
    defer { position += 1 }
    return .some(position)
  }

  /// Keeps a sample; returns those of its batch, in order, when it is the last of them.
  mutating func store(
    _ sample: Result<Sample, any Error>, at position: Int, in loader: BatchLoader<Sample, Batch>
  ) -> [Result<Sample, any Error>]? {
    let batch = position / loader.batchSize
    pending[batch, default: [:]][position] = sample
    let first = batch * loader.batchSize
    let positions = first..<min(loader.count, first + loader.batchSize)
    guard pending[batch]?.count == positions.count else { return nil }
    let samples = pending.removeValue(forKey: batch) ?? [:]
    return positions.compactMap { samples[$0] }
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
