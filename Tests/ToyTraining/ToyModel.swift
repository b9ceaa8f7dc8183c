package import OkoTensors
package import OkoTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A network of eight hidden neurons that learns y = x₀·x₁ by momentum, gradients by hand.
package final class ToyModel: Trainable {
  package typealias Batch = [SIMD4<Float>]  // x₀, x₁, y, the sample's number

  private var weights = [Float](repeating: 0, count: 33)
  private var velocity = [Float](repeating: 0, count: 33)
  private var average: MovingAverage
  private var noise: RandomSource
  /// Microseconds that each step rests, so that a kill can hit any moment.
  package var restMicroseconds: UInt32 = 0
  /// The step whose loss is not a number.
  package var brokenStep: Int?
  /// The step after which a weight is not a number, though its loss is.
  package var poisonedStep: Int?
  /// Scores to report in place of the measured ones.
  package var scores: [Double] = []
  package private(set) var plans: [EpochPlan] = []
  /// The precisions that steps and evaluations were made in.
  package private(set) var precisions = (
    steps: Set<TrainingPrecision>(), evaluations: Set<TrainingPrecision>()
  )
  private var steps = 0
  private var evaluations = 0

  package init(seed: UInt64) {
    var random = RandomSource(seed: seed, stream: "weights")
    for index in 0..<weights.count { weights[index] = random.normal() * 0.5 }
    noise = RandomSource(seed: seed, stream: "noise")
    average = MovingAverage(["weights": Tensor(weights, shape: [33])])
  }

  package var metricNames: [String] { ["score", "error"] }

  package func begin(_ epoch: EpochPlan) {
    plans.append(epoch)
    average.plan(steps: epoch.plannedSteps)
  }

  package func step(_ batch: Batch, rate: Float) throws -> NamedValues {
    // In a loop, as a signal ends a rest early.
    let end = ContinuousClock.now + .microseconds(Int(restMicroseconds))
    while .now < end { usleep(min(restMicroseconds, 10_000)) }
    steps += 1
    precisions.steps.insert(.current)
    var gradient = [Float](repeating: 0, count: 33)
    var loss: Float = 0
    for sample in batch {
      let difference = output(weights, sample) - sample.z
      loss += difference * difference / Float(batch.count)
      for unit in 0..<8 {
        let hidden = activation(weights, unit, sample)
        let back = difference * weights[24 + unit] * (1 - hidden * hidden)
        gradient[unit * 3] += back * sample.x
        gradient[unit * 3 + 1] += back * sample.y
        gradient[unit * 3 + 2] += back
        gradient[24 + unit] += difference * hidden
      }
      gradient[32] += difference
    }
    for index in 0..<33 {
      let noisy = gradient[index] / Float(batch.count) + noise.normal() * 1e-4
      velocity[index] = 0.9 * velocity[index] + noisy
      weights[index] -= rate * velocity[index]
    }
    if steps == poisonedStep { weights[0] = .nan }
    average.update(with: ["weights": Tensor(weights, shape: [33])])
    if steps == brokenStep { loss = .nan }
    return NamedValues([("square", loss), ("first", abs(weights[0]))])
  }

  package func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    precisions.evaluations.insert(.current)
    guard let weights = average.tensors["weights"]?.scalars else { return Metrics() }
    var error = 0.0
    for index in 0..<64 {
      try progress(Double(index) / 64)
      let sample = ToyData.sample(1000 + index)
      error += Double(abs(output(weights, sample) - sample.z)) / 64
    }
    evaluations += 1
    let score = evaluations <= scores.count ? scores[evaluations - 1] : 1 - error
    return Metrics(["score": score, "error": error], primary: "score")
  }

  package var model: TrainingState {
    TrainingState(tensors: average.tensors, strings: ["task": "toy"])
  }

  package var state: TrainingState {
    get throws {
      var state = average.state
      state.tensors["raw"] = Tensor(weights, shape: [33])
      state.tensors["velocity"] = Tensor(velocity, shape: [33])
      try state.encode(noise, as: "noise")
      return state
    }
  }

  package func restore(_ state: TrainingState) throws {
    try average.restore(state)
    weights = try state.tensor("raw", shape: [33]).scalars
    velocity = try state.tensor("velocity", shape: [33]).scalars
    noise = try state.decode(RandomSource.self, from: "noise")
  }

  package func describe(_ batch: Batch) -> [String] {
    batch.map { "sample\(Int($0.w)).png" }
  }

  private func activation(_ weights: [Float], _ unit: Int, _ sample: SIMD4<Float>) -> Float {
    tanh(weights[unit * 3] * sample.x + weights[unit * 3 + 1] * sample.y + weights[unit * 3 + 2])
  }

  private func output(_ weights: [Float], _ sample: SIMD4<Float>) -> Float {
    (0..<8).reduce(weights[32]) { $0 + weights[24 + $1] * activation(weights, $1, sample) }
  }
}

/// Samples of y = x₀·x₁.
package enum ToyData {
  package static func sample(_ index: Int) -> SIMD4<Float> {
    var random = RandomSource(seed: 7, stream: "toy/\(index)")
    let (x, y) = (random.uniform(in: -1...1), random.uniform(in: -1...1))
    return SIMD4(x, y, x * y, Float(index))
  }

  package static func loader(
    count: Int = 100, options: TrainingOptions
  ) -> BatchLoader<SIMD4<Float>, [SIMD4<Float>]> {
    BatchLoader(count: count, options: options, name: { "sample\($0).png" }) { index, _, random in
      var sample = sample(index)
      sample.x += random.normal() * 0.01
      return sample
    } collate: {
      $0
    }
  }

  /// Twelve steps an epoch, a checkpoint every five.
  package static func options(output: String, epochs: Int, workers: Int = 2) -> TrainingOptions {
    var options = TrainingOptions(output: output)
    options.stopRule.epochs = epochs
    options.batchSize = 8
    options.workers = workers
    options.checkpointSteps = 5
    options.schedule.rate = 0.05
    return options
  }
}
