/// Every finished epoch of a run, in order: what logs, curves and reports show.
public struct TrainingHistory: Codable, Sendable, Hashable {
  /// One finished epoch.
  public struct Epoch: Codable, Sendable, Hashable {
    /// The number of the epoch, from 1.
    public var number: Int
    /// Steps made since the start of the run.
    public var step: Int
    /// The mean of each part of the loss over the epoch's steps.
    public var losses: NamedValues
    /// The figures of the evaluation; empty where there was none.
    public var metrics: Metrics
    /// The learning rate of the last step.
    public var rate: Double
    /// The time that the epoch took, evaluation included.
    public var seconds: Double
    /// Samples trained on in a second, evaluation left out.
    public var samplesPerSecond: Double
    /// The share of the training time spent waiting for data, from 0 to 1.
    public var waitingShare: Double
    /// Whether the score was the best so far.
    public var isBest: Bool
  }

  /// The epochs, oldest first.
  public var epochs: [Epoch] = []

  /// Makes a history without epochs.
  public init() {}

  /// The series of each loss and metric over the epochs in which it was measured, for drawing curves.
  public var curves: [(name: String, points: [(epoch: Int, value: Double)])] {
    var names: [String] = []
    var points: [String: [(epoch: Int, value: Double)]] = [:]
    for epoch in epochs {
      for (name, value) in epoch.losses.pairs.map({ ("loss/" + $0.name, $0.value) })
        + epoch.metrics.values.pairs.map({ ("metrics/" + $0.name, $0.value) })
      {
        if points[name] == nil { names.append(name) }
        points[name, default: []].append((epoch: epoch.number, value: value))
      }
    }
    return names.map { (name: $0, points: points[$0] ?? []) }
  }
}

/// Where a run stands: everything of the loop itself that a checkpoint holds.
package struct TrainingProgress: Codable, Sendable, Hashable {
  /// The best score so far.
  package struct Best: Codable, Sendable, Hashable {
    package var metric: String
    package var score: Double
    /// The number of the epoch, from 1.
    package var epoch: Int
  }

  /// Epochs finished.
  package var epoch = 0
  /// Steps made in the epoch at hand.
  package var stepInEpoch = 0
  /// Steps made in all.
  package var step = 0
  /// Time spent in all.
  package var elapsedSeconds = 0.0
  /// Time spent when the epoch at hand began.
  package var elapsedAtEpochStart = 0.0
  /// How many epochs fit the time limit, once that is planned.
  package var plannedEpochs: Int?
  package var best: Best?
  package var history = TrainingHistory()
  /// What the order of the data depends on.
  package var data = ""
  package var sums = EpochSums()

  package init() {}
}

/// What the steps of an epoch add up.
package struct EpochSums: Codable, Sendable, Hashable {
  package var losses: NamedValues = [:]
  package var steps = 0
  package var samples = 0
  package var trainingSeconds = 0.0
  package var waitingSeconds = 0.0
  package var rate = 0.0

  package mutating func add(_ parts: NamedValues, samples: Int, rate: Float) {
    for (name, value) in parts.pairs { losses[name] = (losses[name] ?? 0) + value }
    steps += 1
    self.samples += samples
    self.rate = Double(rate)
  }

  package var meanLosses: NamedValues {
    NamedValues(losses.pairs.map { (name: $0.name, value: $0.value / Double(max(1, steps))) })
  }
}
