extension PageReader {
  /// Makes a reader of pages: `detector` finds the lines, `reader` reads each.
  public init(
    _ reader: Reader, lines detector: Detector, options: ReadingOptions = ReadingOptions()
  ) {
    self.init(finder: LineFinder(detector)) { line in
      let result = reader.read(line, options: options)
      return (result.text, result.confidence)
    }
  }
}
