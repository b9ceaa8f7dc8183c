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

  /// Draws a value of `shape`, whose last axis is the output and all before it the input.
  func value(_ shape: Shape, using random: inout RandomSource) -> Tensor {
    let outputs = shape.rank == 0 ? 1 : shape[-1]
    let fanIn = Float(max(1, shape.count / max(1, outputs)))
    // A filter's taps see each output too.
    let taps = shape.rank > 2 ? shape.dimensions.dropLast(2).reduce(1, *) : 1
    switch self {
    case .constant(let value):
      return Tensor(repeating: value, shape: shape)
    case .he:
      return Tensor(normal: shape, deviation: (2 / fanIn).squareRoot(), using: &random)
    case .glorot:
      let bound = (6 / (fanIn + Float(taps * outputs))).squareRoot()
      return Tensor(uniform: shape, in: -bound...bound, using: &random)
    case .normal(let deviation):
      return Tensor(normal: shape, deviation: deviation, using: &random)
    }
  }
}
