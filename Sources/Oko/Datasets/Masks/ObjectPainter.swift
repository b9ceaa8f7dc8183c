import OkoImaging

/// Draws things with outlines or run lengths into labels: the large ones first, so that small ones stay visible.
enum ObjectPainter {
  static func truth(of objects: [SegmentedObject], size: Size) -> SegmentationTruth {
    var labels = LabelMap(size: size, filledWith: 0)
    var instances = InstanceMap(size: size, ids: [UInt32](repeating: 0, count: labels.labels.count))
    let masks = objects.map { object in (object, object.region.spans(in: size)) }
    let order = masks.indices.sorted { left, right in
      let (one, other) = (masks[left], masks[right])
      // Crowds lie under everything.
      if one.0.isCrowd != other.0.isCrowd { return one.0.isCrowd }
      let (area, otherArea) = (one.1.area, other.1.area)
      return area == otherArea ? left < right : area > otherArea
    }
    for index in order {
      let (object, spans) = masks[index]
      let label = object.isCrowd ? LabelMap.ignored : UInt8(clamping: object.classIndex)
      for span in spans.spans {
        for place in span {
          labels.labels[place] = label
          instances.ids[place] = object.isCrowd ? 0 : UInt32(index + 1)
        }
      }
    }
    return SegmentationTruth(labels: labels, instances: instances)
  }
}

/// Pixels of a picture as ranges of their numbers, row by row.
struct PixelSpans: Sendable, Hashable {
  var spans: [Range<Int>] = []

  /// How many pixels there are, those covered twice counted twice.
  var area: Int { spans.reduce(0) { $0 + $1.count } }
}

extension SegmentedObject.Region {
  /// The pixels inside a picture of `size`.
  func spans(in size: Size) -> PixelSpans {
    switch self {
    case .polygons(let polygons):
      return PixelSpans(spans: polygons.flatMap { PolygonRaster.spans(of: $0, in: size) })
    case .runs(let runs, _):
      return Self.spans(ofRuns: runs, in: size)
    }
  }

  /// COCO's runs go down the columns, so each pixel of them is a span of its own.
  private static func spans(ofRuns runs: [Int], in size: Size) -> PixelSpans {
    var spans = PixelSpans()
    var (place, isInside) = (0, false)
    let area = size.width * size.height
    for run in runs {
      let end = place + min(max(run, 0), area - place)
      if isInside {
        for index in place..<end {
          let pixel = index % size.height * size.width + index / size.height
          spans.spans.append(pixel..<pixel + 1)
        }
      }
      (place, isInside) = (end, !isInside)
    }
    return spans
  }
}

/// Fills polygons: a pixel is inside where its centre is, by the even-odd rule.
enum PolygonRaster {
  /// The pixels of a picture of `size` inside the closed line through `points`, given as x, y, x, y.
  static func spans(of points: [Double], in size: Size) -> [Range<Int>] {
    let count = points.count / 2
    // Larger numbers, in no picture, would overflow below.
    guard count >= 3, points.allSatisfy({ abs($0) <= 1e9 }) else { return [] }
    var (top, bottom) = (Double.infinity, -Double.infinity)
    for index in 0..<count {
      top = min(top, points[2 * index + 1])
      bottom = max(bottom, points[2 * index + 1])
    }
    let first = Int(min(max((top - 0.5).rounded(.up), 0), Double(size.height)))
    let last = Int(min(max((bottom - 0.5).rounded(.up), 0), Double(size.height)))
    var spans: [Range<Int>] = []
    for row in first..<max(first, last) {
      let y = Double(row) + 0.5
      var crossings: [Double] = []
      for index in 0..<count {
        let next = (index + 1) % count
        let (x0, y0) = (points[2 * index], points[2 * index + 1])
        let (x1, y1) = (points[2 * next], points[2 * next + 1])
        if (y0 <= y) != (y1 <= y) { crossings.append(x0 + (y - y0) / (y1 - y0) * (x1 - x0)) }
      }
      crossings.sort()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        func column(_ x: Double) -> Int {
          Int(min(max((x - 0.5).rounded(.up), 0), Double(size.width)))
        }
        let (left, right) = (column(crossings[pair]), column(crossings[pair + 1]))
        if left < right { spans.append(row * size.width + left..<row * size.width + right) }
      }
    }
    return spans
  }
}
