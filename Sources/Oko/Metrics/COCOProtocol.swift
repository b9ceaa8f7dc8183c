/// The numbers of COCO's detection protocol, to the last bit those of pycocotools.
enum COCOProtocol {
  /// IoU from 0.5 to 0.95: ten thresholds.
  static let thresholds: [Double] = {
    let step = (0.95 - 0.5) / 9
    return (0..<10).map { $0 == 9 ? 0.95 : Double($0) * step + 0.5 }
  }()

  /// Recall from 0 to 1: 101 points.
  static let recalls = (0...100).map { $0 == 100 ? 1 : Double($0) * 0.01 }

  /// Areas in square pixels: all, small, medium, large; both ends belong to a range.
  static let areas: [ClosedRange<Double>] = [0...1e10, 0...1024, 1024...9216, 9216...1e10]

  /// How many detections of a class count in a picture.
  static let limits = [1, 10, 100]

  /// NumPy's `spacing(1)`, which keeps a precision from dividing by zero.
  static let spacing = 0x1p-52

  /// Every threshold as a bit.
  static let everyThreshold: UInt16 = 0x3ff
}
