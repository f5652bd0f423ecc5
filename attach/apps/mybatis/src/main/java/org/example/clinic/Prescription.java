package org.example.clinic;

/** So much of a drug. */
public final class Prescription {

  private long drugId;
  private int amount;

  long drug() {
    return drugId;
  }

  int amount() {
    return amount;
  }
}
