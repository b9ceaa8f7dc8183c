import OkoTraining

extension CalibrationReport {
  /// The answers that tell a temperature to about a fifth in nine cases of ten.
  ///
  /// Measured on drawn logits of yes and no, N(2.5, 2²), told 1.3 times too sure: with 200 answers the fit leaves half
  /// the error, and in one case of ten more than there was; with 100 in one of six, with 25 in three of five.
  static let enoughAnswers = 200

  /// What lessens the worth of the fit, in words.
  public var cautions: [String] {
    var cautions: [String] = []
    if fit.isAtAnEnd {
      cautions.append("the temperature is at the end of what is allowed: too few mistakes to tell")
    }
    if before.count < Self.enoughAnswers {
      cautions.append(
        "the temperature is fitted to \(before.count) \(answers), which tell little; "
          + "give it \(Self.enoughAnswers) or more")
    }
    // As they are printed.
    let (old, new) = (CalibrationText.error(before.expectedError), after.expectedError)
    if let new, let before = before.expectedError, new > before, CalibrationText.error(new) != old {
      cautions.append(
        "the fit makes the calibration error larger: ECE \(CalibrationText.error(new)) after, "
          + "\(old) before; the model was as honest without it")
    }
    return cautions
  }
}
