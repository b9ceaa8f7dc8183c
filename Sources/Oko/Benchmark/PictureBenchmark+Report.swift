import OkoJSON

extension PictureBenchmark {
  /// A table for people.
  public var lines: [String] {
    func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    var table = TextTable(cellWidth: 10)
    table.add("work", ["ms", "fastest", " "])
    for measurement in measurements {
      table.add(
        measurement.name,
        [text(measurement.median), text(measurement.fastest), "  " + measurement.work])
    }
    let megabytes = (Double(byteCount) / 1e4).rounded() / 100
    return ["1 thread; a picture of \(size.width)×\(size.height), \(megabytes) MB"] + table.lines
  }

  /// One JSON object for each piece of work.
  public var jsonLines: [String] {
    measurements.map { measurement in
      let document: JSONValue = [
        "schema_version": 1, "work": .string(measurement.name),
        "description": .string(measurement.work),
        "width": .integer(size.width), "height": .integer(size.height),
        "bytes": .integer(byteCount), "threads": 1,
        "milliseconds": .number(measurement.median),
        "fastest_milliseconds": .number(measurement.fastest),
        "all_milliseconds": .array(measurement.milliseconds.map { .number($0) }),
      ]
      return document.serialized()
    }
  }
}
