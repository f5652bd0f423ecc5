package org.example.shop;

/** Needs nothing. */
public final class Hello {

  private Hello() {}

  /**
   * Says it.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.out.println("ended well");
  }
}
