public import OkoImaging
public import OkoJSON

/// One line of a page.
public struct PageLine: Sendable, Hashable {
  /// Where it is, in pixels of the upright page.
  public let box: Box
  /// What it says.
  public let text: String
  /// How sure the reader is of the text, from 0 to 1.
  public let confidence: Double
  /// How sure the detector is that there is a line, from 0 to 1.
  public let detection: Double
  /// Its characters, with their places on the upright page.
  public let characters: [ReadCharacter]

  /// Makes a line.
  public init(
    box: Box, text: String, confidence: Double, detection: Double,
    characters: [ReadCharacter] = []
  ) {
    (self.box, self.text, self.characters) = (box, text, characters)
    (self.confidence, self.detection) = (confidence, detection)
  }
}

/// What was read on one page.
public struct PageReadingResult: Sendable, Hashable {
  /// The size of the upright page.
  public let size: Size
  /// The lines in reading order: rows, and in each its pieces from left to right.
  public let rows: [[PageLine]]
  /// What was wrong with the file and could be passed over, and how many lines were left out.
  public var warnings: [String] = []
  /// Milliseconds of decoding the picture, finding its lines and reading them.
  public var milliseconds = [0.0, 0, 0]

  /// Makes a result.
  public init(size: Size, rows: [[PageLine]]) { (self.size, self.rows) = (size, rows) }

  /// The text: a row a line, its pieces joined with spaces.
  public var text: String {
    rows.map { row in row.map(\.text).filter { !$0.isEmpty }.joined(separator: " ") }
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The result as JSON; boxes are [x, y, width, height] in pixels of the upright page, rows count from 0.
  ///
  ///     {"schema_version":1,"image":"a.png","width":600,"height":900,"text":"TOTAL 1.20","lines":[{"row":0,
  ///     "text":"TOTAL","confidence":0.93,"detection":0.8,"bbox":[40,52,81,17],"characters":[{"character":"T",
  ///     "confidence":0.99,"bbox":[39,50,17,20]}]}],
  ///     "ms":{"decode":1,"find":2,"read":3}}
  public func json(image: String) -> JSONValue {
    let lines = rows.enumerated().flatMap { number, row in
      row.map { line -> JSONValue in
        [
          "row": .integer(number), "text": .string(line.text),
          "confidence": .rounded(line.confidence, 1e6),
          "detection": .rounded(line.detection, 1e6),
          "bbox": line.box.json, "characters": .array(line.characters.map(\.json)),
        ]
      }
    }
    let times = milliseconds.map { JSONValue.rounded($0, 100) }
    return [
      "schema_version": 1, "image": .string(image), "width": .integer(size.width),
      "height": .integer(size.height), "text": .string(text), "lines": .array(lines),
      "ms": ["decode": times[0], "find": times[1], "read": times[2]],
    ]
  }
}
