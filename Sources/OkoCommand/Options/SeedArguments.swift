import ArgumentParser

/// Two seeds with a comma between them.
struct SeedPair: ExpressibleByArgument {
  let first: UInt64
  let second: UInt64

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard parts.count == 2, isPlain, let first = UInt64(parts[0]), let second = UInt64(parts[1])
    else {
      return nil
    }
    (self.first, self.second) = (first, second)
  }
}
