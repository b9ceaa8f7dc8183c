import Foundation
import Oko
import Testing

@Suite struct GenerateCommandTests {
  private let fixture: GenerateFixture

  init() throws { fixture = try GenerateFixture() }

  @Test func everySeedGivesAPictureWhosePathIsPrinted() throws {
    let run = try fixture.generate("--seeds", "3-5,10", "--output", "out")
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    #expect(
      run.lines == [
        "out/seed000003-cat.png", "out/seed000004-dog.png", "out/seed000005-cow.png",
        "out/seed000010-dog.png",
      ])
    let pictures = try run.lines.map(fixture.image)
    #expect(Set(pictures).count == 4)
    #expect(pictures.allSatisfy { $0.size == Size(width: 32, height: 32) })
  }

  @Test func sixteenPicturesGoToTheUsualFolder() throws {
    let run = try fixture.generate()
    #expect(run.lines.count == 16)
    #expect(
      run.lines.first == "generated/seed000000-cat.png"
        && run.lines.last == "generated/seed000015-cat.png")
    #expect(try fixture.generate("--count", "2").lines.count == 2)
  }

  @Test func theSameSeedsGiveTheSameBytesInEveryRunAndOnAnyThreads() throws {
    let arguments = [[], [], ["--threads", "1"], ["--threads", "2"]]
    for (number, more) in arguments.enumerated() {
      let run = try CommandRun(
        ["generate", "--model", "toy.safetensors", "--count", "5", "--grid"]
          + ["--interpolate", "3,8", "--output", "\(number)"] + more, in: fixture.folder.path)
      #expect(run.exitCode == 0)
    }
    let contents = try (0..<4).map { try fixture.folder.contents(of: "\($0)") }
    #expect(contents[0].keys.count { $0.hasSuffix(".png") } == 7)
    for other in contents.dropFirst() { #expect(other == contents[0]) }
  }

  @Test func aClassAndATruncationAreDrawnAsAsked() throws {
    let run = try fixture.generate(
      "--class", "cow", "--seeds", "0,1", "--trunc", "0", "--output", "mean")
    #expect(run.lines == ["mean/seed000000-cow.png", "mean/seed000001-cow.png"])
    #expect(try fixture.image(run.lines[0]) == fixture.image(run.lines[1]))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.file(run.lines[1])))
    let texts = try PNGText.read(from: [UInt8](bytes))
    for text in [
      PNGText("Model", "toy.safetensors"), PNGText("Seed", "1"), PNGText("Truncation", "0.0"),
      PNGText("Class", "cow"),
    ] {
      #expect(texts.contains(text))
    }
  }

  @Test func aGridShowsThePicturesWithAColumnForEachClass() throws {
    let run = try fixture.generate("--count", "6", "--grid", "--output", "out")
    #expect(run.lines.count == 7 && run.lines.last == "out/grid.png")
    let grid = try fixture.image("out/grid.png")
    let pictures = try run.lines.dropLast().map(fixture.image)
    #expect(grid == ContactSheet(pictures, columns: 3).image())
  }

  @Test func aStripLeadsFromOneSeedToAnother() throws {
    let run = try fixture.generate(
      "--class", "dog", "--seeds", "3,8", "--interpolate", "3,8", "--steps", "4",
      "--output", "out")
    #expect(run.lines.last == "out/interpolation-3-8.png")
    let strip = try fixture.image("out/interpolation-3-8.png")
    let ends = try run.lines.prefix(2).map(fixture.image)
    let sheet = ContactSheet([ends[0], nil, nil, ends[1]], columns: 4)
    #expect(strip.size == sheet.size)
    let tiles = try #require(sheet.tiles(cutFrom: strip))
    #expect(tiles[0] == ends[0] && tiles[3] == ends[1])
    #expect(Set(tiles).count == 4)
  }

  @Test func picturesStandBesideTheKnownOnesThatAreMostLikeThem() throws {
    let run = try fixture.generate("--count", "3", "--nearest", "known", "--output", "out")
    #expect(run.exitCode == 0 && run.lines.last == "out/nearest.png")
    // Three rows of a picture and four neighbours, each enlarged to 128 pixels with a line below.
    let sheet = try fixture.image("out/nearest.png")
    #expect(sheet.width > 5 * 128 && sheet.height > 3 * 128)
  }

  @Test func aDatasetHasAFolderForEachClass() throws {
    let run = try fixture.generate("--count", "6", "--as-dataset", "more")
    #expect(run.exitCode == 0 && run.lines == ["more: 6 pictures"])
    #expect(fixture.exists("more/cat/seed000003.png") && fixture.exists("more/cow/seed000005.png"))
    let dataset = try ClassFolders.load(folder: fixture.folder.file("more"))
    #expect(dataset.classNames == ["cat", "cow", "dog"])
    #expect(dataset.samples(.train).count + dataset.samples(.val).count == 6)
  }

  @Test(
    arguments: [
      (["--seeds", "5-3"], "the range 5-3 is reversed"),
      (["--seeds", "1,x"], "\"x\" is neither a seed nor a range"),
      (["--seeds", "1,1"], "seed 1 comes twice"), (["--class", "cta"], "cat"),
      (["--class", "cta"], "draws no \"cta\""), (["--trunc", "-1"], "--trunc"),
      (["--trunc", "nan"], "--trunc is nan; it must be from 0 to 2"),
      (["--trunc", "2.1"], "from 0 to 2"), (["--count", "0"], "--count is 0"),
      (["--count", "2", "--seeds", "1"], "not both"), (["--steps", "1"], "--steps is 1"),
      (["--interpolate", "3"], "--interpolate"), (["--interpolate", "3,8,9"], "--interpolate"),
      (["--as-dataset", "x", "--output", "y"], "not both"),
      (["--as-dataset", "x", "--grid"], "leave out the sheets"),
      (["--precision", "int8"], "generators have no int8"),
    ] as [([String], String)])
  func wrongUsageIsRefusedWithAReason(arguments: [String], reason: String) throws {
    let run = try CommandRun(
      ["generate", "--model", "toy.safetensors"] + arguments, in: fixture.folder.path)
    #expect(run.exitCode == 64 && run.output.isEmpty)
    #expect(run.errors.contains("oko: error: ") && run.errors.contains(reason), "\(run.errors)")
    #expect(!fixture.exists("generated"))
  }

  @Test func nothingIsWrittenWhereTheKnownPicturesCannotBeRead() throws {
    let run = try fixture.generate("--nearest", "absent", "--output", "out")
    #expect(run.exitCode == 1 && run.errors.contains("absent: no such folder"))
    #expect(!fixture.exists("out"))
  }

  @Test func noFolderWithOtherFilesIsWrittenTo() throws {
    let run = try fixture.generate("--output", "known")
    #expect(run.exitCode == 1 && run.errors.contains("known: holds other files"))
    #expect(try fixture.folder.contents(of: "known").count == 5)
  }

  @Test func aModelForAnotherTaskIsRefused() throws {
    let other = try ClassifyFixture()
    let run = try CommandRun(
      ["generate", "--model", "toy.safetensors"], in: other.folder.path)
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("a model for \"classify\", not for \"generate\""))
    let absent = try fixture.generate("--model", "absent.safetensors")
    #expect(absent.exitCode == 1 && absent.errors.contains("absent.safetensors"))
  }
}
