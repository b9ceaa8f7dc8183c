public import OkoJSON

extension DetectionResult {
  /// The result as JSON, in the layout of COCO's results: boxes are `[x, y, width, height]` in pixels of the
  /// upright original, to a hundredth.
  ///
  ///     {"schema_version":1,"image":"a.jpg","width":640,"height":480,"detections":[{"class_id":0,
  ///     "class":"car","confidence":0.93,"bbox":[10.5,20,64,48]}],"ms":{"decode":8,"network":30,"post":1}}
  public func json(image: String, classNames: [String]) -> JSONValue {
    let entries = detections.map { detection -> JSONValue in
      [
        "class_id": .integer(detection.classIndex),
        "class": .string(classNames[detection.classIndex]),
        "confidence": .rounded(Double(detection.confidence), 1e5), "bbox": detection.box.json,
      ]
    }
    return [
      "schema_version": 1, "image": .string(image), "width": .integer(size.width),
      "height": .integer(size.height), "detections": .array(entries),
      "ms": [
        "decode": .rounded(milliseconds.decode, 100),
        "network": .rounded(milliseconds.network, 100),
        "post": .rounded(milliseconds.post, 100),
      ],
    ]
  }

  /// How many of each class were found, `3 car, 1 person`, in the order of the classes.
  public func summary(classNames: [String]) -> String {
    let counts = classNames.enumerated().compactMap { index, name -> String? in
      let count = detections.count { $0.classIndex == index }
      return count > 0 ? "\(count) \(name)" : nil
    }
    return counts.isEmpty ? "nothing" : counts.joined(separator: ", ")
  }

  /// A row for each detection as YOLO writes them: class, centre and size as shares of the picture's, confidence.
  public var yoloRows: String {
    let (width, height) = (Double(size.width), Double(size.height))
    return detections.map { detection in
      let box = detection.box
      let numbers = [
        (box.x + box.width / 2) / width, (box.y + box.height / 2) / height, box.width / width,
        box.height / height, Double(detection.confidence),
      ]
      let texts = numbers.map { SyntheticDataset.sixDecimals($0) }
      return "\(detection.classIndex) \(texts.joined(separator: " "))\n"
    }.joined()
  }
}
