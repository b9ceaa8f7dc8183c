import Foundation
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

/// One safetensors file of the corpus.
struct SafeTensorsFile: Sendable, CustomTestStringConvertible {
  let path: String
  let expected: String
  var testDescription: String { path }

  static let all: [SafeTensorsFile] = {
    guard let index = SharedFolder.path("corpus/INDEX.tsv"),
      let text = try? String(contentsOfFile: index, encoding: .utf8)
    else { return [] }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count > 5, columns[5] == "safetensors",
        let path = SharedFolder.path("corpus/" + columns[0])
      else { return nil }
      return SafeTensorsFile(path: path, expected: columns[4])
    }
  }()
}

@Suite struct SafeTensorsTests {
  private let checkpoint = Checkpoint(
    tensors: [
      "a.weight": Tensor([1, -2.5, 3e-8, .greatestFiniteMagnitude, 0, -0.0], shape: [2, 3]),
      "b": Tensor(7), "empty": Tensor([], shape: [0, 4]),
    ],
    metadata: ["task": "détection \"x\"\n", "z": ""])

  @Test func whatIsWrittenIsReadBack() throws {
    let read = try SafeTensors.decode(SafeTensors.encode(checkpoint))
    #expect(read.metadata == checkpoint.metadata)
    #expect(read.tensors.keys.sorted() == ["a.weight", "b", "empty"])
    for (name, tensor) in checkpoint.tensors {
      #expect(read.tensors[name]?.shape == tensor.shape)
      #expect(
        read.tensors[name]?.scalars.map(\.bitPattern) == tensor.scalars.map(\.bitPattern))
    }
  }

  @Test func theHeaderIsWhatTheFormatSays() throws {
    let bytes = SafeTensors.encode(
      Checkpoint(tensors: ["x": Tensor([1, 2], shape: [2])], metadata: ["k": "v"]))
    let text =
      #"{"__metadata__":{"k":"v"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let padded = text + String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    #expect(bytes[0..<8].elementsEqual([UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0]))
    #expect(bytes[8..<(8 + padded.utf8.count)].elementsEqual(padded.utf8))
    #expect(bytes.suffix(8).elementsEqual([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]))
  }

  @Test func bfloat16RoundsToNearestEven() throws {
    // torch.tensor([1, 1.00390625, 1.01171875, 3.3895e38, nan]).bfloat16().float()
    let values: [Float] = [1, 1.003_906_25, 1.011_718_75, 3.3895e38, .nan]
    let expected: [Float] = [1, 1, 1.015_625, 3.389_531_389_251_535_4e38, .nan]
    let read = try SafeTensors.decode(
      SafeTensors.encode(
        Checkpoint(tensors: ["x": Tensor(values, shape: [5])]), precision: .bfloat16))
    let scalars = try #require(read.tensors["x"]).scalars
    #expect(scalars.prefix(4).elementsEqual(expected.prefix(4)))
    #expect(scalars[4].isNaN)
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = SafeTensors.encode(checkpoint)
    for count in 0..<bytes.count {
      #expect(throws: CheckpointError.self) {
        try SafeTensors.decode(Array(bytes.prefix(count)))
      }
    }
  }

  /// Without the corpus there are no cases.
  @Test(arguments: SafeTensorsFile.all) func theCorpusGivesWhatItsIndexAsks(
    file: SafeTensorsFile
  ) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
    switch file.expected {
    case "ok": #expect(throws: Never.self) { try SafeTensors.decode(bytes) }
    case "error": #expect(throws: CheckpointError.self) { try SafeTensors.decode(bytes) }
    default: _ = try? SafeTensors.decode(bytes)
    }
  }
}
