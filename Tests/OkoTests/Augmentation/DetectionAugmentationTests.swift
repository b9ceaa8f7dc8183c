import Foundation
import Oko
import OkoTraining
import Testing

@Suite struct DetectionAugmentationTests {
  @Test(arguments: [
    DetectionAugmentation.standard, .mild, .microscopy, .none,
  ])
  func presetsAreValidAndSurviveJSON(preset: DetectionAugmentation) throws {
    try preset.validate()
    let copy = try JSONDecoder().decode(
      DetectionAugmentation.self, from: try JSONEncoder().encode(preset))
    #expect(copy == preset)
  }

  @Test func theLastEpochsHaveNoMosaic() {
    let standard = DetectionAugmentation.standard
    #expect(standard.allowsMosaic(epoch: 69, of: 80))
    #expect(!standard.allowsMosaic(epoch: 70, of: 80))
    // A short run keeps three quarters of its mosaics.
    #expect(standard.allowsMosaic(epoch: 5, of: 8))
    #expect(!standard.allowsMosaic(epoch: 6, of: 8))
    #expect(standard.allowsMosaic(epoch: 0, of: 1))
  }

  @Test func nonsenseIsRefused() {
    func message(_ change: (inout DetectionAugmentation) -> Void) -> String? {
      var options = DetectionAugmentation.standard
      change(&options)
      do {
        try options.validate()
        return nil
      } catch {
        return error.message
      }
    }
    #expect(message { $0.mosaic = 1.5 } == "the mosaic is 1.5; it must be from 0.0 to 1.0")
    #expect(message { $0.hue = -0.1 }?.hasPrefix("the hue is -0.1") == true)
    #expect(message { $0.scale = 0...1 }?.hasPrefix("the smallest scale is 0.0") == true)
    #expect(message { $0.rotation = .nan } != nil)
    #expect(message { $0.closeMosaicEpochs = -1 } != nil)
  }
}
