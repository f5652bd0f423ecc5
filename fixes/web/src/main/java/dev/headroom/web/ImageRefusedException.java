package dev.headroom.web;

/** An image that would cost more than it may: it was not decoded. */
public final class ImageRefusedException extends Exception {

  private static final long serialVersionUID = 1;

  ImageRefusedException(String why) {
    super(why);
  }
}
