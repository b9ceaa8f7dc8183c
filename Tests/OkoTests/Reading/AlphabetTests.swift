import Foundation
import Oko
import Testing

@Suite struct AlphabetTests {
  @Test func charactersAreSortedAndCountedOnce() {
    let alphabet = Alphabet(textsOf: ["oko", "ok!"])
    #expect(alphabet.characters == ["!", "k", "o"] && alphabet.classCount == 4)
    #expect(alphabet.classes(of: "kok") == [2, 3, 2])
    #expect(alphabet.text(of: [0, 3, 0, 2, 3]) == "oko")
    #expect(alphabet == Alphabet("o!ko"))
  }

  @Test func unknownCharactersAreNamedOnceInTheirOrder() {
    let alphabet = Alphabet("abc")
    #expect(alphabet.classes(of: "abz") == nil)
    #expect(alphabet.unknown(in: "zazyb") == ["z", "y"])
    #expect(alphabet.classIndex(of: "c") == 3 && alphabet.classIndex(of: "d") == nil)
  }

  @Test(arguments: [["e\u{301}", "é"], ["é", "e\u{301}"]])
  func equivalentCharactersAreOneInTheirShorterForm(texts: [String]) {
    let alphabet = Alphabet(textsOf: texts)
    #expect(alphabet.characters.count == 1)
    #expect(alphabet.text(of: [1]).unicodeScalars.map(\.value) == [0xE9])
    #expect(alphabet.classes(of: "e\u{301}é") == [1, 1])
  }

  @Test func aFamilyIsOneCharacter() {
    #expect(Alphabet("👩‍👩‍👧a").characters.count == 2)
  }

  @Test func itIsOneArrayInJSON() throws {
    // An accent alone would melt into the character before it if names were joined.
    let alphabet = Alphabet(["b", "a", "\u{301}"])
    let data = try JSONEncoder().encode(alphabet)
    #expect(try JSONDecoder().decode([String].self, from: data) == ["a", "b", "\u{301}"])
    #expect(try JSONDecoder().decode(Alphabet.self, from: data) == alphabet)
  }

  @Test(arguments: [#"["b","a"]"#, #"["a","a"]"#, #"["ab"]"#, #"[""]"#])
  func whatIsNoAlphabetIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Alphabet.self, from: Data(json.utf8))
    }
  }
}
