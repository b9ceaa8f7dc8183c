import OkoImaging
import OkoJSON

/// The outlines of one annotation.
///
/// Run-length codes are only held against their picture: detection needs none.
struct COCOSegmentation {
  var polygons: [[Double]]?
  var problem: String?

  static func read(_ value: JSONValue?, in size: Size) -> COCOSegmentation {
    switch value {
    case nil, .null: COCOSegmentation()
    case .array(let polygons)?: readPolygons(polygons)
    case .object?: COCOSegmentation(problem: value.flatMap { problem(ofRuns: $0, in: size) })
    default: COCOSegmentation(problem: "neither polygons nor runs")
    }
  }

  private static func readPolygons(_ values: [JSONValue]) -> COCOSegmentation {
    var polygons: [[Double]] = []
    for value in values {
      guard let elements = value.array else {
        return COCOSegmentation(problem: "a polygon that is no array")
      }
      let numbers = elements.compactMap(\.double)
      guard numbers.count == elements.count else {
        return COCOSegmentation(problem: "a polygon with something that is no number")
      }
      guard numbers.count % 2 == 0 else {
        return COCOSegmentation(problem: "a polygon of \(numbers.count) numbers, half a point")
      }
      guard numbers.count >= 6 else {
        return COCOSegmentation(problem: "a polygon of \(numbers.count / 2) points")
      }
      polygons.append(numbers)
    }
    return COCOSegmentation(polygons: polygons.isEmpty ? nil : polygons)
  }

  /// What is wrong with run lengths, nil where they cover the picture exactly.
  private static func problem(ofRuns value: JSONValue, in size: Size) -> String? {
    guard let sides = value["size"]?.array, sides.count == 2, let height = sides[0].int,
      let width = sides[1].int
    else { return "runs without a size of two whole numbers" }
    guard width == size.width, height == size.height else {
      return "runs for \(width)×\(height), but the picture is \(size.width)×\(size.height)"
    }
    let runs: [Int]?
    switch value["counts"] {
    case .array(let counts)?:

      let numbers = counts.compactMap(\.int)
      runs = numbers.count == counts.count ? numbers : nil
    case .string(let text)?: runs = RunLengths.runs(in: text)
    default: return "runs without counts"
    }
    guard let runs else { return "runs that cannot be read" }
    let area = width * height
    var sum = 0
    for run in runs {
      guard run >= 0 else { return "a negative run" }
      guard run <= area - sum else { return "runs longer than the picture" }
      sum += run
    }
    return sum == area ? nil : "runs of \(sum) pixels together, but the picture has \(area)"
  }
}
