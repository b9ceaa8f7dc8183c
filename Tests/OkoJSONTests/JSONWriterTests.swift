import OkoJSON
import Testing

@Suite struct JSONWriterTests {
  @Test func aDocumentIsWrittenInItsOrderWithoutSpaces() {
    let value: JSONValue = ["b": [1, 2.5, true, nil], "a": "x\"\\\n\u{1}é"]
    #expect(value.serialized() == #"{"b":[1,2.5,true,null],"a":"x\"\\\n\u0001é"}"#)
  }

  @Test func anIndentedDocumentReadsBackTheSame() throws {
    let value: JSONValue = ["b": [1, [], [:], ["c": 0.1]], "a": "x"]
    let text = value.serialized(indented: true)
    #expect(text.contains("\n  \"b\": [\n    1,"))
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test func numbersThatAreNoneBecomeNull() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity)]).serialized() == "[null,null]")
  }

  @Test func settingMembersReplacesAppendsAndRemoves() {
    var object = JSONObject()
    object["a"] = 1
    object["b"] = 2
    object["a"] = 3
    object["b"] = nil
    #expect(JSONValue.object(object).serialized() == #"{"a":3}"#)
  }
}
