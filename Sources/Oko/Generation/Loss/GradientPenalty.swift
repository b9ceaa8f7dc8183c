package import OkoTensors

/// How steep the discriminator may be around pictures: the mean of ‖∇D(x)‖² over them.
///
/// After Mescheder et al. 2018. On real pictures it is called R1, on generated ones R2. Minimizing it takes the gradient of a gradient.
package enum GradientPenalty {
  /// The penalty at `pictures`, `[N, H, W, C]`.
  ///
  /// - Parameters:
  ///   - pictures: Tracked pictures.
  ///   - scores: What the discriminator says of them, `[N]`.
  /// - Returns: A scalar that can be differentiated.
  package static func mean(at pictures: Tensor, scores: Tensor) -> Tensor {
    let steepness = gradients(of: scores.sum(), at: [pictures], differentiably: true)[0]
    return steepness.squared().sum() * (1 / Float(pictures.shape[0]))
  }
}
