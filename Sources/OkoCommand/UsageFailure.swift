/// Wrong usage that shows only once inputs are looked at, such as a class that a model does not have.
///
/// The exit code is 64, as for what the parser itself refuses.
struct UsageFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
