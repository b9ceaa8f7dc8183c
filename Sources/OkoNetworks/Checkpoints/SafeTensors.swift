import OkoJSON
import OkoTensors

/// The safetensors format: a JSON header with names, types, shapes and offsets, then the scalars.
public enum SafeTensors {
  /// How scalars are stored.
  public enum Precision: Sendable, Hashable {
    /// As they are.
    case single
    /// The upper 16 bits, rounded to nearest: half the size for about three digits.
    case bfloat16
  }

  /// The largest header that the format allows.
  static let headerLimit: UInt64 = 100_000_000

  /// The bytes of a file with `checkpoint`; names in order, so that equal contents give equal bytes.
  public static func encode(_ checkpoint: Checkpoint, precision: Precision = .single) -> [UInt8] {
    let tensors = checkpoint.tensors.sorted { $0.key < $1.key }
    let type: ElementType = precision == .single ? .float32 : .bfloat16
    var header = JSONObject()
    if !checkpoint.metadata.isEmpty {
      header["__metadata__"] = .object(
        JSONObject(
          checkpoint.metadata.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: $0.key, value: .string($0.value))
          }))
    }
    var members = header.members
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + type.size * tensor.shape.count
      let entry: JSONValue = [
        "dtype": .string(type.rawValue),
        "shape": .array(tensor.shape.dimensions.map { .integer($0) }),
        "data_offsets": [.integer(offset), .integer(end)],
      ]
      members.append(JSONObject.Member(key: name, value: entry))
      offset = end
    }
    var text = Array(JSONValue.object(JSONObject(members)).serialized().utf8)
    // Spaces up to a multiple of 8, so that the scalars are aligned.
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    bytes.reserveCapacity(8 + text.count + offset)
    bytes += text
    for (_, tensor) in tensors { append(tensor, precision, to: &bytes) }
    return bytes
  }

  private static func append(_ tensor: Tensor, _ precision: Precision, to bytes: inout [UInt8]) {
    tensor.withUnsafeScalars { scalars in
      switch precision {
      case .single:
        #if _endian(little)
          bytes += UnsafeRawBufferPointer(scalars)
        #else
          for scalar in scalars {
            withUnsafeBytes(of: scalar.bitPattern.littleEndian) { bytes += $0 }
          }
        #endif
      case .bfloat16:
        for scalar in scalars {
          let bits = ElementType.bfloat16Bits(scalar)
          bytes.append(UInt8(truncatingIfNeeded: bits))
          bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        }
      }
    }
  }
}
