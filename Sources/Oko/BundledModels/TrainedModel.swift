public import OkoNetworks
public import OkoTensors

/// A network with its weights and what it is for, as a safetensors file holds it.
public protocol TrainedModel {
  /// Reads the model from a checkpoint, to predict in `precision`; by default in int8 if it was quantized, else in floats.
  ///
  /// - Throws: `CheckpointError` where it is a model of another task, or a weight is missing or not finite.
  init(_ checkpoint: Checkpoint, precision: Precision?) throws(CheckpointError)
}

extension TrainedModel {
  /// Loads a bundled model by its name, or any by the path of its safetensors file, to predict in `precision` and with the
  /// kernels that are chosen by `kernels`.
  ///
  /// Weights stay in memory as the file has them, and are widened and packed layer by layer where the network is compiled for
  /// a size of pictures.
  ///
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` where it is not one of this task.
  public static func load(
    _ nameOrPath: String, precision: Precision? = nil, kernels: KernelChoice = .estimated
  ) throws -> Self {
    try KernelChoice.$current.withValue(kernels) {
      try ModelLoading.load(nameOrPath) { checkpoint throws(CheckpointError) in
        try Self(checkpoint, precision: precision)
      }
    }
  }
}
