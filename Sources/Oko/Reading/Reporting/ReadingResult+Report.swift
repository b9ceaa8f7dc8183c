public import OkoJSON

extension ReadingResult {
  /// The result as JSON; boxes are [x, y, width, height] in pixels of the upright original.
  ///
  ///     {"schema_version":1,"image":"a.png","text":"TOTAL","confidence":0.93,"characters":[{"character":"T",
  ///     "confidence":0.99,"bbox":[2,0,11,32]}],"ms":{"decode":1,"network":2,"decoding":0.1}}
  public func json(image: String) -> JSONValue {
    [
      "schema_version": 1, "image": .string(image), "text": .string(text),
      "confidence": .rounded(confidence, 1e6), "characters": .array(characters.map(\.json)),
      "ms": [
        "decode": .rounded(milliseconds.decode, 100),
        "network": .rounded(milliseconds.network, 100),
        "decoding": .rounded(milliseconds.decoding, 100),
      ],
    ]
  }
}

extension ReadCharacter {
  /// The character as JSON, with its box as [x, y, width, height].
  var json: JSONValue {
    [
      "character": .string(String(character)), "confidence": .rounded(confidence, 1e6),
      "bbox": box.json,
    ]
  }
}
