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
  let seed = Tensor(repeating: 1, shape: loss.shape)
  return gradients(
    of: loss, at: variables, from: seed, differentiably: differentiably)
}

/// The product of `seed` with the derivative of `output` at each of `variables`.
package func gradients(
  of output: Tensor, at variables: [Tensor], from seed: Tensor, differentiably: Bool
) -> [Tensor] {
  guard let root = output.node else { return variables.map { Tensor(zeros: $0.shape) } }
  let wanted = Set(variables.compactMap { $0.node?.number })
  var accumulated: [UInt64: Tensor] = [root.number: seed]
  var result: [UInt64: Tensor] = [:]

  let (nodes, reaches) = nodesLeading(to: wanted, from: root)
  for node in nodes {
    guard let gradient = accumulated.removeValue(forKey: node.number) else { continue }
    if wanted.contains(node.number) { result[node.number] = gradient }
    guard let operation = node.operation else { continue }
    let needs = node.inputs.map { $0.node.map { reaches.contains($0.number) } ?? false }
    guard needs.contains(true) else { continue }
    let context = BackwardContext(
      inputs: differentiably ? node.inputs : node.inputs.map(\.untracked),
      output: differentiably ? node.output : node.output.untracked,
      needs: needs)
    let contributions = operation.backward(gradient, context)
    precondition(
      contributions.count == node.inputs.count,
      "\(type(of: operation)): \(contributions.count) gradients for \(node.inputs.count) inputs")
    for (index, contribution) in contributions.enumerated() where needs[index] {
      guard let contribution, let input = node.inputs[index].node else { continue }
      precondition(
        contribution.shape == node.inputs[index].shape,
        "\(type(of: operation)): gradient \(contribution.shape) for input "
          + "\(node.inputs[index].shape)")
      if let earlier = accumulated[input.number] {
        accumulated[input.number] = earlier + contribution
      } else {
        accumulated[input.number] = contribution
      }
    }
  }
  return variables.map { variable in
    variable.node.flatMap { result[$0.number] } ?? Tensor(zeros: variable.shape)
  }
}

/// Every node between `root` and `wanted`, latest first, and the numbers of those that lead there.
private func nodesLeading(
  to wanted: Set<UInt64>, from root: Node
) -> (nodes: [Node], reaches: Set<UInt64>) {
  var seen: Set<UInt64> = [root.number]
  var pending = [root]
  var nodes: [Node] = []
  while let node = pending.popLast() {
    nodes.append(node)
    for input in node.inputs {
      guard let inputNode = input.node, seen.insert(inputNode.number).inserted else { continue }
      pending.append(inputNode)
    }
  }
  nodes.sort { $0.number < $1.number }
  var reaches = wanted
  for node in nodes
  where node.inputs.contains(where: { $0.node.map { reaches.contains($0.number) } ?? false }) {
    reaches.insert(node.number)
  }
  return (nodes.reversed().filter { reaches.contains($0.number) }, reaches)
}
