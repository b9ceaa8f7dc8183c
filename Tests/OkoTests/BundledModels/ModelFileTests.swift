import Oko
import OkoNetworks
import Testing

@Suite struct ModelFileTests {
  @Test func theTemperatureIsStoredAndTheWeightsStayBitByBit() throws {
    var checkpoint = try ToyClassifier.checkpoint()
    checkpoint.metadata["training.checksum"] = "1234"
    checkpoint.metadata["licence"] = "MIT \"quoted\" ☂"
    for precision in [SafeTensors.Precision.single, .bfloat16] {
      let bytes = SafeTensors.encode(checkpoint, precision: precision)
      let written = try ModelFile.bytes(of: bytes, Temperature(1.2345, bias: -0.5))
      let (old, new) = (try SafeTensors.decode(bytes), try SafeTensors.decode(written))
      #expect(new.metadata["temperature"] == "1.2345" && new.metadata["bias"] == "-0.5")
      #expect(new.metadata["training.checksum"] == nil)
      #expect(new.metadata["licence"] == checkpoint.metadata["licence"])
      let body = bytes.count - 8 - length(bytes)
      #expect(written.suffix(body) == bytes.suffix(body) && (8 + length(written)) % 8 == 0)
      for (name, tensor) in old.tensors {
        #expect(new.tensors[name]?.shape == tensor.shape)
        #expect(new.tensors[name]?.scalars == tensor.scalars)
      }
      let description = try Classifier(new).description
      #expect(description.temperature == 1.2345 && description.bias == -0.5)
    }
  }

  private func length(_ bytes: [UInt8]) -> Int {
    bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  @Test func calibratingTwiceLeavesTheLastAlone() throws {
    let bytes = SafeTensors.encode(try ToyClassifier.checkpoint())
    let once = try ModelFile.bytes(of: bytes, Temperature(0.75))
    let twice = try ModelFile.bytes(
      of: try ModelFile.bytes(of: bytes, Temperature(3, bias: 1)), Temperature(0.75))
    #expect(once == twice)
    #expect(try ModelFile.bytes(of: once, Temperature.one) == bytes)
  }

  @Test func whatIsNoModelFileIsRefused() throws {
    let bytes = SafeTensors.encode(try ToyClassifier.checkpoint())
    for hostile in [[], Array("<html>".utf8), Array(bytes.prefix(100)), Array(bytes.dropLast())] {
      #expect(throws: CheckpointError.self) {
        try ModelFile.bytes(of: hostile, Temperature(2))
      }
    }
  }

  @Test func aModelWithoutATemperatureHasOne() throws {
    let checkpoint = try ToyClassifier.checkpoint()
    #expect(checkpoint.metadata["temperature"] == nil && checkpoint.metadata["bias"] == nil)
    #expect(try Classifier(checkpoint).description.temperature == 1)
    let description = ModelDescription(
      task: "classify", classNames: ["a"], imageSize: 64, temperature: 0.625)
    #expect(description.metadata["temperature"] == "0.625")
    let read = try ModelDescription(description.metadata, task: "classify")
    #expect(read == description && read.details["temperature"] == nil)
  }

  @Test(arguments: ["", "0", "-1", "nan", "inf", "1e99", "warm", "1.5 "])
  func aWrongTemperatureInAFileIsAnError(text: String) throws {
    var checkpoint = try ToyClassifier.checkpoint()
    checkpoint.metadata["temperature"] = text
    let error = #expect(throws: CheckpointError.self) { try Classifier(checkpoint) }
    #expect(error?.code == .misfit && error?.message.contains("temperature") == true)
  }

  @Test func aWrongBiasInAFileIsAnError() throws {
    var checkpoint = try ToyClassifier.checkpoint()
    checkpoint.metadata["bias"] = "nan"
    let error = #expect(throws: CheckpointError.self) { try Classifier(checkpoint) }
    #expect(error?.message.contains("bias") == true)
  }
}
