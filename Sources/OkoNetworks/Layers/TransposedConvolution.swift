public import OkoTensors

/// A transposed convolution: `[N, H, W, in]` → `[N, H', W', out]`.
///
/// H' = (H − 1) · stride − 2 · padding + kernel: a kernel of 4 at stride 2 and padding 1 doubles the size.
public struct TransposedConvolution: Module {
  /// `[kernel, kernel, out, in]`: the filter of the convolution whose data gradient this is.
  public let filter: Parameter
  /// `[out]`, where the layer has one.
  public let bias: Parameter?
  /// Stride and padding.
  public let geometry: ConvolutionGeometry

  /// Makes a layer.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, padding: Int = 0,
    hasBias: Bool = true, initializer: Initializer = .normal(deviation: 0.02)
  ) {
    filter = Parameter(
      [kernel, kernel, outputs, inputs], .filter, initializer,
      fan: Fan(transposedFrom: inputs, to: outputs, kernel: kernel, stride: stride))
    bias = hasBias ? Parameter([outputs], .vector, .constant(0)) : nil
    geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: 1, groups: 1)
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.transposedConvolved(with: filter.value, bias: bias?.value, geometry)
  }
}
