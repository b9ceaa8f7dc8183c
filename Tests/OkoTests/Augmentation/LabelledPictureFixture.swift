import Oko
import OkoImaging

/// Pictures whose colours say which label they are under.
enum LabelledPictureFixture {
  /// The colour of each of five classes, far apart from each other.
  static let colors: [[UInt8]] = [
    [10, 10, 10], [240, 20, 30], [30, 230, 20], [20, 40, 250], [230, 220, 240],
  ]

  /// A picture on which class 0 is background and squares of `side` pixels have the others, with a number each.
  static func squares(_ size: Size, side: Int, _ normalization: PictureNormalization = .unit)
    -> LabelledPicture
  {
    let (image, labels, instances) = parts(size, side: side)
    return LabelledPicture(
      image, labels: labels, instances: instances, normalization: normalization)
  }

  static func parts(_ size: Size, side: Int) -> (Image, LabelMap, InstanceMap) {
    var labels = LabelMap(size: size, filledWith: 0)
    var ids = [UInt32](repeating: 0, count: size.width * size.height)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let (column, row) = (x / side, y / side)
        guard (column + row) % 2 == 0 else { continue }
        labels.labels[y * size.width + x] = UInt8((column * 7 + row * 3) % 4 + 1)
        ids[y * size.width + x] = UInt32(row * 1000 + column + 1)
      }
    }
    let image = Image(
      width: size.width, height: size.height, channels: .rgb,
      samples: labels.labels.flatMap { colors[Int($0)] })
    return (image, labels, InstanceMap(size: size, ids: ids))
  }
}
