import COkoKernels

/// Reverse accumulation: gradients on their way from one result back to variables.
struct GradientPass {
  private let variables: [Tensor]
  private let wanted: Set<UInt64>
  private let differentiably: Bool
  /// The nodes that are still to come, the next one last; each is let go when its turn is over.
  private var nodes: [Node]
  private let reaches: Set<UInt64>
  /// By node, what its consumers have handed back so far.
  private var arrived: [UInt64: Tensor] = [:]
  private var results: [UInt64: Tensor] = [:]

  init(from root: consuming Node, to variables: [Tensor], differentiably: Bool) {
    (self.variables, self.differentiably) = (variables, differentiably)
    wanted = Set(variables.compactMap { $0.node?.number })
    (nodes, reaches) = nodesLeading(to: wanted, from: root)
  }

  /// The gradients at the variables, where that at the root is `seed`.
  mutating func run(from seed: Tensor) -> [Tensor] {
    if let root = nodes.last { arrived[root.number] = seed }
    while let node = nodes.popLast() { visit(node) }
    return variables.map { variable in
      variable.node.flatMap { results[$0.number] } ?? Tensor(zeros: variable.shape)
    }
  }

  private mutating func visit(_ node: Node) {
    guard var gradient = arrived.removeValue(forKey: node.number) else { return }
    if wanted.contains(node.number) { results[node.number] = gradient }
    guard let operation = node.operation else { return }
    let inputs = node.inputs
    let needs = inputs.map { $0.node.map { reaches.contains($0.number) } ?? false }
    guard needs.contains(true) else { return }
    let mayOverwrite = !differentiably && gradient.isSoleHolder
    if mayOverwrite { gradient.forgetKeptForm() }
    let context = BackwardContext(
      inputs: differentiably ? inputs : inputs.map(\.untracked),
      output: differentiably ? node.output : node.output.untracked,
      needs: needs, mayOverwriteGradient: mayOverwrite)
    var contributions = operation.backward(gradient, context)
    // It may have become one of the contributions, which are looked at below.
    _ = consume gradient
    precondition(
      contributions.count == inputs.count,
      "\(type(of: operation)): \(contributions.count) gradients for \(inputs.count) inputs")
    for index in contributions.indices where needs[index] {
      guard let contribution = contributions[index], let input = inputs[index].node else {
        continue
      }
      precondition(
        contribution.shape == inputs[index].shape,
        "\(type(of: operation)): gradient \(contribution.shape) for input "
          + "\(inputs[index].shape)")
      contributions[index] = nil
      hand(consume contribution, to: input.number)
    }
  }

  /// Adds to what has arrived at a node, in place where nobody else holds one of the two.
  private mutating func hand(_ contribution: consuming Tensor, to number: UInt64) {
    guard var earlier = arrived.removeValue(forKey: number) else {
      arrived[number] = contribution
      return
    }
    if differentiably {
      arrived[number] = earlier + contribution
    } else if earlier.isSoleHolder {
      earlier.add(contribution)
      arrived[number] = earlier
    } else if contribution.isSoleHolder {
      contribution.add(earlier)
      arrived[number] = contribution
    } else {
      arrived[number] = earlier + contribution
    }
  }
}

extension Tensor {
  /// Adds a tensor of the same shape to this one in place, whose scalars nobody else may see.
  fileprivate func add(_ other: Tensor) {
    forgetKeptForm()
    withExtendedLifetime((storage, other.storage)) {
      let (target, source) = (storage.pointer, other.pointer)
      Workers.shared.run(over: shape.count, grain: StridedWalk.grain) { range in
        let place = target + range.lowerBound
        oko_binary(OKO_ADD, place, source + range.lowerBound, place, Int64(range.count))
      }
    }
  }
}

/// Every node between `root` and `wanted`, latest last, and the numbers of those that lead there.
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
  return (nodes.filter { reaches.contains($0.number) }, reaches)
}
