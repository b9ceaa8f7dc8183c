/// The gradients of `loss` at `variables`, by reverse accumulation over the graph.
///
/// - Parameters:
///   - loss: A tensor with one scalar.
///   - variables: Tensors that `tracked()` made, or that depend on such.
///   - differentiably: Whether the gradients are themselves tracked, for gradients of gradients.
/// - Returns: One tensor for each variable, of its shape; zeros where the loss does not depend on it.
public func gradients(
  of loss: Tensor, at variables: [Tensor], differentiably: Bool = false
) -> [Tensor] {
  precondition(loss.shape.count == 1, "gradients: the loss has shape \(loss.shape)")
  return gradients(
    of: loss, at: variables, from: Tensor(repeating: 1, shape: loss.shape),
    differentiably: differentiably)
}

/// The same for a `loss` that is no longer needed.
///
/// Each step of the graph that nobody else holds goes as soon as its gradient has been made, and what it kept with it.
package func gradients(releasing loss: consuming Tensor, at variables: [Tensor]) -> [Tensor] {
  precondition(loss.shape.count == 1, "gradients: the loss has shape \(loss.shape)")
  let seed = Tensor(repeating: 1, shape: loss.shape)
  guard let root = loss.node else { return variables.map { Tensor(zeros: $0.shape) } }
  // From here on only the pass holds the graph.
  loss = seed
  var pass = GradientPass(from: consume root, to: variables, differentiably: false)
  return pass.run(from: seed)
}

/// The product of `seed` with the derivative of `output` at each of `variables`.
package func gradients(
  of output: Tensor, at variables: [Tensor], from seed: Tensor, differentiably: Bool
) -> [Tensor] {
  guard let root = output.node else { return variables.map { Tensor(zeros: $0.shape) } }
  var pass = GradientPass(from: root, to: variables, differentiably: differentiably)
  return pass.run(from: seed)
}
