public import OkoTensors

/// Named tensors and strings, as a safetensors file holds them.
///
/// Tensors in a file keep PyTorch's order of axes; `Module.checkpointTensors` and `Module.restore(from:)`
/// turn them.
public struct Checkpoint: Sendable {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// The strings by name: safetensors' `__metadata__`.
  public var metadata: [String: String]

  /// Makes a checkpoint.
  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }
}

extension Module {
  /// The values by name, axes in PyTorch's order: filters OIHW, matrices `[out, in]`.
  public var checkpointTensors: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (name, parameter) in namedParameters {
      tensors[name] = parameter.constant.permuted(parameter.role.axesOnDisk)
    }
    return tensors
  }

  /// Puts the tensors of `checkpoint` into the network.
  ///
  /// - Throws: `CheckpointError` with the first name that is missing or has another shape; nothing is changed
  ///   then. Names that the network does not have are left alone.
  public func restore(from checkpoint: Checkpoint) throws(CheckpointError) {
    var values: [(Parameter, Tensor)] = []
    for (name, parameter) in namedParameters {
      guard let tensor = checkpoint.tensors[name] else {
        throw CheckpointError(.misfit, "no tensor \(name)")
      }
      let axes = parameter.role.axesOnDisk
      let shape = Shape(axes.map { parameter.shape[$0] })
      guard axes.count == parameter.shape.rank, tensor.shape == shape else {
        throw CheckpointError(.misfit, "\(name) has shape \(tensor.shape), expected \(shape)")
      }
      var back = axes
      for (place, axis) in axes.enumerated() { back[axis] = place }
      values.append((parameter, tensor.reordered(back)))
    }
    for (parameter, value) in values { parameter.value = value }
  }

  /// Takes over every tensor whose name and shape fit, for training that starts from another network.
  ///
  /// - Returns: how many parameters were taken over, and of how many.
  @discardableResult
  public func adopt(_ checkpoint: Checkpoint) -> (taken: Int, of: Int) {
    let parameters = namedParameters
    var taken = 0
    for (name, parameter) in parameters {
      let axes = parameter.role.axesOnDisk
      guard let tensor = checkpoint.tensors[name],
        tensor.shape == Shape(axes.map { parameter.shape[$0] })
      else { continue }
      var back = axes
      for (place, axis) in axes.enumerated() { back[axis] = place }
      parameter.value = tensor.reordered(back)
      taken += 1
    }
    return (taken, parameters.count)
  }
}

extension Parameter.Role {
  /// For each axis on disk, the axis in memory that it is.
  var axesOnDisk: [Int] {
    switch self {
    case .filter: [3, 2, 0, 1]
    case .matrix: [1, 0]
    case .table: [0, 1]
    case .vector, .statistic: [0]
    }
  }
}
