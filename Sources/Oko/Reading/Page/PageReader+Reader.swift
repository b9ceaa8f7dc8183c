extension PageReader {
  /// Makes a reader of pages: `detector` finds the lines, `reader` reads each.
  public init(
    _ reader: Reader, lines detector: Detector, options: ReadingOptions = ReadingOptions()
  ) {
    self.init(finder: LineFinder(detector)) { line in
      let result = reader.read(line, options: options)
      guard options.temperature != nil || options.sampleSeed != nil else {
        return LineReading(result)
      }
      // Neither a temperature that is asked for nor chance has a part in what is left out.
      let own = reader.read(line)
      return LineReading(result, sureness: LineReading.sureness(of: own.characters))
    }
  }
}
