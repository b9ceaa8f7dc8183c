import Oko
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("cra", "car"), ("persn", "person"), ("Platelet", "Platelets"), ("rbc", "RBC"),
    ("motorbikes", "motorbike"),
  ])
  func aSlipOfTheFingerIsUnderstood(word: String, meant: String) {
    let names = ["bus", "car", "motorbike", "person", "Platelets", "RBC"]
    #expect(NearestName.suggestion(for: word, among: names) == meant)
  }

  @Test func whatIsNearNothingHasNoSuggestion() {
    #expect(NearestName.suggestion(for: "giraffe", among: ["bus", "car"]) == nil)
    #expect(NearestName.suggestion(for: "car", among: []) == nil)
    #expect(NearestName.hint(for: "giraffe", among: ["bus", "car"]).isEmpty)
    #expect(NearestName.hint(for: "cra", among: ["bus", "car"]) == " (did you mean 'car'?)")
  }
}
