import Oko
import Testing

@Suite struct SeedListTests {
  @Test(
    arguments: [
      ("7", [7]), ("0-3", [0, 1, 2, 3]), ("3-4,70,5", [3, 4, 70, 5]), ("5,0-2", [5, 0, 1, 2]),
      (" 1 , 3 - 4 ", [1, 3, 4]), ("007", [7]), ("9-9", [9]),
      ("18446744073709551614-18446744073709551615", [.max - 1, .max]),
    ] as [(String, [UInt64])])
  func seedsAreReadInTheirOrder(text: String, seeds: [UInt64]) throws {
    #expect(try SeedList(text).seeds == seeds)
  }

  @Test(
    arguments: [
      ("", .malformed), (",", .malformed), ("1,", .malformed), ("1,,2", .malformed),
      ("a", .malformed), ("+5", .malformed), ("-5", .malformed), ("5-", .malformed),
      ("1-2-3", .malformed), ("1.5", .malformed), ("0x10", .malformed), ("1 2", .malformed),
      ("0–3", .malformed), ("٣", .malformed), ("1\n2", .malformed),
      ("18446744073709551616", .tooLarge), ("0-99999999999999999999", .tooLarge),
      ("63-0", .reversed), ("5,5", .duplicate), ("0-63,70,5", .duplicate), ("0-5,3", .duplicate),
      ("3,0-5", .duplicate),
      ("0-1000000", .tooMany), ("0-18446744073709551615", .tooMany), ("7,100-1000099", .tooMany),
    ] as [(String, SeedListError.Code)])
  func whatIsNoListIsRefused(text: String, code: SeedListError.Code) {
    let error = #expect(throws: SeedListError.self) { try SeedList(text) }
    #expect(error?.code == code)
  }

  @Test func errorsNameWhatIsWrong() {
    func message(_ text: String) -> String? {
      (#expect(throws: SeedListError.self) { try SeedList(text) })?.description
    }
    #expect(message("0-5,3") == "seed 3 comes twice")
    #expect(message("1,x7") == "\"x7\" is neither a seed nor a range")
    #expect(message("9-2") == "the range 9-2 is reversed; write 2-9")
    #expect((message(String(repeating: "z", count: 9000)) ?? "").count < 100)
  }

  @Test func aMillionSeedsPass() throws {
    #expect(try SeedList("0-999998,5000000").seeds.count == SeedList.maximumCount)
  }

  @Test(arguments: ["0-63,70,65", "5,4,3", "1-2,2000", "18446744073709551615,0", "8"])
  func theDescriptionReadsAsTheList(text: String) throws {
    #expect(try SeedList(text).description == text)
  }

  @Test func rangesAreLists() throws {
    #expect(SeedList(0...63) == (try SeedList("0-63")))
  }
}
