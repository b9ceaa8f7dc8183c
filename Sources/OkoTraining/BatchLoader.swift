public import OkoTensors

/// Shuffled batches whose samples worker threads load ahead of use.
///
/// The order depends on the seed and the epoch; the random numbers of a sample on the seed, the epoch and
/// its position in it. So neither the number of threads nor an interruption changes a bit.
///
///     let loader = BatchLoader(count: files.count, options: options, name: { files[$0] }) {
///       index, position, random in try augmented(decode(files[index]), using: &random)
///     } collate: { samples in Batch(samples) }
public struct BatchLoader<Sample: Sendable, Batch: Sendable>: Sendable {
  /// Loads the sample `index`; called on any thread.
  public typealias Load =
    @Sendable (
      _ index: Int, _ position: EpochPosition, _ random: inout RandomSource
    ) throws -> Sample
  /// The samples of an epoch in order; called at its start.
  public typealias Order = @Sendable (_ epoch: Int, _ random: inout RandomSource) -> [Int]

  /// Samples in an epoch.
  public let count: Int
  /// Samples in a batch.
  public let batchSize: Int
  /// Batches in an epoch; the last may be smaller than the others.
  public var batchCount: Int { (count + batchSize - 1) / batchSize }

  let seed: UInt64
  let workers: Int
  /// Batches that may be loaded or loading before the first of them is used.
  let prefetch: Int
  let name: @Sendable (Int) -> String
  let order: Order?
  let load: Load
  let collate: @Sendable ([Sample]) throws -> Batch

  /// Makes a loader of `count` samples that `load` loads and `collate` makes batches of.
  ///
  /// `name` is a sample's file, for messages. `order` may choose other samples for an epoch than a
  /// permutation of all, for example rare ones more often; it returns `count` numbers.
  ///
  /// - Precondition: `count > 0`.
  public init(
    count: Int, options: TrainingOptions, prefetch: Int = 3,
    name: @escaping @Sendable (Int) -> String, order: Order? = nil,
    load: @escaping Load, collate: @escaping @Sendable ([Sample]) throws -> Batch
  ) {
    precondition(count > 0, "BatchLoader: there are no samples")
    self.count = count
    self.batchSize = min(max(1, options.batchSize), count)
    self.seed = options.seed
    self.workers = min(max(1, options.workers), 64)
    self.prefetch = max(1, prefetch)
    (self.name, self.order, self.load, self.collate) = (name, order, load, collate)
  }

  /// The batches of an epoch from the batch `first` on.
  public func batches(_ plan: EpochPlan, from first: Int = 0) -> BatchStream<Sample, Batch> {
    BatchStream(loader: self, plan: plan, first: first)
  }

  /// What the order of the data depends on; a run is resumed only with the same.
  package var identity: String { "\(count) samples, batches of \(batchSize), seed \(seed)" }

  /// The sample numbers of `epoch` in order.
  package func order(epoch: Int) -> [Int] {
    var random = RandomSource(seed: seed, stream: "order/epoch\(epoch)")
    if let order {
      let chosen = order(epoch, &random)
      precondition(
        chosen.count == count, "BatchLoader: the order has \(chosen.count) of \(count) samples")
      return chosen
    }
    var indices = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      indices.swapAt(last, random.index(below: last + 1))
    }
    return indices
  }

  func sample(_ index: Int, at position: EpochPosition) throws -> Sample {
    var random = RandomSource(
      seed: seed, stream: "sample/epoch\(position.epoch)/\(position.position)")
    do {
      return try load(index, position, &random)
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError(.data, "\(error)", file: name(index))
    }
  }
}

/// Where in a run a sample is used.
public struct EpochPosition: Sendable, Hashable {
  /// The number of the epoch, from 0.
  public let epoch: Int
  /// How many epochs are planned, as far as is known.
  public let plannedEpochs: Int
  /// The place in the epoch's order, from 0.
  public let position: Int

  /// Makes a position.
  public init(epoch: Int, plannedEpochs: Int, position: Int) {
    (self.epoch, self.plannedEpochs, self.position) = (epoch, plannedEpochs, position)
  }
}
