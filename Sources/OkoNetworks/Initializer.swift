import OkoTensors

/// How the first value of a parameter is drawn.
public enum Initializer: Sendable, Hashable {
  /// The same number everywhere.
  case constant(Float)
  /// Normal with deviation √(2 / fan-in), for layers before a rectifier (He et al. 2015, fan-in variant).
  case he
  /// Uniform within ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010).
  case glorot
  /// Normal with this deviation.
  case normal(deviation: Float)

  /// Draws `count` scalars for a layer with `fan`.
  func fill(
    _ scalars: UnsafeMutablePointer<Float>, count: Int, fan: Fan, using random: inout RandomSource
  ) {
    switch self {
    case .constant(let value): scalars.update(repeating: value, count: count)
    case .he: random.fill(scalars, count: count, deviation: (2 / Float(fan.input)).squareRoot())
    case .glorot:
      let bound = (6 / Float(fan.input + fan.output)).squareRoot()
      random.fill(scalars, count: count, in: -bound...bound)
    case .normal(let deviation): random.fill(scalars, count: count, deviation: deviation)
    }
  }
}

/// How many weights meet in one number of a layer's output, and how many one number of its input meets.
struct Fan: Sendable {
  var input: Int
  var output: Int

  /// Makes the fans of a transposed convolution.
  init(transposedFrom inputs: Int, to outputs: Int, kernel: Int, stride: Int) {
    // Of all taps, an output meets those that its place in the stride leaves.
    input = max(1, inputs * kernel * kernel / (stride * stride))
    output = max(1, outputs * kernel * kernel)
  }

  /// Makes the fans of a matrix `[in, out]` or a filter `[height, width, in, out]`.
  init(of shape: Shape) {
    let outputs = shape.rank == 0 ? 1 : shape[-1]
    let taps = shape.rank > 2 ? shape.dimensions.dropLast(2).reduce(1, *) : 1
    input = max(1, shape.count / max(1, outputs))
    output = max(1, taps * outputs)
  }
}
