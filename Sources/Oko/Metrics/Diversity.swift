import OkoImaging
import OkoTensors

/// How unlike pictures of one class are: near 0 where a generator draws one and the same again and again.
enum Diversity {
  /// The side at which pictures are compared, in pixels.
  private static let side = 16

  /// The mean difference between neighbours of one class, in their order, as the root of the mean square, 0…1.
  static func of(_ pictures: [Image], classes: [Int]) -> Double {
    let size = Size(width: side, height: side)
    let looks = pictures.map { Tensor(onThisThread: [$0.resized(to: size, filter: .area)]).scalars }
    var last: [Int: Int] = [:]
    var (sum, count) = (0.0, 0)
    for (index, classIndex) in classes.enumerated() {
      if let other = last[classIndex] {
        sum += distance(looks[index], looks[other])
        count += 1
      }
      last[classIndex] = index
    }
    return count > 0 ? sum / Double(count) : 0
  }

  private static func distance(_ first: [Float], _ second: [Float]) -> Double {
    let square = zip(first, second).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return Double((square / Float(max(1, first.count))).squareRoot())
  }
}
