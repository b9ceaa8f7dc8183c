import OkoJSON
import Testing

private func parse(_ text: String) throws(JSONError) -> JSONValue {
  try JSONValue(parsing: Array(text.utf8))
}

private func failure(_ bytes: [UInt8]) -> JSONError? {
  do throws(JSONError) {
    _ = try JSONValue(parsing: bytes)
    return nil
  } catch {
    return error
  }
}

@Suite struct JSONParserTests {
  @Test func everyKindOfValueIsRead() throws {
    let value = try parse(
      #" {"a": [1, -2.5, true, false, null, "é\n\u00e9\ud83d\ude00"], "b": {}} "#)
    #expect(
      value == ["a": [1, -2.5, true, false, nil, "é\né😀"], "b": [:]])
    #expect(value["a"]?[1]?.double == -2.5)
    #expect(value["c"] == nil)
    #expect(value["a"]?[9] == nil)
  }

  @Test func membersKeepTheirOrder() throws {
    let keys = try parse(#"{"z": 1, "a": 2, "m": 3}"#).object?.members.map(\.key)
    #expect(keys == ["z", "a", "m"])
  }

  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(0x1p63)),
    ("1.0", .number(1)), ("1e2", .number(100)), ("0.1", .number(0.1)), ("-0", .number(-0.0)),
    ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), ("1e-400", .number(0)),
    ("5e-324", .number(.leastNonzeroMagnitude)),
    ("123456789012345678901e-10", .number(12345678901.234568)),
    ("0.000000000000000000000000000001234", .number(1.234e-30)),
    ("9007199254740993.0", .number(9007199254740992)),
  ])
  func numbersAreExact(text: String, expected: JSONValue) throws {
    #expect(try parse(text) == expected)
  }

  @Test func wholeDoublesAreIntegersAndOthersAreNot() throws {
    #expect(try parse("1.0").int == 1)
    #expect(try parse("1.5").int == nil)
    #expect(try parse("1e30").int == nil)
  }

  @Test func randomDoublesReadBackTheSame() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(try parse(JSONValue.number(value).serialized()).double == value)
    }
  }

  @Test(arguments: [
    ("", 1, 1), ("[1,]", 1, 4), ("{\"a\":1,\n \"a\":2}", 2, 2), ("[NaN]", 1, 2), ("[1e400]", 1, 2),
    ("[01]", 1, 2), ("[1.]", 1, 4), ("[+1]", 1, 2), ("\"a", 1, 1), ("\"\\x\"", 1, 3),
    ("[1] 2", 1, 5),
    ("\"\\ud800\"", 1, 2), ("\"\\udc00\"", 1, 2), ("\"\u{1}\"", 1, 2), ("nul", 1, 4),
    ("{1:2}", 1, 2),
    ("[1 2]", 1, 4), ("{\"a\" 1}", 1, 6), ("// no\n1", 1, 1), ("'a'", 1, 1), ("-", 1, 2),
    ("1e", 1, 3),
  ])
  func brokenTextIsRefusedWithItsPlace(text: String, line: Int, column: Int) {
    let error = failure(Array(text.utf8))
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test func badUTF8IsRefusedWithItsOffset() {
    #expect(failure([0x22, 0x61, 0xE9, 0x22])?.byteOffset == 2)
    #expect(failure([0x22, 0xC0, 0x80, 0x22]) != nil)
    #expect(failure([0x22, 0x5C, 0x6E, 0xFF, 0x22]) != nil)
    #expect(failure([0xFF, 0xFE, 0x7B, 0x00]) != nil)
    #expect(failure([0x00]) != nil)
  }

  @Test func deepNestingIsRefusedAndTwoHundredLevelsAreNot() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(200))
    #expect(failure(Array(nested(201).utf8))?.column == 201)
    #expect(failure(Array(repeating: 0x5B, count: 1_000_000)) != nil)
  }

  @Test func aByteOrderMarkIsSkippedUnlessForbidden() throws {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x31]
    #expect(try JSONValue(parsing: bytes) == 1)
    var options = JSONParsingOptions()
    options.allowsByteOrderMark = false
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes, options: options) }
  }

  @Test func duplicateNamesAreFoundInLargeObjects() {
    let names = (0..<40).map { "\"k\($0)\":0" } + ["\"k7\":1"]
    #expect(
      failure(Array("{\(names.joined(separator: ","))}".utf8))?.message.contains("k7") == true)
  }
}
