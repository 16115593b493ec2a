package dev.trine.compress;

import java.util.Locale;

/** How it is found out what a model needs least. */
public enum Method {
  /** L2 norms of the activations inside the modules (Shen et al. 2024, arXiv:2407.05690). */
  TRANSACT,
  /** L2 norms of the weights that meet in a head, and of those that read a channel of the MLP. */
  MAGNITUDE,
  /** By lot. */
  RANDOM,
  /**
   * Norm of the activation times norm of the weights it meets (Sun et al. 2023, arXiv:2306.11695).
   */
  WANDA,
  /**
   * Variance of the activation times squared norm of the weights it meets; what is removed leaves
   * its mean behind as a bias (An et al. 2023, arXiv:2312.11983).
   */
  FLAP,
  /** Whole layers that turn the residual stream least (Men et al. 2024, arXiv:2403.03853). */
  LAYERS;

  /** Whether it needs a text. */
  public boolean calibrated() {
    return this != MAGNITUDE && this != RANDOM;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
