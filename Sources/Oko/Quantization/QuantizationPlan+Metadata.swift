import OkoJSON
import OkoNetworks
import OkoTensors

extension QuantizationPlan: ModelAddition {
  /// Raise this with what changes which values a network's programs have: a plan of others would be left unused.
  private static let version = 2

  /// Notes the ranges and the exact values as JSON.
  package func note(in metadata: inout [String: String]) {
    let ranges = ranges.map { range -> JSONValue in
      range.map { [.number(Double($0.lowerBound)), .number(Double($0.upperBound))] } ?? .null
    }
    let plan: JSONValue = [
      "version": .integer(Self.version),
      "ranges": .array(ranges), "exact": .array(exactValues.sorted().map { .integer($0) }),
      "signature": .string(String(signature, radix: 16)),
    ]
    metadata[ModelDescription.quantizationKey] = plan.serialized()
  }

  /// Reads what ``note(in:)`` wrote; nil where that is of programs that had other values.
  ///
  /// - Throws: `CheckpointError` where it is something else.
  init?(noted text: String) throws(CheckpointError) {
    let error = CheckpointError(.misfit, "the quantization is none that `oko quantize` notes")
    guard let plan = try? JSONValue(parsing: Array(text.utf8)),
      let ranges = plan["ranges"]?.array, let exact = plan["exact"]?.array,
      let signature = plan["signature"]?.string.flatMap({ UInt64($0, radix: 16) })
    else { throw error }
    self.init(ranges: [], signature: signature)
    for range in ranges {
      if case .null = range {
        self.ranges.append(nil)
        continue
      }
      guard let bounds = range.array, bounds.count == 2,
        case let numbers = bounds.compactMap(\.double).map(Float.init), numbers.count == 2,
        numbers.allSatisfy(\.isFinite), numbers[0] <= numbers[1]
      else { throw error }
      self.ranges.append(numbers[0]...numbers[1])
    }
    for value in exact {
      guard let index = value.int, ranges.indices.contains(index) else { throw error }
      exactValues.insert(index)
    }
    guard plan["version"]?.int == Self.version else { return nil }
  }
}

extension ModelDescription {
  /// How the model's programs compute where `asked` is wanted; where nothing is, in bytes if it was quantized.
  ///
  /// - Throws: `CheckpointError` where int8 is wanted of a model that was not quantized, or not by this version.
  func programPrecision(_ asked: Precision?) throws(CheckpointError) -> ProgramPrecision {
    switch (asked, quantization) {
    case (nil, nil) where hasOutdatedQuantization, (.int8, nil) where hasOutdatedQuantization:
      throw CheckpointError(
        .misfit,
        "quantized by another version of Oko: run `oko quantize` again, or ask for another precision than int8"
      )
    case (.float32, _), (nil, nil): return .float32
    case (.bfloat16, _): return .bfloat16
    case (.int8, let plan?), (nil, let plan?): return .int8(plan)
    case (.int8, nil) where task == "generate":
      throw CheckpointError(.misfit, "models that generate predict in f32 and bf16 only")
    case (.int8, nil):
      throw CheckpointError(
        .misfit,
        "not quantized, so it cannot predict in int8; `oko quantize` makes a file that can")
    }
  }
}
