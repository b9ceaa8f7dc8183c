import OkoImaging
import OkoNetworks
import OkoTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The steps from a file to a network that every task takes alike.
enum ModelLoading {
  /// Reads the bundled model or the file `nameOrPath` and makes of it what `body` does.
  ///
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` with the file where it does not fit.
  static func load<Model>(
    _ nameOrPath: String, _ body: (Checkpoint) throws(CheckpointError) -> Model
  ) throws -> Model {
    let path = try BundledModel.path(of: nameOrPath)
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: .max)
    } catch {
      throw CheckpointError(.unreadable, error.message, path: path)
    }
    do throws(CheckpointError) {
      return try body(SafeTensors.lazilyDecode(bytes))
    } catch {
      throw misnamed(bytes)?.inFile(path) ?? error.inFile(path)
    }
  }

  /// The error that says what `bytes` are; nil where they begin as a safetensors file does.
  private static func misnamed(_ bytes: [UInt8]) -> CheckpointError? {
    // Behind eight bytes of a length, a JSON object.
    guard bytes.count < 9 || bytes[8] != UInt8(ascii: "{") else { return nil }
    let isArchive = bytes.starts(with: "PK".utf8)
    let what = isArchive ? "a ZIP archive, perhaps of PyTorch" : FormatSniffer.name(of: bytes)
    return CheckpointError(
      .damaged,
      "\(what.map { $0 + ", " } ?? "")no model: expected is a .safetensors file as `oko train` writes it, "
        + "or the name of a bundled model (see `oko models`)")
  }

  /// The architecture that `description` names.
  static func architecture<Architecture: Decodable>(
    _ type: Architecture.Type, in description: ModelDescription,
    isValid: (Architecture) -> Bool, classCount: (Architecture) -> Int
  ) throws(CheckpointError) -> Architecture {
    guard let text = description.details["architecture"],
      let architecture = try? JSONDecoder().decode(type, from: Data(text.utf8)),
      isValid(architecture)
    else { throw CheckpointError(.misfit, "the model has no architecture that is known here") }
    let count = classCount(architecture)
    guard count == description.classNames.count else {
      throw CheckpointError(
        .misfit, "\(count) classes, but \(description.classNames.count) names")
    }
    return architecture
  }

  /// Gives `network` its weights.
  ///
  /// - Throws: `CheckpointError` where a weight is missing, misshapen or not finite.
  static func restore(
    _ network: some Module, from checkpoint: Checkpoint
  ) throws(CheckpointError) {
    try network.restore(from: checkpoint)
    // In the file's order of axes, which is the fastest to read.
    for (name, _) in network.namedParameters {
      if let tensor = checkpoint.tensors[name] { try requireFinite(tensor, name) }
    }
  }

  /// Gives `network` the weights of the model `nameOrPath` of the same `task` where names and shapes fit.
  ///
  /// - Returns: How many parameters were taken, and of how many; nil where no model is named.
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` where it is for another task.
  static func adopt(
    _ nameOrPath: String?, of task: String, into network: some Module
  ) throws -> (taken: Int, of: Int)? {
    guard let nameOrPath else { return nil }
    return try load(nameOrPath) { checkpoint throws(CheckpointError) in
      _ = try ModelDescription(checkpoint.metadata, task: task)
      let adopted = network.adopt(checkpoint)
      for (name, parameter) in network.namedParameters {
        try requireFinite(parameter.value, name)
      }
      return adopted
    }
  }

  private static func requireFinite(
    _ tensor: Tensor, _ name: String
  ) throws(CheckpointError) {
    guard tensor.loaded.withUnsafeScalars({ $0.allSatisfy(\.isFinite) }) else {
      throw CheckpointError(.damaged, "the weights \(name) are not all finite numbers")
    }
  }
}
