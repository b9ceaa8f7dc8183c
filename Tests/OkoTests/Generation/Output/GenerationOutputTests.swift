import Foundation
import Oko
import Testing

@Suite struct GenerationOutputTests {
  private let folder: DatasetFolderFixture
  private var path: String { folder.path + "/out" }

  init() throws { folder = try DatasetFolderFixture() }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".png") }.sorted()
  }

  private let requests = [
    GenerationRequest(seed: 7, classIndex: 1), GenerationRequest(seed: 1_234_567, classIndex: 0),
  ]

  @Test func picturesAreCalledAfterSeedAndClass() throws {
    let generator = try ToyGenerator.generator()
    let output = try GenerationOutput(generator, called: "toy", to: path)
    var told: [String] = []
    let pictures = try output.write(requests) { told.append($0) }
    #expect(told == ["\(path)/seed000007-dog.png", "\(path)/seed1234567-cat.png"])
    #expect(pictures == generator.pictures(requests))
    for (file, picture) in zip(told, pictures) {
      #expect(try ImageDecoder.decode(path: file).image == picture)
    }
  }

  @Test func withoutClassesTheSeedIsTheName() throws {
    let generator = try ToyGenerator.generator(names: ["picture"])
    try GenerationOutput(generator, called: "toy", to: path).write(
      [GenerationRequest(seed: 0)]
    ) { _ in }
    #expect(try files() == ["seed000000.png"])
  }

  @Test func classFoldersAreADataset() throws {
    var output = try GenerationOutput(ToyGenerator.generator(), called: "toy", to: path)
    output.usesClassFolders = true
    _ = try output.write((0..<6).map { GenerationRequest(seed: $0, classIndex: Int($0 % 3)) }) {
      _ in
    }
    #expect(
      try files() == [
        "cat/seed000000.png", "cat/seed000003.png", "cow/seed000002.png", "cow/seed000005.png",
        "dog/seed000001.png", "dog/seed000004.png",
      ])
    #expect(try ClassFolders.load(folder: path).classNames == ["cat", "cow", "dog"])
  }

  @Test func aClassMayBeCalledAsNoFileMay() throws {
    let generator = try ToyGenerator.generator(names: ["../up", "Größe 3"])
    try GenerationOutput(generator, called: "toy", to: path).write(
      [GenerationRequest(seed: 0, classIndex: 0), GenerationRequest(seed: 1, classIndex: 1)]
    ) { _ in }
    #expect(try files() == ["seed000000-___up.png", "seed000001-Größe 3.png"])
  }

  @Test func aPictureTellsWhereItComesFrom() throws {
    let generator = try ToyGenerator.generator()
    try GenerationOutput(generator, called: "models/toy", to: path).write(
      [GenerationRequest(seed: 7, classIndex: 1, truncation: 0.5)]
    ) { _ in }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/seed000007-dog.png"))
    #expect(
      try PNGText.read(from: [UInt8](bytes)) == [
        PNGText("Software", "oko generate"),
        PNGText("Source", "generated picture, no photograph"), PNGText("Model", "toy"),
        PNGText("Model fingerprint", generator.fingerprint), PNGText("Seed", "7"),
        PNGText("Truncation", "0.5"), PNGText("Class", "dog"),
      ])
  }

  @Test func whatIsToldIsEnoughToDrawThePictureAgain() throws {
    let generator = try ToyGenerator.generator()
    let request = GenerationRequest(seed: .max, classIndex: 2, truncation: 0.7)
    try GenerationOutput(generator, called: "toy", to: path).write([request]) { _ in }
    let file = path + "/seed\(UInt64.max)-cow.png"
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let told = Dictionary(
      uniqueKeysWithValues: try PNGText.read(from: bytes).map { ($0.keyword, $0.text) })
    let seed = try #require(told["Seed"].flatMap(UInt64.init))
    let truncation = try #require(told["Truncation"].flatMap(Float.init))
    let index = try #require(told["Class"].flatMap(generator.classNames.firstIndex))
    #expect(
      generator.picture(
        GenerationRequest(seed: seed, classIndex: index, truncation: truncation))
        == (try ImageDecoder.decode(bytes).image))
  }

  @Test func aSheetIsWrittenByItsName() throws {
    let generator = try ToyGenerator.generator()
    let output = try GenerationOutput(generator, called: "toy", to: path)
    let sheet = ContactSheet(generator.pictures(requests)).image()
    #expect(try output.write(sheet: sheet, as: "grid.png") == path + "/grid.png")
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path + "/grid.png")))
    #expect(try ImageDecoder.decode(bytes).image == sheet)
    #expect(
      try PNGText.read(from: bytes).map(\.keyword) == [
        "Software", "Source", "Model", "Model fingerprint",
      ])
  }

  @Test func aFolderWithOtherFilesIsLeftAlone() throws {
    try folder.write("mine", to: "out/notes.txt")
    let error = #expect(throws: ResultError.self) {
      try GenerationOutput(ToyGenerator.generator(), called: "toy", to: path)
    }
    #expect(error?.message.contains("other files") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["notes.txt"])
  }

  @Test func aLaterRunReplacesAnEarlierOne() throws {
    let generator = try ToyGenerator.generator()
    for truncation in [0.2, 0.9] as [Float] {
      try GenerationOutput(generator, called: "toy", to: path).write(
        [GenerationRequest(seed: 1, truncation: truncation)]
      ) { _ in }
    }
    #expect(try files() == ["seed000001-cat.png"])
    #expect(
      try ImageDecoder.decode(path: path + "/seed000001-cat.png").image
        == generator.picture(GenerationRequest(seed: 1, truncation: 0.9)))
  }
}
