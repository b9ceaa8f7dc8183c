public import OkoNetworks
import OkoTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model's file, and how it is written with another temperature in it.
public struct CalibratedFile: Sendable {
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

  /// Checks that `target` can be written to, which may be this model or another one; writes nothing.
  ///
  /// Any other file that is there stays.
  ///
  /// - Throws: ``ResultError`` that says what is in the way.
  public func checkOutput(_ target: String) throws(ResultError) {
    try ModelOutput.check(target)
  }

  /// Writes the model with `calibration` to `target`, wholly or not at all.
  ///
  /// - Throws: `CheckpointError` where the model cannot be read, `TrainingError` where `target` cannot be written.
  public func write(_ calibration: Temperature, to target: String) throws {
    let bytes: [UInt8]
    do {
      bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw CheckpointError(.unreadable, "cannot be read: \(error)", path: path)
    }
    try AtomicFile.write(Self.bytes(of: bytes, calibration), to: target)
  }

  /// The bytes of the model file `bytes` with `calibration` in its metadata; its weights stay bit by bit.
  ///
  /// - Throws: `CheckpointError` where it is no safetensors file.
  public static func bytes(
    of bytes: [UInt8], _ calibration: Temperature
  ) throws(CheckpointError) -> [UInt8] {
    try SafeTensorsHeader.replacingMetadata(in: bytes) { metadata in
      let (temperature, bias) = (calibration.value, calibration.bias)
      metadata[ModelDescription.temperatureKey] = temperature == 1 ? nil : "\(temperature)"
      metadata[ModelDescription.biasKey] = bias == 0 ? nil : "\(bias)"
      // That was of the file as training wrote it.
      metadata["training.checksum"] = nil
    }
  }
}
