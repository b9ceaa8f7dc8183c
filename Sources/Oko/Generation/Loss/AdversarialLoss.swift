package import OkoTensors

/// The game that the generator and the discriminator play; each minimizes its own loss.
package enum AdversarialLoss {
  /// A real and a generated picture of the same class are compared (Jolicoeur-Martineau 2018, paired):
  /// D minimizes softplus(−(D(real) − D(fake))), G the same with the sides exchanged.
  case relativistic
  /// Each picture is judged alone (Goodfellow et al. 2014, non-saturating): D minimizes
  /// softplus(−D(real)) + softplus(D(fake)), G softplus(−D(fake)).
  case nonSaturating

  /// The discriminator's loss from its scores, `[N]` each: the mean over the pairs, a scalar.
  package func ofDiscriminator(real: Tensor, fake: Tensor) -> Tensor {
    switch self {
    case .relativistic: (fake - real).activated(.softplus).mean()
    case .nonSaturating: (-real).activated(.softplus).mean() + fake.activated(.softplus).mean()
    }
  }

  /// The generator's loss from the discriminator's scores, `[N]` each; `real` is asked for where it counts.
  package func ofGenerator(real: () -> Tensor, fake: Tensor) -> Tensor {
    switch self {
    case .relativistic: (real() - fake).activated(.softplus).mean()
    case .nonSaturating: (-fake).activated(.softplus).mean()
    }
  }
}
