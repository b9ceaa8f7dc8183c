public import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exponential moving average of weights over the steps; smoother than the weights, and mostly better.
///
/// After t updates the decay is d·(1 − e^(−t/τ)), so that the random weights of the start are soon forgotten.
/// For a run of n steps the average reaches 1/(1 − d) = n/20 steps back, 20 to 10,000, and τ is a fifth of
/// that: 0.9999 and 2,000 on long runs.
public struct MovingAverage: Sendable {
  /// The averages by name.
  public private(set) var tensors: [String: Tensor]
  /// How many updates there were.
  public private(set) var updates = 0
  private var reach = 10_000.0

  /// Starts with `tensors`.
  public init(_ tensors: [String: Tensor], plannedSteps: Int = 200_000) {
    self.tensors = tensors
    plan(steps: plannedSteps)
  }

  /// Fits the decay to a run of `steps` steps.
  public mutating func plan(steps: Int) {
    reach = min(max(Double(steps) / 20, 20), 10_000)
  }

  /// The decay of the next update.
  public var decay: Float {
    let t = Double(updates + 1)
    return Float((1 - 1 / reach) * (1 - exp(-t / (reach / 5))))
  }

  /// Moves the averages towards `current`, which must have the same names and shapes.
  public mutating func update(with current: [String: Tensor]) {
    let decay = decay
    updates += 1
    var moved: [(name: String, old: Tensor, current: Tensor, new: Tensor)] = []
    for (name, tensor) in current {
      guard let average = tensors[name] else {
        tensors[name] = tensor
        continue
      }
      precondition(
        average.shape == tensor.shape,
        "MovingAverage: \(name) has shape \(tensor.shape), expected \(average.shape)")
      let storage = Storage(count: tensor.shape.count)
      let new = Tensor(shape: tensor.shape, storage: storage, node: nil)
      moved.append((name, average, tensor, new))
    }
    let pieces = TensorPieces(counts: moved.map(\.new.shape.count))
    pieces.run { number in
      let piece = pieces.pieces[number], entry = moved[piece.tensor]
      entry.old.mix(with: entry.current, share: 1 - decay, piece.range, into: entry.new)
    }
    for entry in moved { tensors[entry.name] = entry.new }
  }

  /// What a checkpoint holds of the average.
  public var state: TrainingState {
    TrainingState(tensors: tensors, strings: ["updates": "\(updates)"])
  }

  /// Puts back what `state` returned; the names and shapes must be those of this average.
  public mutating func restore(_ state: TrainingState) throws(TrainingError) {
    var restored: [String: Tensor] = [:]
    for (name, tensor) in tensors {
      restored[name] = try state.tensor(name, shape: tensor.shape)
    }
    guard let text = state.strings["updates"], let count = Int(text), count >= 0 else {
      throw TrainingError(.checkpoint, "the average has no number of updates")
    }
    (tensors, updates) = (restored, count)
  }
}

extension Tensor {
  /// Writes this tensor, moved by `share` of the way to `other`, to `result`, in `range`.
  fileprivate func mix(
    with other: Tensor, share: Float, _ range: Range<Int>, into result: Tensor
  ) {
    withUnsafePointer { old in
      other.withUnsafePointer { new in
        result.withUnsafeMutablePointer { result in
          for index in range { result[index] = old[index] + share * (new[index] - old[index]) }
        }
      }
    }
  }
}
