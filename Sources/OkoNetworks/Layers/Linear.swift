public import OkoTensors

/// A linear layer: `[…, in]` → `[…, out]`, y = x · matrix + bias.
public struct Linear: Module {
  /// `[in, out]`.
  public let matrix: Parameter
  /// `[out]`, where the layer has one.
  public let bias: Parameter?

  /// Makes a layer.
  public init(
    _ inputs: Int, _ outputs: Int, hasBias: Bool = true, initializer: Initializer = .glorot
  ) {
    matrix = Parameter([inputs, outputs], .matrix, initializer)
    bias = hasBias ? Parameter([outputs], .vector, .constant(0)) : nil
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.isTracked || matrix.isBeingTrained else {
      return x.linear(matrix.packedMatrix, bias: bias?.value)
    }
    return x.linear(matrix.value, bias: bias?.value)
  }
}
