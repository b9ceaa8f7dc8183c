/// An element of an XML document, without its attributes.
struct XMLElement {
  let name: String
  let line: Int
  /// The text directly inside, without white space at its ends.
  var text: String
  var children: [XMLElement]

  /// The first element directly inside that is called `name`.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// What is wrong with an XML document, and on which line.
struct XMLError: Error {
  let message: String
  let line: Int
}
