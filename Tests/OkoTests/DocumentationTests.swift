import Foundation
import Oko
import Testing

/// The code of the README and the getting-started article, compiled; the tests hold the two texts together.
private enum Snippets {
  static func readme() throws {
    // README
    let detector = try Detector.load("street")
    let picture = try ImageDecoder.decode(path: "photo.jpg").image
    let found = detector.detect(picture, options: DetectionOptions(confidence: 0.4))
    for object in found {
      print(detector.classNames[object.classIndex], object.confidence, object.box)
    }
    let drawn = picture.annotated(with: found, classNames: detector.classNames)
    try Data(JPEGEncoder.encode(drawn)).write(to: URL(fileURLWithPath: "found.jpg"))
    // end
  }

  static func gettingStarted() throws {
    // GettingStarted 0
    let detector = try Detector.load("street")
    let result = try detector.detect(path: "photo.jpg")
    for object in result.detections {
      print(detector.classNames[object.classIndex], object.confidence, object.box)
    }
    // end
    // GettingStarted 1
    let inputs = InputPictures(["photos"])
    var run = DetectionRun(detector)
    run.output = try ResultFolder("found", for: inputs.pictures)
    try run.detect(on: inputs.pictures) { finding in
      print(finding.picture.path, finding.outcome)
    }
    // end
    // GettingStarted 2
    let segmenter = try Segmenter.load("nuclei")
    let labelled = try segmenter.segment(path: "tissue.png")
    for (name, share) in zip(segmenter.classNames, labelled.shares) { print(name, share) }
    for nucleus in labelled.instances { print(nucleus.box, nucleus.area) }
    // end
    // GettingStarted 3
    let generator = try Generator.load("hands")
    let five = generator.picture(GenerationRequest(seed: 7, classIndex: 5))
    let many = generator.pictures((0..<64).map { GenerationRequest(seed: $0) })
    print(five.size, many.count)
    // end
    // GettingStarted 4
    print(try DatasetCheck(folder: "bccd").report())

    var options = DetectionTrainingOptions(data: "bccd", output: "runs/detect/bccd")
    options.stopRule.seconds = 1800
    var training = try DetectionTraining(options)
    try training.makeFolder()
    print(try training.run(observers: [ProgressReport()]))
    // end
  }
}

@Suite struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The fenced blocks of `language` in the text at `path`, without imports and empty lines around.
  private func blocks(of path: String) throws -> [String] {
    let text = try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    return text.components(separatedBy: "```swift\n").dropFirst().map { part in
      let block = part.components(separatedBy: "```")[0]
      return block.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("import ") }
        .joined(separator: "\n").trimmingCharacters(in: .newlines)
    }
  }

  /// The lines of this file after `// name`, up to `// end`.
  private func compiled(_ name: String) throws -> String {
    let text = try String(contentsOfFile: #filePath, encoding: .utf8)
    let rest = text.components(separatedBy: "    // \(name)\n")[1]
    return rest.components(separatedBy: "    // end")[0]
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }
      .joined(separator: "\n").trimmingCharacters(in: .newlines)
  }

  @Test func theREADMEsCodeIsWhatIsCompiled() throws {
    #expect(try blocks(of: "README.md") == [compiled("README")])
  }

  @Test func theArticlesCodeIsWhatIsCompiled() throws {
    let blocks = try blocks(of: "Sources/Oko/Oko.docc/GettingStarted.md")
    #expect(blocks == (try (0...4).map { try compiled("GettingStarted \($0)") }))
  }

  @Test(arguments: [
    "cells-found.jpg", "nuclei-labelled.jpg", "hands-drawn.jpg", "receipt-read.png",
  ])
  func theREADMEsPicturesAreThere(name: String) throws {
    let path = Self.root.appendingPathComponent("Sources/Oko/Oko.docc/Resources/\(name)").path
    #expect(try ImageDecoder.decode(path: path).format == (name.hasSuffix("png") ? .png : .jpeg))
  }
}
