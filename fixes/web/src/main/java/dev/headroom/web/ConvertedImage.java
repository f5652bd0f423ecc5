package dev.headroom.web;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What came of an image; without a body: it is to go out as it is. */
final class ConvertedImage {

  static final ConvertedImage AS_IT_IS = new ConvertedImage("", "", new byte[0]);

  @JsonProperty final String mediaType;
  @JsonProperty final String etag;
  @JsonProperty final byte[] body;

  @JsonCreator
  ConvertedImage(
      @JsonProperty("mediaType") String mediaType,
      @JsonProperty("etag") String etag,
      @JsonProperty("body") byte[] body) {
    this.mediaType = mediaType;
    this.etag = etag;
    this.body = body;
  }
}
