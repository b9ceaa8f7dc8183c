import OkoTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A state as a safetensors file of single-precision tensors.
package enum StateFile {
  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Header: Codable {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(metadata, forKey: Key("__metadata__"))
      for (name, entry) in entries { try container.encode(entry, forKey: Key(name)) }
    }
  }

  package static func encode(_ state: TrainingState) throws(TrainingError) -> [UInt8] {
    var header = Header()
    header.metadata = state.strings
    let tensors = state.tensors.sorted { $0.key < $1.key }
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + 4 * tensor.shape.count
      header.entries[name] = Entry(
        dtype: "F32", shape: tensor.shape.dimensions, data_offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text: [UInt8]
    do { text = try [UInt8](encoder.encode(header)) } catch {
      throw TrainingError(.checkpoint, "the header cannot be written: \(error)")
    }
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    bytes.reserveCapacity(8 + text.count + offset)
    bytes += text
    for (_, tensor) in tensors {
      tensor.withUnsafeScalars { bytes += UnsafeRawBufferPointer($0) }
    }
    return bytes
  }

  package static func decode(_ bytes: [UInt8]) throws(TrainingError) -> TrainingState {
    let damaged = TrainingError(.checkpoint, "the checkpoint is damaged")
    guard bytes.count >= 8 else { throw damaged }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= 100_000_000, Int(length) <= bytes.count - 8 else { throw damaged }
    let body = 8 + Int(length)
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[8..<body])) else {
      throw damaged
    }
    var state = TrainingState(strings: header.metadata)
    for (name, entry) in header.entries {
      var count = 4
      for extent in entry.shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else { throw damaged }
        count = product
      }
      guard entry.dtype == "F32", entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
        entry.data_offsets[0] <= entry.data_offsets[1],
        entry.data_offsets[1] <= bytes.count - body,
        entry.data_offsets[1] - entry.data_offsets[0] == count
      else { throw damaged }
      let start = body + entry.data_offsets[0]
      let scalars = [Float](unsafeUninitializedCapacity: count / 4) { buffer, filled in
        bytes.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: source[start..<(start + count)]))
        }
        filled = count / 4
      }
      state.tensors[name] = Tensor(scalars, shape: Shape(entry.shape))
    }
    return state
  }
}
