import OkoTensors
import Testing

@Suite struct ProcessorQuotaTests {
  @Test(arguments: [
    ("200000 100000\n", 2), ("150000 100000", 2), ("10000 100000\n", 1), ("max 100000\n", nil),
    ("", nil), ("100000", nil), ("0 100000", nil), ("-1 100000", nil), ("1e300 1", 1_000_000),
  ])
  func aQuotaIsRoundedUpToWholeProcessors(text: String, processors: Int?) {
    #expect(ProcessorQuota.processors(inQuota: text) == processors)
  }
}
