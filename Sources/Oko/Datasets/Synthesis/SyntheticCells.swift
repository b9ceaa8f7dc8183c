public import OkoImaging
import OkoTensors

/// Draws blood smears as a microscope shows them, scaled and coloured like the BCCD photographs.
///
/// Red cells absorb light (Beer and Lambert's law), so that they darken where they lie on one another; white
/// cells have a granular body and lobes of a purple nucleus; platelets are small, ragged and bluish.
///
///     let smear = SyntheticCells(seed: 1).picture(0)
public struct SyntheticCells: SyntheticSource {
  /// In the alphabetical order in which the photographs' classes are read.
  public let classNames = ["Platelets", "RBC", "WBC"]
  /// The size of the pictures.
  public let size: Size
  private let seed: UInt64

  /// Makes a source of pictures; cells are scaled with `size`.
  public init(size: Size = Size(width: 640, height: 480), seed: UInt64 = 0) {
    self.size = size
    self.seed = seed
  }

  /// Draws smear number `index`.
  public func picture(_ index: Int) -> SyntheticPicture {
    var random = RandomSource(seed: seed, stream: "cells/\(index)")
    let unit = Float(size.width) / 640
    var canvas = Canvas(size)
    drawBackground(&canvas, &random)
    let whiteCells = placedWhiteCells(unit, &random)
    let redCells = placedRedCells(unit, around: whiteCells, &random)
    let platelets = placedPlatelets(unit, around: redCells + whiteCells, &random)
    for outline in redCells { RedCell(outline, &random).draw(on: &canvas, label: 2) }
    for outline in platelets { Platelet(outline, &random).draw(on: &canvas, label: 1) }
    for outline in whiteCells { WhiteCell(outline, &random).draw(on: &canvas, label: 3) }
    canvas.blur(passes: random.whole(in: 2...6))
    canvas.addGrain(random.uniform(in: 0.004...0.009), &random)
    let objects =
      whiteCells.map { (classIndex: 2, box: $0.box) }
      + redCells.map { (classIndex: 1, box: $0.box) }
      + platelets.map { (classIndex: 0, box: $0.box) }
    return SyntheticPicture(
      canvas, objects: SyntheticPicture.labelled(objects, in: size, smallest: 12 * Double(unit)))
  }

  /// Glass with light that falls off from a bright spot, and faint stains of plasma.
  private func drawBackground(_ canvas: inout Canvas, _ random: inout RandomSource) {
    let base = random.color(near: .bytes(201, 211, 207), spread: 0.03)
    let spot =
      Point(random.uniform(), random.uniform()) * Point(Float(size.width), Float(size.height))
    let falloff = random.uniform(in: 0.04...0.12)
    let warmth = random.uniform(in: -0.02...0.03)
    let noise = SmoothNoise(&random)
    let diagonal = Point(Float(size.width), Float(size.height)).length
    canvas.draw { place, color in
      let distance = (place - spot).length / diagonal
      let light = 1 - falloff * distance * distance * 2 + 0.012 * noise.fractal(place, scale: 160)
      color = base * light
      color.x += warmth * distance
      color.z -= warmth * distance * 0.5
    }
  }

  private func placedWhiteCells(_ unit: Float, _ random: inout RandomSource) -> [WobblyOutline] {
    let count = random.pick([0, 1, 1, 1, 1, 1, 2])
    var outlines: [WobblyOutline] = []
    for _ in 0..<count {
      let radius = random.uniform(in: 68...112) * unit
      for _ in 0..<20 {
        let center = somewhere(margin: -0.3 * radius, &random)
        guard isFree(center, radius, of: outlines, overlap: 0.05) else { continue }
        outlines.append(
          WobblyOutline(
            center: center, radius: radius, aspect: random.uniform(in: 0.8...1.2), wobble: 0.07,
            &random))
        break
      }
    }
    return outlines
  }

  /// Red cells in strings and heaps: most lie against or half upon one that is there already.
  private func placedRedCells(
    _ unit: Float, around whiteCells: [WobblyOutline], _ random: inout RandomSource
  ) -> [WobblyOutline] {
    let count = random.whole(in: 11...24)
    let usual = random.uniform(in: 46...56) * unit
    let crowding = random.uniform(in: 0.15...0.48)
    var outlines: [WobblyOutline] = []
    for _ in 0..<(count * 6) where outlines.count < count {
      let radius = usual * random.uniform(in: 0.86...1.12)
      var center = somewhere(margin: -0.5 * radius, &random)
      if let neighbour = outlines.last, random.chance(0.55) {
        let other = random.chance(0.6) ? neighbour : random.pick(outlines)
        let gap = (other.radius + radius) * random.uniform(in: (1 - crowding)...1.05)
        center = other.center + .polar(gap, random.uniform(in: 0...6.2832))
      }
      guard isFree(center, radius, of: outlines, overlap: crowding),
        isFree(center, radius, of: whiteCells, overlap: 0.1), isNear(center, radius)
      else { continue }
      outlines.append(
        WobblyOutline(
          center: center, radius: radius, aspect: random.uniform(in: 0.68...1.0), wobble: 0.06,
          &random))
    }
    return outlines
  }

  private func placedPlatelets(
    _ unit: Float, around cells: [WobblyOutline], _ random: inout RandomSource
  ) -> [WobblyOutline] {
    var outlines: [WobblyOutline] = []
    for _ in 0..<random.pick([0, 0, 1, 1, 1, 2, 2, 3, 5]) {
      let radius = random.uniform(in: 14...23) * unit
      for _ in 0..<30 {
        let center = somewhere(margin: radius, &random)
        guard isFree(center, radius, of: cells + outlines, overlap: 0.15) else { continue }
        outlines.append(
          WobblyOutline(
            center: center, radius: radius, aspect: random.uniform(in: 0.7...1.0), wobble: 0.16,
            waves: [2, 3, 4, 7], &random))
        break
      }
    }
    return outlines
  }

  private func somewhere(margin: Float, _ random: inout RandomSource) -> Point {
    Point(
      random.uniform(in: min(margin, 0)...(Float(size.width) - min(margin, 0))),
      random.uniform(in: min(margin, 0)...(Float(size.height) - min(margin, 0))))
  }

  private func isNear(_ center: Point, _ radius: Float) -> Bool {
    center.x > -radius * 0.7 && center.y > -radius * 0.7
      && center.x < Float(size.width) + radius * 0.7 && center.y < Float(size.height) + radius * 0.7
  }

  private func isFree(
    _ center: Point, _ radius: Float, of outlines: [WobblyOutline], overlap: Float
  ) -> Bool {
    outlines.allSatisfy { ($0.center - center).length > ($0.radius + radius) * (1 - overlap) }
  }
}
