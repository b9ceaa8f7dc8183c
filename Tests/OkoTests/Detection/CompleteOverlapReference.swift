import Foundation

/// Complete overlap written down from the paper, term by term.
enum CompleteOverlapReference {
  private static func terms(
    _ a: SIMD4<Double>, _ b: SIMD4<Double>
  ) -> (ratio: Double, distance: Double, aspect: Double) {
    let (aw, ah, bw, bh) = (a.z - a.x, a.w - a.y, b.z - b.x, b.w - b.y)
    let shared =
      max(0, min(a.z, b.z) - max(a.x, b.x)) * max(0, min(a.w, b.w) - max(a.y, b.y))
    let ratio = shared / (aw * ah + bw * bh - shared)
    let rho = hypot((a.x + a.z - b.x - b.z) / 2, (a.y + a.w - b.y - b.w) / 2)
    let diagonal = hypot(max(a.z, b.z) - min(a.x, b.x), max(a.w, b.w) - min(a.y, b.y))
    let aspect = 4 / (Double.pi * Double.pi) * pow(atan(bw / bh) - atan(aw / ah), 2)
    return (ratio, rho * rho / (diagonal * diagonal), aspect)
  }

  static func trade(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
    let t = terms(a, b)
    return t.aspect == 0 ? 0 : t.aspect / (1 - t.ratio + t.aspect)
  }

  static func value(_ a: SIMD4<Double>, _ b: SIMD4<Double>, trade: Double?) -> Double {
    let t = terms(a, b)
    return t.ratio - t.distance - (trade ?? self.trade(a, b)) * t.aspect
  }
}
