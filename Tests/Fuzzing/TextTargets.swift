import OkoJSON
import OkoTensors
import OkoTraining

extension FuzzTarget {
  /// A JSON document; what is read must be the same after being written.
  static let json = FuzzTarget(
    name: "json",
    seeds: {
      [
        #"{"a": [1, -0.5, 1e-7, 12345678901234567890, true, false, null], "b": {"c": ""}}"#,
        #"["\u00e9\ud83d\ude00\n\"\\\/", "é😀", [[[[]]]], {}, -0, 0.1, 5e-324, 1.7976931348623157e308]"#,
        #"{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"i":8,"j":9,"k":10,"l":11,"m":12,"a\u0061":13}"#,
        "\u{feff}\"text\"",
      ].map { Array($0.utf8) }
    },
    body: { bytes in
      do throws(JSONError) {
        let value = try JSONValue(parsing: bytes)
        let text = value.serialized(indented: digest(bytes) & 1 == 0)
        let again = try? JSONValue(parsing: Array(text.utf8))
        hold(again == value, "another value when written and read: \(text)")
      } catch {
        hold((0...bytes.count).contains(error.byteOffset), "offset \(error.byteOffset)")
        hold(error.line >= 1 && error.column >= 1, "place \(error)")
      }
    })

  /// A checkpoint; what is read must be the same after being written.
  static let state = FuzzTarget(
    name: "state",
    seeds: {
      let state = TrainingState(
        tensors: [
          "a": Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), "empty": Tensor([], shape: [0, 3]),
          "scalar": Tensor([1], shape: []),
        ], strings: ["k": "v", "ключ": "\"\n"])
      return [try StateFile.encode(state), try StateFile.encode(TrainingState())]
    },
    body: { bytes in
      let mended = digest(bytes) % 8 == 0 ? bytes : withMendedLength(bytes)
      guard let state = try? StateFile.decode(mended) else { return }
      guard let written = try? StateFile.encode(state), let again = try? StateFile.decode(written)
      else { broken("what was read cannot be written and read") }
      hold(again.strings == state.strings, "the strings are others")
      hold(Set(again.tensors.keys) == Set(state.tensors.keys), "the tensors are others")
      for (name, tensor) in state.tensors {
        hold(
          again.tensors[name].map { $0.shape == tensor.shape && bits($0) == bits(tensor) } == true,
          "\(name) is another")
      }
    })

  /// The checkpoint with the length of its header made to end behind the last brace.
  private static func withMendedLength(_ bytes: [UInt8]) -> [UInt8] {
    guard let brace = bytes.lastIndex(of: UInt8(ascii: "}")), brace >= 8 else { return bytes }
    let length = brace - 7
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes.dropFirst(8)
  }

  private static func bits(_ tensor: Tensor) -> [UInt32] { tensor.scalars.map(\.bitPattern) }
}
