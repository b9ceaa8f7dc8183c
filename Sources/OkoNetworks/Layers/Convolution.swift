public import OkoTensors

/// A two-dimensional convolution: `[N, H, W, in]` → `[N, H', W', out]`.
///
/// Along each axis H' = ⌊(H + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
public struct Convolution: Module {
  /// `[kernel, kernel, in / groups, out]`.
  public let filter: Parameter
  /// `[out]`, where the layer has one.
  public let bias: Parameter?
  /// Stride, padding, dilation and groups.
  public let geometry: ConvolutionGeometry

  /// Makes a layer; without `padding`, half of the dilated kernel, which keeps the size at stride 1.
  ///
  /// - Precondition: `groups` divides `inputs` and `outputs`.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, padding: Int? = nil,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true, initializer: Initializer = .he,
    biasInitializer: Initializer = .constant(0)
  ) {
    precondition(
      groups > 0 && inputs % groups == 0 && outputs % groups == 0,
      "Convolution: \(groups) groups of \(inputs) inputs and \(outputs) outputs")
    filter = Parameter([kernel, kernel, inputs / groups, outputs], .filter, initializer)
    bias = hasBias ? Parameter([outputs], .vector, biasInitializer) : nil
    geometry = ConvolutionGeometry(
      stride: stride, padding: padding ?? dilation * (kernel - 1) / 2, dilation: dilation,
      groups: groups)
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.isTracked || filter.isBeingTrained else {
      return convolvedForInference(x, scale: nil, bias: bias?.value, activation: nil)
    }
    return x.convolved(with: filter.value, bias: bias?.value, geometry)
  }

  /// The convolution with its epilogue fused and the filter packed once; forward only.
  func convolvedForInference(
    _ x: Tensor, scale: Tensor?, bias: Tensor?, activation: Activation?
  ) -> Tensor {
    x.convolved(
      with: filter.packedFilter(for: x.shape, geometry), scale: scale, bias: bias,
      activation: activation)
  }
}
