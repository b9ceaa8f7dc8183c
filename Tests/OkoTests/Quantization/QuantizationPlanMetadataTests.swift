import Oko
import OkoNetworks
import OkoTensors
import Testing

@Suite struct QuantizationPlanMetadataTests {
  static let plan = QuantizationPlan(
    ranges: [0...1, nil, -0.1...2.7], exactValues: [2], signature: 0xfedc_ba98_7654_3210)

  @Test func aNotedPlanIsRead() throws {
    var description = ModelDescription(task: "classify", classNames: ["a"], imageSize: 64)
    description.quantization = Self.plan
    let read = try ModelDescription(description.metadata, task: "classify")
    #expect(read == description)
    #expect(read.details["quantization"] == nil)
  }

  @Test func thePlanIsNotedInAFileWhoseWeightsStay() throws {
    let bytes = SafeTensors.encode(try ToyClassifier.checkpoint())
    let noted = try ModelFile.bytes(of: bytes, Self.plan)
    let (old, new) = (try SafeTensors.decode(bytes), try SafeTensors.decode(noted))
    #expect(new.tensors.mapValues(\.scalars) == old.tensors.mapValues(\.scalars))
    #expect(try Classifier(new).description.quantization == Self.plan)
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"ranges":[],"exact":[],"signature":"x"}"#,
    #"{"ranges":[],"exact":[],"signature":7}"#, #"{"ranges":[],"exact":[0],"signature":"7"}"#,
    #"{"ranges":[[2,1]],"exact":[],"signature":"7"}"#,
    #"{"ranges":[[1]],"exact":[],"signature":"7"}"#,
    #"{"ranges":[[0,1e60]],"exact":[],"signature":"7"}"#,
    #"{"ranges":[[0,"1"]],"exact":[],"signature":"7"}"#,
    #"{"ranges":[[0,1,"a"]],"exact":[],"signature":"7"}"#,
    #"{"ranges":[[0,1]],"exact":[-1],"signature":"7"}"#,
    #"{"ranges":[[0,1]],"exact":[0.5],"signature":"7"}"#,
  ])
  func whatIsNoPlanIsRefused(text: String) throws {
    var checkpoint = try ToyClassifier.checkpoint()
    checkpoint.metadata["quantization"] = text
    let error = #expect(throws: CheckpointError.self) { try Classifier(checkpoint) }
    #expect(error?.code == .misfit && error?.message.contains("quantization") == true)
  }

  @Test func aPlanOfAnotherNetworkChangesNothing() throws {
    var checkpoint = try ToyClassifier.checkpoint()
    let expected = try Classifier(checkpoint).classify(ToyClassifier.picture(0)).probabilities
    Self.plan.note(in: &checkpoint.metadata)
    #expect(
      try Classifier(checkpoint).classify(ToyClassifier.picture(0)).probabilities == expected)
  }

  @Test func aPlanOfAnotherVersionIsToldWhereItIsNeeded() throws {
    var checkpoint = try ToyClassifier.checkpoint()
    checkpoint.metadata["quantization"] = #"{"ranges":[[0,1]],"exact":[],"signature":"7"}"#
    for precision in [nil, Precision.int8] {
      let error = #expect(throws: CheckpointError.self) {
        try Classifier(checkpoint, precision: precision)
      }
      #expect(error?.message.contains("run `oko quantize` again") == true)
    }
    #expect(try Classifier(checkpoint, precision: .float32).description.quantization == nil)
  }

  @Test func int8NeedsAPlan() throws {
    let checkpoint = try ToyClassifier.checkpoint()
    let error = #expect(throws: CheckpointError.self) {
      try Classifier(checkpoint, precision: .int8)
    }
    #expect(error?.message.contains("oko quantize") == true)
  }
}
