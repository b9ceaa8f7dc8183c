public import OkoJSON

extension ReadingResult {
  /// The result as JSON; boxes are [x, y, width, height] in pixels of the upright original.
  ///
  ///     {"schema_version":1,"image":"a.png","text":"TOTAL","confidence":0.93,"characters":[{"character":"T",
  ///     "confidence":0.99,"bbox":[2,0,11,32]}],"ms":{"decode":1,"network":2,"decoding":0.1}}
  public func json(image: String) -> JSONValue {
    let characters = self.characters.map { character -> JSONValue in
      [
        "character": .string(String(character.character)),
        "confidence": Self.rounded(character.confidence, 1e6),
        "bbox": .array(
          [character.box.x, character.box.y, character.box.width, character.box.height].map {
            Self.rounded($0, 100)
          }),
      ]
    }
    return [
      "schema_version": 1, "image": .string(image), "text": .string(text),
      "confidence": Self.rounded(confidence, 1e6), "characters": .array(characters),
      "ms": [
        "decode": Self.rounded(milliseconds.decode, 100),
        "network": Self.rounded(milliseconds.network, 100),
        "decoding": Self.rounded(milliseconds.decoding, 100),
      ],
    ]
  }

  private static func rounded(_ value: Double, _ factor: Double) -> JSONValue {
    .number((value * factor).rounded() / factor)
  }
}
