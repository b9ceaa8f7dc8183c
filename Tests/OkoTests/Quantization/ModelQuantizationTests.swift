import Oko
import OkoImaging
import OkoNetworks
import Testing

@Suite struct ModelQuantizationTests {
  @Test func convolutionsGoBackToFloatsUntilTheLossIsSmall() throws {
    let folder = try DatasetFolderFixture()
    try folder.write(SafeTensors.encode(try ToyClassifier.checkpoint()), to: "toy.safetensors")
    for (index, name) in ["a", "b", "c"].enumerated() {
      for number in 0..<4 {
        try folder.write(
          try PNGEncoder.encode(ToyClassifier.picture(4 * index + number)),
          to: "data/val/\(name)/\(number).png")
      }
    }
    var quantization = ModelQuantization(
      of: folder.path + "/toy.safetensors", on: folder.path + "/data")
    let usual = try quantization.report()
    #expect(usual.before.map(\.name) == ["top-1"] && usual.after.map(\.name) == ["top-1"])
    #expect(usual.unlabelled == nil && usual.observedCount == 12)
    #expect(usual.loss <= 0.005)
    // A gain is asked for, which nothing can bring: in the end all is in floats.
    quantization.tolerance = -2
    var phases: [ModelQuantization.Phase] = []
    let strict = try quantization.report { phase, done, total in
      if phases.last != phase { phases.append(phase) }
      #expect(done <= total)
    }
    #expect(strict.quantizedCount == 0 && strict.loss == 0 && strict.difference == 0)
    #expect(strict.exact.count == usual.quantizedCount + usual.exact.count)
    #expect(
      Array(phases.prefix(4)) == [
        .observing, .measuringFloats, .measuringBytes(exactCount: 0), .searching,
      ])
    #expect(phases.last == .measuringBytes(exactCount: strict.exact.count))
  }

  /// A folder with a model of three classes and pictures of them.
  private func folder() throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    try folder.write(SafeTensors.encode(try ToyClassifier.checkpoint()), to: "toy.safetensors")
    for (index, name) in ["a", "b", "c"].enumerated() {
      let bytes = try PNGEncoder.encode(ToyClassifier.picture(index))
      for split in ["train", "val"] { try folder.write(bytes, to: "data/\(split)/\(name)/0.png") }
    }
    return folder
  }

  @Test func aBrokenPictureIsToldOfOnce() throws {
    let folder = try folder()
    try folder.write(Array("no picture".utf8), to: "data/val/a/1.png")
    let report = try ModelQuantization(
      of: folder.path + "/toy.safetensors", on: folder.path + "/data"
    ).report()
    #expect(report.failures.count == 1)
    #expect(report.failures.first?.path?.hasSuffix("1.png") == true)
    #expect(report.observedCount == 3)
  }

  @Test func aSplitThatIsAskedForMustBeThere() throws {
    let folder = try folder()
    var quantization = ModelQuantization(
      of: folder.path + "/toy.safetensors", on: folder.path + "/data")
    quantization.split = .test
    #expect(throws: DatasetError.self) { try quantization.report() }
  }
}
