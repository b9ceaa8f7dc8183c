public import OkoImaging
import OkoTensors

/// Draws streets as a camera on them sees them: sky, houses, lanes, and vehicles and people in perspective.
///
/// Everything is placed in metres and drawn from far to near, so that sizes, overlaps and shadows agree.
public struct SyntheticStreet: SyntheticSource {
  /// What is marked, in the order of the street photographs' classes.
  public let classNames = ["bus", "car", "motorbike", "person", "truck"]
  /// The size of the pictures.
  public let size: Size
  private let seed: UInt64

  /// Makes a source of pictures.
  public init(size: Size = Size(width: 640, height: 480), seed: UInt64 = 0) {
    self.size = size
    self.seed = seed
  }

  /// Draws street number `index`.
  public func picture(_ index: Int) -> SyntheticPicture {
    var random = RandomSource(seed: seed, stream: "street/\(index)")
    let (width, height) = (Float(size.width), Float(size.height))
    let view = StreetView(
      focus: width * random.uniform(in: 0.85...1.2),
      vanishing: Point(
        width * random.uniform(in: 0.35...0.65), height * random.uniform(in: 0.34...0.46)),
      cameraHeight: random.uniform(in: 1.7...4.2))
    let scenery = StreetScenery(view: view, &random)
    var canvas = Canvas(size)
    scenery.draw(on: &canvas)
    var boxes: [(classIndex: Int, box: Box)] = []
    for item in placedItems(scenery, &random).sorted(by: { $0.ahead > $1.ahead }) {
      var painter = StreetPainter(view: view, item: item, canvas: canvas)
      painter.draw(&random)
      canvas = painter.canvas
      boxes += painter.boxes
    }
    canvas.blur(passes: random.whole(in: 0...2))
    canvas.addGrain(random.uniform(in: 0.006...0.014), &random)
    return SyntheticPicture(
      canvas,
      objects: SyntheticPicture.labelled(
        Self.uncovered(boxes), in: size, smallest: 7 * Double(width) / 640))
  }

  /// Chooses who is where: vehicles in lanes and people beside the road, none inside another.
  private func placedItems(
    _ scenery: StreetScenery, _ random: inout RandomSource
  ) -> [StreetItem] {
    var items: [StreetItem] = []
    for _ in 0..<random.whole(in: 3...9) {
      let kind: StreetItem.Kind = random.pick([
        .car, .car, .car, .bus, .truck, .motorbike, .motorbike,
      ])
      let lane = random.index(below: scenery.laneCount)
      let middle = (Float(lane) + 0.5) * scenery.laneWidth - scenery.halfWidth
      let item = StreetItem(
        kind: kind, right: middle + random.uniform(in: -0.4...0.4),
        ahead: (kind == .bus || kind == .truck ? 9 : 5.5) + 42 * random.uniform()
          * random.uniform(),
        showsRear: lane * 2 >= scenery.laneCount)
      guard
        items.allSatisfy({ other in
          abs(other.right - item.right) > 2.2
            || other.ahead > item.ahead + item.length + 1.5
            || item.ahead > other.ahead + other.length + 1.5
        })
      else { continue }
      items.append(item)
    }
    for _ in 0..<random.whole(in: 1...7) {
      let side: Float = random.chance(0.5) ? 1 : -1
      let right = side * (scenery.halfWidth + random.uniform(in: 0.5...2.6))
      items.append(
        StreetItem(
          kind: .person, right: right, ahead: random.uniform(in: 5...30),
          showsRear: random.chance(0.5)))
    }
    return items
  }

  /// Without those of which something nearer hides most; `boxes` run from far to near.
  static func uncovered(
    _ boxes: [(classIndex: Int, box: Box)]
  ) -> [(classIndex: Int, box: Box)] {
    boxes.enumerated().filter { index, object in
      boxes[(index + 1)...].allSatisfy { nearer in
        let (one, other) = (object.box, nearer.box)
        let width = min(one.maxX, other.maxX) - max(one.x, other.x)
        let height = min(one.maxY, other.maxY) - max(one.y, other.y)
        let isOwnRider = object.classIndex == 2 && nearer.classIndex == 3
        return isOwnRider || max(width, 0) * max(height, 0) < 0.7 * one.area
      }
    }.map(\.element)
  }
}
