import OkoTensors

/// The derivatives of Σ seed · f(inputs) at every input, by reverse accumulation.
func derivatives(_ inputs: [Tensor], _ seed: Tensor, _ f: ([Tensor]) -> Tensor) -> [Tensor] {
  let variables = inputs.map { $0.tracked() }
  return gradients(of: f(variables), at: variables, from: seed, differentiably: false)
}
