extension PageReader {
  /// Makes a reader of pages: `detector` finds the lines, `reader` reads each.
  public init(
    _ reader: Reader, lines detector: Detector, options: ReadingOptions = ReadingOptions()
  ) {
    self.init(finder: LineFinder(detector)) { line in
      let input = reader.prepare(line), logits = reader.logits(of: input)
      let result = reader.result(of: input, logits, options)
      guard options.temperature != nil || options.sampleSeed != nil else {
        return LineReading(result)
      }
      // Neither a temperature that is asked for nor chance has a part in what is left out.
      let own = reader.result(of: input, logits, ReadingOptions())
      return LineReading(result, sureness: LineReading.sureness(of: own.characters))
    }
  }
}
