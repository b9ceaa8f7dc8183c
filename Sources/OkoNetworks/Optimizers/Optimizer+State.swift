public import OkoTensors

extension Optimizer {
  /// Copies of what it remembers, by `<moment>/<parameter>`: together with `steps`, all a resume needs.
  public var momentTensors: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (entry, moments) in zip(parameters, moments) {
      for (name, moment) in zip(rule.momentNames, moments) {
        // A copy: the moments themselves are changed in place.
        tensors["\(name)/\(entry.name)"] = Tensor(moment.scalars, shape: moment.shape)
      }
    }
    return tensors
  }

  /// Takes up after `steps` steps what `momentTensors` returned.
  ///
  /// - Throws: `CheckpointError` where a tensor is missing or has another shape; nothing is changed then.
  public func restore(moments tensors: [String: Tensor], steps: Int) throws(CheckpointError) {
    var restored: [[Tensor]] = []
    for entry in parameters {
      var own: [Tensor] = []
      for name in rule.momentNames {
        let key = "\(name)/\(entry.name)"
        guard let tensor = tensors[key], tensor.shape == entry.parameter.shape else {
          throw CheckpointError(.misfit, "no \(key) of shape \(entry.parameter.shape)")
        }
        own.append(Tensor(tensor.scalars, shape: tensor.shape))
      }
      restored.append(own)
    }
    moments = restored
    self.steps = steps
  }
}
