import OkoJSON

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
}
