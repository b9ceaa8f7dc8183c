public import OkoNetworks
import OkoTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model's file, and how it is written with something else said in it: a temperature, or how to quantize it.
public struct ModelFile: Sendable {
  /// What the file is called, without its extension.
  public let name: String
  private let path: String

  /// Looks for the bundled model or the file `nameOrPath`.
  ///
  /// - Throws: `ModelError` where there is none.
  public init(of nameOrPath: String) throws(ModelError) {
    path = try BundledModel.path(of: nameOrPath)
    name = PathText.stem(path)
  }

  /// Reads the model.
  ///
  /// - Throws: `CheckpointError` with the file where it is no model.
  public func checkpoint() throws -> Checkpoint {
    try ModelLoading.load(path) { checkpoint throws(CheckpointError) in checkpoint }
  }

  /// Checks that `target` can be written to; writes nothing.
  ///
  /// With `overwrites` it may be this model or another one. Any other file that is there stays.
  ///
  /// - Throws: ``ResultError`` that says what is in the way.
  public func checkOutput(_ target: String, overwrites: Bool = false) throws(ResultError) {
    try ModelOutput.check(target, overwrites: overwrites)
  }

  /// Writes the model with `addition` to `target`, wholly or not at all.
  ///
  /// - Throws: `CheckpointError` where the model cannot be read, ``ResultError`` or `TrainingError` where `target` cannot
  ///   be written.
  public func write(
    _ addition: some ModelAddition, to target: String, overwrites: Bool = false
  ) throws {
    try checkOutput(target, overwrites: overwrites)
    let bytes: [UInt8]
    do {
      bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw CheckpointError(.unreadable, "cannot be read: \(error)", path: path)
    }
    try AtomicFile.write(Self.bytes(of: bytes, addition), to: target)
  }

  /// The bytes of the model file `bytes` with `addition` in its metadata; its weights stay bit by bit.
  ///
  /// - Throws: `CheckpointError` where it is no safetensors file.
  public static func bytes(
    of bytes: [UInt8], _ addition: some ModelAddition
  ) throws(CheckpointError) -> [UInt8] {
    try SafeTensorsHeader.replacingMetadata(in: bytes) { metadata in
      addition.note(in: &metadata)
      // That was of the file as training wrote it.
      metadata["training.checksum"] = nil
    }
  }
}

/// What is found out about a trained model and noted in its file.
public protocol ModelAddition {
  /// Notes it among the strings of the file's metadata.
  func note(in metadata: inout [String: String])
}

extension Temperature: ModelAddition {
  /// Notes the temperature and the bias; those that change nothing are left out.
  public func note(in metadata: inout [String: String]) {
    metadata[ModelDescription.temperatureKey] = value == 1 ? nil : "\(value)"
    metadata[ModelDescription.biasKey] = bias == 0 ? nil : "\(bias)"
  }
}
