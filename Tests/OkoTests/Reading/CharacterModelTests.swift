import Foundation
import Oko
import Testing

@Suite struct CharacterModelTests {
  @Test func theNumbersAreThoseOfWittenAndBell() {
    // "ab" and "aa", order 2. Below all: 1/4 (a, b, the end, any other).
    // Alone: a 3, b 1, end 2 of 6, 3 kinds: P(a) = (3 + 3/4)/9, P(b) = (1 + 3/4)/9, P(end) = (2 + 3/4)/9.
    // After the beginning: a 2 of 2, 1 kind; after a: a 1, b 1, end 1, 3 kinds; after b: end 1 of 1, 1 kind.
    let model = CharacterModel(textsOf: ["ab", "aa"], order: 2)
    let (a, b, end) = (3.75 / 9, 1.75 / 9, 2.75 / 9)
    let expected = log((2 + a) / 3) + log((1 + 3 * b) / 6) + log((1 + end) / 2)
    #expect(abs(model.logProbability(of: "ab") - expected) < 1e-6)
    // Nothing known comes after b but the end; an unknown character is what is left below all.
    let unseen = log((2 + a) / 3) + log((1 + 3 * b) / 6) + log(a / 2) + log((1 + 3 * end) / 6)
    #expect(abs(model.logProbability(of: "aba") - unseen) < 1e-6)
    let strange = log((3.0 / 9 / 4) / 3) + log(end)
    #expect(abs(model.logProbability(of: "z") - strange) < 1e-6)
  }

  @Test(arguments: [1, 2, 3, 5])
  func theProbabilitiesOfAllTextsSumToOne(order: Int) {
    let model = CharacterModel(textsOf: ["aba", "b", "abb"], order: order)
    // z stands for every unknown character: with it nothing is left out.
    var (sum, level) = (0.0, [""])
    for _ in 0..<9 {
      sum += level.reduce(0) { $0 + exp(model.logProbability(of: $1)) }
      level = level.flatMap { text in ["a", "b", "z"].map { text + $0 } }
    }
    #expect(sum < 1 + 1e-6 && sum > 0.9)
  }

  @Test func theOrderOfTheTextsDoesNotMatter() {
    let texts = ["total 12", "cash", "change 3", "total"]
    let one = CharacterModel(textsOf: texts)
    let other = CharacterModel(textsOf: texts.reversed())
    for text in ["total cash", "xyz", ""] {
      #expect(abs(one.logProbability(of: text) - other.logProbability(of: text)) < 1e-6)
    }
    #expect(one.characterCount == other.characterCount)
    #expect(one.logProbability(of: "cash") > one.logProbability(of: "hsac"))
  }

  @Test func withoutTextsAllIsAlike() {
    let model = CharacterModel(textsOf: [])
    #expect(abs(model.logProbability(of: "ab") - 3 * log(0.5)) < 1e-6)
  }

  @Test func aFileIsReadLineByLine() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("\u{FEFF}ab\r\n\r\naa\n", to: "texts.txt")
    let model = try CharacterModel(path: folder.path + "/texts.txt", order: 2)
    let expected = CharacterModel(textsOf: ["ab", "aa"], order: 2)
    #expect(model.logProbability(of: "aab") == expected.logProbability(of: "aab"))
    #expect(throws: DatasetError.self) { try CharacterModel(path: folder.path + "/absent") }
    try folder.write([0x61, 0x0A, 0xFF], to: "bad.txt")
    let error = #expect(throws: DatasetError.self) {
      try CharacterModel(path: folder.path + "/bad.txt")
    }
    #expect(error?.message == "line 2 is not UTF-8 text")
  }
}
