import Oko
import OkoImaging

/// Labels drawn at random, the same as in the snippet that made the reference numbers.
///
///     class R:                                                    # r = R(seed)
///         def next(s, n):
///             s.s = (s.s * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
///             return (s.s >> 33) % n
///     bs = [(r.next(w), r.next(h), 3 + r.next(18), 3 + r.next(18), r.next(4)) for _ in range(14)]
///     for x, y, a, b, c in bs: t[y:y+b, x:x+a] = c
///     bs = [(x + r.next(3), y + r.next(3), a, b, c if r.next(6) else r.next(4)) for x, y, a, b, c in bs]
///     for x, y, a, b, c in bs: p[y:y+b, x:x+a] = c
///     vx, vy = r.next(w), r.next(h); t[vy:vy+9, vx:vx+9] = 255
struct SegmentationScene {
  var predicted: LabelMap
  var truth: LabelMap

  init(seed: UInt64, size: Size = Size(width: 61, height: 47), classCount: Int = 4) {
    var random = Congruential(state: seed)
    truth = LabelMap(size: size, filledWith: 0)
    predicted = truth
    var boxes: [[Int]] = []
    for _ in 0..<14 {
      let corner = [random.next(size.width), random.next(size.height)]
      boxes.append(
        corner + [3 + random.next(18), 3 + random.next(18), random.next(classCount)])
    }
    for box in boxes { truth.labels.fill(box, with: UInt8(box[4]), in: size) }
    for var box in boxes {
      box[0] += random.next(3)
      box[1] += random.next(3)
      if random.next(6) == 0 { box[4] = random.next(classCount) }
      predicted.labels.fill(box, with: UInt8(box[4]), in: size)
    }
    let (x, y) = (random.next(size.width), random.next(size.height))
    truth.labels.fill([x, y, 9, 9], with: LabelMap.ignored, in: size)
  }
}

/// Things drawn at random, the same as in the snippet that made the reference numbers.
///
///     for i in range(12):
///         x, y, a, b = i % 4 * 15, i // 4 * 15, 4 + r.next(11), 4 + r.next(11)
///         t[y:y+b, x:x+a] = i + 1
///         dx, dy, da, db = r.next(3), r.next(3), r.next(3), r.next(3)
///         if r.next(6): p[y+dy:y+b+db-1, x+dx:x+a+da-1] = 100 - i
struct InstanceScene {
  var predicted: InstanceMap
  var truth: InstanceMap

  init(seed: UInt64) {
    var random = Congruential(state: seed)
    let size = Size(width: 61, height: 47)
    truth = InstanceMap(size: size, ids: [UInt32](repeating: 0, count: 61 * 47))
    predicted = truth
    for index in 0..<12 {
      let (x, y) = (index % 4 * 15, index / 4 * 15)
      let (width, height) = (4 + random.next(11), 4 + random.next(11))
      truth.ids.fill([x, y, width, height], with: UInt32(index + 1), in: size)
      let shift = (0..<4).map { _ in random.next(3) }
      guard random.next(6) > 0 else { continue }
      predicted.ids.fill(
        [
          x + shift[0], y + shift[1], width + shift[2] - 1 - shift[0],
          height + shift[3] - 1 - shift[1],
        ], with: UInt32(100 - index), in: size)
    }
  }
}

/// Knuth's linear congruential generator (MMIX).
private struct Congruential {
  var state: UInt64

  mutating func next(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }
}

extension [UInt8] {
  fileprivate mutating func fill(_ box: [Int], with value: UInt8, in size: Size) {
    for pixel in size.pixels(of: box) { self[pixel] = value }
  }
}

extension [UInt32] {
  fileprivate mutating func fill(_ box: [Int], with value: UInt32, in size: Size) {
    for pixel in size.pixels(of: box) { self[pixel] = value }
  }
}

extension Size {
  /// The pixels of x, y, width, height that lie inside.
  fileprivate func pixels(of box: [Int]) -> [Int] {
    let columns = box[0]..<Swift.max(box[0], Swift.min(width, box[0] + box[2]))
    let rows = box[1]..<Swift.max(box[1], Swift.min(height, box[1] + box[3]))
    return rows.flatMap { y in columns.map { y * width + $0 } }
  }
}
