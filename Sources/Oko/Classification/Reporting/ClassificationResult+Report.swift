public import OkoJSON

extension ClassificationResult {
  /// The `count` likeliest classes as JSON, the likeliest first.
  ///
  ///     {"schema_version":1,"image":"a.png","classes":[{"class_id":3,"class":"three",
  ///     "probability":0.97}],"ms":{"decode":1,"network":2}}
  public func json(image: String, classNames: [String], count: Int = .max) -> JSONValue {
    let classes = ranking.prefix(count).map { index -> JSONValue in
      [
        "class_id": .integer(index), "class": .string(classNames[index]),
        "probability": .number((Double(probabilities[index]) * 1e6).rounded() / 1e6),
      ]
    }
    func time(_ milliseconds: Double) -> JSONValue {
      .number((milliseconds * 100).rounded() / 100)
    }
    return [
      "schema_version": 1, "image": .string(image), "classes": .array(classes),
      "ms": ["decode": time(milliseconds.decode), "network": time(milliseconds.network)],
    ]
  }

  /// The `count` likeliest classes in words, `three 97.1 %, two 2 %`.
  public func summary(classNames: [String], count: Int = 3) -> String {
    ranking.prefix(count).map { index in
      let tenths = Int((probabilities[index] * 1000).rounded())
      return "\(classNames[index]) \(tenths / 10).\(tenths % 10) %"
    }.joined(separator: ", ")
  }
}
