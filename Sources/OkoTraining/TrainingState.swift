public import OkoTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Named tensors and strings: what a checkpoint holds.
public struct TrainingState: Sendable {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// The strings by name.
  public var strings: [String: String]

  /// Makes a state of `tensors` and `strings`.
  public init(tensors: [String: Tensor] = [:], strings: [String: String] = [:]) {
    self.tensors = tensors
    self.strings = strings
  }

  /// The tensor called `name`, which must have `shape`.
  public func tensor(_ name: String, shape: Shape) throws(TrainingError) -> Tensor {
    guard let tensor = tensors[name] else {
      throw TrainingError(.checkpoint, "the checkpoint has no tensor \(name)")
    }
    guard tensor.shape == shape else {
      throw TrainingError(
        .checkpoint, "the checkpoint's \(name) has shape \(tensor.shape), expected \(shape)")
    }
    return tensor
  }

  /// Stores `value` as JSON in the string `name`.
  public mutating func encode(_ value: some Encodable, as name: String) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      strings[name] = String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw TrainingError(.checkpoint, "\(name) cannot be stored: \(error)")
    }
  }

  /// The value that `encode(_:as:)` stored as `name`.
  public func decode<Value: Decodable>(
    _ type: Value.Type, from name: String
  ) throws(TrainingError) -> Value {
    guard let text = strings[name] else {
      throw TrainingError(.checkpoint, "the checkpoint has no \(name)")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch {
      throw TrainingError(.checkpoint, "the checkpoint's \(name) cannot be read: \(error)")
    }
  }

  /// Adds everything of `other` with `prefix` before each name.
  package mutating func merge(_ other: TrainingState, prefix: String) {
    for (name, tensor) in other.tensors { tensors[prefix + name] = tensor }
    for (name, string) in other.strings { strings[prefix + name] = string }
  }

  /// What has `prefix` before its name, without it.
  package func part(prefix: String) -> TrainingState {
    var part = TrainingState()
    for (name, tensor) in tensors where name.hasPrefix(prefix) {
      part.tensors[String(name.dropFirst(prefix.count))] = tensor
    }
    for (name, string) in strings where name.hasPrefix(prefix) {
      part.strings[String(name.dropFirst(prefix.count))] = string
    }
    return part
  }

  /// The first tensor, by name, with an infinity or a not-a-number in it.
  package var firstNonFinite: String? {
    tensors.keys.sorted().first { name in
      // A sum of zeros stays zero; anything times zero that is not finite does not.
      tensors[name]?.withUnsafeScalars { $0.reduce(0) { $0 + $1 * 0 } != 0 } ?? false
    }
  }
}
