package dev.headroom.services.pos;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A request to place an order. Leaving out what has a default and writing the default are the same
 * request.
 *
 * @param externalId the sender's own id: sent again it places nothing new
 * @param draft true to keep it a draft; false, the default, opens it
 * @param discountMinor off the whole order, at most its subtotal; 0 by default
 * @param tipMinor 0 by default
 */
record OrderRequest(
    @NotBlank @Size(max = 64) String externalId,
    Boolean draft,
    @Min(0) @Max(Money.MAX_PRICE) Long discountMinor,
    @Min(0) @Max(Money.MAX_PRICE) Long tipMinor,
    @NotEmpty @Size(max = 100) List<@NotNull @Valid Line> lines) {

  OrderRequest {
    draft = draft != null && draft;
    discountMinor = discountMinor == null ? 0L : discountMinor;
    tipMinor = tipMinor == null ? 0L : tipMinor;
  }

  /**
   * A line.
   *
   * @param modifierIds of the variation's item; none by default
   */
  record Line(
      @NotNull Long variationId,
      @NotNull @Min(1) @Max(999) Integer quantity,
      @Size(max = 20) List<@NotNull Long> modifierIds) {

    Line {
      modifierIds = modifierIds == null ? List.of() : modifierIds;
    }
  }

  /** SHA-256 of everything but the external id, in Base64. */
  String digest() {
    StringBuilder text = new StringBuilder();
    text.append(draft).append(' ').append(discountMinor).append(' ').append(tipMinor);
    for (Line line : lines) {
      text.append('\n').append(line.variationId()).append(" x ").append(line.quantity());
      text.append(' ').append(line.modifierIds());
    }
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
