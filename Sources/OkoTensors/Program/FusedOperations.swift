/// A convolution, forward or transposed, with constant weights and all that its kernel does in the same pass:
/// activation(scale · y + bias + residual), or activation(scale · y + bias) + residual.
struct FusedConvolution: Sendable {
  /// How the filter moves.
  var geometry: ConvolutionGeometry
  /// Whether it is a convolution or the gradient of one, which is a transposed convolution.
  var direction: PackedFilter.Direction
  /// The shape of the input of the convolution, or of its gradient.
  var input: Shape
  /// The shape of the output of the convolution, or of the gradient there.
  var output: Shape
  /// `[KH, KW, C / groups, K]`.
  var filter: Tensor
  /// In how many bits products are.
  var type = ScalarType.float32
  /// How it is computed; nil where a model of what the kernels cost decides.
  var form: ConvolutionForm?
  /// What bytes of the input stand for where it is rounded to them on the way.
  var inputQuantization: Quantization?
  /// A factor for every channel of the result, which goes into the packed filter; nil for 1.
  var scale: [Float]?
  /// A summand for every channel of the result.
  var bias: [Float]?
  /// What comes after.
  var activation: Activation?
  /// Whether the residual is added after the activation.
  var residualIsLast = false

  /// How many channels the result has.
  var channels: Int { direction == .forward ? output[3] : input[3] }

  /// Takes y · scale + shift into the filter and the bias.
  mutating func fold(scale factors: [Float], shift: [Float]) {
    scale = scale.map { zip($0, factors).map { $0 * $1 } } ?? factors
    bias = bias.map { zip(zip($0, factors), shift).map { $0.0 * $0.1 + $1 } } ?? shift
  }

  /// The filter times `scale`, to be packed: where it is not the filter itself, it takes memory only as long as it is held.
  var scaledFilter: Tensor {
    guard let scale else { return filter.loaded }
    let scaled = filter.passingCopy
    let (inner, outer) = (filter.shape[3], filter.shape[2])
    scaled.withUnsafeMutablePointer { scalars in
      for row in 0..<(filter.shape.count / max(inner, 1)) {
        let first = scalars + row * inner
        if direction == .forward {
          for channel in 0..<inner { first[channel] *= scale[channel] }
        } else {
          for channel in 0..<inner { first[channel] *= scale[row % outer] }
        }
      }
    }
    return scaled
  }
}

/// x · matrix + bias with an activation, for a constant matrix.
struct FusedProduct: Sendable {
  /// `[k, n]`.
  var matrix: Tensor
  /// `[n]`.
  var bias: Tensor?
  /// What comes after.
  var activation: Activation?
}
