import Foundation
import Oko
import OkoTraining
import Testing

@Suite struct SegmentationAugmentationTests {
  @Test(arguments: AugmentationPreset.allCases)
  func aPresetIsValidAndComesBackFromJSON(_ preset: AugmentationPreset) throws {
    let augmentation = SegmentationAugmentation.named(preset)
    try augmentation.validate()
    #expect(augmentation.preset == preset)
    let data = try JSONEncoder().encode(augmentation)
    #expect(try JSONDecoder().decode(SegmentationAugmentation.self, from: data) == augmentation)
  }

  @Test func whatIsNoPresetHasNoName() {
    var augmentation = SegmentationAugmentation.microscopy
    augmentation.noise.share = 0.5
    #expect(augmentation.preset == nil)
  }

  private typealias Change = @Sendable (inout SegmentationAugmentation) -> Void

  private static let broken: [(String, Change)] = [
    ("flip", { $0.horizontalFlip = 1.5 }),
    ("flip", { $0.verticalFlip = .nan }),
    ("scale", { $0.scale = 0...1 }),
    ("rotation", { $0.rotation.amount = 0...181 }),
    ("share of the rotation", { $0.rotation.share = 2 }),
    ("bending", { $0.elastic.amount = 0...0.5 }),
    ("spacing", { $0.elasticSpacing = 0 }),
    ("gamma", { $0.gamma.amount = 0...1 }),
    ("blur", { $0.blur.amount = 1...6 }),
    ("low resolution", { $0.lowResolution.amount = 0.2...1 }),
    ("noise", { $0.noise.share = -0.1 }),
  ]

  @Test(arguments: broken.indices)
  func anOptionWithoutAMeaningIsNamed(_ index: Int) {
    var augmentation = SegmentationAugmentation()
    Self.broken[index].1(&augmentation)
    let error = #expect(throws: TrainingError.self) { try augmentation.validate() }
    #expect(error?.code == .option)
    #expect(error?.message.contains(Self.broken[index].0) == true)
  }
}
