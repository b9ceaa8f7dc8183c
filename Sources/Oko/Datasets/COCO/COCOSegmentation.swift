import OkoImaging
import OkoJSON

/// The outlines of one annotation, or its run lengths.
struct COCOSegmentation {
  var polygons: [[Double]]?
  /// Run lengths that cover the picture exactly.
  var runs: [Int]?
  var problem: String?

  static func read(_ value: JSONValue?, in size: Size) -> COCOSegmentation {
    switch value {
    case nil, .null: COCOSegmentation()
    case .array(let polygons)?: readPolygons(polygons)
    case .object(let object)?: readRuns(.object(object), in: size)
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
      guard numbers.allSatisfy({ abs($0) <= 1e7 }) else {
        return COCOSegmentation(problem: "a polygon with a point far outside any picture")
      }
      guard numbers.count >= 6 else {
        return COCOSegmentation(problem: "a polygon of \(numbers.count / 2) points")
      }
      polygons.append(numbers)
    }
    return COCOSegmentation(polygons: polygons.isEmpty ? nil : polygons)
  }

  private static func readRuns(_ value: JSONValue, in size: Size) -> COCOSegmentation {
    guard let sides = value["size"]?.array, sides.count == 2, let height = sides[0].int,
      let width = sides[1].int
    else { return COCOSegmentation(problem: "runs without a size of two whole numbers") }
    guard width == size.width, height == size.height else {
      return COCOSegmentation(
        problem: "runs for \(width)×\(height), but the picture is \(size.width)×\(size.height)")
    }
    let runs: [Int]?
    switch value["counts"] {
    case .array(let counts)?:
      let numbers = counts.compactMap(\.int)
      runs = numbers.count == counts.count ? numbers : nil
    case .string(let text)?: runs = RunLengths.runs(in: text)
    default: return COCOSegmentation(problem: "runs without counts")
    }
    guard let runs else { return COCOSegmentation(problem: "runs that cannot be read") }
    if let problem = problem(of: runs, area: width * height) {
      return COCOSegmentation(problem: problem)
    }
    return COCOSegmentation(runs: runs)
  }

  /// What is wrong with run lengths, nil where they cover the picture exactly.
  private static func problem(of runs: [Int], area: Int) -> String? {
    var sum = 0
    for run in runs {
      guard run >= 0 else { return "a negative run" }
      guard run <= area - sum else { return "runs longer than the picture" }
      sum += run
    }
    return sum == area ? nil : "runs of \(sum) pixels together, but the picture has \(area)"
  }
}
