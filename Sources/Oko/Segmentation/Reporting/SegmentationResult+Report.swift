public import OkoJSON
import OkoImaging

extension SegmentationResult {
  /// The result as JSON; boxes are `[x, y, width, height]` in pixels of the upright original, polygons follow the
  /// sides of pixels as x, y, x, y, … to half a pixel, and `rle` is COCO's text form of the exact mask.
  ///
  ///     {"schema_version":1,"image":"a.png","width":640,"height":480,"classes":[{"class_id":1,
  ///     "class":"nucleus","pixels":3072,"share":0.01}],"instances":[{"id":1,"class_id":1,
  ///     "class":"nucleus","confidence":0.97,"bbox":[10,20,30,40],"area":900,"polygon":[[10,20,…]],
  ///     "rle":{"size":[480,640],"counts":"…"}}],"ms":{"decode":8,"network":30,"post":1}}
  ///
  /// `instances` is null where things were not told apart; one with holes lists them as `holes`.
  public func json(image: String, classNames: [String]) -> JSONValue {
    let classes = classNames.enumerated().map { index, name -> JSONValue in
      [
        "class_id": .integer(index), "class": .string(name),
        "pixels": .integer(pixelCounts[index]), "share": .rounded(shares[index], 1e6),
      ]
    }
    let things = instanceMap.map { map in
      JSONValue.array(instances.map { json(of: $0, in: map, classNames: classNames) })
    }
    return [
      "schema_version": 1, "image": .string(image), "width": .integer(size.width),
      "height": .integer(size.height), "classes": .array(classes), "instances": things ?? .null,
      "ms": [
        "decode": .rounded(milliseconds.decode, 100),
        "network": .rounded(milliseconds.network, 100),
        "post": .rounded(milliseconds.post, 100),
      ],
    ]
  }

  private func json(
    of instance: SegmentedInstance, in map: InstanceMap, classNames: [String]
  ) -> JSONValue {
    let (x, y) = (Int(instance.box.x), Int(instance.box.y))
    let (width, height) = (Int(instance.box.width), Int(instance.box.height))
    var mask: [UInt8] = []
    mask.reserveCapacity(width * height)
    for row in y..<(y + height) {
      for id in map.ids[(row * size.width + x)..<(row * size.width + x + width)] {
        mask.append(id == instance.id ? 1 : 0)
      }
    }
    func ring(_ line: [Contour.Point]) -> JSONValue {
      .array(
        Contours.simplified(line, tolerance: 0.5).flatMap {
          [.integer($0.x + x), .integer($0.y + y)]
        })
    }
    let contours = Contours.contours(of: mask, size: Size(width: width, height: height))
    let holes = contours.flatMap(\.holes)
    let runs = RunLengths.runs(of: mask, width: width, x: x, y: y, in: size)
    var members = JSONObject()
    members["id"] = .integer(Int(instance.id))
    members["class_id"] = .integer(instance.classIndex)
    members["class"] = .string(classNames[instance.classIndex])
    members["confidence"] = .rounded(Double(instance.confidence), 1e5)
    members["bbox"] = [.integer(x), .integer(y), .integer(width), .integer(height)]
    members["area"] = .integer(instance.area)
    members["polygon"] = .array(contours.map { ring($0.outer) })
    if !holes.isEmpty { members["holes"] = .array(holes.map(ring)) }
    members["rle"] = RunLengths.json(runs, in: size)
    return .object(members)
  }

  /// The share of each class that is there, `91.2 % background, 8.8 % nucleus (31 things)`.
  public func summary(classNames: [String]) -> String {
    let parts = classNames.indices.filter { pixelCounts[$0] > 0 }.map { index -> String in
      let things = instances.count { $0.classIndex == index }
      return "\(percent(shares[index])) \(classNames[index])" + (things > 0 ? " (\(things))" : "")
    }
    return parts.joined(separator: ", ")
  }

  private func percent(_ share: Double) -> String {
    // What is there is never called nothing, nor what is not all everything.
    let tenths = Int((share * 1000).rounded())
    guard tenths > 0 else { return "<0.1 %" }
    guard tenths < 1000 else { return share < 1 ? ">99.9 %" : "100 %" }
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
