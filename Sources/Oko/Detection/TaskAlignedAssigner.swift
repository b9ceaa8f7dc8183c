#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging

/// Chooses the anchors that are to answer for each target, as TOOD does (Feng 2021, in YOLOv8's form).
///
/// Of the anchors inside a target, those with the largest alignment sᵅ · uᵝ are chosen, where s is the
/// predicted probability of its class and u the complete overlap of the predicted box with it, held above 0.
/// An anchor wanted by several targets goes to the one it overlaps most. What a chosen anchor should answer
/// is its alignment, scaled so that the best of a target gets that target's largest overlap. A target with no
/// anchor inside takes the nearest of the finest level. Ties go to the anchor, or target, that comes first.
public struct TaskAlignedAssigner: Hashable, Sendable {
  /// The largest number of anchors to a target.
  public var candidates: Int
  /// The exponent α of the class probability.
  public var classExponent: Double
  /// The exponent β of the overlap.
  public var overlapExponent: Double

  /// Makes an assigner.
  public init(candidates: Int = 10, classExponent: Double = 0.5, overlapExponent: Double = 6) {
    precondition(candidates > 0, "TaskAlignedAssigner: \(candidates) candidates")
    self.candidates = candidates
    self.classExponent = classExponent
    self.overlapExponent = overlapExponent
  }

  /// An anchor that answers for a target.
  package struct Positive: Hashable, Sendable {
    package var anchor: Int
    package var target: Int
    /// The class score asked of it, from 0 to 1.
    package var score: Float
  }

  /// A predicted box and the arctangent of its width over its height.
  package struct Prediction {
    package var box: BoxCorners
    package var aspect: Float

    package init(_ box: BoxCorners) {
      self.box = box
      aspect = atan(box.width / box.height)
    }
  }

  private struct Choice {
    var anchor: Int
    var alignment: Double
    var overlap: Float
  }

  /// The chosen anchors of one picture, in ascending order; each answers for one target.
  ///
  /// `prediction` is the box predicted at an anchor, `probability` what is predicted there for a class.
  package func assign(
    _ targets: DetectionTargets, on grid: AnchorGrid, prediction: (Int) -> Prediction,
    probability: (Int, Int) -> Float
  ) -> [Positive] {
    var owner = [Int32](repeating: -1, count: grid.count)
    var claims = [Choice?](repeating: nil, count: grid.count)
    var best: [Choice] = []
    for (target, box) in targets.boxes.enumerated() {
      choose(
        Prediction(BoxCorners(box)), classIndex: targets.classes[target], grid: grid,
        prediction: prediction, probability: probability, into: &best)
      for choice in best {
        if let rival = claims[choice.anchor], !(choice.overlap > rival.overlap) { continue }
        claims[choice.anchor] = choice
        owner[choice.anchor] = Int32(target)
      }
    }
    return positives(owner: owner, claims: claims, targetCount: targets.boxes.count)
  }

  /// Leaves in `best` the anchors most aligned with one target.
  private func choose(
    _ target: Prediction, classIndex: Int, grid: AnchorGrid, prediction: (Int) -> Prediction,
    probability: (Int, Int) -> Float, into best: inout [Choice]
  ) {
    func choice(_ anchor: Int) -> Choice {
      let predicted = prediction(anchor)
      let overlap = max(
        0,
        CompleteOverlap.value(
          predicted.box, aspect: predicted.aspect, target: target.box,
          targetAspect: target.aspect))
      guard overlap > 0 else { return Choice(anchor: anchor, alignment: 0, overlap: 0) }
      let alignment =
        power(Double(probability(anchor, classIndex)), classExponent)
        * power(Double(overlap), overlapExponent)
      return Choice(anchor: anchor, alignment: alignment, overlap: overlap)
    }
    best.removeAll(keepingCapacity: true)
    grid.forEachAnchor(inside: target.box) { anchor in
      let candidate = choice(anchor)
      var place = best.count
      while place > 0, candidate.alignment > best[place - 1].alignment { place -= 1 }
      guard place < candidates else { return }
      if best.count == candidates { best.removeLast() }
      best.insert(candidate, at: place)
    }
    guard best.isEmpty, target.box.isFinite else { return }
    let box = target.box
    best.append(choice(grid.finestAnchor(nearestToX: box.centerX, y: box.centerY)))
  }

  private func positives(
    owner: [Int32], claims: [Choice?], targetCount: Int
  ) -> [Positive] {
    var largest = [(alignment: Double, overlap: Float)](repeating: (0, 0), count: targetCount)
    for (anchor, target) in owner.enumerated() where target >= 0 {
      guard let claim = claims[anchor] else { continue }
      largest[Int(target)].alignment = max(largest[Int(target)].alignment, claim.alignment)
      largest[Int(target)].overlap = max(largest[Int(target)].overlap, claim.overlap)
    }
    var result: [Positive] = []
    for (anchor, target) in owner.enumerated() where target >= 0 {
      guard let claim = claims[anchor] else { continue }
      let best = largest[Int(target)]
      let share = best.alignment > 0 ? Float(claim.alignment / best.alignment) : 0
      result.append(Positive(anchor: anchor, target: Int(target), score: share * best.overlap))
    }
    return result
  }

  @inline(__always)
  private func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0.5 { return base.squareRoot() }
    if exponent == 6 {
      let cube = base * base * base
      return cube * cube
    }
    return pow(base, exponent)
  }
}
